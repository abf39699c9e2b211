/* SPDX-License-Identifier: MIT */
/* Reads what the school packs, whatever folders it has: archives of strangers are read otherwise
 * (imports/zip/archive.h). */
#ifndef AMS_TESTS_SUPPORT_ZIP_TEXT_H
#define AMS_TESTS_SUPPORT_ZIP_TEXT_H

#include <stddef.h>

struct arena;

/* An entry with a NUL behind it, in the arena; NULL: there is none. The test fails when it is no archive. */
const char *zip_text(const void *bytes, size_t size, const char *name, struct arena *arena);

/* How many entries there are. */
size_t zip_count(const void *bytes, size_t size);

#endif
