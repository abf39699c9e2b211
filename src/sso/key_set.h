/* SPDX-License-Identifier: MIT */
/*
 * The public keys of a provider: a JSON Web Key Set (RFC 7517), or, as Firebase has them, an object of certificates by
 * their ids. Only keys that sign are kept: RSA of 2048 to 8192 bits and the curves P-256, P-384 and P-521. A secret
 * ("oct") is never one, so nothing that is public can be taken for a secret.
 */
#ifndef AMS_SSO_KEY_SET_H
#define AMS_SSO_KEY_SET_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SSO_KEYS_MAX = 40, // of a set; what is beyond is left out
    SSO_KID_MAX = 255,
    SSO_RSA_BITS_MIN = 2048,
    SSO_RSA_BITS_MAX = 8192,
};

/* Which signatures are believed. There is no `none`, and none by a secret. */
enum sso_algorithm {
    SSO_RS256,
    SSO_PS256,
    SSO_ES256,
    SSO_RS384,
    SSO_RS512,
    SSO_PS384,
    SSO_PS512,
    SSO_ES384,
    SSO_ES512,
    SSO_ALGORITHM_COUNT
};

bool sso_algorithm_parse(const char *word, enum sso_algorithm *ret_algorithm);

/* Bytes of a signature by a curve; 0: as many as the key has (RSA, which is checked with the key). */
size_t sso_signature_bytes(enum sso_algorithm algorithm);

/* Shared by those who hold it: each _hold has its _release. Thread-safe. */
struct sso_keys;

/* NULL when the text is no key set; one without a key is one. The caller's to release. */
struct sso_keys *sso_keys_read(const char *text, size_t size);

/* The same for {"kid": "-----BEGIN CERTIFICATE-----..."}. */
struct sso_keys *sso_keys_read_certificates(const char *text, size_t size);

struct sso_keys *sso_keys_hold(struct sso_keys *keys);
void sso_keys_release(struct sso_keys *keys);
void sso_keys_releasep(struct sso_keys **keys);

size_t sso_keys_count(const struct sso_keys *keys);

struct sso_key;

/*
 * The one key of this id that makes such signatures; without an id (NULL) the only one of the set that does. NULL:
 * there is none, or more than one.
 */
const struct sso_key *sso_keys_find(const struct sso_keys *keys, const char *kid, enum sso_algorithm algorithm);

/* Whether `token` (compact, as it was sent) is signed by this key with this algorithm. The payload of a good one is
 * given to `take`, whose answer it then is. */
bool sso_key_verify(const struct sso_key *key, enum sso_algorithm algorithm, const char *token, size_t size,
                    bool (*take)(void *context, const char *payload, size_t size), void *context);

#endif
