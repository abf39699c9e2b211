/* SPDX-License-Identifier: MIT */
/*
 * The words that describe what the API takes and answers. Each resource keeps the shapes of its own things in a table
 * beside its routes, `const struct shape_words lecture_shapes[] = {{"lecture", "{id:id,title:text?}"}, {0}};`, declared
 * in routes.h and joined in routes.c. A shape reads
 *
 *   shape  := kind ["?"]                          `?`: or null
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

struct shape_words {
    const char *name;  // as the words of other shapes call it: lower case, digits, _
    const char *shape; // what it stands for
};

#endif
