/* SPDX-License-Identifier: MIT */
/* Whether the school can do its work now. */
#ifndef AMS_SCHOOL_READY_H
#define AMS_SCHOOL_READY_H

#include "school/school.h"

/*
 * Reads a row from the database. FAULT_NONE: it can; INTERNAL or BUSY: it cannot. *ret_full: it can read and sign
 * people in, but nothing else is written, because the disk is full.
 */
enum fault school_ready(struct school *school, bool *ret_full);

#endif
