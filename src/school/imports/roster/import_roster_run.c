/* SPDX-License-Identifier: MIT */
/* The tables of an archive, one after the other. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/imports/roster/import_roster.h"
#include "school/imports/import_work.h"
#include "school/imports/zip/unpack.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, ENROLLMENTS = 6 }; // the place of that table in run()

/* What is to be known of the archive as a whole. */
static enum fault notes_next(struct db *db, struct import *import, struct import_line *ret_line,
                             struct import_verdict *ret_said, bool *ret_end)
{
    struct roster_run *roster = roster_of(import);
    (void)db;
    (void)ret_line;
    *ret_end = roster->note_at == roster->note_count;
    if (!*ret_end)
        *ret_said =
            (struct import_verdict){.outcome = JOB_IGNORED, .reason = roster->notes[roster->note_at++], .subject = ""};
    return FAULT_NONE;
}

static const struct import_table roster_notes = {.file = "manifest.csv", .next = notes_next};

/* The day that it is where new classrooms are. */
static enum fault today_find(struct job_work *work, int64_t *ret_day)
{
    int64_t local;
    const char *zone = job_word(work, "timezone");
    enum fault fault = zone_to_local(work->school, zone ? zone : "UTC", school_now(work->school), &local);
    *ret_day = fault == FAULT_NONE ? local / DAY_MS : 0;
    return fault;
}

/* What a dry run would take away, for who applies it. */
static enum fault takes_write(struct db *db, void *context)
{
    const struct import *import = context;
    int64_t takes = 0, of = 0;
    enum fault fault = row_count(db,
                                 "SELECT COUNT(*) FROM job_rows WHERE job_id = ? AND outcome = 'updated'"
                                 " AND reason IN ('place_absent', 'place_ends')",
                                 DB_VALUES(I(import->work->job_id)), &takes);
    if (fault != FAULT_NONE)
        return fault;
    if (takes > 0)
        fault = row_count(db,
                          "SELECT COUNT(CASE WHEN s.user_id IS NOT NULL AND c.id IS NOT NULL THEN 1 END)"
                          " FROM external_ids e LEFT JOIN students s ON s.class_id = e.subject_id AND"
                          " s.user_id = e.other_id AND s.joined_at = e.since LEFT JOIN classrooms c ON"
                          " c.id = e.subject_id AND c.archived_at IS NULL WHERE e.kind = 'enrollment'"
                          " AND e.since IS NOT NULL",
                          DB_NO_VALUES, &of);
    if (fault != FAULT_NONE)
        return fault;
    return job_takes(db, import->work, takes, of);
}

static enum fault run(struct job_work *work)
{
    struct roster_run roster = {.bulk = false};
    struct import import = {.work = work, .context = &roster};
    roster_maker_init(&roster.maker, work->school);
    struct import_table tables[] = {
        roster_orgs,    roster_sessions,    roster_courses, roster_roles,      roster_users,
        roster_classes, roster_enrollments, roster_notes,   roster_role_words, roster_absent,
    };
    tables[ENROLLMENTS].odd = &roster.odd;
    const void *bytes;
    size_t size;
    const char *sentence;
    if (work->actor.role != ROLE_ADMINISTRATOR)
        return job_refuse(work, FAULT_NOT_ALLOWED, "not_allowed", "The account may no longer do this.");
    enum fault fault = job_input(work, &bytes, &size);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(unpacked_release) struct unpacked archive = {.count = 0};
    fault = unpack_archive(work->school, bytes, size, work->arena, &archive, &sentence);
    if (fault == FAULT_TEXT_INVALID)
        return job_refuse(work, FAULT_TEXT_INVALID, "archive_unreadable", sentence);
    if (fault != FAULT_NONE)
        return fault;
    fault = roster_open(work, &archive, tables, ARRAY_LENGTH(tables), &roster);
    if (fault != FAULT_NONE)
        return fault;
    fault = today_find(work, &roster.today);
    if (fault != FAULT_NONE)
        return fault;
    fault = import_run(&import, tables, ARRAY_LENGTH(tables));
    if (fault != FAULT_NONE || import.apply)
        return fault;
    return job_write(work, import.number, takes_write, &import);
}

extern const struct import_format import_roster;
const struct import_format import_roster = {.word = "roster", .options = IMPORT_MAIL | IMPORT_TIMEZONE, .run = run};
