/* SPDX-License-Identifier: MIT */
/* Whether the school can do its work now. */
#ifndef AMS_SCHOOL_READY_H
#define AMS_SCHOOL_READY_H

#include "school/school.h"

/* Reads a row from the database. FAULT_NONE: it can; INTERNAL or BUSY: it cannot. */
enum fault school_ready(struct school *school);

#endif
