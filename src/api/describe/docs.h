/* SPDX-License-Identifier: MIT */
/* The reference page at /api/docs, made from the OpenAPI document. Included by api/ only. */
#ifndef AMS_API_DOCS_H
#define AMS_API_DOCS_H

#include <jansson.h>

/* One HTML page without scripts; the caller's to free(). NULL when memory ran out. */
char *docs_page(const json_t *openapi);

/* The Content-Security-Policy that lets the page's own style in, and nothing else. The caller's to free(). */
char *docs_policy(void);

#endif
