/* SPDX-License-Identifier: MIT */
/* Jobs as their owners see them: making, reading, stopping. job_work.c runs them. */
#include "school/jobs/job.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "crypto/secret_key.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/keys.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/files/quota_inside.h"
#include "school/jobs/job_store.h"
#include "school/jobs/job_work.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { FILE_NAME_SIZE = JOB_NAME_MAX + 1 };

/* What anybody may call a file, as something that is safe in a header and on a disk. */
static void safe_name(const char *name, char safe[static FILE_NAME_SIZE])
{
    size_t size = 0;
    for (; *name != '\0' && size + 1 < FILE_NAME_SIZE; name++) {
        bool plain = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
                     (*name >= '0' && *name <= '9') || *name == '-' || *name == '.';
        if (plain && !(*name == '.' && size == 0))
            safe[size++] = *name;
        else if (size > 0 && safe[size - 1] != '_')
            safe[size++] = '_';
    }
    safe[size] = '\0';
    if (size == 0)
        str_copy(safe, FILE_NAME_SIZE, "file");
}

static enum fault job_allowed(struct db *db, const struct actor *actor, const struct job_request *request, int64_t now)
{
    int64_t count = 0, today = 0;
    const char *text = request->request ? request->request : "";
    if (request->size > JOB_FILE_MAX)
        return FAULT_JOB_FILE_TOO_LARGE;
    if (!str_is_text(text, strlen(text), true) || str_characters(text) > JOB_REQUEST_MAX)
        return FAULT_TEXT_INVALID;
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM jobs WHERE owner_id = ? AND state IN ('waiting', 'running')",
                                 DB_VALUES(I(actor->user_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM jobs WHERE owner_id = ? AND created_at > ?",
                      DB_VALUES(I(actor->user_id), I(now - SCHOOL_DAY_MS)), &today);
    if (fault != FAULT_NONE)
        return fault;
    return count >= JOB_UNFINISHED_MAX || today >= JOB_DAY_MAX ? FAULT_TOO_MANY_THINGS : FAULT_NONE;
}

enum fault job_create(struct db *db, const struct actor *actor, const struct job_request *request, int64_t now,
                      int64_t *ret_job_id)
{
    int64_t id = 0;
    char name[FILE_NAME_SIZE];
    enum fault fault = job_allowed(db, actor, request, now);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_insert(
        db,
        "INSERT INTO jobs (kind, owner_id, class_id, parent_id, state, request, next_try_at, created_at, updated_at,"
        " token_id) VALUES (?, ?, ?, ?, 'waiting', ?, ?, ?, ?, ?) RETURNING id",
        DB_VALUES(T(request->kind), I(actor->user_id), request->class_id ? I(request->class_id) : N(),
                  request->parent_id ? I(request->parent_id) : N(), T(request->request ? request->request : ""), I(now),
                  I(now), I(now), id_or_null(actor->token_id)),
        &id);
    if (fault != FAULT_NONE)
        return fault;
    if (request->name) {
        safe_name(request->name, name);
        fault = job_write_file(db, id, "input", &(struct job_file){name, request->type, (int64_t)request->size, false},
                               request->bytes);
        if (fault != FAULT_NONE)
            return fault;
        fault = quota_fits(db, actor, 0, 0); // with what was just written
    }
    if (fault != FAULT_NONE)
        return fault;
    fault = audit_append(db, &(struct audit_entry){
                                 .at = now,
                                 .actor_id = actor->user_id,
                                 .action = "job_created",
                                 .subject_type = "job",
                                 .subject_id = id,
                                 .detail = request->kind,
                             });
    if (fault != FAULT_NONE)
        return fault;
    *ret_job_id = id;
    return FAULT_NONE;
}

struct start {
    const struct actor *actor;
    const struct job_request *request;
    int64_t now;
    int64_t job_id;
};

static enum fault start(struct db *db, void *context)
{
    struct start *unit = context;
    return job_create(db, unit->actor, unit->request, unit->now, &unit->job_id);
}

enum fault job_start(struct school *school, const struct actor *actor, const struct job_request *request,
                     struct arena *arena, struct job *ret_job)
{
    struct start unit = {.actor = actor, .request = request, .now = school_now(school)};
    enum fault fault = school_change(school, start, &unit);
    return fault != FAULT_NONE ? fault : job_get(school, actor, unit.job_id, arena, ret_job);
}

enum fault job_get(struct school *school, const struct actor *actor, int64_t job_id, struct arena *arena,
                   struct job *ret_job)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return job_read(db, actor, job_id, arena, ret_job);
}

static enum fault rows_read(struct db *db, int64_t job_id, enum job_outcome outcome, const struct page *page,
                            struct arena *arena, struct job_row_list *ret_list)
{
    struct row row;
    struct job_row_list list = {0};
    bool all = outcome == JOB_OUTCOME_COUNT;
    row_begin(&row, db, arena,
              all ? "SELECT number, file, line, outcome, reason, subject, header, cell FROM job_rows WHERE job_id = ?"
                    " AND number > ? ORDER BY number LIMIT ?"
                  : "SELECT number, file, line, outcome, reason, subject, header, cell FROM job_rows WHERE job_id = ?"
                    " AND number > ? AND outcome = ? ORDER BY number LIMIT ?",
              all ? DB_VALUES(I(job_id), I(page->after), I(page->limit + 1))
                  : DB_VALUES(I(job_id), I(page->after), T(job_outcome_code(outcome)), I(page->limit + 1)));
    while (row_next(&row)) {
        if (list.count == (size_t)page->limit) {
            list.next = list.rows[list.count - 1].number;
            break;
        }
        struct job_row *rows = row_list(&row, list.rows, list.count, sizeof(*rows));
        if (!rows)
            break;
        list.rows = rows;
        rows += list.count++;
        *rows = (struct job_row){.number = row_int(&row, 0),
                                 .file = row_text(&row, 1),
                                 .line = row_int(&row, 2),
                                 .outcome = JOB_REFUSED,
                                 .reason = row_text(&row, 4),
                                 .subject = row_string(&row, 5),
                                 .column = row_text(&row, 6),
                                 .cell = row_text(&row, 7)};
        job_outcome_parse(db_text(&row.rows, 3), &rows->outcome);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* NOT_FOUND unless the job is the actor's. */
static enum fault job_own(struct db *db, const struct actor *actor, int64_t job_id)
{
    bool found = false;
    int64_t one;
    enum fault fault =
        row_one_int(db, "SELECT 1 FROM jobs WHERE id = ? AND owner_id = ? AND (? = 0 OR token_id = ?)",
                    DB_VALUES(I(job_id), I(actor->user_id), I(actor->token_id), I(actor->token_id)), &found, &one);
    return fault != FAULT_NONE ? fault : !found ? FAULT_NOT_FOUND : FAULT_NONE;
}

enum fault job_rows(struct school *school, const struct actor *actor, int64_t job_id, enum job_outcome outcome,
                    const struct page *page, struct arena *arena, struct job_row_list *ret_list)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = job_own(db, actor, job_id);
    if (fault != FAULT_NONE)
        return fault;
    return rows_read(db, job_id, outcome, page, arena, ret_list);
}

/* INTERNAL when it is not what was sealed, or the owner's key is gone. */
static enum fault output_open(struct school *school, struct db *db, const struct actor *owner, int64_t job_id,
                              struct arena *arena, const struct job_file *file, const void **ret_bytes)
{
    char associated[JOB_SEAL_SIZE];
    CLOSES(own_key_wipe) struct own_key own = {0};
    uint8_t *plain = arena_alloc(arena, (size_t)file->size + 1);
    enum fault fault = plain ? person_key_read(school, db, owner->user_id, &own) : FAULT_INTERNAL;
    if (fault != FAULT_NONE)
        return fault;
    job_seal_of(job_id, associated);
    if (!own_key_unseal(&own, associated, *ret_bytes, (size_t)file->size + SECRET_SEAL_OVERHEAD, plain))
        return FAULT_INTERNAL;
    *ret_bytes = plain;
    return FAULT_NONE;
}

enum fault job_output(struct school *school, const struct actor *actor, int64_t job_id, struct arena *arena,
                      struct job_file *ret_file, const void **ret_bytes)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = job_own(db, actor, job_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = job_read_file(db, job_id, "output", arena, ret_file, ret_bytes);
    return fault != FAULT_NONE || !ret_file->sealed
               ? fault
               : output_open(school, db, actor, job_id, arena, ret_file, ret_bytes);
}

struct cancel {
    const struct actor *actor;
    int64_t job_id;
    int64_t now;
};

static enum fault cancel(struct db *db, void *context)
{
    struct cancel *unit = context;
    struct job job;
    CLOSES(arena_release) struct arena arena = arena_of(8 << 10);
    enum fault fault = job_read(db, unit->actor, unit->job_id, &arena, &job);
    arena_release(&arena);
    if (fault != FAULT_NONE || job.state == JOB_CANCELLED)
        return fault;
    if (job.state == JOB_DONE || job.state == JOB_FAILED) {
        return FAULT_JOB_ENDED;
    }
    enum db_status status =
        db_exec(db, "UPDATE jobs SET state = 'cancelled', claim = NULL, updated_at = ?, finished_at = ? WHERE id = ?",
                DB_VALUES(I(unit->now), I(unit->now), I(unit->job_id)));
    if (status != DB_OK)
        return fault_of(status);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "job_cancelled",
                                .subject_type = "job",
                                .subject_id = unit->job_id,
                            });
}

enum fault job_cancel(struct school *school, const struct actor *actor, int64_t job_id, struct arena *arena,
                      struct job *ret_job)
{
    struct cancel unit = {.actor = actor, .job_id = job_id, .now = school_now(school)};
    enum fault fault = school_change(school, cancel, &unit);
    return fault != FAULT_NONE ? fault : job_get(school, actor, job_id, arena, ret_job);
}
