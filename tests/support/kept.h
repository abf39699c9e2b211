/* SPDX-License-Identifier: MIT */
/*
 * Migrated databases that one test program leaves to the next of the same run: to migrate costs a program half a
 * second of processor. They are told of in the folder that tools/run-tests names in AMS_TEST_KEPT; without one each
 * program is on its own, and nothing is found or left. Programs run side by side: what one takes no other has.
 */
#ifndef AMS_TESTS_SUPPORT_KEPT_H
#define AMS_TESTS_SUPPORT_KEPT_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes of a migrated SQLite file, NULL when none was left; the caller frees them. */
unsigned char *kept_file(size_t *ret_size);
void kept_leave_file(const unsigned char *bytes, size_t size);

/* Takes a migrated database of the MariaDB server, with rows in it: its name and its shape (database.c). */
bool kept_take(char *ret_name, size_t name_size, char *ret_shape, size_t shape_size);

/* False without a folder: the database is the caller's to drop. */
bool kept_leave(const char *name, const char *shape);

#endif
