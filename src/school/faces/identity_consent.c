/* SPDX-License-Identifier: MIT */
/* Consent: what was asked, what was answered, and its end. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/faces/consent_text.h"
#include "school/faces/flag_inside.h"
#include "school/faces/identity.h"
#include "school/faces/identity_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 64 };

static const char *const scope_codes[CONSENT_SCOPE_COUNT] = {
    [CONSENT_CHECK_IN] = "check_in",
    [CONSENT_ALL] = "all",
};

static const char *const state_codes[CONSENT_STATE_COUNT] = {
    [CONSENT_GIVEN] = "given",
    [CONSENT_TO_OLDER_TEXT] = "outdated",
    [CONSENT_WITHDRAWN] = "withdrawn",
};

const char *consent_scope_code(enum consent_scope scope)
{
    return scope_codes[scope];
}

bool consent_scope_parse(const char *code, enum consent_scope *ret_scope)
{
    size_t index;
    bool found = str_among(scope_codes, CONSENT_SCOPE_COUNT, code, &index);
    if (found)
        *ret_scope = (enum consent_scope)index;
    return found;
}

const char *consent_state_code(enum consent_state state)
{
    return state_codes[state];
}

bool consent_state_parse(const char *code, enum consent_state *ret_state)
{
    size_t index;
    bool found = str_among(state_codes, CONSENT_STATE_COUNT, code, &index);
    if (found)
        *ret_state = (enum consent_state)index;
    return found;
}

/* What the database says; a word of a later version allows the least. */
static enum consent_scope scope_of(const char *code)
{
    enum consent_scope scope = CONSENT_CHECK_IN;
    (void)consent_scope_parse(code, &scope);
    return scope;
}

/* ---- one's own ---- */

static void say(struct consent *consent, const struct consent_words *words)
{
    consent->language = words->language;
    consent->text = words->text;
    consent->paragraphs = words->paragraphs;
}

void consent_translate(struct consent *consent, const char *locale)
{
    say(consent, consent_words(locale));
}

static enum fault consent_read(struct db *db, int64_t user_id, struct arena *arena, struct consent *ret_consent)
{
    struct row row;
    struct consent consent = {.version = CONSENT_VERSION};
    const struct consent_words *words = consent_words(NULL);
    char version[CONSENT_VERSION_SIZE];
    consent_version(version);
    row_begin(&row, db, arena,
              "SELECT u.locale, c.given_at, c.scope, c.guardian FROM users u LEFT JOIN consents c"
              " ON c.user_id = u.id AND c.text_version = ? AND c.withdrawn_at IS NULL WHERE u.id = ?"
              " ORDER BY c.id LIMIT 1",
              DB_VALUES(T(version), I(user_id)));
    while (row_next(&row)) {
        words = consent_words(db_text(&row.rows, 0));
        consent.given_at = row_int(&row, 1);
        consent.scope = scope_of(db_text(&row.rows, 2));
        consent.guardian = row_text(&row, 3);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    fault = setting_int(db, SETTING_GUARDIAN_AGE, &consent.guardian_age);
    if (fault != FAULT_NONE)
        return fault;
    say(&consent, words);
    *ret_consent = consent;
    return FAULT_NONE;
}

enum fault identity_consent(struct school *school, const struct actor *actor, struct arena *arena,
                            struct consent *ret_consent)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return consent_read(db, actor->user_id, arena, ret_consent);
}

struct giving {
    int64_t user_id;
    enum consent_scope scope;
    const char *guardian;
    int64_t now;
};

static enum fault consents_end(struct db *db, int64_t user_id, int64_t now)
{
    return fault_of(db_exec(db, "UPDATE consents SET withdrawn_at = ? WHERE user_id = ? AND withdrawn_at IS NULL",
                            DB_VALUES(I(now), I(user_id))));
}

static enum fault consent_write(struct db *db, const struct giving *unit)
{
    char version[CONSENT_VERSION_SIZE], detail[DETAIL_SIZE];
    consent_version(version);
    snprintf(detail, sizeof(detail), "%s %s", version, scope_codes[unit->scope]);
    enum fault fault = consents_end(db, unit->user_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db,
                             "INSERT INTO consents (user_id, text_version, given_at, withdrawn_at, guardian, scope)"
                             " VALUES (?, ?, ?, NULL, ?, ?)",
                             DB_VALUES(I(unit->user_id), T(version), I(unit->now),
                                       unit->guardian ? T(unit->guardian) : N(), T(scope_codes[unit->scope]))));
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->user_id,
                                .action = "consent_given",
                                .subject_type = "user",
                                .subject_id = unit->user_id,
                                .detail = detail,
                            });
}

/* Whether just this stands already. */
static enum fault stands(struct db *db, const struct giving *unit, bool *ret_stands)
{
    char version[CONSENT_VERSION_SIZE];
    int64_t one;
    consent_version(version);
    return row_one_int(
        db,
        "SELECT id FROM consents WHERE user_id = ? AND text_version = ? AND withdrawn_at IS NULL"
        " AND scope = ? AND COALESCE(guardian, '') = ? ORDER BY id LIMIT 1",
        DB_VALUES(I(unit->user_id), T(version), T(scope_codes[unit->scope]), T(unit->guardian ? unit->guardian : "")),
        ret_stands, &one);
}

static enum fault consent_give(struct db *db, void *context)
{
    struct giving *unit = context;
    bool given = false;
    enum fault fault = stands(db, unit, &given);
    if (fault != FAULT_NONE || given)
        return fault;
    fault = consent_write(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    // What was found by comparing says nothing any more about somebody who is not to be compared.
    return unit->scope == CONSENT_CHECK_IN ? flag_clear(db, unit->user_id, unit->now) : FAULT_NONE;
}

enum fault identity_consent_give(struct school *school, const struct actor *actor,
                                 const struct consent_request *request, struct arena *arena,
                                 struct consent *ret_consent)
{
    struct giving unit = {.user_id = actor->user_id, .scope = request->scope, .now = school_now(school)};
    if (request->version != CONSENT_VERSION)
        return FAULT_CONSENT_OUTDATED;
    enum fault fault = text_clean(request->guardian, CONSENT_GUARDIAN_MAX, false, true, arena, &unit.guardian);
    if (fault != FAULT_NONE)
        return fault;
    // A face that may be compared from now on comes back into the gallery when it is next searched.
    fault = unit.scope == CONSENT_ALL ? school_change(school, consent_give, &unit)
                                      : identity_write_without_face(school, unit.user_id, consent_give, &unit);
    return fault != FAULT_NONE ? fault : identity_consent(school, actor, arena, ret_consent);
}

static enum fault consent_withdraw(struct db *db, void *context)
{
    const struct giving *unit = context;
    int64_t deleted;
    enum fault fault = consents_end(db, unit->user_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    if (db_changes(db) > 0)
        fault = audit_append(db, &(struct audit_entry){
                                     .at = unit->now,
                                     .actor_id = unit->user_id,
                                     .action = "consent_withdrawn",
                                     .subject_type = "user",
                                     .subject_id = unit->user_id,
                                 });
    if (fault != FAULT_NONE)
        return fault;
    return identity_forget(db, unit->user_id, unit->user_id, unit->now, &deleted);
}

enum fault identity_consent_withdraw(struct school *school, const struct actor *actor)
{
    struct giving unit = {.user_id = actor->user_id, .now = school_now(school)};
    return identity_write_without_face(school, actor->user_id, consent_withdraw, &unit);
}

/* ---- the ledger ---- */

static struct consent_line line_of(struct row *row, const char *current)
{
    const char *version = row_string(row, 3);
    struct consent_line line = {
        .id = row_int(row, 0),
        .person = {row_int(row, 1), row_string(row, 2)},
        .state = CONSENT_TO_OLDER_TEXT,
        .version = version,
        .scope = scope_of(db_text(&row->rows, 4)),
        .given_at = row_int(row, 5),
        .withdrawn_at = row_int(row, 6),
        .guardian = row_text(row, 7),
    };
    if (line.withdrawn_at != 0)
        line.state = CONSENT_WITHDRAWN;
    else if (version && strcmp(version, current) == 0)
        line.state = CONSENT_GIVEN;
    return line;
}

static enum fault ledger_read(struct db *db, enum consent_state state, int64_t person_id, const struct page *page,
                              struct arena *arena, struct consent_list *list)
{
#define LEDGER(condition)                                                                                              \
    "SELECT c.id, c.user_id, u.name, c.text_version, c.scope, c.given_at, c.withdrawn_at, c.guardian"                  \
    " FROM consents c JOIN users u ON u.id = c.user_id WHERE c.id < ? AND (? = 0 OR c.user_id = ?) AND " condition     \
    " ORDER BY c.id DESC LIMIT ?"
    static const char *const statements[] = {
        [CONSENT_GIVEN] = LEDGER("c.withdrawn_at IS NULL AND c.text_version = ?"),
        [CONSENT_TO_OLDER_TEXT] = LEDGER("c.withdrawn_at IS NULL AND c.text_version <> ?"),
        [CONSENT_WITHDRAWN] = LEDGER("c.withdrawn_at IS NOT NULL"),
        [CONSENT_STATE_COUNT] = LEDGER("c.id > 0"),
    };
#undef LEDGER
    struct row row;
    char version[CONSENT_VERSION_SIZE];
    struct db_value values[5] = {I(page->after > 0 ? page->after : INT64_MAX), I(person_id), I(person_id)};
    size_t count = 3;
    consent_version(version);
    if (state == CONSENT_GIVEN || state == CONSENT_TO_OLDER_TEXT)
        values[count++] = T(version);
    values[count++] = I(page->limit + 1);
    row_begin(&row, db, arena, statements[state], (struct db_values){values, count});
    while (row_next(&row)) {
        if (list->count == (size_t)page->limit) {
            list->next = list->lines[list->count - 1].id;
            break;
        }
        struct consent_line *lines = row_list(&row, list->lines, list->count, sizeof(*lines));
        if (!lines)
            break;
        list->lines = lines;
        lines[list->count++] = line_of(&row, version);
    }
    return row_end(&row);
}

enum fault identity_consents(struct school *school, const struct actor *actor, enum consent_state state,
                             int64_t person_id, const struct page *page, struct arena *arena,
                             struct consent_list *ret_list)
{
    struct consent_list list = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = ledger_read(db, state, person_id, page, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}
