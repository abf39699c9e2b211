/* SPDX-License-Identifier: MIT */
/* What describes the API: the OpenAPI document, and the reference page at /api/docs made from it. Included by api/
 * only. */
#ifndef AMS_API_DOCS_H
#define AMS_API_DOCS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

struct docs;

/* The texts are made when one is first asked for: neither a start nor memory has to carry what few read. `make` is
 * openapi_document, which describes the routes of these texts too, and `problem` is problems_page; `version` must
 * outlive them. NULL when memory ran out. */
struct docs *docs_open(const char *version, json_t *(*make)(const char *version), char *(*problem)(const char *code));

/* The beginning of a page, up to and with <main> and its heading; what `put_text` writes stands for nothing else. */
void docs_head(FILE *out, const char *title);
void docs_text(FILE *out, const char *text);

/* NULL is allowed. */
void docs_close(struct docs *docs);

#endif
