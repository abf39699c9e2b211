/* SPDX-License-Identifier: MIT */
/* What the files of the board share. Only for src/school/board*.c, hand_in*.c, request*.c, file.c and tests. */
#ifndef AMS_SCHOOL_BOARD_INSIDE_H
#define AMS_SCHOOL_BOARD_INSIDE_H

#include "school/board/board.h"

struct db;
struct access;

/* Whom files shall belong to: an item, a hand-in or a new request, of `owner_id`. */
struct file_holder {
    int64_t class_id, owner_id;
    int64_t item_id, hand_in_id; // one of them, or neither when it is about to be made
    int64_t request_id;
};

/*
 * Inside a unit, before it writes: may these files belong to the holder? FILE_UNKNOWN when one is not there, another's,
 * or belongs to something else already; TOO_MANY_THINGS.
 */
enum fault file_check(struct db *db, const struct file_holder *holder, const int64_t *files, size_t count);

/* After file_check: from now on exactly these belong to the holder; others that did are left to the sweep. */
enum fault file_attach(struct db *db, const struct file_holder *holder, const int64_t *files, size_t count);

/* Columns id, name, type, size, created_at of a query with one id as its value. */
enum fault file_list_read(struct db *db, const char *sql, int64_t id, struct arena *arena, struct file_list *ret_list);

#define FILES_OF_ITEM "SELECT id, name, type, size, created_at FROM files WHERE item_id = ? ORDER BY id"
#define FILES_OF_HAND_IN "SELECT id, name, type, size, created_at FROM files WHERE hand_in_id = ? ORDER BY id"

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
