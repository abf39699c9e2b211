/* SPDX-License-Identifier: MIT */
/* The pages about problems, which the `type` of each answer names: made from the table of problems. Included by api/
 * only. */
#ifndef AMS_API_PROBLEMS_H
#define AMS_API_PROBLEMS_H

/* The page about the problem of this code, which is one; NULL: the list of all. HTML for the caller to free(); NULL
 * when memory ran out. */
char *problems_page(const char *code);

#endif
