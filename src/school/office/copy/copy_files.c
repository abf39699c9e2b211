/* SPDX-License-Identifier: MIT */
#include "school/office/copy/copy_files.h"

#include <string.h>

#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/files/evidence_inside.h"
#include "school/files/file.h"
#include "school/files/file_inside.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* Where one lies: with a class, or with a leave. */
struct place {
    int64_t id, class_id, leave_id;
};

static const char sql[] =
    "SELECT id, class_id, 0, name, type, size, created_at FROM files WHERE owner_id = ?"
    " UNION ALL SELECT id, 0, leave_id, name, type, size, created_at FROM leave_files WHERE owner_id = ? AND leave_id"
    " IS NOT NULL ORDER BY 7 DESC, 1 DESC LIMIT ?";

static enum fault list_read(struct school *school, int64_t user_id, struct arena *arena, struct place *places,
                            struct copy_files *files)
{
    struct row row;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena, sql, DB_VALUES(I(user_id), I(user_id), I(COPY_FILES_MAX + 1)));
    while (row_next(&row)) {
        files->more = files->count == COPY_FILES_MAX;
        if (files->more)
            continue;
        struct copy_file *file = &files->files[files->count];
        places[files->count++] = (struct place){row_int(&row, 0), row_int(&row, 1), row_int(&row, 2)};
        *file = (struct copy_file){.name = row_string(&row, 3),
                                   .type = row_string(&row, 4),
                                   .size = row_int(&row, 5),
                                   .created_at = row_int(&row, 6)};
        // The number before it keeps two of one name apart; the name is one that may stand in any folder (file_look).
        file->path = arena_printf(arena, "files/%s%lld-%s", row_int(&row, 2) ? "leave-" : "",
                                  (long long)row_int(&row, 0), file->name ? file->name : "");
        row.full = row.full || !file->path;
    }
    return row_end(&row);
}

static enum fault bytes_read(struct school *school, int64_t user_id, const struct place *place, struct arena *arena,
                             const void **ret_bytes)
{
    struct file file;
    return place->leave_id ? evidence_bytes(school, place->leave_id, place->id, arena, &file, ret_bytes)
                           : file_own_bytes(school, user_id, place->class_id, place->id, arena, ret_bytes);
}

enum fault copy_files(struct school *school, int64_t user_id, bool own, struct arena *arena,
                      struct copy_files *ret_files)
{
    struct copy_files files = {.files = arena_calloc(arena, COPY_FILES_MAX, sizeof(*files.files))};
    struct place *places = arena_calloc(arena, COPY_FILES_MAX, sizeof(*places));
    int64_t left = COPY_FILES_BYTES_MAX;
    if (!files.files || !places)
        return FAULT_INTERNAL;
    enum fault fault = list_read(school, user_id, arena, places, &files);
    for (size_t i = 0; fault == FAULT_NONE && i < files.count; i++) {
        struct copy_file *file = &files.files[i];
        file->left = places[i].leave_id && !own ? COPY_PRIVATE : file->size > left ? COPY_TOO_LARGE : COPY_HELD;
        if (file->left != COPY_HELD)
            continue;
        // One that cannot be read, as when the folder of files is away, must not keep all the rest back.
        if (bytes_read(school, user_id, &places[i], arena, &file->bytes) != FAULT_NONE)
            file->left = COPY_UNREADABLE;
        else
            left -= file->size;
    }
    if (fault == FAULT_NONE)
        *ret_files = files;
    return fault;
}
