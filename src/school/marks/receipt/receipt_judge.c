/* SPDX-License-Identifier: MIT */
#include "school/marks/receipt/mark_receipt.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/receipt/receipt_inside.h"
#include "school/marks/receipt/receipt_log.h"
#include "school/marks/receipt/receipt_note.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

const char *receipt_state_code(enum receipt_state state)
{
    static const char *const codes[RECEIPT_STATE_COUNT] = {
        [RECEIPT_STANDS] = "stands",       [RECEIPT_CHANGED] = "changed", [RECEIPT_DIFFERS] = "differs",
        [RECEIPT_FORGOTTEN] = "forgotten", [RECEIPT_MISSING] = "missing",
    };
    return codes[state];
}

/* Whether this installation has signed it. */
static enum fault signature_judge(struct db *db, const char *text, struct receipt_report *report)
{
    bool found = false;
    report->reason = receipt_read(text, &report->receipt);
    if (report->reason != RECEIPT_GOOD)
        return FAULT_NONE;
    enum fault fault = receipt_key_find(db, report->receipt.key, &report->key, &found);
    if (fault != FAULT_NONE)
        return fault;
    report->reason = found ? receipt_check(text, report->key.public_key) : RECEIPT_KEY_UNKNOWN;
    if (report->reason == RECEIPT_GOOD && report->key.ended_at &&
        report->receipt.signed_at > report->key.ended_at + RECEIPT_KEY_GRACE_MS)
        report->reason = RECEIPT_KEY_ENDED;
    return FAULT_NONE;
}

/* Whether the log is still the one that the receipt speaks of, with its entry in it. */
static enum fault log_judge(struct db *db, struct receipt_report *report, bool *ret_included)
{
    const struct receipt *receipt = &report->receipt;
    struct receipt_tiles tiles;
    struct merkle_hash leaf, kept, root;
    *ret_included = false;
    if (receipt->size > report->size || !receipt_leaf(&receipt->mark, &leaf))
        return FAULT_NONE;
    receipt_tiles_begin(&tiles, db);
    if (!tiles.source.read(&tiles, 0, receipt->index, 1, &kept) || !merkle_root(&tiles.source, receipt->size, &root) ||
        !merkle_inclusion(&tiles.source, receipt->index, report->size, &report->inclusion) ||
        !merkle_consistency(&tiles.source, receipt->size, report->size, &report->growth))
        return tiles.fault;
    *ret_included = memcmp(kept.bytes, leaf.bytes, sizeof(leaf.bytes)) == 0 &&
                    memcmp(root.bytes, receipt->root.bytes, sizeof(root.bytes)) == 0;
    return FAULT_NONE;
}

static const char *by_word(const char *word)
{
    static const char *const words[] = {RECEIPT_BY_STUDENT, RECEIPT_BY_STAFF, RECEIPT_BY_RULE, RECEIPT_BY_FOUND};
    size_t at;
    return str_among(words, ARRAY_LENGTH(words), word, &at) ? words[at] : RECEIPT_BY_FOUND;
}

/* Whose entry it is. *ret_id 0: it has been forgotten. */
static enum fault entry_read(struct db *db, int64_t index, int64_t *ret_id, int64_t *ret_student_id)
{
    struct row row;
    *ret_id = 0;
    row_begin(&row, db, NULL, "SELECT id, student_id FROM mark_receipts WHERE position = ?", DB_VALUES(I(index)));
    while (row_next(&row)) {
        *ret_id = row_int(&row, 0);
        *ret_student_id = row_int(&row, 1);
    }
    return row_end(&row);
}

/* What came later; and *ret_same: the newest of it says what the receipt does. */
static enum fault changes_read(struct db *db, int64_t id, int64_t student_id, struct receipt_report *report,
                               bool *ret_same)
{
    struct row row;
    const struct receipt_mark *mark = &report->receipt.mark;
    report->changes_count = 0;
    *ret_same = true;
    row_begin(&row, db, NULL,
              "SELECT written_at, by_whom, status, minutes_late FROM mark_receipts WHERE lecture_id = ? AND"
              " student_id = ? AND id > ? ORDER BY id DESC LIMIT ?",
              DB_VALUES(I(mark->lecture), I(student_id), I(id), I(RECEIPT_CHANGES_MAX)));
    while (row_next(&row) && report->changes_count < RECEIPT_CHANGES_MAX) {
        const char *status = db_text(&row.rows, 2);
        if (report->changes_count == 0)
            *ret_same = status && strcmp(status, mark->status) == 0 && row_int(&row, 3) == mark->minutes_late;
        report->changes[report->changes_count++] =
            (struct receipt_change){row_int(&row, 0), by_word(db_text(&row.rows, 1))};
    }
    return row_end(&row);
}

static enum fault state_judge(struct db *db, struct receipt_report *report)
{
    struct receipt_compared compared = {0};
    int64_t id = 0, student_id = 0;
    bool included = false, same = true;
    report->state = RECEIPT_MISSING;
    enum fault fault = log_judge(db, report, &included);
    if (fault != FAULT_NONE || !included)
        return fault;
    report->state = RECEIPT_FORGOTTEN;
    fault = entry_read(db, report->receipt.index, &id, &student_id);
    if (fault != FAULT_NONE || id == 0)
        return fault;
    fault = changes_read(db, id, student_id, report, &same);
    if (fault != FAULT_NONE)
        return fault;
    fault = receipt_compare(db, report->receipt.mark.lecture, student_id, &compared);
    report->state = !compared.same ? RECEIPT_DIFFERS : same ? RECEIPT_STANDS : RECEIPT_CHANGED;
    return fault;
}

static enum fault text_judge(struct school *school, const char *text, struct receipt_report *report)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return signature_judge(db, text, report);
}

enum fault receipt_judge(struct school *school, const char *bytes, size_t size, struct arena *arena,
                         struct receipt_report *ret_report)
{
    char text[RECEIPT_TEXT_SIZE + 1];
    struct receipt_report report = {0};
    struct receipt_head head = {0};
    receipt_find(bytes, size, text);
    enum fault fault = text_judge(school, text, &report);
    if (fault != FAULT_NONE)
        return fault;
    if (report.reason != RECEIPT_GOOD) {
        *ret_report = report;
        return FAULT_NONE;
    }
    fault = receipt_head_now(school, &head, arena, &report.head);
    if (fault != FAULT_NONE)
        return fault;
    report.size = head.size;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = state_judge(db, &report);
    if (fault != FAULT_NONE)
        return fault;
    report.size = report.state == RECEIPT_MISSING ? 0 : report.size;
    *ret_report = report;
    return FAULT_NONE;
}
