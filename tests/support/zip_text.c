/* SPDX-License-Identifier: MIT */
#include "support/zip_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>
#include <zip.h>

#include "base/arena.h"

static zip_t *opened(const void *bytes, size_t size)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
    zip_error_fini(&error);
    assert_non_null(zip);
    return zip;
}

const char *zip_text(const void *bytes, size_t size, const char *name, struct arena *arena)
{
    zip_t *zip = opened(bytes, size);
    zip_stat_t stat;
    char *text = NULL;
    if (zip_stat(zip, name, 0, &stat) == 0) {
        zip_file_t *file = zip_fopen(zip, name, 0);
        text = arena_alloc(arena, (size_t)stat.size + 1);
        assert_true(file && text);
        assert_int_equal(zip_fread(file, text, stat.size), stat.size);
        text[stat.size] = '\0';
        zip_fclose(file);
    }
    zip_discard(zip);
    return text;
}

size_t zip_count(const void *bytes, size_t size)
{
    zip_t *zip = opened(bytes, size);
    zip_int64_t count = zip_get_num_entries(zip, 0);
    zip_discard(zip);
    return (size_t)count;
}
