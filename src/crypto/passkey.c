/* SPDX-License-Identifier: MIT */
#include "crypto/passkey.h"

#include <ctype.h>
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <sodium.h>
#include <string.h>

#include "base/str.h"
#include "crypto/passkey_bytes.h"

const int passkey_algorithms[] = {COSE_ES256, COSE_EDDSA, COSE_RS256};
const size_t passkey_algorithm_count = ARRAY_LENGTH(passkey_algorithms);

const char *passkey_fault_word(enum passkey_fault fault)
{
    static const char *const words[PASSKEY_FAULT_COUNT] = {
        [PASSKEY_RIGHT] = "right",         [PASSKEY_CLIENT_DATA] = "client data", [PASSKEY_TYPE] = "type",
        [PASSKEY_CHALLENGE] = "challenge", [PASSKEY_ORIGIN] = "origin",           [PASSKEY_FORMAT] = "format",
        [PASSKEY_SITE] = "site",           [PASSKEY_LOCKED] = "locked",           [PASSKEY_BACKUP] = "backup",
        [PASSKEY_ALGORITHM] = "algorithm", [PASSKEY_SIGNATURE] = "signature",
    };
    return words[fault];
}

/* ---- the site ---- */

/* A name's last part has a letter; an address's has none, or stands in brackets. */
static bool is_name(const char *host)
{
    const char *last = strrchr(host, '.');
    bool letter = false;
    for (const char *at = host; *at; at++)
        if (!isalnum((unsigned char)*at) && *at != '-' && *at != '.')
            return false;
    for (const char *at = last ? last + 1 : host; *at; at++)
        letter = letter || isalpha((unsigned char)*at);
    return letter;
}

bool passkey_site_of(const char *url, struct passkey_site *ret_site)
{
    struct passkey_site site = {0};
    bool plain = strncmp(url, "http://", 7) == 0;
    if (!plain && strncmp(url, "https://", 8) != 0)
        return false;
    const char *host = url + (plain ? 7 : 8);
    size_t whole = strcspn(host, "/?#"), name = strcspn(host, ":/?#");
    const char *port = host + name;
    size_t port_size = whole - name;
    const char *usual = plain ? ":80" : ":443";
    if (port_size == strlen(usual) && strncmp(port, usual, port_size) == 0)
        port_size = 0;
    if (name == 0 || name >= sizeof(site.id))
        return false;
    for (size_t i = 0; i < name; i++)
        site.id[i] = (char)tolower((unsigned char)host[i]);
    if (!is_name(site.id) || (plain && strcmp(site.id, "localhost") != 0))
        return false;
    int size = snprintf(site.origin, sizeof(site.origin), "%s%s%.*s", plain ? "http://" : "https://", site.id,
                        (int)port_size, port);
    if (size < 0 || (size_t)size >= sizeof(site.origin))
        return false;
    *ret_site = site;
    return true;
}

/* What holds for both: of this site, by somebody who unlocked it, and what is said of copies fits. */
static enum passkey_fault data_judge(const struct passkey_site *site, const struct passkey_data *data)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const uint8_t *)site->id, strlen(site->id));
    if (sodium_memcmp(hash, data->site_hash, sizeof(hash)) != 0)
        return PASSKEY_SITE;
    if (!(data->flags & PASSKEY_PRESENT) || !(data->flags & PASSKEY_UNLOCKED))
        return PASSKEY_LOCKED;
    if ((data->flags & PASSKEY_IS_COPIED) && !(data->flags & PASSKEY_MAY_BE_COPIED))
        return PASSKEY_BACKUP;
    return PASSKEY_RIGHT;
}

/* ---- keys ---- */

/* One of libfido2's keys of three kinds, for verifying. */
struct public_key {
    es256_pk_t *es256;
    eddsa_pk_t *eddsa;
    rs256_pk_t *rs256;
    EVP_PKEY *whole; // proves that the bytes are a key at all: a point of the curve
};

static void public_key_free(struct public_key *key)
{
    EVP_PKEY_free(key->whole);
    es256_pk_free(&key->es256);
    eddsa_pk_free(&key->eddsa);
    rs256_pk_free(&key->rs256);
}

static const void *public_key_open(int algorithm, const uint8_t *bytes, size_t size, struct public_key *key)
{
    switch (algorithm) {
    case COSE_ES256:
        key->es256 = es256_pk_new();
        if (key->es256 && es256_pk_from_ptr(key->es256, bytes, size) == FIDO_OK)
            key->whole = es256_pk_to_EVP_PKEY(key->es256);
        return key->whole ? key->es256 : NULL;
    case COSE_EDDSA:
        key->eddsa = eddsa_pk_new();
        if (key->eddsa && eddsa_pk_from_ptr(key->eddsa, bytes, size) == FIDO_OK)
            key->whole = eddsa_pk_to_EVP_PKEY(key->eddsa);
        return key->whole ? key->eddsa : NULL;
    case COSE_RS256:
        key->rs256 = rs256_pk_new();
        if (key->rs256 && rs256_pk_from_ptr(key->rs256, bytes, size) == FIDO_OK)
            key->whole = rs256_pk_to_EVP_PKEY(key->rs256);
        return key->whole ? key->rs256 : NULL;
    default:
        return NULL;
    }
}

static bool is_key(int algorithm, const uint8_t *bytes, size_t size)
{
    CLOSES(public_key_free) struct public_key key = {0};
    return public_key_open(algorithm, bytes, size, &key) != NULL;
}

/* ---- registering ---- */

/* The credential with the data in it, by whichever algorithm its key is of; NULL: of none that is taken. */
static fido_cred_t *cred_open(struct passkey_bytes data, int *ret_algorithm)
{
    for (size_t i = 0; i < passkey_algorithm_count; i++) {
        fido_cred_t *cred = fido_cred_new();
        if (cred && fido_cred_set_type(cred, passkey_algorithms[i]) == FIDO_OK &&
            fido_cred_set_authdata_raw(cred, data.bytes, data.size) == FIDO_OK) {
            *ret_algorithm = passkey_algorithms[i];
            return cred;
        }
        fido_cred_free(&cred);
    }
    return NULL;
}

/* "none" says nothing. Another statement must be signed, by the key itself or by whoever it names; that is not asked.
 */
static bool statement_is_signed(fido_cred_t *cred, const struct passkey_site *site, struct passkey_bytes client_data,
                                const struct passkey_attestation *attestation)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    if (strcmp(attestation->format, "none") == 0)
        return attestation->empty;
    crypto_hash_sha256(hash, client_data.bytes, client_data.size);
    if (strcmp(attestation->format, "packed") != 0 ||
        fido_cred_set_clientdata_hash(cred, hash, sizeof(hash)) != FIDO_OK ||
        fido_cred_set_rp(cred, site->id, NULL) != FIDO_OK || fido_cred_set_fmt(cred, attestation->format) != FIDO_OK ||
        fido_cred_set_attstmt(cred, attestation->statement.bytes, attestation->statement.size) != FIDO_OK)
        return false;
    return fido_cred_x5c_len(cred) > 0 ? fido_cred_verify(cred) == FIDO_OK : fido_cred_verify_self(cred) == FIDO_OK;
}

enum passkey_fault passkey_register(const struct passkey_site *site, const char *challenge,
                                    struct passkey_bytes client_data, struct passkey_bytes attestation,
                                    struct passkey_key *ret_key)
{
    struct passkey_attestation parts;
    struct passkey_data data;
    struct passkey_key key = {0};
    enum passkey_fault fault = passkey_client_data(client_data, "webauthn.create", challenge, site);
    if (fault != PASSKEY_RIGHT)
        return fault;
    if (!passkey_attestation_read(attestation, &parts) || !passkey_data_read(parts.data, true, &data))
        return PASSKEY_FORMAT;
    fault = data_judge(site, &data);
    if (fault != PASSKEY_RIGHT)
        return fault;
    CLOSES(fido_cred_free) fido_cred_t *cred = cred_open(parts.data, &key.algorithm);
    key.key_size = cred ? fido_cred_pubkey_len(cred) : 0;
    if (key.key_size == 0 || key.key_size > sizeof(key.key))
        return PASSKEY_ALGORITHM;
    memcpy(key.key, fido_cred_pubkey_ptr(cred), key.key_size);
    if (!is_key(key.algorithm, key.key, key.key_size))
        return PASSKEY_ALGORITHM;
    if (!statement_is_signed(cred, site, client_data, &parts))
        return PASSKEY_SIGNATURE;
    memcpy(key.id, data.id.bytes, data.id.size);
    key.id_size = data.id.size;
    key.count = data.count;
    key.synced = (data.flags & PASSKEY_MAY_BE_COPIED) != 0;
    key.backed_up = (data.flags & PASSKEY_IS_COPIED) != 0;
    *ret_key = key;
    return PASSKEY_RIGHT;
}

/* ---- showing ---- */

static bool is_signed(const struct passkey_site *site, const struct passkey_key *key,
                      const struct passkey_assertion_bytes *given)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    CLOSES(public_key_free) struct public_key open = {0};
    const void *public = public_key_open(key->algorithm, key->key, key->key_size, &open);
    CLOSES(fido_assert_free) fido_assert_t *assertion = fido_assert_new();
    crypto_hash_sha256(hash, given->client_data.bytes, given->client_data.size);
    return public && assertion && fido_assert_set_clientdata_hash(assertion, hash, sizeof(hash)) == FIDO_OK &&
           fido_assert_set_rp(assertion, site->id) == FIDO_OK && fido_assert_set_count(assertion, 1) == FIDO_OK &&
           fido_assert_set_up(assertion, FIDO_OPT_TRUE) == FIDO_OK &&
           fido_assert_set_uv(assertion, FIDO_OPT_TRUE) == FIDO_OK &&
           fido_assert_set_authdata_raw(assertion, 0, given->data.bytes, given->data.size) == FIDO_OK &&
           fido_assert_set_sig(assertion, 0, given->signature.bytes, given->signature.size) == FIDO_OK &&
           fido_assert_verify(assertion, 0, key->algorithm, public) == FIDO_OK;
}

enum passkey_fault passkey_verify(const struct passkey_site *site, const char *challenge, const struct passkey_key *key,
                                  const struct passkey_assertion_bytes *assertion, struct passkey_shown *ret_shown)
{
    struct passkey_data data;
    enum passkey_fault fault = passkey_client_data(assertion->client_data, "webauthn.get", challenge, site);
    if (fault != PASSKEY_RIGHT)
        return fault;
    if (assertion->data.size > PASSKEY_DATA_MAX || assertion->signature.size > PASSKEY_SIGNATURE_MAX ||
        !passkey_data_read(assertion->data, false, &data))
        return PASSKEY_FORMAT;
    fault = data_judge(site, &data);
    if (fault != PASSKEY_RIGHT)
        return fault;
    if (!is_signed(site, key, assertion))
        return PASSKEY_SIGNATURE;
    *ret_shown = (struct passkey_shown){data.count, (data.flags & PASSKEY_MAY_BE_COPIED) != 0,
                                        (data.flags & PASSKEY_IS_COPIED) != 0};
    return PASSKEY_RIGHT;
}
