/* SPDX-License-Identifier: MIT */
/* What is asked of a provider, by the browser or by the server. */
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/secret.h"
#include "sso/provider.h"

enum { ENCODED = 3, HINT_URL_MAX = 6 << 10, ACCESS_TOKEN_MAX = 8 << 10, SHA256_BYTES = 32 };

#define SIGNED_IN_WITHIN_S "60" // as many as SSO_SKEW_S: what is older is not taken anyway

/* A form, or what stands behind the '?' of an address. */
struct form {
    struct arena *arena;
    char *text;
    bool full;
};

static char *encode(struct arena *arena, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    size_t size = 0, most = ENCODED * strlen(text) + 1;
    char *encoded = arena_alloc(arena, most);
    for (; encoded && *text; text++)
        size +=
            (size_t)snprintf(encoded + size, most - size, strchr(plain, *text) ? "%c" : "%%%02X", (unsigned char)*text);
    if (encoded)
        encoded[size] = '\0';
    return encoded;
}

static void form_add(struct form *form, const char *name, const char *value)
{
    if (!value || form->full)
        return;
    char *encoded = encode(form->arena, value);
    char *longer = encoded ? arena_printf(form->arena, "%s%s%s=%s", form->text ? form->text : "", form->text ? "&" : "",
                                          name, encoded)
                           : NULL;
    form->full = !longer;
    form->text = longer;
}

/* The end with the form behind it; it may have a query already. */
static char *url_with(const char *end, const struct form *form)
{
    return form->full ? NULL : arena_printf(form->arena, "%s%c%s", end, strchr(end, '?') ? '&' : '?', form->text);
}

char *sso_ask_url(const struct sso_metadata *metadata, const struct sso_ask *ask, struct arena *arena)
{
    struct form form = {.arena = arena};
    form_add(&form, "response_type", "code");
    form_add(&form, "client_id", ask->client_id);
    form_add(&form, "redirect_uri", ask->redirect_uri);
    form_add(&form, "scope", ask->scopes);
    form_add(&form, "state", ask->state);
    form_add(&form, "nonce", ask->nonce);
    form_add(&form, "code_challenge", ask->challenge);
    form_add(&form, "code_challenge_method", "S256");
    form_add(&form, "prompt", ask->anew ? "login" : NULL);
    // It has the token say when that was. Not 0, which some providers take for no number: what `prompt` says is enough.
    form_add(&form, "max_age", ask->anew ? SIGNED_IN_WITHIN_S : NULL);
    return url_with(metadata->authorization, &form);
}

void sso_challenge(const char *verifier, char challenge[static SSO_CHALLENGE_SIZE])
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    challenge[0] = '\0';
    if (EVP_Digest(verifier, strlen(verifier), digest, &size, EVP_sha256(), NULL) == 1)
        (void)base64url_write(digest, SHA256_BYTES, challenge, SSO_CHALLENGE_SIZE); // there is room
}

/* ---- tokens for a code ---- */

/* RFC 6749, 5.2: a wrong secret is 401 or `invalid_client`; there are providers that say `unauthorized_client`. */
static enum sso_status denial_read(const struct sso_answer *answer, const struct sso_claims *said)
{
    const char *error = said ? sso_claim_text(said, "error") : NULL;
    if (answer->status == 401 ||
        (error && (strcmp(error, "invalid_client") == 0 || strcmp(error, "unauthorized_client") == 0)))
        return SSO_CLIENT;
    return error ? SSO_REFUSED : SSO_ODD;
}

static enum sso_status tokens_read(const struct sso_answer *answer, struct arena *arena, struct sso_tokens *ret_tokens)
{
    struct sso_tokens tokens = {0};
    if (answer->status >= 500)
        return SSO_DOWN;
    CLOSES(sso_claims_closep)
    struct sso_claims *said = answer->body ? sso_claims_read(answer->body, answer->size) : NULL;
    if (answer->status != 200)
        return denial_read(answer, said);
    const char *id = said ? sso_claim_text(said, "id_token") : NULL;
    const char *access = said ? sso_claim_text(said, "access_token") : NULL;
    if (!id || strlen(id) > SSO_TOKEN_MAX)
        return SSO_ODD;
    tokens.id_token = arena_strdup(arena, id);
    if (access && strlen(access) <= ACCESS_TOKEN_MAX && str_is_text(access, strlen(access), false))
        tokens.access_token = arena_strdup(arena, access);
    if (!tokens.id_token)
        return SSO_BUSY;
    *ret_tokens = tokens;
    return SSO_DONE;
}

static enum sso_status status_of(enum sso_fetched fetched)
{
    static const enum sso_status statuses[] = {
        [SSO_FETCHED] = SSO_DONE,    [SSO_FETCH_DOWN] = SSO_DOWN, [SSO_FETCH_INWARD] = SSO_INWARD,
        [SSO_FETCH_LARGE] = SSO_ODD, [SSO_FETCH_BUSY] = SSO_BUSY,
    };
    return statuses[fetched];
}

enum sso_status sso_exchange(struct sso *sso, const struct sso_metadata *metadata, const struct sso_exchange *exchange,
                             struct arena *arena, struct sso_tokens *ret_tokens)
{
    struct form form = {.arena = arena};
    struct sso_answer answer = {0};
    bool basic = exchange->secret && !metadata->secret_in_form;
    form_add(&form, "grant_type", "authorization_code");
    form_add(&form, "code", exchange->code);
    form_add(&form, "redirect_uri", exchange->redirect_uri);
    form_add(&form, "code_verifier", exchange->verifier);
    form_add(&form, "client_id", basic ? NULL : exchange->client_id);
    form_add(&form, "client_secret", basic ? NULL : exchange->secret);
    struct sso_request request = {.url = metadata->token, .form = form.text};
    if (basic) {
        request.user = encode(arena, exchange->client_id);
        request.secret = encode(arena, exchange->secret);
    }
    if (form.full || strlen(form.text) > SSO_FORM_MAX || (basic && (!request.user || !request.secret)))
        return SSO_BUSY;
    enum sso_status status = status_of(sso_fetch(sso_net(sso), &request, &answer));
    if (status == SSO_DONE)
        status = tokens_read(&answer, arena, ret_tokens);
    sso_answer_free(&answer);
    return status;
}

enum sso_status sso_userinfo(struct sso *sso, const struct sso_metadata *metadata, const char *access_token,
                             struct sso_claims *claims)
{
    struct sso_answer answer = {0};
    const struct sso_request request = {.url = metadata->userinfo, .bearer = access_token};
    enum sso_status status = status_of(sso_fetch(sso_net(sso), &request, &answer));
    if (status != SSO_DONE)
        return status;
    if (answer.status != 200) { // it tells nothing more: what is missing stays so
        sso_answer_free(&answer);
        return answer.status >= 500 ? SSO_DOWN : SSO_DONE;
    }
    CLOSES(sso_claims_closep)
    struct sso_claims *more = answer.body ? sso_claims_read(answer.body, answer.size) : NULL;
    const char *subject = more ? sso_claim_text(more, "sub") : NULL;
    const char *wanted = sso_claim_text(claims, "sub");
    // Core 5.3.2: of anybody else it must not be used.
    if (!subject || !wanted || strcmp(subject, wanted) != 0)
        status = SSO_ODD;
    else if (!sso_claims_fill(claims, more))
        status = SSO_BUSY;
    sso_answer_free(&answer);
    return status;
}

char *sso_end_url(const struct sso_metadata *metadata, const char *client_id, const char *hint, const char *back,
                  struct arena *arena)
{
    struct form form = {.arena = arena};
    if (!*metadata->end_session)
        return NULL;
    form_add(&form, "client_id", client_id);
    form_add(&form, "post_logout_redirect_uri", back);
    // An address that is too long reaches nobody: without the token the provider asks the person.
    form_add(&form, "id_token_hint", hint && strlen(hint) <= HINT_URL_MAX ? hint : NULL);
    return url_with(metadata->end_session, &form);
}
