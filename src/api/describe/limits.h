/* SPDX-License-Identifier: MIT */
/* How much a list or a number that no table of fields bounds may be: from the constants that the server judges by.
 * Included by api/describe/ only. */
#ifndef AMS_API_LIMITS_H
#define AMS_API_LIMITS_H

#include <jansson.h>
#include <stdbool.h>

/* Puts what is known of the field into its schema: minItems and maxItems of a list, minimum and maximum of a number,
 * the pattern of a text. `place` as in words.h. False when memory ran out. */
bool limits_put(json_t *schema, const char *place, const char *field);

#endif
