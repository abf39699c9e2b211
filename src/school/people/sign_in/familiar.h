/* SPDX-License-Identifier: MIT */
/* Devices that signed in before. */
#ifndef AMS_SCHOOL_FAMILIAR_H
#define AMS_SCHOOL_FAMILIAR_H

#include <stdbool.h>

struct arena;
struct school;

/*
 * What a browser keeps to be told from strangers: a random number and a MAC of it and the e-mail address under the
 * school's key; nothing is stored here. NULL without a key or memory.
 */
const char *familiar_make(struct school *school, const char *email, struct arena *arena);

/* Whether `token` (any text or NULL) was made here for this e-mail address. */
bool familiar_is(struct school *school, const char *email, const char *token);

#endif
