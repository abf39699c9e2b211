/* SPDX-License-Identifier: MIT */
/* What issuing and judging receipts share. Only for src/school/marks/receipt/. */
#ifndef AMS_SCHOOL_RECEIPT_INSIDE_H
#define AMS_SCHOOL_RECEIPT_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/receipt.h"
#include "school/common/fault.h"

struct arena;
struct db;
struct school;

/* The newest note of a mark beside the mark. */
struct receipt_compared {
    bool noted, same;
    int64_t mark_id; // 0: there is no mark
};
enum fault receipt_compare(struct db *db, int64_t lecture_id, int64_t student_id,
                           struct receipt_compared *ret_compared);

/* A head that is signed now, and its text in the arena. */
enum fault receipt_head_now(struct school *school, struct receipt_head *ret_head, struct arena *arena,
                            const char **ret_text);

#endif
