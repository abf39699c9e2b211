/* SPDX-License-Identifier: MIT */
/*
 * The words that describe what the API takes and answers. Each resource keeps the shapes of its own things in a table
 * beside its routes, `const struct shape_words lecture_shapes[] = {{"lecture", "{id:id,title:text?}"}, {0}};`, declared
 * in routes.h and joined in routes.c. A shape reads
 *
 *   shape  := kind ["+" kind] ["?"]               `+`: either of the two; `?`: or null
 *   kind   := word | "[" shape "]" | "{" [member {"," member}] "}" | text "|" text {"|" text}
 *   member := name ["?"] ":" shape                `?`: may be absent
 *           | "..." name of a shape               all members of that shape, too
 *           | "*:" shape                          any further names: {"P":3,"L":1} is {*:int}
 *   word   := id       whole number from 1
 *           | int      whole number
 *           | number   whole or not
 *           | bool
 *           | text     any text
 *           | time     text, RFC 3339 with milliseconds in UTC
 *           | date     text, YYYY-MM-DD
 *           | email    text
 *           | any      anything, null included
 *           | name of a choice (schema_choice)
 *           | name of a shape
 *
 * without white space. In an object, what is not named does not appear. "open|closed" is one of these texts.
 *
 * An answer (.answer of struct api_route) is a status and what comes with it: "201 {user:user}", "204" for nothing,
 * "200 text/csv" for what is no JSON; with ";" between the cases when there are several: "200 mark;202 job".
 * Query parameters (.query) and headers (.headers) are one object: "{query?:text,...page}", "{If-Match?:text}".
 */
#ifndef AMS_API_SCHEMA_H
#define AMS_API_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct json_field;

struct shape_words {
    const char *name;  // as the words of other shapes call it: lower case, digits, _
    const char *shape; // what it stands for
};

/* The index-th named shape of the API; NULL past the last. In routes.c. */
const struct shape_words *schema_at(size_t index);

/* What the first `size` bytes of `name` stand for; NULL when no shape is called so. */
const char *schema_find(const char *name, size_t size);

/* The index-th text of the choice of this name, which one of the school's tables makes; NULL past the last, and for any
 * other name. In choices.c. */
const char *schema_choice(const char *name, size_t size, size_t index);

/*
 * The JSON Schema (2020-12) of a shape of `size` bytes; named shapes in it become {"$ref":"#/components/schemas/NAME"}.
 * A new reference; NULL when the shape is not well written, names what does not exist, or memory ran out.
 */
json_t *schema_of_shape(const char *shape, size_t size);

/* The names of an object's members, each with its schema, as an object; of no shape (NULL) it is empty. A new
 * reference; NULL as above. */
json_t *schema_members(const char *shape);

/*
 * The JSON Schema of a body: its table of fields, and what `takes` (may be NULL) says of its lists. A new reference;
 * NULL as above.
 */
json_t *schema_of_body(const struct json_field *fields, const char *takes);

/* One case of an answer's words; what is not text of its own points into them. */
struct schema_answer {
    unsigned status;   // 0: the words are not well written
    const char *type;  // NULL: no body; "application/json" with a shape
    size_t type_size;  // bytes of `type`
    const char *shape; // NULL: no JSON
    size_t shape_size;
};

/* The first case of *words, which is moved behind it. False when there is none left. */
bool schema_next_answer(const char **words, struct schema_answer *ret_answer);

#endif
