/* SPDX-License-Identifier: MIT */
/* What the items of the board and what is handed in for them have in common. */
#ifndef AMS_API_BOARD_PARTS_H
#define AMS_API_BOARD_PARTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct call;
struct file_list;

/* Points in hundredths as a number; null when they are negative. */
json_t *board_shape_points(int64_t hundredths);
json_t *board_shape_files(const struct file_list *list);

/* Takes "files" out of the document: at most FILES_ATTACHED_MAX ids, in the call's arena. */
unsigned board_take_files(struct call *call, json_t *document, const int64_t **ret_files, size_t *ret_count);

/* Takes "points" out of the document: a number with up to two decimals, or null; absent as null. */
unsigned board_take_points(struct call *call, json_t *document, int64_t *ret_hundredths);

/* The ids of the classroom and the item in the path. */
bool board_item_ids(const struct call *call, int64_t *ret_class, int64_t *ret_item);

#endif
