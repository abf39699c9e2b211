/* SPDX-License-Identifier: MIT */
#include "api/board/board_parts.h"

#include <math.h>

#include "api/gate/call.h"
#include "api/shape.h"
#include "school/board/board.h"
#include "school/files/file.h"

enum { HUNDRED = 100 };

json_t *board_shape_points(int64_t hundredths)
{
    return hundredths < 0 ? json_null() : json_real((double)hundredths / HUNDRED);
}

json_t *board_shape_files(const struct file_list *list)
{
    json_t *files = json_array();
    for (size_t i = 0; i < list->count; i++)
        shape_append(&files, shape_file(&list->files[i]));
    return files;
}

/* Takes "files" out of the document. */
unsigned board_take_files(struct call *call, json_t *document, const int64_t **ret_files, size_t *ret_count)
{
    const json_t *list = json_object_get(document, "files");
    size_t count = list ? json_array_size(list) : 0;
    int64_t *files = arena_calloc(call->arena, count + 1, sizeof(*files));
    bool good = !list || (json_is_array(list) && count <= FILES_ATTACHED_MAX);
    for (size_t i = 0; good && files && i < count; i++) {
        files[i] = json_integer_value(json_array_get(list, i));
        good = files[i] > 0;
    }
    json_object_del(document, "files");
    if (!good)
        return call_tell_field(
            call, &(struct json_error){"files", arena_printf(call->arena, "must be a list of at most %d ids of files",
                                                             FILES_ATTACHED_MAX)});
    *ret_files = files;
    *ret_count = count;
    return files ? FAULT_NONE : FAULT_INTERNAL;
}

/* Takes "points" out of the document: a number with up to two decimals, or null; absent as null. */
unsigned board_take_points(struct call *call, json_t *document, int64_t *ret_hundredths)
{
    const json_t *value = json_object_get(document, "points");
    double hundredths = json_number_value(value) * HUNDRED;
    bool none = !value || json_is_null(value);
    bool good = none || (json_is_number(value) && hundredths >= 0 && hundredths <= BOARD_POINTS_MAX &&
                         fabs(hundredths - round(hundredths)) < 1e-6);
    json_object_del(document, "points");
    if (!good)
        return call_tell_field(
            call, &(struct json_error){"points", arena_printf(call->arena,
                                                              "must be a number from 0 to %d with up to two decimals",
                                                              BOARD_POINTS_MAX / HUNDRED)});
    *ret_hundredths = none ? -1 : (int64_t)llround(hundredths);
    return FAULT_NONE;
}

/* The two ids of an item's path. */
bool board_item_ids(const struct call *call, int64_t *ret_class, int64_t *ret_item)
{
    return call_id(call, 0, ret_class) && call_id(call, 1, ret_item);
}
