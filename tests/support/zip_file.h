/* SPDX-License-Identifier: MIT */
/* A ZIP archive made of texts, for tests: workbooks as other programs write them. */
#ifndef AMS_TESTS_ZIP_FILE_H
#define AMS_TESTS_ZIP_FILE_H

#include <stddef.h>

struct zip_part {
    const char *name, *text;
    size_t size; // 0: up to the NUL
};

/* To be freed. Fails the test when it cannot. */
unsigned char *zip_file(const struct zip_part *parts, size_t count, size_t *ret_size);

#endif
