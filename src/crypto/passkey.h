/* SPDX-License-Identifier: MIT */
/*
 * Passkeys (WebAuthn, level 2): whether what a browser brings was made by the key that it names, for this site and this
 * challenge, by somebody who unlocked it. Everything that is read here was written by strangers. Signatures, keys and
 * authenticator data are judged by libfido2; what it leaves open (lengths, what follows, whose challenge) is judged
 * before it sees a byte. Pure, and thread-safe.
 */
#ifndef AMS_CRYPTO_PASSKEY_H
#define AMS_CRYPTO_PASSKEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PASSKEY_ID_MAX = 1023, // bytes of a credential's id, as the standard bounds it
    PASSKEY_KEY_MAX = 259, // RS256: 2048 bits and an exponent of three bytes
    PASSKEY_CLIENT_DATA_MAX = 2048,
    PASSKEY_ATTESTATION_MAX = 8192,
    PASSKEY_DATA_MAX = 1024, // of an authenticator that signs in
    PASSKEY_SIGNATURE_MAX = 512,
    PASSKEY_CHALLENGE_SIZE = 128, // of its text, and its NUL
    PASSKEY_SITE_SIZE = 254,
    PASSKEY_ORIGIN_SIZE = 300,
};

/* Those that a browser may choose from, in the numbers of COSE, best first. */
extern const int passkey_algorithms[];
extern const size_t passkey_algorithm_count;

/* For whom passkeys are made, and the pages that may ask for them. */
struct passkey_site {
    char id[PASSKEY_SITE_SIZE];       // the name of the host
    char origin[PASSKEY_ORIGIN_SIZE]; // "https://ams.example.org"
};

/* The site of an address such as "https://ams.example.org:8443/ams". False where browsers have no passkeys: the host is
 * an address and no name, or the scheme is not https (but for localhost). */
bool passkey_site_of(const char *url, struct passkey_site *ret_site);

enum passkey_fault {
    PASSKEY_RIGHT,
    PASSKEY_CLIENT_DATA, // no JSON of the kind that browsers sign
    PASSKEY_TYPE,        // made for the other purpose: to register, or to sign in
    PASSKEY_CHALLENGE,
    PASSKEY_ORIGIN, // of another page, or of a page within another's
    PASSKEY_FORMAT, // what is no authenticator's data, whole and with nothing behind it
    PASSKEY_SITE,   // made for another host
    PASSKEY_LOCKED, // nobody was there, or did not unlock it
    PASSKEY_BACKUP, // says that it is copied and cannot be
    PASSKEY_ALGORITHM,
    PASSKEY_SIGNATURE,
    PASSKEY_FAULT_COUNT,
};

/* A stable word, for the log of an attempt: "signature". */
const char *passkey_fault_word(enum passkey_fault fault);

struct passkey_bytes {
    const uint8_t *bytes;
    size_t size;
};

/* The challenge that a client's data names, before anything is believed of it; false when it names none. */
bool passkey_challenge_named(struct passkey_bytes client_data, char challenge[static PASSKEY_CHALLENGE_SIZE]);

/* A key that was made. */
struct passkey_key {
    int algorithm;
    uint8_t id[PASSKEY_ID_MAX];
    size_t id_size;
    uint8_t key[PASSKEY_KEY_MAX]; // as libfido2 has it
    size_t key_size;
    uint32_t count; // of its signatures; 0: it does not count
    bool synced;    // may be copied to the person's other devices
    bool backed_up; // and was
};

/* A registration for `challenge`. Whose make the authenticator is, is not asked: a statement about it may be missing,
 * and one that is there must be signed, but by anybody. *ret_key only when PASSKEY_RIGHT. */
enum passkey_fault passkey_register(const struct passkey_site *site, const char *challenge,
                                    struct passkey_bytes client_data, struct passkey_bytes attestation,
                                    struct passkey_key *ret_key);

struct passkey_assertion_bytes {
    struct passkey_bytes client_data, data, signature;
};

/* What an authenticator says of itself with a signature. */
struct passkey_shown {
    uint32_t count;
    bool synced, backed_up;
};

/* A signature of this key (`key`, `key_size` and `algorithm` alone are read) for `challenge`. *ret_shown only when
 * PASSKEY_RIGHT. Whether the count went on, the caller judges. */
enum passkey_fault passkey_verify(const struct passkey_site *site, const char *challenge, const struct passkey_key *key,
                                  const struct passkey_assertion_bytes *assertion, struct passkey_shown *ret_shown);

#endif
