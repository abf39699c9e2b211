/* SPDX-License-Identifier: MIT */
/* Turns to hash a password. */
#ifndef AMS_SCHOOL_HASHER_H
#define AMS_SCHOOL_HASHER_H

#include <stdbool.h>

struct school;

/* A turn to hash a password. False: too many wait already. Every true needs a leave. */
bool hasher_enter(struct school *school);
void hasher_leave(struct school *school);

#endif
