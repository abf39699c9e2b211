/* SPDX-License-Identifier: MIT */
/* A student's own checks that did not succeed: when, in which lecture, and why. */
#ifndef AMS_SCHOOL_OWN_REFUSAL_H
#define AMS_SCHOOL_OWN_REFUSAL_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct arena;
struct page;
struct school;

struct own_refusal {
    int64_t id, lecture_id;
    int64_t starts_at;  // of the lecture
    const char *title;  // of the lecture; NULL: none
    const char *reason; // a stable word: face_reason_code, "code_wrong"
    int64_t at;
};

struct own_refusal_list {
    struct own_refusal *refusals; // newest first
    size_t count;
    int64_t next; // 0: that was all
};

/* The actor's own in one of their classrooms, as long as the retention keeps them. NOT_FOUND. */
enum fault own_refusal_list(struct school *school, const struct actor *actor, int64_t class_id, const struct page *page,
                            struct arena *arena, struct own_refusal_list *ret_list);

#endif
