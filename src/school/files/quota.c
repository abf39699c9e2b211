/* SPDX-License-Identifier: MIT */
#include "school/files/quota.h"

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/files/quota_inside.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* ---- what is taken, what may be ---- */

static enum fault limit_read(struct db *db, enum setting setting, int64_t unit, int64_t *ret_bytes)
{
    int64_t value = 0;
    enum fault fault = setting_int(db, setting, &value);
    if (fault == FAULT_NONE)
        *ret_bytes = value * unit;
    return fault;
}

static enum fault person_read(struct db *db, const struct actor *actor, struct quota *ret_quota)
{
    enum setting limit = actor->role == ROLE_STUDENT ? SETTING_QUOTA_STUDENT : SETTING_QUOTA_STAFF;
    enum fault fault = row_count(db,
                                 "SELECT (SELECT COALESCE(SUM(size), 0) FROM files WHERE owner_id = ?) +"
                                 " (SELECT COALESCE(SUM(size), 0) FROM leave_files WHERE owner_id = ?) +"
                                 " (SELECT COALESCE(SUM(f.size), 0) FROM jobs j JOIN job_files f ON f.job_id = j.id"
                                 " WHERE j.owner_id = ?)",
                                 DB_VALUES(I(actor->user_id), I(actor->user_id), I(actor->user_id)), &ret_quota->used);
    return fault != FAULT_NONE ? fault : limit_read(db, limit, QUOTA_MB, &ret_quota->most);
}

static enum fault class_read(struct db *db, int64_t class_id, struct quota *ret_quota)
{
    enum fault fault = row_count(db, "SELECT COALESCE(SUM(size), 0) FROM files WHERE class_id = ?",
                                 DB_VALUES(I(class_id)), &ret_quota->used);
    return fault != FAULT_NONE ? fault : limit_read(db, SETTING_QUOTA_CLASS, QUOTA_MB, &ret_quota->most);
}

static enum fault all_read(struct db *db, struct quota *ret_quota)
{
    enum fault fault =
        row_count(db, "SELECT MAX(bytes) FROM stored_bytes WHERE name = 'all'", DB_NO_VALUES, &ret_quota->used);
    return fault != FAULT_NONE ? fault : limit_read(db, SETTING_QUOTA_INSTITUTION, QUOTA_GB, &ret_quota->most);
}

/* ---- inside a unit ---- */

static bool fits(const struct quota *quota, int64_t size)
{
    return quota->used <= quota->most - size;
}

/* `counted`: those of the institution have been counted already. */
static enum fault all_fit(struct db *db, const struct actor *actor, int64_t class_id, int64_t size, bool counted)
{
    struct quota person, class, all;
    enum fault fault = person_read(db, actor, &person);
    if (fault != FAULT_NONE)
        return fault;
    if (!fits(&person, size))
        return FAULT_QUOTA_PERSON;
    if (class_id != 0) {
        fault = class_read(db, class_id, &class);
        if (fault != FAULT_NONE)
            return fault;
        if (!fits(&class, size))
            return FAULT_QUOTA_CLASSROOM;
    }
    fault = all_read(db, &all);
    return fault != FAULT_NONE ? fault : fits(&all, counted ? 0 : size) ? FAULT_NONE : FAULT_QUOTA_INSTITUTION;
}

enum fault quota_fits(struct db *db, const struct actor *actor, int64_t class_id, int64_t size)
{
    return all_fit(db, actor, class_id, size, false);
}

enum fault quota_count(struct db *db, int64_t size)
{
    return fault_of(db_exec(db, "UPDATE stored_bytes SET bytes = bytes + ? WHERE name = 'all'", DB_VALUES(I(size))));
}

#define ALL_BYTES                                                                                                      \
    "(SELECT COALESCE(SUM(size), 0) FROM files) + (SELECT COALESCE(SUM(size), 0) FROM leave_files) +"                  \
    " (SELECT COALESCE(SUM(size), 0) FROM job_files)"

enum fault quota_recount(struct db *db)
{
    return fault_of(db_exec(db, "UPDATE stored_bytes SET bytes = " ALL_BYTES " WHERE name = 'all'", DB_NO_VALUES));
}

static enum fault make(struct db *db, void *context)
{
    int64_t rows = 0;
    (void)context;
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM stored_bytes WHERE name = 'all'", DB_NO_VALUES, &rows);
    if (fault != FAULT_NONE)
        return fault;
    fault = rows > 0 ? FAULT_NONE
                     : fault_of(db_exec(db, "INSERT INTO stored_bytes (name, bytes) VALUES ('all', 0)", DB_NO_VALUES));
    return fault != FAULT_NONE ? fault : quota_recount(db);
}

void quota_prepare(struct school *school)
{
    int64_t right = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM stored_bytes WHERE name = 'all' AND bytes = " ALL_BYTES,
                                 DB_NO_VALUES, &right);
    store_reader_close(&db);
    if (fault == FAULT_NONE && right == 0)
        (void)school_change(school, make, NULL); // on a full disk the next start does it
}

enum fault quota_take(struct db *db, const struct actor *actor, int64_t class_id, int64_t size)
{
    // The count first: its row is held until the commit, so whoever else adds something waits and then sees this.
    enum fault fault = quota_count(db, size);
    return fault != FAULT_NONE ? fault : all_fit(db, actor, class_id, size, true);
}

/* ---- for pages ---- */

enum fault quota_own(struct school *school, const struct actor *actor, int64_t class_id, struct quota *ret_person,
                     struct quota *ret_class)
{
    struct access access;
    struct quota person = {0}, class = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = class_id == 0 ? FAULT_NONE : access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = person_read(db, actor, &person);
    if (fault != FAULT_NONE)
        return fault;
    fault = class_id == 0 ? FAULT_NONE : class_read(db, class_id, &class);
    if (fault != FAULT_NONE)
        return fault;
    *ret_person = person;
    *ret_class = class;
    return FAULT_NONE;
}

/* Columns id, name, section, bytes and, of people, the role. */
static enum fault fullest_read(struct db *db, const char *sql, struct arena *arena,
                               struct quota_holder holders[static QUOTA_FULLEST], size_t *ret_count)
{
    struct row row;
    size_t count = 0;
    row_begin(&row, db, arena, sql, DB_VALUES(I(QUOTA_FULLEST)));
    while (count < QUOTA_FULLEST && row_next(&row)) {
        holders[count++] = (struct quota_holder){
            .id = row_int(&row, 0),
            .name = row_string(&row, 1),
            .section = row_string(&row, 2),
            .quota = {.used = row_int(&row, 3), .most = row_int(&row, 4)}, // 1: a student's, until it is looked up
        };
    }
    *ret_count = count;
    return row_end(&row);
}

static enum fault limits_read(struct db *db, struct quota_overview *overview)
{
    int64_t class = 0, student = 0, staff = 0;
    enum fault fault = limit_read(db, SETTING_QUOTA_CLASS, QUOTA_MB, &class);
    if (fault != FAULT_NONE)
        return fault;
    fault = limit_read(db, SETTING_QUOTA_STUDENT, QUOTA_MB, &student);
    if (fault != FAULT_NONE)
        return fault;
    fault = limit_read(db, SETTING_QUOTA_STAFF, QUOTA_MB, &staff);
    for (size_t i = 0; i < overview->class_count; i++)
        overview->classes[i].quota.most = class;
    for (size_t i = 0; i < overview->person_count; i++)
        overview->people[i].quota.most = overview->people[i].quota.most == 1 ? student : staff;
    return fault;
}

enum fault quota_overview(struct school *school, const struct actor *actor, struct arena *arena,
                          struct quota_overview *ret_overview)
{
    static const char classes[] =
        "SELECT c.id, c.subject, c.section, SUM(f.size) AS bytes, 0 FROM files f JOIN classrooms c ON c.id = f.class_id"
        " GROUP BY c.id, c.subject, c.section ORDER BY bytes DESC, c.id LIMIT ?";
    static const char people[] =
        "SELECT u.id, u.name, '', f.bytes, CASE u.role WHEN 'student' THEN 1 ELSE 0 END FROM"
        " (SELECT a.owner_id, SUM(a.size) AS bytes FROM (SELECT owner_id, size FROM files UNION ALL"
        " SELECT owner_id, size FROM leave_files UNION ALL"
        " SELECT j.owner_id, k.size FROM job_files k JOIN jobs j ON j.id = k.job_id) a"
        " GROUP BY a.owner_id ORDER BY bytes DESC, a.owner_id LIMIT ?) f"
        " JOIN users u ON u.id = f.owner_id ORDER BY f.bytes DESC, u.id";
    struct quota_overview overview = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = all_read(db, &overview.all);
    if (fault != FAULT_NONE)
        return fault;
    fault = fullest_read(db, classes, arena, overview.classes, &overview.class_count);
    if (fault != FAULT_NONE)
        return fault;
    fault = fullest_read(db, people, arena, overview.people, &overview.person_count);
    if (fault != FAULT_NONE)
        return fault;
    fault = limits_read(db, &overview);
    if (fault == FAULT_NONE)
        *ret_overview = overview;
    return fault;
}
