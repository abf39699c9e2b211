/* SPDX-License-Identifier: MIT */
#include "school/plan/calendar.h"

#include <string.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/plan/calendar_text.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* The classrooms of the lectures. */
static enum fault classes_read(struct db *db, const struct lecture_list *list, struct arena *arena,
                               struct calendar_classes *ret_classes)
{
    struct calendar_class *classes = arena_calloc(arena, list->count + 1, sizeof(*classes));
    size_t count = 0;
    if (!classes)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < list->count; i++) {
        int64_t id = list->lectures[i].class_id;
        struct row row;
        bool known = false;
        for (size_t k = 0; k < count && !known; k++)
            known = classes[k].id == id;
        if (known)
            continue;
        row_begin(&row, db, arena, "SELECT section, timezone FROM classrooms WHERE id = ?", DB_VALUES(I(id)));
        while (row_next(&row))
            classes[count] = (struct calendar_class){id, row_text(&row, 0), row_string(&row, 1)};
        enum fault fault = row_end(&row);
        if (fault != FAULT_NONE)
            return fault;
        count += classes[count].id != 0;
    }
    *ret_classes = (struct calendar_classes){classes, count};
    return FAULT_NONE;
}

static enum fault calendar_make(struct school *school, struct db *db, struct lecture_filter *filter, const char *name,
                                struct arena *arena, const char **ret_text)
{
    int64_t now = school_now(school);
    struct calendar_classes classes;
    struct lecture_list list;
    filter->cancelled = true;
    filter->starts_from = now - CALENDAR_DAYS_BACK * (int64_t)SCHOOL_DAY_MS;
    filter->starts_before = INT64_MAX;
    filter->open_at = -1;
    filter->limit = CALENDAR_LECTURES_MAX;
    enum fault fault = lecture_read_list(db, filter, now, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    fault = classes_read(db, &list, arena, &classes);
    return fault != FAULT_NONE ? fault : calendar_text(school, &list, &classes, name, arena, ret_text);
}

enum fault calendar_read(struct school *school, const char *token, struct arena *arena, const char **ret_text)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    const char *institution = "";
    bool found = false;
    struct lecture_filter filter = {.once = true};
    secret_fingerprint(token, fingerprint);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db,
                                   "SELECT c.user_id FROM calendar_links c JOIN users u ON u.id = c.user_id"
                                   " WHERE c.token_hash = ? AND u.disabled_at IS NULL",
                                   DB_VALUES(T(fingerprint)), &found, &filter.member_id);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    fault = setting_text(db, SETTING_INSTITUTION_NAME, arena, &institution);
    if (fault != FAULT_NONE)
        return fault;
    return calendar_make(school, db, &filter, *institution ? institution : "AMS", arena, ret_text);
}

enum fault calendar_of_classroom(struct school *school, const struct actor *actor, int64_t class_id,
                                 struct arena *arena, const char **ret_text)
{
    const char *subject;
    struct access access;
    struct lecture_filter filter = {.class_id = class_id};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = access.reader ? class_subject(db, class_id, arena, &subject) : FAULT_NOT_FOUND;
    if (fault != FAULT_NONE)
        return fault;
    filter.seen_by = access.staff_reader ? 0 : actor->user_id;
    return calendar_make(school, db, &filter, subject, arena, ret_text);
}

/* ---- links ---- */

struct link {
    const struct actor *actor;
    char fingerprint[SECRET_FINGERPRINT_SIZE]; // "": none
    int64_t now;
};

static enum fault link_write(struct db *db, void *context)
{
    struct link *unit = context;
    bool made = unit->fingerprint[0] != '\0';
    enum db_status status =
        db_exec(db, "DELETE FROM calendar_links WHERE user_id = ?", DB_VALUES(I(unit->actor->user_id)));
    if (status != DB_OK || (!made && db_changes(db) == 0))
        return fault_of(status);
    if (made)
        status = db_exec(db, "INSERT INTO calendar_links (user_id, token_hash, created_at) VALUES (?, ?, ?)",
                         DB_VALUES(I(unit->actor->user_id), T(unit->fingerprint), I(unit->now)));
    if (status != DB_OK)
        return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status); // made by another connection at the same time
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = made ? "calendar_link_made" : "calendar_link_removed",
                                .subject_type = "user",
                                .subject_id = unit->actor->user_id,
                            });
}

enum fault calendar_link_make(struct school *school, const struct actor *actor,
                              char ret_token[static SECRET_TOKEN_SIZE])
{
    CLOSES(secret_token_wipe) char token[SECRET_TOKEN_SIZE] = "";
    struct link unit = {.actor = actor, .now = school_now(school)};
    secret_token(token);
    secret_fingerprint(token, unit.fingerprint);
    enum fault fault = school_change(school, link_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    memcpy(ret_token, token, sizeof(token));
    return FAULT_NONE;
}

enum fault calendar_link_get(struct school *school, const struct actor *actor, int64_t *ret_created_at)
{
    bool found;
    int64_t created_at = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, "SELECT created_at FROM calendar_links WHERE user_id = ?",
                                   DB_VALUES(I(actor->user_id)), &found, &created_at);
    if (fault != FAULT_NONE)
        return fault;
    *ret_created_at = created_at;
    return FAULT_NONE;
}

enum fault calendar_link_remove(struct school *school, const struct actor *actor)
{
    struct link unit = {.actor = actor, .now = school_now(school)};
    return school_change(school, link_write, &unit);
}
