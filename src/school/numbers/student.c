/* SPDX-License-Identifier: MIT */
#include "school/numbers/student.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/text.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/group/group_inside.h"
#include "school/numbers/record_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { CHANGE_START_SIZE = 48 };

/* ---- the person ---- */

static enum fault person_read(struct db *db, int64_t class_id, int64_t student_id, struct arena *arena,
                              struct student_details *details)
{
    struct row row;
    bool found = false;
    row_begin(&row, db, arena,
              "SELECT u.email, u.email_proven_at, u.external_id, t.user_id, s.accepted_at, u.programme FROM users u"
              " LEFT JOIN templates t ON t.user_id = u.id"
              " LEFT JOIN students s ON s.user_id = u.id AND s.class_id = ? WHERE u.id = ?",
              DB_VALUES(I(class_id), I(student_id)));
    while (row_next(&row)) {
        found = true;
        details->email = address_shown(row_string(&row, 0));
        details->email_proven = !db_is_null(&row.rows, 1);
        details->number = row_text(&row, 2);
        details->enrolled = !db_is_null(&row.rows, 3);
        details->accepted = !db_is_null(&row.rows, 4);
        details->programme = row_text(&row, 5);
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : found ? FAULT_NONE : FAULT_NOT_FOUND;
}

static enum fault groups_read(struct db *db, int64_t class_id, int64_t student_id, int64_t now, struct arena *arena,
                              struct student_details *details)
{
    struct group_names all;
    struct group_spans spans;
    enum fault fault = group_names_read(db, class_id, arena, &all);
    if (fault != FAULT_NONE)
        return fault;
    fault = group_spans_read(db, class_id, student_id, arena, &spans);
    if (fault != FAULT_NONE)
        return fault;
    const struct student_group_spans own = group_spans_of(&spans, student_id);
    return groups_at(&all, &own, now, arena, &details->groups) ? FAULT_NONE : FAULT_INTERNAL;
}

/* ---- what they asked ---- */

static enum fault asked_add(struct row *row, bool leave, struct student_details *details)
{
    while (row_next(row)) {
        struct student_asked *asked = row_list(row, details->asked, details->asked_count, sizeof(*asked));
        if (!asked)
            break;
        details->asked = asked;
        asked[details->asked_count++] = (struct student_asked){
            .leave = leave || strcmp(row_string(row, 1), "leave") == 0,
            .id = row_int(row, 0),
            .kind = leave ? row_text(row, 1) : NULL,
            .state = row_string(row, 2),
            .lecture_id = row_int(row, 3),
            .from_at = row_int(row, 4),
            .until_at = row_int(row, 5),
            .created_at = row_int(row, 6),
        };
    }
    return row_end(row);
}

static int newest_first(const void *left, const void *right)
{
    const struct student_asked *a = left, *b = right;
    if (a->created_at != b->created_at)
        return a->created_at < b->created_at ? 1 : -1;
    return a->leave != b->leave ? (a->leave ? -1 : 1) : (a->id < b->id) - (a->id > b->id);
}

static enum fault asked_read(struct db *db, int64_t class_id, int64_t student_id, struct arena *arena,
                             struct student_details *details)
{
    struct row row;
    enum fault fault =
        row_count(db,
                  "SELECT (SELECT COUNT(*) FROM requests WHERE class_id = ? AND student_id = ?)"
                  " + (SELECT COUNT(*) FROM leaves WHERE student_id = ? AND (class_id IS NULL OR"
                  " class_id = ?))",
                  DB_VALUES(I(class_id), I(student_id), I(student_id), I(class_id)), &details->asked_total);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena,
              "SELECT id, kind, state, lecture_id, from_at, until_at, created_at FROM requests"
              " WHERE class_id = ? AND student_id = ? ORDER BY id DESC LIMIT ?",
              DB_VALUES(I(class_id), I(student_id), I(STUDENT_ASKED_MAX)));
    fault = asked_add(&row, false, details);
    if (fault != FAULT_NONE)
        return fault;
    // A leave for the staff to decide is decided by each classroom for itself.
    row_begin(&row, db, arena,
              "SELECT v.id, COALESCE(k.name, ''), CASE WHEN v.state = 'withdrawn' OR v.decider = 'office' THEN v.state"
              " ELSE COALESCE(a.state, 'open') END, 0, v.from_at, v.until_at, v.created_at FROM leaves v"
              " LEFT JOIN leave_kinds k ON k.id = v.kind_id"
              " LEFT JOIN leave_answers a ON a.leave_id = v.id AND a.class_id = ?"
              " WHERE v.student_id = ? AND (v.class_id IS NULL OR v.class_id = ?) ORDER BY v.id DESC LIMIT ?",
              DB_VALUES(I(class_id), I(student_id), I(class_id), I(STUDENT_ASKED_MAX)));
    fault = asked_add(&row, true, details);
    if (fault != FAULT_NONE)
        return fault;
    if (details->asked_count > 1)
        qsort(details->asked, details->asked_count, sizeof(*details->asked), newest_first);
    return FAULT_NONE;
}

/* ---- what was refused ---- */

static enum fault refusals_read(struct db *db, int64_t class_id, int64_t student_id, struct arena *arena,
                                struct student_details *details)
{
    struct row row;
    enum fault fault = row_count(
        db,
        "SELECT COUNT(*) FROM face_refusals WHERE student_id = ? AND lecture_id IN (SELECT id FROM lectures WHERE"
        " class_id = ?)",
        DB_VALUES(I(student_id), I(class_id)), &details->refusal_total);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena,
              "SELECT lecture_id, at, reason FROM face_refusals WHERE student_id = ? AND lecture_id IN"
              " (SELECT id FROM lectures WHERE class_id = ?) ORDER BY id DESC LIMIT ?",
              DB_VALUES(I(student_id), I(class_id), I(STUDENT_REFUSALS_MAX)));
    while (row_next(&row)) {
        struct student_refusal *list = row_list(&row, details->refusals, details->refusal_count, sizeof(*list));
        if (!list)
            break;
        details->refusals = list;
        list[details->refusal_count++] =
            (struct student_refusal){row_int(&row, 0), row_int(&row, 1), row_string(&row, 2)};
    }
    return row_end(&row);
}

enum fault student_details(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                           struct arena *arena, struct student_details *ret_details)
{
    struct student_statistics statistics;
    struct student_details details = {0};
    int64_t now = school_now(school);
    enum fault fault = statistics_student(school, actor, class_id, student_id, arena, &statistics);
    if (fault != FAULT_NONE)
        return fault;
    details.student = statistics.student;
    details.joined_at = statistics.joined_at;
    details.left_at = statistics.left_at;
    details.late = statistics.late;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = record_read_of(db, actor, class_id, student_id, &statistics.standing, now, arena, &details.record);
    if (fault != FAULT_NONE)
        return fault;
    fault = person_read(db, class_id, student_id, arena, &details);
    if (fault != FAULT_NONE)
        return fault;
    fault = groups_read(db, class_id, student_id, now, arena, &details);
    if (fault != FAULT_NONE)
        return fault;
    fault = asked_read(db, class_id, student_id, arena, &details);
    if (fault != FAULT_NONE)
        return fault;
    fault = refusals_read(db, class_id, student_id, arena, &details);
    if (fault != FAULT_NONE)
        return fault;
    *ret_details = details;
    return FAULT_NONE;
}

/* ---- what was changed ---- */

/* The status at the start of a text such as "P -> A: reason", where "-" is none; *ret_rest behind it. */
static bool status_take(const char *text, enum mark_status *ret_status, const char **ret_rest)
{
    char code[8];
    size_t size = strcspn(text, " :");
    if (size == 0 || size >= sizeof(code))
        return false;
    memcpy(code, text, size);
    code[size] = '\0';
    *ret_status = MARK_UNMARKED;
    if (strcmp(code, "-") != 0 && !mark_status_parse(code, ret_status))
        return false;
    *ret_rest = text + size;
    return true;
}

/* As mark_write says it to the audit log. */
static bool change_parse(const char *detail, struct student_change *change)
{
    static const char arrow[] = " -> ";
    const char *rest;
    if (!status_take(detail, &change->from, &rest) || strncmp(rest, arrow, strlen(arrow)) != 0 ||
        !status_take(rest + strlen(arrow), &change->to, &rest))
        return false;
    change->reason = strncmp(rest, ": ", 2) == 0 ? rest + 2 : NULL;
    return true;
}

static enum fault changes_read(struct db *db, int64_t class_id, int64_t student_id, const struct page *page,
                               struct arena *arena, struct student_change_list *list)
{
    struct row row;
    char start[CHANGE_START_SIZE], pattern[CHANGE_START_SIZE + 1];
    size_t size = (size_t)snprintf(start, sizeof(start), "student %" PRId64 ": ", student_id);
    snprintf(pattern, sizeof(pattern), "%s%%", start);
    row_begin(&row, db, arena,
              "SELECT a.id, a.at, a.actor_id, u.name, a.subject_id, a.detail FROM lectures l"
              " JOIN audit a ON a.subject_type = 'lecture' AND a.subject_id = l.id"
              " LEFT JOIN users u ON u.id = a.actor_id WHERE l.class_id = ? AND a.action IN ('mark_set',"
              " 'mark_cleared') AND a.detail LIKE ? AND a.id < ? ORDER BY a.id DESC LIMIT ?",
              DB_VALUES(I(class_id), T(pattern), I(page->after > 0 ? page->after : INT64_MAX), I(page->limit + 1)));
    while (row_next(&row)) {
        if (list->count == (size_t)page->limit) {
            list->next = list->changes[list->count - 1].id;
            break;
        }
        struct student_change change = {.id = row_int(&row, 0),
                                        .at = row_int(&row, 1),
                                        .actor = {row_int(&row, 2), row_text(&row, 3)},
                                        .lecture_id = row_int(&row, 4)};
        const char *detail = row_string(&row, 5);
        struct student_change *changes = row_list(&row, list->changes, list->count, sizeof(*changes));
        if (!changes || !detail)
            break;
        list->changes = changes;
        // What erasure took out of the log has no words any more.
        if (strncmp(detail, start, size) == 0 && change_parse(detail + size, &change))
            changes[list->count++] = change;
    }
    return row_end(&row);
}

enum fault student_changes(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                           const struct page *page, struct arena *arena, struct student_change_list *ret_list)
{
    bool found;
    int64_t one;
    struct access access;
    struct student_change_list list = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_class_staff(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT 1 FROM memberships WHERE class_id = ? AND user_id = ? LIMIT 1",
                        DB_VALUES(I(class_id), I(student_id)), &found, &one);
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    fault = changes_read(db, class_id, student_id, page, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}
