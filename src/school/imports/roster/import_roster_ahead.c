/* SPDX-License-Identifier: MIT */
/*
 * What the rows of a batch will ask for, read at its unit's beginning: a statement for all sourcedIds of a kind, one
 * for all classrooms, one for all places in them. And what they leave behind: students who come in are put in together.
 * Keys of import->ahead: sourcedIds as in external_ids, a classroom's professor, a student's place in a classroom.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/imports/import_person.h"
#include "school/imports/import_person_ahead.h"
#include "school/imports/import_work.h"
#include "school/imports/roster/import_roster.h"
#include "school/jobs/job_work.h"
#include "school/marks/membership.h"
#include "school/people/account.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { PROFESSOR = 'P', PLACE = 'M', COUNT = 'z' };
enum { KEY_SIZE = 48 };

/* value of a PLACE: bits */
enum { IS_IN = 1, LEFT_BY_SELF = 2 };

static char key_kind(enum roster_kind kind)
{
    return (char)toupper((int)kind);
}

static const char *class_key(int64_t class_id, char key[static KEY_SIZE])
{
    snprintf(key, KEY_SIZE, "%lld", (long long)class_id);
    return key;
}

static const char *place_key(int64_t class_id, int64_t user_id, char key[static KEY_SIZE])
{
    snprintf(key, KEY_SIZE, "%lld %lld", (long long)class_id, (long long)user_id);
    return key;
}

static const struct roster_id *id_copy(const struct import *import, const struct roster_id *id)
{
    struct roster_id *copy = arena_calloc(import->scratch, 1, sizeof(*copy));
    if (copy)
        *copy = *id;
    return copy;
}

static bool titled(enum roster_kind kind)
{
    return kind == ROSTER_ORG || kind == ROSTER_SESSION || kind == ROSTER_COURSE;
}

/* The account that has taken over another stands for it, too. Who was erased is found, so that nobody is made anew. */
#define MADE_USERS "SELECT id, COALESCE(merged_into, id) FROM users WHERE id IN (" ROW_MARKS ")"
#define MADE_CLASSES "SELECT id, id FROM classrooms WHERE id IN (" ROW_MARKS ")"

/* Which of the rows are there: pairs of an id as the file has it and the row that is meant. */
static void made_begin(struct row *row, struct db *db, enum roster_kind kind, struct db_value *ids, size_t count)
{
    row_begin(row, db, NULL, kind == ROSTER_USER ? MADE_USERS : MADE_CLASSES, row_many(ids, 0, count));
}

enum fault roster_made_read(struct db *db, const struct import *import, enum roster_kind kind, const char *id,
                            struct roster_id *ret_id)
{
    struct row row;
    struct db_value ids[ROW_MANY];
    int64_t number;
    if (titled(kind)) {
        roster_titled_made(import, kind, id, ret_id);
        return FAULT_NONE;
    }
    if ((kind != ROSTER_USER && kind != ROSTER_CLASS) ||
        !roster_made_parse(&roster_of(import)->maker, roster_word(kind), id, &number))
        return FAULT_NONE;
    ids[0] = I(number);
    made_begin(&row, db, kind, ids, 1);
    while (row_next(&row))
        *ret_id = (struct roster_id){.found = true, .subject_id = row_int(&row, 1), .made = true};
    return row_end(&row);
}

/* Of the ids that were asked for and that no roster has named, those that are ours. */
static enum fault made_ahead(struct db *db, struct import *import, enum roster_kind kind, const struct db_value *asked,
                             size_t count)
{
    struct row row;
    struct db_value ids[ROW_MANY];
    char key[ROSTER_MADE_SIZE];
    size_t made = 0;
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        int64_t number;
        struct roster_id id = {0};
        struct import_seen *entry = import_list_seen(import->ahead, key_kind(kind), asked[i].bytes);
        if (entry->more)
            continue;
        if (titled(kind) && roster_titled_made(import, kind, asked[i].bytes, &id))
            good = (entry->more = id_copy(import, &id)) != NULL;
        else if ((kind == ROSTER_USER || kind == ROSTER_CLASS) &&
                 roster_made_parse(&roster_of(import)->maker, roster_word(kind), asked[i].bytes, &number))
            ids[made++] = I(number);
    }
    if (!good || made == 0)
        return good ? FAULT_NONE : FAULT_INTERNAL;
    made_begin(&row, db, kind, ids, made);
    while (row_next(&row)) {
        const struct roster_id id = {.found = true, .subject_id = row_int(&row, 1), .made = true};
        roster_made(&roster_of(import)->maker, roster_word(kind), row_int(&row, 0), 0, key);
        struct import_seen *entry = import_list_seen(import->ahead, key_kind(kind), key);
        if (entry && !(entry->more = id_copy(import, &id)))
            row.full = true;
    }
    return row_end(&row);
}

enum fault roster_ahead_ids(struct db *db, struct import *import, enum roster_kind kind,
                            const struct import_line *const *lines, size_t count, int column)
{
    struct row row;
    struct db_value values[1 + ROW_MANY] = {T(roster_word(kind))};
    size_t asked = 0;
    const char as = key_kind(kind);
    for (size_t i = 0; i < count; i++) {
        const char *id = lines[i]->cells[column];
        if (!roster_id_is_good(id) || import_list_seen(import->ahead, as, id))
            continue;
        const struct import_seen *entry = import_list_see(import->ahead, as, id, 0);
        if (!entry)
            return FAULT_INTERNAL;
        values[1 + asked++] = T(entry->key + 1);
    }
    if (asked == 0)
        return FAULT_NONE;
    row_begin(&row, db, import->scratch,
              "SELECT external_id, subject_id, other_id, title FROM external_ids WHERE kind = ? AND external_id IN"
              " (" ROW_MARKS ")",
              row_many(values, 1, asked));
    while (row_next(&row)) {
        const struct roster_id id = {true, row_int(&row, 1), row_int(&row, 2), row_text(&row, 3), false};
        struct import_seen *entry = import_list_seen(import->ahead, as, db_text(&row.rows, 0));
        if (entry && !(entry->more = id_copy(import, &id)))
            row.full = true; // what is known and was not kept would be made anew
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : made_ahead(db, import, kind, values + 1, asked);
}

bool roster_ahead_id(const struct import *import, enum roster_kind kind, const char *id, struct roster_id *ret_id)
{
    const struct import_seen *entry = import_list_seen(import->ahead, key_kind(kind), id);
    if (!entry)
        return false;
    *ret_id = entry->more ? *(const struct roster_id *)entry->more : (struct roster_id){0};
    return true;
}

enum fault roster_ahead_keep(struct import *import, enum roster_kind kind, const char *id, const struct roster_id *kept)
{
    struct import_seen *entry = import_list_seen(import->ahead, key_kind(kind), id);
    if (!entry)
        return FAULT_NONE;
    struct roster_id copy = *kept;
    copy.title = kept->title ? arena_strdup(import->scratch, kept->title) : NULL;
    entry->more = id_copy(import, &copy);
    return !entry->more || (kept->title && !copy.title) ? FAULT_INTERNAL : FAULT_NONE;
}

/* ---- classrooms and the places in them ---- */

static enum fault classes_read(struct db *db, struct import *import, struct db_value *ids, size_t count)
{
    struct row row;
    char key[KEY_SIZE];
    row_begin(&row, db, import->scratch, "SELECT id, professor_id FROM classrooms WHERE id IN (" ROW_MARKS ")",
              row_many(ids, 0, count));
    while (row_next(&row)) {
        struct import_seen *entry = import_list_seen(import->ahead, PROFESSOR, class_key(row_int(&row, 0), key));
        if (entry)
            entry->value = row_int(&row, 1);
    }
    return row_end(&row);
}

/* NULL: it was not asked for. */
static struct import_seen *place_of(const struct import *import, int64_t class_id, int64_t user_id)
{
    char key[KEY_SIZE];
    return import_list_seen(import->ahead, PLACE, place_key(class_id, user_id, key));
}

/* Of these people wherever they are: a student is in a few classrooms. */
static enum fault places_read(struct db *db, struct import *import, struct db_value *ids, size_t count)
{
    struct row row;
    row_begin(&row, db, import->scratch, "SELECT class_id, user_id FROM students WHERE user_id IN (" ROW_MARKS ")",
              row_many(ids, 0, count));
    while (row_next(&row)) {
        struct import_seen *entry = place_of(import, row_int(&row, 0), row_int(&row, 1));
        if (entry)
            entry->value |= IS_IN;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, import->scratch,
              "SELECT class_id, user_id, left_by_self FROM memberships WHERE user_id IN (" ROW_MARKS ")"
              " ORDER BY joined_at, id",
              (struct db_values){ids, ROW_MANY});
    while (row_next(&row)) { // the last one counts
        struct import_seen *entry = place_of(import, row_int(&row, 0), row_int(&row, 1));
        if (entry)
            entry->value = (entry->value & IS_IN) | (row_int(&row, 2) ? LEFT_BY_SELF : 0);
    }
    return row_end(&row);
}

enum fault roster_ahead_places(struct db *db, struct import *import, const struct import_line *const *lines,
                               size_t count, int class_column, int user_column)
{
    struct db_value classes[ROW_MANY], users[ROW_MANY];
    struct import_person people[ROW_MANY];
    size_t class_count = 0, user_count = 0;
    char key[KEY_SIZE];
    for (size_t i = 0; i < count; i++) {
        struct roster_id class = {0}, user = {0};
        roster_ahead_id(import, ROSTER_CLASS, lines[i]->cells[class_column], &class);
        roster_ahead_id(import, ROSTER_USER, lines[i]->cells[user_column], &user);
        if (!class.subject_id || !user.subject_id)
            continue;
        if (!import_list_seen(import->ahead, PROFESSOR, class_key(class.subject_id, key))) {
            classes[class_count++] = I(class.subject_id);
            if (!import_list_see(import->ahead, PROFESSOR, key, 0))
                return FAULT_INTERNAL;
        }
        if (!import_list_see(import->ahead, PLACE, place_key(class.subject_id, user.subject_id, key), 0))
            return FAULT_INTERNAL;
        bool again = user_count > 0 && users[user_count - 1].integer == user.subject_id;
        if (again)
            continue;
        people[user_count] = (struct import_person){.known_id = user.subject_id, .email = "", .external_id = ""};
        users[user_count++] = I(user.subject_id);
    }
    if (user_count == 0)
        return FAULT_NONE;
    enum fault fault = classes_read(db, import, classes, class_count);
    if (fault != FAULT_NONE)
        return fault;
    fault = places_read(db, import, users, user_count);
    return fault != FAULT_NONE ? fault : import_person_ahead(db, import, people, user_count);
}

bool roster_ahead_professor(const struct import *import, int64_t class_id, int64_t *ret_professor_id)
{
    char key[KEY_SIZE];
    const struct import_seen *entry = import_list_seen(import->ahead, PROFESSOR, class_key(class_id, key));
    if (entry)
        *ret_professor_id = entry->value;
    return entry != NULL;
}

bool roster_ahead_place(const struct import *import, int64_t class_id, int64_t user_id, bool *ret_in, bool *ret_left)
{
    const struct import_seen *entry = place_of(import, class_id, user_id);
    if (!entry)
        return false;
    *ret_in = entry->value & IS_IN;
    *ret_left = !*ret_in && (entry->value & LEFT_BY_SELF);
    return true;
}

void roster_ahead_moved(struct import *import, int64_t class_id, int64_t user_id, bool in)
{
    struct import_seen *entry = place_of(import, class_id, user_id);
    if (entry)
        entry->value = in ? IS_IN : 0;
}

/* ---- students who come in ---- */

struct roster_coming {
    struct membership_new list[ROW_MANY];
    size_t count;
};

enum fault roster_come(struct import *import, int64_t class_id, int64_t user_id)
{
    struct roster_run *roster = roster_of(import);
    if (!roster->coming)
        roster->coming = arena_calloc(import->work->arena, 1, sizeof(*roster->coming));
    if (!roster->coming)
        return FAULT_INTERNAL;
    roster->coming->list[roster->coming->count++] = (struct membership_new){class_id, user_id};
    roster_ahead_moved(import, class_id, user_id, true);
    return FAULT_NONE;
}

enum fault roster_come_now(struct db *db, struct import *import)
{
    struct roster_coming *coming = roster_of(import)->coming;
    const size_t count = coming ? coming->count : 0;
    if (count == 0)
        return FAULT_NONE;
    coming->count = 0;
    return membership_begin_many(db, coming->list, count, import->work->actor.user_id, import->now);
}

void roster_come_none(struct import *import)
{
    if (roster_of(import)->coming)
        roster_of(import)->coming->count = 0;
}

enum fault roster_class_count(struct db *db, struct import *import, int64_t class_id, int64_t *ret_count)
{
    struct roster_run *roster = roster_of(import);
    char key[KEY_SIZE];
    class_key(class_id, key);
    if (!roster->counts)
        roster->counts = import_seen_list(import->work->arena);
    struct import_seen *entry = roster->counts ? import_list_see(roster->counts, COUNT, key, 0) : NULL;
    if (!entry)
        return FAULT_INTERNAL;
    // Counted in this unit when it is near; otherwise as it was when first asked, and those who came since.
    if (!entry->text || entry->value + ROSTER_NEARLY_FULL >= CLASSROOM_STUDENTS_MAX) {
        enum fault fault = roster_come_now(db, import);
        if (fault != FAULT_NONE)
            return fault;
        fault =
            row_count(db, "SELECT COUNT(*) FROM students WHERE class_id = ?", DB_VALUES(I(class_id)), &entry->value);
        if (fault != FAULT_NONE)
            return fault;
        entry->text = "counted";
    }
    *ret_count = entry->value;
    entry->value += import->apply;
    return FAULT_NONE;
}
