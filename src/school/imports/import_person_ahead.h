/* SPDX-License-Identifier: MIT */
/* Whom the rows of a batch are about, read at its unit's beginning with a statement for all addresses, one for all
 * numbers and one for all accounts instead of some for each row. */
#ifndef AMS_SCHOOL_IMPORT_PERSON_AHEAD_H
#define AMS_SCHOOL_IMPORT_PERSON_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct import;
struct import_person;
struct user;

/* Of at most ROW_MANY people their known_id, email and external_id are looked up, into import->ahead. */
enum fault import_person_ahead(struct db *db, struct import *import, const struct import_person *people, size_t count);

/* As address_find and user_read; what was not read ahead, or was changed since, is read now. */
enum fault import_person_by_email(struct db *db, struct import *import, const char *email, int64_t *ret_id,
                                  bool *ret_typed);
enum fault import_person_user(struct db *db, struct import *import, int64_t user_id, struct user *ret_user);

/* Whose number this is; of several (an older import, a hand), none for certain: *ret_several. */
enum fault import_person_by_number(struct db *db, struct import *import, const char *external_id, int64_t *ret_id,
                                   bool *ret_several);

/* A row has changed something of the account (0: a new one), which has or had these; each may be NULL. */
void import_person_changed(struct import *import, int64_t user_id, const char *email, const char *external_id);

/* A row has made the account: the keys that it is sorted and found by are made with those of the batch's others. */
enum fault import_person_made(struct db *db, struct import *import, int64_t user_id);
enum fault import_person_behind(struct db *db, struct import *import);

#endif
