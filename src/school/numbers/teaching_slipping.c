/* SPDX-License-Identifier: MIT */
/* Who is slipping, of all classrooms of one person together. */
#include "school/numbers/teaching.h"

#include "base/arena.h"
#include "school/classes/classroom_inside.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/marks/sheet.h"
#include "school/marks/tally.h"
#include "school/numbers/teaching_inside.h"
#include "school/school.h"
#include "store/engine.h"
#include "store/store.h"

enum { SHEET_MAX = 256 << 20 };

/* The last lectures that were taken, of one student. */
static void cells_of(const struct sheet *sheet, const struct sheet_student *student, struct slipping *slip)
{
    size_t first = sheet->lecture_count, found = 0;
    while (first > 0 && found < TEACHING_SLIPPING_CELLS)
        found += sheet->lectures[--first].taken;
    for (size_t j = first; j < sheet->lecture_count; j++) {
        const struct sheet_lecture *lecture = &sheet->lectures[j];
        if (!lecture->taken)
            continue;
        struct tally_moment moment = sheet_moment(lecture, &student->cells[j]);
        enum mark_status status = (enum mark_status)student->cells[j].status;
        slip->cells[slip->cell_count++] =
            (struct slip_cell){lecture->id, lecture->starts_at, status, tally_theirs(&moment, status)};
    }
}

/* Puts a student where they belong among the gravest; `name` lives in the sheet until it is copied. */
static bool slip_add(struct slipping_list *list, const struct slipping *slip, struct arena *arena)
{
    size_t at = list->count;
    while (at > 0 && risk_compare(&slip->risk, &list->students[at - 1].risk) < 0)
        at--;
    list->total++;
    if (at == TEACHING_SLIPPING_MAX)
        return true;
    list->count += list->count < TEACHING_SLIPPING_MAX;
    for (size_t i = list->count - 1; i > at; i--)
        list->students[i] = list->students[i - 1];
    list->students[at] = *slip;
    list->students[at].risk.student.name = arena_strdup(arena, slip->risk.student.name);
    return list->students[at].risk.student.name;
}

static enum fault class_look(struct db *db, const struct classroom *classroom, size_t *place, int64_t now,
                             struct arena *arena, struct slipping_list *list)
{
    struct sheet sheet = {0};
    CLOSES(arena_release) struct arena scratch = arena_of(SHEET_MAX);
    enum fault fault = sheet_read(db, classroom->id, now, &scratch, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < sheet.student_count; i++) {
        const struct sheet_student *student = &sheet.students[i];
        enum risk risk = student->left_at != 0 ? RISK_NONE : risk_find(&student->standing, RISK_LECTURES_USUAL);
        if (risk == RISK_NONE)
            continue;
        struct slipping slip = {
            .classroom = classroom,
            .risk = {.student = student->student, .standing = student->standing, .risk = risk, .place = (*place)++}};
        cells_of(&sheet, student, &slip);
        if (!slip_add(list, &slip, arena))
            return FAULT_INTERNAL;
    }
    return FAULT_NONE;
}

enum fault teaching_slipping(struct school *school, const struct actor *actor, struct arena *arena,
                             struct slipping_list *ret_list)
{
    struct slipping_list list = {0};
    struct classroom_list classes;
    size_t place = 0;
    int64_t now = school_now(school);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = taught_read(db, actor, now, arena, &classes);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < classes.count; i++) {
        if (classes.classrooms[i].archived)
            continue;
        fault = classroom_statuses(db, arena, &classes.classrooms[i]);
        if (fault != FAULT_NONE)
            return fault;
        fault = class_look(db, &classes.classrooms[i], &place, now, arena, &list);
        if (fault != FAULT_NONE)
            return fault;
    }
    *ret_list = list;
    return FAULT_NONE;
}
