/* SPDX-License-Identifier: MIT */
/* Signing out: here and there, and there and here. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/keys.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sso/sso_inside.h"
#include "school/people/sso/sso_row.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* ---- here, and then there ---- */

/* The token as it was kept; NULL when it was not, or cannot be opened. */
static char *token_open(const struct own_key *own, const uint8_t *sealed, size_t size, struct arena *arena)
{
    if (!sealed || size <= SECRET_SEAL_OVERHEAD)
        return NULL;
    char *token = arena_calloc(arena, 1, size - SECRET_SEAL_OVERHEAD + 1);
    return token && own_key_unseal(own, SSO_TOKEN_LABEL, sealed, size, (uint8_t *)token) ? token : NULL;
}

static enum fault session_read(struct school *school, const struct actor *actor, struct arena *arena,
                               struct sso_provider *ret_provider, const char **ret_token, bool *ret_found)
{
    struct row row;
    int64_t provider_id = 0;
    CLOSES(own_key_wipe) struct own_key own = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = school->config.key ? person_key_read(school, db, actor->user_id, &own) : FAULT_NOT_FOUND;
    if (fault != FAULT_NONE && fault != FAULT_NOT_FOUND)
        return fault;
    row_begin(&row, db, NULL, "SELECT provider_id, id_token FROM sso_sessions WHERE session_id = ?",
              DB_VALUES(I(actor->session_id)));
    while (row_next(&row)) {
        size_t size = 0;
        const uint8_t *sealed = db_is_null(&row.rows, 1) ? NULL : db_blob(&row.rows, 1, &size);
        provider_id = row_int(&row, 0);
        *ret_token = token_open(&own, sealed, size, arena);
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE || provider_id == 0)
        return fault;
    fault = sso_row_read(school, db, provider_id, NULL, true, arena, ret_provider);
    *ret_found = fault == FAULT_NONE && !ret_provider->firebase;
    return fault == FAULT_SSO_UNKNOWN ? FAULT_NONE : fault;
}

enum fault sso_leave(struct school *school, const struct actor *actor, struct arena *arena, const char **ret_url)
{
    struct sso_provider provider = {0};
    struct sso_metadata metadata;
    const char *token = NULL, *url = NULL;
    bool found = false;
    enum fault fault = session_read(school, actor, arena, &provider, &token, &found);
    if (fault != FAULT_NONE)
        return fault;
    // Whoever wants to be out is out of here, whatever the provider does.
    fault = session_end(school, actor);
    if (fault != FAULT_NONE)
        return fault;
    if (found && sso_discover(school->sso, provider.issuer, school_now(school), false, &metadata) == SSO_DONE) {
        const char *back = arena_printf(arena, "%s/sign-in", school_public_url(school));
        url = back ? sso_end_url(&metadata, provider.client_id, token, back, arena) : NULL;
    }
    *ret_url = url;
    return FAULT_NONE;
}

/* ---- there, and then here ---- */

struct ending {
    const struct sso_provider *provider;
    const char *subject, *sid, *id; // subject or sid may be NULL, not both
    int64_t now, ended;
};

static enum fault sessions_end(struct db *db, struct ending *unit)
{
    char person[SECRET_FINGERPRINT_SIZE] = "", there[SECRET_FINGERPRINT_SIZE] = "";
    if (unit->subject)
        sso_fingerprint(unit->provider->issuer, unit->subject, person);
    if (unit->sid)
        sso_fingerprint(unit->provider->issuer, unit->sid, there);
    enum db_status status =
        unit->sid && unit->subject
            ? db_exec(db,
                      "DELETE FROM sessions WHERE id IN (SELECT session_id FROM sso_sessions WHERE there = ? AND"
                      " person = ? AND provider_id = ?)",
                      DB_VALUES(T(there), T(person), I(unit->provider->id)))
        : unit->sid ? db_exec(db,
                              "DELETE FROM sessions WHERE id IN (SELECT session_id FROM sso_sessions WHERE there = ?"
                              " AND provider_id = ?)",
                              DB_VALUES(T(there), I(unit->provider->id)))
                    : db_exec(db,
                              "DELETE FROM sessions WHERE id IN (SELECT session_id FROM sso_sessions WHERE person = ?"
                              " AND provider_id = ?)",
                              DB_VALUES(T(person), I(unit->provider->id)));
    unit->ended = status == DB_OK ? db_changes(db) : 0;
    return fault_of(status);
}

static enum fault end_them(struct db *db, void *context)
{
    struct ending *unit = context;
    char once[SECRET_FINGERPRINT_SIZE], person[SECRET_FINGERPRINT_SIZE] = "";
    bool linked = false;
    int64_t user_id = 0;
    sso_fingerprint(unit->provider->issuer, unit->id, once);
    enum fault fault = sso_spend(db, "logout", once, unit->now + SSO_LOGOUT_KEPT_MS);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->subject)
        sso_fingerprint(unit->provider->issuer, unit->subject, person);
    fault =
        row_one_int(db, "SELECT user_id FROM sso_links WHERE fingerprint = ?", DB_VALUES(T(person)), &linked, &user_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = sessions_end(db, unit);
    if (fault != FAULT_NONE || unit->ended == 0)
        return fault;
    return audit_append(db, &(struct audit_entry){.at = unit->now,
                                                  .action = "provider_signed_out",
                                                  .subject_type = linked ? "user" : "provider",
                                                  .subject_id = linked ? user_id : unit->provider->id,
                                                  .detail = unit->provider->name});
}

enum fault sso_logout(struct school *school, const char *slug, const char *logout_token, int64_t *ret_ended)
{
    CLOSES(arena_release) struct arena arena = arena_of(64 << 10);
    CLOSES(sso_claims_closep) struct sso_claims *claims = NULL;
    struct sso_provider provider = {0};
    enum sso_refusal refusal = SSO_RIGHT;
    struct ending unit = {.provider = &provider, .now = school_now(school)};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = sso_row_read(school, db, 0, slug, true, &arena, &provider);
    store_reader_close(&db);
    if (fault != FAULT_NONE || provider.firebase)
        return fault != FAULT_NONE ? fault : FAULT_SSO_UNKNOWN;
    enum sso_status status =
        sso_token_verify(school->sso, provider.issuer, SSO_KIND_LOGOUT, logout_token, unit.now, &refusal, &claims);
    if (status != SSO_DONE)
        return sso_fault_of(status);
    refusal = sso_logout_check(claims, &(struct sso_expected){.issuer = provider.issuer,
                                                              .audience = provider.client_id,
                                                              .now = unit.now / SCHOOL_SECOND_MS});
    if (refusal != SSO_RIGHT)
        return FAULT_SSO_REFUSED;
    unit.subject = sso_claim_text(claims, "sub");
    unit.sid = sso_claim_text(claims, "sid");
    unit.id = sso_claim_text(claims, "jti");
    fault = school_change(school, end_them, &unit);
    if (fault != FAULT_NONE)
        return fault == FAULT_SSO_STATE ? FAULT_SSO_REFUSED : fault;
    *ret_ended = unit.ended;
    return FAULT_NONE;
}
