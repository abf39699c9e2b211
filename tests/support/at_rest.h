/* SPDX-License-Identifier: MIT */
/* Looking for bytes in everything that a school keeps on disk, as somebody would who has stolen it without the key. */
#ifndef AMS_TESTS_SUPPORT_AT_REST_H
#define AMS_TESTS_SUPPORT_AT_REST_H

#include <stdbool.h>
#include <stddef.h>

#include "support/school_fixture.h"

/*
 * Whether the bytes stand in any file of the database (on SQLite with its log; on MariaDB the tables named, as
 * "users leaves", written out first, and the server's own logs) or in the folder of the blobs. Skips the running test
 * when the server's files are out of reach.
 */
bool at_rest_has(struct school_fixture *fixture, const char *tables, const void *bytes, size_t size);
bool at_rest_has_text(struct school_fixture *fixture, const char *tables, const char *text);

/* Where bytes stand in the rows of the database, as "table.column table.column "; "" for nowhere. */
const char *at_rest_places(struct school_fixture *fixture, const void *bytes, size_t size);

/* Whether they stand in a file of this folder of the fixture, as "outbox". */
bool at_rest_in_folder(struct school_fixture *fixture, const char *folder, const void *bytes, size_t size);

/* How many files the blobs are. */
size_t at_rest_blobs(struct school_fixture *fixture);

#endif
