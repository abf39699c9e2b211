/* SPDX-License-Identifier: MIT */
/* Proof of deletion, inside a unit. */
#ifndef AMS_SCHOOL_DELETION_INSIDE_H
#define AMS_SCHOOL_DELETION_INSIDE_H

#include "school/common/fault.h"

struct db;
struct deletion;

/* Everything but `id`; of the people only the ids. */
enum fault deletion_note(struct db *db, const struct deletion *deletion);

#endif
