/* SPDX-License-Identifier: MIT */
/* Requests, inside a unit. */
#ifndef AMS_SCHOOL_REQUEST_INSIDE_H
#define AMS_SCHOOL_REQUEST_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct arena;
struct db;
struct request;

/* Which of the words it is; false, and *ret_index untouched, when it is none (NULL too). */
bool word_find(const char *const *words, size_t count, const char *word, size_t *ret_index);

enum fault request_read(struct db *db, int64_t request_id, struct arena *arena, struct request *ret_request);

#endif
