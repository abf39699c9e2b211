/* SPDX-License-Identifier: MIT */
#include "school/numbers/statistics.h"

#include <stdlib.h>

#include "base/arena.h"
#include "school/classes/classroom.h"
#include "school/classes/classroom_inside.h"
#include "school/common/access.h"
#include "school/attendance/spot/spot_figures_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/counts_inside.h"
#include "school/marks/mark.h"
#include "school/marks/sheet.h"
#include "school/marks/standing.h"
#include "school/marks/tally.h"
#include "school/school.h"
#include "school/marks/warning/warning_rules.h"
#include "school/marks/warning/warning_rules_inside.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static const int64_t bucket_ends[LATE_BUCKETS] = {5, 10, 15, 30, 60, 0};

int64_t late_bucket_end(int bucket)
{
    return bucket_ends[bucket];
}

const char *risk_code(enum risk risk)
{
    static const char *const codes[] = {NULL, "near", "below", "out_of_reach"};
    return codes[risk];
}

/* The classroom and its sheet, for those who may see them. */
static enum fault begin(struct school *school, struct db *db, const struct actor *actor, int64_t class_id,
                        struct arena *arena, struct classroom *classroom, struct sheet *sheet)
{
    struct access access;
    int64_t now = school_now(school);
    enum fault fault = access_class_staff(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = classroom_read(db, actor, class_id, now, arena, classroom);
    return fault != FAULT_NONE ? fault : sheet_read(db, class_id, now, arena, sheet);
}

/* ---- who is late when ---- */

static void late_add(struct late_pattern *late, const struct standing_rule *rule, int64_t local,
                     const struct sheet_cell *cell)
{
    bool is_late = cell->status == MARK_LATE;
    if (!is_late && !rule->in_room[cell->status])
        return;
    struct late_slot *weekday = &late->weekdays[zone_weekday(local / SCHOOL_DAY_MS)];
    struct late_slot *hour = &late->hours[local % SCHOOL_DAY_MS / SCHOOL_HOUR_MS];
    weekday->came++;
    hour->came++;
    weekday->late += is_late;
    hour->late += is_late;
    if (!is_late || cell->minutes_late == 0)
        return;
    int bucket = 0;
    while (bucket < LATE_BUCKETS - 1 && cell->minutes_late > bucket_ends[bucket])
        bucket++;
    late->buckets[bucket]++;
    late->minutes += cell->minutes_late;
}

/* Of these students of the sheet. */
static enum fault late_read(struct school *school, const char *zone, const struct sheet *sheet, size_t first,
                            size_t count, struct late_pattern *late)
{
    enum fault fault = FAULT_NONE;
    for (size_t j = 0; fault == FAULT_NONE && j < sheet->lecture_count; j++) {
        int64_t local = 0;
        if (!sheet->lectures[j].taken)
            continue;
        fault = zone_to_local(school, zone, sheet->lectures[j].starts_at, &local);
        for (size_t i = first; fault == FAULT_NONE && i < first + count; i++)
            late_add(late, &sheet->rule, local, &sheet->students[i].cells[j]);
    }
    return fault;
}

/* ---- by lecture ---- */

static void lecture_count(const struct sheet *sheet, size_t column, struct lecture_figures *figures)
{
    const struct sheet_lecture *lecture = &sheet->lectures[column];
    *figures = (struct lecture_figures){
        .id = lecture->id,
        .title = lecture->title,
        .starts_at = lecture->starts_at,
        .ends_at = lecture->ends_at,
        .taken = lecture->taken,
    };
    for (size_t i = 0; i < sheet->student_count; i++) {
        const struct sheet_cell *cell = &sheet->students[i].cells[column];
        const struct tally_moment moment = sheet_moment(lecture, cell);
        enum mark_status status = (enum mark_status)cell->status;
        if (!tally_theirs(&moment, status))
            continue;
        counts_add(&figures->counts, &sheet->rule, status, 1);
        if (!tally_decided(&moment, status) || !tally_counts(&sheet->rule, status))
            continue;
        figures->counted++;
        figures->attended += tally_attends(&sheet->rule, status);
    }
}

static bool lectures_count(const struct sheet *sheet, struct arena *arena, struct lecture_figures **ret_lectures)
{
    struct lecture_figures *lectures = arena_calloc(arena, sheet->lecture_count + 1, sizeof(*lectures));
    for (size_t j = 0; lectures && j < sheet->lecture_count; j++)
        lecture_count(sheet, j, &lectures[j]);
    *ret_lectures = lectures;
    return lectures;
}

/* ---- by day of the week and hour ---- */

static enum fault week_read(struct school *school, struct statistics *statistics)
{
    for (size_t j = 0; j < statistics->count; j++) {
        const struct lecture_figures *lecture = &statistics->lectures[j];
        int64_t local = 0;
        if (!lecture->taken)
            continue;
        enum fault fault = zone_to_local(school, statistics->classroom.timezone, lecture->starts_at, &local);
        if (fault != FAULT_NONE)
            return fault;
        struct week_slot *slot =
            &statistics->week[zone_weekday(local / SCHOOL_DAY_MS)][local % SCHOOL_DAY_MS / SCHOOL_HOUR_MS];
        slot->lectures++;
        slot->attended += lecture->attended;
        slot->counted += lecture->counted;
    }
    return FAULT_NONE;
}

/* ---- the classroom that it was copied from ---- */

/* NULL when there is none, or the reader is not of its staff. */
static enum fault earlier_read(struct school *school, struct db *db, const struct actor *actor, int64_t class_id,
                               struct arena *arena, const struct earlier_class **ret_earlier)
{
    bool found;
    int64_t from = 0;
    struct classroom classroom;
    struct sheet sheet = {0};
    *ret_earlier = NULL;
    enum fault fault = row_one_int(db, "SELECT copied_from FROM classrooms WHERE id = ? AND copied_from IS NOT NULL",
                                   DB_VALUES(I(class_id)), &found, &from);
    if (fault != FAULT_NONE || !found)
        return fault;
    fault = begin(school, db, actor, from, arena, &classroom, &sheet);
    if (fault == FAULT_NOT_FOUND)
        return FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    struct earlier_class *earlier = arena_calloc(arena, 1, sizeof(*earlier));
    if (!earlier || !lectures_count(&sheet, arena, &earlier->lectures))
        return FAULT_INTERNAL;
    earlier->id = classroom.id;
    earlier->subject = classroom.subject;
    earlier->section = classroom.section;
    earlier->term = classroom.term;
    earlier->count = sheet.lecture_count;
    *ret_earlier = earlier;
    return FAULT_NONE;
}

/* ---- by group ---- */

static struct group_figures group_count(const struct sheet *sheet, const struct group_name *group, int64_t now)
{
    struct group_figures figures = {.id = group->id, .name = group->name};
    for (size_t i = 0; i < sheet->student_count; i++) {
        const struct sheet_student *student = &sheet->students[i];
        const struct student_group_spans *in = &student->groups;
        figures.students += student->left_at == 0 && group_span_holds(in->spans, in->count, &group->id, 1, now);
        for (size_t j = 0; j < sheet->lecture_count; j++) {
            const struct tally_moment moment = sheet_moment(&sheet->lectures[j], &student->cells[j]);
            enum mark_status status = (enum mark_status)student->cells[j].status;
            if (!group_span_holds(in->spans, in->count, &group->id, 1, sheet->lectures[j].starts_at) ||
                !group_names_hold(&sheet->lectures[j].groups, group->id) || !tally_decided(&moment, status) ||
                !tally_counts(&sheet->rule, status))
                continue;
            figures.counted++;
            figures.attended += tally_attends(&sheet->rule, status);
        }
    }
    return figures;
}

static bool groups_count(const struct sheet *sheet, const struct group_names *names, int64_t now, struct arena *arena,
                         struct statistics *statistics)
{
    statistics->groups = arena_calloc(arena, names->count + 1, sizeof(*statistics->groups));
    for (size_t i = 0; statistics->groups && i < names->count; i++)
        statistics->groups[statistics->group_count++] = group_count(sheet, &names->groups[i], now);
    return statistics->groups;
}

enum fault statistics_read(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                           struct statistics *ret_statistics)
{
    struct statistics statistics = {0};
    struct sheet sheet = {0};
    struct group_names names = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = begin(school, db, actor, class_id, arena, &statistics.classroom, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    fault = group_names_read(db, class_id, arena, &names);
    if (fault != FAULT_NONE)
        return fault;
    fault = spot_figures_class(db, class_id, &statistics.spot);
    if (fault != FAULT_NONE)
        return fault;
    fault = earlier_read(school, db, actor, class_id, arena, &statistics.earlier);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    statistics.rule = sheet.rule;
    for (size_t i = 0; i < sheet.student_count; i++)
        statistics.students += sheet.students[i].left_at == 0;
    statistics.count = sheet.lecture_count;
    if (!lectures_count(&sheet, arena, &statistics.lectures) ||
        !groups_count(&sheet, &names, school_now(school), arena, &statistics))
        return FAULT_INTERNAL;
    for (size_t j = 0; j < sheet.lecture_count; j++) {
        statistics.lectures_taken += sheet.lectures[j].taken;
        statistics.attended += statistics.lectures[j].attended;
        statistics.counted += statistics.lectures[j].counted;
    }
    fault = late_read(school, statistics.classroom.timezone, &sheet, 0, sheet.student_count, &statistics.late);
    if (fault != FAULT_NONE)
        return fault;
    fault = week_read(school, &statistics);
    if (fault != FAULT_NONE)
        return fault;
    *ret_statistics = statistics;
    return FAULT_NONE;
}

/* ---- by student ---- */

enum fault statistics_student(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                              struct arena *arena, struct student_statistics *ret_statistics)
{
    struct student_statistics statistics = {0};
    struct classroom classroom;
    struct sheet sheet = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = begin(school, db, actor, class_id, arena, &classroom, &sheet);
    store_reader_close(&db);
    size_t at = 0;
    while (fault == FAULT_NONE && at < sheet.student_count && sheet.students[at].student.id != student_id)
        at++;
    if (fault != FAULT_NONE)
        return fault;
    if (at == sheet.student_count)
        return FAULT_NOT_FOUND;
    statistics.student = sheet.students[at].student;
    statistics.joined_at = sheet.students[at].joined_at;
    statistics.left_at = sheet.students[at].left_at;
    statistics.standing = sheet.students[at].standing;
    fault = late_read(school, classroom.timezone, &sheet, at, 1, &statistics.late);
    if (fault != FAULT_NONE)
        return fault;
    *ret_statistics = statistics;
    return FAULT_NONE;
}

/* ---- at risk ---- */

enum risk risk_find(const struct standing *standing, int64_t lectures_min)
{
    struct outlook outlook;
    if (standing->counted < lectures_min)
        return RISK_NONE;
    standing_outlook(standing, &outlook);
    if (outlook.out_of_reach)
        return RISK_OUT_OF_REACH;
    // In the first weeks, one lecture missed would put everybody below: who has missed none is not meant.
    bool near = outlook.near && standing->attended < standing->counted;
    return outlook.below ? RISK_BELOW : near ? RISK_NEAR : RISK_NONE;
}

int risk_compare(const struct risk_student *a, const struct risk_student *b)
{
    if (a->risk != b->risk)
        return a->risk < b->risk ? 1 : -1;
    // a / b against c / d without a division; both denominators are positive for anybody at risk.
    int64_t first = a->standing.attended * b->standing.counted, second = b->standing.attended * a->standing.counted;
    if (first != second)
        return first < second ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static int by_risk(const void *left, const void *right)
{
    return risk_compare(left, right);
}

/* The lectures that the list's marks are of, and each student's marks in them. */
static bool risk_strips(const struct sheet *sheet, struct arena *arena, struct risk_list *list)
{
    size_t taken = 0, skip, at = 0;
    size_t *columns = arena_calloc(arena, sheet->lecture_count + 1, sizeof(*columns));
    for (size_t j = 0; columns && j < sheet->lecture_count; j++)
        if (sheet->lectures[j].taken)
            columns[taken++] = j;
    skip = taken > RISK_STRIP_MAX ? taken - RISK_STRIP_MAX : 0;
    struct risk_lecture *lectures = arena_calloc(arena, taken - skip + 1, sizeof(*lectures));
    uint8_t *marks = arena_calloc(arena, list->count * (taken - skip) + 1, sizeof(*marks));
    bool *outside = arena_calloc(arena, list->count * (taken - skip) + 1, sizeof(*outside));
    if (!columns || !lectures || !marks || !outside)
        return false;
    for (size_t k = skip; k < taken; k++)
        lectures[list->lecture_count++] =
            (struct risk_lecture){sheet->lectures[columns[k]].id, sheet->lectures[columns[k]].starts_at};
    for (size_t i = 0; i < list->count; i++) {
        const struct sheet_student *student = &sheet->students[list->students[i].place];
        list->students[i].marks = marks + at;
        list->students[i].outside = outside + at;
        for (size_t k = skip; k < taken; k++, at++) {
            const struct sheet_cell *cell = &student->cells[columns[k]];
            const struct tally_moment moment = sheet_moment(&sheet->lectures[columns[k]], cell);
            marks[at] = cell->status;
            outside[at] = !tally_theirs(&moment, (enum mark_status)cell->status);
        }
    }
    list->lectures = lectures;
    return true;
}

enum fault statistics_risk(struct school *school, const struct actor *actor, int64_t class_id, int64_t lectures_min,
                           const struct page *page, struct arena *arena, struct risk_list *ret_list)
{
    struct risk_list list = {0};
    struct warning_rules rules;
    struct classroom classroom;
    struct sheet sheet = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = begin(school, db, actor, class_id, arena, &classroom, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    fault = warning_rules_read(db, class_id, &rules);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    list.warning_lectures = rules.of[WARN_BELOW].counted_min;
    list.students = arena_calloc(arena, sheet.student_count + 1, sizeof(*list.students));
    if (!list.students)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < sheet.student_count; i++) {
        if (sheet.students[i].left_at != 0)
            continue;
        enum risk risk = risk_find(&sheet.students[i].standing, lectures_min);
        if (risk != RISK_NONE)
            list.students[list.total++] = (struct risk_student){
                .student = sheet.students[i].student, .standing = sheet.students[i].standing, .risk = risk, .place = i};
    }
    if (list.total > 1)
        qsort(list.students, list.total, sizeof(*list.students), by_risk);
    size_t first = 0, limit = (size_t)page->limit;
    for (size_t i = 0; page->after && i < list.total; i++)
        if (list.students[i].student.id == page->after)
            first = i + 1;
    list.students += first;
    list.count = list.total - first < limit ? list.total - first : limit;
    if (!risk_strips(&sheet, arena, &list))
        return FAULT_INTERNAL;
    list.next = first + list.count < list.total ? list.students[list.count - 1].student.id : 0;
    *ret_list = list;
    return FAULT_NONE;
}
