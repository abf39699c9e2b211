/* SPDX-License-Identifier: MIT */
/* Taking what tells of a person out of others' rows: their name, address and numbers, and what was written about them;
 * inside the unit that erases them. */
#ifndef AMS_SCHOOL_ERASURE_WORDS_H
#define AMS_SCHOOL_ERASURE_WORDS_H

#include <stdint.h>

#include "school/common/fault.h"

struct arena;
struct db;

/* For each line of person_words and each word by which the person is known. The words are read from the account, so it
 * comes first. */
enum fault erasure_words(struct db *db, int64_t user_id, struct arena *arena);

/* What was written about the person in the audit log: the reasons of their marks, and why an erasure was refused. */
enum fault erasure_reasons(struct db *db, int64_t user_id, int64_t now, struct arena *arena);

#endif
