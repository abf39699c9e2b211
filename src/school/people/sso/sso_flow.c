/* SPDX-License-Identifier: MIT */
/*
 * The detour to a provider. What is kept of it stands in the browser's cookie in the clear: what for, with whom, since
 * when, and a random part. State, nonce and the verifier of PKCE are MACs of that text under the institution's key. So
 * a cookie that nobody was given here has no state that anybody could know, and a state proves its cookie.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sso/sso_inside.h"
#include "school/people/sso/sso_row.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { MAC_TEXT_SIZE = 44 };

/* A flow as its cookie has it. */
struct flow {
    char text[SSO_FLOW_TEXT_MAX + 1];
    long long purpose, provider_id, user_id, session_id, made_at;
};

/* One of the three secrets of a flow: as base64url, 43 characters, which is what RFC 7636 asks of a verifier. */
static void flow_secret(struct school *school, const struct flow *flow, const char *context,
                        char text[static MAC_TEXT_SIZE])
{
    uint8_t mac[SECRET_MAC_BYTES];
    secret_mac(school->root, context, flow->text, mac);
    (void)base64url_write(mac, sizeof(mac), text, MAC_TEXT_SIZE); // there is room
    secret_wipe(mac, sizeof(mac));
}

#define STATE "ssostate"
#define NONCE "ssononce"
#define VERIFIER "ssoverif"

/* ---- there ---- */

enum fault sso_flow_begin(struct school *school, const char *slug, int64_t provider_id, enum sso_purpose purpose,
                          const struct actor *actor, struct arena *arena, struct sso_begun *ret_begun)
{
    struct sso_provider provider;
    struct sso_metadata metadata;
    struct flow flow;
    char random[SECRET_TOKEN_SIZE], state[MAC_TEXT_SIZE], nonce[MAC_TEXT_SIZE], verifier[MAC_TEXT_SIZE];
    char challenge[SSO_CHALLENGE_SIZE];
    if (!school->root)
        return FAULT_INTERNAL;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = sso_row_read(school, db, provider_id, slug, purpose != SSO_TO_TRY, arena, &provider);
    store_reader_close(&db); // others need it while the provider is asked
    if (fault != FAULT_NONE || provider.firebase)
        return fault != FAULT_NONE ? fault : FAULT_SSO_UNKNOWN;
    int64_t now = school_now(school);
    fault = sso_fault_of(sso_discover(school->sso, provider.issuer, now, purpose == SSO_TO_TRY, &metadata));
    if (fault != FAULT_NONE)
        return fault;
    secret_token(random);
    snprintf(flow.text, sizeof(flow.text), "%d.%lld.%lld.%lld.%lld.%s", (int)purpose, (long long)provider.id,
             actor ? (long long)actor->user_id : 0LL, actor ? (long long)actor->session_id : 0LL, (long long)now,
             random);
    flow_secret(school, &flow, STATE, state);
    flow_secret(school, &flow, NONCE, nonce);
    flow_secret(school, &flow, VERIFIER, verifier);
    sso_challenge(verifier, challenge);
    secret_wipe(verifier, sizeof(verifier));
    const struct sso_ask ask = {.client_id = provider.client_id,
                                .redirect_uri = provider.redirect_uri,
                                .scopes = provider.scopes,
                                .state = state,
                                .nonce = nonce,
                                .challenge = challenge,
                                .anew = purpose == SSO_TO_STEP_UP};
    struct sso_begun begun = {sso_ask_url(&metadata, &ask, arena), arena_strdup(arena, flow.text)};
    if (!begun.url || !begun.flow)
        return FAULT_INTERNAL;
    *ret_begun = begun;
    return FAULT_NONE;
}

/* ---- and back ---- */

/* Whether this browser began it, for this, as this person, and lately. */
static enum fault flow_read(struct school *school, const struct sso_answered *answered, enum sso_purpose purpose,
                            const struct actor *actor, int64_t now, struct flow *ret_flow)
{
    struct flow flow = {0};
    char state[MAC_TEXT_SIZE];
    if (!school->root)
        return FAULT_INTERNAL;
    if (!answered->flow || !answered->state || !str_copy(flow.text, sizeof(flow.text), answered->flow))
        return FAULT_SSO_STATE;
    flow_secret(school, &flow, STATE, state);
    if (!secret_equal(state, answered->state) ||
        sscanf(flow.text, "%lld.%lld.%lld.%lld.%lld.", &flow.purpose, &flow.provider_id, &flow.user_id,
               &flow.session_id, &flow.made_at) != 5)
        return FAULT_SSO_STATE;
    bool same_person = actor ? flow.user_id == actor->user_id && flow.session_id == actor->session_id
                             : flow.user_id == 0 && flow.session_id == 0;
    bool fresh = now >= flow.made_at && now < flow.made_at + SSO_FLOW_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    if (flow.purpose != (long long)purpose || !same_person || !fresh)
        return FAULT_SSO_STATE;
    *ret_flow = flow;
    return FAULT_NONE;
}

struct return_visit {
    struct school *school;
    const struct sso_answered *answered;
    struct flow flow;
    struct sso_provider provider;
    struct sso_metadata metadata;
    const char *secret;
    struct arena *arena;
    enum sso_purpose purpose;
    int64_t now;
};

/* The provider that it was begun with is the one whose address the browser came back to, and who says that it is so:
 * another's code is not shown to it, nor the other way round (RFC 9207, RFC 9700 4.4). */
static enum fault provider_match(struct return_visit *visit)
{
    const struct sso_answered *answered = visit->answered;
    struct school *school = visit->school;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = sso_row_read(school, db, visit->flow.provider_id, NULL, visit->purpose != SSO_TO_TRY,
                                    visit->arena, &visit->provider);
    if (fault != FAULT_NONE)
        return fault;
    if (!answered->slug || strcmp(answered->slug, visit->provider.slug) != 0)
        return FAULT_SSO_STATE;
    fault = sso_secret_read(school, db, &visit->provider, visit->arena, &visit->secret);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    fault = sso_fault_of(sso_discover(school->sso, visit->provider.issuer, visit->now, false, &visit->metadata));
    if (fault != FAULT_NONE)
        return fault;
    bool named = answered->issuer && *answered->issuer;
    if ((named && strcmp(answered->issuer, visit->provider.issuer) != 0) || (!named && visit->metadata.names_itself))
        return FAULT_SSO_STATE;
    return FAULT_NONE;
}

static enum fault tokens_get(struct return_visit *visit, struct sso_tokens *ret_tokens)
{
    char verifier[MAC_TEXT_SIZE];
    flow_secret(visit->school, &visit->flow, VERIFIER, verifier);
    const struct sso_exchange exchange = {.client_id = visit->provider.client_id,
                                          .secret = visit->secret,
                                          .redirect_uri = visit->provider.redirect_uri,
                                          .code = visit->answered->code,
                                          .verifier = verifier};
    enum sso_status status = sso_exchange(visit->school->sso, &visit->metadata, &exchange, visit->arena, ret_tokens);
    secret_wipe(verifier, sizeof(verifier));
    return sso_fault_of(status);
}

/* Whether something that the provider's row asks for is not in the token. */
static bool wants_more(const struct sso_provider *provider, const struct sso_claims *claims)
{
    return !sso_claim_is_there(claims, "email") || !sso_claim_is_there(claims, "name") ||
           (*provider->external_claim && !sso_claim_is_there(claims, provider->external_claim)) ||
           (*provider->role_claim && !sso_claim_is_there(claims, provider->role_claim));
}

/* What the person, or the administrator, can do about a token that is not taken; the rest is for who looks into it. */
static enum fault refusal_fault(enum sso_refusal refusal)
{
    switch (refusal) {
    case SSO_AUDIENCE:
        return FAULT_SSO_AUDIENCE;
    case SSO_AUTH_TIME:
        return FAULT_SSO_NOT_ANEW;
    default:
        return FAULT_SSO_REFUSED;
    }
}

static enum fault claims_get(struct return_visit *visit, const struct sso_tokens *tokens, const char **ret_why,
                             struct sso_claims **ret_claims)
{
    char nonce[MAC_TEXT_SIZE];
    enum sso_refusal refusal = SSO_RIGHT;
    struct school *school = visit->school;
    bool anew = visit->purpose == SSO_TO_STEP_UP;
    flow_secret(school, &visit->flow, NONCE, nonce);
    enum sso_status status = sso_token_verify(school->sso, visit->provider.issuer, SSO_KIND_ID, tokens->id_token,
                                              visit->now, &refusal, ret_claims);
    if (status == SSO_DONE)
        refusal =
            sso_id_token_check(*ret_claims, &(struct sso_expected){
                                                .issuer = visit->provider.issuer,
                                                .audience = visit->provider.client_id,
                                                .nonce = nonce,
                                                .access_token = tokens->access_token,
                                                .signed_in_after = anew ? visit->flow.made_at / SCHOOL_SECOND_MS : 0,
                                                .now = visit->now / SCHOOL_SECOND_MS,
                                            });
    if (refusal != SSO_RIGHT)
        *ret_why = sso_refusal_word(refusal);
    if (status != SSO_DONE || refusal != SSO_RIGHT)
        return status != SSO_DONE ? sso_fault_of(status) : refusal_fault(refusal);
    if (!tokens->access_token || !*visit->metadata.userinfo || !wants_more(&visit->provider, *ret_claims))
        return FAULT_NONE;
    return sso_fault_of(sso_userinfo(school->sso, &visit->metadata, tokens->access_token, *ret_claims));
}

enum fault sso_flow_end(struct school *school, const struct sso_answered *answered, enum sso_purpose purpose,
                        const struct actor *actor, struct arena *arena, struct sso_identity *ret_identity,
                        int64_t *ret_ends_at, const char **ret_why)
{
    struct return_visit visit = {
        .school = school, .answered = answered, .arena = arena, .purpose = purpose, .now = school_now(school)};
    struct sso_tokens tokens = {0};
    CLOSES(sso_claims_closep) struct sso_claims *claims = NULL;
    *ret_why = NULL;
    enum fault fault = flow_read(school, answered, purpose, actor, visit.now, &visit.flow);
    if (fault != FAULT_NONE)
        return fault;
    fault = provider_match(&visit);
    if (fault != FAULT_NONE)
        return fault;
    if (answered->error && *answered->error)
        return strcmp(answered->error, "access_denied") == 0 ? FAULT_SSO_CANCELLED : FAULT_SSO_ODD;
    if (!answered->code || !*answered->code)
        return FAULT_SSO_STATE;
    fault = tokens_get(&visit, &tokens);
    if (fault != FAULT_NONE)
        return fault;
    fault = claims_get(&visit, &tokens, ret_why, &claims);
    if (fault != FAULT_NONE)
        return fault;
    fault = sso_identity_read(&visit.provider, claims, purpose == SSO_TO_TRY, arena, ret_identity);
    ret_identity->id_token = tokens.id_token;
    *ret_ends_at = visit.flow.made_at + SSO_FLOW_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    return fault;
}
