/* SPDX-License-Identifier: MIT */
/* What the forms of an export share. Only for src/school/export*.c. */
#ifndef AMS_SCHOOL_EXPORT_INSIDE_H
#define AMS_SCHOOL_EXPORT_INSIDE_H

#include "base/csv.h"
#include "school/marks/sheet.h"
#include "school/numbers/export.h"
#include "school/post/export_text.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/marks/group/group.h"
#include "school/marks/standing.h"
#include "school/marks/status_set.h"

enum {
    EXPORT_TIME_SIZE = 72,
    // The head of a lecture's column: its time, and the names of its groups.
    EXPORT_LABEL_SIZE = 2 * EXPORT_TIME_SIZE + GROUPS_PER_LECTURE_MAX * (4 * GROUP_NAME_MAX + 2) + 32,
};

struct export_person {
    const char *email, *external_id; // NULL when none
    const char *joined, *left;       // moments on the classroom's clock; left NULL: still in
    int64_t joined_at, left_at;      // the same clock
    const char *groups;              // that they are in now, "" for none
};

struct export
{
    struct school *school;
    struct arena *arena;
    enum tongue tongue, reader; // of what it says; of whoever asks, in which it is named
    bool fixed;                 // these two as in the request
    int64_t lecture_id;
    struct classroom classroom;
    struct sheet sheet;
    struct export_person *people; // of the sheet's students
    int64_t *starts, *ends;       // of the sheet's lectures, on the classroom's clock (school/common/zone.h)
    int64_t made;                 // the same clock now
    const char *name;             // of the file, without its suffix
    struct group_names groups;    // of the classroom
    const char *group;            // the one that it is of; NULL: everybody
    const char **labels;          // of the sheet's lectures: the groups that it is for, "" for all
    bool *shared;                 // of these: another of the classroom begins at the same moment

    // The statuses that a file names: those that are offered, and those that its marks have; in the classroom's order.
    const struct status_line *statuses[MARK_STATUS_COUNT];
    size_t status_count;
};

/* Each makes its file in the arena; FAULT_TOO_MANY_THINGS when it grows beyond EXPORT_BYTES_MAX. */
enum fault export_make_csv(struct export *export, bool mark, struct export_file *file);
enum fault export_make_long(struct export *export, bool mark, struct export_file *file);
enum fault export_make_moodle(struct export *export, bool mark, struct export_file *file);
enum fault export_make_moodle_marks(struct export *export, bool mark, struct export_file *file);
enum fault export_make_xlsx(struct export *export, struct export_file *file);
enum fault export_make_print(struct export *export, struct export_file *file);

/* The language that was asked for, else the reader's own. */
enum fault export_tongue(struct db *db, const struct actor *actor, const char *language, enum tongue *ret_tongue);

/* Has the classroom call its statuses as the export's language does, where they have the usual names and letters. */
enum fault export_translate(struct export *export);

/* "2026-11-23 09:00" of a wall clock. */
void export_moment(int64_t local, char text[static EXPORT_TIME_SIZE]);

/* The same as "23 Nov 2026 9.00AM". */
void export_moment_moodle(int64_t local, char text[static EXPORT_TIME_SIZE]);

/* What a lecture's column is called: when it is, for which groups, and which it is where that does not tell. */
void export_lecture_head(const struct export *export, size_t lecture, char text[static EXPORT_LABEL_SIZE]);

/* Whether a form of rows has those of a lecture. */
bool export_wanted(const struct export *export, size_t lecture);

/* What a file is called: its parts (NULL: none) with spaces between, the day (from 1970-01-01), the kind, a dot and the
 * suffix (NULL: neither); without what a file system or a shell takes for something else. */
void export_name(const char *const parts[static 3], int64_t day, const char *kind, const char *suffix,
                 char name[static EXPORT_NAME_SIZE]);

/* "09:00" of a wall clock. */
void export_clock(int64_t local, char text[static EXPORT_TIME_SIZE]);

/* The groups that a student was in when a lecture started, as one text; NULL without memory. */
const char *export_groups_then(const struct export *export, size_t student, size_t lecture);

/* What stands in a cell: the classroom's letter, "" for not yet marked; in lectures not taken, and not the student's,
 * NULL. */
const char *export_letter(const struct export *export, size_t student, size_t lecture);

/* Whether a lecture is a student's at all. */
bool export_theirs(const struct export *export, size_t student, size_t lecture);

/* The status in a cell; NULL when there is none. */
const struct status_line *export_status(const struct export *export, size_t student, size_t lecture);

/* What a status is, in words: "R = Remote: attended, not in the room". */
enum { EXPORT_LEGEND_SIZE = 400 };
void export_legend(const struct export *export, const struct status_line *line, char text[static EXPORT_LEGEND_SIZE]);

/* How many were in the room in a lecture. */
int64_t export_in_room(const struct export *export, size_t lecture);

/* Hundredths as "12", "12.5" or "12.25"; not negative. */
enum { EXPORT_POINTS_SIZE = 32 };
void export_points(int64_t hundredths, char text[static EXPORT_POINTS_SIZE]);

/* "66.7", or an empty cell where there is nothing to divide by. */
void export_percentage(struct csv_writer *writer, int64_t part, int64_t whole);

/* Copies a finished file into the arena. */
enum fault export_take(struct arena *arena, struct csv_writer *writer, struct export_file *file);

/* A cell of a file for Moodle that people alone read, `size` bytes of the text. */
void export_moodle_prose(struct csv_writer *writer, struct arena *arena, const char *text, size_t size);

#endif
