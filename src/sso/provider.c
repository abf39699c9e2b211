/* SPDX-License-Identifier: MIT */
#include "sso/provider.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define FIREBASE_CERTIFICATES "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"
#define DISCOVERY "/.well-known/openid-configuration"

/* What is known of one. */
struct known {
    char issuer[SSO_URL_MAX + 1]; // "": nothing stands here
    int64_t used_at;
    int64_t down_at; // 0: it answered last
    int64_t metadata_at;
    struct sso_metadata metadata;
    int64_t keys_at, keys_again_at, keys_down_at;
    struct sso_keys *keys;
};

struct sso {
    struct sso_net net;
    const char *certificates;
    pthread_mutex_t lock; // guards what follows; never held while somebody is asked
    struct known known[SSO_PROVIDERS_MAX];
};

struct sso *sso_open(const struct sso_net *net, const char *certificates)
{
    struct sso *sso = calloc(1, sizeof(*sso));
    if (!sso)
        return NULL;
    sso->net = *net;
    sso->certificates = certificates && *certificates ? certificates : FIREBASE_CERTIFICATES;
    pthread_mutex_init(&sso->lock, NULL);
    return sso;
}

void sso_close(struct sso *sso)
{
    if (!sso)
        return;
    for (size_t i = 0; i < SSO_PROVIDERS_MAX; i++)
        sso_keys_release(sso->known[i].keys);
    pthread_mutex_destroy(&sso->lock);
    free(sso);
}

const struct sso_net *sso_net(const struct sso *sso)
{
    return &sso->net;
}

static enum sso_status status_of_fetch(enum sso_fetched fetched)
{
    switch (fetched) {
    case SSO_FETCHED:
        return SSO_DONE;
    case SSO_FETCH_DOWN:
        return SSO_DOWN;
    case SSO_FETCH_INWARD:
        return SSO_INWARD;
    case SSO_FETCH_LARGE:
        return SSO_ODD;
    case SSO_FETCH_BUSY:
        break;
    }
    return SSO_BUSY;
}

/* ---- what is kept ---- */

/* The place of an issuer, perhaps that of the one that was not used for the longest time. Under the lock. */
static struct known *place_of(struct sso *sso, const char *issuer, int64_t now_ms)
{
    struct known *place = &sso->known[0];
    for (size_t i = 0; i < SSO_PROVIDERS_MAX; i++) {
        struct known *known = &sso->known[i];
        if (strcmp(known->issuer, issuer) == 0) {
            known->used_at = now_ms;
            return known;
        }
        if (known->used_at < place->used_at)
            place = known;
    }
    sso_keys_release(place->keys);
    *place = (struct known){.used_at = now_ms};
    (void)str_copy(place->issuer, sizeof(place->issuer), issuer); // as long as a good URL
    return place;
}

static bool is_within(int64_t at, int64_t now_ms, int64_t span_ms)
{
    return at != 0 && now_ms - at < span_ms;
}

/* ---- discovery ---- */

static bool end_read(const struct sso *sso, const struct sso_claims *claims, const char *name, bool needed, char *end)
{
    const char *url = sso_claim_text(claims, name);
    if (!url || !*url)
        return !needed;
    if (sso_url_is_good(url, &sso->net, false))
        return str_copy(end, SSO_URL_MAX + 1, url);
    return !needed; // what is not needed and odd is as if it were not there
}

static enum sso_status metadata_read(const struct sso *sso, const char *issuer, const struct sso_claims *claims,
                                     struct sso_metadata *ret_metadata)
{
    struct sso_metadata metadata = {0};
    const char *named = sso_claim_text(claims, "issuer");
    if (!named || strcmp(named, issuer) != 0)
        return SSO_ODD;
    if (!end_read(sso, claims, "authorization_endpoint", true, metadata.authorization) ||
        !end_read(sso, claims, "token_endpoint", true, metadata.token) ||
        !end_read(sso, claims, "jwks_uri", true, metadata.keys) ||
        !end_read(sso, claims, "userinfo_endpoint", false, metadata.userinfo) ||
        !end_read(sso, claims, "end_session_endpoint", false, metadata.end_session))
        return SSO_ODD;
    static const char methods[] = "token_endpoint_auth_methods_supported"; // not said: Basic
    metadata.secret_in_form =
        sso_claim_has(claims, methods, "client_secret_post") && !sso_claim_has(claims, methods, "client_secret_basic");
    metadata.names_itself = sso_claim_is_true(claims, "authorization_response_iss_parameter_supported");
    *ret_metadata = metadata;
    return SSO_DONE;
}

static enum sso_status metadata_fetch(struct sso *sso, const char *issuer, struct sso_metadata *ret_metadata)
{
    char url[SSO_URL_MAX + sizeof(DISCOVERY) + 1];
    struct sso_answer answer = {0};
    size_t size = strlen(issuer);
    if (!sso_url_is_good(issuer, &sso->net, true))
        return SSO_INWARD;
    size -= issuer[size - 1] == '/';
    snprintf(url, sizeof(url), "%.*s" DISCOVERY, (int)size, issuer);
    enum sso_status status = status_of_fetch(sso_fetch(&sso->net, &(struct sso_request){.url = url}, &answer));
    if (status != SSO_DONE)
        return status;
    CLOSES(sso_claims_closep)
    struct sso_claims *claims = answer.status == 200 && answer.body ? sso_claims_read(answer.body, answer.size) : NULL;
    // What is in trouble itself is down; what answers otherwise is something else.
    status = claims ? metadata_read(sso, issuer, claims, ret_metadata) : answer.status >= 500 ? SSO_DOWN : SSO_ODD;
    sso_answer_free(&answer);
    return status;
}

enum sso_status sso_discover(struct sso *sso, const char *issuer, int64_t now_ms, bool afresh,
                             struct sso_metadata *ret_metadata)
{
    pthread_mutex_lock(&sso->lock);
    struct known *known = place_of(sso, issuer, now_ms);
    bool kept = !afresh && is_within(known->metadata_at, now_ms, SSO_KEPT_MS);
    bool down = !afresh && is_within(known->down_at, now_ms, SSO_DOWN_MS);
    struct sso_metadata metadata = known->metadata;
    pthread_mutex_unlock(&sso->lock);
    if (kept) {
        *ret_metadata = metadata;
        return SSO_DONE;
    }
    enum sso_status status = down ? SSO_DOWN : metadata_fetch(sso, issuer, &metadata);
    pthread_mutex_lock(&sso->lock);
    known = place_of(sso, issuer, now_ms);
    if (status == SSO_DONE) {
        known->metadata = metadata;
        known->metadata_at = now_ms;
        known->down_at = 0;
    } else if (status == SSO_DOWN) {
        known->down_at = down ? known->down_at : now_ms;
        if (!afresh && is_within(known->metadata_at, now_ms, SSO_KEPT_LONGEST_MS)) {
            metadata = known->metadata;
            status = SSO_DONE; // its ends have hardly moved; whether they answer, the next request tells
        }
    }
    pthread_mutex_unlock(&sso->lock);
    if (status == SSO_DONE)
        *ret_metadata = metadata;
    return status;
}

/* ---- keys ---- */

static enum sso_status keys_fetch(struct sso *sso, const char *url, bool certificates, struct sso_keys **ret_keys)
{
    struct sso_answer answer = {0};
    enum sso_status status = status_of_fetch(sso_fetch(&sso->net, &(struct sso_request){.url = url}, &answer));
    if (status != SSO_DONE)
        return status;
    struct sso_keys *keys = NULL;
    if (answer.status == 200 && answer.body)
        keys = certificates ? sso_keys_read_certificates(answer.body, answer.size)
                            : sso_keys_read(answer.body, answer.size);
    status = keys ? SSO_DONE : answer.status >= 500 ? SSO_DOWN : SSO_ODD;
    sso_answer_free(&answer);
    if (keys)
        *ret_keys = keys;
    return status;
}

/* Where the keys of an issuer are. */
static enum sso_status keys_place(struct sso *sso, const char *issuer, enum sso_kind kind, int64_t now_ms,
                                  char url[static SSO_URL_MAX + 1])
{
    struct sso_metadata metadata;
    if (kind == SSO_KIND_FIREBASE)
        return str_copy(url, SSO_URL_MAX + 1, sso->certificates) ? SSO_DONE : SSO_ODD;
    enum sso_status status = sso_discover(sso, issuer, now_ms, false, &metadata);
    if (status == SSO_DONE)
        memcpy(url, metadata.keys, SSO_URL_MAX + 1);
    return status;
}

/* The keys as they are kept, or asked for. `again`: one that is not among them is looked for; *ret_keys stays NULL
 * where it is too early for that. */
static enum sso_status keys_get(struct sso *sso, const char *issuer, enum sso_kind kind, int64_t now_ms, bool again,
                                struct sso_keys **ret_keys)
{
    char url[SSO_URL_MAX + 1];
    struct sso_keys *keys = NULL;
    pthread_mutex_lock(&sso->lock);
    struct known *known = place_of(sso, issuer, now_ms);
    bool kept = known->keys && is_within(known->keys_at, now_ms, SSO_KEPT_MS);
    bool early = again ? is_within(known->keys_again_at, now_ms, SSO_KEYS_AGAIN_MS)
                       : kept || is_within(known->keys_down_at, now_ms, SSO_DOWN_MS);
    bool asks = !early;
    if (asks && again)
        known->keys_again_at = now_ms;
    else if (!asks && !again && known->keys && is_within(known->keys_at, now_ms, SSO_KEPT_LONGEST_MS))
        *ret_keys = sso_keys_hold(known->keys);
    pthread_mutex_unlock(&sso->lock);
    if (!asks)
        return *ret_keys || again ? SSO_DONE : SSO_DOWN;
    enum sso_status status = keys_place(sso, issuer, kind, now_ms, url);
    if (status == SSO_DONE)
        status = keys_fetch(sso, url, kind == SSO_KIND_FIREBASE, &keys);
    pthread_mutex_lock(&sso->lock);
    known = place_of(sso, issuer, now_ms);
    if (status == SSO_DONE) {
        sso_keys_release(known->keys);
        known->keys = keys;
        known->keys_at = now_ms;
        known->keys_down_at = 0;
        *ret_keys = sso_keys_hold(keys);
    } else if (status == SSO_DOWN) {
        known->keys_down_at = now_ms;
    }
    if (status == SSO_DOWN && !again && known->keys && is_within(known->keys_at, now_ms, SSO_KEPT_LONGEST_MS)) {
        *ret_keys = sso_keys_hold(known->keys);
        status = SSO_DONE;
    }
    pthread_mutex_unlock(&sso->lock);
    return status;
}

enum sso_status sso_token_verify(struct sso *sso, const char *issuer, enum sso_kind kind, const char *token,
                                 int64_t now_ms, enum sso_refusal *ret_refusal, struct sso_claims **ret_claims)
{
    CLOSES(sso_keys_releasep) struct sso_keys *keys = NULL;
    CLOSES(sso_keys_releasep) struct sso_keys *newer = NULL;
    enum sso_refusal refusal = sso_token_look(token, kind);
    if (refusal != SSO_RIGHT) {
        *ret_refusal = refusal;
        return SSO_BAD_TOKEN;
    }
    enum sso_status status = keys_get(sso, issuer, kind, now_ms, false, &keys);
    if (status != SSO_DONE)
        return status;
    refusal = sso_token_open(token, kind, keys, ret_claims);
    if (refusal == SSO_KEY_UNKNOWN) {
        // The provider may have a new one. Whatever comes of looking for it, this token is not signed by those known.
        if (keys_get(sso, issuer, kind, now_ms, true, &newer) == SSO_DONE && newer)
            refusal = sso_token_open(token, kind, newer, ret_claims);
    }
    *ret_refusal = refusal;
    return refusal == SSO_RIGHT ? SSO_DONE : SSO_BAD_TOKEN;
}
