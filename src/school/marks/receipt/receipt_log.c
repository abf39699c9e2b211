/* SPDX-License-Identifier: MIT */
#include "school/marks/receipt/receipt_log.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "crypto/receipt.h"
#include "crypto/secret.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { TAKES_A_TICK = 8 };

_Static_assert(sizeof(struct merkle_hash) == MERKLE_HASH_BYTES, "a tile is hashes side by side");

enum fault receipt_waiting_read(struct db *db, int64_t lecture_id, int64_t student_id,
                                struct receipt_waiting *ret_waiting)
{
    struct row row;
    ret_waiting->count = 0;
    if (student_id)
        row_begin(&row, db, NULL,
                  "SELECT id FROM mark_receipts WHERE lecture_id = ? AND student_id = ? AND position IS NULL ORDER BY"
                  " id LIMIT ?",
                  DB_VALUES(I(lecture_id), I(student_id), I(RECEIPT_TAKE_MAX)));
    else
        row_begin(&row, db, NULL, "SELECT id FROM mark_receipts WHERE position IS NULL ORDER BY id LIMIT ?",
                  DB_VALUES(I(RECEIPT_TAKE_MAX)));
    while (row_next(&row) && ret_waiting->count < RECEIPT_TAKE_MAX)
        ret_waiting->ids[ret_waiting->count++] = row_int(&row, 0);
    return row_end(&row);
}

enum fault receipt_mark_of_row(struct row *row, struct receipt_mark *ret_mark)
{
    struct receipt_mark mark = {
        .student = row_int(row, 1),
        .lecture = row_int(row, 2),
        .classroom = row_int(row, 3),
        .minutes_late = row_int(row, 5),
        .at = row_int(row, 8),
        .written_at = row_int(row, 9),
    };
    size_t size = 0;
    const char *status = db_text(&row->rows, 4), *method = db_text(&row->rows, 6), *by = db_text(&row->rows, 7);
    const void *salt = db_is_null(&row->rows, 10) ? NULL : db_blob(&row->rows, 10, &size);
    bool good = status && method && by && str_copy(mark.status, sizeof(mark.status), status) &&
                str_copy(mark.method, sizeof(mark.method), method) && str_copy(mark.by, sizeof(mark.by), by);
    if (!good || (salt && size != sizeof(mark.salt)))
        return FAULT_INTERNAL;
    if (salt)
        memcpy(mark.salt, salt, size);
    *ret_mark = mark;
    return FAULT_NONE;
}

/* ---- tiles ---- */

static enum fault tile_read(struct receipt_tiles *tiles, unsigned level, int64_t tile)
{
    struct row row;
    bool good = true;
    if (tiles->count > 0 && tiles->level == level && tiles->tile == tile)
        return FAULT_NONE;
    tiles->level = level;
    tiles->tile = tile;
    tiles->count = 0;
    row_begin(&row, tiles->db, NULL, "SELECT hashes FROM mark_tiles WHERE level = ? AND tile = ?",
              DB_VALUES(I(level), I(tile)));
    while (row_next(&row)) {
        size_t size = 0;
        const void *bytes = db_blob(&row.rows, 0, &size);
        good = bytes && size % MERKLE_HASH_BYTES == 0 && size <= sizeof(tiles->hashes);
        if (!good)
            continue;
        memcpy(tiles->hashes, bytes, size);
        tiles->count = size / MERKLE_HASH_BYTES;
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : good ? FAULT_NONE : FAULT_INTERNAL;
}

static bool tiles_read(void *context, unsigned level, int64_t first, size_t count, struct merkle_hash *ret_hashes)
{
    struct receipt_tiles *tiles = context;
    size_t begin = (size_t)(first % MERKLE_TILE);
    tiles->fault = tile_read(tiles, level, first / MERKLE_TILE);
    if (tiles->fault == FAULT_NONE && begin + count > tiles->count)
        tiles->fault = FAULT_INTERNAL; // less than the log says
    if (tiles->fault == FAULT_NONE)
        memcpy(ret_hashes, &tiles->hashes[begin], count * sizeof(*ret_hashes));
    return tiles->fault == FAULT_NONE;
}

void receipt_tiles_begin(struct receipt_tiles *tiles, struct db *db)
{
    tiles->db = db;
    tiles->fault = FAULT_NONE;
    tiles->count = 0;
    tiles->source = (struct merkle_source){tiles_read, tiles};
}

enum fault receipt_log_size(struct db *db, int64_t *ret_size)
{
    return row_count(db, "SELECT size FROM mark_log WHERE id = 1", DB_NO_VALUES, ret_size);
}

/* ---- growing ---- */

/* The last tile of each level while the log grows; of level 0 with what was added. */
struct growth {
    struct db *db;
    int64_t size;
    struct growing_tile {
        bool read, stored;
        int64_t tile;
        size_t count;
        struct merkle_hash hashes[MERKLE_TILE];
    } levels[MERKLE_LEVELS_MAX];
};

static enum fault growing_read(struct growth *growth, unsigned level, int64_t index)
{
    struct growing_tile *growing = &growth->levels[level];
    struct receipt_tiles tiles;
    if (growing->read && growing->tile == index / MERKLE_TILE)
        return FAULT_NONE;
    receipt_tiles_begin(&tiles, growth->db);
    enum fault fault = tile_read(&tiles, level, index / MERKLE_TILE);
    if (fault != FAULT_NONE || tiles.count < (size_t)(index % MERKLE_TILE))
        return fault != FAULT_NONE ? fault : FAULT_INTERNAL;
    growing->read = true;
    growing->stored = tiles.count > 0;
    growing->tile = index / MERKLE_TILE;
    growing->count = (size_t)(index % MERKLE_TILE);
    memcpy(growing->hashes, tiles.hashes, growing->count * sizeof(*growing->hashes));
    return FAULT_NONE;
}

static enum fault growing_write(struct growth *growth, unsigned level)
{
    struct growing_tile *growing = &growth->levels[level];
    const struct db_value hashes = B(growing->hashes, growing->count * sizeof(*growing->hashes));
    enum db_status status = growing->stored
                                ? db_exec(growth->db, "UPDATE mark_tiles SET hashes = ? WHERE level = ? AND tile = ?",
                                          DB_VALUES(hashes, I(level), I(growing->tile)))
                                : db_exec(growth->db, "INSERT INTO mark_tiles (hashes, level, tile) VALUES (?, ?, ?)",
                                          DB_VALUES(hashes, I(level), I(growing->tile)));
    growing->stored = true;
    return fault_of(status);
}

/* Leaf number growth->size. A tile that is full becomes a hash of the level above. */
static enum fault grow(struct growth *growth, const struct merkle_hash *leaf)
{
    struct merkle_hash hash = *leaf;
    int64_t index = growth->size++;
    for (unsigned level = 0; level < MERKLE_LEVELS_MAX; level++) {
        struct growing_tile *growing = &growth->levels[level];
        enum fault fault = growing_read(growth, level, index);
        if (fault != FAULT_NONE)
            return fault;
        growing->hashes[growing->count++] = hash;
        if (growing->count < MERKLE_TILE)
            return FAULT_NONE;
        fault = growing_write(growth, level);
        if (fault != FAULT_NONE)
            return fault;
        merkle_fold(growing->hashes, MERKLE_TILE, &hash);
        growing->read = false;
        index /= MERKLE_TILE;
    }
    return FAULT_INTERNAL;
}

static enum fault growth_end(struct growth *growth)
{
    enum fault fault = FAULT_NONE;
    for (unsigned level = 0; fault == FAULT_NONE && level < MERKLE_LEVELS_MAX; level++)
        if (growth->levels[level].read)
            fault = growing_write(growth, level);
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(growth->db, "UPDATE mark_log SET size = ? WHERE id = 1", DB_VALUES(I(growth->size))));
}

static void salt_make(uint8_t salt[static RECEIPT_SALT_BYTES])
{
    struct own_key random;
    own_key_make(&random);
    memcpy(salt, random.bytes, RECEIPT_SALT_BYTES);
    own_key_wipe(&random);
}

/* *ret_found false: it is in the log already, or gone. */
static enum fault waiting_one(struct db *db, int64_t id, struct receipt_mark *ret_mark, bool *ret_found)
{
    struct row row;
    enum fault read = FAULT_NONE;
    *ret_found = false;
    row_begin(&row, db, NULL, "SELECT " RECEIPT_COLUMNS " FROM mark_receipts r WHERE r.id = ? AND r.position IS NULL",
              DB_VALUES(I(id)));
    while (row_next(&row)) {
        read = receipt_mark_of_row(&row, ret_mark);
        *ret_found = true;
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : read;
}

static enum fault take_one(struct growth *growth, int64_t id)
{
    struct receipt_mark mark;
    struct merkle_hash leaf;
    bool found = false;
    enum fault fault = waiting_one(growth->db, id, &mark, &found);
    if (fault != FAULT_NONE || !found)
        return fault;
    salt_make(mark.salt);
    if (!receipt_leaf(&mark, &leaf))
        return FAULT_INTERNAL;
    fault = fault_of(db_exec(growth->db, "UPDATE mark_receipts SET position = ?, salt = ? WHERE id = ?",
                             DB_VALUES(I(growth->size), B(mark.salt, sizeof(mark.salt)), I(id))));
    return fault != FAULT_NONE ? fault : grow(growth, &leaf);
}

static enum fault take_all(struct growth *growth, const struct receipt_waiting *waiting)
{
    enum fault fault = receipt_log_size(growth->db, &growth->size);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < waiting->count; i++) {
        fault = take_one(growth, waiting->ids[i]);
        if (fault != FAULT_NONE)
            return fault;
    }
    return growth_end(growth);
}

enum fault receipt_take(struct db *db, const struct receipt_waiting *waiting)
{
    // Whoever else takes something into the log waits here until this is committed, at other servers, too.
    enum fault fault = fault_of(db_exec(db, "UPDATE mark_log SET size = size WHERE id = 1", DB_NO_VALUES));
    if (fault != FAULT_NONE)
        return fault;
    struct growth *growth = calloc(1, sizeof(*growth));
    if (!growth)
        return FAULT_INTERNAL;
    growth->db = db;
    fault = take_all(growth, waiting);
    free(growth);
    return fault;
}

static enum fault prepare(struct db *db, void *context)
{
    int64_t one;
    bool found = false;
    (void)context;
    enum fault fault = row_one_int(db, "SELECT 1 FROM mark_log WHERE id = 1", DB_NO_VALUES, &found, &one);
    if (fault != FAULT_NONE || found)
        return fault;
    enum db_status status = db_exec(db, "INSERT INTO mark_log (id, size) VALUES (1, 0)", DB_NO_VALUES);
    return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status);
}

enum fault receipt_log_prepare(struct school *school)
{
    return school_change(school, prepare, NULL);
}

static enum fault take(struct db *db, void *context)
{
    return receipt_take(db, context);
}

static enum fault waiting_look(struct school *school, struct receipt_waiting *waiting)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return receipt_waiting_read(db, 0, 0, waiting);
}

enum fault receipt_tick(struct school *school)
{
    struct receipt_waiting waiting;
    for (int i = 0; i < TAKES_A_TICK; i++) {
        enum fault fault = waiting_look(school, &waiting);
        if (fault != FAULT_NONE || waiting.count == 0)
            return fault;
        fault = school_change(school, take, &waiting);
        if (fault != FAULT_NONE || waiting.count < RECEIPT_TAKE_MAX)
            return fault;
    }
    return FAULT_NONE;
}
