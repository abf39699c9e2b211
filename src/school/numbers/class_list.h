/* SPDX-License-Identifier: MIT */
/* All classrooms of the institution, searched, with how many came. */
#ifndef AMS_SCHOOL_CLASS_LIST_H
#define AMS_SCHOOL_CLASS_LIST_H

#include <stddef.h>

#include "school/school.h"

enum { CLASS_QUERY_MAX = 100, CLASS_TERMS_MAX = 60 };

/* Which classrooms. */
struct class_filter {
    const char *query; // each of its words somewhere in subject, section, department or the professor's name,
                       // whatever their case and accents; NULL or "": all
    const char *term, *department; // exactly; NULL: any
    int64_t updated_since;         // made or changed then or later; 0: all
    bool live;                     // only those whose window is open now
    bool archived;                 // only those; false: only the others
    struct page page;              // by subject; the cursor is the id of the last one
};

struct class_line {
    int64_t id;
    const char *subject;
    const char *section, *term, *department; // NULL when none
    struct person professor;
    const char *external_id; // NULL when none
    int64_t updated_at;
    int64_t students, lectures;
    int64_t live_id;            // the lecture whose window is open now; 0: none
    int64_t attended, expected; // of its lectures that are over, as in the report
};

struct class_list {
    struct class_line *lines;
    size_t count;
    int64_t next, total;
    const char **terms; // of all classrooms, the newest class's first, at most CLASS_TERMS_MAX
    size_t term_count;
};

/* Administrators (NOT_ALLOWED). TEXT_INVALID for an over-long query. */
enum fault class_list_read(struct school *school, const struct actor *actor, const struct class_filter *filter,
                           struct arena *arena, struct class_list *ret_list);

#endif
