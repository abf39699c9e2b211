/* SPDX-License-Identifier: MIT */
/*
 * Who is in a class by an earlier roster and in none of the rows of this bulk file: their place ends. Only of places
 * that a roster began, and only when every row of the file can be told from the others: a row that nobody can read may
 * be the one that is missing. A classroom that is archived stays as it was.
 */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/imports/import_group.h"
#include "school/imports/roster/import_roster.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/marks/membership.h"
#include "store/db.h"
#include "store/engine.h"

struct roster_absent {
    const char *id; // the enrolment's sourcedId
};

enum { LIST_FIRST = 64 };

const char *roster_pair(struct import *import, const char *class, const char *user)
{
    return arena_printf(import->scratch, "%s\n%s", class, user);
}

enum fault roster_began(struct db *db, int64_t class_id, int64_t user_id, bool staff, bool *ret_began)
{
    int64_t one;
    if (staff)
        return row_one_int(db,
                           "SELECT 1 FROM external_ids e JOIN classroom_staff p ON p.class_id = e.subject_id AND"
                           " p.user_id = e.other_id AND p.added_at = e.since"
                           " WHERE e.kind = 'enrollment' AND e.subject_id = ? AND e.other_id = ?",
                           DB_VALUES(I(class_id), I(user_id)), ret_began, &one);
    return row_one_int(db,
                       "SELECT 1 FROM external_ids e JOIN students p ON p.class_id = e.subject_id AND"
                       " p.user_id = e.other_id AND p.joined_at = e.since"
                       " WHERE e.kind = 'enrollment' AND e.subject_id = ? AND e.other_id = ?",
                       DB_VALUES(I(class_id), I(user_id)), ret_began, &one);
}

static enum fault list_add(struct import *import, struct roster_run *roster, const char *id, size_t *capacity)
{
    if (roster->absent_count == *capacity) {
        size_t more = *capacity ? *capacity * 2 : LIST_FIRST;
        struct roster_absent *larger = arena_calloc(import->work->arena, more, sizeof(*larger));
        if (!larger)
            return FAULT_INTERNAL;
        if (*capacity)
            memcpy(larger, roster->absent, *capacity * sizeof(*larger));
        roster->absent = larger;
        *capacity = more;
    }
    const char *copy = arena_strdup(import->work->arena, id);
    roster->absent[roster->absent_count++].id = copy;
    return copy ? FAULT_NONE : FAULT_INTERNAL;
}

/* Whose place a roster has begun is there no more, or stays as it was. The joins are outer ones because only their
 * order is good: a class's enrolments looked through for each of its students are millions. */
static bool is_gone(const struct row *row)
{
    bool gone = false;
    for (int column = 1; column <= 4; column++)
        gone |= db_is_null(&row->rows, column);
    return gone;
}

/* Of the places that rosters began those that no row names, by their own id or by the class and the person. A class and
 * a person may be known by several ids, and then the place comes once for each. */
static enum fault list_read(struct db *db, struct import *import, struct roster_run *roster)
{
    struct row row;
    size_t capacity = 0;
    enum fault fault = FAULT_NONE;
    char last[SOURCED_ID_MAX * 4 + 1] = "";
    bool named = true;
    row_begin(&row, db, NULL,
              "SELECT e.external_id, k.external_id, u.external_id, s.user_id, c.id FROM external_ids e"
              " LEFT JOIN students s ON s.class_id = e.subject_id AND s.user_id = e.other_id AND s.joined_at = e.since"
              " LEFT JOIN classrooms c ON c.id = e.subject_id AND c.archived_at IS NULL"
              " LEFT JOIN external_ids k ON k.kind = 'class' AND k.subject_id = e.subject_id"
              " LEFT JOIN external_ids u ON u.kind = 'user' AND u.subject_id = e.other_id"
              " WHERE e.kind = 'enrollment' AND e.since IS NOT NULL ORDER BY e.external_id",
              DB_NO_VALUES);
    while (fault == FAULT_NONE && row_next(&row)) {
        if (is_gone(&row))
            continue;
        const char *id = db_text(&row.rows, 0);
        const char *pair = roster_pair(import, db_text(&row.rows, 1), db_text(&row.rows, 2));
        if (strcmp(id, last) != 0) {
            fault = named ? FAULT_NONE : list_add(import, roster, last, &capacity);
            named = import_seen(import, ROSTER_ENROLLMENT, id) != NULL;
            str_copy(last, sizeof(last), id);
        }
        named |= pair && import_seen(import, ROSTER_PAIR, pair);
        if (!pair)
            fault = FAULT_INTERNAL;
        arena_release(import->scratch);
    }
    if (fault != FAULT_NONE)
        return fault;
    if (!named)
        fault = list_add(import, roster, last, &capacity);
    enum fault ended = row_end(&row);
    roster->absent_there = true;
    return fault != FAULT_NONE ? fault : ended;
}

static enum fault absent_next(struct db *db, struct import *import, struct import_line *ret_line,
                              struct import_verdict *ret_said, bool *ret_end)
{
    struct roster_run *roster = roster_of(import);
    if (!roster->bulk) {
        *ret_end = true;
        return FAULT_NONE;
    }
    if (roster->odd) {
        *ret_end = roster->absent_there;
        roster->absent_there = true;
        *ret_said = (struct import_verdict){.outcome = JOB_IGNORED, .reason = "absent_unsure", .subject = ""};
        return FAULT_NONE;
    }
    enum fault fault = roster->absent_there ? FAULT_NONE : list_read(db, import, roster);
    if (fault != FAULT_NONE)
        return fault;
    *ret_end = roster->absent_at == roster->absent_count;
    if (!*ret_end)
        ret_line->cells[ROSTER_SOURCED_ID] = roster->absent[roster->absent_at++].id;
    return FAULT_NONE;
}

static enum fault place_end(struct db *db, struct import *import, const char *id, const struct roster_id *known)
{
    char detail[64];
    bool left;
    enum fault fault = import_student_keep(db, import, known->subject_id, known->other_id, true);
    if (fault != FAULT_NONE)
        return fault;
    fault = membership_end(db, known->subject_id, known->other_id, import->work->actor.user_id, import->now, &left);
    if (fault != FAULT_NONE)
        return fault;
    fault = roster_keep_enrollment(db, import, id, known->subject_id, known->other_id, 0);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "student %lld", (long long)known->other_id);
    return import_audit(db, import,
                        &(struct audit_entry){
                            .at = import->now,
                            .actor_id = import->work->actor.user_id,
                            .action = "enrollment_ended",
                            .subject_type = "classroom",
                            .subject_id = known->subject_id,
                            .detail = detail,
                        });
}

static enum fault absent_row(struct db *db, struct import *import, const struct import_line *line,
                             struct import_verdict *verdict)
{
    struct roster_id known;
    bool began = false;
    const char *id = line->cells[ROSTER_SOURCED_ID];
    verdict->subject = id;
    enum fault fault = roster_read(db, import, ROSTER_ENROLLMENT, id, &known);
    if (fault != FAULT_NONE)
        return fault;
    fault = roster_began(db, known.subject_id, known.other_id, false, &began);
    if (fault != FAULT_NONE)
        return fault;
    if (!began) // somebody was faster
        return import_say(verdict, JOB_UNCHANGED, NULL);
    import_judge(verdict, JOB_UPDATED, "place_absent");
    return import->apply ? place_end(db, import, id, &known) : FAULT_NONE;
}

const struct import_table roster_absent = {
    .file = "enrollments.csv", .next = absent_next, .row = absent_row, .shrinks = true};
