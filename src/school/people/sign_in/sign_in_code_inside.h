/* SPDX-License-Identifier: MIT */
/* Finding people by the number that they sign in with: for the files of the school only. */
#ifndef AMS_SCHOOL_SIGN_IN_CODE_INSIDE_H
#define AMS_SCHOOL_SIGN_IN_CODE_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;

/* The enabled account that alone has this number; *ret_user_id 0: none, or several. In a unit or a reader. */
enum fault sign_in_number_find(struct db *db, const char *number, int64_t *ret_user_id);

#endif
