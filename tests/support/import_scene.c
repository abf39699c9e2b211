/* SPDX-License-Identifier: MIT */
#include "support/import_scene.h"

#include "school/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "school/common/fault.h"
#include "school/school.h"
#include "support/zip_file.h"

struct job import_worked(struct school_fixture *f, const struct actor *actor, int64_t job_id)
{
    struct job job;
    size_t jobs;
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
    assert_int_equal(job_get(f->school, actor, job_id, &f->arena, &job), FAULT_NONE);
    return job;
}

struct job import_tried(struct school_fixture *f, const struct actor *actor, struct import_request request,
                        const void *file)
{
    struct job job;
    request.bytes = file;
    if (request.size == 0)
        request.size = strlen(file);
    assert_int_equal(import_start(f->school, actor, &request, &f->arena, &job), FAULT_NONE);
    return import_worked(f, actor, job.id);
}

struct job import_applied(struct school_fixture *f, struct actor actor, const struct job *dry)
{
    struct job job;
    actor.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(import_apply(f->school, &actor, dry->class_id, dry->id, &f->arena, &job), FAULT_NONE);
    job = import_worked(f, &actor, job.id);
    assert_int_equal(job.state, JOB_DONE);
    return job;
}

/* A row after the other, `end` after each; `with_cells`: its column and cell, too, where it has one. */
static const char *rows_told(struct school_fixture *f, const struct actor *actor, int64_t job_id, bool with_cells,
                             const char *end)
{
    struct job_row_list list;
    const struct page page = {.limit = PAGE_MAX};
    const char *text = "";
    assert_int_equal(job_rows(f->school, actor, job_id, JOB_OUTCOME_COUNT, &page, &f->arena, &list), FAULT_NONE);
    for (size_t i = 0; i < list.count; i++) {
        const struct job_row *row = &list.rows[i];
        const char *column = with_cells ? row->column : NULL;
        if (row->reason)
            assert_string_not_equal(import_sentence(row->reason, &f->arena), "");
        text = arena_printf(&f->arena, "%s%lld %s%s%s %s%s%s%s%s%s", text, (long long)row->line,
                            job_outcome_code(row->outcome), row->reason ? " " : "", row->reason ? row->reason : "",
                            row->subject, column ? " " : "", column ? column : "", column ? "=" : "",
                            column && row->cell ? row->cell : "", end);
        assert_non_null(text);
    }
    return text;
}

const char *import_reported(struct school_fixture *f, const struct actor *actor, int64_t job_id)
{
    return rows_told(f, actor, job_id, false, ";");
}

const char *import_told(struct school_fixture *f, const struct actor *actor, int64_t job_id)
{
    return rows_told(f, actor, job_id, true, "|");
}

struct job import_roster_tried(struct school_fixture *f, const void *archive, size_t size)
{
    const struct import_request request = {
        .format = "roster", .timezone = "Europe/Berlin", .name = "roster.zip", .size = size};
    return import_tried(f, &f->administrator, request, archive);
}

struct job import_roster_files_tried(struct school_fixture *f, const struct zip_part *files, size_t count)
{
    size_t size;
    unsigned char *archive = zip_file(files, count, &size);
    struct job job = import_roster_tried(f, archive, size);
    free(archive);
    return job;
}
