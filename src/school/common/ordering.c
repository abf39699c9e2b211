/* SPDX-License-Identifier: MIT */
#include "school/common/ordering.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/rows.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "store/db.h"
#include "store/engine.h"

enum {
    ROWS_A_UNIT = 500,
    UNITS_A_TICK = 10,
    ARENA_MAX = 4 << 20,
    STATE_SIZE = 192,
};

static const char state_name[] = "names_ordered"; // a row of `settings`

/* ---- the order ---- */

enum fault ordering_open(struct db *db, struct ordering *ret_ordering)
{
    CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX);
    struct ordering ordering = {0};
    const char *tag, *by;
    enum fault fault = setting_text(db, SETTING_LANGUAGE, &arena, &tag);
    if (fault != FAULT_NONE)
        return fault;
    fault = setting_text(db, SETTING_NAMES_BY, &arena, &by);
    if (fault != FAULT_NONE)
        return fault;
    ordering.by_family = strcmp(by, "family") == 0;
    if (str_copy(ordering.tag, sizeof(ordering.tag), tag))
        ordering.language = language_open(ordering.tag);
    if (!ordering.language)
        return FAULT_INTERNAL;
    *ret_ordering = ordering;
    return FAULT_NONE;
}

void ordering_close(struct ordering *ordering)
{
    language_close(ordering->language);
    ordering->language = NULL;
}

/* ---- keys ---- */

static const char *last_word(const char *name)
{
    const char *space = strrchr(name, ' ');
    return space ? space + 1 : name;
}

static enum fault user_keys_write(struct db *db, const struct ordering *ordering, int64_t id, const char *name,
                                  const char *family)
{
    char sort[LANGUAGE_SORT_SIZE], search[LANGUAGE_FOLD_SIZE];
    bool good = ordering->by_family
                    ? language_sort_key(ordering->language, family ? family : last_word(name), name, sort)
                    : language_sort_key(ordering->language, name, NULL, sort);
    if (!good || !language_fold(name, search))
        return FAULT_INTERNAL;
    return fault_of(db_exec(db, "UPDATE users SET sort_key = ?, search_key = ? WHERE id = ?",
                            DB_VALUES(T(sort), T(search), I(id))));
}

static enum fault classroom_keys_write(struct db *db, const struct ordering *ordering, int64_t id, const char *subject,
                                       const char *section)
{
    char sort[LANGUAGE_SORT_SIZE];
    if (!language_sort_key(ordering->language, subject, section ? section : "", sort))
        return FAULT_INTERNAL;
    return fault_of(db_exec(db, "UPDATE classrooms SET sort_key = ? WHERE id = ?", DB_VALUES(T(sort), I(id))));
}

/* What has keys: how to read the rows from an id on (id, name, the part of the name), and how to write one's keys. */
static const struct keyed {
    const char *sql;
    enum fault (*write)(struct db *db, const struct ordering *ordering, int64_t id, const char *name, const char *part);
} keyed[] = {
    {"SELECT id, name, family_name FROM users WHERE id >= ? ORDER BY id LIMIT ?", user_keys_write},
    {"SELECT id, subject, section FROM classrooms WHERE id >= ? ORDER BY id LIMIT ?", classroom_keys_write},
};

struct keyed_row {
    int64_t id;
    const char *name, *part;
};

/* The keys of at most `limit` rows from `from` on; *ret_next is behind the last of them, 0 when there are no more. */
static enum fault keys_write(struct db *db, const struct ordering *ordering, const struct keyed *table, int64_t from,
                             int64_t limit, int64_t *ret_next)
{
    CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX);
    struct row row;
    struct keyed_row *list = NULL;
    size_t count = 0;
    row_begin(&row, db, &arena, table->sql, DB_VALUES(I(from), I(limit)));
    while (row_next(&row)) {
        struct keyed_row *rows = row_list(&row, list, count, sizeof(*rows));
        if (!rows)
            break;
        list = rows;
        list[count++] = (struct keyed_row){row_int(&row, 0), row_string(&row, 1), row_text(&row, 2)};
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = table->write(db, ordering, list[i].id, list[i].name, list[i].part);
    if (fault != FAULT_NONE)
        return fault;
    *ret_next = count == (size_t)limit ? list[count - 1].id + 1 : 0;
    return FAULT_NONE;
}

static enum fault range_write(struct db *db, const struct keyed *table, int64_t from, int64_t count)
{
    CLOSES(ordering_close) struct ordering ordering = {0};
    int64_t next;
    enum fault fault = ordering_open(db, &ordering);
    return fault != FAULT_NONE ? fault : keys_write(db, &ordering, table, from, count, &next);
}

enum fault ordering_user(struct db *db, int64_t user_id)
{
    return range_write(db, &keyed[0], user_id, 1);
}

enum fault ordering_users(struct db *db, int64_t from_id, int64_t count)
{
    return range_write(db, &keyed[0], from_id, count);
}

enum fault ordering_classroom(struct db *db, int64_t class_id)
{
    return range_write(db, &keyed[1], class_id, 1);
}

/* ---- making them anew ---- */

/* By which settings and which version the keys are made, and how far that is: table and id; at the end, no table. */
struct renewal {
    char settings[STATE_SIZE], version[LANGUAGE_VERSION_SIZE];
    int64_t table, from;
    bool known; // there is a row
};

static enum fault renewal_read(struct db *db, struct renewal *ret_renewal)
{
    struct row row;
    struct renewal renewal = {0};
    long long table = 0, from = 0;
    row_begin(&row, db, NULL, "SELECT value FROM settings WHERE name = ?", DB_VALUES(T(state_name)));
    while (row_next(&row)) {
        const char *text = db_text(&row.rows, 0);
        renewal.known = true;
        if (!text || strlen(text) >= STATE_SIZE ||
            sscanf(text, "%63s %63s %lld %lld", renewal.settings, renewal.version, &table, &from) != 4 || table < 0 ||
            from < 0)
            renewal.settings[0] = '\0'; // made by nothing that is known
    }
    renewal.table = table;
    renewal.from = from;
    *ret_renewal = renewal;
    return row_end(&row);
}

static enum fault renewal_keep(struct db *db, const struct renewal *renewal, int64_t now)
{
    char text[STATE_SIZE];
    snprintf(text, sizeof(text), "%.63s %.63s %lld %lld", renewal->settings, renewal->version,
             (long long)renewal->table, (long long)renewal->from);
    const char *sql = renewal->known ? "UPDATE settings SET value = ?, updated_at = ? WHERE name = ?"
                                     : "INSERT INTO settings (value, updated_at, name) VALUES (?, ?, ?)";
    enum db_status status = db_exec(db, sql, DB_VALUES(T(text), I(now), T(state_name)));
    return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status); // another server was faster
}

struct renewing {
    int64_t now;
    bool all, more;
};

/* Whether there is something to do by this order; *renewal is then where to go on. */
static bool renewal_is_due(const struct ordering *ordering, bool all, struct renewal *renewal)
{
    char settings[STATE_SIZE], version[LANGUAGE_VERSION_SIZE];
    snprintf(settings, sizeof(settings), "%s/%s", ordering->tag, ordering->by_family ? "family" : "written");
    language_version(ordering->language, version);
    bool same = strcmp(settings, renewal->settings) == 0 && (!all || strcmp(version, renewal->version) == 0);
    if (same)
        return renewal->table < (int64_t)ARRAY_LENGTH(keyed);
    *renewal = (struct renewal){.known = renewal->known};
    str_copy(renewal->settings, sizeof(renewal->settings), settings);
    str_copy(renewal->version, sizeof(renewal->version), version);
    return true;
}

static enum fault renew_some(struct db *db, const struct ordering *ordering, struct renewing *unit)
{
    struct renewal renewal;
    int64_t next;
    enum fault fault = renewal_read(db, &renewal);
    if (fault != FAULT_NONE || !renewal_is_due(ordering, unit->all, &renewal))
        return fault;
    fault = keys_write(db, ordering, &keyed[renewal.table], renewal.from, ROWS_A_UNIT, &next);
    if (fault != FAULT_NONE)
        return fault;
    renewal.from = next;
    renewal.table += next == 0;
    unit->more = renewal.table < (int64_t)ARRAY_LENGTH(keyed);
    return renewal_keep(db, &renewal, unit->now);
}

static enum fault renew_unit(struct db *db, void *context)
{
    struct renewing *unit = context;
    CLOSES(ordering_close) struct ordering ordering = {0};
    unit->more = false;
    enum fault fault = ordering_open(db, &ordering);
    return fault != FAULT_NONE ? fault : renew_some(db, &ordering, unit);
}

/* Looked at by a reader first: a tick with nothing to do writes nothing. */
static enum fault is_due(struct school *school, bool all, bool *ret_due)
{
    CLOSES(ordering_close) struct ordering ordering = {0};
    struct renewal renewal;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = ordering_open(db, &ordering);
    if (fault != FAULT_NONE)
        return fault;
    fault = renewal_read(db, &renewal);
    if (fault != FAULT_NONE)
        return fault;
    *ret_due = renewal_is_due(&ordering, all, &renewal);
    return FAULT_NONE;
}

enum fault ordering_renew(struct school *school, bool all)
{
    struct renewing unit = {.now = school_now(school), .all = all};
    enum fault fault = is_due(school, all, &unit.more);
    for (size_t units = 0; fault == FAULT_NONE && unit.more && (all || units < UNITS_A_TICK); units++)
        fault = school_change(school, renew_unit, &unit);
    return fault;
}
