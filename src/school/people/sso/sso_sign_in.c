/* SPDX-License-Identifier: MIT */
/* Who came back from a provider: a session, fresh proof, a link, or a look at what came. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/keys.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/people/sign_in/session_inside.h"
#include "school/people/sign_in/throttle.h"
#include "school/people/sso/sso_inside.h"
#include "school/people/sso/sso_row.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { HOW_SIZE = 80, ID_TOKEN_KEPT_MAX = 8 << 10 };

/* ---- the session's part ---- */

struct opening {
    struct school *school;
    const struct sso_identity *identity;
    int64_t now;
};

/* For signing out there, too, the provider wants its token back: sealed, since it tells who the person is. */
static enum fault token_seal(struct db *db, const struct opening *opening, int64_t user_id, uint8_t *sealed,
                             size_t *ret_size)
{
    CLOSES(own_key_wipe) struct own_key own = {0};
    const char *token = opening->identity->id_token;
    size_t size = token ? strlen(token) : 0;
    *ret_size = 0;
    if (size == 0 || size > ID_TOKEN_KEPT_MAX || !opening->school->config.key)
        return FAULT_NONE;
    enum fault fault = person_key_make(opening->school, db, user_id, opening->now, &own);
    if (fault != FAULT_NONE)
        return fault;
    own_key_seal(&own, SSO_TOKEN_LABEL, (const uint8_t *)token, size, sealed);
    *ret_size = size + SECRET_SEAL_OVERHEAD;
    return FAULT_NONE;
}

static enum fault session_note(struct db *db, int64_t session_id, int64_t user_id, void *context)
{
    const struct opening *opening = context;
    const struct sso_identity *identity = opening->identity;
    char person[SECRET_FINGERPRINT_SIZE], there[SECRET_FINGERPRINT_SIZE] = "";
    uint8_t sealed[ID_TOKEN_KEPT_MAX + SECRET_SEAL_OVERHEAD];
    size_t size = 0;
    sso_fingerprint(identity->provider.issuer, identity->subject, person);
    if (identity->sid)
        sso_fingerprint(identity->provider.issuer, identity->sid, there);
    enum fault fault = token_seal(db, opening, user_id, sealed, &size);
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db,
                            "INSERT INTO sso_sessions (session_id, user_id, provider_id, person, there, id_token)"
                            " VALUES (?, ?, ?, ?, ?, ?)",
                            DB_VALUES(I(session_id), I(user_id), I(identity->provider.id), T(person), T(there),
                                      size > 0 ? B(sealed, size) : N())));
}

struct arrival {
    struct school *school;
    const struct sso_identity *identity;
    const char *kind, *once; // what may be used once
    int64_t ends_at;
    int64_t now, user_id;
};

static enum fault arrive(struct db *db, void *context)
{
    struct arrival *unit = context;
    enum fault fault = sso_spend(db, unit->kind, unit->once, unit->ends_at);
    return fault != FAULT_NONE ? fault : sso_account_find(unit->school, db, unit->identity, unit->now, &unit->user_id);
}

/* Proof is what happened there lately: a provider that has known the browser for a month says nothing of now. */
static int64_t proof_of(const struct sso_identity *identity, int64_t now)
{
    int64_t at = identity->signed_in_at < now ? identity->signed_in_at : now;
    return at > 0 && now - at < STEP_UP_MINUTES * (int64_t)SCHOOL_MINUTE_MS ? at : 0;
}

static enum fault session_open(struct school *school, struct arrival *arrival, const struct session_origin *origin,
                               struct arena *arena, struct session *ret_session)
{
    char how[HOW_SIZE];
    const struct sso_identity *identity = arrival->identity;
    struct opening opening = {school, identity, arrival->now};
    enum fault fault = school_change(school, arrive, arrival);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(how, sizeof(how), "provider %s", identity->provider.slug);
    const struct session_way way = {.how = how,
                                    .stepped_up_at = proof_of(identity, arrival->now),
                                    .by_provider = true,
                                    .also = session_note,
                                    .context = &opening};
    fault = session_start_way(school, arrival->user_id, &way, origin, arena, ret_session);
    return fault == FAULT_NOT_FOUND ? FAULT_SSO_CLOSED : fault;
}

enum fault sso_sign_in_begin(struct school *school, const char *slug, struct arena *arena, struct sso_begun *ret_begun)
{
    return sso_flow_begin(school, slug, 0, SSO_TO_SIGN_IN, NULL, arena, ret_begun);
}

enum fault sso_sign_in(struct school *school, const struct sso_answered *answered, const struct session_origin *origin,
                       struct arena *arena, struct session *ret_session)
{
    struct sso_identity identity = {0};
    struct arrival arrival = {.school = school, .identity = &identity, .kind = "state", .once = answered->state};
    const char *why;
    enum fault fault = sso_flow_end(school, answered, SSO_TO_SIGN_IN, NULL, arena, &identity, &arrival.ends_at, &why);
    if (fault != FAULT_NONE)
        return fault;
    arrival.now = school_now(school);
    return session_open(school, &arrival, origin, arena, ret_session);
}

/* ---- Firebase ---- */

static enum fault firebase_provider(struct school *school, const char *slug, struct arena *arena,
                                    struct sso_provider *ret_provider)
{
    const char *named = slug;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = slug ? FAULT_NONE : sso_firebase_slug(db, arena, &named);
    if (fault != FAULT_NONE)
        return fault;
    fault = sso_row_read(school, db, 0, named, true, arena, ret_provider);
    if (fault != FAULT_NONE)
        return fault;
    return ret_provider->firebase ? FAULT_NONE : FAULT_SSO_UNKNOWN;
}

static enum fault firebase_identity(struct school *school, const char *slug, const char *id_token, struct arena *arena,
                                    struct sso_identity *ret_identity)
{
    struct sso_provider provider = {0};
    enum sso_refusal refusal = SSO_RIGHT;
    CLOSES(sso_claims_closep) struct sso_claims *claims = NULL;
    int64_t now = school_now(school);
    enum fault fault = firebase_provider(school, slug, arena, &provider);
    if (fault != FAULT_NONE)
        return fault;
    enum sso_status status =
        sso_token_verify(school->sso, provider.issuer, SSO_KIND_FIREBASE, id_token, now, &refusal, &claims);
    if (status != SSO_DONE)
        return sso_fault_of(status);
    refusal = sso_firebase_check(claims, &(struct sso_expected){.issuer = provider.issuer,
                                                                .audience = provider.client_id,
                                                                .now = now / SCHOOL_SECOND_MS});
    if (refusal != SSO_RIGHT)
        return FAULT_SSO_REFUSED;
    return sso_identity_read(&provider, claims, false, arena, ret_identity);
}

enum fault sso_firebase_sign_in(struct school *school, const char *slug, const char *id_token,
                                const struct session_origin *origin, struct arena *arena, struct session *ret_session,
                                int64_t *ret_retry_after_s)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    struct sso_identity identity = {0};
    const char *address = origin && origin->network ? origin->network : origin ? origin->address : NULL;
    struct throttled_attempt attempt = {.throttles = {{"address", address, SESSION_ATTEMPTS_ADDRESS}}};
    enum fault fault = attempt_begin(school, &attempt, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    fault = firebase_identity(school, slug, id_token, arena, &identity);
    if (fault != FAULT_SSO_REFUSED)
        attempt_take_back(school, &attempt); // only what cannot be believed counts
    if (fault != FAULT_NONE)
        return fault;
    secret_fingerprint(id_token, fingerprint);
    struct arrival arrival = {
        .school = school, .identity = &identity, .kind = "token", .once = fingerprint, .now = school_now(school)};
    arrival.ends_at = arrival.now + SSO_FIREBASE_KEPT_MS;
    fault = session_open(school, &arrival, origin, arena, ret_session);
    return fault == FAULT_SSO_STATE ? FAULT_SSO_REFUSED : fault;
}

/* ---- fresh proof ---- */

enum fault sso_step_up_begin(struct school *school, const struct actor *actor, const char *slug, struct arena *arena,
                             struct sso_begun *ret_begun)
{
    bool linked = false;
    int64_t id;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db,
                                   "SELECT l.id FROM sso_links l JOIN sso_providers p ON p.id = l.provider_id"
                                   " WHERE l.user_id = ? AND p.slug = ? LIMIT 1",
                                   DB_VALUES(I(actor->user_id), T(slug)), &linked, &id);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    return linked ? sso_flow_begin(school, slug, 0, SSO_TO_STEP_UP, actor, arena, ret_begun) : FAULT_SSO_UNKNOWN;
}

struct proving {
    const struct actor *actor;
    const struct sso_identity *identity;
    const char *state;
    int64_t ends_at, now;
};

/* A second factor of one's own is more than a password there: who has one shows it (step_up.h). */
static enum fault prove(struct db *db, void *context)
{
    const struct proving *unit = context;
    int64_t user_id = 0;
    bool takes = false;
    enum fault fault = sso_spend(db, "state", unit->state, unit->ends_at);
    if (fault != FAULT_NONE)
        return fault;
    fault = sso_linked(db, unit->identity, &user_id);
    if (fault != FAULT_NONE)
        return fault;
    if (user_id != unit->actor->user_id)
        return FAULT_SSO_OTHER_PERSON;
    fault = sso_proves(db, user_id, &takes);
    if (fault != FAULT_NONE)
        return fault;
    return takes ? step_up_write(db, unit->actor, unit->now) : FAULT_SECOND_FACTOR_NEEDED;
}

enum fault sso_step_up(struct school *school, const struct actor *actor, const struct sso_answered *answered,
                       struct arena *arena, int64_t *ret_until)
{
    struct sso_identity identity = {0};
    struct proving unit = {.actor = actor, .identity = &identity, .state = answered->state};
    const char *why;
    enum fault fault = sso_flow_end(school, answered, SSO_TO_STEP_UP, actor, arena, &identity, &unit.ends_at, &why);
    if (fault != FAULT_NONE)
        return fault;
    unit.now = school_now(school);
    fault = school_change(school, prove, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_until = unit.now + STEP_UP_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    return FAULT_NONE;
}

/* ---- trying it out ---- */

enum fault sso_try_begin(struct school *school, const struct actor *actor, int64_t provider_id, struct arena *arena,
                         struct sso_begun *ret_begun)
{
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = sso_flow_begin(school, NULL, provider_id, SSO_TO_TRY, actor, arena, ret_begun);
    return fault == FAULT_SSO_UNKNOWN ? FAULT_NOT_FOUND : fault;
}

struct trying {
    struct school *school;
    const struct sso_identity *identity;
    struct arena *arena;
    int64_t now;
    const char *outcome, *name;
    enum fault found;
};

/* Everything as if it were meant, and then none of it: the unit is undone by its fault. */
static enum fault try_out(struct db *db, void *context)
{
    struct trying *unit = context;
    struct user user;
    int64_t linked = 0, user_id = 0, newest = 0;
    enum fault fault = sso_linked(db, unit->identity, &linked);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT MAX(id) FROM users", DB_NO_VALUES, &newest);
    if (fault != FAULT_NONE)
        return fault;
    unit->found = sso_account_find(unit->school, db, unit->identity, unit->now, &user_id);
    if (unit->found != FAULT_NONE)
        return FAULT_SSO_STATE;
    fault = user_read(db, user_id, unit->arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    unit->outcome = linked != 0 ? "linked" : user_id > newest ? "made" : "found";
    unit->name = user.name;
    return FAULT_SSO_STATE;
}

static const char *outcome_word(enum fault found)
{
    switch (found) {
    case FAULT_SSO_CLOSED:
        return "closed";
    case FAULT_SSO_DOMAIN:
        return "domain";
    case FAULT_SSO_LINK_FIRST:
        return "link_first";
    case FAULT_SSO_NO_ACCOUNT:
        return "no_account";
    case FAULT_SSO_NO_EMAIL:
        return "no_email";
    case FAULT_SSO_NO_ROLE:
        return "no_role";
    default:
        return NULL;
    }
}

enum fault sso_try(struct school *school, const struct actor *actor, const struct sso_answered *answered,
                   struct arena *arena, struct sso_tried *ret_tried, const char **ret_why)
{
    struct sso_identity identity = {0};
    struct trying unit = {.school = school, .identity = &identity, .arena = arena};
    int64_t ends_at;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = sso_flow_end(school, answered, SSO_TO_TRY, actor, arena, &identity, &ends_at, ret_why);
    if (fault != FAULT_NONE)
        return fault;
    unit.now = school_now(school);
    fault = school_change(school, try_out, &unit);
    if (fault != FAULT_SSO_STATE)
        return fault == FAULT_NONE ? FAULT_INTERNAL : fault;
    const char *outcome = unit.found == FAULT_NONE ? unit.outcome : outcome_word(unit.found);
    if (!outcome)
        return unit.found;
    *ret_tried = (struct sso_tried){.claims = identity.claims,
                                    .email = identity.email,
                                    .role = identity.has_role ? role_code(identity.role) : NULL,
                                    .external = identity.external,
                                    .outcome = outcome,
                                    .name = unit.name};
    return FAULT_NONE;
}
