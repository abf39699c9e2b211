/* SPDX-License-Identifier: MIT */
#include "crypto/secret.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/disk.h"
#include "base/str.h"

enum { NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, PATH_SIZE = 4096 };
_Static_assert(SECRET_SEAL_OVERHEAD == NONCE_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES, "seal layout");
_Static_assert(SECRET_KEY_BYTES == crypto_kdf_KEYBYTES, "master key size");

struct secret_key {
    unsigned char bytes[SECRET_KEY_BYTES];
};

void secret_token(char token[static SECRET_TOKEN_SIZE])
{
    unsigned char random[32];
    randombytes_buf(random, sizeof(random));
    sodium_bin2base64(token, SECRET_TOKEN_SIZE, random, sizeof(random), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(random, sizeof(random));
}

void secret_code(char *code, size_t length)
{
    static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    for (size_t i = 0; i < length; i++)
        code[i] = alphabet[randombytes_uniform(sizeof(alphabet) - 1)];
    code[length] = '\0';
}

uint32_t secret_below(uint32_t bound)
{
    return randombytes_uniform(bound);
}

void secret_fingerprint(const char *token, char fingerprint[static SECRET_FINGERPRINT_SIZE])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)token, strlen(token));
    sodium_bin2hex(fingerprint, SECRET_FINGERPRINT_SIZE, hash, sizeof(hash));
}

bool secret_equal(const char *a, const char *b)
{
    // Of the hashes, so that neither the place of the first difference nor the lengths show in the time.
    unsigned char hash_a[crypto_hash_sha256_BYTES], hash_b[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash_a, (const unsigned char *)a, strlen(a));
    crypto_hash_sha256(hash_b, (const unsigned char *)b, strlen(b));
    return sodium_memcmp(hash_a, hash_b, sizeof(hash_a)) == 0;
}

static bool sync_folder_of(const char *path)
{
    char copy[PATH_SIZE];
    if (!str_copy(copy, sizeof(copy), path))
        return false;
    return disk_sync_folder(dirname(copy));
}

/*
 * Writes a new key beside `path` and links it into place: the file at `path` is whole from its first moment, and a key
 * that another process made meanwhile is never replaced. True also then.
 */
static bool key_create(const char *path)
{
    char part[PATH_SIZE];
    unsigned char bytes[SECRET_KEY_BYTES];
    int length = snprintf(part, sizeof(part), "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof(part)) {
        errno = ENAMETOOLONG;
        return false;
    }
    int file = mkostemp(part, O_CLOEXEC); // mode 0600
    if (file < 0)
        return false;
    randombytes_buf(bytes, sizeof(bytes));
    bool good = disk_write(file, bytes, sizeof(bytes)) && fsync(file) == 0;
    sodium_memzero(bytes, sizeof(bytes));
    close(file);
    good = good && (link(part, path) == 0 || errno == EEXIST);
    int problem = errno;
    unlink(part);
    errno = problem;
    return good && sync_folder_of(path);
}

/* Reads exactly the key: a regular file of the right size that nobody else may open. 0 or the errno. */
static int key_read(const char *path, unsigned char bytes[static SECRET_KEY_BYTES])
{
    struct stat about;
    unsigned char further;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), problem = 0;
    if (file < 0)
        return errno;
    if (fstat(file, &about) != 0)
        problem = errno;
    else if (!S_ISREG(about.st_mode))
        problem = EINVAL;
    else if (about.st_mode & 077)
        problem = EPERM;
    else if (read(file, bytes, SECRET_KEY_BYTES) != SECRET_KEY_BYTES || read(file, &further, 1) != 0)
        problem = EINVAL;
    close(file);
    return problem;
}

struct secret_key *secret_key_open(const char *path, bool create)
{
    int problem = ENOMEM;
    if (sodium_init() < 0) {
        errno = ENOSYS;
        return NULL;
    }
    if (create && access(path, F_OK) != 0 && errno == ENOENT && !key_create(path))
        return NULL;
    struct secret_key *key = sodium_malloc(sizeof(*key));
    if (key)
        problem = key_read(path, key->bytes);
    if (problem) {
        secret_key_close(key);
        errno = problem;
        return NULL;
    }
    sodium_mprotect_readonly(key);
    return key;
}

void secret_key_close(struct secret_key *key)
{
    sodium_free(key); // overwrites it
}

static void person_key(const struct secret_key *key, int64_t owner, unsigned char subkey[static SECRET_KEY_BYTES])
{
    crypto_kdf_derive_from_key(subkey, SECRET_KEY_BYTES, (uint64_t)owner, "template", key->bytes);
}

void secret_seal(const struct secret_key *key, int64_t owner, const char *associated, const uint8_t *plain, size_t size,
                 uint8_t *sealed)
{
    unsigned char subkey[SECRET_KEY_BYTES];
    person_key(key, owner, subkey);
    randombytes_buf(sealed, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, NULL, plain, size,
                                               (const unsigned char *)associated, strlen(associated), NULL, sealed,
                                               subkey);
    sodium_memzero(subkey, sizeof(subkey));
}

bool secret_unseal(const struct secret_key *key, int64_t owner, const char *associated, const uint8_t *sealed,
                   size_t sealed_size, uint8_t *plain)
{
    unsigned char subkey[SECRET_KEY_BYTES];
    if (sealed_size < SECRET_SEAL_OVERHEAD)
        return false;
    size_t cipher_size = sealed_size - NONCE_BYTES - crypto_aead_xchacha20poly1305_ietf_ABYTES;
    person_key(key, owner, subkey);
    const unsigned char *cipher = sealed + NONCE_BYTES;
    const unsigned char *extra = (const unsigned char *)associated;
    size_t extra_size = strlen(associated);
    // First without a place for the text: that only checks the tag. With one, a failure would overwrite it.
    int code = crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
        NULL, NULL, cipher, cipher_size, cipher + cipher_size, extra, extra_size, sealed, subkey);
    if (code == 0)
        code = crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
            plain, NULL, cipher, cipher_size, cipher + cipher_size, extra, extra_size, sealed, subkey);
    sodium_memzero(subkey, sizeof(subkey));
    return code == 0;
}

void secret_mac(const struct secret_key *key, const char *context, const char *text,
                uint8_t mac[static SECRET_MAC_BYTES])
{
    unsigned char subkey[SECRET_KEY_BYTES];
    assert(strlen(context) == crypto_kdf_CONTEXTBYTES);
    crypto_kdf_derive_from_key(subkey, sizeof(subkey), 0, context, key->bytes);
    crypto_auth_hmacsha256(mac, (const unsigned char *)text, strlen(text), subkey);
    sodium_memzero(subkey, sizeof(subkey));
}

void secret_wipe(void *memory, size_t size)
{
    sodium_memzero(memory, size);
}

size_t secret_base64_size(size_t size)
{
    return sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL);
}

void secret_base64(const void *bytes, size_t size, char *text)
{
    sodium_bin2base64(text, secret_base64_size(size), bytes, size, sodium_base64_VARIANT_ORIGINAL);
}
