/* SPDX-License-Identifier: MIT */
/* The archive: what its tables hold is read by file_roster_rows.c. */
#include "school/numbers/sheets/file_roster.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/imports/zip/archive.h"
#include "school/jobs/job_work.h"
#include "school/numbers/sheets/file_roster_rows.h"
#include "school/office/archive_write.h"
#include "school/school.h"

enum { NAME_SIZE = 80 };

/* ---- starting ---- */

struct starting {
    const struct actor *actor;
    int64_t now, job_id;
};

static enum fault start(struct db *db, void *context)
{
    struct starting *unit = context;
    enum fault fault = job_create(db, unit->actor, &(struct job_request){.kind = "export_roster", .request = ""},
                                  unit->now, &unit->job_id);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "roster_exported",
                                .subject_type = "job",
                                .subject_id = unit->job_id,
                            });
}

enum fault file_roster(struct school *school, const struct actor *actor, struct arena *arena, struct job *ret_job)
{
    struct starting unit = {.actor = actor, .now = school_now(school)};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = school_change(school, start, &unit);
    return fault != FAULT_NONE ? fault : job_get(school, actor, unit.job_id, arena, ret_job);
}

/* ---- the job ---- */

/* The tables of OneRoster 1.2, as its manifest lists them; those that are there are bulk. */
static const char *const files[] = {
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "orgs",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
    "users",
};

static bool is_there(const char *file)
{
    for (size_t i = 0; i < FILE_ROSTER_TABLES; i++)
        if (strncmp(file_roster_tables[i].name, file, strlen(file)) == 0 &&
            strcmp(file_roster_tables[i].name + strlen(file), ".csv") == 0)
            return true;
    return false;
}

static void manifest_write(struct csv_writer *writer)
{
    char name[NAME_SIZE];
    static const char *const first[][2] = {
        {"propertyName", "value"}, {"manifest.version", "1.0"}, {"oneroster.version", "1.2"}};
    for (size_t i = 0; i < ARRAY_LENGTH(first); i++) {
        csv_text(writer, first[i][0]);
        csv_text(writer, first[i][1]);
        csv_end(writer);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        snprintf(name, sizeof(name), "file.%s", files[i]);
        csv_text(writer, name);
        csv_text(writer, is_there(files[i]) ? "bulk" : "absent");
        csv_end(writer);
    }
    csv_text(writer, "source.systemName");
    csv_text(writer, "AMS");
    csv_end(writer);
}

static enum fault too_large(struct job_work *work)
{
    return job_refuse(work, FAULT_TOO_MANY_THINGS, "export_too_large",
                      "The institution fills more than one archive of a roster: archive classes that are over.");
}

static enum fault file_put(struct job_work *work, const struct file_roster_making *making,
                           const struct csv_writer *manifest)
{
    char name[NAME_SIZE], day[ZONE_DATE_SIZE];
    struct archive_entry entries[FILE_ROSTER_TABLES + 1] = {{.name = "manifest.csv"}};
    const char *bytes;
    const void *packed;
    size_t all, packed_size;
    if (!csv_done(manifest, &bytes, &entries[0].size))
        return FAULT_INTERNAL;
    entries[0].bytes = bytes;
    all = entries[0].size;
    for (size_t i = 0; i < FILE_ROSTER_TABLES; i++) {
        entries[i + 1].name = file_roster_tables[i].name;
        if (!csv_done(&making->writers[i], &bytes, &entries[i + 1].size))
            return too_large(work);
        entries[i + 1].bytes = bytes;
        all += entries[i + 1].size;
    }
    if (all > ARCHIVE_SIZE_MAX || making->rows_many)
        return too_large(work);
    if (!archive_write(entries, FILE_ROSTER_TABLES + 1, work->arena, &packed, &packed_size))
        return FAULT_INTERNAL;
    if (packed_size > JOB_FILE_MAX)
        return too_large(work);
    zone_day_format(school_now(work->school) / SCHOOL_DAY_MS, day);
    snprintf(name, sizeof(name), "oneroster_%s.zip", day);
    return job_put_output(work, name, "application/zip", packed, packed_size);
}

static enum fault make(struct file_roster_making *making, const struct csv_writer *manifest)
{
    enum fault fault = file_roster_rows(making);
    return fault != FAULT_NONE ? fault : file_put(making->work, making, manifest);
}

enum fault file_roster_run(struct job_work *work)
{
    struct file_roster_making making = {.work = work};
    struct csv_writer manifest;
    if (work->actor.role != ROLE_ADMINISTRATOR)
        return job_refuse(work, FAULT_NOT_ALLOWED, "not_allowed", "The account may no longer do this.");
    csv_writer_init(&manifest, FILE_ROSTER_TABLE_MAX, false);
    manifest_write(&manifest);
    for (size_t i = 0; i < FILE_ROSTER_TABLES; i++)
        csv_writer_init(&making.writers[i], FILE_ROSTER_TABLE_MAX, false);
    enum fault fault = make(&making, &manifest);
    for (size_t i = 0; i < FILE_ROSTER_TABLES; i++)
        csv_writer_release(&making.writers[i]);
    csv_writer_release(&manifest);
    return fault;
}
