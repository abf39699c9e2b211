/* SPDX-License-Identifier: MIT */
/* Reading settings, inside a unit or a reader. */
#ifndef AMS_SCHOOL_SETTING_INSIDE_H
#define AMS_SCHOOL_SETTING_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"
#include "school/common/setting.h"

struct arena;
struct db;

/* The value now, in a reader or inside a unit. BOOL reads as 0 or 1. A stored value that the table no longer accepts
 * reads as the default. */
enum fault setting_int(struct db *db, enum setting setting, int64_t *ret_value);

enum fault setting_text(struct db *db, enum setting setting, struct arena *arena, const char **ret_value);

#endif
