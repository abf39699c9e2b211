/* SPDX-License-Identifier: MIT */
/* Judging a room code. */
#ifndef AMS_SCHOOL_ROOM_CODE_INSIDE_H
#define AMS_SCHOOL_ROOM_CODE_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/checkin/room_code.h"
#include "school/checkin/room_mac.h"
#include "school/checkin/signs/signs.h"
#include "school/common/fault.h"

struct actor;
struct check_in_request;
struct school;

enum { ROOM_PERIOD_MS = ROOM_CODE_SECONDS * 1000 };

/* Whether `code` is the lecture's at `at`: six digits, what the QR code holds, or a stamp of that which `device` (any
 * text or NULL) was given: code_stamp.h. *ret_use: which; untouched when it is not right. Needs the key. */
bool room_code_judge(const struct school *school, struct room_code_of of, const char *code, const char *device,
                     int64_t at, struct code_use *ret_use);

/* The code that a check-in has brought, judged the same way: CODE_NONE when it is wrong, NULL or "", or there is no
 * key. */
struct code_use room_code_brought(const struct school *school, struct room_code_of of, const char *code,
                                  const char *device, int64_t at);

/* Whether a QR code held this within the last `periods` before those that are taken now. */
bool room_link_was_right(const struct school *school, struct room_code_of of, const char *link, int64_t at,
                         int64_t periods);

/* May this check-in go on, with `code` as it was brought? CODE_NEEDED, CODE_WRONG (the challenge is then used up),
 * CHALLENGE_UNKNOWN. */
enum fault room_code_check(struct school *school, const struct actor *actor, const struct check_in_request *request,
                           const struct code_use *code);

/* For a wrong code: uses the challenge up and counts as a refused check. CODE_WRONG, CHALLENGE_UNKNOWN. */
enum fault room_code_refuse(struct school *school, const struct actor *actor, const struct check_in_request *request);

#endif
