/* SPDX-License-Identifier: MIT */
/* What the files of the board share. Only for src/school/board*.c, hand_in*.c, request*.c, file.c and tests. */
#ifndef AMS_SCHOOL_BOARD_INSIDE_H
#define AMS_SCHOOL_BOARD_INSIDE_H

#include "school/board/board.h"

struct db;
struct access;

/* What deciding about an item needs. NOT_FOUND also for students before it is published. */
struct board_access {
    enum board_kind kind;
    int64_t points; // -1: not graded
    int64_t due_at; // 0: none
    int64_t publish_at;
    bool told;
    int64_t version;
};
enum fault board_access(struct db *db, const struct access *access, int64_t class_id, int64_t item_id, int64_t now,
                        struct board_access *ret_access);

#endif
