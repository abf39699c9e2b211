/* SPDX-License-Identifier: MIT */
/* Decisions as they stand in the database. */
#ifndef AMS_SCHOOL_DECISION_INSIDE_H
#define AMS_SCHOOL_DECISION_INSIDE_H

#include "school/attendance/decision.h"

struct row;

/* The columns state, status, comment, answered_by, its name, answered_at from `first` on; NULL: open. */
struct decision decision_of_row(struct row *row, int first);

#endif
