/* SPDX-License-Identifier: MIT */
/*
 * Appeals of students against what the record says of them, and leaves for one classroom as they were asked for before
 * leave.h: those that are there are read, answered and applied (plan/mark_leave.h), no new one is made.
 *
 * An accepted appeal sets the mark of its lecture.
 */
#ifndef AMS_SCHOOL_REQUEST_H
#define AMS_SCHOOL_REQUEST_H

#include "school/attendance/decision.h"
#include "school/files/file.h"
#include "school/marks/mark.h"

enum {
    REQUEST_TEXT_MAX = 1000,   // characters
    REQUEST_COMMENT_MAX = 500, // characters
    REQUEST_OPEN_MAX = 20,     // of a student in a classroom
    REQUEST_DAY_MAX = 20,      // made by a student in a classroom within 24 hours
    REQUEST_LECTURES_MAX = 200 // lectures that an answer marks at once
};

enum request_kind { REQUEST_LEAVE, REQUEST_APPEAL, REQUEST_KIND_COUNT };

/* "leave", "appeal". The parser answers false on anything else. */
const char *request_kind_code(enum request_kind kind);
bool request_kind_parse(const char *code, enum request_kind *ret_kind);

/* What the record says of a request's lecture and student now. */
struct request_mark {
    enum mark_status status; // MARK_UNMARKED: nothing
    int64_t minutes_late;
    const char *note; // NULL when none
};

struct request {
    int64_t id;
    enum request_kind kind;
    int64_t class_id;
    const char *subject; // the classroom's
    struct person student;
    int64_t lecture_id;        // 0: a leave for a time
    int64_t from_at, until_at; // lectures that start from the one to before the other; 0 with a lecture
    struct request_mark mark;  // the one in question; of a leave for a time: nothing
    const char *text;
    struct file file; // what came with it; id 0: nothing
    struct decision decision;
    int64_t created_at, updated_at; // changed last; as made where it never was
    int64_t version;
    int64_t change_id; // of the answer that set a mark (marks/mark_write.h); 0: none
};

struct request_list {
    struct request *requests;
    size_t count;
    int64_t next; // 0: that was all
};

struct request_new {
    int64_t lecture_id;
    const char *text;
    int64_t file_id; // one of the actor's that belongs to nothing yet, in the same classroom; 0: none
};

/*
 * A student appeals. The same again while it is open answers the first. The lecture must have begun. The teachers are
 * told. Faults: REQUEST_INVALID (not theirs), TEXT_INVALID, TOO_MANY_THINGS, FILE_UNKNOWN, CLASSROOM_ARCHIVED,
 * LECTURE_CANCELLED, WINDOW_NOT_OPEN. Audited, without the text.
 */
enum fault request_create(struct school *school, const struct actor *actor, const struct request_new *request,
                          struct arena *arena, struct request *ret_request);

/* The actor's own, newest first; made or changed then or later, 0: all. */
enum fault request_list_own(struct school *school, const struct actor *actor, int64_t updated_since,
                            const struct page *page, struct arena *arena, struct request_list *ret_list);

/* The actor takes an open request back; a second time does nothing. NOT_FOUND, REQUEST_ANSWERED. Audited. */
enum fault request_withdraw(struct school *school, const struct actor *actor, int64_t request_id);

/* Those of a classroom, newest first. Its staff (not administrators: what is written there may be private). */
enum fault request_list_class(struct school *school, const struct actor *actor, int64_t class_id,
                              const struct decision_filter *filter, const struct page *page, struct arena *arena,
                              struct request_list *ret_list);

struct request_answer {
    bool accept;
    enum mark_status status; // of an accepted appeal; a leave's is MARK_EXCUSED whatever stands here
    const char *comment;     // NULL or "": none
    int64_t version;         // 0: any
};

/*
 * Its teachers answer an open request; the student is told. The same answer again answers as before. Faults: NOT_FOUND,
 * REQUEST_ANSWERED, CHANGED_MEANWHILE, STATUS_UNKNOWN, TEXT_INVALID, CLASSROOM_ARCHIVED, LECTURE_CANCELLED,
 * STEP_UP_NEEDED (when it sets a mark outside the lecture's time: change.h). Audited; marks are told.
 */
enum fault request_answer(struct school *school, const struct actor *actor, int64_t class_id, int64_t request_id,
                          const struct request_answer *answer, struct arena *arena, struct request *ret_request);

/*
 * Who answered an appeal takes that back, for CHANGE_HOURS: it is open again, and the mark that it set is what it was.
 * What the student has not been told yet they are not told (NOTIFICATION_SETTLE_MS). One that is open stays so. Faults:
 * NOT_FOUND, REQUEST_ANSWERED (withdrawn, or answered by somebody else), CHANGE_UNKNOWN (too long ago),
 * CHANGED_MEANWHILE (`version`, 0: any; also when its mark is another by now), CLASSROOM_ARCHIVED, LECTURE_CANCELLED,
 * STEP_UP_NEEDED. Audited; the mark is told to those who watch.
 */
enum fault request_reopen(struct school *school, const struct actor *actor, int64_t class_id, int64_t request_id,
                          int64_t version, struct arena *arena, struct request *ret_request);

#endif
