/* SPDX-License-Identifier: MIT */
/* What a file is, by its bytes: names and declared types are not believed. */
#ifndef AMS_SCHOOL_FILE_KIND_H
#define AMS_SCHOOL_FILE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "school/common/fault.h"

struct file_kinds;
struct school;
struct worker_op;

/* Loads libmagic's table (some milliseconds and 8 MB), for a worker. NULL when it cannot be had. */
struct file_kinds *file_kinds_open(void);
void file_kinds_close(struct file_kinds *kinds);

/* What a worker does with it. */
void file_kinds_op(struct file_kinds *kinds, struct worker_op *op);

/* The type of `size` bytes of text as one that is taken, a text that lives as long as the program; NULL: it is none.
 * Pure. */
const char *file_kind_taken(const char *type, size_t size);

/*
 * Asks a worker for the media type when it is one that is taken (documents, pictures, sound, film, archives, plain
 * text): a text that lives as long as the program. FILE_KIND for all else: programs, scripts, pages of the web,
 * pictures that can hold scripts. BUSY: nobody could look at it.
 */
enum fault file_kind(struct school *school, const void *bytes, size_t size, const char **ret_type);

/*
 * Whether a name ends as files of this type (of file_kind) do, whatever its case. Pictures are taken by each other's
 * names, and so are sound and film, and office documents and archives, for those who make them mix them up and no harm
 * comes of it. An ending that no kind has fits everything; those of programs and pages of the web, which a computer
 * would run, fit nothing. Pure.
 */
bool file_name_fits(const char *type, const char *name);

#endif
