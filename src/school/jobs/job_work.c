/* SPDX-License-Identifier: MIT */
/*
 * Running jobs. A claim is a random word in the job's row: whoever finds another word there, or none, has lost the job,
 * to a cancel or to a node that took it up when the lease had run out, and can write nothing more.
 */
#include "school/jobs/job_work.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "crypto/secret_key.h"
#include "school/common/fault.h"
#include "school/common/keys.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/jobs/job.h"
#include "school/jobs/job_store.h"
#include "school/people/account.h"
#include "school/people/tokens/token_inside.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

#define BLANKS " \t\r\n"

/* Minutes to wait after the n-th try. */
static const int64_t pauses[JOB_TRIES_MAX] = {1, 4, 16, 64, 0};

static int64_t lease_end(int64_t now)
{
    return now + JOB_LEASE_SECONDS * (int64_t)SCHOOL_SECOND_MS;
}

/* What fits of a text, not cut inside a character. */
static void cut(const char *text, char *out, size_t size)
{
    size_t used = 0;
    for (size_t left = text ? strlen(text) : 0; left > 0;) {
        size_t length = str_sequence(text + used, left);
        if (length == 0 || used + length >= size)
            break;
        memcpy(out + used, text + used, length);
        used += length;
        left -= length;
    }
    out[used] = '\0';
}

/* Every address in a text as accounts have it, so that an erasure finds it: the words that have an @ in them. */
static void address_lower(char *text)
{
    for (char *word = text + strspn(text, BLANKS); *word; word += strspn(word, BLANKS)) {
        size_t size = strcspn(word, BLANKS);
        for (size_t i = 0; memchr(word, '@', size) && i < size; i++)
            word[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] - 'A' + 'a' : word[i]);
        word += size;
    }
}

struct claim {
    struct job_work *work;
    int64_t now;
    bool found, worn_out;
    const char *kind;
};

static enum fault claim_read(struct db *db, struct claim *unit)
{
    struct row row;
    struct job_work *work = unit->work;
    unit->found = unit->worn_out = false;
    row_begin(&row, db, work->arena,
              "SELECT id, kind, owner_id, class_id, parent_id, request, done, tries, token_id FROM jobs"
              " WHERE state IN ('waiting', 'running') AND next_try_at <= ? ORDER BY next_try_at, id LIMIT 1",
              DB_VALUES(I(unit->now)));
    while (row_next(&row)) {
        unit->found = true;
        work->job_id = row_int(&row, 0);
        unit->kind = row_string(&row, 1);
        work->actor = (struct actor){.user_id = row_int(&row, 2), .token_id = row_int(&row, 8)};
        work->class_id = row_int(&row, 3);
        work->parent_id = row_int(&row, 4);
        work->request = row_string(&row, 5);
        work->done = row_int(&row, 6);
        work->tries = row_int(&row, 7) + 1;
    }
    return row_end(&row);
}

static enum fault notify_owner(struct db *db, const struct job_work *work, const char *kind, const char *state,
                               int64_t now)
{
    char text[100];
    snprintf(text, sizeof(text), "%s %s", kind, state);
    return tell(db, TELL_PERSON,
                &(struct notification_request){.user_id = work->actor.user_id,
                                               .kind = NOTIFY_JOB_DONE,
                                               .class_id = work->class_id,
                                               .subject_id = work->job_id,
                                               .text = text},
                0, now);
}

static enum fault claim(struct db *db, void *context)
{
    struct claim *unit = context;
    struct job_work *work = unit->work;
    enum fault fault = claim_read(db, unit);
    if (fault != FAULT_NONE || !unit->found)
        return fault;
    if (work->tries <= JOB_TRIES_MAX)
        return fault_of(
            db_exec(db,
                    "UPDATE jobs SET state = 'running', claim = ?, tries = ?, next_try_at = ?, updated_at = ?"
                    " WHERE id = ?",
                    DB_VALUES(T(work->claim), I(work->tries), I(lease_end(unit->now)), I(unit->now), I(work->job_id))));
    // Whoever took it, died of it, every time.
    unit->worn_out = true;
    enum db_status status = db_exec(db,
                                    "UPDATE jobs SET state = 'failed', claim = NULL, error = 'broke_off', detail = 'The"
                                    " work broke off each time it was tried.', updated_at = ?, finished_at = ? WHERE"
                                    " id = ?",
                                    DB_VALUES(I(unit->now), I(unit->now), I(work->job_id)));
    return status != DB_OK ? fault_of(status) : notify_owner(db, work, unit->kind, "failed", unit->now);
}

/* Spares everybody a writing unit a second. */
static enum fault is_due(struct school *school, int64_t now, bool *ret_due)
{
    int64_t id;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return row_one_int(db, "SELECT id FROM jobs WHERE state IN ('waiting', 'running') AND next_try_at <= ? LIMIT 1",
                       DB_VALUES(I(now)), ret_due, &id);
}

static const struct job_kind *kind_find(const struct school *school, const char *name)
{
    for (const struct job_kind *kind = school->job_kinds; kind->name; kind++) {
        size_t size = strlen(kind->name);
        if (kind->name[size - 1] == '_' ? strncmp(kind->name, name, size) == 0 : strcmp(kind->name, name) == 0)
            return kind;
    }
    return NULL;
}

/* A unit that only the holder of the claim may run. */
struct piece {
    struct job_work *work;
    int64_t done, total; // total -1: as it is
    job_unit unit;       // NULL: only the numbers
    void *context;
    int64_t now;
    enum fault fault;
};

static enum fault claim_check(struct db *db, const struct job_work *work)
{
    bool found = false;
    int64_t one;
    enum fault fault = row_one_int(db, "SELECT 1 FROM jobs WHERE id = ? AND claim = ? AND state = 'running'",
                                   DB_VALUES(I(work->job_id), T(work->claim)), &found, &one);
    return fault != FAULT_NONE ? fault : !found ? FAULT_CHANGED_MEANWHILE : FAULT_NONE;
}

static enum fault piece(struct db *db, void *context)
{
    const struct piece *unit = context;
    enum fault fault = claim_check(db, unit->work);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->unit)
        fault = unit->unit(db, unit->context);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "UPDATE jobs SET done = ?, next_try_at = ?, updated_at = ? WHERE id = ?",
                             DB_VALUES(I(unit->done), I(lease_end(unit->now)), I(unit->now), I(unit->work->job_id))));
    if (fault != FAULT_NONE || unit->total < 0)
        return fault;
    return fault_of(
        db_exec(db, "UPDATE jobs SET total = ? WHERE id = ?", DB_VALUES(I(unit->total), I(unit->work->job_id))));
}

static enum fault piece_run(struct piece *unit)
{
    struct school *school = unit->work->school;
    if (atomic_load(&school->stopping)) {
        unit->work->stopped = true;
        return FAULT_CHANGED_MEANWHILE;
    }
    unit->now = school_now(school);
    enum fault fault = school_change(school, piece, unit);
    if (fault != FAULT_NONE)
        return fault;
    unit->work->done = unit->done;
    return FAULT_NONE;
}

enum fault job_progress(struct job_work *work, int64_t done, int64_t total)
{
    return piece_run(&(struct piece){.work = work, .done = done, .total = total});
}

enum fault job_write(struct job_work *work, int64_t done, job_unit unit, void *context)
{
    return piece_run(&(struct piece){.work = work, .done = done, .total = -1, .unit = unit, .context = context});
}

const char *job_word(struct job_work *work, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = work->request; *line != '\0';) {
        size_t size = strcspn(line, "\n");
        if (size > length && memcmp(line, name, length) == 0 && line[length] == '=')
            return arena_strndup(work->arena, line + length + 1, size - length - 1);
        line += size + (line[size] == '\n');
    }
    return NULL;
}

enum fault job_input(struct job_work *work, const void **ret_bytes, size_t *ret_size)
{
    struct job_file file;
    CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
    enum fault fault =
        job_read_file(db, work->parent_id ? work->parent_id : work->job_id, "input", work->arena, &file, ret_bytes);
    if (fault == FAULT_NOT_FOUND)
        return job_refuse(work, fault, "file_gone",
                          "The file is gone, because somebody was erased meanwhile. Send it again without them.");
    if (fault != FAULT_NONE)
        return fault;
    *ret_size = (size_t)file.size;
    return FAULT_NONE;
}

enum fault job_report(struct db *db, const struct job_work *work, const struct job_row *row)
{
    char subject[121], header[JOB_HEADER_MAX + 1], cell[JOB_CELL_MAX + 1];
    cut(row->subject, subject, sizeof(subject));
    cut(row->column, header, sizeof(header));
    cut(row->cell, cell, sizeof(cell));
    address_lower(subject);
    address_lower(header);
    address_lower(cell);
    return fault_of(db_later(db,
                             "INSERT INTO job_rows (job_id, number, file, line, outcome, reason, subject, header, cell)"
                             " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                             DB_VALUES(I(work->job_id), I(row->number), T(row->file), I(row->line),
                                       T(job_outcome_code(row->outcome)), T(row->reason), T(subject),
                                       T(row->column ? header : NULL), T(row->cell ? cell : NULL))));
}

struct output {
    const struct job_work *work;
    struct job_file file;
    const void *bytes;
};

static enum fault output_write(struct db *db, void *context)
{
    const struct output *unit = context;
    return job_write_file(db, unit->work->job_id, "output", &unit->file, unit->bytes);
}

/* In the arena of the job. */
static enum fault output_seal(struct output *unit)
{
    char associated[JOB_SEAL_SIZE];
    const size_t size = (size_t)unit->file.size;
    CLOSES(own_key_wipe) struct own_key own = {0};
    uint8_t *sealed = arena_alloc(unit->work->arena, size + SECRET_SEAL_OVERHEAD);
    if (!sealed)
        return FAULT_INTERNAL;
    enum fault fault = person_key_ensure(unit->work->school, unit->work->actor.user_id, &own);
    if (fault != FAULT_NONE)
        return fault;
    job_seal_of(unit->work->job_id, associated);
    own_key_seal(&own, associated, unit->bytes, size, sealed);
    unit->bytes = sealed;
    return FAULT_NONE;
}

enum fault job_put_output(struct job_work *work, const char *name, const char *type, const void *bytes, size_t size)
{
    const struct job_kind *kind = kind_find(work->school, work->name);
    struct output unit = {work, {name, type, (int64_t)size, kind && kind->sealed}, bytes};
    char sentence[JOB_DETAIL_SIZE];
    if (size > JOB_FILE_MAX) {
        snprintf(sentence, sizeof(sentence), "The result is larger than %d MiB.", JOB_FILE_MAX >> 20);
        return job_refuse(work, FAULT_TOO_MANY_THINGS, "result_too_large", sentence);
    }
    enum fault fault = unit.file.sealed ? output_seal(&unit) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : job_write(work, work->done, output_write, &unit);
}

enum fault job_takes(struct db *db, const struct job_work *work, int64_t takes, int64_t of)
{
    return fault_of(db_exec(db, "UPDATE jobs SET takes = ?, takes_of = ? WHERE id = ?",
                            DB_VALUES(I(takes), I(of), I(work->job_id))));
}

enum fault job_refuse(struct job_work *work, enum fault fault, const char *code, const char *detail)
{
    cut(code, work->error, sizeof(work->error));
    cut(detail, work->detail, sizeof(work->detail));
    address_lower(work->detail);
    return fault;
}

/* How a run ended. */
struct ending {
    struct job_work *work;
    const char *kind;
    const char *state;
    int64_t next_try_at;
    int64_t now;
};

static enum fault end(struct db *db, void *context)
{
    struct ending *unit = context;
    const struct job_work *work = unit->work;
    bool waits = strcmp(unit->state, job_state_code(JOB_WAITING)) == 0;
    bool failed = strcmp(unit->state, job_state_code(JOB_FAILED)) == 0;
    enum fault fault = claim_check(db, work);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(
        db,
        "UPDATE jobs SET state = ?, claim = NULL, error = ?, detail = ?, tries = ?, next_try_at = ?, updated_at = ?,"
        " finished_at = ? WHERE id = ?",
        DB_VALUES(T(unit->state), failed ? T(work->error) : N(), failed ? T(work->detail) : N(), I(work->tries),
                  I(unit->next_try_at), I(unit->now), waits ? N() : I(unit->now), I(work->job_id)));
    if (status != DB_OK || waits)
        return fault_of(status);
    return notify_owner(db, work, unit->kind, unit->state, unit->now);
}

static enum fault run_end(struct job_work *work, const char *kind, enum fault fault)
{
    struct ending unit = {work, kind, job_state_code(JOB_FAILED), 0, school_now(work->school)};
    bool again = fault_is_trouble(fault) && work->tries < JOB_TRIES_MAX;
    if (fault == FAULT_CHANGED_MEANWHILE && !work->stopped)
        return FAULT_NONE; // it is somebody else's now, or nobody's
    if (fault == FAULT_NONE) {
        unit.state = job_state_code(JOB_DONE);
    } else if (fault == FAULT_CHANGED_MEANWHILE) {
        unit.state = job_state_code(JOB_WAITING);
        unit.next_try_at = unit.now;
        work->tries--; // a stop is no failure
    } else if (again) {
        unit.state = job_state_code(JOB_WAITING);
        unit.next_try_at = unit.now + pauses[work->tries - 1] * (int64_t)SCHOOL_MINUTE_MS;
    } else if (*work->error == '\0') {
        fault = job_refuse(work, fault, "internal",
                           "Something went wrong here. Start it again; if it stays, tell the operator.");
    }
    fault = school_change(work->school, end, &unit);
    return fault == FAULT_CHANGED_MEANWHILE ? FAULT_NONE : fault;
}

/* The owner as they are now: somebody who was sent away does nothing any more. */
static enum fault owner_read(struct job_work *work)
{
    struct user user;
    enum fault fault = account_get(work->school, work->actor.user_id, work->arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    work->actor.role = user.role;
    if (work->actor.token_id > 0) {
        CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
        fault = token_still(db, work->actor.token_id, school_now(work->school), &work->actor);
        if (fault == FAULT_TOKEN_REVOKED || fault == FAULT_TOKEN_EXPIRED)
            return job_refuse(work, FAULT_NOT_ALLOWED, "not_allowed", "The program may no longer do this.");
        if (fault != FAULT_NONE)
            return fault;
    }
    return user.disabled && !work->actor.institution
               ? job_refuse(work, FAULT_NOT_ALLOWED, "not_allowed", "The account may no longer do this.")
               : FAULT_NONE;
}

static enum fault run(struct job_work *work, const char *name)
{
    const struct job_kind *kind = kind_find(work->school, name);
    work->name = name;
    if (!kind)
        return job_refuse(work, FAULT_NOT_FOUND, "kind_unknown", "This version of AMS does not know this kind of job.");
    enum fault fault = owner_read(work);
    if (fault != FAULT_NONE)
        return fault;
    school_act_by(work->actor.token_id);
    fault = kind->run(work);
    school_act_by(0);
    return fault;
}

/* Takes and runs one job. *ret_found false: none is due. */
static enum fault work_once(struct school *school, bool *ret_found)
{
    CLOSES(arena_release) struct arena arena = arena_of(JOB_ARENA_MAX);
    struct job_work work = {.school = school, .arena = &arena};
    struct claim unit = {.work = &work, .now = school_now(school)};
    *ret_found = false;
    enum fault fault = is_due(school, unit.now, ret_found);
    if (fault != FAULT_NONE || !*ret_found)
        return fault;
    secret_token(work.claim);
    fault = school_change(school, claim, &unit);
    *ret_found = unit.found;
    if (fault != FAULT_NONE)
        return fault;
    if (unit.found && !unit.worn_out)
        fault = run_end(&work, unit.kind, run(&work, unit.kind));
    return fault;
}

enum fault school_work(struct school *school, size_t *ret_jobs)
{
    size_t jobs = 0;
    bool found = true;
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && !atomic_load(&school->stopping)) {
        fault = work_once(school, &found);
        if (!found)
            break;
        jobs++;
    }
    *ret_jobs = jobs;
    return fault;
}

void school_stop_work(struct school *school)
{
    atomic_store(&school->stopping, true);
}
