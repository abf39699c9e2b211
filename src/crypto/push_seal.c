/* SPDX-License-Identifier: MIT */
#include "crypto/push_seal.h"

#include <sodium.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "crypto/push_seal_inside.h"
#include "crypto/secret.h"

enum { KEY_BYTES = 16, NONCE_BYTES = 12, MATERIAL_BYTES = 32, LAST_RECORD = 2, RECORD_SIZE = 4096 };

/* RFC 8291, 4: a whole message is one record. */
_Static_assert(PUSH_PLAIN_MAX + 1 + ECE_TAG_BYTES <= RECORD_SIZE, "a message fits a record");
_Static_assert((int)PUSH_POINT_BYTES == (int)P256_POINT_BYTES, "the same curve");

static void kdf_freep(EVP_KDF **kdf)
{
    EVP_KDF_free(*kdf);
    *kdf = NULL;
}

static void kdf_context_freep(EVP_KDF_CTX **context)
{
    EVP_KDF_CTX_free(*context);
    *context = NULL;
}

static void cipher_freep(EVP_CIPHER_CTX **cipher)
{
    EVP_CIPHER_CTX_free(*cipher);
    *cipher = NULL;
}

struct bytes {
    const void *bytes;
    size_t size;
};

/* HKDF-SHA-256 (RFC 5869). */
static bool hkdf(struct bytes salt, struct bytes material, struct bytes info, uint8_t *out, size_t size)
{
    CLOSES(kdf_freep) EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    CLOSES(kdf_context_freep) EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
    if (!context)
        return false;
    char digest[] = "SHA256";
    // OpenSSL's parameters are not const, and read only.
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)(uintptr_t)salt.bytes, salt.size),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)material.bytes, material.size),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)(uintptr_t)info.bytes, info.size),
        OSSL_PARAM_construct_end(),
    };
    return EVP_KDF_derive(context, out, size, params) == 1;
}

/* One text after another, in one go: plain, the mark of the last record, the filling. */
static bool encrypt(const uint8_t key[static KEY_BYTES], const uint8_t nonce[static NONCE_BYTES], struct bytes plain,
                    size_t filling, uint8_t *out)
{
    static const uint8_t zeros[64] = {0}, mark = LAST_RECORD;
    int written = 0;
    CLOSES(cipher_freep) EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    if (!cipher || EVP_EncryptInit_ex2(cipher, EVP_aes_128_gcm(), key, nonce, NULL) != 1 ||
        EVP_EncryptUpdate(cipher, out, &written, plain.bytes, (int)plain.size) != 1)
        return false;
    out += written;
    if (EVP_EncryptUpdate(cipher, out, &written, &mark, 1) != 1)
        return false;
    out += written;
    while (filling > 0) {
        size_t part = filling < sizeof(zeros) ? filling : sizeof(zeros);
        if (EVP_EncryptUpdate(cipher, out, &written, zeros, (int)part) != 1)
            return false;
        out += written;
        filling -= part;
    }
    return EVP_EncryptFinal_ex(cipher, out, &written) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, ECE_TAG_BYTES, out + written) == 1;
}

bool ece_seal(const struct ece_key *key, uint32_t record_size, const void *plain, size_t size, size_t filling,
              uint8_t *sealed)
{
    // Each ends with its NUL, which belongs to it.
    static const char key_info[] = "Content-Encoding: aes128gcm", nonce_info[] = "Content-Encoding: nonce";
    const struct bytes salt = {key->salt, ECE_SALT_BYTES}, material = {key->material, key->material_size};
    uint8_t own[KEY_BYTES], nonce[NONCE_BYTES], *at = sealed;
    if (key->id_size > ECE_KEY_ID_MAX || size + filling + 1 + ECE_TAG_BYTES > record_size)
        return false;
    bool good = hkdf(salt, material, (struct bytes){key_info, sizeof(key_info)}, own, sizeof(own)) &&
                hkdf(salt, material, (struct bytes){nonce_info, sizeof(nonce_info)}, nonce, sizeof(nonce));
    if (good) {
        memcpy(at, key->salt, ECE_SALT_BYTES);
        at += ECE_SALT_BYTES;
        for (int shift = 24; shift >= 0; shift -= 8)
            *at++ = (uint8_t)(record_size >> shift);
        *at++ = (uint8_t)key->id_size;
        memcpy(at, key->id, key->id_size);
        at += key->id_size;
        good = encrypt(own, nonce, (struct bytes){plain, size}, filling, at);
    }
    secret_wipe(own, sizeof(own));
    return good;
}

bool push_material(const uint8_t scalar[static P256_SCALAR_BYTES], const uint8_t own[static P256_POINT_BYTES],
                   const uint8_t point[static PUSH_POINT_BYTES], const uint8_t secret[static PUSH_SECRET_BYTES],
                   uint8_t material[static MATERIAL_BYTES])
{
    static const char purpose[] = "WebPush: info"; // and its NUL
    uint8_t shared[P256_SCALAR_BYTES], info[sizeof(purpose) + 2 * P256_POINT_BYTES];
    if (!p256_shared(scalar, point, shared))
        return false;
    memcpy(info, purpose, sizeof(purpose));
    memcpy(info + sizeof(purpose), point, P256_POINT_BYTES);
    memcpy(info + sizeof(purpose) + P256_POINT_BYTES, own, P256_POINT_BYTES);
    bool good = hkdf((struct bytes){secret, PUSH_SECRET_BYTES}, (struct bytes){shared, sizeof(shared)},
                     (struct bytes){info, sizeof(info)}, material, MATERIAL_BYTES);
    secret_wipe(shared, sizeof(shared));
    return good;
}

bool push_point_is(const uint8_t *point, size_t size)
{
    return p256_is_point(point, size);
}

bool push_seal(const uint8_t point[static PUSH_POINT_BYTES], const uint8_t secret[static PUSH_SECRET_BYTES],
               const char *text, uint8_t sealed[static PUSH_SEALED_BYTES])
{
    uint8_t scalar[P256_SCALAR_BYTES], own[P256_POINT_BYTES], material[MATERIAL_BYTES], salt[ECE_SALT_BYTES];
    size_t size = strlen(text);
    if (size > PUSH_PLAIN_MAX || !p256_make(scalar) || !p256_public(scalar, own))
        return false;
    randombytes_buf(salt, sizeof(salt));
    const struct ece_key key = {material, sizeof(material), salt, own, sizeof(own)};
    bool good = push_material(scalar, own, point, secret, material) &&
                ece_seal(&key, RECORD_SIZE, text, size, PUSH_PLAIN_MAX - size, sealed);
    secret_wipe(scalar, sizeof(scalar));
    secret_wipe(material, sizeof(material));
    return good;
}
