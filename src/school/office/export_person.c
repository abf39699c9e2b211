/* SPDX-License-Identifier: MIT */
#include "school/office/export_person.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/office/archive_write.h"
#include "school/office/export_json.h"
#include "school/office/person_data.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { FILES_MAX = 64, REQUEST_SIZE = 40, NAME_SIZE = 64 };

/* ---- starting ---- */

struct starting {
    const struct actor *actor;
    int64_t user_id;
    int64_t now;
    int64_t job_id;
};

static enum fault start(struct db *db, void *context)
{
    struct starting *unit = context;
    char request[REQUEST_SIZE];
    bool found = false;
    int64_t one;
    enum fault fault = row_one_int(db, "SELECT id FROM users WHERE id = ?", DB_VALUES(I(unit->user_id)), &found, &one);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    // Without a line feed: person_data.c finds these jobs by the whole text.
    snprintf(request, sizeof(request), "person=%lld", (long long)unit->user_id);
    fault = job_create(db, unit->actor, &(struct job_request){.kind = "export_person", .request = request}, unit->now,
                       &unit->job_id);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "person_exported",
                                .subject_type = "user",
                                .subject_id = unit->user_id,
                            });
}

enum fault export_person(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                         struct job *ret_job)
{
    struct starting unit = {.actor = actor, .user_id = user_id, .now = school_now(school)};
    if (user_id != actor->user_id && actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = school_change(school, start, &unit);
    return fault != FAULT_NONE ? fault : job_get(school, actor, unit.job_id, arena, ret_job);
}

/* ---- the job ---- */

/* One file's text, in the arena. */
static enum fault file_make(struct job_work *work, const struct person_file *file, int64_t user_id,
                            struct archive_entry *ret_entry)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return FAULT_INTERNAL;
    CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
    enum fault fault = json_write_rows(out, db, file, user_id, EXPORT_ROWS_MAX);
    store_reader_close(&db);
    bool good = ferror(out) == 0;
    good = fclose(out) == 0 && good && text;
    const char *copy = good ? arena_strndup(work->arena, text, size) : NULL;
    free(text);
    const char *name = arena_printf(work->arena, "%s.json", file->name);
    if (fault != FAULT_NONE)
        return fault;
    if (!copy || !name)
        return FAULT_INTERNAL;
    *ret_entry = (struct archive_entry){name, copy, size};
    return FAULT_NONE;
}

enum fault export_person_run(struct job_work *work)
{
    struct archive_entry entries[FILES_MAX];
    const char *person = job_word(work, "person");
    char name[NAME_SIZE], sentence[JOB_DETAIL_SIZE];
    const void *bytes;
    size_t count = 0, total = 0, size;
    int64_t user_id;
    if (!person || !str_to_int(person, 1, INT64_MAX, &user_id))
        return job_refuse(work, FAULT_NOT_FOUND, "not_found", "There is no such person.");
    if (user_id != work->actor.user_id && work->actor.role != ROLE_ADMINISTRATOR)
        return job_refuse(work, FAULT_NOT_ALLOWED, "not_allowed", "The account may no longer do this.");
    while (person_files[total].name)
        total++;
    for (; count < total && count < FILES_MAX; count++) {
        enum fault fault = job_progress(work, (int64_t)count, (int64_t)total);
        if (fault != FAULT_NONE)
            return fault;
        fault = file_make(work, &person_files[count], user_id, &entries[count]);
        if (fault != FAULT_NONE)
            return fault;
    }
    if (!archive_write(entries, count, work->arena, &bytes, &size))
        return FAULT_INTERNAL;
    if (size > JOB_FILE_MAX) {
        snprintf(sentence, sizeof(sentence), "The data fills more than %d MiB.", JOB_FILE_MAX >> 20);
        return job_refuse(work, FAULT_TOO_MANY_THINGS, "export_too_large", sentence);
    }
    snprintf(name, sizeof(name), "person-%lld.zip", (long long)user_id);
    return job_put_output(work, name, "application/zip", bytes, size);
}
