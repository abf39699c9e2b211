/* SPDX-License-Identifier: MIT */
#include "school/office/merge.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/event_inside.h"
#include "school/common/event.h"
#include "school/common/fault.h"
#include "school/common/rights.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/flag_inside.h"
#include "school/faces/identity_gallery.h"
#include "school/marks/receipt/receipt_note.h"
#include "school/marks/warning/due.h"
#include "school/office/person_place.h"
#include "school/people/account.h"
#include "school/people/user.h"
#include "school/post/notification.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

struct merge {
    struct school *school;
    const struct actor *actor;
    int64_t from_id, into_id;
    bool apply;
    struct arena *arena;
    struct merge_report report;
    int64_t now;
    enum fault fault;
    bool rights; // it wrote to where rights stand
};

static void line_add(struct merge_report *report, const char *what, int64_t moved, int64_t dropped)
{
    if ((moved > 0 || dropped > 0) && report->count < MERGE_LINES_MAX)
        report->lines[report->count++] = (struct merge_line){what, moved, dropped};
}

/* ---- marks in one lecture ---- */

/* How much a mark rests on: the higher, the better. */
static int evidence(const char *method)
{
    static const char *const words[] = {"close", "leave", "import", "photo", "kiosk", "code", "face", "manual"};
    for (size_t i = 0; method && i < ARRAY_LENGTH(words); i++)
        if (strcmp(words[i], method) == 0)
            return (int)i;
    return -1;
}

struct mark_pair {
    int64_t from_id, into_id; // of the marks
    bool from_stands;
};

static enum fault pairs_read(struct db *db, const struct merge *unit, struct mark_pair **ret_pairs, size_t *ret_count)
{
    struct row row;
    struct mark_pair *pairs = NULL;
    size_t count = 0;
    row_begin(&row, db, unit->arena,
              "SELECT f.id, f.method, f.note, f.timestamp, i.id, i.method, i.note, i.timestamp FROM attendance f"
              " JOIN attendance i ON i.lecture_id = f.lecture_id AND i.student_id = ? WHERE f.student_id = ?",
              DB_VALUES(I(unit->into_id), I(unit->from_id)));
    while (row_next(&row)) {
        struct mark_pair *more = row_list(&row, pairs, count, sizeof(*more));
        if (!more)
            break;
        pairs = more;
        int from = evidence(db_text(&row.rows, 1)), into = evidence(db_text(&row.rows, 5));
        bool from_note = row_text(&row, 2) != NULL, into_note = row_text(&row, 6) != NULL;
        bool earlier = row_int(&row, 3) < row_int(&row, 7);
        bool stands = from != into ? from > into : from_note != into_note ? from_note : earlier;
        pairs[count++] = (struct mark_pair){row_int(&row, 0), row_int(&row, 4), stands};
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_pairs = pairs;
    *ret_count = count;
    return FAULT_NONE;
}

/* Where both have a mark, deletes the one that does not stand. */
static enum fault pairs_settle(struct db *db, const struct merge *unit, int64_t *ret_dropped)
{
    struct mark_pair *pairs = NULL;
    size_t count = 0;
    enum fault fault = pairs_read(db, unit, &pairs, &count);
    if (fault != FAULT_NONE)
        return fault;
    if (count > 0) // the lectures that lose a mark are counted anew
        fault = fault_of(db_exec(db,
                                 "DELETE FROM lecture_figures WHERE lecture_id IN (SELECT lecture_id FROM attendance"
                                 " WHERE student_id = ?)",
                                 DB_VALUES(I(unit->from_id))));
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = fault_of(db_exec(db, "DELETE FROM attendance WHERE id = ?",
                                 DB_VALUES(I(pairs[i].from_stands ? pairs[i].into_id : pairs[i].from_id))));
    *ret_dropped = (int64_t)count;
    return fault;
}

/* A time in a group, of either of the two. */
struct group_time {
    int64_t id, group_id, joined_at, left_at; // INT64_MAX: until further notice
};

static enum fault group_times_read(struct db *db, const struct merge *unit, struct group_time **ret_times,
                                   size_t *ret_count)
{
    struct row row;
    struct group_time *times = NULL;
    size_t count = 0;
    row_begin(&row, db, unit->arena,
              "SELECT id, group_id, joined_at, left_at FROM group_memberships WHERE user_id IN (?, ?)"
              " ORDER BY group_id, joined_at, id",
              DB_VALUES(I(unit->from_id), I(unit->into_id)));
    while (row_next(&row)) {
        struct group_time *list = row_list(&row, times, count, sizeof(*list));
        if (!list)
            break;
        times = list;
        times[count++] = (struct group_time){row_int(&row, 0), row_int(&row, 1), row_int(&row, 2),
                                             db_is_null(&row.rows, 3) ? INT64_MAX : row_int(&row, 3)};
    }
    *ret_times = times;
    *ret_count = count;
    return row_end(&row);
}

/* Times in the same group that overlap become one. */
static enum fault groups_settle(struct db *db, const struct merge *unit, int64_t *ret_dropped)
{
    struct group_time *times = NULL;
    size_t count = 0, kept = 0;
    enum fault fault = group_times_read(db, unit, &times, &count);
    for (size_t i = 1; fault == FAULT_NONE && i < count; i++) {
        struct group_time *last = &times[kept];
        if (times[i].group_id != last->group_id || times[i].joined_at > last->left_at) {
            times[++kept] = times[i];
            continue;
        }
        last->left_at = times[i].left_at > last->left_at ? times[i].left_at : last->left_at;
        fault = fault_of(db_exec(db, "UPDATE group_memberships SET left_at = ? WHERE id = ?",
                                 DB_VALUES(last->left_at == INT64_MAX ? N() : I(last->left_at), I(last->id))));
        if (fault != FAULT_NONE)
            return fault;
        fault = fault_of(db_exec(db, "DELETE FROM group_memberships WHERE id = ?", DB_VALUES(I(times[i].id))));
        ++*ret_dropped;
    }
    return fault;
}

/* ---- the unit ---- */

static enum fault merge_check(struct db *db, struct merge *unit)
{
    struct user *from = &unit->report.from, *into = &unit->report.into;
    enum fault fault = user_read(db, unit->from_id, unit->arena, from);
    if (fault != FAULT_NONE)
        return fault;
    fault = user_read(db, unit->into_id, unit->arena, into);
    if (fault != FAULT_NONE)
        return fault;
    if (from->id == into->id || from->id == unit->actor->user_id)
        return FAULT_NOT_ONESELF;
    if (from->merged_into != 0 || into->merged_into != 0)
        return FAULT_ACCOUNT_MERGED;
    if (from->erased || into->erased)
        return FAULT_ACCOUNT_ERASED;
    if (into->disabled)
        return FAULT_ACCOUNT_DISABLED;
    if (from->role != into->role)
        return FAULT_ROLE_IN_USE;
    return unit->apply ? actor_step_up(unit->actor, unit->now) : FAULT_NONE;
}

/* What has to be so before rows move. */
static enum fault merge_prepare(struct db *db, struct merge *unit)
{
    enum fault fault = flag_clear(db, unit->from_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "UPDATE consents SET withdrawn_at = ? WHERE user_id = ? AND withdrawn_at IS NULL",
                             DB_VALUES(I(unit->now), I(unit->from_id))));
    if (fault != FAULT_NONE)
        return fault;
    // the earlier moment of two, before the later row is dropped
    fault = fault_of(db_exec(
        db,
        "UPDATE students SET joined_at = (SELECT MIN(t.joined_at) FROM (SELECT class_id, joined_at FROM students"
        " WHERE user_id IN (?, ?)) AS t WHERE t.class_id = students.class_id) WHERE user_id = ?",
        DB_VALUES(I(unit->from_id), I(unit->into_id), I(unit->into_id))));
    if (fault != FAULT_NONE)
        return fault;
    // accepted by either is accepted
    fault = fault_of(db_exec(
        db,
        "UPDATE students SET accepted_at = (SELECT MIN(t.accepted_at) FROM (SELECT class_id, accepted_at FROM students"
        " WHERE user_id IN (?, ?)) AS t WHERE t.class_id = students.class_id) WHERE user_id = ?",
        DB_VALUES(I(unit->from_id), I(unit->into_id), I(unit->into_id))));
    if (fault != FAULT_NONE)
        return fault;
    // where two were expected it is one now
    return fault_of(db_exec(db,
                            "DELETE FROM lecture_figures WHERE lecture_id IN (SELECT l.id FROM memberships m"
                            " JOIN lectures l ON l.class_id = m.class_id WHERE m.user_id = ?)",
                            DB_VALUES(I(unit->from_id))));
}

/* What of `from` gives way. */
static enum fault place_drop(struct db *db, struct merge *unit, const struct person_place *place, int64_t *ret_dropped)
{
    char sql[PLACE_SQL_SIZE];
    if (strcmp(place->what, "marks") == 0)
        return pairs_settle(db, unit, ret_dropped);
    if (strcmp(place->what, "groups") == 0)
        return groups_settle(db, unit, ret_dropped);
    if (!place_drop_sql(place, sql))
        return FAULT_NONE;
    enum fault fault = fault_of(db_exec(db, sql, DB_VALUES(I(unit->from_id), I(unit->into_id))));
    *ret_dropped = db_changes(db);
    return fault;
}

static enum fault place_merge(struct db *db, struct merge *unit, const struct person_place *place)
{
    char sql[PLACE_SQL_SIZE];
    int64_t dropped = 0, moved = 0;
    if (!place_move_sql(place, sql))
        return FAULT_NONE;
    enum fault fault = place_drop(db, unit, place, &dropped);
    if (fault != FAULT_NONE)
        return fault;
    struct db_values both = DB_VALUES(I(unit->into_id), I(unit->from_id)), one = DB_VALUES(I(unit->from_id));
    fault = fault_of(db_exec(db, sql, place->merge == MERGE_MOVES ? both : one));
    *(place->merge == MERGE_MOVES ? &moved : &dropped) = db_changes(db);
    line_add(&unit->report, place->what, moved, dropped);
    return fault;
}

/* Whether its subject_id is a person's, as a word says it in the database. */
static bool about_person(const char *word)
{
    enum notification_kind kind;
    return notification_kind_parse(word, &kind) && notification_about_person(kind);
}

/* The rows of one of the two that tell of the person. */
static enum fault subjects_read(struct db *db, const struct merge *unit, const char *sql, int64_t **ret_ids,
                                size_t *ret_count)
{
    struct row row;
    int64_t *ids = NULL;
    size_t count = 0;
    row_begin(&row, db, unit->arena, sql, DB_VALUES(I(unit->from_id)));
    while (row_next(&row)) {
        if (!about_person(db_text(&row.rows, 1)))
            continue;
        int64_t *list = row_list(&row, ids, count, sizeof(*list));
        if (!list)
            break;
        ids = list;
        ids[count++] = row_int(&row, 0);
    }
    *ret_ids = ids;
    *ret_count = count;
    return row_end(&row);
}

/* What others are told of the person, or will be. */
static enum fault subjects_run(struct db *db, struct merge *unit)
{
    static const char *const reads[] = {"SELECT id, kind FROM notifications WHERE subject_id = ?",
                                        "SELECT id, kind FROM tellings WHERE subject_id = ?"};
    static const char *const moves[] = {"UPDATE notifications SET subject_id = ? WHERE id = ?",
                                        "UPDATE tellings SET subject_id = ? WHERE id = ?"};
    int64_t moved = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(reads); i++) {
        int64_t *ids = NULL;
        size_t count = 0;
        enum fault fault = subjects_read(db, unit, reads[i], &ids, &count);
        for (size_t k = 0; fault == FAULT_NONE && k < count; k++)
            fault = fault_of(db_exec(db, moves[i], DB_VALUES(I(unit->into_id), I(ids[k]))));
        if (fault != FAULT_NONE)
            return fault;
        moved += (int64_t)count;
    }
    line_add(&unit->report, "told_of", moved, 0);
    return FAULT_NONE;
}

/* What is left of the account. */
static enum fault from_retire(struct db *db, const struct merge *unit)
{
    char email[64], detail[64];
    snprintf(email, sizeof(email), "merged-%lld@merged.invalid", (long long)unit->from_id);
    snprintf(detail, sizeof(detail), "into %lld", (long long)unit->into_id);
    enum fault fault = due_touch_student(db, unit->into_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    if (!unit->report.into.external_id && unit->report.from.external_id)
        fault = fault_of(db_exec(db, "UPDATE users SET external_id = ? WHERE id = ?",
                                 DB_VALUES(T(unit->report.from.external_id), I(unit->into_id))));
    if (fault != FAULT_NONE)
        return fault;
    if (!unit->report.into.programme && unit->report.from.programme)
        fault = fault_of(db_exec(db, "UPDATE users SET programme = ? WHERE id = ?",
                                 DB_VALUES(T(unit->report.from.programme), I(unit->into_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db,
                             "UPDATE users SET email = ?, password_hash = NULL, external_id = NULL, programme = NULL,"
                             " merged_into = ?, updated_at = ?,"
                             " disabled_at = COALESCE(disabled_at, ?), version = version + 1 WHERE id = ?",
                             DB_VALUES(T(email), I(unit->into_id), I(unit->now), I(unit->now), I(unit->from_id))));
    if (fault != FAULT_NONE)
        return fault;
    // what was merged into `from` earlier
    fault = fault_of(db_exec(db, "UPDATE users SET merged_into = ?, updated_at = ? WHERE merged_into = ?",
                             DB_VALUES(I(unit->into_id), I(unit->now), I(unit->from_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "UPDATE users SET version = version + 1, updated_at = ? WHERE id = ?",
                             DB_VALUES(I(unit->now), I(unit->into_id))));
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "accounts_merged",
                                .subject_type = "user",
                                .subject_id = unit->from_id,
                                .detail = detail,
                            });
}

static enum fault merge_all(struct db *db, struct merge *unit)
{
    static const enum merge_rule order[] = {MERGE_MOVES, MERGE_ENDS}; // as the report tells it
    enum fault fault = merge_check(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = merge_prepare(db, unit);
    for (size_t i = 0; i < ARRAY_LENGTH(order); i++)
        for (const struct person_place *place = person_places; fault == FAULT_NONE && place->table; place++)
            if (place->merge == order[i])
                fault = place_merge(db, unit, place);
    if (fault != FAULT_NONE)
        return fault;
    fault = receipt_note_merged(db, unit->into_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = subjects_run(db, unit);
    return fault != FAULT_NONE ? fault : from_retire(db, unit);
}

/* A store_unit of its own, because a preview is undone although it went well. */
static enum db_status merge(struct db *db, void *context)
{
    struct merge *unit = context;
    unit->report = (struct merge_report){.count = 0};
    unit->rights = false;
    rights_watch(db, &unit->rights);
    unit->fault = merge_all(db, unit);
    rights_watch(db, NULL);
    if (fault_is_trouble(unit->fault))
        return status_of(unit->fault);
    if (unit->fault != FAULT_NONE || !unit->apply)
        return DB_CONFLICT; // which undoes it
    return unit->rights ? event_note(db, &(struct school_event){.kind = SCHOOL_EVENT_RIGHTS, .at = unit->now}) : DB_OK;
}

enum fault merge_accounts(struct school *school, const struct actor *actor, int64_t from_id, int64_t into_id,
                          bool apply, struct arena *arena, struct merge_report *ret_report)
{
    struct merge unit = {
        .school = school,
        .actor = actor,
        .from_id = from_id,
        .into_id = into_id,
        .apply = apply,
        .arena = arena,
        .now = school_now(school),
    };
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(identity_gallery_leave) struct identity_gallery *gallery = identity_gallery_enter(school->gallery);
    enum db_status status = store_write(school->config.store, merge, &unit);
    if (status == DB_OK)
        school_request_changed();
    if (unit.rights)
        event_rights(school);
    bool decided = status == DB_OK || (status == DB_CONFLICT && (!apply || unit.fault != FAULT_NONE));
    enum fault fault = decided ? unit.fault : fault_of(status);
    if (apply && (fault == FAULT_NONE || fault_leaves_doubt(fault))) // of the second nobody knows whether it happened
        identity_gallery_set(gallery, from_id, NULL, fault);
    if (fault != FAULT_NONE)
        return fault;
    *ret_report = unit.report;
    return FAULT_NONE;
}
