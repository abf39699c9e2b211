/* SPDX-License-Identifier: MIT */
/* Rows of the database written out as JSON, for a person's own copy of their data. For export_person.c. */
#ifndef AMS_SCHOOL_EXPORT_JSON_H
#define AMS_SCHOOL_EXPORT_JSON_H

#include <stdio.h>

#include "school/common/fault.h"
#include "school/office/person_data.h"

struct db;

/* Writes a text as JSON; NULL as null. What is not clean UTF-8 is written as U+FFFD. */
void json_write_text(FILE *out, const char *text);

/*
 * Writes {"rows":[...],"whole":true} with the person's rows of a file, at most `limit`; "whole" is false when there are
 * more. INTERNAL when the database fails; whether `out` took everything is the caller's to ask.
 */
enum fault json_write_rows(FILE *out, struct db *db, const struct person_file *file, int64_t user_id, int64_t limit);

#endif
