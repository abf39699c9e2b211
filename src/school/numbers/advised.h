/* SPDX-License-Identifier: MIT */
/* What an adviser sees: the students whose adviser they are, and how these stand. Nothing more of them. */
#ifndef AMS_SCHOOL_ADVISED_H
#define AMS_SCHOOL_ADVISED_H

#include "school/marks/mark.h"

struct advised_classroom {
    const char *subject;
    const char *term; // NULL: none
    struct standing standing;
    int64_t warned_at; // when a rule that they are still past was crossed last; 0: none
};

struct advised_student {
    struct person student;
    const struct advised_classroom *classrooms; // not archived, by subject
    size_t count;
};

struct advised_list {
    struct advised_student *students; // by name
    size_t count;
    int64_t next; // for page.after; 0: this was the last
};

/* One's own. `page->after`: the id of the last student of the page before. */
enum fault advised_list(struct school *school, const struct actor *actor, const struct page *page, struct arena *arena,
                        struct advised_list *ret_list);

#endif
