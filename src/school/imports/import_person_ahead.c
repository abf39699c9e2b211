/* SPDX-License-Identifier: MIT */
#include "school/imports/import_person_ahead.h"

#include <stdio.h>

#include "base/arena.h"
#include "school/common/limits.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/text.h"
#include "school/imports/import_person.h"
#include "school/imports/import_work.h"
#include "school/people/account.h"
#include "school/people/address.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"

/* Keys of import->ahead: an address and a number with the account's id (0: nobody's) as value, and an account. */
enum { BY_EMAIL = 'e', BY_NUMBER = 'x', BY_ID = 'i', MADE = 'm' }; // MADE: the first and the last new account
enum { CHANGED = -1, ID_SIZE = 24 };
enum { IDS_MAX = 3 * ROW_MANY }; // by id, by number and by address

/* Marks in `number` of an entry. */
enum { PLAIN = 0, TYPED = 1, SEVERAL = 1 };

struct asked {
    struct db_value values[ROW_MANY];
    size_t count;
};

static bool ask(struct import *import, struct asked *asked, char kind, const char *key)
{
    if (import_list_seen(import->ahead, kind, key))
        return true;
    const struct import_seen *entry = import_list_see(import->ahead, kind, key, PLAIN);
    if (entry)
        asked->values[asked->count++] = T(entry->key + 1);
    return entry != NULL;
}

static enum fault emails_read(struct db *db, struct import *import, struct asked *emails)
{
    struct row row;
    if (emails->count == 0)
        return FAULT_NONE;
    row_begin(&row, db, import->scratch, "SELECT email, id, email_proven_at FROM users WHERE email IN (" ROW_MARKS ")",
              row_many(emails->values, 0, emails->count));
    while (row_next(&row)) {
        struct import_seen *entry = import_list_seen(import->ahead, BY_EMAIL, db_text(&row.rows, 0));
        if (!entry)
            continue;
        entry->value = row_int(&row, 1);
        entry->number = db_is_null(&row.rows, 2) ? TYPED : PLAIN;
    }
    return row_end(&row);
}

static enum fault numbers_read(struct db *db, struct import *import, struct asked *numbers)
{
    struct row row;
    if (numbers->count == 0)
        return FAULT_NONE;
    row_begin(&row, db, import->scratch, "SELECT external_id, id FROM users WHERE external_id IN (" ROW_MARKS ")",
              row_many(numbers->values, 0, numbers->count));
    while (row_next(&row)) {
        struct import_seen *entry = import_list_seen(import->ahead, BY_NUMBER, db_text(&row.rows, 0));
        if (!entry)
            continue;
        entry->number = entry->value ? SEVERAL : PLAIN;
        entry->value = row_int(&row, 1);
    }
    return row_end(&row);
}

/* False without memory. */
static bool id_add(struct import *import, int64_t id, struct db_value *ids, size_t *count)
{
    char key[ID_SIZE];
    snprintf(key, sizeof(key), "%lld", (long long)id);
    if (id <= 0 || import_list_seen(import->ahead, BY_ID, key))
        return true;
    ids[(*count)++] = I(id);
    return import_list_see(import->ahead, BY_ID, key, PLAIN) != NULL;
}

static enum fault users_read(struct db *db, struct import *import, struct db_value *ids, size_t count)
{
    struct row row;
    char key[ID_SIZE];
    row_begin(&row, db, import->scratch, "SELECT " USER_COLUMNS " FROM users u WHERE u.id IN (" ROW_MARKS ")",
              row_many(ids, 0, count));
    while (row_next(&row)) {
        struct user *user = arena_calloc(import->scratch, 1, sizeof(*user));
        snprintf(key, sizeof(key), "%lld", (long long)row_int(&row, 0));
        struct import_seen *entry = import_list_seen(import->ahead, BY_ID, key);
        if (user && entry && user_from_row(&row, 0, user))
            entry->more = user;
    }
    return row_end(&row);
}

/* The accounts that are known by their id, and those that the addresses and numbers are of. */
static enum fault accounts_read(struct db *db, struct import *import, const struct import_person *people, size_t count,
                                const struct asked *emails, const struct asked *numbers)
{
    struct db_value ids[IDS_MAX];
    size_t id_count = 0;
    bool good = true;
    for (size_t i = 0; i < count; i++)
        good = good && id_add(import, people[i].known_id, ids, &id_count);
    for (size_t i = 0; i < emails->count; i++)
        good = good && id_add(import, import_list_seen(import->ahead, BY_EMAIL, emails->values[i].bytes)->value, ids,
                              &id_count);
    for (size_t i = 0; i < numbers->count; i++)
        good = good && id_add(import, import_list_seen(import->ahead, BY_NUMBER, numbers->values[i].bytes)->value, ids,
                              &id_count);
    enum fault fault = good ? FAULT_NONE : FAULT_INTERNAL;
    for (size_t at = 0; fault == FAULT_NONE && at < id_count; at += ROW_MANY)
        fault = users_read(db, import, ids + at, id_count - at < ROW_MANY ? id_count - at : ROW_MANY);
    return fault;
}

enum fault import_person_ahead(struct db *db, struct import *import, const struct import_person *people, size_t count)
{
    struct asked emails = {.count = 0}, numbers = {.count = 0};
    const char *clean;
    for (size_t i = 0; i < count; i++) {
        if (*people[i].email && text_email(people[i].email, import->scratch, &clean) == FAULT_NONE &&
            !ask(import, &emails, BY_EMAIL, clean))
            return FAULT_INTERNAL;
        if (text_clean(people[i].external_id, ACCOUNT_EXTERNAL_MAX, false, true, import->scratch, &clean) ==
                FAULT_NONE &&
            clean && !ask(import, &numbers, BY_NUMBER, clean))
            return FAULT_INTERNAL;
    }
    enum fault fault = emails_read(db, import, &emails);
    if (fault != FAULT_NONE)
        return fault;
    fault = numbers_read(db, import, &numbers);
    if (fault != FAULT_NONE)
        return fault;
    return accounts_read(db, import, people, count, &emails, &numbers);
}

/* What was read ahead of a key, and still is so; NULL: it is to be read. */
static const struct import_seen *known(const struct import *import, char kind, const char *key)
{
    const struct import_seen *entry = import_list_seen(import->ahead, kind, key);
    return entry && entry->value != CHANGED ? entry : NULL;
}

enum fault import_person_by_email(struct db *db, struct import *import, const char *email, int64_t *ret_id,
                                  bool *ret_typed)
{
    const struct import_seen *entry = known(import, BY_EMAIL, email);
    if (!entry)
        return address_find(db, email, ret_id, ret_typed);
    *ret_typed = entry->number == TYPED;
    *ret_id = *ret_typed ? 0 : entry->value;
    return FAULT_NONE;
}

enum fault import_person_by_number(struct db *db, struct import *import, const char *external_id, int64_t *ret_id,
                                   bool *ret_several)
{
    struct row row;
    int64_t count = 0;
    const struct import_seen *entry = known(import, BY_NUMBER, external_id);
    if (entry) {
        *ret_several = entry->number == SEVERAL;
        *ret_id = entry->value;
        return FAULT_NONE;
    }
    row_begin(&row, db, NULL, "SELECT id FROM users WHERE external_id = ? LIMIT 2", DB_VALUES(T(external_id)));
    while (row_next(&row)) {
        *ret_id = row_int(&row, 0);
        count++;
    }
    *ret_several = count > 1;
    return row_end(&row);
}

enum fault import_person_user(struct db *db, struct import *import, int64_t user_id, struct user *ret_user)
{
    char key[ID_SIZE];
    snprintf(key, sizeof(key), "%lld", (long long)user_id);
    const struct import_seen *entry = known(import, BY_ID, key);
    if (!entry || !entry->more)
        return user_read(db, user_id, import->scratch, ret_user);
    *ret_user = *(const struct user *)entry->more;
    return FAULT_NONE;
}

static void changed(struct import *import, char kind, const char *key)
{
    struct import_seen *entry = key ? import_list_seen(import->ahead, kind, key) : NULL;
    if (entry)
        entry->value = CHANGED;
}

void import_person_changed(struct import *import, int64_t user_id, const char *email, const char *external_id)
{
    char key[ID_SIZE];
    snprintf(key, sizeof(key), "%lld", (long long)user_id);
    changed(import, BY_ID, key);
    changed(import, BY_EMAIL, email);
    changed(import, BY_NUMBER, external_id);
}

enum fault import_person_made(struct db *db, struct import *import, int64_t user_id)
{
    if (!import->ahead)
        return ordering_user(db, user_id);
    struct import_seen *made = import_list_see(import->ahead, MADE, "", user_id);
    if (!made)
        return FAULT_INTERNAL;
    made->value = user_id;
    return FAULT_NONE;
}

enum fault import_person_behind(struct db *db, struct import *import)
{
    const struct import_seen *made = import_list_seen(import->ahead, MADE, "");
    return made ? ordering_users(db, made->number, made->value - made->number + 1) : FAULT_NONE;
}
