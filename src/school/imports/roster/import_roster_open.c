/* SPDX-License-Identifier: MIT */
/* The archive's manifest, and the tables that it names. Without one the tables are known by their names. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/imports/grid/grid_work.h"
#include "school/imports/roster/import_roster.h"
#include "school/imports/import_work.h"
#include "school/imports/zip/unpack.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"

enum { MANIFEST_ROWS = 200 };

static const struct csv_limits manifest_limits = {MANIFEST_ROWS, 10, 200, 1000};

static enum fault refuse(struct job_work *work, const char *code, const char *file, const char *sentence)
{
    char detail[JOB_DETAIL_SIZE * 2];
    snprintf(detail, sizeof(detail), "%s: %s", file, sentence);
    return job_refuse(work, FAULT_TEXT_INVALID, code, detail);
}

/* The value of a property of the manifest, in the arena; "" when it is not there. NULL without memory. */
static const char *property(struct job_work *work, struct grid *manifest, const char *name)
{
    const char *value = "";
    struct grid_row row;
    grid_rewind(manifest);
    while (value && grid_next(manifest, &row))
        if (row.mistake == GRID_CLEAN && row.count >= 2 && strcasecmp(row.cells[0].text, name) == 0)
            value = arena_strdup(work->arena, row.cells[1].text);
    return value;
}

static bool is_word(const char *value, const char *word)
{
    return strcasecmp(value, word) == 0;
}

/* Whether the manifest says that the table is there, and that it has all. */
static enum fault table_said(struct job_work *work, struct grid *manifest, const char *file, bool *ret_there,
                             bool *ret_bulk)
{
    char name[64];
    // "users.csv" is the property file.users.
    snprintf(name, sizeof(name), "file.%.*s", (int)strcspn(file, "."), file);
    const char *value = property(work, manifest, name);
    if (!value)
        return FAULT_INTERNAL;
    *ret_bulk = is_word(value, "bulk");
    *ret_there = *ret_bulk || is_word(value, "delta");
    return *ret_there || *value == '\0' || is_word(value, "absent")
               ? FAULT_NONE
               : refuse(work, "manifest_invalid", name, "It must be bulk, delta or absent.");
}

static enum fault table_open(struct job_work *work, const struct unpacked *archive, struct grid *manifest,
                             struct import_table *table, bool *ret_bulk)
{
    const char *sentence;
    bool there = unpacked_has(archive, table->file);
    *ret_bulk = false;
    enum fault fault = manifest ? table_said(work, manifest, table->file, &there, ret_bulk) : FAULT_NONE;
    if (fault != FAULT_NONE || !there)
        return fault;
    if (unpacked_read(archive, table->file, work->arena, &table->bytes, &table->size, &sentence))
        return FAULT_NONE;
    table->bytes = NULL;
    return refuse(work, "archive_unreadable", table->file, sentence);
}

static enum fault manifest_open(struct job_work *work, const struct unpacked *archive, struct grid **ret_manifest)
{
    const void *bytes;
    size_t size;
    const char *sentence;
    if (!unpacked_read(archive, "manifest.csv", work->arena, &bytes, &size, &sentence))
        return refuse(work, "archive_unreadable", "manifest.csv", sentence);
    enum fault fault = grid_take(work->school, bytes, size, &manifest_limits, NULL, ret_manifest);
    if (fault != FAULT_NONE)
        return fault;
    const char *version = property(work, *ret_manifest, "oneroster.version");
    if (!version)
        return FAULT_INTERNAL;
    bool known = strncmp(version, "1.1", 3) == 0 || strncmp(version, "1.2", 3) == 0;
    return known ? FAULT_NONE
                 : refuse(work, "manifest_invalid", "manifest.csv", "oneroster.version must be 1.1 or 1.2.");
}

enum fault roster_open(struct job_work *work, const struct unpacked *archive, struct import_table *tables, size_t count,
                       struct roster_run *roster)
{
    bool any = false, bulk, guessed = !unpacked_has(archive, "manifest.csv");
    struct grid *manifest = NULL;
    enum fault fault = guessed ? FAULT_NONE : manifest_open(work, archive, &manifest);
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
        if (tables[i].next)
            continue;
        fault = table_open(work, archive, manifest, &tables[i], &bulk);
        any |= tables[i].bytes != NULL;
        roster->bulk |= bulk && is_word(tables[i].file, "enrollments.csv");
        roster->orgs |= tables[i].bytes && is_word(tables[i].file, "orgs.csv");
        roster->sessions |= tables[i].bytes && is_word(tables[i].file, "academicSessions.csv");
    }
    grid_close(manifest);
    if (fault != FAULT_NONE)
        return fault;
    if (guessed)
        roster->notes[roster->note_count++] = "manifest_guessed";
    if (any)
        return FAULT_NONE;
    return guessed ? refuse(work, "archive_unreadable", "manifest.csv", "The file is missing in the archive.")
                   : refuse(work, "manifest_invalid", "manifest.csv", "It names no table that AMS reads.");
}
