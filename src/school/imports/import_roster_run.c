/* SPDX-License-Identifier: MIT */
/* The tables of an archive, one after the other. */
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/text.h"
#include "school/imports/import_roster.h"
#include "school/imports/import_work.h"
#include "school/imports/unpack.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/school.h"
#include "store/engine.h"

enum { TITLE_MAX = 200, MANIFEST_ROWS = 200 };

/* Columns of the tables of which only the title is kept, behind ROSTER_STATUS. */
enum column { TITLE = ROSTER_FIRST };

static const struct import_column org_columns[] = {{"sourcedId", true}, {"status", false}, {"name", true}};

static const struct import_column titled_columns[] = {{"sourcedId", true}, {"status", false}, {"title", true}};

/* Orgs, sessions and courses: only what they are called is kept. */
static enum fault titled_row(struct db *db, struct import *import, enum roster_kind kind,
                             const struct import_line *line, struct import_verdict *verdict)
{
    bool deleted;
    const char *title;
    struct roster_id known;
    struct import_seen *seen = roster_begin(import, kind, line, verdict, &deleted);
    if (!seen)
        return FAULT_NONE;
    if (text_clean(line->cells[TITLE], TITLE_MAX, false, false, import->scratch, &title) != FAULT_NONE)
        return import_say(verdict, JOB_REFUSED, "text_invalid");
    verdict->subject = title;
    seen->value = ROSTER_GOOD;
    enum fault fault = roster_read(db, kind, line->cells[ROSTER_SOURCED_ID], import->scratch, &known);
    if (fault != FAULT_NONE || deleted)
        return fault != FAULT_NONE ? fault : import_say(verdict, JOB_IGNORED, "not_removed");
    bool same = known.found && known.title && strcmp(known.title, title) == 0;
    import_judge(verdict, same ? JOB_UNCHANGED : known.found ? JOB_UPDATED : JOB_CREATED, NULL);
    return same || !import->apply ? FAULT_NONE
                                  : roster_keep(db, import, kind, line->cells[ROSTER_SOURCED_ID], 0, 0, title);
}

static enum fault titled_collect(struct import *import, enum roster_kind kind, const struct import_line *line)
{
    enum fault fault = roster_collect(import, kind, line);
    struct import_seen *seen = import_seen(import, (char)kind, line->cells[ROSTER_SOURCED_ID]);
    if (fault != FAULT_NONE)
        return fault;
    if (seen && !seen->text)
        seen->text = arena_strdup(import->work->arena, line->cells[TITLE]);
    return FAULT_NONE;
}

static enum fault org_collect(struct db *db, struct import *import, const struct import_line *line)
{
    (void)db;
    return titled_collect(import, ROSTER_ORG, line);
}

static enum fault org_row(struct db *db, struct import *import, const struct import_line *line,
                          struct import_verdict *verdict)
{
    return titled_row(db, import, ROSTER_ORG, line, verdict);
}

static enum fault session_collect(struct db *db, struct import *import, const struct import_line *line)
{
    (void)db;
    return titled_collect(import, ROSTER_SESSION, line);
}

static enum fault session_row(struct db *db, struct import *import, const struct import_line *line,
                              struct import_verdict *verdict)
{
    return titled_row(db, import, ROSTER_SESSION, line, verdict);
}

static enum fault course_collect(struct db *db, struct import *import, const struct import_line *line)
{
    (void)db;
    return titled_collect(import, ROSTER_COURSE, line);
}

static enum fault course_row(struct db *db, struct import *import, const struct import_line *line,
                             struct import_verdict *verdict)
{
    return titled_row(db, import, ROSTER_COURSE, line, verdict);
}

static enum fault refuse(struct job_work *work, const char *code, const char *file, const char *sentence)
{
    char detail[JOB_DETAIL_SIZE * 2];
    snprintf(detail, sizeof(detail), "%s: %s", file, sentence);
    return job_refuse(work, FAULT_TEXT_INVALID, code, detail);
}

/* The value of a property of the manifest, in the arena; "" when it is not there. NULL without memory. */
static const char *property(struct job_work *work, const void *bytes, size_t size, const char *name)
{
    static const struct csv_limits limits = {MANIFEST_ROWS, 10, 200, 1000};
    const char *value = "";
    struct csv_row row;
    struct csv *csv = csv_open(bytes, size, &limits);
    while (csv && csv_next(csv, &row) == CSV_ROW)
        if (row.count >= 2 && strcmp(row.cells[0], name) == 0)
            value = arena_strdup(work->arena, row.cells[1]);
    csv_close(csv);
    return csv ? value : NULL;
}

/* Unpacks a table when the manifest says that it is there. */
static enum fault table_open(struct job_work *work, const struct unpacked *archive, const void *manifest, size_t size,
                             struct import_table *table)
{
    char name[64];
    const char *sentence;
    // "users.csv" is the property file.users.
    snprintf(name, sizeof(name), "file.%.*s", (int)strcspn(table->file, "."), table->file);
    const char *value = property(work, manifest, size, name);
    if (!value)
        return FAULT_INTERNAL;
    if (*value == '\0' || strcmp(value, "absent") == 0)
        return FAULT_NONE;
    if (strcmp(value, "bulk") != 0 && strcmp(value, "delta") != 0)
        return refuse(work, "manifest_invalid", name, "It must be bulk, delta or absent.");
    if (unpacked_read(archive, table->file, work->arena, &table->bytes, &table->size, &sentence))
        return FAULT_NONE;
    table->bytes = NULL;
    return refuse(work, "archive_unreadable", table->file, sentence);
}

static enum fault tables_open(struct job_work *work, const struct unpacked *archive, struct import_table *tables,
                              size_t count)
{
    const void *manifest;
    size_t size;
    const char *sentence;
    bool any = false;
    if (!unpacked_read(archive, "manifest.csv", work->arena, &manifest, &size, &sentence))
        return refuse(work, "archive_unreadable", "manifest.csv", sentence);
    const char *version = property(work, manifest, size, "oneroster.version");
    if (!version || strcmp(version, "1.2") != 0)
        return refuse(work, "manifest_invalid", "manifest.csv", "oneroster.version must be 1.2.");
    for (size_t i = 0; i < count; i++) {
        enum fault fault = table_open(work, archive, manifest, size, &tables[i]);
        if (fault != FAULT_NONE)
            return fault;
        any |= tables[i].bytes != NULL;
    }
    return any ? FAULT_NONE : refuse(work, "manifest_invalid", "manifest.csv", "It names no table that AMS reads.");
}

static enum fault run(struct job_work *work)
{
    struct import import = {.work = work};
    struct import_table tables[] = {
        {"orgs.csv", org_columns, ARRAY_LENGTH(org_columns), org_collect, org_row, NULL, 0},
        {"academicSessions.csv", titled_columns, ARRAY_LENGTH(titled_columns), session_collect, session_row, NULL, 0},
        {"courses.csv", titled_columns, ARRAY_LENGTH(titled_columns), course_collect, course_row, NULL, 0},
        roster_roles,
        roster_users,
        roster_classes,
        roster_enrollments,
    };
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
    fault = tables_open(work, &archive, tables, ARRAY_LENGTH(tables));
    return fault != FAULT_NONE ? fault : import_run(&import, tables, ARRAY_LENGTH(tables));
}

extern const struct import_format import_roster;
const struct import_format import_roster = {.word = "roster", .options = IMPORT_MAIL | IMPORT_TIMEZONE, .run = run};
