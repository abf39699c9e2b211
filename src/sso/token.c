/* SPDX-License-Identifier: MIT */
#include "sso/token.h"

#include <openssl/evp.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/secret.h"

enum { FIREBASE_SUBJECT_MAX = 128, JTI_MAX = 255, HALF_HASH_TEXT = 48 };

const char *sso_refusal_word(enum sso_refusal refusal)
{
    static const char *const words[SSO_REFUSAL_COUNT] = {
        [SSO_RIGHT] = "right",         [SSO_FORM] = "form",         [SSO_ALGORITHM] = "algorithm",
        [SSO_KIND] = "kind",           [SSO_KEY_UNKNOWN] = "key",   [SSO_SIGNATURE] = "signature",
        [SSO_ISSUER] = "issuer",       [SSO_AUDIENCE] = "audience", [SSO_EXPIRED] = "expired",
        [SSO_NOT_YET] = "not_yet",     [SSO_NONCE] = "nonce",       [SSO_SUBJECT] = "subject",
        [SSO_AUTH_TIME] = "auth_time", [SSO_CODE] = "at_hash",      [SSO_EVENT] = "event",
    };
    return words[refusal];
}

/* ---- reading ---- */

struct parts {
    size_t header, payload, signature; // characters of each
};

static bool parts_read(const char *token, struct parts *ret_parts)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t header = strspn(token, alphabet);
    if (header == 0 || token[header] != '.')
        return false;
    const char *rest = token + header + 1;
    size_t payload = strspn(rest, alphabet);
    if (payload == 0 || rest[payload] != '.')
        return false;
    rest += payload + 1;
    size_t signature = strspn(rest, alphabet);
    if (signature == 0 || rest[signature] != '\0')
        return false;
    *ret_parts = (struct parts){header, payload, signature};
    return true;
}

/* A signature that could be written in another way, too, would be another token to whoever remembers those used. */
static bool is_canonical(const char *text, size_t length, uint8_t *bytes, size_t size)
{
    char copy[SSO_TOKEN_MAX + 1];
    if (length % 4 == 1 || length * 3 / 4 > size || length >= sizeof(copy))
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return base64url_read(copy, bytes, length * 3 / 4);
}

struct header {
    enum sso_algorithm algorithm;
    char kid[SSO_KID_MAX + 1];
    bool has_kid;
};

/* What a token is for stands in its type, where it has one. */
static bool type_is(const char *type, enum sso_kind kind)
{
    if (strncasecmp(type, "application/", strlen("application/")) == 0)
        type += strlen("application/");
    return strcasecmp(type, "JWT") == 0 || (kind == SSO_KIND_LOGOUT && strcasecmp(type, "logout+jwt") == 0);
}

static enum sso_refusal header_judge(const struct sso_claims *claims, enum sso_kind kind, struct header *ret_header)
{
    // A key that the token brings, or the place of one, is a stranger's; what is critical is not understood here.
    static const char *const unwanted[] = {"crit", "b64", "jwk", "jku", "x5u", "x5c", "zip", "enc", "cty", "epk"};
    struct header header = {0};
    const char *kid = sso_claim_text(claims, "kid"), *type = sso_claim_text(claims, "typ");
    if (!sso_algorithm_parse(sso_claim_text(claims, "alg"), &header.algorithm) ||
        (kind == SSO_KIND_FIREBASE && header.algorithm != SSO_RS256))
        return SSO_ALGORITHM;
    for (size_t i = 0; i < ARRAY_LENGTH(unwanted); i++)
        if (sso_claim_is_there(claims, unwanted[i]))
            return SSO_FORM;
    if (sso_claim_is_there(claims, "typ") && (!type || !type_is(type, kind)))
        return SSO_KIND;
    header.has_kid = kid != NULL;
    if (sso_claim_is_there(claims, "kid") && (!kid || !*kid || !str_copy(header.kid, sizeof(header.kid), kid)))
        return SSO_KEY_UNKNOWN;
    if (kind == SSO_KIND_FIREBASE && !kid)
        return SSO_KEY_UNKNOWN;
    *ret_header = header;
    return SSO_RIGHT;
}

static enum sso_refusal header_read(const char *token, const struct parts *parts, enum sso_kind kind,
                                    struct header *ret_header)
{
    uint8_t bytes[SSO_HEADER_MAX], rest[SSO_TOKEN_MAX];
    if (!is_canonical(token, parts->header, bytes, sizeof(bytes)) ||
        !is_canonical(token + parts->header + 1, parts->payload, rest, sizeof(rest)) ||
        !is_canonical(token + parts->header + parts->payload + 2, parts->signature, rest, sizeof(rest)))
        return SSO_FORM;
    struct sso_claims *claims = sso_claims_read((const char *)bytes, parts->header * 3 / 4);
    if (!claims)
        return SSO_FORM;
    enum sso_refusal refusal = header_judge(claims, kind, ret_header);
    sso_claims_close(claims);
    if (refusal != SSO_RIGHT)
        return refusal;
    // libcjose halves the signature of a curve, whatever its length, and would overlook what stands behind.
    size_t bytes_wanted = sso_signature_bytes(ret_header->algorithm);
    return bytes_wanted == 0 || parts->signature * 3 / 4 == bytes_wanted ? SSO_RIGHT : SSO_SIGNATURE;
}

static bool payload_take(void *context, const char *payload, size_t size)
{
    struct sso_claims **claims = context;
    *claims = sso_claims_read(payload, size);
    return true; // the signature is right, whatever it is of
}

static enum sso_refusal token_read(const char *token, enum sso_kind kind, struct header *ret_header)
{
    struct parts parts;
    size_t size = token ? strnlen(token, SSO_TOKEN_MAX + 1) : 0;
    if (size == 0 || size > SSO_TOKEN_MAX || !parts_read(token, &parts))
        return SSO_FORM;
    return header_read(token, &parts, kind, ret_header);
}

enum sso_refusal sso_token_look(const char *token, enum sso_kind kind)
{
    struct header header;
    return token_read(token, kind, &header);
}

enum sso_refusal sso_token_open(const char *token, enum sso_kind kind, const struct sso_keys *keys,
                                struct sso_claims **ret_claims)
{
    struct header header;
    struct sso_claims *claims = NULL;
    enum sso_refusal refusal = token_read(token, kind, &header);
    if (refusal != SSO_RIGHT)
        return refusal;
    const struct sso_key *key = sso_keys_find(keys, header.has_kid ? header.kid : NULL, header.algorithm);
    if (!key)
        return SSO_KEY_UNKNOWN;
    if (!sso_key_verify(key, header.algorithm, token, strlen(token), payload_take, &claims))
        return SSO_SIGNATURE;
    if (!claims)
        return SSO_FORM;
    *ret_claims = claims;
    return SSO_RIGHT;
}

/* ---- judging ---- */

static bool text_is(const struct sso_claims *claims, const char *name, const char *wanted)
{
    const char *text = sso_claim_text(claims, name);
    return text && strcmp(text, wanted) == 0;
}

static bool subject_is_good(const struct sso_claims *claims, size_t most)
{
    const char *subject = sso_claim_text(claims, "sub");
    size_t size = subject ? strlen(subject) : 0;
    return size > 0 && size <= most && str_is_text(subject, size, false);
}

/* Core 3.1.3.7, 3 to 5. */
static enum sso_refusal audience_check(const struct sso_claims *claims, const struct sso_expected *expected)
{
    size_t count = sso_claim_count(claims, "aud");
    if (!sso_claim_has(claims, "aud", expected->audience))
        return SSO_AUDIENCE;
    bool party = sso_claim_is_there(claims, "azp");
    if ((party || count > 1) && !text_is(claims, "azp", expected->audience))
        return SSO_AUDIENCE;
    return SSO_RIGHT;
}

static enum sso_refusal times_check(const struct sso_claims *claims, int64_t now)
{
    int64_t expires, issued, from;
    if (!sso_claim_number(claims, "exp", &expires) || now >= expires + SSO_SKEW_S)
        return SSO_EXPIRED;
    if (!sso_claim_number(claims, "iat", &issued) || issued > now + SSO_SKEW_S)
        return SSO_NOT_YET;
    if (!sso_claim_is_there(claims, "nbf"))
        return SSO_RIGHT;
    return sso_claim_number(claims, "nbf", &from) && from <= now + SSO_SKEW_S ? SSO_RIGHT : SSO_NOT_YET;
}

/* The left half of the access token's hash, of the size that the signature's algorithm has. It is not known here which
 * that was: the length tells. */
static bool access_hash_is(const char *text, const char *access_token)
{
    static const EVP_MD *(*const hashes[])(void) = {EVP_sha256, EVP_sha384, EVP_sha512};
    for (size_t i = 0; i < ARRAY_LENGTH(hashes); i++) {
        uint8_t digest[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        char half[HALF_HASH_TEXT];
        if (EVP_Digest(access_token, strlen(access_token), digest, &size, hashes[i](), NULL) == 1 &&
            base64url_write(digest, size / 2, half, sizeof(half)) && secret_equal(half, text))
            return true;
    }
    return false;
}

static enum sso_refusal auth_time_check(const struct sso_claims *claims, const struct sso_expected *expected)
{
    int64_t at;
    if (expected->signed_in_after == 0 && !sso_claim_is_there(claims, "auth_time"))
        return SSO_RIGHT;
    if (!sso_claim_number(claims, "auth_time", &at) || at > expected->now + SSO_SKEW_S)
        return SSO_AUTH_TIME;
    return expected->signed_in_after == 0 || at + SSO_SKEW_S >= expected->signed_in_after ? SSO_RIGHT : SSO_AUTH_TIME;
}

enum sso_refusal sso_id_token_check(const struct sso_claims *claims, const struct sso_expected *expected)
{
    if (!text_is(claims, "iss", expected->issuer))
        return SSO_ISSUER;
    enum sso_refusal refusal = audience_check(claims, expected);
    if (refusal == SSO_RIGHT)
        refusal = times_check(claims, expected->now);
    if (refusal != SSO_RIGHT)
        return refusal;
    // A logout token says so by its events, and is no proof of a sign-in.
    if (sso_claim_is_there(claims, "events"))
        return SSO_KIND;
    const char *nonce = sso_claim_text(claims, "nonce");
    if (expected->nonce && (!nonce || !secret_equal(nonce, expected->nonce)))
        return SSO_NONCE;
    if (!subject_is_good(claims, SSO_SUBJECT_MAX))
        return SSO_SUBJECT;
    const char *access = sso_claim_text(claims, "at_hash");
    if (access && expected->access_token && !access_hash_is(access, expected->access_token))
        return SSO_CODE;
    return auth_time_check(claims, expected);
}

enum sso_refusal sso_firebase_check(const struct sso_claims *claims, const struct sso_expected *expected)
{
    int64_t at;
    if (!text_is(claims, "iss", expected->issuer))
        return SSO_ISSUER;
    if (!text_is(claims, "aud", expected->audience))
        return SSO_AUDIENCE;
    enum sso_refusal refusal = times_check(claims, expected->now);
    if (refusal != SSO_RIGHT)
        return refusal;
    if (!subject_is_good(claims, FIREBASE_SUBJECT_MAX))
        return SSO_SUBJECT;
    return sso_claim_number(claims, "auth_time", &at) && at <= expected->now + SSO_SKEW_S ? SSO_RIGHT : SSO_AUTH_TIME;
}

enum sso_refusal sso_logout_check(const struct sso_claims *claims, const struct sso_expected *expected)
{
    int64_t issued, expires;
    const char *id = sso_claim_text(claims, "jti"), *session = sso_claim_text(claims, "sid");
    if (!text_is(claims, "iss", expected->issuer))
        return SSO_ISSUER;
    if (!sso_claim_has(claims, "aud", expected->audience))
        return SSO_AUDIENCE;
    if (!sso_claim_number(claims, "iat", &issued) || issued > expected->now + SSO_SKEW_S)
        return SSO_NOT_YET;
    if (issued + SSO_LOGOUT_AGE_S < expected->now)
        return SSO_EXPIRED;
    if (sso_claim_is_there(claims, "exp") &&
        (!sso_claim_number(claims, "exp", &expires) || expected->now >= expires + SSO_SKEW_S))
        return SSO_EXPIRED;
    if (sso_claim_is_there(claims, "nonce"))
        return SSO_NONCE;
    if (!sso_claim_holds(claims, "events", "http://schemas.openid.net/event/backchannel-logout") || !id || !*id ||
        strlen(id) > JTI_MAX)
        return SSO_EVENT;
    if (sso_claim_is_there(claims, "sid") && (!session || !*session || strlen(session) > SSO_SUBJECT_MAX))
        return SSO_SUBJECT;
    return sso_claim_is_there(claims, "sub") || !session
               ? subject_is_good(claims, SSO_SUBJECT_MAX) ? SSO_RIGHT : SSO_SUBJECT
               : SSO_RIGHT;
}
