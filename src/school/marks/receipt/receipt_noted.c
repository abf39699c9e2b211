/* SPDX-License-Identifier: MIT */
/* Heads that somebody noted elsewhere, held against the log of today. */
#include <string.h>

#include "base/str.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/receipt/mark_receipt.h"
#include "school/marks/receipt/receipt_log.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* Everything reckoned anew from the leaves: what is kept of the levels above could have been left as it was. */
static bool leaves_read(void *context, unsigned level, int64_t first, size_t count, struct merkle_hash *ret_hashes)
{
    struct receipt_tiles *tiles = context;
    struct merkle_hash below[MERKLE_TILE];
    if (level == 0)
        return tiles->source.read(tiles, 0, first, count, ret_hashes);
    for (size_t i = 0; i < count; i++) {
        if (!leaves_read(context, level - 1, (first + (int64_t)i) * MERKLE_TILE, MERKLE_TILE, below))
            return false;
        merkle_fold(below, MERKLE_TILE, &ret_hashes[i]);
    }
    return true;
}

static enum fault signature_judge(struct db *db, const char *text, struct receipt_noted *noted)
{
    struct receipt_key key;
    bool found = false;
    noted->reason = receipt_head_read(text, &noted->head);
    if (noted->reason != RECEIPT_GOOD)
        return FAULT_NONE;
    enum fault fault = receipt_key_find(db, noted->head.key, &key, &found);
    if (fault != FAULT_NONE)
        return fault;
    noted->reason = found ? receipt_check(text, key.public_key) : RECEIPT_KEY_UNKNOWN;
    if (noted->reason == RECEIPT_GOOD && key.ended_at && noted->head.signed_at > key.ended_at + RECEIPT_KEY_GRACE_MS)
        noted->reason = RECEIPT_KEY_ENDED;
    return FAULT_NONE;
}

static enum fault log_judge(struct db *db, struct receipt_noted *noted)
{
    struct receipt_tiles tiles;
    struct merkle_hash root;
    int64_t size = 0;
    enum fault fault = receipt_log_size(db, &size);
    if (fault != FAULT_NONE || noted->head.size > size)
        return fault;
    receipt_tiles_begin(&tiles, db);
    const struct merkle_source leaves = {leaves_read, &tiles};
    if (!merkle_root(&leaves, noted->head.size, &root))
        return tiles.fault;
    noted->held = memcmp(root.bytes, noted->head.root.bytes, sizeof(root.bytes)) == 0;
    return FAULT_NONE;
}

enum fault receipt_noted_judge(struct school *school, const char *text, struct receipt_noted *ret_noted)
{
    struct receipt_noted noted = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = signature_judge(db, text, &noted);
    if (fault != FAULT_NONE)
        return fault;
    fault = noted.reason == RECEIPT_GOOD ? log_judge(db, &noted) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    *ret_noted = noted;
    return FAULT_NONE;
}
