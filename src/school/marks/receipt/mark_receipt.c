/* SPDX-License-Identifier: MIT */
#include "school/marks/receipt/mark_receipt.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/base64url.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/marks/receipt/receipt_inside.h"
#include "school/marks/receipt/receipt_log.h"
#include "school/marks/receipt/receipt_note.h"
#include "school/marks/status_set_inside.h"
#include "school/post/usual_status.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* ---- whether the newest note is of the mark as it is ---- */

enum fault receipt_compare(struct db *db, int64_t lecture_id, int64_t student_id, struct receipt_compared *ret_compared)
{
    struct row row;
    struct receipt_compared compared = {0};
    bool noted_mark = false;
    row_begin(&row, db, NULL,
              "SELECT r.status, r.minutes_late, a.id, a.status, a.minutes_late FROM users u LEFT JOIN mark_receipts r"
              " ON r.id = (SELECT MAX(m.id) FROM mark_receipts m WHERE m.lecture_id = ? AND m.student_id = u.id)"
              " LEFT JOIN attendance a ON a.lecture_id = ? AND a.student_id = u.id WHERE u.id = ?",
              DB_VALUES(I(lecture_id), I(lecture_id), I(student_id)));
    while (row_next(&row)) {
        const char *noted = db_text(&row.rows, 0), *marked = db_text(&row.rows, 3);
        compared.noted = noted != NULL;
        compared.mark_id = row_int(&row, 2);
        noted_mark = noted && strcmp(noted, RECEIPT_NO_MARK) != 0;
        compared.same = noted_mark == (marked != NULL) &&
                        (!noted_mark || (strcmp(noted, marked) == 0 && row_int(&row, 1) == row_int(&row, 4)));
    }
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE)
        *ret_compared = compared;
    return fault;
}

/* ---- a student's own ---- */

struct bring {
    int64_t lecture_id, student_id, now;
};

/* What the register says and no note does: a mark of an earlier version, or of a hand that went past the program. */
static enum fault found_note(struct db *db, const struct bring *unit, const struct receipt_compared *compared)
{
    if (compared->mark_id)
        return receipt_note_mark(db, compared->mark_id, RECEIPT_BY_FOUND, unit->now);
    int64_t class_id = 0;
    bool found = false;
    enum fault fault =
        row_one_int(db, "SELECT class_id FROM mark_receipts WHERE lecture_id = ? AND student_id = ? LIMIT 1",
                    DB_VALUES(I(unit->lecture_id), I(unit->student_id)), &found, &class_id);
    if (fault != FAULT_NONE || !found)
        return fault;
    return receipt_note(db,
                        &(struct receipt_note){.student_id = unit->student_id,
                                               .lecture_id = unit->lecture_id,
                                               .class_id = class_id,
                                               .by = RECEIPT_BY_FOUND},
                        unit->now);
}

static enum fault bring(struct db *db, void *context)
{
    struct bring *unit = context;
    struct receipt_compared compared;
    struct receipt_waiting waiting;
    enum fault fault = receipt_compare(db, unit->lecture_id, unit->student_id, &compared);
    if (fault != FAULT_NONE)
        return fault;
    fault = compared.same ? FAULT_NONE : found_note(db, unit, &compared);
    if (fault != FAULT_NONE)
        return fault;
    fault = receipt_waiting_read(db, unit->lecture_id, unit->student_id, &waiting);
    return fault != FAULT_NONE || waiting.count == 0 ? fault : receipt_take(db, &waiting);
}

/* Of whom nothing was marked yet: NOT_FOUND, unless they are in the classroom. */
static enum fault may_ask(struct db *db, const struct actor *actor, int64_t lecture_id)
{
    struct access access;
    enum fault fault = access_lecture(db, actor, lecture_id, &access);
    return fault != FAULT_NONE ? fault : access.member ? FAULT_NONE : FAULT_NOT_FOUND;
}

/* Has all of them in the log. *ret_any false: there are none. */
static enum fault brought(struct school *school, const struct actor *actor, int64_t lecture_id, bool *ret_any)
{
    struct bring unit = {.lecture_id = lecture_id, .student_id = actor->user_id, .now = school_now(school)};
    struct receipt_compared compared;
    struct receipt_waiting waiting;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = receipt_compare(db, lecture_id, actor->user_id, &compared);
    if (fault != FAULT_NONE)
        return fault;
    fault = receipt_waiting_read(db, lecture_id, actor->user_id, &waiting);
    if (fault != FAULT_NONE)
        return fault;
    *ret_any = compared.noted || compared.mark_id;
    if (!*ret_any)
        return may_ask(db, actor, lecture_id);
    store_reader_close(&db);
    return compared.same && waiting.count == 0 ? FAULT_NONE : school_change(school, bring, &unit);
}

/* What people read on it: the classroom's own word, and the plain one of the usual four. */
static enum fault status_name(struct db *db, struct arena *arena, struct receipt *receipt)
{
    enum mark_status status;
    const char *word = "Not marked", *usual = usual_status_name(receipt->mark.status, ENGLISH);
    if (mark_status_parse(receipt->mark.status, &status)) {
        enum fault fault = status_word(db, receipt->mark.classroom, status, arena, &word);
        if (fault != FAULT_NONE)
            return fault;
    }
    if (usual && strcmp(word, receipt->mark.status) == 0)
        word = usual;
    return str_copy(receipt->status_name, sizeof(receipt->status_name), word) ? FAULT_NONE : FAULT_INTERNAL;
}

static bool line_of_row(struct row *row, struct receipt *receipt)
{
    const char *name = db_text(&row->rows, RECEIPT_COLUMN_COUNT);
    const char *subject = db_text(&row->rows, RECEIPT_COLUMN_COUNT + 1);
    const char *section = db_text(&row->rows, RECEIPT_COLUMN_COUNT + 2);
    receipt->index = row_int(row, RECEIPT_COLUMN_POSITION);
    receipt->starts_at = row_int(row, RECEIPT_COLUMN_COUNT + 3);
    int length = snprintf(receipt->subject, sizeof(receipt->subject), "%s%s%s", subject ? subject : "",
                          section && *section ? ", " : "", section ? section : "");
    return length >= 0 && (size_t)length < sizeof(receipt->subject) && name &&
           str_copy(receipt->name, sizeof(receipt->name), name);
}

static enum fault lines_read(struct db *db, int64_t lecture_id, int64_t student_id, struct arena *arena,
                             struct receipt_list *ret_list)
{
    struct row row;
    struct receipt_line *lines = NULL;
    size_t count = 0;
    bool good = true;
    row_begin(&row, db, arena,
              "SELECT " RECEIPT_COLUMNS ", u.name, c.subject, c.section, l.starts_at FROM mark_receipts r"
              " JOIN users u ON u.id = r.student_id JOIN classrooms c ON c.id = r.class_id"
              " JOIN lectures l ON l.id = r.lecture_id WHERE r.lecture_id = ? AND r.student_id = ?"
              " AND r.position IS NOT NULL ORDER BY r.id DESC LIMIT ?",
              DB_VALUES(I(lecture_id), I(student_id), I(RECEIPTS_A_MARK)));
    while (row_next(&row)) {
        struct receipt_line *list = row_list(&row, lines, count, sizeof(*list));
        if (!list)
            break;
        lines = list;
        lines[count] = (struct receipt_line){0};
        good = receipt_mark_of_row(&row, &lines[count].receipt.mark) == FAULT_NONE &&
               line_of_row(&row, &lines[count].receipt) && good;
        count++;
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = status_name(db, arena, &lines[i].receipt);
    *ret_list = (struct receipt_list){lines, count};
    return fault != FAULT_NONE ? fault : good ? FAULT_NONE : FAULT_INTERNAL;
}

/* Where the log stands, for all that is signed at once. */
static enum fault head_fill(struct db *db, struct receipt_tiles *tiles, int64_t now, struct receipt_head *head)
{
    enum fault fault = receipt_log_size(db, &head->size);
    if (fault != FAULT_NONE)
        return fault;
    receipt_tiles_begin(tiles, db);
    if (!merkle_root(&tiles->source, head->size, &head->root))
        return tiles->fault;
    head->signed_at = now;
    return audit_newest(db, head->audit, &head->audit_entry);
}

static enum fault lines_sign(struct receipt_list *list, const struct receipt_head *head, const struct own_key *own,
                             struct arena *arena)
{
    char text[RECEIPT_TEXT_SIZE];
    for (size_t i = 0; i < list->count; i++) {
        struct receipt *receipt = &list->lines[i].receipt;
        receipt->size = head->size;
        receipt->root = head->root;
        receipt->signed_at = head->signed_at;
        memcpy(receipt->key, head->key, sizeof(receipt->key));
        memcpy(receipt->audit, head->audit, sizeof(receipt->audit));
        if (!receipt_write(receipt, own, text))
            return FAULT_INTERNAL;
        list->lines[i].text = arena_strdup(arena, text);
        if (!list->lines[i].text)
            return FAULT_INTERNAL;
    }
    return FAULT_NONE;
}

void receipt_bytes_text(const uint8_t bytes[static RECEIPT_BYTES], char text[static RECEIPT_BYTES_SIZE])
{
    base64url_write(bytes, RECEIPT_BYTES, text, RECEIPT_BYTES_SIZE);
}

/* The lines of a student, and the head that is signed with them. */
static enum fault lines_fill(struct school *school, int64_t lecture_id, int64_t student_id, struct arena *arena,
                             struct receipt_list *list, struct receipt_head *head)
{
    struct receipt_tiles tiles;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = lines_read(db, lecture_id, student_id, arena, list); // before the head, which holds them all
    return fault != FAULT_NONE ? fault : head_fill(db, &tiles, school_now(school), head);
}

enum fault mark_receipts(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                         struct receipt_list *ret_list)
{
    struct own_key own;
    struct receipt_head head = {0};
    struct receipt_list list = {0};
    bool any = false;
    enum fault fault = brought(school, actor, lecture_id, &any);
    if (fault != FAULT_NONE)
        return fault;
    if (!any) {
        *ret_list = list;
        return FAULT_NONE;
    }
    fault = lines_fill(school, lecture_id, actor->user_id, arena, &list, &head);
    if (fault != FAULT_NONE)
        return fault;
    fault = receipt_key_open(school, &own, head.key);
    if (fault != FAULT_NONE)
        return fault;
    fault = lines_sign(&list, &head, &own, arena);
    own_key_wipe(&own);
    if (fault == FAULT_NONE)
        *ret_list = list;
    return fault;
}

/* ---- the head that is published ---- */

struct publish {
    const char *text;
    int64_t now;
};

static enum fault publish(struct db *db, void *context)
{
    const struct publish *unit = context;
    return fault_of(
        db_exec(db, "UPDATE mark_log SET head = ?, head_at = ? WHERE id = 1", DB_VALUES(T(unit->text), I(unit->now))));
}

/* The published one while it is fresh, otherwise *ret_text NULL. */
static enum fault published_read(struct school *school, int64_t now, struct arena *arena, const char **ret_text)
{
    struct row row;
    const char *text = NULL;
    *ret_text = NULL;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena, "SELECT head FROM mark_log WHERE id = 1 AND head_at > ? AND head_at <= ?",
              DB_VALUES(I(now - RECEIPT_HEAD_SECONDS * (int64_t)SCHOOL_SECOND_MS), I(now)));
    while (row_next(&row))
        text = row_text(&row, 0);
    enum fault fault = row_end(&row);
    *ret_text = fault == FAULT_NONE ? text : NULL;
    return fault;
}

static enum fault head_read(struct school *school, struct receipt_head *head)
{
    struct receipt_tiles tiles;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return head_fill(db, &tiles, school_now(school), head);
}

enum fault receipt_head_now(struct school *school, struct receipt_head *ret_head, struct arena *arena,
                            const char **ret_text)
{
    struct own_key own;
    char text[RECEIPT_HEAD_SIZE];
    enum fault fault = receipt_key_open(school, &own, ret_head->key);
    if (fault != FAULT_NONE)
        return fault;
    fault = head_read(school, ret_head);
    bool good = fault == FAULT_NONE && receipt_head_write(ret_head, &own, text);
    own_key_wipe(&own);
    if (fault != FAULT_NONE)
        return fault;
    *ret_text = good ? arena_strdup(arena, text) : NULL;
    return *ret_text ? FAULT_NONE : FAULT_INTERNAL;
}

enum fault receipt_head_published(struct school *school, struct arena *arena, const char **ret_text)
{
    struct publish unit = {.now = school_now(school)};
    struct receipt_head head;
    enum fault fault = published_read(school, unit.now, arena, ret_text);
    if (fault != FAULT_NONE || *ret_text)
        return fault;
    fault = receipt_head_now(school, &head, arena, &unit.text);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, publish, &unit);
    *ret_text = fault == FAULT_NONE ? unit.text : NULL;
    return fault;
}

/* ---- paths ---- */

enum fault receipt_path_inclusion(struct school *school, int64_t index, int64_t size, struct merkle_hash *ret_leaf,
                                  struct merkle_path *ret_path)
{
    struct receipt_tiles tiles;
    int64_t most = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = receipt_log_size(db, &most);
    if (fault != FAULT_NONE)
        return fault;
    if (index < 0 || index >= size || size > most)
        return FAULT_NOT_FOUND;
    receipt_tiles_begin(&tiles, db);
    bool good =
        merkle_inclusion(&tiles.source, index, size, ret_path) && tiles.source.read(&tiles, 0, index, 1, ret_leaf);
    return good ? FAULT_NONE : tiles.fault;
}

enum fault receipt_path_growth(struct school *school, int64_t from, int64_t to, struct merkle_path *ret_path)
{
    struct receipt_tiles tiles;
    int64_t most = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = receipt_log_size(db, &most);
    if (fault != FAULT_NONE)
        return fault;
    if (from < 1 || from > to || to > most)
        return FAULT_NOT_FOUND;
    receipt_tiles_begin(&tiles, db);
    return merkle_consistency(&tiles.source, from, to, ret_path) ? FAULT_NONE : tiles.fault;
}
