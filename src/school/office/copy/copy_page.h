/* SPDX-License-Identifier: MIT */
/* The page of a person's copy that says what everything in it is. For export_person.c and tests. */
#ifndef AMS_SCHOOL_COPY_PAGE_H
#define AMS_SCHOOL_COPY_PAGE_H

#include "school/office/copy/copy_files.h"
#include "school/office/copy/copy_table.h"

/* One file of data in the copy. */
struct copy_part {
    const struct person_file *file;
    int64_t rows;
    bool has_table; // a table of it is in the copy, too
};

struct copy_page {
    const char *name, *institution; // whose copy it is; of whom, NULL: it has no name
    struct copy_reader reader;
    int64_t at; // when it was made
    const struct copy_part *parts;
    size_t count;
    const struct copy_files *files;
};

/* index.html: for a browser, from a folder, without anything from elsewhere. NULL without memory. */
const char *copy_page(struct school *school, const struct copy_page *page, struct arena *arena, size_t *ret_size);

/* README.txt: what to open first. NULL without memory. */
const char *copy_readme(struct school *school, const struct copy_page *page, struct arena *arena);

#endif
