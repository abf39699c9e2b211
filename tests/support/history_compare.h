/* SPDX-License-Identifier: MIT */
/* What the comparisons of a random history share. Only for history_compare.c and history_figures.c. */
#ifndef AMS_TESTS_SUPPORT_HISTORY_COMPARE_H
#define AMS_TESTS_SUPPORT_HISTORY_COMPARE_H

#include "school/common/fault.h"
#include "support/history.h"

#define OK(h, what, call) history_same(h, what " answers", 0, (int64_t)(call), FAULT_NONE)

/* Each number of them; `where` stands in the words. */
void history_same_standing(const struct history *history, const char *where, int64_t student_id,
                           const struct standing *got, const struct standing *expected);
void history_same_counts(const struct history *history, const char *where, const struct row_lecture *lecture,
                         const struct counts *got);

/* MARK_UNMARKED of NULL. */
enum mark_status history_status_of(const struct row_mark *mark);

/* Whether the register has a row of theirs: in it now, or a lecture was theirs. */
bool history_listed(const struct history *history, int64_t class_id, int64_t student_id);

/* What is said of a whole classroom: its statistics, who is at risk, and the long file. */
void history_compare_statistics(struct history *history, int64_t class_id);
void history_compare_risk(struct history *history, int64_t class_id);
void history_compare_long(struct history *history, int64_t class_id);

#endif
