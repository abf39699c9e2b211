/* SPDX-License-Identifier: MIT */
#include "school/numbers/preview.h"

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/sheet.h"
#include "school/marks/warning/warning_rules.h"
#include "school/marks/warning/warning_walk.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { SHEET_MAX = 64 << 20, DAYS_A_WEEK = 7 };

/* A classroom while it is looked at. */
struct looking {
    struct preview *preview;
    const struct warning_rules *rules;
    struct arena *arena; // of the result
    int64_t from, class_id, teachers;
    const char *subject, *timezone;
    const struct sheet_student *student;
    bool advised, warned, full;
};

static void warning_add(struct looking *looking, enum warning_kind kind, const struct sheet_lecture *lecture)
{
    struct preview *preview = looking->preview;
    if (preview->count == PREVIEW_LISTED_MAX)
        return;
    const struct person *student = &looking->student->student;
    const char *name = arena_printf(looking->arena, "%s", student->name);
    const char *title = lecture->title ? arena_printf(looking->arena, "%s", lecture->title) : NULL;
    looking->full = looking->full || !name || (lecture->title && !title);
    preview->warnings[preview->count++] = (struct preview_warning){{student->id, name ? name : ""},
                                                                   looking->class_id,
                                                                   looking->subject,
                                                                   looking->timezone,
                                                                   kind,
                                                                   lecture->starts_at,
                                                                   title};
}

static void look(void *context, const struct warning_walk *walk, const struct sheet_lecture *lecture)
{
    struct looking *looking = context;
    unsigned crossed = 0, to[WARNING_KINDS];
    if (lecture->starts_at < looking->from)
        return;
    for (int kind = 0; kind < WARNING_KINDS; kind++)
        if (walk->of[kind].crossed && (kind != WARN_OUT_OF_REACH || warning_walk_remaining(walk) > 0))
            crossed |= 1U << kind;
    warning_recipients(looking->rules, crossed, to);
    for (int kind = 0; kind < WARNING_KINDS; kind++) {
        int64_t messages = ((to[kind] & WARN_STUDENT) != 0) + (to[kind] & WARN_TEACHERS ? looking->teachers : 0) +
                           (to[kind] & WARN_ADVISER && looking->advised);
        looking->preview->messages += messages;
        if (messages == 0)
            continue;
        looking->warned = true;
        warning_add(looking, (enum warning_kind)kind, lecture);
    }
}

static enum fault advised_read(struct db *db, int64_t class_id, const struct sheet *sheet, struct arena *arena,
                               bool *advised)
{
    struct row row;
    size_t at;
    struct id_index *index = arena_calloc(arena, sheet->student_count + 1, sizeof(*index));
    if (!index)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < sheet->student_count; i++)
        index[i] = (struct id_index){sheet->students[i].student.id, i};
    id_index_sort(index, sheet->student_count);
    row_begin(&row, db, NULL,
              "SELECT a.student_id FROM students s JOIN advisers a ON a.student_id = s.user_id WHERE s.class_id = ?",
              DB_VALUES(I(class_id)));
    while (row_next(&row))
        if (id_index_find(index, sheet->student_count, row_int(&row, 0), &at))
            advised[at] = true;
    return row_end(&row);
}

/* `scratch` is for the sheet alone. */
static enum fault class_look(struct db *db, struct looking *looking, int64_t now, struct arena *scratch)
{
    struct sheet sheet;
    enum fault fault = class_subject(db, looking->class_id, looking->arena, &looking->subject);
    if (fault != FAULT_NONE)
        return fault;
    fault = class_timezone(db, looking->class_id, looking->arena, &looking->timezone);
    if (fault != FAULT_NONE)
        return fault;
    fault = sheet_read(db, looking->class_id, now, scratch, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) + 1 FROM classroom_staff WHERE class_id = ? AND kind = 'teacher'",
                      DB_VALUES(I(looking->class_id)), &looking->teachers);
    if (fault != FAULT_NONE)
        return fault;
    struct warning_missed *room = warning_room(&sheet, scratch);
    bool *advised = arena_calloc(scratch, sheet.student_count + 1, sizeof(*advised));
    fault = room && advised ? advised_read(db, looking->class_id, &sheet, scratch, advised) : FAULT_INTERNAL;
    for (size_t i = 0; fault == FAULT_NONE && i < sheet.student_count; i++) {
        struct warning_walk walk;
        looking->student = &sheet.students[i];
        looking->advised = advised[i];
        looking->warned = false;
        warning_walk_sheet(&sheet, looking->student, looking->rules, room, look, looking, &walk);
        looking->preview->students++;
        looking->preview->warned += looking->warned;
    }
    looking->preview->classes++;
    if (fault != FAULT_NONE)
        return fault;
    return looking->full ? FAULT_INTERNAL : FAULT_NONE;
}

/* The classrooms of an institution that follow its rules and have had a lecture since. */
static enum fault classes_read(struct db *db, int64_t from, int64_t now, int64_t classes[static PREVIEW_CLASSES_MAX],
                               size_t *ret_count)
{
    struct row row;
    size_t count = 0;
    row_begin(&row, db, NULL,
              "SELECT l.class_id, MAX(l.starts_at) FROM lectures l JOIN classrooms c ON c.id = l.class_id"
              " WHERE l.starts_at >= ? AND l.starts_at <= ? AND c.archived_at IS NULL"
              " AND NOT EXISTS (SELECT 1 FROM warning_rules r WHERE r.class_id = c.id)"
              " GROUP BY l.class_id ORDER BY 2 DESC, l.class_id LIMIT ?",
              DB_VALUES(I(from), I(now), I(PREVIEW_CLASSES_MAX)));
    while (row_next(&row))
        if (count < PREVIEW_CLASSES_MAX)
            classes[count++] = row_int(&row, 0);
    *ret_count = count;
    return row_end(&row);
}

static enum fault classes_choose(struct db *db, const struct actor *actor, int64_t class_id, int64_t from, int64_t now,
                                 int64_t classes[static PREVIEW_CLASSES_MAX], size_t *ret_count)
{
    struct access access;
    if (!class_id)
        return actor->role == ROLE_ADMINISTRATOR ? classes_read(db, from, now, classes, ret_count) : FAULT_NOT_ALLOWED;
    enum fault fault = access_class_staff(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    classes[0] = class_id;
    *ret_count = 1;
    return FAULT_NONE;
}

enum fault warning_preview(struct school *school, const struct actor *actor, int64_t class_id,
                           const struct warning_rules *rules, int64_t weeks, struct arena *arena,
                           struct preview *ret_preview)
{
    int64_t classes[PREVIEW_CLASSES_MAX], now = school_now(school);
    int64_t from = now - weeks * DAYS_A_WEEK * (int64_t)SCHOOL_DAY_MS;
    size_t count = 0;
    struct preview preview = {0};
    enum fault fault = warning_rules_check(rules);
    if (fault != FAULT_NONE)
        return fault;
    if (weeks < 1 || weeks > PREVIEW_WEEKS_MAX)
        return FAULT_NUMBER_INVALID;
    preview.warnings = arena_calloc(arena, PREVIEW_LISTED_MAX, sizeof(*preview.warnings));
    if (!preview.warnings)
        return FAULT_INTERNAL;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = classes_choose(db, actor, class_id, from, now, classes, &count);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        CLOSES(arena_release) struct arena scratch = arena_of(SHEET_MAX);
        struct looking looking = {
            .preview = &preview, .rules = rules, .arena = arena, .from = from, .class_id = classes[i]};
        fault = class_look(db, &looking, now, &scratch);
    }
    if (fault != FAULT_NONE)
        return fault;
    *ret_preview = preview;
    return FAULT_NONE;
}
