/* SPDX-License-Identifier: MIT */
/* Two accounts, one face: inside a unit. */
#ifndef AMS_SCHOOL_FLAG_INSIDE_H
#define AMS_SCHOOL_FLAG_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/faces/flag.h"

struct db;

/* Somebody whose enrolled face is the same as, or close to, one that is just being enrolled. */
struct flag_match {
    int64_t user_id;
    enum flag_kind kind;
};

/* Whether this person is in a flag that nobody has resolved. */
enum fault flag_is_open(struct db *db, int64_t user_id, bool *ret_open);

/* Inside a unit: this person's face is gone or another now; what was flagged of it says nothing any more. */
enum fault flag_clear(struct db *db, int64_t user_id, int64_t now);

/* Inside the unit that stores a template of `model_id`: flag_clear, and a flag for each match that still has a face.
 * Audited. */
enum fault flag_raise(struct db *db, int64_t user_id, const char *model_id, const struct flag_match *matches,
                      size_t count, int64_t now);

/* Inside a unit: this person has shown pictures that are, or are nearly, the other's. It stands until somebody resolves
 * it, whatever becomes of the faces. Audited. */
enum fault flag_pictures(struct db *db, int64_t user_id, int64_t other_id, int64_t now);

#endif
