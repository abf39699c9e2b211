/* SPDX-License-Identifier: MIT */
#include "school/post/mail_off.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/post/notification_rule.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* A token: "12.graded.board_item.MAC": the person, the kinds, and a MAC of all before it in base64url. */
enum { MAC_TEXT = 44 };

static bool mac_write(struct school *school, const char *words, char text[static MAC_TEXT])
{
    uint8_t mac[SECRET_MAC_BYTES];
    if (!school->root)
        return false;
    secret_mac(school->root, "mail off", words, mac);
    return base64url_write(mac, sizeof(mac), text, MAC_TEXT);
}

const char *mail_off_token(struct school *school, int64_t user_id, const char *kinds, struct arena *arena)
{
    char mac[MAC_TEXT];
    const char *words = arena_printf(arena, "%lld.%s", (long long)user_id, kinds);
    return words && mac_write(school, words, mac) ? arena_printf(arena, "%s.%s", words, mac) : NULL;
}

/* Whom and what the token is for; 0: it is none of ours. */
static int64_t token_read(struct school *school, const char *token, struct arena *arena, struct mail_off *off)
{
    char mac[MAC_TEXT];
    int64_t user_id = 0;
    size_t size = strnlen(token, MAIL_OFF_TOKEN_MAX + 1);
    char *words = size <= MAIL_OFF_TOKEN_MAX ? arena_strdup(arena, token) : NULL;
    char *last = words ? strrchr(words, '.') : NULL;
    if (!last)
        return 0;
    *last = '\0';
    if (!mac_write(school, words, mac) || !secret_equal(mac, last + 1))
        return 0;
    char *at = strchr(words, '.');
    if (!at)
        return 0;
    *at = '\0';
    for (char *next = at + 1; next && off->count < NOTIFY_KIND_COUNT;) {
        char *word = next;
        next = strchr(word, '.');
        if (next)
            *next++ = '\0';
        // Of another version's kinds nothing is known here, and a mail about safety is never turned off so.
        enum notification_kind kind;
        if (notification_kind_parse(word, &kind) && !notification_rule(kind)->security)
            off->kinds[off->count++].kind = kind;
    }
    return off->count > 0 && str_to_int(words, 1, INT64_MAX, &user_id) ? user_id : 0;
}

static enum fault choices_read(struct db *db, int64_t user_id, struct arena *arena, struct mail_off *off)
{
    struct row row;
    for (size_t i = 0; i < off->count; i++)
        off->kinds[i].email = notification_rule(off->kinds[i].kind)->choice.email;
    row_begin(&row, db, arena, "SELECT kind, email FROM notification_choices WHERE user_id = ?", DB_VALUES(I(user_id)));
    while (row_next(&row))
        for (size_t i = 0; i < off->count; i++)
            if (strcmp(db_text(&row.rows, 0), notification_kind_code(off->kinds[i].kind)) == 0)
                notification_email_parse(db_text(&row.rows, 1), &off->kinds[i].email);
    return row_end(&row);
}

static enum fault look(struct db *db, int64_t user_id, struct arena *arena, struct mail_off *off)
{
    bool found = false;
    int64_t one;
    enum fault fault =
        row_one_int(db, "SELECT id FROM users WHERE id = ? AND disabled_at IS NULL AND erased_at IS NULL",
                    DB_VALUES(I(user_id)), &found, &one);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    fault = choices_read(db, user_id, arena, off);
    return fault != FAULT_NONE ? fault : setting_text(db, SETTING_INSTITUTION_NAME, arena, &off->institution);
}

enum fault mail_off_look(struct school *school, const char *token, struct arena *arena, struct mail_off *ret_off)
{
    struct mail_off off = {0};
    int64_t user_id = token_read(school, token, arena, &off);
    if (!user_id)
        return FAULT_NOT_FOUND;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = look(db, user_id, arena, &off);
    if (fault != FAULT_NONE)
        return fault;
    *ret_off = off;
    return FAULT_NONE;
}

struct turning {
    int64_t user_id, now;
    bool on;
    struct arena *arena;
    struct mail_off off;
};

/* What the mails of a kind become: on is what is usual, but never off. */
static enum notification_email turned(enum notification_kind kind, bool on)
{
    enum notification_email usual = notification_rule(kind)->choice.email;
    if (!on)
        return NOTIFY_EMAIL_OFF;
    return usual == NOTIFY_EMAIL_OFF ? NOTIFY_EMAIL_NOW : usual;
}

static enum fault kind_turn(struct db *db, const struct turning *unit, enum notification_kind kind,
                            enum notification_email email)
{
    const struct notification_rule *rule = notification_rule(kind);
    enum db_status status = db_exec(db, "UPDATE notification_choices SET email = ? WHERE user_id = ? AND kind = ?",
                                    DB_VALUES(T(notification_email_code(email)), I(unit->user_id), T(rule->code)));
    if (status == DB_OK) // the other ways stay as they are by default
        status =
            db_exec(db,
                    "INSERT INTO notification_choices (user_id, kind, app, email) SELECT u.id, ?, ?, ? FROM users u"
                    " WHERE u.id = ? AND NOT EXISTS (SELECT 1 FROM notification_choices c WHERE c.user_id = u.id"
                    " AND c.kind = ?)",
                    DB_VALUES(T(rule->code), I(rule->choice.app), T(notification_email_code(email)), I(unit->user_id),
                              T(rule->code)));
    // What waits to be sent of it does not go out any more.
    if (status == DB_OK && email == NOTIFY_EMAIL_OFF)
        status = db_exec(db, "UPDATE notifications SET mail_at = NULL WHERE user_id = ? AND kind = ?",
                         DB_VALUES(I(unit->user_id), T(rule->code)));
    return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status);
}

static enum fault turn(struct db *db, void *context)
{
    struct turning *unit = context;
    const char *detail = unit->on ? "on:" : "off:";
    bool changed = false;
    enum fault fault = look(db, unit->user_id, unit->arena, &unit->off);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->off.count; i++) {
        enum notification_kind kind = unit->off.kinds[i].kind;
        enum notification_email email = turned(kind, unit->on), now = unit->off.kinds[i].email;
        if (now == email || (unit->on && now != NOTIFY_EMAIL_OFF))
            continue; // who has chosen otherwise meanwhile keeps that
        fault = kind_turn(db, unit, kind, email);
        unit->off.kinds[i].email = email;
        changed = true;
        detail = arena_printf(unit->arena, "%s %s", detail ? detail : "", notification_kind_code(kind));
    }
    if (fault != FAULT_NONE || !changed)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .action = unit->on ? "mails_turned_on" : "mails_turned_off",
                                .subject_type = "user",
                                .subject_id = unit->user_id,
                                .detail = detail,
                            });
}

enum fault mail_off_set(struct school *school, const char *token, bool on, struct arena *arena,
                        struct mail_off *ret_off)
{
    struct turning unit = {.on = on, .arena = arena, .now = school_now(school)};
    unit.user_id = token_read(school, token, arena, &unit.off);
    if (!unit.user_id)
        return FAULT_NOT_FOUND;
    enum fault fault = school_change(school, turn, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_off = unit.off;
    return FAULT_NONE;
}
