/* SPDX-License-Identifier: MIT */
#include "school/numbers/sheets/file_marks.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/jobs/job_work.h"
#include "school/marks/mark.h"
#include "school/marks/status_set.h"
#include "school/marks/status_set_inside.h"
#include "school/numbers/export_inside.h"
#include "school/office/archive_write.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { REQUEST_SIZE = 4 * JOB_REQUEST_MAX, CLASS_ARENA_MAX = 64 << 20, NAME_SIZE = 80 };

/* ---- starting ---- */

struct starting {
    const struct actor *actor;
    const char *request;
    int64_t now, job_id;
};

static enum fault start(struct db *db, void *context)
{
    struct starting *unit = context;
    enum fault fault =
        job_create(db, unit->actor, &(struct job_request){.kind = "export_marks", .request = unit->request}, unit->now,
                   &unit->job_id);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "marks_exported",
                                .subject_type = "job",
                                .subject_id = unit->job_id,
                            });
}

static bool word_is_good(const char *word)
{
    size_t size = word ? strlen(word) : 0;
    return !word || (str_is_text(word, size, false) && str_characters(word) <= FILE_MARKS_WORD_MAX);
}

enum fault file_marks(struct school *school, const struct actor *actor, const struct file_marks_request *request,
                      struct arena *arena, struct job *ret_job)
{
    char words[REQUEST_SIZE];
    struct starting unit = {.actor = actor, .request = words, .now = school_now(school)};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    int64_t before = request->before ? request->before : unit.now + 1;
    int64_t from = request->from ? request->from : before - FILE_MARKS_DAYS_USUAL * (int64_t)SCHOOL_DAY_MS;
    if (!time_is_sane(from) || !time_is_sane(before) || from >= before ||
        before - from > FILE_MARKS_DAYS_MAX * (int64_t)SCHOOL_DAY_MS)
        return FAULT_TIME_INVALID;
    if (!word_is_good(request->term) || !word_is_good(request->department))
        return FAULT_TEXT_INVALID;
    int size = snprintf(words, sizeof(words), "from=%lld\nbefore=%lld\n", (long long)from, (long long)before);
    if (request->term)
        size += snprintf(words + size, sizeof(words) - (size_t)size, "term=%s\n", request->term);
    if (request->department)
        snprintf(words + size, sizeof(words) - (size_t)size, "department=%s\n", request->department);
    enum fault fault = school_change(school, start, &unit);
    return fault != FAULT_NONE ? fault : job_get(school, actor, unit.job_id, arena, ret_job);
}

/* ---- the job ---- */

struct marked_class {
    int64_t id;
    const char *subject, *section, *term, *department, *professor, *timezone; // NULL: none
};

struct marked {
    int64_t lecture_id, starts, ends; // UTC, then on the classroom's clocks
    const char *title;
    int64_t student_id;
    const char *external_id, *name, *email;
    enum mark_status status;
    int64_t minutes_late;
    const char *method;
};

struct making {
    struct job_work *work;
    int64_t from, before;
    const char *term, *department; // NULL: of all
    struct marked_class *classes;
    size_t class_count;
    struct csv_writer writer;
};

static enum fault classes_read(struct making *making)
{
    struct row row;
    CLOSES(store_reader_close) struct db *db = store_reader(making->work->school->config.store);
    row_begin(&row, db, making->work->arena,
              "SELECT c.id, c.subject, c.section, c.term, c.department, u.name, c.timezone FROM classrooms c"
              " JOIN users u ON u.id = c.professor_id WHERE (? IS NULL OR c.term = ?) AND (? IS NULL OR"
              " c.department = ?) AND EXISTS (SELECT 1 FROM lectures l WHERE l.class_id = c.id AND l.starts_at >= ?"
              " AND l.starts_at < ?) ORDER BY c.id",
              DB_VALUES(T(making->term), T(making->term), T(making->department), T(making->department), I(making->from),
                        I(making->before)));
    while (row_next(&row)) {
        struct marked_class *list = row_list(&row, making->classes, making->class_count, sizeof(*list));
        if (!list)
            break;
        making->classes = list;
        list[making->class_count++] =
            (struct marked_class){row_int(&row, 0),  row_string(&row, 1), row_text(&row, 2),  row_text(&row, 3),
                                  row_text(&row, 4), row_string(&row, 5), row_string(&row, 6)};
    }
    return row_end(&row);
}

static enum fault marks_read(struct db *db, const struct making *making, int64_t class_id, struct arena *arena,
                             struct marked **ret_marks, size_t *ret_count)
{
    struct row row;
    struct marked *list = NULL;
    size_t count = 0;
    row_begin(&row, db, arena,
              "SELECT l.id, l.starts_at, l.ends_at, l.title, u.id, u.external_id, u.name, u.email, a.status,"
              " a.minutes_late, a.method FROM lectures l JOIN attendance a ON a.lecture_id = l.id"
              " JOIN users u ON u.id = a.student_id WHERE l.class_id = ? AND l.starts_at >= ? AND l.starts_at < ?"
              " AND l.cancelled_at IS NULL ORDER BY l.starts_at, l.id, u.id",
              DB_VALUES(I(class_id), I(making->from), I(making->before)));
    while (row_next(&row)) {
        enum mark_status status;
        if (!mark_status_parse(db_text(&row.rows, 8), &status) || status == MARK_UNMARKED)
            continue;
        struct marked *more = row_list(&row, list, count, sizeof(*list));
        if (!more)
            break;
        list = more;
        list[count++] = (struct marked){
            .lecture_id = row_int(&row, 0),
            .starts = row_int(&row, 1),
            .ends = row_int(&row, 2),
            .title = row_text(&row, 3),
            .student_id = row_int(&row, 4),
            .external_id = row_text(&row, 5),
            .name = row_string(&row, 6),
            .email = row_text(&row, 7),
            .status = status,
            .minutes_late = row_int(&row, 9),
            .method = row_string(&row, 10),
        };
    }
    *ret_marks = list;
    *ret_count = count;
    return row_end(&row);
}

static void mark_row(struct csv_writer *writer, const struct marked_class *class, const struct status_set *set,
                     const struct marked *mark)
{
    char moment[EXPORT_TIME_SIZE];
    const struct status_line *line = status_set_line(set, mark->status);
    const char *const texts[] = {class->subject,    class->section,   class->term,
                                 class->department, class->professor, class->timezone};
    csv_int(writer, class->id);
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        csv_text(writer, texts[i]);
    csv_int(writer, mark->lecture_id);
    csv_text(writer, mark->title);
    export_moment(mark->starts, moment);
    csv_text(writer, moment);
    export_moment(mark->ends, moment);
    csv_text(writer, moment);
    csv_int(writer, mark->student_id);
    csv_text(writer, mark->external_id);
    csv_text(writer, mark->name);
    csv_text(writer, mark->email);
    csv_text(writer, mark_status_code(mark->status));
    csv_text(writer, line ? line->letter : NULL);
    csv_text(writer, line ? line->name : NULL);
    csv_int(writer, mark->minutes_late);
    csv_int(writer, line && line->in_room);
    csv_text(writer, mark->method);
    csv_end(writer);
}

/* No write waits while a reader is held: it is closed before clocks are asked. */
static enum fault class_write(struct making *making, const struct marked_class *class)
{
    struct school *school = making->work->school;
    struct status_set set;
    struct marked *marks;
    size_t count;
    CLOSES(arena_release) struct arena arena = arena_of(CLASS_ARENA_MAX);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = status_set_read(db, class->id, &arena, &set);
    if (fault != FAULT_NONE)
        return fault;
    fault = marks_read(db, making, class->id, &arena, &marks, &count);
    store_reader_close(&db);
    int64_t lecture_id = 0, starts = 0, ends = 0;
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < count; i++) {
        if (marks[i].lecture_id != lecture_id) {
            lecture_id = marks[i].lecture_id;
            fault = zone_to_local(school, class->timezone, marks[i].starts, &starts);
            if (fault != FAULT_NONE)
                return fault;
            fault = zone_to_local(school, class->timezone, marks[i].ends, &ends);
            if (fault != FAULT_NONE)
                return fault;
        }
        marks[i].starts = starts;
        marks[i].ends = ends;
        mark_row(&making->writer, class, &set, &marks[i]);
    }
    return FAULT_NONE;
}

static enum fault too_large(struct job_work *work)
{
    return job_refuse(work, FAULT_TOO_MANY_THINGS, "export_too_large",
                      "The marks fill more than one file: ask for fewer days, one term or one department.");
}

/* One of a few megabytes as it is; a larger one packed. */
static enum fault file_put(struct making *making)
{
    char name[NAME_SIZE], day[2][ZONE_DATE_SIZE];
    const char *bytes;
    const void *packed;
    size_t size, packed_size;
    struct job_work *work = making->work;
    if (!csv_done(&making->writer, &bytes, &size))
        return too_large(work);
    zone_day_format(making->from / SCHOOL_DAY_MS, day[0]);
    zone_day_format((making->before - 1) / SCHOOL_DAY_MS, day[1]);
    snprintf(name, sizeof(name), "marks_%s_%s.csv", day[0], day[1]);
    if (size <= FILE_MARKS_PLAIN_MAX)
        return job_put_output(work, name, "text/csv; charset=utf-8", bytes, size);
    const struct archive_entry entry = {.name = name, .bytes = bytes, .size = size};
    if (!archive_write(&entry, 1, work->arena, &packed, &packed_size))
        return FAULT_INTERNAL;
    if (packed_size > JOB_FILE_MAX)
        return too_large(work);
    snprintf(name, sizeof(name), "marks_%s_%s.zip", day[0], day[1]);
    return job_put_output(work, name, "application/zip", packed, packed_size);
}

static enum fault make(struct making *making)
{
    static const char *const head[] = {"classroom_id", "subject",    "section", "term",   "department", "professor",
                                       "timezone",     "lecture_id", "title",   "starts", "ends",       "student_id",
                                       "external_id",  "name",       "email",   "status", "letter",     "status_name",
                                       "minutes_late", "in_room",    "method"};
    enum fault fault = classes_read(making);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < ARRAY_LENGTH(head); i++)
        csv_text(&making->writer, head[i]);
    csv_end(&making->writer);
    for (size_t i = 0; i < making->class_count && !making->writer.full; i++) {
        fault = job_progress(making->work, (int64_t)i, (int64_t)making->class_count);
        if (fault != FAULT_NONE)
            return fault;
        fault = class_write(making, &making->classes[i]);
        if (fault != FAULT_NONE)
            return fault;
    }
    return file_put(making);
}

enum fault file_marks_run(struct job_work *work)
{
    struct making making = {.work = work};
    const char *from = job_word(work, "from"), *before = job_word(work, "before");
    if (work->actor.role != ROLE_ADMINISTRATOR)
        return job_refuse(work, FAULT_NOT_ALLOWED, "not_allowed", "The account may no longer do this.");
    if (!from || !before || !str_to_int(from, 0, INT64_MAX, &making.from) ||
        !str_to_int(before, 0, INT64_MAX, &making.before))
        return FAULT_INTERNAL;
    making.term = job_word(work, "term");
    making.department = job_word(work, "department");
    csv_writer_init(&making.writer, FILE_MARKS_BYTES_MAX, true);
    enum fault fault = make(&making);
    csv_writer_release(&making.writer);
    return fault;
}
