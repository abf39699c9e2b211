/* SPDX-License-Identifier: MIT */
/* Jobs in the database: reading them, their files, and deleting what has been kept long enough. */
#include "school/jobs/job_store.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/files/quota_inside.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    TYPE_SIZE = 128, // of a file, with what says that it is sealed
    CHUNK_SIZE = 1 << 20,
    SWEEP_ROWS = 500, // a unit
    SWEEP_JOBS = 50,  // a sweep
};

#define JOB_COLUMNS                                                                                                    \
    "j.id, j.kind, j.state, j.class_id, j.parent_id, j.error, j.detail, j.done, j.total, j.created_at, j.updated_at,"  \
    " j.finished_at, i.name, i.type, i.size, o.name, o.type, o.size,"                                                  \
    " (SELECT MAX(c.id) FROM jobs c WHERE c.parent_id = j.id AND c.state IN ('waiting', 'running', 'done')),"          \
    " CASE WHEN EXISTS (SELECT 1 FROM job_undo x WHERE x.job_id = j.id) THEN 1 ELSE 0 END,"                            \
    " j.takes, j.takes_of"                                                                                             \
    " FROM jobs j LEFT JOIN job_files i ON i.job_id = j.id AND i.side = 'input'"                                       \
    " LEFT JOIN job_files o ON o.job_id = j.id AND o.side = 'output'"

static const char *const state_codes[JOB_STATE_COUNT] = {
    [JOB_WAITING] = "waiting", [JOB_RUNNING] = "running",     [JOB_DONE] = "done",
    [JOB_FAILED] = "failed",   [JOB_CANCELLED] = "cancelled",
};

static const char *const outcome_codes[JOB_OUTCOME_COUNT] = {
    [JOB_CREATED] = "created", [JOB_UPDATED] = "updated", [JOB_UNCHANGED] = "unchanged", [JOB_REFUSED] = "refused",
    [JOB_IGNORED] = "ignored", [JOB_NOTED] = "noted",     [JOB_UNDONE] = "undone",       [JOB_KEPT] = "kept",
};

const char *job_state_code(enum job_state state)
{
    return state_codes[state];
}

bool job_state_parse(const char *code, enum job_state *ret_state)
{
    size_t index;
    bool found = str_among(state_codes, JOB_STATE_COUNT, code, &index);
    if (found)
        *ret_state = (enum job_state)index;
    return found;
}

const char *job_outcome_code(enum job_outcome outcome)
{
    return outcome_codes[outcome];
}

bool job_outcome_parse(const char *code, enum job_outcome *ret_outcome)
{
    size_t index;
    bool found = str_among(outcome_codes, JOB_OUTCOME_COUNT, code, &index);
    if (found)
        *ret_outcome = (enum job_outcome)index;
    return found;
}

/* Before the type of a file whose bytes are sealed. */
static const char sealed_word[] = "sealed ";

static void type_read(struct job_file *file)
{
    size_t size = sizeof(sealed_word) - 1;
    file->sealed = file->type && strncmp(file->type, sealed_word, size) == 0;
    if (file->sealed)
        file->type += size;
}

static size_t stored_size(const struct job_file *file)
{
    return (size_t)file->size + (file->sealed ? SECRET_SEAL_OVERHEAD : 0);
}

static void job_from_row(struct row *row, struct job *job)
{
    const char *state = db_text(&row->rows, 2);
    *job = (struct job){
        .id = row_int(row, 0),
        .kind = row_string(row, 1),
        .state = JOB_FAILED,
        .class_id = row_int(row, 3),
        .parent_id = row_int(row, 4),
        .error = row_text(row, 5),
        .detail = row_text(row, 6),
        .done = row_int(row, 7),
        .total = row_int(row, 8),
        .created_at = row_int(row, 9),
        .updated_at = row_int(row, 10),
        .finished_at = row_int(row, 11),
        .input = {row_text(row, 12), row_text(row, 13), row_int(row, 14), false},
        .output = {row_text(row, 15), row_text(row, 16), row_int(row, 17), false},
        .applied_by = row_int(row, 18),
        .takes = row_int(row, 20),
        .takes_of = row_int(row, 21),
    };
    type_read(&job->output);
    if (row_int(row, 19) != 0 && job->finished_at != 0)
        job->undo_until = job->finished_at + JOB_KEPT_DAYS * (int64_t)SCHOOL_DAY_MS;
    for (size_t i = 0; state && i < JOB_STATE_COUNT; i++)
        if (strcmp(state, state_codes[i]) == 0)
            job->state = (enum job_state)i;
}

static enum fault rows_count(struct db *db, struct job *job)
{
    struct row row;
    enum job_outcome outcome;
    row_begin(&row, db, NULL, "SELECT outcome, COUNT(*) FROM job_rows WHERE job_id = ? GROUP BY outcome",
              DB_VALUES(I(job->id)));
    while (row_next(&row))
        if (job_outcome_parse(db_text(&row.rows, 0), &outcome))
            job->rows[outcome] = row_int(&row, 1);
    return row_end(&row);
}

enum fault job_read(struct db *db, const struct actor *actor, int64_t job_id, struct arena *arena, struct job *ret_job)
{
    struct row row;
    struct job job;
    bool found = false;
    row_begin(&row, db, arena, "SELECT " JOB_COLUMNS " WHERE j.id = ? AND j.owner_id = ? AND (? = 0 OR j.token_id = ?)",
              DB_VALUES(I(job_id), I(actor->user_id), I(actor->token_id), I(actor->token_id)));
    while (row_next(&row)) {
        found = true;
        job_from_row(&row, &job);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    fault = found ? rows_count(db, &job) : FAULT_NOT_FOUND;
    if (fault != FAULT_NONE)
        return fault;
    *ret_job = job;
    return FAULT_NONE;
}

enum fault job_read_request(struct db *db, int64_t job_id, struct arena *arena, const char **ret_words)
{
    struct row row;
    *ret_words = "";
    row_begin(&row, db, arena, "SELECT request FROM jobs WHERE id = ?", DB_VALUES(I(job_id)));
    while (row_next(&row))
        *ret_words = row_string(&row, 0);
    return row_end(&row);
}

static enum fault office_read(struct db *db, enum job_state state, const struct page *page, struct arena *arena,
                              struct office_job_list *list)
{
    struct row row;
    const char *word = state < JOB_STATE_COUNT ? state_codes[state] : NULL;
    row_begin(&row, db, arena,
              "SELECT j.id, j.kind, j.state, j.class_id, j.parent_id, j.error, j.detail, j.done, j.total,"
              " j.created_at, j.updated_at, j.finished_at, u.id, u.name FROM jobs j JOIN users u ON u.id = j.owner_id"
              " WHERE j.id < ? AND (? IS NULL OR j.state = ?) ORDER BY j.id DESC LIMIT ?",
              DB_VALUES(I(page->after > 0 ? page->after : INT64_MAX), T(word), T(word), I(page->limit + 1)));
    while (row_next(&row)) {
        if (list->count == (size_t)page->limit) {
            list->next = list->jobs[list->count - 1].job.id;
            break;
        }
        struct office_job *jobs = row_list(&row, list->jobs, list->count, sizeof(*jobs));
        if (!jobs)
            break;
        list->jobs = jobs;
        struct office_job *one = &jobs[list->count++];
        one->job = (struct job){.id = row_int(&row, 0),
                                .kind = row_string(&row, 1),
                                .state = JOB_FAILED,
                                .error = row_text(&row, 5),
                                .detail = row_text(&row, 6),
                                .done = row_int(&row, 7),
                                .total = row_int(&row, 8),
                                .created_at = row_int(&row, 9),
                                .finished_at = row_int(&row, 11)};
        job_state_parse(db_text(&row.rows, 2), &one->job.state);
        one->owner = (struct person){row_int(&row, 12), row_string(&row, 13)};
    }
    return row_end(&row);
}

enum fault job_list_office(struct school *school, const struct actor *actor, enum job_state state,
                           const struct page *page, struct arena *arena, struct office_job_list *ret_list)
{
    struct office_job_list list = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = office_read(db, state, page, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault job_list(struct school *school, const struct actor *actor, const struct page *page, struct arena *arena,
                    struct job_list *ret_list)
{
    struct row row;
    struct job_list list = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena,
              "SELECT " JOB_COLUMNS " WHERE j.owner_id = ? AND (? = 0 OR j.token_id = ?) AND j.id < ?"
              " ORDER BY j.id DESC LIMIT ?",
              DB_VALUES(I(actor->user_id), I(actor->token_id), I(actor->token_id),
                        I(page->after > 0 ? page->after : INT64_MAX), I(page->limit + 1)));
    while (row_next(&row)) {
        if (list.count == (size_t)page->limit) {
            list.next = list.jobs[list.count - 1].id;
            break;
        }
        struct job *jobs = row_list(&row, list.jobs, list.count, sizeof(*jobs));
        if (!jobs)
            break;
        list.jobs = jobs;
        job_from_row(&row, &jobs[list.count++]);
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < list.count; i++)
        fault = rows_count(db, &list.jobs[i]);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* The pieces one behind the other; a file that lacks any is a fault of the database. */
static enum fault chunks_read(struct db *db, int64_t job_id, const char *side, char *bytes, size_t size)
{
    struct row row;
    size_t at = 0;
    for (int64_t number = 0; at < size; number++) {
        size_t before = at;
        row_begin(&row, db, NULL, "SELECT bytes FROM job_chunks WHERE job_id = ? AND side = ? AND number = ?",
                  DB_VALUES(I(job_id), T(side), I(number)));
        while (row_next(&row)) {
            size_t piece = 0;
            const void *from = db_blob(&row.rows, 0, &piece);
            if (piece > size - at)
                break;
            memcpy(bytes + at, from, piece);
            at += piece;
        }
        enum fault fault = row_end(&row);
        if (fault != FAULT_NONE || at == before)
            return fault != FAULT_NONE ? fault : FAULT_INTERNAL;
    }
    return FAULT_NONE;
}

enum fault job_read_file(struct db *db, int64_t job_id, const char *side, struct arena *arena,
                         struct job_file *ret_file, const void **ret_bytes)
{
    struct row row;
    struct job_file file = {0};
    row_begin(&row, db, arena, "SELECT name, type, size FROM job_files WHERE job_id = ? AND side = ?",
              DB_VALUES(I(job_id), T(side)));
    while (row_next(&row))
        file = (struct job_file){row_string(&row, 0), row_string(&row, 1), row_int(&row, 2), false};
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !file.name)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    type_read(&file);
    char *bytes = arena_alloc(arena, stored_size(&file) + 1);
    fault = bytes ? chunks_read(db, job_id, side, bytes, stored_size(&file)) : FAULT_INTERNAL;
    if (fault != FAULT_NONE)
        return fault;
    *ret_file = file;
    *ret_bytes = bytes;
    return FAULT_NONE;
}

/* Instead of the one that is there. */
static enum fault file_write(struct db *db, int64_t job_id, const char *side, const struct job_file *file,
                             const void *bytes)
{
    static const char *const clear[] = {"DELETE FROM job_chunks WHERE job_id = ? AND side = ?",
                                        "DELETE FROM job_files WHERE job_id = ? AND side = ?"};
    enum db_status status = DB_OK;
    char type[TYPE_SIZE];
    snprintf(type, sizeof(type), "%s%s", file->sealed ? sealed_word : "", file->type);
    for (size_t i = 0; status == DB_OK && i < ARRAY_LENGTH(clear); i++)
        status = db_exec(db, clear[i], DB_VALUES(I(job_id), T(side)));
    if (status == DB_OK)
        status = db_exec(db, "INSERT INTO job_files (job_id, side, name, type, size) VALUES (?, ?, ?, ?, ?)",
                         DB_VALUES(I(job_id), T(side), T(file->name), T(type), I(file->size)));
    size_t size = stored_size(file);
    for (size_t at = 0; status == DB_OK && at < size; at += CHUNK_SIZE) {
        size_t piece = size - at < CHUNK_SIZE ? size - at : CHUNK_SIZE;
        status =
            db_exec(db, "INSERT INTO job_chunks (job_id, side, number, bytes) VALUES (?, ?, ?, ?)",
                    DB_VALUES(I(job_id), T(side), I((int64_t)(at / CHUNK_SIZE)), B((const char *)bytes + at, piece)));
    }
    return fault_of(status);
}

enum fault job_write_file(struct db *db, int64_t job_id, const char *side, const struct job_file *file,
                          const void *bytes)
{
    int64_t before = 0;
    enum fault fault = row_count(db, "SELECT SUM(size) FROM job_files WHERE job_id = ? AND side = ?",
                                 DB_VALUES(I(job_id), T(side)), &before);
    if (fault != FAULT_NONE)
        return fault;
    fault = quota_count(db, file->size - before);
    return fault != FAULT_NONE ? fault : file_write(db, job_id, side, file, bytes);
}

enum fault job_copy_input(struct db *db, const struct actor *actor, int64_t from_id, int64_t to_id)
{
    static const char *const copy[] = {
        "INSERT INTO job_files (job_id, side, name, type, size) SELECT ?, side, name, type, size FROM job_files"
        " WHERE job_id = ? AND side = 'input'",
        "INSERT INTO job_chunks (job_id, side, number, bytes) SELECT ?, side, number, bytes FROM job_chunks"
        " WHERE job_id = ? AND side = 'input'"};
    int64_t size = 0;
    enum db_status status = DB_OK;
    for (size_t i = 0; status == DB_OK && i < ARRAY_LENGTH(copy); i++)
        status = db_exec(db, copy[i], DB_VALUES(I(to_id), I(from_id)));
    if (status != DB_OK)
        return fault_of(status);
    enum fault fault = row_count(db, "SELECT SUM(size) FROM job_files WHERE job_id = ?", DB_VALUES(I(to_id)), &size);
    if (fault != FAULT_NONE)
        return fault;
    fault = quota_count(db, size);
    return fault != FAULT_NONE ? fault : quota_fits(db, actor, 0, 0); // with what was just written
}

/* One short piece of deleting a job: some rows of its report or, when there are none, all the rest. */
struct sweep {
    int64_t before;
    int64_t job_id; // 0: none is left
};

static enum fault sweep_find(struct db *db, struct sweep *unit)
{
    bool found;
    unit->job_id = 0;
    return row_one_int(db,
                       "SELECT j.id FROM jobs j WHERE j.finished_at < ? AND NOT EXISTS (SELECT 1 FROM jobs c WHERE"
                       " c.parent_id = j.id AND c.state IN ('waiting', 'running')) ORDER BY j.finished_at LIMIT 1",
                       DB_VALUES(I(unit->before)), &found, &unit->job_id);
}

static enum fault sweep(struct db *db, void *context)
{
    static const char *const rest[] = {"DELETE FROM job_columns WHERE job_id = ?",
                                       "DELETE FROM job_chunks WHERE job_id = ?",
                                       "DELETE FROM job_files WHERE job_id = ?", "DELETE FROM jobs WHERE id = ?"};
    struct sweep *unit = context;
    int64_t first = 0;
    bool found = false;
    enum fault fault = sweep_find(db, unit);
    if (fault != FAULT_NONE || unit->job_id == 0)
        return fault;
    fault = row_one_int(db, "SELECT number FROM job_rows WHERE job_id = ? ORDER BY number LIMIT 1",
                        DB_VALUES(I(unit->job_id)), &found, &first);
    if (fault != FAULT_NONE)
        return fault;
    if (found)
        return fault_of(db_exec(db, "DELETE FROM job_rows WHERE job_id = ? AND number < ?",
                                DB_VALUES(I(unit->job_id), I(first + SWEEP_ROWS))));
    fault = row_one_int(db, "SELECT number FROM job_undo WHERE job_id = ? ORDER BY number LIMIT 1",
                        DB_VALUES(I(unit->job_id)), &found, &first);
    if (fault != FAULT_NONE)
        return fault;
    if (found)
        return fault_of(db_exec(db, "DELETE FROM job_undo WHERE job_id = ? AND number < ?",
                                DB_VALUES(I(unit->job_id), I(first + SWEEP_ROWS))));
    int64_t bytes = 0;
    fault = row_count(db, "SELECT SUM(size) FROM job_files WHERE job_id = ?", DB_VALUES(I(unit->job_id)), &bytes);
    if (fault != FAULT_NONE)
        return fault;
    fault = bytes > 0 ? quota_count(db, -bytes) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = DB_OK;
    for (size_t i = 0; status == DB_OK && i < ARRAY_LENGTH(rest); i++)
        status = db_exec(db, rest[i], DB_VALUES(I(unit->job_id)));
    return fault_of(status);
}

enum fault job_sweep(struct school *school, int64_t now)
{
    struct sweep unit = {.before = now - JOB_KEPT_DAYS * (int64_t)SCHOOL_DAY_MS};
    enum fault fault = FAULT_NONE;
    // The rest waits for the next sweep: ten minutes later.
    for (int i = 0; i < SWEEP_JOBS; i++) {
        fault = school_change(school, sweep, &unit);
        if (fault != FAULT_NONE || unit.job_id == 0)
            return fault;
    }
    return fault;
}

void job_seal_of(int64_t job_id, char text[static JOB_SEAL_SIZE])
{
    snprintf(text, JOB_SEAL_SIZE, "job %lld output", (long long)job_id);
}
