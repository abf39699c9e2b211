/* SPDX-License-Identifier: MIT */
/* What rules that warn would have done: the rules of marks/warning/warning.h on marks that are there. */
#ifndef AMS_SCHOOL_PREVIEW_H
#define AMS_SCHOOL_PREVIEW_H

#include "school/marks/warning/warning.h"

enum {
    PREVIEW_WEEKS_MAX = 60,
    PREVIEW_CLASSES_MAX = 200, // of an institution: those with the newest lectures
    PREVIEW_LISTED_MAX = 500,  // warnings that are listed
};

struct preview_warning {
    struct person student;
    int64_t class_id;
    const char *subject, *timezone; // the classroom's
    enum warning_kind kind;
    int64_t starts_at; // of the lecture that brought them over the line
    const char *title; // its title; NULL: none
};

struct preview {
    int64_t classes;                  // looked at
    int64_t students;                 // who were in them, each once a classroom
    int64_t warned;                   // of those
    int64_t messages;                 // to students, teachers and advisers
    struct preview_warning *warnings; // by classroom, student and time; the first PREVIEW_LISTED_MAX
    size_t count;
};

/*
 * Of lectures that began in the last `weeks` (1 to PREVIEW_WEEKS_MAX) and are final; what was missed before counts
 * towards them. Of a classroom by its staff; of the institution (`class_id` 0) by administrators, of its classrooms
 * that are as the institution and not archived. NUMBER_INVALID, CHOICE_UNKNOWN, NOT_FOUND, NOT_ALLOWED.
 */
enum fault warning_preview(struct school *school, const struct actor *actor, int64_t class_id,
                           const struct warning_rules *rules, int64_t weeks, struct arena *arena,
                           struct preview *ret_preview);

#endif
