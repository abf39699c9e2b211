/* SPDX-License-Identifier: MIT */
/* Bodies that hold lists beside plain fields. Included by api/ only. */
#ifndef AMS_API_LISTS_H
#define AMS_API_LISTS_H

#include "api/gate/call.h"

/* A list of a body: `items` is borrowed from the document, NULL when the body has none. */
struct body_list {
    const char *name;
    size_t most; // items
    const json_t *items;
};

/*
 * Reads the plain fields by the table and finds the lists (ended by a NULL name). FAULT_NONE: the caller releases
 * *ret_document with json_decref; otherwise a problem that names the field.
 */
unsigned lists_read(struct call *call, const struct json_field *fields, void *target, struct body_list *lists,
                    json_t **ret_document);

/* The texts of a list, each 1 to `characters` long, in the arena. */
unsigned lists_texts(struct call *call, const struct body_list *list, size_t characters, const char *const **ret_texts,
                     size_t *ret_count);

/* The ids of a list, each a whole number from 1, in the arena; *ret_given: the body has the list, perhaps empty. */
unsigned lists_ids(struct call *call, const struct body_list *list, const int64_t **ret_ids, size_t *ret_count,
                   bool *ret_given);

#endif
