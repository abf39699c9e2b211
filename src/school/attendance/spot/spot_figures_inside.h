/* SPDX-License-Identifier: MIT */
/* What was found in the room, counted, inside a unit or a reader. */
#ifndef AMS_SCHOOL_SPOT_FIGURES_INSIDE_H
#define AMS_SCHOOL_SPOT_FIGURES_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct spot_figures;

/* Of a classroom. */
enum fault spot_figures_class(struct db *db, int64_t class_id, struct spot_figures *ret_figures);

/* Of each classroom with any, of lectures that start in [from, before): `add` is called for each, once or more often.
 */
enum fault spot_figures_walk(struct db *db, int64_t from, int64_t before,
                             void (*add)(void *context, int64_t class_id, const struct spot_figures *figures),
                             void *context);

#endif
