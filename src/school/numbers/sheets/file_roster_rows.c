/* SPDX-License-Identifier: MIT */
/*
 * Classes first, then who is in them, then people: so whoever an enrolment names is among the people, also when
 * somebody joins meanwhile. A reader is held for one statement's rows; a page of people and a class's places are read
 * at a time.
 */
#include "school/numbers/sheets/file_roster_rows.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/access.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/imports/import_seen.h"
#include "school/jobs/job_work.h"
#include "school/numbers/sheets/file_roster.h"
#include "school/people/account.h"
#include "school/school.h"
#include "store/db.h"
#include "store/store.h"

enum { PAGE_ROWS = 1000, PAGE_ARENA_MAX = 32 << 20, NAME_SIZE = 4 * ACCOUNT_NAME_MAX + 1 };

const struct file_roster_table file_roster_tables[FILE_ROSTER_TABLES] = {
    [TABLE_ORGS] = {"orgs.csv", "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"},
    [TABLE_SESSIONS] = {"academicSessions.csv", "sourcedId,status,dateLastModified,title,type,startDate,endDate,"
                                                "parentSourcedId,schoolYear"},
    [TABLE_COURSES] = {"courses.csv", "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,"
                                      "orgSourcedId,subjects,subjectCodes"},
    [TABLE_CLASSES] = {"classes.csv",
                       "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
                       "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods"},
    [TABLE_USERS] = {"users.csv",
                     "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,"
                     "identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,"
                     "resourceSourcedIds,preferredGivenName,preferredMiddleName,preferredFamilyName,"
                     "primaryOrgSourcedId,pronouns"},
    [TABLE_ROLES] = {"roles.csv", "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,"
                                  "orgSourcedId,userProfileSourcedId"},
    [TABLE_ENROLLMENTS] = {"enrollments.csv", "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,"
                                              "userSourcedId,role,primary,beginDate,endDate"},
};

/* Kinds of texts that have a sourcedId: what a roster has called them, or what is made. A course's is with its org. */
enum { TERM = 't', DEPARTMENT = 'd', COURSE = 'c' };

static const char *named_find(const struct file_roster_making *making, char kind, const char *text)
{
    const struct import_seen *known = import_list_seen(making->named, kind, text);
    return known ? known->text : NULL;
}

/* What it is called already, or else this. NULL without memory. */
static const char *named_add(struct file_roster_making *making, char kind, const char *text, const char *id)
{
    struct import_seen *known = import_list_see(making->named, kind, text, 0);
    if (known && !known->text)
        known->text = arena_strdup(making->work->arena, id);
    return known ? known->text : NULL;
}

/* ---- writing ---- */

/* A row of a table: as many cells as it has columns, from the first; those behind are empty. */
static void write_row(struct file_roster_making *making, enum roster_table table, const char *const *cells,
                      size_t count)
{
    struct csv_writer *writer = &making->writers[table];
    size_t columns = 1;
    for (const char *at = file_roster_tables[table].head; (at = strchr(at, ',')) != NULL; at++)
        columns++;
    for (size_t i = 0; i < columns; i++)
        csv_text(writer, i < count ? cells[i] : NULL);
    csv_end(writer);
    making->rows_many |= ++making->rows[table] > FILE_ROSTER_ROWS_MAX;
}

#define WRITE(making, table, ...)                                                                                      \
    write_row(making, table, (const char *const[]){__VA_ARGS__},                                                       \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void heads_write(struct file_roster_making *making)
{
    char word[60];
    for (size_t i = 0; i < FILE_ROSTER_TABLES; i++) {
        for (const char *at = file_roster_tables[i].head;; at++) {
            size_t size = strcspn(at, ",");
            snprintf(word, sizeof(word), "%.*s", (int)size, at);
            csv_text(&making->writers[i], word);
            at += size;
            if (*at == '\0')
                break;
        }
        csv_end(&making->writers[i]);
    }
}

/* ---- orgs and sessions ---- */

/* What rosters have called terms and departments. */
static enum fault named_read(struct file_roster_making *making, struct db *db, char as, const char *kind,
                             int64_t department)
{
    struct row row;
    row_begin(&row, db, making->work->arena,
              "SELECT title, MIN(external_id) FROM external_ids WHERE kind = ? AND COALESCE(other_id, 0) = ? AND title"
              " IS NOT NULL GROUP BY title",
              DB_VALUES(T(kind), I(department)));
    while (row_next(&row))
        // A list of terms is written with commas.
        if (!strchr(db_text(&row.rows, 1), ',') && !named_add(making, as, db_text(&row.rows, 0), db_text(&row.rows, 1)))
            row.full = true;
    return row_end(&row);
}

static enum fault orgs_write(struct file_roster_making *making, struct db *db)
{
    struct row row;
    char made[ROSTER_MADE_SIZE];
    const char *name;
    enum fault fault = setting_text(db, SETTING_INSTITUTION_NAME, making->work->arena, &name);
    if (fault != FAULT_NONE)
        return fault;
    roster_made(&making->maker, ROSTER_MADE_INSTITUTION, 1, 0, making->institution);
    WRITE(making, TABLE_ORGS, making->institution, NULL, NULL, *name ? name : "AMS", "school");
    row_begin(&row, db, making->work->arena,
              "SELECT DISTINCT department FROM classrooms WHERE archived_at IS NULL AND department IS NOT NULL"
              " ORDER BY department",
              DB_NO_VALUES);
    while (row_next(&row)) {
        const char *department = db_text(&row.rows, 0);
        if (!*department)
            continue;
        roster_made_of(&making->maker, ROSTER_MADE_DEPARTMENT, department, "", made);
        const char *id = named_add(making, DEPARTMENT, department, made);
        if (!id)
            row.full = true;
        else
            WRITE(making, TABLE_ORGS, id, NULL, NULL, department, "department", NULL, making->institution);
    }
    return row_end(&row);
}

static enum fault sessions_write(struct file_roster_making *making, struct db *db)
{
    struct row row;
    char made[ROSTER_MADE_SIZE], from[ZONE_DATE_SIZE], to[ZONE_DATE_SIZE], year[5];
    row_begin(
        &row, db, making->work->arena,
        "SELECT c.term, MIN(c.created_at), MIN(l.starts_at), MAX(l.ends_at) FROM classrooms c LEFT JOIN lectures l"
        " ON l.class_id = c.id WHERE c.archived_at IS NULL AND c.term IS NOT NULL GROUP BY c.term ORDER BY c.term",
        DB_NO_VALUES);
    while (row_next(&row)) {
        const char *term = db_text(&row.rows, 0);
        if (!*term)
            continue;
        bool held = !db_is_null(&row.rows, 2);
        int64_t first = (held ? row_int(&row, 2) : row_int(&row, 1)) / SCHOOL_DAY_MS;
        // The standard's last day is the one behind it.
        int64_t last = held ? row_int(&row, 3) / SCHOOL_DAY_MS + 1 : first + FILE_ROSTER_TERM_DAYS;
        roster_made_of(&making->maker, ROSTER_MADE_TERM, term, "", made);
        const char *id = named_add(making, TERM, term, made);
        zone_day_format(first, from);
        zone_day_format(last, to);
        snprintf(year, sizeof(year), "%.4s", to);
        if (!id)
            row.full = true;
        else
            WRITE(making, TABLE_SESSIONS, id, NULL, NULL, term, "term", from, to, NULL, year);
    }
    return row_end(&row);
}

/* ---- classes ---- */

struct roster_class {
    int64_t id;
    const char *sourced_id;
    const char *subject, *section, *term, *department, *room; // NULL: none
};

/* What the class is an instance of: its subject in its department. NULL without memory. */
static const char *course_write(struct file_roster_making *making, const struct roster_class *class)
{
    char made[ROSTER_MADE_SIZE];
    const char *department = class->department ? named_find(making, DEPARTMENT, class->department) : NULL;
    const char *org = department ? department : making->institution;
    const char *text = arena_printf(making->work->arena, "%s\n%s", class->subject, org);
    const char *known = text ? named_find(making, COURSE, text) : NULL;
    if (known || !text)
        return known;
    roster_made_of(&making->maker, ROSTER_MADE_COURSE, class->subject, org, made);
    const char *course = named_add(making, COURSE, text, made);
    if (course)
        WRITE(making, TABLE_COURSES, course, NULL, NULL, NULL, class->subject, NULL, NULL, org);
    return course;
}

static bool class_write(struct file_roster_making *making, const struct roster_class *class)
{
    const char *term = class->term ? named_find(making, TERM, class->term) : NULL;
    const char *course = course_write(making, class);
    if (course)
        WRITE(making, TABLE_CLASSES, class->sourced_id, NULL, NULL, class->subject, NULL, course, class->section,
              "scheduled", class->room, making->institution, term);
    return course != NULL;
}

static enum fault classes_read(struct file_roster_making *making, struct roster_class **ret_classes, size_t *ret_count)
{
    struct row row;
    char made[ROSTER_MADE_SIZE];
    struct roster_class *list = NULL;
    size_t count = 0;
    struct arena *arena = making->work->arena;
    CLOSES(store_reader_close) struct db *db = store_reader(making->work->school->config.store);
    row_begin(
        &row, db, arena,
        "SELECT c.id, c.subject, c.section, c.term, c.department, c.room, (SELECT MIN(COALESCE(x.external_id, '')) FROM"
        " external_ids x WHERE x.kind = 'class' AND x.subject_id = c.id) FROM classrooms c WHERE c.archived_at IS"
        " NULL ORDER BY c.id",
        DB_NO_VALUES);
    while (row_next(&row)) {
        struct roster_class *more = row_list(&row, list, count, sizeof(*list));
        if (!more)
            break;
        list = more;
        roster_made(&making->maker, "class", row_int(&row, 0), 0, made);
        const char *known = row_text(&row, 6);
        list[count++] = (struct roster_class){
            .id = row_int(&row, 0),
            .sourced_id = known ? known : arena_strdup(arena, made),
            .subject = row_string(&row, 1),
            .section = row_text(&row, 2),
            .term = row_text(&row, 3),
            .department = row_text(&row, 4),
            .room = row_text(&row, 5),
        };
        if (!list[count - 1].sourced_id)
            row.full = true;
    }
    *ret_classes = list;
    *ret_count = count;
    return row_end(&row);
}

/* ---- places ---- */

/* What rosters have called the places of a class: by the person. */
struct place_ids {
    struct id_index *index;
    const char **ids; // NULL: given to a row already
    size_t count;
};

static enum fault place_ids_read(struct db *db, int64_t class_id, struct arena *arena, struct place_ids *ids)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT other_id, MIN(COALESCE(external_id, '')) FROM external_ids WHERE kind = 'enrollment'"
              " AND subject_id = ? AND other_id IS NOT NULL GROUP BY other_id ORDER BY other_id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        struct id_index *index = row_list(&row, ids->index, ids->count, sizeof(*index));
        const char **texts = index ? row_list(&row, ids->ids, ids->count, sizeof(*texts)) : NULL;
        if (!texts)
            break;
        ids->index = index;
        ids->ids = texts;
        texts[ids->count] = row_string(&row, 1);
        index[ids->count] = (struct id_index){row_int(&row, 0), ids->count};
        ids->count++;
    }
    return row_end(&row);
}

static void place_write(struct file_roster_making *making, const struct roster_class *class, struct place_ids *ids,
                        const struct row *row, const char *role, const char *primary)
{
    char made[ROSTER_MADE_SIZE], user[ROSTER_MADE_SIZE];
    size_t at;
    const int64_t user_id = db_int(&row->rows, 0);
    const char *known = NULL, *sourced = db_text(&row->rows, 1);
    if (id_index_find(ids->index, ids->count, user_id, &at)) {
        known = ids->ids[at];
        ids->ids[at] = NULL;
    }
    roster_made(&making->maker, role, class->id, user_id, made);
    roster_made(&making->maker, "user", user_id, 0, user);
    WRITE(making, TABLE_ENROLLMENTS, known ? known : made, NULL, NULL, class->sourced_id, making->institution,
          sourced ? sourced : user, role, primary);
}

/* Whom users.csv has, and what a roster called them. Of the bare column SQLite would look for the least one by walking
 * through all ids of the kind in their order. */
#define SOURCED                                                                                                        \
    "(SELECT MIN(COALESCE(x.external_id, '')) FROM external_ids x WHERE x.kind = 'user' AND x.subject_id = u.id)"
#define EXPORTED "u.role IN ('student', 'professor') AND u.erased_at IS NULL AND u.merged_into IS NULL"

static enum fault places_write(struct file_roster_making *making, const struct roster_class *class)
{
    static const struct {
        const char *sql, *role, *primary;
    } parts[] = {
        {"SELECT u.id, " SOURCED " FROM students s JOIN users u ON u.id = s.user_id AND " EXPORTED
         " WHERE s.class_id = ? ORDER BY u.id",
         "student", "false"},
        {"SELECT u.id, " SOURCED " FROM classrooms c JOIN users u ON u.id = c.professor_id AND " EXPORTED
         " AND u.role = 'professor' WHERE c.id = ?",
         "teacher", "true"},
        {"SELECT u.id, " SOURCED " FROM classroom_staff k JOIN users u ON u.id = k.user_id AND " EXPORTED
         " WHERE k.class_id = ? AND k.kind = '" STAFF_TEACHER "' ORDER BY u.id",
         "teacher", "false"},
        {"SELECT u.id, " SOURCED " FROM classroom_staff k JOIN users u ON u.id = k.user_id AND " EXPORTED
         " WHERE k.class_id = ? AND k.kind = '" STAFF_ASSISTANT "' ORDER BY u.id",
         "aide", "false"},
    };
    struct row row;
    struct place_ids ids = {.count = 0};
    CLOSES(arena_release) struct arena arena = arena_of(PAGE_ARENA_MAX);
    CLOSES(store_reader_close) struct db *db = store_reader(making->work->school->config.store);
    enum fault fault = place_ids_read(db, class->id, &arena, &ids);
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(parts); i++) {
        row_begin(&row, db, &arena, parts[i].sql, DB_VALUES(I(class->id)));
        while (row_next(&row))
            place_write(making, class, &ids, &row, parts[i].role, parts[i].primary);
        fault = row_end(&row);
    }
    return fault;
}

/* ---- people ---- */

/* "Ada Lovelace" and "Wang Xiaoming" of the family Wang in two parts; a name that is not made of both stays whole, and
 * nobody guesses whose family name nobody has said. */
static void name_split(const char *name, const char *family, char given[static NAME_SIZE], const char **ret_family)
{
    const size_t size = strlen(name), part = family ? strlen(family) : 0;
    snprintf(given, NAME_SIZE, "%s", name);
    *ret_family = NULL;
    if (part == 0 || size < part + 2)
        return;
    if (name[size - part - 1] == ' ' && strcmp(name + size - part, family) == 0)
        snprintf(given, NAME_SIZE, "%.*s", (int)(size - part - 1), name);
    else if (strncmp(name, family, part) == 0 && name[part] == ' ')
        snprintf(given, NAME_SIZE, "%s", name + part + 1);
    else
        return;
    *ret_family = family;
}

static void user_write(struct file_roster_making *making, struct row *row)
{
    char made[ROSTER_MADE_SIZE], role_id[ROSTER_MADE_SIZE], given[NAME_SIZE];
    const char *family, *known = row_text(row, 1), *number = row_text(row, 6), *programme = row_text(row, 7);
    const bool proven = !db_is_null(&row->rows, 9);
    const char *email = proven ? address_shown(row_string(row, 5)) : ""; // one that was only typed may be another's
    roster_made(&making->maker, "user", row_int(row, 0), 0, made);
    roster_made(&making->maker, "role", row_int(row, 0), 0, role_id);
    const char *id = known ? known : made;
    const char *username = *email ? email : number ? number : id;
    name_split(row_string(row, 2), row_text(row, 3), given, &family);
    WRITE(making, TABLE_USERS, id, NULL, NULL, db_is_null(&row->rows, 8) ? "true" : "false", username, NULL, given,
          family, NULL, number, email, NULL, NULL, NULL, programme && roster_grades(programme) ? programme : NULL, NULL,
          NULL, NULL, NULL, NULL, NULL, making->institution);
    WRITE(making, TABLE_ROLES, role_id, NULL, NULL, id, "primary",
          strcmp(row_string(row, 4), "student") == 0 ? "student" : "teacher", NULL, NULL, making->institution);
}

static enum fault users_page(struct file_roster_making *making, int64_t *after, bool *ret_more)
{
    struct row row;
    int64_t count = 0;
    CLOSES(arena_release) struct arena arena = arena_of(PAGE_ARENA_MAX);
    CLOSES(store_reader_close) struct db *db = store_reader(making->work->school->config.store);
    row_begin(&row, db, &arena,
              "SELECT u.id, " SOURCED ", u.name, u.family_name, u.role, u.email, u.external_id, u.programme,"
              " u.disabled_at, u.email_proven_at FROM users u WHERE u.id > ? AND " EXPORTED " ORDER BY u.id LIMIT ?",
              DB_VALUES(I(*after), I(PAGE_ROWS)));
    while (row_next(&row)) {
        user_write(making, &row);
        *after = row_int(&row, 0);
        count++;
    }
    *ret_more = count == PAGE_ROWS;
    return row_end(&row);
}

/* ---- all ---- */

static enum fault texts_write(struct file_roster_making *making)
{
    CLOSES(store_reader_close) struct db *db = store_reader(making->work->school->config.store);
    enum fault fault = named_read(making, db, TERM, "session", 0);
    if (fault != FAULT_NONE)
        return fault;
    fault = named_read(making, db, DEPARTMENT, "org", 1);
    if (fault != FAULT_NONE)
        return fault;
    fault = orgs_write(making, db);
    return fault != FAULT_NONE ? fault : sessions_write(making, db);
}

enum fault file_roster_rows(struct file_roster_making *making)
{
    struct roster_class *classes;
    size_t count;
    int64_t after = 0;
    bool more = true;
    struct job_work *work = making->work;
    making->named = import_seen_list(work->arena);
    if (!making->named)
        return FAULT_INTERNAL;
    roster_maker_init(&making->maker, work->school);
    heads_write(making);
    enum fault fault = texts_write(making);
    if (fault != FAULT_NONE)
        return fault;
    fault = classes_read(making, &classes, &count);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < count; i++) {
        fault = class_write(making, &classes[i]) ? job_progress(work, (int64_t)i, (int64_t)count) : FAULT_INTERNAL;
        if (fault != FAULT_NONE)
            return fault;
        fault = places_write(making, &classes[i]);
        if (fault != FAULT_NONE)
            return fault;
    }
    while (more) {
        fault = job_progress(work, (int64_t)count, (int64_t)count);
        if (fault != FAULT_NONE)
            return fault;
        fault = users_page(making, &after, &more);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}
