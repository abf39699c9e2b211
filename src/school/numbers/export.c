/* SPDX-License-Identifier: MIT */
#include "school/numbers/export.h"

#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/classes/classroom_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/text.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/sheet.h"
#include "school/marks/standing.h"
#include "school/numbers/export_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static const struct form {
    const char *word, *type, *suffix;
    enum export_word kind;
    bool is_fixed; // programs read it: it is the same in every language
} forms[EXPORT_FORM_COUNT] = {
    [EXPORT_CSV] = {"csv", "text/csv; charset=utf-8", "csv", FILE_REGISTER, false},
    [EXPORT_LONG] = {"long", "text/csv; charset=utf-8", "csv", FILE_LONG, true},
    [EXPORT_XLSX] = {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", FILE_REGISTER,
                     false},
    [EXPORT_MOODLE] = {"moodle", "text/csv; charset=utf-8", "csv", FILE_MOODLE, true},
    [EXPORT_MOODLE_MARKS] = {"moodle_marks", "text/csv; charset=utf-8", "csv", FILE_MOODLE_MARKS, true},
    [EXPORT_PRINT] = {"print", "text/html; charset=utf-8", "html", FILE_REGISTER, false},
};

bool export_form_parse(const char *word, enum export_form *ret_form)
{
    for (int i = 0; word && i < EXPORT_FORM_COUNT; i++) {
        if (strcmp(word, forms[i].word) == 0) {
            *ret_form = (enum export_form)i;
            return true;
        }
    }
    return false;
}

/* ---- reading ---- */

static enum fault read_people(struct db *db, struct export *export)
{
    struct row row;
    size_t at;
    size_t count = export->sheet.student_count;
    struct id_index *index = arena_calloc(export->arena, count + 1, sizeof(*index));
    export->people = arena_calloc(export->arena, count + 1, sizeof(*export->people));
    if (!index || !export->people)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < count; i++)
        index[i] = (struct id_index){export->sheet.students[i].student.id, i};
    id_index_sort(index, count);
    row_begin(&row, db, export->arena,
              "SELECT DISTINCT u.id, u.email, u.external_id FROM memberships m JOIN users u ON u.id = m.user_id"
              " WHERE m.class_id = ?",
              DB_VALUES(I(export->classroom.id)));
    while (row_next(&row))
        if (id_index_find(index, count, row_int(&row, 0), &at))
            export->people[at] =
                (struct export_person){.email = address_shown(row_text(&row, 1)), .external_id = row_text(&row, 2)};
    return row_end(&row);
}

static enum fault moment_text(struct export *export, int64_t at, int64_t *ret_local, const char **ret_text)
{
    char moment[EXPORT_TIME_SIZE];
    enum fault fault = zone_to_local(export->school, export->classroom.timezone, at, ret_local);
    if (fault != FAULT_NONE)
        return fault;
    export_moment(*ret_local, moment);
    *ret_text = arena_strdup(export->arena, moment);
    return *ret_text ? FAULT_NONE : FAULT_INTERNAL;
}

static enum fault read_times(struct export *export)
{
    const char *zone = export->classroom.timezone;
    size_t count = export->sheet.lecture_count;
    export->starts = arena_calloc(export->arena, count + 1, sizeof(*export->starts));
    export->ends = arena_calloc(export->arena, count + 1, sizeof(*export->ends));
    if (!export->starts || !export->ends)
        return FAULT_INTERNAL;
    enum fault fault = zone_to_local(export->school, zone, school_now(export->school), &export->made);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < count; i++) {
        fault = zone_to_local(export->school, zone, export->sheet.lectures[i].starts_at, &export->starts[i]);
        if (fault != FAULT_NONE)
            return fault;
        fault = zone_to_local(export->school, zone, export->sheet.lectures[i].ends_at, &export->ends[i]);
        if (fault != FAULT_NONE)
            return fault;
    }
    for (size_t i = 0; i < export->sheet.student_count; i++) {
        const struct sheet_student *student = &export->sheet.students[i];
        struct export_person *person = &export->people[i];
        fault = moment_text(export, student->joined_at, &person->joined_at, &person->joined);
        if (fault != FAULT_NONE)
            return fault;
        if (student->left_at != 0)
            fault = moment_text(export, student->left_at, &person->left_at, &person->left);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static void choose_statuses(struct export *export)
{
    const struct status_set *set = export->classroom.statuses;
    for (size_t i = 0; i < set->count; i++) {
        bool used = !set->lines[i].retired;
        for (size_t k = 0; k < export->sheet.student_count && !used; k++)
            used = export->sheet.students[k].standing.of[set->lines[i].status] > 0;
        if (used)
            export->statuses[export->status_count++] = &set->lines[i];
    }
}

/* The sheet's lectures are in the order of their starts. NULL without memory. */
static struct id_index *shared_starts(const struct export *export, size_t *ret_count)
{
    const struct sheet *sheet = &export->sheet;
    struct id_index *starts = arena_calloc(export->arena, sheet->lecture_count + 1, sizeof(*starts));
    *ret_count = 0;
    for (size_t i = 1; starts && i < sheet->lecture_count; i++)
        if (sheet->lectures[i].starts_at == sheet->lectures[i - 1].starts_at)
            starts[(*ret_count)++].id = sheet->lectures[i].starts_at;
    return starts;
}

/* The group that was asked for, and the groups of lectures and students. */
static enum fault read_groups(struct db *db, struct export *export, int64_t group_id, int64_t now)
{
    size_t count, at;
    struct id_index *starts = shared_starts(export, &count);
    if (!starts)
        return FAULT_INTERNAL;
    enum fault fault = group_names_read(db, export->classroom.id, export->arena, &export->groups);
    if (fault != FAULT_NONE)
        return fault;
    if (group_id != 0)
        fault = group_name_find(&export->groups, group_id, &export->group);
    if (fault != FAULT_NONE)
        return fault;
    if (group_id != 0)
        fault = sheet_of_group(&export->sheet, group_id, now, export->arena);
    if (fault != FAULT_NONE)
        return fault;
    export->labels = arena_calloc(export->arena, export->sheet.lecture_count + 1, sizeof(*export->labels));
    export->shared = arena_calloc(export->arena, export->sheet.lecture_count + 1, sizeof(*export->shared));
    if (!export->labels || !export->shared)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < export->sheet.lecture_count; i++) {
        export->labels[i] = group_names_text(&export->sheet.lectures[i].groups, export->arena);
        export->shared[i] = id_index_find(starts, count, export->sheet.lectures[i].starts_at, &at);
        if (!export->labels[i])
            return FAULT_INTERNAL;
    }
    return FAULT_NONE;
}

static enum fault read_places(struct export *export, int64_t now)
{
    for (size_t i = 0; i < export->sheet.student_count; i++) {
        struct group_names in;
        const char *text = groups_at(&export->groups, &export->sheet.students[i].groups, now, export->arena, &in)
                               ? group_names_text(&in, export->arena)
                               : NULL;
        if (!text)
            return FAULT_INTERNAL;
        export->people[i].groups = text;
    }
    return FAULT_NONE;
}

static bool has_lecture(const struct export *export)
{
    bool has = export->lecture_id == 0;
    for (size_t i = 0; i < export->sheet.lecture_count && !has; i++)
        has = export->sheet.lectures[i].id == export->lecture_id;
    return has;
}

static enum fault read_all(struct db *db, const struct actor *actor, int64_t class_id,
                           const struct export_request *request, struct export *export)
{
    struct access access;
    int64_t now = school_now(export->school);
    enum fault fault = access_class_staff(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = classroom_read(db, actor, class_id, now, export->arena, &export->classroom);
    if (fault != FAULT_NONE)
        return fault;
    fault = sheet_read(db, class_id, now, export->arena, &export->sheet);
    if (fault != FAULT_NONE)
        return fault;
    fault = read_groups(db, export, request->group_id, now);
    if (fault != FAULT_NONE)
        return fault;
    if (export->sheet.student_count * export->sheet.lecture_count > EXPORT_CELLS_MAX)
        return FAULT_TOO_MANY_THINGS;
    export->lecture_id = request->lecture_id;
    export->fixed = request->fixed;
    if (!has_lecture(export))
        return FAULT_NOT_FOUND;
    fault = export_tongue(db, actor, request->language, &export->reader);
    if (fault != FAULT_NONE)
        return fault;
    export->tongue = forms[request->form].is_fixed || request->fixed ? ENGLISH : export->reader;
    fault = export_translate(export);
    if (fault != FAULT_NONE)
        return fault;
    choose_statuses(export);
    fault = read_people(db, export);
    return fault != FAULT_NONE ? fault : read_places(export, now);
}

static enum fault make(struct export *export, const struct export_request *request, struct export_file *file)
{
    switch (request->form) {
    case EXPORT_LONG:
        return export_make_long(export, request->mark, file);
    case EXPORT_XLSX:
        return export_make_xlsx(export, file);
    case EXPORT_MOODLE:
        return export_make_moodle(export, request->mark, file);
    case EXPORT_MOODLE_MARKS:
        return export_make_moodle_marks(export, request->mark, file);
    case EXPORT_PRINT:
        return export_make_print(export, file);
    case EXPORT_CSV:
    case EXPORT_FORM_COUNT:
        break;
    }
    return export_make_csv(export, request->mark, file);
}

enum fault export_register(struct school *school, const struct actor *actor, int64_t class_id,
                           const struct export_request *request, struct arena *arena, struct export_file *ret_file)
{
    struct export export = {.school = school, .arena = arena};
    struct export_file file = {.type = forms[request->form].type};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = read_all(db, actor, class_id, request, &export);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    fault = read_times(&export);
    if (fault != FAULT_NONE)
        return fault;
    const char *const parts[] = {export.classroom.subject, export.classroom.section, export.group};
    char name[EXPORT_NAME_SIZE];
    export_name(parts, export.made / SCHOOL_DAY_MS, export_text(forms[request->form].kind, export.reader), NULL, name);
    export.name = name;
    fault = make(&export, request, &file);
    if (fault != FAULT_NONE)
        return fault;
    export_name(parts, export.made / SCHOOL_DAY_MS, export_text(forms[request->form].kind, export.reader),
                forms[request->form].suffix, file.name);
    *ret_file = file;
    return FAULT_NONE;
}
