/* SPDX-License-Identifier: MIT */
#include "school/office/export_person.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/faces/identity_copy.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/office/archive_write.h"
#include "school/office/copy/copy_files.h"
#include "school/office/copy/copy_page.h"
#include "school/office/copy/copy_table.h"
#include "school/office/export_json.h"
#include "school/office/person_data.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { REQUEST_SIZE = 40, NAME_SIZE = 64 };

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
    // Without a line feed: person_place.c finds these jobs by the whole text.
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

enum {
    PARTS_MAX = 80,
    ENTRIES_MAX = 2 * PARTS_MAX + COPY_FILES_MAX + 2, // data, tables, files; the page and its text
    TABLE_BYTES_MAX = 4 << 20,                        // of one table; what is larger is JSON alone
};

/* A copy as it grows. */
struct making {
    struct job_work *work;
    int64_t user_id;
    struct copy_page page;
    struct copy_part parts[PARTS_MAX];
    struct copy_files files;
    struct archive_entry entries[ENTRIES_MAX];
    size_t count;
};

static enum fault entry_add(struct making *copy, const char *name, const void *bytes, size_t size)
{
    if (!name || !bytes || copy->count == ENTRIES_MAX)
        return FAULT_INTERNAL;
    copy->entries[copy->count++] = (struct archive_entry){name, bytes, size};
    return FAULT_NONE;
}

/* Whose copy it is, in whose words, on whose clocks: of who asked for it. */
static enum fault reader_read(struct making *copy)
{
    struct job_work *work = copy->work;
    struct copy_page *page = &copy->page;
    struct row row;
    CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
    row_begin(
        &row, db, work->arena,
        "SELECT p.name, r.locale, COALESCE(h.timezone, (SELECT MIN(c.timezone) FROM memberships m JOIN classrooms c"
        " ON c.id = m.class_id WHERE m.user_id = p.id), 'UTC') FROM users p JOIN users r ON r.id = ?"
        " LEFT JOIN notification_hours h ON h.user_id = r.id WHERE p.id = ?",
        DB_VALUES(I(work->actor.user_id), I(copy->user_id)));
    while (row_next(&row)) {
        page->name = row_string(&row, 0);
        page->reader = (struct copy_reader){tongue_of(row_text(&row, 1)), row_string(&row, 2)};
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !page->name)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    return setting_text(db, SETTING_INSTITUTION_NAME, work->arena, &page->institution);
}

/* One file's text, in the arena. */
static enum fault data_make(struct making *copy, const struct person_file *file)
{
    struct job_work *work = copy->work;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return FAULT_INTERNAL;
    CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
    enum fault fault = json_write_rows(out, db, file, copy->user_id, EXPORT_ROWS_MAX);
    store_reader_close(&db);
    bool good = ferror(out) == 0;
    good = fclose(out) == 0 && good && text;
    const char *bytes = good ? arena_strndup(work->arena, text, size) : NULL;
    free(text);
    return fault != FAULT_NONE ? fault
                               : entry_add(copy, arena_printf(work->arena, "data/%s.json", file->name), bytes, size);
}

static enum fault part_make(struct making *copy, const struct person_file *file)
{
    struct job_work *work = copy->work;
    struct copy_part *part = &copy->parts[copy->page.count++];
    const char *table = NULL;
    size_t size = 0;
    *part = (struct copy_part){.file = file};
    enum fault fault = data_make(copy, file);
    if (fault != FAULT_NONE)
        return fault;
    fault = copy_table(work->school, file, copy->user_id, &copy->page.reader, EXPORT_ROWS_MAX, TABLE_BYTES_MAX,
                       work->arena, &table, &size, &part->rows);
    part->has_table = table && part->rows > 0;
    return fault != FAULT_NONE || !part->has_table
               ? fault
               : entry_add(copy, arena_printf(work->arena, "tables/%s.csv", file->name), table, size);
}

static enum fault parts_make(struct making *copy)
{
    size_t total = 0;
    while (person_files[total].name && total < PARTS_MAX)
        total++;
    for (size_t i = 0; i < total; i++) {
        enum fault fault = job_progress(copy->work, (int64_t)i, (int64_t)total);
        if (fault != FAULT_NONE)
            return fault;
        fault = part_make(copy, &person_files[i]);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static enum fault files_make(struct making *copy)
{
    bool own = copy->user_id == copy->work->actor.user_id;
    enum fault fault = copy_files(copy->work->school, copy->user_id, own, copy->work->arena, &copy->files);
    copy->page.files = &copy->files;
    for (size_t i = 0; fault == FAULT_NONE && i < copy->files.count; i++) {
        const struct copy_file *file = &copy->files.files[i];
        if (file->left == COPY_HELD)
            fault = entry_add(copy, file->path, file->bytes, (size_t)file->size);
    }
    return fault;
}

static enum fault page_make(struct making *copy)
{
    struct job_work *work = copy->work;
    size_t size = 0;
    copy->page.at = school_now(work->school);
    copy->page.parts = copy->parts;
    const char *page = copy_page(work->school, &copy->page, work->arena, &size);
    const char *readme = copy_readme(work->school, &copy->page, work->arena);
    enum fault fault = entry_add(copy, "index.html", page, size);
    return fault != FAULT_NONE ? fault : entry_add(copy, "README.txt", readme, readme ? strlen(readme) : 0);
}

static enum fault copy_make(struct making *copy)
{
    static enum fault (*const steps[])(struct making *) = {reader_read, parts_make, files_make, page_make};
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(steps); i++)
        fault = steps[i](copy);
    return fault;
}

enum fault export_person_run(struct job_work *work)
{
    struct making *copy = arena_calloc(work->arena, 1, sizeof(*copy));
    char name[NAME_SIZE], sentence[JOB_DETAIL_SIZE];
    const void *bytes;
    size_t size;
    if (!copy)
        return FAULT_INTERNAL;
    copy->work = work;
    const char *person = job_word(work, "person");
    if (!person || !str_to_int(person, 1, INT64_MAX, &copy->user_id))
        return job_refuse(work, FAULT_NOT_FOUND, "not_found", "There is no such person.");
    if (copy->user_id != work->actor.user_id && work->actor.role != ROLE_ADMINISTRATOR)
        return job_refuse(work, FAULT_NOT_ALLOWED, "not_allowed", "The account may no longer do this.");
    enum fault fault = copy_make(copy);
    if (fault == FAULT_NOT_FOUND)
        return job_refuse(work, FAULT_NOT_FOUND, "not_found", "There is no such person.");
    if (fault != FAULT_NONE)
        return fault;
    if (!archive_write(copy->entries, copy->count, work->arena, &bytes, &size))
        return FAULT_INTERNAL;
    if (size > JOB_FILE_MAX) {
        snprintf(sentence, sizeof(sentence), "The data fills more than %d MiB.", JOB_FILE_MAX >> 20);
        return job_refuse(work, FAULT_TOO_MANY_THINGS, "export_too_large", sentence);
    }
    snprintf(name, sizeof(name), "person-%lld.zip", (long long)copy->user_id);
    return job_put_output(work, name, "application/zip", bytes, size);
}

/* ---- the template ---- */

static const char *const notes[TONGUE_COUNT] = {
    [ENGLISH] = "These numbers are what your face is recognised by. No picture can be made of them, but whoever has "
                "them could look for you with the same model: keep the file to yourself, or delete it.",
    [ARABIC] = "بهذه الأرقام يُتعرّف على وجهك. لا تُصنع منها صورة، لكن من يملكها قد يبحث عنك بالنموذج نفسه: احتفظ "
               "بالملف لنفسك أو احذفه.",
    [HINDI] = "इन्हीं संख्याओं से आपका चेहरा पहचाना जाता है। इनसे तस्वीर नहीं बन सकती, "
              "पर जिसके पास ये हैं वह उसी मॉडल से आपको खोज सकता है: "
              "फ़ाइल अपने पास रखें, या मिटा दें।",
};

static enum fault template_note(struct db *db, void *context)
{
    struct starting *unit = context;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->user_id,
                                .action = "template_exported",
                                .subject_type = "user",
                                .subject_id = unit->user_id,
                            });
}

enum fault export_template(struct school *school, const struct actor *actor, struct arena *arena,
                           struct template_copy *ret_copy, const char **ret_note)
{
    struct starting unit = {.actor = actor, .user_id = actor->user_id, .now = school_now(school)};
    struct template_copy copy;
    struct making reader = {.user_id = actor->user_id, .work = &(struct job_work){.school = school, .arena = arena}};
    reader.work->actor = *actor;
    enum fault fault = actor_step_up(actor, unit.now);
    if (fault != FAULT_NONE)
        return fault;
    fault = identity_copy(school, actor->user_id, arena, &copy);
    if (fault != FAULT_NONE)
        return fault == FAULT_NOT_FOUND ? FAULT_FACE_NOT_ENROLLED : fault;
    fault = reader_read(&reader);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, template_note, &unit); // nobody gets it without the log saying so
    if (fault != FAULT_NONE)
        return fault;
    *ret_copy = copy;
    *ret_note = tongue_says(notes, reader.page.reader.tongue);
    return FAULT_NONE;
}
