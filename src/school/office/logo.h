/* SPDX-License-Identifier: MIT */
/* The institution's logo: a small picture that everybody sees, also before they sign in. */
#ifndef AMS_SCHOOL_LOGO_H
#define AMS_SCHOOL_LOGO_H

#include <stddef.h>

#include "school/school.h"

struct logo {
    const void *bytes; // PNG, at most 512 pixels wide and high
    size_t size;
    int64_t changed_at;
};

/* For everybody. NOT_FOUND: there is none. */
enum fault logo_get(struct school *school, struct arena *arena, struct logo *ret_logo);

/* When it was changed last; 0: there is none. For everybody. */
enum fault logo_changed(struct school *school, int64_t *ret_changed_at);

/* Slow, outside of any transaction. Administrators (NOT_ALLOWED). The file is a PNG or a JPEG; what is handed out is
 * made of it anew (faces/small_picture.h). LOGO_INVALID, BUSY (no worker was free). Audited. */
enum fault logo_set(struct school *school, const struct actor *actor, const void *bytes, size_t size,
                    struct arena *arena, int64_t *ret_changed_at);

/* Administrators (NOT_ALLOWED). FAULT_NONE also when there was none. Audited. */
enum fault logo_remove(struct school *school, const struct actor *actor);

#endif
