/* SPDX-License-Identifier: MIT */
/* The fixed words of the API, each list taken from the table that the school judges by. Included by api/describe/ and
 * routes.c only. */
#ifndef AMS_API_CHOICES_H
#define AMS_API_CHOICES_H

#include <stddef.h>

/* The index-th word of the list of this name; NULL past the last, and for a name that is none. */
const char *choices_text(const char *name, size_t size, size_t index);

/*
 * The list that a field of a body takes its words from; NULL: it takes any. `place` is the operation, with its parts:
 * "putUserNotificationChoices.kinds".
 */
const char *choices_of(const char *place, const char *field);

#endif
