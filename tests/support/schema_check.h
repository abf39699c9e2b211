/* SPDX-License-Identifier: MIT */
/*
 * Whether a JSON value is what a schema says: the part of JSON Schema that api/schema.h writes. Stricter in one thing:
 * an object has no property that its schema does not name.
 */
#ifndef AMS_TESTS_SUPPORT_SCHEMA_CHECK_H
#define AMS_TESTS_SUPPORT_SCHEMA_CHECK_H

#include <jansson.h>
#include <stdbool.h>

enum { SCHEMA_WHERE_SIZE = 256 };

/*
 * `document` holds what the schema's references point to. False with the place and the reason, such as
 * "$.marks[3].status: is no string", in `where`.
 */
bool schema_accepts(const json_t *document, const json_t *schema, const json_t *value,
                    char where[static SCHEMA_WHERE_SIZE]);

#endif
