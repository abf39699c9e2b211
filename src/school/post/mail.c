/* SPDX-License-Identifier: MIT */
#include "school/post/mail.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/keys.h"
#include "school/common/text.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/post/mail_inside.h"
#include "school/post/mail_outbox.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { ASSOCIATED_SIZE = 300, SEALED_SIZE = MAIL_SEALED_MAX + SECRET_SEAL_OVERHEAD };

/* What the seal is bound to: that it is a mail, and to whom. */
static void associated_text(const char *to, char text[static ASSOCIATED_SIZE])
{
    snprintf(text, ASSOCIATED_SIZE, "mail %s", to);
}

/* The text as it waits: in clear, or sealed. */
struct waiting {
    const char *clear; // "" when it is sealed
    uint8_t sealed[SEALED_SIZE];
    size_t sealed_size; // 0: it is not
};

static enum fault text_seal(const struct mail *mail, struct waiting *waiting)
{
    char associated[ASSOCIATED_SIZE];
    size_t size = strlen(mail->text);
    *waiting = (struct waiting){.clear = mail->text};
    if (!mail->sealed_by || !mail->sealed_by->root) // without a master key nothing can be sealed
        return FAULT_NONE;
    if (size > MAIL_SEALED_MAX)
        return FAULT_INTERNAL;
    CLOSES(own_key_wipe) struct own_key own = {0};
    own_key_of_master(mail->sealed_by->root, &own);
    associated_text(mail->to, associated);
    own_key_seal(&own, associated, (const uint8_t *)mail->text, size, waiting->sealed);
    waiting->sealed_size = size + SECRET_SEAL_OVERHEAD;
    waiting->clear = "";
    return FAULT_NONE;
}

enum fault mail_queue(struct db *db, const struct mail *mail, int64_t now)
{
    struct waiting waiting;
    int64_t id = 0;
    if (*mail->to == '\0' || *mail->to == NO_ADDRESS) // of an account without an address
        return FAULT_NONE;
    enum fault fault = text_seal(mail, &waiting);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_one_int(
        db, &id,
        "INSERT INTO mails (user_id, recipient, subject, body, sealed, locale, kinds, created_at, next_try_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        DB_VALUES(mail->user_id ? I(mail->user_id) : N(), T(mail->to), T(mail->subject), T(waiting.clear),
                  waiting.sealed_size ? B(waiting.sealed, waiting.sealed_size) : N(), T(mail->locale), T(mail->kinds),
                  I(now), I(now)));
    if (status != DB_ROW)
        return status == DB_OK ? FAULT_INTERNAL : fault_of(status);
    if (!mail->unsaid)
        return FAULT_NONE;
    return fault_of(db_exec(db, "DELETE FROM mails WHERE id = ?", DB_VALUES(I(mail->nobody ? id : 0))));
}

const char *mail_text_of_row(struct school *school, struct row *row, int body, int sealed, const char *to)
{
    char associated[ASSOCIATED_SIZE];
    size_t size = 0;
    if (db_is_null(&row->rows, sealed))
        return row_string(row, body);
    const uint8_t *bytes = db_blob(&row->rows, sealed, &size);
    if (!school->root || !bytes || size < SECRET_SEAL_OVERHEAD)
        return NULL;
    char *text = arena_calloc(row->arena, 1, size - SECRET_SEAL_OVERHEAD + 1);
    CLOSES(own_key_wipe) struct own_key own = {0};
    own_key_of_master(school->root, &own);
    associated_text(to, associated);
    return text && own_key_unseal(&own, associated, bytes, size, (uint8_t *)text) ? text : NULL;
}

/* ---- taking one, and noting what became of it ---- */

struct taking {
    struct school *school;
    struct arena *arena;
    int64_t now;
    struct mail_taken taken;
};

static enum fault take(struct db *db, void *context)
{
    struct taking *unit = context;
    struct row row;
    unit->taken = (struct mail_taken){0};
    row_begin(&row, db, unit->arena,
              "SELECT id, recipient, subject, body, tries, sealed, locale, kinds, user_id, created_at FROM mails"
              " WHERE next_try_at <= ? ORDER BY "
              "next_try_at LIMIT 1",
              DB_VALUES(I(unit->now)));
    while (row_next(&row)) {
        unit->taken = (struct mail_taken){
            .id = row_int(&row, 0),
            .mail = {.user_id = row_int(&row, 8),
                     .to = row_string(&row, 1),
                     .subject = row_string(&row, 2),
                     .locale = row_text(&row, 6),
                     .kinds = row_text(&row, 7)},
            .created_at = row_int(&row, 9),
            .tries = row_int(&row, 4) + 1,
        };
        unit->taken.mail.text = mail_text_of_row(unit->school, &row, 3, 5, unit->taken.mail.to);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !unit->taken.id)
        return fault;
    return fault_of(
        db_exec(db, "UPDATE mails SET tries = ?, next_try_at = ? WHERE id = ?",
                DB_VALUES(I(unit->taken.tries), I(unit->now + MAIL_LEASE_MINUTES * (int64_t)SCHOOL_MINUTE_MS),
                          I(unit->taken.id))));
}

enum fault mail_take(struct school *school, struct arena *arena, struct mail_taken *ret_taken)
{
    struct taking unit = {.school = school, .arena = arena, .now = school_now(school)};
    bool found;
    int64_t one;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store); // a quiet outbox writes nothing
    enum fault fault =
        row_one_int(db, "SELECT id FROM mails WHERE next_try_at <= ? LIMIT 1", DB_VALUES(I(unit.now)), &found, &one);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    if (found)
        fault = school_change(school, take, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_taken = unit.taken;
    return FAULT_NONE;
}

struct noting {
    const struct mail_taken *taken;
    const char *error; // NULL: it was sent
    bool filed;
    int64_t next_try_at;
    int64_t now;
};

static enum fault note(struct db *db, void *context)
{
    struct noting *unit = context;
    enum db_status status =
        db_exec(db, "UPDATE mails SET sent_at = ?, filed = ?, next_try_at = ?, error = ? WHERE id = ?",
                DB_VALUES(unit->error ? N() : I(unit->now), I(!unit->error && unit->filed),
                          unit->next_try_at ? I(unit->next_try_at) : N(), T(unit->error), I(unit->taken->id)));
    if (status != DB_OK || unit->next_try_at)
        return fault_of(status);
    // Sent or given up: nobody needs its text any more, and there may be a link in it.
    return fault_of(
        db_exec(db, "UPDATE mails SET body = '', sealed = NULL WHERE id = ?", DB_VALUES(I(unit->taken->id))));
}

enum fault mail_note(struct school *school, const struct mail_taken *taken, enum mail_way way, const char *error,
                     bool final)
{
    // After the first failure a minute, then three times as long each time: the eighth try is about 18 hours later.
    int64_t pause = SCHOOL_MINUTE_MS;
    for (int64_t i = 1; i < taken->tries; i++)
        pause *= 3;
    struct noting unit = {.taken = taken, .error = error, .filed = way == MAIL_FILED, .now = school_now(school)};
    if (error && !final && taken->tries < MAIL_TRIES_MAX)
        unit.next_try_at = unit.now + pause;
    return school_change(school, note, &unit);
}

static enum fault list_read(struct db *db, struct page page, struct arena *arena, struct mail_list *list)
{
    struct row row;
    row_begin(
        &row, db, arena,
        "SELECT id, recipient, subject, created_at, next_try_at, sent_at, tries, error, filed FROM mails WHERE id < ?"
        " ORDER BY id DESC LIMIT ?",
        DB_VALUES(I(page.after ? page.after : INT64_MAX), I(page.limit + 1)));
    while (row_next(&row)) {
        if ((int64_t)list->count == page.limit) {
            list->next = list->mails[list->count - 1].id;
            continue;
        }
        struct mail_entry *mails = row_list(&row, list->mails, list->count, sizeof(*mails));
        if (!mails)
            break;
        list->mails = mails;
        mails[list->count++] = (struct mail_entry){
            .id = row_int(&row, 0),
            .to = row_string(&row, 1),
            .subject = row_string(&row, 2),
            .created_at = row_int(&row, 3),
            .next_try_at = row_int(&row, 4),
            .sent_at = row_int(&row, 5),
            .tries = row_int(&row, 6),
            .error = row_text(&row, 7),
            .filed = row_int(&row, 8) != 0,
        };
    }
    return row_end(&row);
}

static enum fault waiting_count(struct db *db, int64_t *ret_waiting, int64_t *ret_failed)
{
    enum fault fault =
        row_count(db, "SELECT COUNT(*) FROM mails WHERE next_try_at IS NOT NULL", DB_NO_VALUES, ret_waiting);
    return fault != FAULT_NONE
               ? fault
               : row_count(db, "SELECT COUNT(*) FROM mails WHERE next_try_at IS NULL AND sent_at IS NULL", DB_NO_VALUES,
                           ret_failed);
}

enum fault mail_waiting(struct school *school, int64_t *ret_waiting, int64_t *ret_failed)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return waiting_count(db, ret_waiting, ret_failed);
}

enum fault mail_list(struct school *school, const struct actor *actor, struct page page, struct arena *arena,
                     struct mail_list *ret_list)
{
    struct mail_list list = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = list_read(db, page, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    fault = waiting_count(db, &list.waiting, &list.failed);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}
