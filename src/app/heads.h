/* SPDX-License-Identifier: MIT */
/* Where the two logs stand: the audit log's chain and the log of marks (docs/RECEIPTS.md), as they are noted elsewhere
 * and held against what was noted. */
#ifndef AMS_APP_HEADS_H
#define AMS_APP_HEADS_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/audit.h"
#include "school/marks/receipt/mark_receipt.h"

struct school;

struct heads {
    char audit[AUDIT_HASH_SIZE]; // "" while the audit log is empty
    int64_t entries;
    char root[RECEIPT_BYTES_SIZE]; // of the log of marks
    int64_t size;
    char text[RECEIPT_HEAD_SIZE]; // both, signed; at most a minute older
};
enum fault heads_read(struct school *school, struct heads *ret_heads);

/* Whether this is meant to be a signed head. */
bool heads_is_signed(const char *text);

/* Says what became of a signed head; the exit code, one of those of `ams receipt verify`. */
int heads_say(const struct receipt_noted *noted);

#endif
