/* SPDX-License-Identifier: MIT */
/* Judging a stamp. */
#ifndef AMS_SCHOOL_CODE_STAMP_INSIDE_H
#define AMS_SCHOOL_CODE_STAMP_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/checkin/code_stamp.h"
#include "school/checkin/room_code_inside.h"
#include "school/checkin/signs.h"

/* The stamp of a code that was right at `at`. */
void code_stamp_write(const struct school *school, struct room_code_of of, const char *device, int64_t at,
                      int64_t period, struct code_stamp *ret_stamp);

/* Whether `text` is a stamp of this room that this device was given, and still good at `at`. Needs the key. */
bool code_stamp_judge(const struct school *school, struct room_code_of of, const char *text, const char *device,
                      int64_t at, struct code_use *ret_use);

#endif
