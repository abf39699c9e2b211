/* SPDX-License-Identifier: MIT */
/* Making, listing and ending tokens. */
#include "school/people/tokens/token.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/rows.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/tokens/token_inside.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = SCOPES_TEXT_SIZE + 20, VALUE_ARENA_MAX = 4 << 10, WARN_ARENA_MAX = 256 << 10 };

struct token token_of_row(struct row *row)
{
    struct token token = {
        .id = row_int(row, 0),
        .owner = {row_int(row, 2), row_text(row, 3)},
        .maker = {row_int(row, 4), row_text(row, 5)},
        .name = row_string(row, 7),
        .shown = row_string(row, 8),
        .scopes = scopes_read(db_text(&row->rows, 9)),
        .created_at = row_int(row, 10),
        .expires_at = row_int(row, 11),
        .last_used_at = row_int(row, 12),
        .revoked_at = row_int(row, 13),
    };
    // A word that this version does not know gives nothing.
    if (!token_kind_parse(db_text(&row->rows, 1), &token.kind))
        token.scopes = 0;
    token.maker_left = token.kind == TOKEN_INSTITUTION && row_int(row, 6) != 0;
    return token;
}

enum fault token_hash(struct school *school, const char *text, char hash[static SECRET_FINGERPRINT_SIZE])
{
    uint8_t mac[SECRET_MAC_BYTES];
    if (!school->root)
        return FAULT_INTERNAL;
    secret_mac(school->root, "apitoken", text, mac);
    secret_digest(mac, sizeof(mac), hash);
    secret_wipe(mac, sizeof(mac));
    return FAULT_NONE;
}

enum fault tokens_allowed(struct db *db, enum role role, bool *ret_allowed)
{
    const char *who = NULL;
    CLOSES(arena_release) struct arena arena = arena_of(VALUE_ARENA_MAX);
    enum fault fault = setting_text(db, SETTING_PROGRAMS, &arena, &who);
    if (fault == FAULT_NONE)
        *ret_allowed = strcmp(who, "everybody") == 0 || (strcmp(who, "staff") == 0 && role != ROLE_STUDENT);
    return fault;
}

enum fault token_allowed(struct school *school, enum role role, bool *ret_allowed)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return tokens_allowed(db, role, ret_allowed);
}

/* Who may see and end the tokens of a kind: no program, and of the institution's administrators. */
static enum fault may_manage(const struct actor *actor, enum token_kind kind)
{
    bool may = actor->token_id == 0 && (kind == TOKEN_PERSON || actor->role == ROLE_ADMINISTRATOR);
    return may ? FAULT_NONE : FAULT_NOT_ALLOWED;
}

static enum fault tokens_read(struct row *row, struct token_list *ret_list)
{
    struct token_list list = {0};
    while (row_next(row)) {
        struct token *tokens = row_list(row, list.tokens, list.count, sizeof(*tokens));
        if (!tokens)
            break;
        list.tokens = tokens;
        tokens[list.count++] = token_of_row(row);
    }
    enum fault fault = row_end(row);
    if (fault == FAULT_NONE)
        *ret_list = list;
    return fault;
}

enum fault token_list(struct school *school, const struct actor *actor, enum token_kind kind, struct arena *arena,
                      struct token_list *ret_list)
{
    struct row row;
    int64_t now = school_now(school), since = now - TOKEN_ENDED_DAYS * (int64_t)SCHOOL_DAY_MS;
    int64_t owner_id = kind == TOKEN_PERSON ? actor->user_id : 0;
    enum fault fault = may_manage(actor, kind);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena,
              "SELECT " TOKEN_COLUMNS " FROM api_tokens t" TOKEN_JOINS
              " WHERE t.kind = ? AND (? = 0 OR t.user_id = ?) AND t.expires_at > ?"
              " AND (t.revoked_at IS NULL OR t.revoked_at > ?)"
              " ORDER BY CASE WHEN t.revoked_at IS NULL AND t.expires_at > ? THEN 0 ELSE 1 END, t.id DESC LIMIT ?",
              DB_VALUES(T(token_kind_code(kind)), I(owner_id), I(owner_id), I(since), I(since), I(now),
                        I(2 * TOKENS_INSTITUTION_MAX)));
    return tokens_read(&row, ret_list);
}

enum fault token_list_all(struct school *school, struct arena *arena, struct token_list *ret_list)
{
    struct row row;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena,
              "SELECT " TOKEN_COLUMNS " FROM api_tokens t" TOKEN_JOINS
              " WHERE t.expires_at > ? AND t.revoked_at IS NULL ORDER BY t.kind, t.id",
              DB_VALUES(I(school_now(school))));
    return tokens_read(&row, ret_list);
}

/* ---- making ---- */

struct make {
    const struct actor *actor;
    enum token_kind kind;
    struct token_request request; // clean
    char scopes[SCOPES_TEXT_SIZE];
    char hash[SECRET_FINGERPRINT_SIZE];
    char shown[TOKEN_SHOWN_SIZE];
    int64_t now, expires_at, id;
};

static enum fault token_audit(struct db *db, int64_t actor_id, int64_t token_id, const char *action, const char *detail,
                              int64_t now)
{
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = actor_id,
                                .action = action,
                                .subject_type = "token",
                                .subject_id = token_id,
                                .detail = detail,
                            });
}

/* The person whose it is, or every administrator. */
static enum fault holders_tell(struct db *db, enum notification_kind kind, const struct token *token, int64_t now)
{
    bool own = token->kind == TOKEN_PERSON;
    const struct notification_request told = {
        .user_id = token->owner.id, .kind = kind, .subject_id = own ? token->id : 0, .text = token->name};
    return tell(db, own ? TELL_PERSON : TELL_ADMINISTRATORS, &told, 0, now);
}

static enum fault make_allowed(struct db *db, const struct make *unit)
{
    bool may = true;
    int64_t live = 0, today = 0;
    enum fault fault = unit->kind == TOKEN_PERSON ? tokens_allowed(db, unit->actor->role, &may) : FAULT_NONE;
    if (fault != FAULT_NONE || !may)
        return fault != FAULT_NONE ? fault : FAULT_TOKENS_OFF;
    fault = unit->kind == TOKEN_PERSON
                ? row_count(db,
                            "SELECT COUNT(*) FROM api_tokens WHERE user_id = ? AND revoked_at IS NULL AND"
                            " expires_at > ?",
                            DB_VALUES(I(unit->actor->user_id), I(unit->now)), &live)
                : row_count(db,
                            "SELECT COUNT(*) FROM api_tokens WHERE user_id IS NULL AND revoked_at IS NULL AND"
                            " expires_at > ?",
                            DB_VALUES(I(unit->now)), &live);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM api_tokens WHERE made_by = ? AND created_at > ?",
                      DB_VALUES(I(unit->actor->user_id), I(unit->now - SCHOOL_DAY_MS)), &today);
    if (fault != FAULT_NONE)
        return fault;
    int64_t most = unit->kind == TOKEN_PERSON ? TOKENS_PERSON_MAX : TOKENS_INSTITUTION_MAX;
    return live >= most || today >= TOKENS_DAY_MAX ? FAULT_TOO_MANY_THINGS : FAULT_NONE;
}

static enum fault make_write(struct db *db, void *context)
{
    struct make *unit = context;
    char detail[DETAIL_SIZE];
    const int64_t user_id = unit->actor->user_id;
    enum fault fault = make_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_insert(db,
                       "INSERT INTO api_tokens (kind, user_id, made_by, name, shown, hash, scopes, created_at,"
                       " expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                       DB_VALUES(T(token_kind_code(unit->kind)), unit->kind == TOKEN_PERSON ? I(user_id) : N(),
                                 I(user_id), T(unit->request.name), T(unit->shown), T(unit->hash), T(unit->scopes),
                                 I(unit->now), I(unit->expires_at)),
                       &unit->id);
    if (fault != FAULT_NONE)
        return fault;
    const struct token told = {.id = unit->id,
                               .kind = unit->kind,
                               .owner = {unit->kind == TOKEN_PERSON ? user_id : 0, NULL},
                               .name = unit->request.name};
    fault = holders_tell(db, NOTIFY_TOKEN_MADE, &told, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    // Its name stands in its row, which goes with its person.
    snprintf(detail, sizeof(detail), "%s: %s", token_kind_code(unit->kind), unit->scopes);
    return token_audit(db, user_id, unit->id, "token_made", detail, unit->now);
}

static enum fault request_check(const struct make *unit, const struct token_request *typed, struct arena *arena,
                                struct token_request *ret_request)
{
    struct token_request request = *typed;
    scope_set most = unit->kind == TOKEN_PERSON ? scopes_of_role(unit->actor->role) : scopes_of_institution();
    if (text_clean(typed->name, TOKEN_NAME_MAX, false, false, arena, &request.name) != FAULT_NONE)
        return FAULT_NAME_INVALID;
    if (request.scopes == 0 || (request.scopes & ~most) != 0)
        return FAULT_SCOPES_INVALID;
    if (request.days < 1 || request.days > TOKEN_DAYS_MAX)
        return FAULT_TOKEN_TERM;
    *ret_request = request;
    return FAULT_NONE;
}

static enum fault one_read(struct db *db, int64_t token_id, struct arena *arena, struct token *ret_token)
{
    struct row row;
    struct token_list list = {0};
    row_begin(&row, db, arena, "SELECT " TOKEN_COLUMNS " FROM api_tokens t" TOKEN_JOINS " WHERE t.id = ?",
              DB_VALUES(I(token_id)));
    enum fault fault = tokens_read(&row, &list);
    if (fault != FAULT_NONE || list.count == 0)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    *ret_token = list.tokens[0];
    return FAULT_NONE;
}

static void text_wipe(char (*text)[TOKEN_TEXT_SIZE])
{
    secret_wipe(*text, sizeof(*text));
}

enum fault token_make(struct school *school, const struct actor *actor, enum token_kind kind,
                      const struct token_request *request, struct arena *arena, struct token *ret_token,
                      char ret_text[static TOKEN_TEXT_SIZE])
{
    CLOSES(text_wipe) char text[TOKEN_TEXT_SIZE] = "";
    struct make unit = {.actor = actor, .kind = kind, .now = school_now(school)};
    enum fault fault = may_manage(actor, kind);
    if (fault != FAULT_NONE)
        return fault;
    fault = actor_step_up(actor, unit.now);
    if (fault != FAULT_NONE)
        return fault;
    fault = request_check(&unit, request, arena, &unit.request);
    if (fault != FAULT_NONE)
        return fault;
    token_text_make(kind, text);
    token_text_show(text, unit.shown);
    scopes_write(unit.request.scopes, unit.scopes);
    unit.expires_at = unit.now + unit.request.days * (int64_t)SCHOOL_DAY_MS;
    fault = token_hash(school, text, unit.hash);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, make_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = one_read(db, unit.id, arena, ret_token);
    if (fault == FAULT_NONE)
        str_copy(ret_text, TOKEN_TEXT_SIZE, text);
    return fault;
}

/* ---- ending ---- */

struct revoke {
    const struct actor *actor; // NULL: the operator
    enum token_kind kind;      // of those that the actor may end
    int64_t token_id, now;
};

static enum fault revoke_write(struct db *db, void *context)
{
    struct revoke *unit = context;
    bool found = false;
    int64_t ended = 0;
    const struct actor *actor = unit->actor;
    const char *kind = actor ? token_kind_code(unit->kind) : NULL;
    int64_t owner_id = actor && unit->kind == TOKEN_PERSON ? actor->user_id : 0;
    enum fault fault =
        row_one_int(db,
                    "SELECT CASE WHEN revoked_at IS NULL THEN 0 ELSE 1 END FROM api_tokens"
                    " WHERE id = ? AND (? IS NULL OR kind = ?) AND (? = 0 OR user_id = ?)",
                    DB_VALUES(I(unit->token_id), T(kind), T(kind), I(owner_id), I(owner_id)), &found, &ended);
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    if (ended)
        return FAULT_NONE;
    fault = fault_of(
        db_exec(db, "UPDATE api_tokens SET revoked_at = ? WHERE id = ?", DB_VALUES(I(unit->now), I(unit->token_id))));
    return fault != FAULT_NONE
               ? fault
               : token_audit(db, actor ? actor->user_id : 0, unit->token_id, "token_revoked", NULL, unit->now);
}

enum fault token_revoke(struct school *school, const struct actor *actor, enum token_kind kind, int64_t token_id)
{
    struct revoke unit = {.actor = actor, .kind = kind, .token_id = token_id, .now = school_now(school)};
    enum fault fault = may_manage(actor, kind);
    return fault != FAULT_NONE ? fault : school_change(school, revoke_write, &unit);
}

enum fault token_revoke_any(struct school *school, int64_t token_id)
{
    struct revoke unit = {.token_id = token_id, .now = school_now(school)};
    return school_change(school, revoke_write, &unit);
}

/* ---- before the end ---- */

enum { WARN_BATCH = 100 };

struct warn {
    int64_t now;
    struct arena *arena;
};

static enum fault warn_write(struct db *db, void *context)
{
    struct warn *unit = context;
    struct row row;
    struct token_list list = {0};
    row_begin(&row, db, unit->arena,
              "SELECT " TOKEN_COLUMNS " FROM api_tokens t" TOKEN_JOINS
              " WHERE t.expires_at > ? AND t.expires_at <= ? AND t.warned_at IS NULL AND t.revoked_at IS NULL"
              " ORDER BY t.id LIMIT ?",
              DB_VALUES(I(unit->now), I(unit->now + TOKEN_WARN_DAYS * (int64_t)SCHOOL_DAY_MS), I(WARN_BATCH)));
    enum fault fault = tokens_read(&row, &list);
    for (size_t i = 0; fault == FAULT_NONE && i < list.count; i++) {
        const struct token *token = &list.tokens[i];
        fault = fault_of(
            db_exec(db, "UPDATE api_tokens SET warned_at = ? WHERE id = ?", DB_VALUES(I(unit->now), I(token->id))));
        if (fault != FAULT_NONE)
            return fault;
        // Who made a short one knows.
        if (token->expires_at - token->created_at > TOKEN_WARN_DAYS * (int64_t)SCHOOL_DAY_MS)
            fault = holders_tell(db, NOTIFY_TOKEN_ENDS, token, unit->now);
    }
    return fault;
}

enum fault token_sweep(struct school *school, int64_t now)
{
    int64_t due = 0;
    CLOSES(arena_release) struct arena arena = arena_of(WARN_ARENA_MAX);
    struct warn unit = {.now = now, .arena = &arena};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_count(db,
                                 "SELECT COUNT(*) FROM api_tokens WHERE expires_at > ? AND expires_at <= ? AND"
                                 " warned_at IS NULL AND revoked_at IS NULL",
                                 DB_VALUES(I(now), I(now + TOKEN_WARN_DAYS * (int64_t)SCHOOL_DAY_MS)), &due);
    store_reader_close(&db);
    return fault != FAULT_NONE || due == 0 ? fault : school_change(school, warn_write, &unit);
}
