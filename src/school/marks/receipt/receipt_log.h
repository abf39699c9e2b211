/* SPDX-License-Identifier: MIT */
/*
 * The log of marks: hashes alone, in the order in which they were taken into it. What receipt_note.h has noted comes
 * into it a few seconds later, or when its receipt is asked for; so a check-in waits for no other. Only for src/school/
 * and tests/school/.
 */
#ifndef AMS_SCHOOL_RECEIPT_LOG_H
#define AMS_SCHOOL_RECEIPT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/merkle.h"
#include "school/common/fault.h"

struct db;
struct receipt_mark;
struct row;
struct school;

enum { RECEIPT_TAKE_MAX = 500 }; // entries in one unit

/* Notes (ids of mark_receipts) that are not in the log yet, the oldest first; of one student in one lecture, or
 * (student_id 0) all. In a reader, outside of units: so no writer waits for it. */
struct receipt_waiting {
    int64_t ids[RECEIPT_TAKE_MAX];
    size_t count;
};
enum fault receipt_waiting_read(struct db *db, int64_t lecture_id, int64_t student_id,
                                struct receipt_waiting *ret_waiting);

/* When the school is opened: makes the row that everybody who lets the log grow locks, once per database. */
enum fault receipt_log_prepare(struct school *school);

/* Inside a unit: takes them into the log; those that are in it by now stay where they are. */
enum fault receipt_take(struct db *db, const struct receipt_waiting *waiting);

/* For school_tick: takes what waits, a bounded number at a time. */
enum fault receipt_tick(struct school *school);

enum fault receipt_log_size(struct db *db, int64_t *ret_size);

/* A source for crypto/merkle.h, inside a unit or a reader; `fault` is why it failed. */
struct receipt_tiles {
    struct db *db;
    enum fault fault;
    unsigned level; // the tile that is held
    int64_t tile;
    size_t count;
    struct merkle_hash hashes[MERKLE_TILE];
    struct merkle_source source; // of this; ready after receipt_tiles_begin
};
void receipt_tiles_begin(struct receipt_tiles *tiles, struct db *db);

/* Of a query that begins with RECEIPT_COLUMNS, of `mark_receipts r`. */
#define RECEIPT_COLUMNS                                                                                                \
    "r.id, r.subject_id, r.lecture_id, r.class_id, r.status, r.minutes_late, r.method, r.by_whom, r.at, r.written_at," \
    " r.salt, r.position"
enum { RECEIPT_COLUMN_POSITION = 11, RECEIPT_COLUMN_COUNT };
enum fault receipt_mark_of_row(struct row *row, struct receipt_mark *ret_mark);

#endif
