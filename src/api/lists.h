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

/* Which items of a bounded list, that was read whole, a page holds. */
struct list_slice {
    size_t first, end; // [first, end)
    int64_t next;      // the cursor of the page behind; 0: this was the last
};

/*
 * The query parameters `after` and `limit` of such a list; without `limit` all of it comes, as far as it goes. `id_at`
 * names an item; the cursor is the id of the last one of the page before. PROBLEM_INVALID_FIELD also when that one has
 * gone: the reader begins anew.
 */
unsigned lists_slice(struct call *call, const void *list, size_t count, int64_t (*id_at)(const void *list, size_t at),
                     struct list_slice *ret_slice);

#endif
