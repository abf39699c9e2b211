/* SPDX-License-Identifier: MIT */
/* The shapes that lectures, attendance and registers share: statuses, marks, counts, standings. */
#ifndef AMS_SCHOOL_MARK_H
#define AMS_SCHOOL_MARK_H

#include <stddef.h>

#include "school/common/limits.h"
#include "school/school.h"

/*
 * MARK_UNMARKED (not yet marked) is not MARK_ABSENT. The four behind it every classroom has, and the rules give them:
 * earned in time, earned late, by a leave, by a close. From MARK_OWN on they are the classroom's own: status_set.h.
 */
enum mark_status {
    MARK_UNMARKED,
    MARK_PRESENT,
    MARK_LATE,
    MARK_EXCUSED,
    MARK_ABSENT,
    MARK_OWN, // the first of MARK_OWN_MAX
    MARK_STATUS_COUNT = MARK_OWN + 40,
};
enum { MARK_OWN_MAX = MARK_STATUS_COUNT - MARK_OWN };

/* "P", "L", "E", "A"; "S1" and on for MARK_OWN and on; NULL for MARK_UNMARKED. */
const char *mark_status_code(enum mark_status status);

/* Reads such a code; false, and *ret_status untouched, on anything else (NULL too). Whether a classroom has it is
 * another question. */
bool mark_status_parse(const char *code, enum mark_status *ret_status);

/* Of a mark that people set. */
enum {
    ATTENDANCE_NOTE_MAX = 300, // characters
    ATTENDANCE_LATE_MAX = 24 * 60,
};

/* What the staff should look at; nothing was refused. Bits of a mark's `flags`. */
enum mark_flag {
    MARK_LIVENESS_DOUBT = 1,  // by face, by the quick check: the pictures may show no living person
    MARK_OUTSIDE = 2,         // the phone said that it was not where the classroom is
    MARK_NO_POSITION = 4,     // it said nothing, and the classroom asks
    MARK_OTHER_NETWORK = 8,   // the request came from a network that is not the classroom's
    MARK_SHARED_DEVICE = 16,  // another student was marked with the same device a little before
    MARK_NEW_DEVICE = 32,     // a device that this student has had for less than DEVICE_NEW_HOURS
    MARK_SAME_PICTURES = 64,  // pictures that another student has shown
    MARK_NO_ROOM = 128,       // neither the room code nor the room sound came with it, and the classroom asks for one
    MARK_RELAYED = 256,       // what it brought of the room may have been passed on
    MARK_UNSIGNED = 512,      // the device did not prove that it is the one it was
    MARK_ODD_CAMERA = 1024,   // the pictures may come from a program, not from a camera
    MARK_BADGE_ONLY = 2048,   // at a kiosk, by a badge or a number that anybody may carry
    MARK_NOT_UNLOCKED = 4096, // the phone was not unlocked for it, and the classroom asks for that
    MARK_KIOSK_MOVED = 8192,  // at a kiosk that speaks from another network than it stands in
};

enum { MARK_FLAG_COUNT = 14, MARK_FLAGS_SIZE = 250 };

/* "liveness_doubt", "outside", "no_position", "other_network", "shared_device", "new_device", "same_pictures",
 * "room_unproven", "maybe_relayed", "device_unsigned", "odd_camera", "badge_only", "unlock_missing",
 * "kiosk_moved": of bit number `index`. */
const char *mark_flag_word(size_t index);

/* The column `flags`: words with spaces between, "" for none; and back, where unknown words and NULL count as none. */
void mark_flags_write(unsigned flags, char text[static MARK_FLAGS_SIZE]);
unsigned mark_flags_read(const char *text);

/*
 * MARK_BY_PHOTO: the professor confirmed what a class photo proposed. MARK_BY_CODE: the student typed the room code.
 * MARK_BY_CLOSE: Absent, for the window closed. MARK_BY_IMPORT: from a file. MARK_BY_LEAVE: an accepted leave covers
 * the lecture. MARK_BY_KIOSK: at a tablet by the door (checkin/kiosk.h). What MARK_BY_CLOSE and MARK_BY_LEAVE say of
 * somebody gives way to their being there after all.
 */
enum mark_method {
    MARK_BY_FACE,
    MARK_BY_HAND,
    MARK_BY_PHOTO,
    MARK_BY_CODE,
    MARK_BY_CLOSE,
    MARK_BY_IMPORT,
    MARK_BY_LEAVE,
    MARK_BY_KIOSK,
};

/* "face", "manual", "photo", "code", "close", "import", "leave", "kiosk". */
const char *mark_method_code(enum mark_method method);

/* Whether a mark of this method gives way to a check-in and to a class photo; and the same in SQL, of a column. */
bool mark_method_yields(enum mark_method method);
#define MARK_YIELDS " IN ('close', 'leave')"

/* A column `method`; NULL and words of a later version read as MARK_BY_HAND. */
enum mark_method mark_method_of(const char *word);

struct mark {
    struct person student;
    enum mark_status status; // MARK_UNMARKED: none of the fields below is meant
    int64_t minutes_late;    // for MARK_LATE, 1 or more by face, 0 when a professor gave none; otherwise 0
    enum mark_method method;
    int64_t marked_at;       // of the last change; by face: when the check-in reached the server
    struct person marked_by; // by hand and by photo: who; by face: id 0 and name NULL
    const char *note;        // NULL when none
    unsigned flags;          // enum mark_flag; for the staff and administrators only
    int64_t change;          // the act that set it, for undoing; only from attendance_mark, otherwise 0
    int64_t version;         // tells this state of the mark from every other one it had or will have; 0 for none

    // Of the student, whatever the mark is; only where marks are listed, otherwise 0, false and NULL.
    const char *external_id; // what another system calls them; NULL: nothing
    int64_t left_at;         // no longer in the classroom: not to be marked any more; 0: still in
    bool outside;            // without a mark, and not expected at the time: the lecture is not theirs
    bool other_group;        // it was for groups that they were not in
};

/*
 * Of one lecture. students: whose lecture it is, by marks/membership.h or by a mark, whoever is in the classroom now.
 * marked = present + late + excused + absent + other = attended + missed + ignored; unmarked = students - marked.
 */
struct counts {
    int64_t students, marked, unmarked;
    int64_t present, late, excused, absent, other; // by status; other: the classroom's own
    int64_t attended, missed, ignored;             // by what the marks count as
    int64_t in_room;                               // marks that say so
    int64_t flagged;                               // marks with a flag
};

/* What a mark does to a percentage: it adds to both sides, to none, or only to what was taken. */
enum mark_counts { COUNTS_ATTENDED, COUNTS_IGNORED, COUNTS_MISSED, COUNTS_COUNT };

/* "attended", "ignored", "missed". */
const char *mark_counts_code(enum mark_counts counts);
bool mark_counts_parse(const char *code, enum mark_counts *ret_counts);

/* How a classroom counts. */
struct standing_rule {
    enum mark_counts counts[MARK_STATUS_COUNT]; // of each mark; of MARK_UNMARKED: missed
    int64_t threshold_percent;                  // 0 to 100
    int64_t leave_out;                          // so many missed lectures do not count; 0 to CLASSROOM_LEAVE_OUT_MAX
    int64_t points[MARK_STATUS_COUNT];          // what each mark is worth, hundredths; MARK_UNMARKED is worth nothing
    bool in_room[MARK_STATUS_COUNT];            // whether such a student is in the room
    size_t own;                                 // statuses of the classroom's own, retired ones too
};

enum { TREND_LECTURES = 5 };

/*
 * How one student stands in one classroom. Cancelled lectures count nowhere, nor those that are not the student's. A
 * lecture is taken when its window has been opened, or when anybody has a mark in it, but for leaves; without a
 * mark of the student's only once it is over for marking. It counts unless the mark is one that the classroom ignores,
 * or it is left out: of the missed ones, rule.leave_out do not count, those worth the fewest points first, and of those
 * worth the same the earliest. What was attended, however late, is never left out.
 * Made by school/marks/tally.h alone.
 */
struct standing {
    int64_t attended;                     // of the counted lectures
    int64_t counted;                      // the denominator of the percentage
    int64_t taken;                        // counted, and those that are ignored or left out
    int64_t left_out;                     // missed lectures that do not count
    int64_t out[CLASSROOM_LEAVE_OUT_MAX]; // (left_out) which these are: their ids, in no order
    int64_t lectures;                     // all that are the student's, future ones too
    int64_t of[MARK_STATUS_COUNT];        // taken lectures by mark; MARK_UNMARKED: those in which there is none
    int64_t late_minutes;
    int64_t points, points_max; // of the counted lectures, hundredths
    struct standing_rule rule;
    int64_t recent_attended, recent_counted; // of the last TREND_LECTURES counted lectures
};

/* Whether this lecture is one of those that are left out. */
bool standing_leaves_out(const struct standing *standing, int64_t lecture_id);

/* attended of counted in percent, rounded to one decimal; false (null on the page) while no lecture counts. */
bool standing_percentage(const struct standing *standing, double *ret_percentage);

/* What the threshold asks from here on. All follows from whole numbers; nothing is rounded. */
struct outlook {
    bool below;             // the percentage is under the threshold; false while no lecture counts
    bool out_of_reach;      // also when every lecture that is planned and not yet taken is attended
    bool near;              // not below, but missing the next one would be
    bool endless;           // threshold 0: any number can be missed, and can_miss is not meant
    bool impossible;        // threshold 100 and something was missed: must_attend is not meant
    int64_t remaining;      // lectures that are planned and not yet taken
    int64_t can_miss;       // this many next ones in a row without falling below; some may still be left out
    int64_t can_miss_later; // this many of the remaining ones, in any order, if the others are attended
    int64_t must_attend;    // this many next ones in a row to be at the threshold again; 0 unless below
};
void standing_outlook(const struct standing *standing, struct outlook *ret_outlook);

#endif
