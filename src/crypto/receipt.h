/* SPDX-License-Identifier: MIT */
/*
 * The text of a receipt and of a signed head of the log (docs/RECEIPTS.md): "ams1." and "ams1-head.", a payload and an
 * Ed25519 signature over all that stands before it. The payload is JSON of these fields in this order without a space,
 * so that one receipt has one text, and is read by that shape alone.
 */
#ifndef AMS_CRYPTO_RECEIPT_H
#define AMS_CRYPTO_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "crypto/ed25519.h"
#include "crypto/merkle.h"

enum {
    RECEIPT_SALT_BYTES = 16,
    RECEIPT_WORD_SIZE = 12,     // a status, a method, who set it
    RECEIPT_NAME_SIZE = 401,    // of the student, and
    RECEIPT_SUBJECT_SIZE = 721, // of the classroom, and
    RECEIPT_STATUS_SIZE = 241,  // of the status: for people to read
    RECEIPT_AUDIT_SIZE = 65,    // the newest hash of the audit log, in hex; "" while that is empty
    RECEIPT_TEXT_SIZE = 4700,
    RECEIPT_HEAD_SIZE = 600,
};

#define RECEIPT_ID_MAX MERKLE_SIZE_MAX

/* One state of one mark, as the log holds its hash. */
struct receipt_mark {
    int64_t student, classroom, lecture; // ids
    char status[RECEIPT_WORD_SIZE];      // P L E A S1..., "none" when it was taken away
    int64_t minutes_late;
    char method[RECEIPT_WORD_SIZE]; // face, code, manual, ..., as in docs/API.md
    char by[RECEIPT_WORD_SIZE];     // whose act: student, staff, rule, found
    int64_t at, written_at;         // of the mark; when the entry was written
    uint8_t salt[RECEIPT_SALT_BYTES];
};

struct receipt {
    char key[ED25519_ID_SIZE];
    int64_t index, size; // which leaf of a log of how many
    struct merkle_hash root;
    char audit[RECEIPT_AUDIT_SIZE];
    int64_t signed_at;
    struct receipt_mark mark;
    char name[RECEIPT_NAME_SIZE], subject[RECEIPT_SUBJECT_SIZE], status_name[RECEIPT_STATUS_SIZE];
    int64_t starts_at; // of the lecture
};

struct receipt_head {
    char key[ED25519_ID_SIZE];
    int64_t size;
    struct merkle_hash root;
    char audit[RECEIPT_AUDIT_SIZE];
    int64_t audit_entry; // its number
    int64_t signed_at;
};

enum receipt_reason {
    RECEIPT_GOOD,
    RECEIPT_TOO_LONG,
    RECEIPT_NONE,        // does not begin as one
    RECEIPT_PARTS,       // not two parts behind that
    RECEIPT_ENCODING,    // a part is no base64url, or the signature has another length
    RECEIPT_FIELDS,      // the payload is not these fields in this order
    RECEIPT_VALUES,      // a field holds what it cannot
    RECEIPT_KEY_UNKNOWN, // signed by a key that is not at hand
    RECEIPT_ALTERED,     // the signature does not fit
    RECEIPT_KEY_ENDED,   // signed later than its key was in use
    RECEIPT_REASON_COUNT,
};

/* "good", "too_long", "no_receipt", "parts", "encoding", "fields", "values", "key_unknown", "altered", "key_ended". */
const char *receipt_reason_code(enum receipt_reason reason);

/* The hash of it that the log holds. False when a field does not fit. */
bool receipt_leaf(const struct receipt_mark *mark, struct merkle_hash *ret_leaf);

/* `key` and the rest of it filled by the caller. False when a field does not fit. */
bool receipt_write(const struct receipt *receipt, const struct own_key *own, char text[static RECEIPT_TEXT_SIZE]);
bool receipt_head_write(const struct receipt_head *head, const struct own_key *own,
                        char text[static RECEIPT_HEAD_SIZE]);

/* Reads what it says without judging the signature: RECEIPT_GOOD or one of the reasons up to RECEIPT_VALUES. */
enum receipt_reason receipt_read(const char *text, struct receipt *ret_receipt);
enum receipt_reason receipt_head_read(const char *text, struct receipt_head *ret_head);

/* Of a text that was read: GOOD or ALTERED. */
enum receipt_reason receipt_check(const char *text, const uint8_t public_key[static ED25519_PUBLIC_BYTES]);

/*
 * Finds a receipt in what somebody pasted or saved: what begins with "ams1." up to the first byte that is none of its
 * own, without the line breaks and blanks of mails in between. What is none is copied as it is, and cut, for
 * receipt_read to say so.
 */
void receipt_find(const char *bytes, size_t size, char text[static RECEIPT_TEXT_SIZE + 1]);

#endif
