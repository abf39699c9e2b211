/* SPDX-License-Identifier: MIT */
/*
 * A file that only one holder can read: whoever has the public key writes it, only the private key opens it.
 *
 *     "AMSBKUP1"                      what it is, and the version of this layout
 *     80 bytes                        a new random key, sealed to the public key (crypto_box_seal)
 *     24 bytes                        head of a secretstream (XChaCha20-Poly1305) under that key
 *     65,553 bytes, again and again   64 KiB of content each and its tag; the last, shorter or empty one says so
 *
 * The head is authenticated with the first piece. A changed byte, a piece that is missing, doubled or in another place,
 * and an end that is not the end are all found.
 */
#ifndef AMS_CRYPTO_ENVELOPE_H
#define AMS_CRYPTO_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    ENVELOPE_KEY_SIZE = 64, // either key as text, and its NUL
    ENVELOPE_PIECE = 64 << 10,
};

enum envelope_fault {
    ENVELOPE_GOOD,
    ENVELOPE_DISK,     // the file cannot be read or written: errno
    ENVELOPE_NONE,     // no such file: it does not begin as one
    ENVELOPE_KEY,      // the text is no key of this kind
    ENVELOPE_STRANGER, // written for another key
    ENVELOPE_DAMAGED,  // changed, or cut off
    ENVELOPE_MEMORY,
};

/* A new pair: "ams-backup-public-..." and "ams-backup-private-...". */
void envelope_keys(char public_key[static ENVELOPE_KEY_SIZE], char private_key[static ENVELOPE_KEY_SIZE]);

/* Whether the text is a public key. */
bool envelope_is_public(const char *public_key);

struct envelope;

/* Begins to write at the descriptor, which stays the caller's. NULL with *ret_fault. */
struct envelope *envelope_create(int file, const char *public_key, enum envelope_fault *ret_fault);
bool envelope_write(struct envelope *envelope, const void *bytes, size_t size);
/* Writes the last piece; not a byte can follow. Does not sync. */
bool envelope_finish(struct envelope *envelope);

/*
 * Begins to read at the descriptor, at its first byte. `written` has just finished this file and still has its key, so
 * that what was written can be looked through without the private one.
 */
struct envelope *envelope_open(int file, const char *private_key, enum envelope_fault *ret_fault);
struct envelope *envelope_reopen(int file, const struct envelope *written, enum envelope_fault *ret_fault);
/* Exactly `size` bytes; false at the end of the content, or when it is damaged. */
bool envelope_read(struct envelope *envelope, void *bytes, size_t size);
/* True when everything was read and the file ends here. */
bool envelope_at_end(struct envelope *envelope);

/* Why the last call said no. */
enum envelope_fault envelope_why(const struct envelope *envelope);

/* Wipes its keys. NULL is allowed. */
void envelope_close(struct envelope *envelope);

#endif
