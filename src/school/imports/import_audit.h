/* SPDX-License-Identifier: MIT */
/* The entries of the audit log that a batch's rows make; for import_report.c. */
#ifndef AMS_SCHOOL_IMPORT_AUDIT_H
#define AMS_SCHOOL_IMPORT_AUDIT_H

#include "school/common/fault.h"

struct arena;
struct db;
struct import;

/* An empty list; NULL without memory. */
struct import_audits *import_audits(struct arena *arena);

/* Appends them to the log, in their order. */
enum fault import_audits_write(struct db *db, struct import *import);

#endif
