/* SPDX-License-Identifier: MIT */
/*
 * A provider of identity on this machine, by plain HTTP: what it says of itself, its keys, tokens for codes, userinfo
 * and certificates; and tokens of any kind, good ones and such as nobody should sign.
 */
#ifndef AMS_TESTS_SUPPORT_IDENTITY_PROVIDER_H
#define AMS_TESTS_SUPPORT_IDENTITY_PROVIDER_H

#include <cjose/cjose.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IDENTITY_TEXT = 8192, IDENTITY_TOKEN = 20000 };

struct identity_provider {
    char issuer[64]; // http://127.0.0.1:PORT
    char certificates[80];
    pthread_mutex_t lock;           // guards all that follows
    cjose_jwk_t *rsa, *ec, *next;   // "one", "two", and "three" for a rotation
    bool rotated;                   // its keys are "three" alone
    bool down;                      // it answers 503
    bool names_itself;              // RFC 9207
    const char *denies;             // how it answers a code: a status and an error, as "401 invalid_client"; NULL: well
    char named[64];                 // as whose it says it speaks; "": its own
    char id_token[IDENTITY_TOKEN];  // what a code is exchanged for
    char userinfo[IDENTITY_TEXT];   // "": 401
    char asked[IDENTITY_TEXT];      // the last form that came for a token
    char authorized[IDENTITY_TEXT]; // and the Authorization with it
    unsigned discoveries, key_requests, exchanges;
    int socket;
    unsigned port;
    pthread_t thread;
};

/* Everything that goes wrong here ends the program with a message. */
void identity_provider_open(struct identity_provider *provider);
void identity_provider_close(struct identity_provider *provider);

/* A token that this key signs: header and payload are JSON. */
void identity_sign(cjose_jwk_t *key, const char *header, const char *payload, char token[static IDENTITY_TOKEN]);

/* Base64url of a text. */
void identity_encode(const char *text, char *out, size_t size);

/* The public half as a JWK with this kid. */
void identity_jwk(cjose_jwk_t *key, const char *kid, const char *more, char *out, size_t size);

/* A certificate of this key, in PEM with its line breaks written as in JSON. */
void identity_certificate(cjose_jwk_t *key, char *out, size_t size);

#endif
