/* SPDX-License-Identifier: MIT */
#include "school/imports/grid/grid_zip.h"

#include <stdlib.h>
#include <zip.h>

enum { PIECE = 64 << 10 };

struct grid_zip {
    zip_t *zip;
    size_t unpacked; // bytes, of all parts so far
};

struct grid_zip *grid_zip_open(const void *bytes, size_t size, enum grid_fault *ret_fault)
{
    struct grid_zip *zip = calloc(1, sizeof(*zip));
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip ? zip_source_buffer_create(bytes, size, 0, &error) : NULL;
    *ret_fault = GRID_DAMAGED;
    if (source && !(zip->zip = zip_open_from_source(source, ZIP_RDONLY, &error)))
        zip_source_free(source); // an archive that is open frees its source itself
    zip_error_fini(&error);
    if (zip && zip->zip && zip_get_num_entries(zip->zip, 0) <= GRID_PARTS_MAX)
        return zip;
    if (zip && zip->zip)
        *ret_fault = GRID_TOO_LARGE;
    grid_zip_close(zip);
    return NULL;
}

bool grid_zip_has(struct grid_zip *zip, const char *name)
{
    return zip_name_locate(zip->zip, name, ZIP_FL_NOCASE) >= 0;
}

static enum grid_fault part_fault(zip_t *zip, zip_int64_t index)
{
    static const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    zip_stat_t part;
    if (index < 0 || zip_stat_index(zip, (zip_uint64_t)index, 0, &part) != 0 || (part.valid & needed) != needed)
        return GRID_DAMAGED;
    if ((part.valid & ZIP_STAT_ENCRYPTION_METHOD) && part.encryption_method != ZIP_EM_NONE)
        return GRID_ENCRYPTED;
    if (part.size > GRID_PART_MAX)
        return GRID_TOO_LARGE;
    bool tight = part.size > GRID_RATIO_FROM && part.size / GRID_RATIO_MAX > part.comp_size;
    return tight ? GRID_TOO_LARGE : GRID_FINE;
}

enum grid_fault grid_zip_read(struct grid_zip *zip, const char *name,
                              bool (*take)(void *context, const char *bytes, size_t size, bool last), void *context)
{
    zip_int64_t index = zip_name_locate(zip->zip, name, ZIP_FL_NOCASE);
    enum grid_fault fault = part_fault(zip->zip, index);
    zip_file_t *file = fault == GRID_FINE ? zip_fopen_index(zip->zip, (zip_uint64_t)index, 0) : NULL;
    char *piece = file ? malloc(PIECE) : NULL;
    zip_int64_t size = -1;
    size_t all = 0;
    if (fault == GRID_FINE && !piece)
        fault = GRID_DAMAGED;
    // The read behind the end compares the checksum. What says that it is short may be long all the same.
    while (fault == GRID_FINE && (size = zip_fread(file, piece, PIECE)) > 0) {
        all += (size_t)size;
        zip->unpacked += (size_t)size;
        if (all > GRID_PART_MAX || zip->unpacked > GRID_ALL_MAX)
            fault = GRID_TOO_LARGE;
        else if (!take(context, piece, (size_t)size, false))
            break;
    }
    if (fault == GRID_FINE && size < 0)
        fault = GRID_DAMAGED;
    if (fault == GRID_FINE && size == 0)
        (void)take(context, "", 0, true);
    free(piece);
    if (file)
        zip_fclose(file);
    return fault;
}

void grid_zip_close(struct grid_zip *zip)
{
    if (!zip)
        return;
    if (zip->zip)
        zip_discard(zip->zip);
    free(zip);
}
