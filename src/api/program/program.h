/* SPDX-License-Identifier: MIT */
/* What the routes for an institution's program share. Included by api/program/ only. */
#ifndef AMS_API_PROGRAM_H
#define AMS_API_PROGRAM_H

#include <jansson.h>

#include "api/gate/call.h"
#include "school/program/program.h"

struct person_detail;

/*
 * Reads the objects of the body's list `name`, each by the table into an item of `size` bytes that begins as `begins`,
 * and the body's other fields. *ret_items in the arena, 1 to PROGRAM_ROWS_MAX of them. A problem that names the row:
 * "users[3].email".
 */
struct program_rows {
    const char *name;
    const struct json_field *fields;
    size_t size;
    const void *begins;
    const struct json_field *others; // of the body, beside the list
    void *target;                    // where they go
};
unsigned program_read(struct call *call, const struct program_rows *rows, json_t **ret_document, void **ret_items,
                      size_t *ret_count);

/* Reads the items once more over other beginnings, of a document that program_read took: so what is not said is told
 * from both values of a bool. */
unsigned program_read_over(struct call *call, const struct program_rows *rows, const json_t *document, void *items);

/* {outcomes:[program_outcome],created:int,...}; NULL without memory. */
json_t *program_answer(struct call *call, const struct program_outcome *outcomes, size_t count);

/* The shape of that, for a route's line. */
#define PROGRAM_ANSWER "outcomes:[program_outcome],created:int,updated:int,unchanged:int,ignored:int,refused:int"

/* An account as people_routes shows it (office/people.c). */
json_t *people_shape(const struct person_detail *detail);

#endif
