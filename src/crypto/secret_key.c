/* SPDX-License-Identifier: MIT */
#include "crypto/secret_key.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/disk.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "crypto/secret_key_inside.h"

enum {
    PATH_SIZE = 4096,
    LINE_SIZE = 2 * SECRET_KEY_BYTES + 1,
    TEXT_MAX = 1024, // of a ring
    ASSOCIATED_SIZE = 64,
};
_Static_assert(SECRET_KEY_BYTES == crypto_kdf_KEYBYTES, "master key size");
_Static_assert(SECRET_WRAPPED_BYTES == SECRET_KEY_BYTES + SECRET_SEAL_OVERHEAD, "a sealed key");

struct ring {
    size_t count;
    unsigned char keys[SECRET_RING_MAX][SECRET_KEY_BYTES];
};

struct secret_key {
    pthread_mutex_t lock; // guards what `ring` holds
    struct ring *ring;    // guarded memory
    char *path;           // NULL: from no file
};

static bool ready(void)
{
    if (sodium_init() >= 0)
        return true;
    errno = ENOSYS;
    return false;
}

static void name_of(const unsigned char bytes[static SECRET_KEY_BYTES], char id[static SECRET_KEY_ID_SIZE])
{
    static const char purpose[] = "ams master key";
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)purpose, sizeof(purpose) - 1, bytes,
                       SECRET_KEY_BYTES);
    sodium_bin2hex(id, SECRET_KEY_ID_SIZE, hash, (SECRET_KEY_ID_SIZE - 1) / 2);
}

/* ---- reading ---- */

static bool line_read(const char *line, size_t size, unsigned char bytes[static SECRET_KEY_BYTES])
{
    size_t length = 0;
    const char *end = NULL;
    if (sodium_hex2bin(bytes, SECRET_KEY_BYTES, line, size, NULL, &length, &end) == 0 && length == SECRET_KEY_BYTES &&
        end == line + size)
        return true;
    return sodium_base642bin(bytes, SECRET_KEY_BYTES, line, size, NULL, &length, &end,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           length == SECRET_KEY_BYTES && end == line + size;
}

/* Lines of keys, the one in force first. 0 or EINVAL. */
static int text_read(const char *text, size_t size, struct ring *ring)
{
    ring->count = 0;
    for (size_t at = 0; at < size;) {
        size_t length = 0;
        while (at + length < size && !strchr(" \t\r\n,", text[at + length]))
            length++;
        if (length > 0 && (ring->count == SECRET_RING_MAX || !line_read(text + at, length, ring->keys[ring->count++])))
            return EINVAL;
        at += length + 1;
    }
    return ring->count > 0 ? 0 : EINVAL;
}

/* A regular file that nobody else may open. 0 or the errno. */
static int file_read(const char *path, struct ring *ring)
{
    struct stat about;
    char text[TEXT_MAX + 1];
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), problem = 0;
    if (file < 0)
        return errno;
    if (fstat(file, &about) != 0)
        problem = errno;
    else if (!S_ISREG(about.st_mode))
        problem = EINVAL;
    else if (about.st_mode & 077)
        problem = EPERM;
    ssize_t size = problem ? 0 : read(file, text, sizeof(text));
    close(file);
    if (problem)
        return problem;
    if (size == SECRET_KEY_BYTES) {
        memcpy(ring->keys[0], text, SECRET_KEY_BYTES);
        ring->count = 1;
    } else {
        problem = size > 0 && size <= TEXT_MAX ? text_read(text, (size_t)size, ring) : EINVAL;
    }
    sodium_memzero(text, sizeof(text));
    return problem;
}

/* ---- writing ---- */

static bool sync_folder_of(const char *path)
{
    char copy[PATH_SIZE];
    return str_copy(copy, sizeof(copy), path) && disk_sync_folder(dirname(copy));
}

/* Writes a file beside `path`, whole and on disk; its name in part[]. False with errno. */
static bool part_write(const char *path, const void *bytes, size_t size, char part[static PATH_SIZE])
{
    int length = snprintf(part, PATH_SIZE, "%s.XXXXXX", path);
    if (length < 0 || length >= PATH_SIZE) {
        errno = ENAMETOOLONG;
        return false;
    }
    int file = mkostemp(part, O_CLOEXEC); // mode 0600
    if (file < 0)
        return false;
    struct stat about;
    bool good = disk_write(file, bytes, size) && fsync(file) == 0;
    if (good && stat(path, &about) == 0 && about.st_uid != geteuid()) // by the administrator, of the service's key
        good = fchown(file, about.st_uid, about.st_gid) == 0;
    int problem = errno;
    close(file);
    if (!good)
        unlink(part);
    errno = problem;
    return good;
}

/*
 * Writes a new key beside `path` and links it into place: the file at `path` is whole from its first moment, and a key
 * that another process made meanwhile is never replaced. True also then.
 */
static bool key_create(const char *path)
{
    char part[PATH_SIZE];
    unsigned char bytes[SECRET_KEY_BYTES];
    randombytes_buf(bytes, sizeof(bytes));
    bool good = part_write(path, bytes, sizeof(bytes), part);
    sodium_memzero(bytes, sizeof(bytes));
    if (!good)
        return false;
    good = link(part, path) == 0 || errno == EEXIST;
    int problem = errno;
    unlink(part);
    errno = problem;
    return good && sync_folder_of(path);
}

/* `count` keys of the ring from `first` on, in place of what is at `path`. */
static bool ring_write(const char *path, const struct ring *ring, size_t first, size_t count)
{
    char part[PATH_SIZE], text[TEXT_MAX];
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        sodium_bin2hex(text + size, LINE_SIZE, ring->keys[first + i], SECRET_KEY_BYTES);
        size += LINE_SIZE - 1;
        text[size++] = '\n';
    }
    bool good = part_write(path, text, size, part);
    sodium_memzero(text, sizeof(text));
    if (!good)
        return false;
    good = rename(part, path) == 0;
    int problem = errno;
    if (!good)
        unlink(part);
    errno = problem;
    return good && sync_folder_of(path);
}

/* ---- opening ---- */

static struct secret_key *key_make(const struct ring *ring, const char *path)
{
    struct secret_key *key = calloc(1, sizeof(*key));
    if (!key)
        return NULL;
    pthread_mutex_init(&key->lock, NULL);
    key->ring = sodium_malloc(sizeof(*key->ring));
    key->path = path ? strdup(path) : NULL;
    if (!key->ring || (path && !key->path)) {
        secret_key_close(key);
        errno = ENOMEM;
        return NULL;
    }
    *key->ring = *ring;
    sodium_mprotect_readonly(key->ring);
    return key;
}

struct secret_key *secret_key_open(const char *path, bool create)
{
    struct ring ring = {0};
    if (!ready())
        return NULL;
    if (create && access(path, F_OK) != 0 && errno == ENOENT && !key_create(path))
        return NULL;
    int problem = file_read(path, &ring);
    struct secret_key *key = problem ? NULL : key_make(&ring, path);
    sodium_memzero(&ring, sizeof(ring));
    if (problem)
        errno = problem;
    return key;
}

struct secret_key *secret_key_read(const char *text)
{
    struct ring ring = {0};
    if (!ready())
        return NULL;
    int problem = strlen(text) <= TEXT_MAX ? text_read(text, strlen(text), &ring) : EINVAL;
    struct secret_key *key = problem ? NULL : key_make(&ring, NULL);
    sodium_memzero(&ring, sizeof(ring));
    if (problem)
        errno = problem;
    return key;
}

struct secret_key *secret_key_of(const uint8_t bytes[static SECRET_KEY_BYTES])
{
    struct ring ring = {.count = 1};
    if (!ready())
        return NULL;
    memcpy(ring.keys[0], bytes, SECRET_KEY_BYTES);
    struct secret_key *key = key_make(&ring, NULL);
    sodium_memzero(&ring, sizeof(ring));
    return key;
}

void secret_key_close(struct secret_key *key)
{
    if (!key)
        return;
    sodium_free(key->ring); // overwrites it
    pthread_mutex_destroy(&key->lock);
    free(key->path);
    free(key);
}

void secret_key_refresh(struct secret_key *key)
{
    struct ring ring = {0};
    if (!key->path || file_read(key->path, &ring) != 0)
        return;
    pthread_mutex_lock(&key->lock);
    sodium_mprotect_readwrite(key->ring);
    *key->ring = ring;
    sodium_mprotect_readonly(key->ring);
    pthread_mutex_unlock(&key->lock);
    sodium_memzero(&ring, sizeof(ring));
}

/* ---- generations ---- */

static void ring_copy(const struct secret_key *key, struct ring *ret_ring)
{
    pthread_mutex_t *lock = &((struct secret_key *)(uintptr_t)key)->lock;
    pthread_mutex_lock(lock);
    *ret_ring = *key->ring;
    pthread_mutex_unlock(lock);
}

void secret_key_bytes(const struct secret_key *key, unsigned char bytes[static SECRET_KEY_BYTES])
{
    struct ring ring;
    ring_copy(key, &ring);
    memcpy(bytes, ring.keys[0], SECRET_KEY_BYTES);
    sodium_memzero(&ring, sizeof(ring));
}

size_t secret_key_ids(const struct secret_key *key, char ids[static SECRET_RING_MAX][SECRET_KEY_ID_SIZE])
{
    struct ring ring;
    ring_copy(key, &ring);
    for (size_t i = 0; i < ring.count; i++)
        name_of(ring.keys[i], ids[i]);
    sodium_memzero(ring.keys, sizeof(ring.keys));
    return ring.count;
}

void secret_key_id(const struct secret_key *key, char id[static SECRET_KEY_ID_SIZE])
{
    char ids[SECRET_RING_MAX][SECRET_KEY_ID_SIZE];
    secret_key_ids(key, ids);
    memcpy(id, ids[0], SECRET_KEY_ID_SIZE);
}

/* ---- keys of somebody's own ---- */

void own_key_make(struct own_key *ret_own)
{
    randombytes_buf(ret_own->bytes, sizeof(ret_own->bytes));
}

void own_key_of_master(const struct secret_key *key, struct own_key *ret_own)
{
    secret_key_bytes(key, ret_own->bytes);
}

void own_key_wipe(struct own_key *own)
{
    sodium_memzero(own, sizeof(*own));
}

void own_key_seal(const struct own_key *own, const char *associated, const uint8_t *plain, size_t size, uint8_t *sealed)
{
    randombytes_buf(sealed, SECRET_NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + SECRET_NONCE_BYTES, NULL, plain, size,
                                               (const unsigned char *)associated, strlen(associated), NULL, sealed,
                                               own->bytes);
}

bool own_key_unseal(const struct own_key *own, const char *associated, const uint8_t *sealed, size_t sealed_size,
                    uint8_t *plain)
{
    if (sealed_size < SECRET_SEAL_OVERHEAD)
        return false;
    size_t cipher_size = sealed_size - SECRET_SEAL_OVERHEAD;
    const unsigned char *cipher = sealed + SECRET_NONCE_BYTES;
    const unsigned char *extra = (const unsigned char *)associated;
    size_t extra_size = strlen(associated);
    // First without a place for the text: that only checks the tag. With one, a failure would overwrite it.
    return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(NULL, NULL, cipher, cipher_size, cipher + cipher_size,
                                                               extra, extra_size, sealed, own->bytes) == 0 &&
           crypto_aead_xchacha20poly1305_ietf_decrypt_detached(plain, NULL, cipher, cipher_size, cipher + cipher_size,
                                                               extra, extra_size, sealed, own->bytes) == 0;
}

/* What wraps an owner's key, of one generation. */
static void wrapping_of(const unsigned char master[static SECRET_KEY_BYTES], struct own_key *ret_wrapping)
{
    crypto_kdf_derive_from_key(ret_wrapping->bytes, SECRET_KEY_BYTES, 0, "wrapping", master);
}

static void associated_text(int64_t owner, const char *id, char text[static ASSOCIATED_SIZE])
{
    snprintf(text, ASSOCIATED_SIZE, "key:%lld:%.16s", (long long)owner, id);
}

void own_key_wrap(const struct secret_key *key, int64_t owner, const struct own_key *own,
                  uint8_t wrapped[static SECRET_WRAPPED_BYTES], char id[static SECRET_KEY_ID_SIZE])
{
    unsigned char master[SECRET_KEY_BYTES];
    char associated[ASSOCIATED_SIZE];
    struct own_key wrapping;
    secret_key_bytes(key, master);
    name_of(master, id);
    wrapping_of(master, &wrapping);
    associated_text(owner, id, associated);
    own_key_seal(&wrapping, associated, own->bytes, SECRET_KEY_BYTES, wrapped);
    sodium_memzero(master, sizeof(master));
    own_key_wipe(&wrapping);
}

/* The generation of that name, as what it wraps with. */
static bool generation_find(const struct secret_key *key, const char *id, struct own_key *ret_wrapping)
{
    char ids[SECRET_RING_MAX][SECRET_KEY_ID_SIZE];
    struct ring ring;
    bool found = false;
    ring_copy(key, &ring);
    for (size_t i = 0; !found && i < ring.count; i++) {
        name_of(ring.keys[i], ids[i]);
        found = strcmp(ids[i], id) == 0;
        if (found)
            wrapping_of(ring.keys[i], ret_wrapping);
    }
    sodium_memzero(&ring, sizeof(ring));
    return found;
}

bool own_key_unwrap(struct secret_key *key, int64_t owner, const char *id, const void *wrapped, size_t size,
                    struct own_key *ret_own)
{
    char associated[ASSOCIATED_SIZE];
    struct own_key wrapping;
    if (!id || !wrapped || size != SECRET_WRAPPED_BYTES)
        return false;
    if (!generation_find(key, id, &wrapping)) {
        secret_key_refresh(key);
        if (!generation_find(key, id, &wrapping))
            return false;
    }
    associated_text(owner, id, associated);
    bool good = own_key_unseal(&wrapping, associated, wrapped, size, ret_own->bytes);
    own_key_wipe(&wrapping);
    return good;
}

/* ---- rotation ---- */

void secret_key_line(char line[static 2 * SECRET_KEY_BYTES + 1])
{
    unsigned char bytes[SECRET_KEY_BYTES];
    randombytes_buf(bytes, sizeof(bytes));
    sodium_bin2hex(line, LINE_SIZE, bytes, sizeof(bytes));
    sodium_memzero(bytes, sizeof(bytes));
}

bool secret_rotation_begin(const char *path)
{
    struct ring ring = {0};
    int problem = file_read(path, &ring);
    bool good = problem == 0;
    if (good && ring.count == 1) {
        memcpy(ring.keys[1], ring.keys[0], SECRET_KEY_BYTES);
        randombytes_buf(ring.keys[0], SECRET_KEY_BYTES);
        ring.count = 2;
        good = ring_write(path, &ring, 0, 2);
        problem = errno;
    }
    sodium_memzero(&ring, sizeof(ring));
    errno = problem;
    return good;
}

bool secret_rotation_end(const char *path)
{
    struct ring ring = {0};
    char old[PATH_SIZE], id[SECRET_KEY_ID_SIZE];
    int problem = file_read(path, &ring);
    bool good = problem == 0;
    for (size_t i = 1; good && i < ring.count; i++) {
        name_of(ring.keys[i], id);
        good = snprintf(old, sizeof(old), "%s.old-%s", path, id) < PATH_SIZE && ring_write(old, &ring, i, 1);
        problem = errno;
    }
    if (good && ring.count > 1) {
        good = ring_write(path, &ring, 0, 1);
        problem = errno;
    }
    sodium_memzero(&ring, sizeof(ring));
    errno = problem;
    return good;
}
