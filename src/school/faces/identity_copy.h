/* SPDX-License-Identifier: MIT */
/* Somebody's own template, for the copy of their data. */
#ifndef AMS_SCHOOL_IDENTITY_COPY_H
#define AMS_SCHOOL_IDENTITY_COPY_H

#include "school/common/fault.h"

struct arena;
struct school;

struct template_copy {
    const char *model_id;
    const char *base64; // the numbers, each a little-endian float of 4 bytes
    int length;         // how many
};

/* Unseals it into the arena; the numbers themselves are wiped. Who may have it is the caller's to judge. NOT_FOUND:
 * there is none, or no key opens it. */
enum fault identity_copy(struct school *school, int64_t user_id, struct arena *arena, struct template_copy *ret_copy);

#endif
