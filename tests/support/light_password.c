/* SPDX-License-Identifier: MIT */
/*
 * Stands before libsodium's password hashing in the tests of the rooms above crypto/ (`--wrap` in the Makefile): the
 * same Argon2id with one pass over its least memory. What those tests ask is who may sign in and how often, and a hash
 * that takes 60 ms of a core on purpose was a tenth of the time of all of them. tests/crypto/test_password.c has the
 * cost in force.
 */
#include <sodium.h>

int __real_crypto_pwhash_str_alg(char *out, const char *password, unsigned long long size, unsigned long long passes,
                                 size_t memory, int algorithm);
int __real_crypto_pwhash_str_needs_rehash(const char *hash, unsigned long long passes, size_t memory);
int __wrap_crypto_pwhash_str_alg(char *out, const char *password, unsigned long long size, unsigned long long passes,
                                 size_t memory, int algorithm);
int __wrap_crypto_pwhash_str_needs_rehash(const char *hash, unsigned long long passes, size_t memory);

int __wrap_crypto_pwhash_str_alg(char *out, const char *password, unsigned long long size, unsigned long long passes,
                                 size_t memory, int algorithm)
{
    (void)passes, (void)memory;
    return __real_crypto_pwhash_str_alg(out, password, size, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN,
                                        algorithm);
}

int __wrap_crypto_pwhash_str_needs_rehash(const char *hash, unsigned long long passes, size_t memory)
{
    (void)passes, (void)memory;
    return __real_crypto_pwhash_str_needs_rehash(hash, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN);
}
