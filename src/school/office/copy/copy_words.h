/* SPDX-License-Identifier: MIT */
/* What is in a person's copy, in plain words. A file or field that is added in person_data.c gets its words here. For
 * src/school/office/ and tests. */
#ifndef AMS_SCHOOL_COPY_WORDS_H
#define AMS_SCHOOL_COPY_WORDS_H

#include <stddef.h>

#include "base/tongue.h"

/* Of a file (person_data.h), without ".json"; NULL: nobody has said it. */
const char *copy_file_says(const char *name, enum tongue tongue);

/* Of a field, `size` bytes of a name; NULL: nobody has said it. */
const char *copy_field_says(const char *name, size_t size, enum tongue tongue);

#endif
