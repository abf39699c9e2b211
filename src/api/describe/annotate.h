/* SPDX-License-Identifier: MIT */
/* Puts what words.h, choices.h and limits.h know of each field into a schema. Included by api/describe/ only. */
#ifndef AMS_API_ANNOTATE_H
#define AMS_API_ANNOTATE_H

#include <jansson.h>
#include <stdbool.h>

/*
 * Every property in `schema`, at any depth, gets its sentence, its example, its fixed words and its limits. `place` as
 * in words.h. A property without a sentence stays without one: a test finds it. False when memory ran out.
 */
bool annotate_schema(json_t *schema, const char *place);

/* The same for one parameter of the document, whose schema is its own. */
bool annotate_parameter(json_t *parameter, const char *place);

#endif
