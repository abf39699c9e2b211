/* SPDX-License-Identifier: MIT */
/* The shapes that lectures, attendance and registers share: statuses, marks, counts, standings. */
#ifndef AMS_SCHOOL_MARK_H
#define AMS_SCHOOL_MARK_H

#include "school/school.h"

/* MARK_UNMARKED (not yet marked) is not MARK_ABSENT. */
enum mark_status { MARK_UNMARKED, MARK_PRESENT, MARK_LATE, MARK_EXCUSED, MARK_ABSENT, MARK_STATUS_COUNT };

/* "P", "L", "E", "A"; NULL for MARK_UNMARKED. */
const char *mark_status_code(enum mark_status status);

/* Reads "P", "L", "E" or "A"; false, and *ret_status untouched, on anything else (NULL too). */
bool mark_status_parse(const char *code, enum mark_status *ret_status);

/* By face, by the quick check: the pictures may show no living person. A look at the room tells; nothing was refused.
 */
#define MARK_LIVENESS_DOUBT "liveness_doubt"

/* MARK_BY_PHOTO: the professor confirmed what a class photo proposed. MARK_BY_CLOSE: Absent, for the window closed. */
enum mark_method { MARK_BY_FACE, MARK_BY_HAND, MARK_BY_PHOTO, MARK_BY_CLOSE };

/* "face", "manual", "photo", "close". */
const char *mark_method_code(enum mark_method method);

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
    const char *flag;        // NULL, or MARK_LIVENESS_DOUBT; for professors and administrators only
};

/* Of one lecture. marked = present + late + excused + absent; unmarked = students - marked. */
struct counts {
    int64_t students, marked, present, late, excused, absent, unmarked;
};

/*
 * How one student stands in one classroom. Cancelled lectures count nowhere. A lecture is taken when its window has
 * been opened, or when anybody was marked in it by hand without one.
 */
struct standing {
    int64_t attended; // present, late or excused, in taken lectures
    int64_t taken;
    int64_t lectures; // all of the classroom, future ones too
};

/* attended of taken in percent, rounded to one decimal; false (null on the page) while no lecture has been taken. */
bool standing_percentage(const struct standing *standing, double *ret_percentage);

#endif
