/* SPDX-License-Identifier: MIT */
#include "crypto/envelope.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/disk.h"

enum {
    MAGIC_BYTES = 8,
    SEALED_BYTES = crypto_secretstream_xchacha20poly1305_KEYBYTES + crypto_box_SEALBYTES,
    STREAM_HEAD_BYTES = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    HEAD_BYTES = MAGIC_BYTES + SEALED_BYTES,
    CIPHER_BYTES = ENVELOPE_PIECE + crypto_secretstream_xchacha20poly1305_ABYTES,
};

static const char magic[MAGIC_BYTES] = {'A', 'M', 'S', 'B', 'K', 'U', 'P', '1'};
static const char public_prefix[] = "ams-backup-public-", private_prefix[] = "ams-backup-private-";

struct envelope {
    int file;
    enum envelope_fault why;
    crypto_secretstream_xchacha20poly1305_state state;
    unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
    unsigned char head[HEAD_BYTES]; // authenticated with the first piece
    bool head_used;
    bool last;       // of a reader: the last piece is in `plain`
    size_t at, used; // of `plain`
    unsigned char plain[ENVELOPE_PIECE];
    unsigned char cipher[CIPHER_BYTES];
};

static void key_text(const char *prefix, const unsigned char *bytes, char text[static ENVELOPE_KEY_SIZE])
{
    size_t size = strlen(prefix);
    memcpy(text, prefix, size);
    sodium_bin2base64(text + size, ENVELOPE_KEY_SIZE - size, bytes, crypto_box_PUBLICKEYBYTES,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static bool key_bytes(const char *prefix, const char *text, unsigned char bytes[static crypto_box_PUBLICKEYBYTES])
{
    size_t size = strlen(prefix), length = 0;
    return strncmp(text, prefix, size) == 0 &&
           sodium_base642bin(bytes, crypto_box_PUBLICKEYBYTES, text + size, strlen(text + size), NULL, &length, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           length == crypto_box_PUBLICKEYBYTES;
}

void envelope_keys(char public_key[static ENVELOPE_KEY_SIZE], char private_key[static ENVELOPE_KEY_SIZE])
{
    unsigned char public_bytes[crypto_box_PUBLICKEYBYTES], private_bytes[crypto_box_SECRETKEYBYTES];
    crypto_box_keypair(public_bytes, private_bytes);
    key_text(public_prefix, public_bytes, public_key);
    key_text(private_prefix, private_bytes, private_key);
    sodium_memzero(private_bytes, sizeof(private_bytes));
}

bool envelope_is_public(const char *public_key)
{
    unsigned char bytes[crypto_box_PUBLICKEYBYTES];
    return key_bytes(public_prefix, public_key, bytes);
}

static struct envelope *make(int file, enum envelope_fault *ret_fault)
{
    *ret_fault = ENVELOPE_MEMORY;
    struct envelope *envelope = sodium_init() < 0 ? NULL : sodium_malloc(sizeof(*envelope));
    if (!envelope)
        return NULL;
    memset(envelope, 0, sizeof(*envelope));
    envelope->file = file;
    return envelope;
}

static bool fail(struct envelope *envelope, enum envelope_fault why)
{
    envelope->why = why;
    return false;
}

struct envelope *envelope_create(int file, const char *public_key, enum envelope_fault *ret_fault)
{
    unsigned char key[crypto_box_PUBLICKEYBYTES], stream_head[STREAM_HEAD_BYTES];
    struct envelope *envelope = make(file, ret_fault);
    if (!envelope)
        return NULL;
    *ret_fault = ENVELOPE_KEY;
    if (!key_bytes(public_prefix, public_key, key))
        goto fail;
    crypto_secretstream_xchacha20poly1305_keygen(envelope->key);
    memcpy(envelope->head, magic, MAGIC_BYTES);
    if (crypto_box_seal(envelope->head + MAGIC_BYTES, envelope->key, sizeof(envelope->key), key) != 0)
        goto fail;
    crypto_secretstream_xchacha20poly1305_init_push(&envelope->state, stream_head, envelope->key);
    *ret_fault = ENVELOPE_DISK;
    if (!disk_write(file, envelope->head, HEAD_BYTES) || !disk_write(file, stream_head, sizeof(stream_head)))
        goto fail;
    *ret_fault = ENVELOPE_GOOD;
    return envelope;

fail:
    envelope_close(envelope);
    return NULL;
}

static bool push(struct envelope *envelope, unsigned char tag)
{
    unsigned long long size;
    crypto_secretstream_xchacha20poly1305_push(&envelope->state, envelope->cipher, &size, envelope->plain,
                                               envelope->used, envelope->head_used ? NULL : envelope->head,
                                               envelope->head_used ? 0 : HEAD_BYTES, tag);
    envelope->head_used = true;
    envelope->used = 0;
    return disk_write(envelope->file, envelope->cipher, (size_t)size) || fail(envelope, ENVELOPE_DISK);
}

bool envelope_write(struct envelope *envelope, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    while (size > 0) {
        size_t room = ENVELOPE_PIECE - envelope->used;
        size_t part = size < room ? size : room;
        memcpy(envelope->plain + envelope->used, at, part);
        envelope->used += part;
        at += part;
        size -= part;
        if (envelope->used == ENVELOPE_PIECE && !push(envelope, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE))
            return false;
    }
    return true;
}

bool envelope_finish(struct envelope *envelope)
{
    return push(envelope, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
}

/* Up to `size` bytes, fewer only at the end of the file. */
static bool read_most(struct envelope *envelope, unsigned char *bytes, size_t size, size_t *ret_size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t part = read(envelope->file, bytes + done, size - done);
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            return fail(envelope, ENVELOPE_DISK);
        if (part == 0)
            break;
        done += (size_t)part;
    }
    *ret_size = done;
    return true;
}

static enum envelope_fault open_key(struct envelope *envelope, const char *private_key)
{
    unsigned char private_bytes[crypto_box_SECRETKEYBYTES], public_bytes[crypto_box_PUBLICKEYBYTES];
    if (!key_bytes(private_prefix, private_key, private_bytes))
        return ENVELOPE_KEY;
    crypto_scalarmult_base(public_bytes, private_bytes);
    int code =
        crypto_box_seal_open(envelope->key, envelope->head + MAGIC_BYTES, SEALED_BYTES, public_bytes, private_bytes);
    sodium_memzero(private_bytes, sizeof(private_bytes));
    return code == 0 ? ENVELOPE_GOOD : ENVELOPE_STRANGER;
}

/* Opens with the private key, or with that of `written`. */
static struct envelope *open_with(int file, const char *private_key, const struct envelope *written,
                                  enum envelope_fault *ret_fault)
{
    unsigned char stream_head[STREAM_HEAD_BYTES];
    size_t size = 0;
    struct envelope *envelope = make(file, ret_fault);
    if (!envelope)
        return NULL;
    *ret_fault = ENVELOPE_DISK;
    if (!read_most(envelope, envelope->head, HEAD_BYTES, &size))
        goto fail;
    *ret_fault = ENVELOPE_NONE;
    if (size < MAGIC_BYTES || memcmp(envelope->head, magic, MAGIC_BYTES) != 0)
        goto fail;
    *ret_fault = ENVELOPE_DAMAGED;
    if (size < HEAD_BYTES || !read_most(envelope, stream_head, sizeof(stream_head), &size) ||
        size < sizeof(stream_head))
        goto fail;
    if (written) {
        memcpy(envelope->key, written->key, sizeof(envelope->key));
        *ret_fault = ENVELOPE_GOOD;
    } else {
        *ret_fault = open_key(envelope, private_key);
    }
    if (*ret_fault != ENVELOPE_GOOD)
        goto fail;
    *ret_fault = ENVELOPE_DAMAGED;
    if (crypto_secretstream_xchacha20poly1305_init_pull(&envelope->state, stream_head, envelope->key) != 0)
        goto fail;
    *ret_fault = ENVELOPE_GOOD;
    return envelope;

fail:
    envelope_close(envelope);
    return NULL;
}

struct envelope *envelope_open(int file, const char *private_key, enum envelope_fault *ret_fault)
{
    return open_with(file, private_key, NULL, ret_fault);
}

struct envelope *envelope_reopen(int file, const struct envelope *written, enum envelope_fault *ret_fault)
{
    return open_with(file, NULL, written, ret_fault);
}

/* Decrypts the next piece into `plain`. */
static bool pull(struct envelope *envelope)
{
    unsigned long long plain_size = 0;
    unsigned char tag = 0;
    size_t size;
    if (envelope->last || !read_most(envelope, envelope->cipher, CIPHER_BYTES, &size))
        return fail(envelope, envelope->why == ENVELOPE_GOOD ? ENVELOPE_DAMAGED : envelope->why);
    if (crypto_secretstream_xchacha20poly1305_pull(&envelope->state, envelope->plain, &plain_size, &tag,
                                                   envelope->cipher, size, envelope->head_used ? NULL : envelope->head,
                                                   envelope->head_used ? 0 : HEAD_BYTES) != 0)
        return fail(envelope, ENVELOPE_DAMAGED);
    envelope->head_used = true;
    envelope->last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    envelope->at = 0;
    envelope->used = (size_t)plain_size;
    return envelope->last || plain_size == ENVELOPE_PIECE || fail(envelope, ENVELOPE_DAMAGED);
}

bool envelope_read(struct envelope *envelope, void *bytes, size_t size)
{
    unsigned char *at = bytes;
    while (size > 0) {
        if (envelope->at == envelope->used && !pull(envelope))
            return false;
        size_t left = envelope->used - envelope->at;
        size_t part = size < left ? size : left;
        memcpy(at, envelope->plain + envelope->at, part);
        envelope->at += part;
        at += part;
        size -= part;
    }
    return true;
}

bool envelope_at_end(struct envelope *envelope)
{
    size_t size = 0;
    if (!envelope->last && envelope->at == envelope->used && !pull(envelope))
        return false;
    if (!envelope->last || envelope->at != envelope->used || !read_most(envelope, envelope->cipher, 1, &size))
        return false;
    return size == 0 || fail(envelope, ENVELOPE_DAMAGED);
}

enum envelope_fault envelope_why(const struct envelope *envelope)
{
    return envelope->why;
}

void envelope_close(struct envelope *envelope)
{
    sodium_free(envelope);
}
