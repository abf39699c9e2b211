/* SPDX-License-Identifier: MIT */
/*
 * OneRoster 1.1 and 1.2, CSV binding: an archive with manifest.csv and the tables that it names. Columns are found by
 * their headers. The tables are judged in an order in which what is named comes before who names it. What a roster has
 * put into a class it also takes out of it: by `tobedeleted`, by an end that has come, or by a bulk file that does not
 * have it any more. People, classes, and whom somebody has put in by hand, stay.
 */
#include "school/imports/roster/import_roster.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/zone.h"
#include "school/imports/import_work.h"
#include "school/imports/undo/undo_keep.h"
#include "school/jobs/job.h"
#include "school/marks/membership_back.h"
#include "store/db.h"
#include "store/engine.h"

bool roster_status(const char *status, bool *ret_deleted)
{
    // "inactive" is 1.0's word for what is to be deleted
    *ret_deleted = strcasecmp(status, "tobedeleted") == 0 || strcasecmp(status, "inactive") == 0;
    return *ret_deleted || *status == '\0' || strcasecmp(status, "active") == 0;
}

enum fault roster_read(struct db *db, const struct import *import, enum roster_kind kind, const char *id,
                       struct roster_id *ret_id)
{
    struct row row;
    *ret_id = (struct roster_id){0};
    if (roster_ahead_id(import, kind, id, ret_id))
        return FAULT_NONE;
    row_begin(&row, db, import->scratch,
              "SELECT subject_id, other_id, title FROM external_ids WHERE kind = ? AND external_id = ?",
              DB_VALUES(T(roster_word(kind)), T(id)));
    while (row_next(&row))
        *ret_id = (struct roster_id){true, row_int(&row, 0), row_int(&row, 1), row_text(&row, 2), false};
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE || ret_id->found ? fault : roster_made_read(db, import, kind, id, ret_id);
}

/* So that the import can be undone. */
static enum fault keep_before(struct db *db, struct import *import, enum roster_kind kind, const char *id,
                              const struct roster_id *before, const char *title)
{
    const char *was = before->title ? before->title : "";
    if (before->found && strcmp(was, title ? title : "") == 0)
        return FAULT_NONE;
    const struct undo_item item = {.kind = UNDO_EXTERNAL,
                                   .field = roster_word(kind),
                                   .was = before->found ? was : NULL,
                                   .became = title,
                                   .state = id};
    return undo_keep(db, import, &item);
}

static enum fault keep(struct db *db, struct import *import, enum roster_kind kind, const char *id,
                       const struct roster_id *what, int64_t since)
{
    struct roster_id before;
    enum fault fault = roster_read(db, import, kind, id, &before);
    if (fault != FAULT_NONE)
        return fault;
    fault = keep_before(db, import, kind, id, &before, what->title);
    if (fault != FAULT_NONE)
        return fault;
    const struct db_value subject = id_or_null(what->subject_id), other = id_or_null(what->other_id);
    const struct db_value word = T(roster_word(kind)), began = since ? I(since) : N();
    enum db_status status =
        before.found ? db_exec(db,
                               "UPDATE external_ids SET subject_id = ?, other_id = ?, title = ?, since = ?"
                               " WHERE kind = ? AND external_id = ?",
                               DB_VALUES(subject, other, T(what->title), began, word, T(id)))
                     : db_later(db,
                                "INSERT INTO external_ids (kind, external_id, subject_id, other_id, title, since)"
                                " VALUES (?, ?, ?, ?, ?, ?)",
                                DB_VALUES(word, T(id), subject, other, T(what->title), began));
    return status != DB_OK ? fault_of(status) : roster_ahead_keep(import, kind, id, what);
}

enum fault roster_keep(struct db *db, struct import *import, enum roster_kind kind, const char *id, int64_t subject_id,
                       int64_t other_id, const char *title)
{
    return keep(db, import, kind, id, &(struct roster_id){true, subject_id, other_id, title, false}, 0);
}

enum fault roster_keep_enrollment(struct db *db, struct import *import, const char *id, int64_t class_id,
                                  int64_t user_id, int64_t since)
{
    return keep(db, import, ROSTER_ENROLLMENT, id, &(struct roster_id){true, class_id, user_id, NULL, false}, since);
}

enum roster_time roster_day(const struct roster_run *roster, const char *from, const char *to)
{
    int64_t day;
    if (zone_day_parse(from, &day) == FAULT_NONE && roster->today < day)
        return ROSTER_EARLY;
    // The standard's last day is the one behind it, many systems' is the last: a day more harms nobody.
    return zone_day_parse(to, &day) == FAULT_NONE && roster->today > day ? ROSTER_OVER : ROSTER_NOW;
}

enum fault roster_refer(struct db *db, struct import *import, enum roster_kind kind, const char *id,
                        const char *unknown, const char *refused, struct import_verdict *verdict,
                        struct roster_id *ret_id, bool *ret_good)
{
    const struct import_seen *seen = import_seen(import, (char)kind, id);
    enum fault fault = roster_read(db, import, kind, id, ret_id);
    *ret_good = ret_id->found || (seen && !import->apply);
    if (seen && (seen->value == ROSTER_REFUSED || seen->value == ROSTER_LEFT_OUT))
        *ret_good = false;
    if (!*ret_good && seen && seen->value == ROSTER_LEFT_OUT) {
        import_judge(verdict, JOB_IGNORED, NULL);
        verdict->untold = true;
    } else if (!*ret_good)
        import_judge(verdict, JOB_REFUSED, seen ? refused : unknown);
    return fault;
}

enum fault roster_collect(struct import *import, enum roster_kind kind, const struct import_line *line)
{
    const char *id = line->cells[ROSTER_SOURCED_ID];
    if (!roster_id_is_good(id))
        return FAULT_NONE;
    return import_see(import, (char)kind, id, line->number) ? FAULT_NONE : FAULT_INTERNAL;
}

struct import_seen *roster_begin(struct import *import, enum roster_kind kind, const struct import_line *line,
                                 struct import_verdict *verdict, bool *ret_deleted)
{
    const char *id = line->cells[ROSTER_SOURCED_ID];
    verdict->subject = id;
    struct import_seen *seen = roster_id_is_good(id) ? import_seen(import, (char)kind, id) : NULL;
    if (!seen) {
        import_judge(verdict, JOB_REFUSED, "id_invalid");
        return NULL;
    }
    if (seen->number != line->number) {
        import_judge(verdict, JOB_REFUSED, "repeated_in_file");
        return NULL;
    }
    seen->value = ROSTER_REFUSED; // until it is found good
    if (!roster_status(line->cells[ROSTER_STATUS], ret_deleted)) {
        import_judge(verdict, JOB_REFUSED, "status_unknown");
        return NULL;
    }
    return seen;
}

enum fault roster_staff_keep(struct db *db, struct import *import, int64_t class_id, int64_t user_id,
                             const char *became)
{
    struct row row;
    const char *was = NULL;
    row_begin(&row, db, import->scratch, "SELECT kind FROM classroom_staff WHERE class_id = ? AND user_id = ?",
              DB_VALUES(I(class_id), I(user_id)));
    while (row_next(&row))
        was = row_text(&row, 0);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || (!was && !became))
        return fault;
    const struct undo_item item = {
        .kind = UNDO_STAFF, .subject_id = class_id, .other_id = user_id, .was = was, .became = became};
    return undo_keep(db, import, &item);
}
