/* SPDX-License-Identifier: MIT */
/*
 * Receipts of marks (docs/RECEIPTS.md): what a mark was and when, signed, for its student to keep; and what anybody may
 * ask of one that they are shown: whether it is genuine and in the log, and whether the mark has become another since.
 */
#ifndef AMS_SCHOOL_MARK_RECEIPT_H
#define AMS_SCHOOL_MARK_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/receipt.h"
#include "school/common/fault.h"
#include "school/marks/receipt/receipt_key.h"

struct actor;
struct arena;
struct school;

enum {
    RECEIPTS_A_MARK = 20,      // the newest ones
    RECEIPT_CHANGES_MAX = 20,  // that are told, the newest
    RECEIPT_HEAD_SECONDS = 60, // how long a published head stays the newest
};

/* A hash of the log or a public key, as base64url. */
enum { RECEIPT_BYTES = 32, RECEIPT_BYTES_SIZE = 44 };
void receipt_bytes_text(const uint8_t bytes[static RECEIPT_BYTES], char text[static RECEIPT_BYTES_SIZE]);

struct receipt_line {
    const char *text;
    struct receipt receipt;
};
struct receipt_list {
    struct receipt_line *lines; // the newest first
    size_t count;
};

/* The student's own, of one lecture; none while nothing was marked of them there. NOT_FOUND: then, of who is not in the
 * classroom. */
enum fault mark_receipts(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                         struct receipt_list *ret_list);

enum receipt_state {
    RECEIPT_STANDS,    // and so the mark is still
    RECEIPT_CHANGED,   // another entry came later, and the mark is another
    RECEIPT_DIFFERS,   // the register says something else without an entry that tells why
    RECEIPT_FORGOTTEN, // whom it is of, or where, has been deleted
    RECEIPT_MISSING,   // genuine, but not in the log as it is: the log has been set back or altered
    RECEIPT_STATE_COUNT,
};
/* "stands", "changed", "differs", "forgotten", "missing". */
const char *receipt_state_code(enum receipt_state state);

struct receipt_change {
    int64_t at;
    const char *by; // student, staff, rule, found
};

struct receipt_report {
    enum receipt_reason reason; // RECEIPT_GOOD: all of the following is meant
    struct receipt receipt;     // up to RECEIPT_VALUES not meant
    struct receipt_key key;     // up to RECEIPT_KEY_UNKNOWN not meant
    enum receipt_state state;
    struct receipt_change changes[RECEIPT_CHANGES_MAX]; // since, the newest first
    size_t changes_count;
    const char *head;                     // signed now, of the log as it is
    int64_t size;                         // of that; 0 and without paths when the receipt is missing
    struct merkle_path inclusion, growth; // of the receipt's leaf; from the receipt's log to this one
};
enum fault receipt_judge(struct school *school, const char *bytes, size_t size, struct arena *arena,
                         struct receipt_report *ret_report);

/* The head that is published: at most RECEIPT_HEAD_SECONDS old. In the arena. */
enum fault receipt_head_published(struct school *school, struct arena *arena, const char **ret_text);

/* A head that somebody noted elsewhere. */
struct receipt_noted {
    enum receipt_reason reason; // RECEIPT_GOOD: the following is meant
    struct receipt_head head;
    bool held; // the log of today, reckoned anew from its leaves, begins with that one
};
enum fault receipt_noted_judge(struct school *school, const char *text, struct receipt_noted *ret_noted);

/* Paths of the log, for who keeps heads. NOT_FOUND outside of it. */
enum fault receipt_path_inclusion(struct school *school, int64_t index, int64_t size, struct merkle_hash *ret_leaf,
                                  struct merkle_path *ret_path);
enum fault receipt_path_growth(struct school *school, int64_t from, int64_t to, struct merkle_path *ret_path);

#endif
