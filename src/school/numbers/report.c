/* SPDX-License-Identifier: MIT */
/*
 * One walk over the lectures of the time with their kept figures (school/marks/figures.h), added up here: forty
 * thousand rows for a year of four hundred classrooms.
 */
#include "school/numbers/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "school/attendance/spot/spot_figures_inside.h"
#include "school/common/fault.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/taken_rule.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/marks/figures.h"
#include "school/marks/mark.h"
#include "school/marks/status_set_inside.h"
#include "school/marks/tally.h"
#include "school/numbers/report_weeks.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* A classroom of the report, by id. */
struct report_class {
    int64_t id;
    struct standing_rule rule;
    size_t term, department, professor; // indexes of their groups
    size_t zone;                        // index of its weeks
    bool seen;
};

/* A lecture whose marks are counted now, after the walk. */
struct live {
    int64_t lecture_id, starts_at;
    size_t at; // its classroom
    bool taken, over;
};

struct making {
    struct school *school;
    struct db *db;
    struct arena *arena;
    const struct report_request *request;
    int64_t now;
    struct report_class *classes;
    struct id_index *index;
    size_t count;
    struct live *live;
    size_t live_count;
    struct zone_weeks *zones;
    size_t zone_count;
    struct report report;
};

/* The group of this id or name (its sort key NULL: not known yet); a new one when there is none yet. SIZE_MAX without
 * memory. */
static size_t group_of(struct row *row, struct report_groups *groups, int64_t id, const char *name,
                       const char *sort_key)
{
    for (size_t i = groups->count; i-- > 0;)
        if (groups->groups[i].id == id && (id || strcmp(groups->groups[i].name, name) == 0))
            return i;
    struct report_group *list = row_list(row, groups->groups, groups->count, sizeof(*list));
    if (!list)
        return SIZE_MAX;
    groups->groups = list;
    list[groups->count] = (struct report_group){.id = id,
                                                .name = arena_strdup(row->arena, name),
                                                .sort_key = sort_key ? arena_strdup(row->arena, sort_key) : NULL};
    row->full = row->full || !list[groups->count].name || (sort_key && !list[groups->count].sort_key);
    return groups->count++;
}

/* What the marks count as, where classrooms say so themselves; what Excused counts as stands in the classroom. */
static enum fault read_rules(struct making *making)
{
    struct row row;
    row_begin(&row, making->db, NULL,
              "SELECT class_id, status, counts FROM status_sets WHERE status IN ('P', 'L', 'A')", DB_NO_VALUES);
    while (row_next(&row)) {
        enum mark_status status;
        size_t at;
        if (id_index_find(making->index, making->count, row_int(&row, 0), &at) &&
            mark_status_parse(db_text(&row.rows, 1), &status))
            mark_counts_parse(db_text(&row.rows, 2), &making->classes[at].rule.counts[status]);
    }
    return row_end(&row);
}

/* The index of the weeks of this zone; SIZE_MAX without memory. */
static size_t zone_of(struct row *row, struct making *making, const char *zone)
{
    for (size_t i = 0; i < making->zone_count; i++)
        if (strcmp(making->zones[i].zone, zone) == 0)
            return i;
    struct zone_weeks *zones = row_list(row, making->zones, making->zone_count, sizeof(*zones));
    if (!zones)
        return SIZE_MAX;
    making->zones = zones;
    zones[making->zone_count] = (struct zone_weeks){.zone = arena_strdup(row->arena, zone)};
    row->full = row->full || !zones[making->zone_count].zone;
    return making->zone_count++;
}

static enum fault read_classes(struct making *making)
{
    struct row row;
    struct standing_rule usual;
    status_rule_usual(&usual);
    const struct report_request *request = making->request;
    row_begin(&row, making->db, making->arena,
              "SELECT c.id, c.term, c.professor_id, u.name, c.excused_counts, c.department, u.sort_key, c.timezone "
              "FROM classrooms c"
              " JOIN users u ON u.id = c.professor_id"
              " WHERE (? = 0 OR c.professor_id = ?) AND (? IS NULL OR c.term = ?) AND (? IS NULL OR c.department = ?)"
              " ORDER BY c.id",
              DB_VALUES(I(request->professor_id), I(request->professor_id), T(request->term), T(request->term),
                        T(request->department), T(request->department)));
    while (row_next(&row)) {
        const char *term = db_text(&row.rows, 1), *name = db_text(&row.rows, 3);
        const char *department = db_text(&row.rows, 5);
        struct report_class *classes = row_list(&row, making->classes, making->count, sizeof(*classes));
        if (!classes)
            break;
        making->classes = classes;
        classes[making->count] = (struct report_class){
            .id = row_int(&row, 0),
            .term = group_of(&row, &making->report.terms, 0, term ? term : "", NULL),
            .department = group_of(&row, &making->report.departments, 0, department ? department : "", NULL),
            .professor =
                group_of(&row, &making->report.professors, row_int(&row, 2), name ? name : "", db_text(&row.rows, 6)),
            .zone = zone_of(&row, making, db_text(&row.rows, 7)),
            .rule = usual,
        };
        mark_counts_parse(db_text(&row.rows, 4), &classes[making->count++].rule.counts[MARK_EXCUSED]);
    }
    enum fault fault = row_end(&row);
    making->index = arena_calloc(making->arena, making->count + 1, sizeof(*making->index));
    if (fault != FAULT_NONE)
        return fault;
    if (!making->index)
        return FAULT_INTERNAL;
    for (size_t i = 0; fault == FAULT_NONE && i < making->count; i++)
        making->index[i] = (struct id_index){making->classes[i].id, i};
    return read_rules(making);
}

static void figures_add(struct report_figures *figures, const struct report_figures *lecture)
{
    figures->lectures += lecture->lectures;
    figures->taken += lecture->taken;
    figures->attended += lecture->attended;
    figures->expected += lecture->expected;
    figures->other += lecture->other;
    for (int i = 0; i < MARK_OWN; i++)
        figures->of[i] += lecture->of[i];
}

/* What one lecture comes to. `over`: for marking. */
static struct report_figures lecture_figures(const struct standing_rule *rule, bool taken, bool over,
                                             const struct figures *marks)
{
    struct report_figures lecture = {.lectures = 1, .attended = marks->other[COUNTS_ATTENDED]};
    int64_t ignored = marks->other[COUNTS_IGNORED];
    lecture.other = marks->other[COUNTS_ATTENDED] + marks->other[COUNTS_MISSED] + ignored;
    int64_t marked = lecture.other;
    for (int i = MARK_PRESENT; i < MARK_OWN; i++) {
        marked += marks->of[i];
        lecture.of[i] = marks->of[i];
        lecture.attended += tally_attends(rule, (enum mark_status)i) ? marks->of[i] : 0;
        ignored += tally_counts(rule, (enum mark_status)i) ? 0 : marks->of[i];
    }
    lecture.taken = taken;
    lecture.of[MARK_UNMARKED] = taken && over ? marks->of[MARK_UNMARKED] : 0;
    lecture.expected = marked + lecture.of[MARK_UNMARKED] - ignored;
    return lecture;
}

/* Adds one lecture to all groups that it is in. */
static void lecture_add(struct making *making, size_t at, int64_t starts_at, bool taken, bool over,
                        const struct figures *marks)
{
    struct report_class *class = &making->classes[at];
    struct report *report = &making->report;
    const struct report_figures lecture = lecture_figures(&class->rule, taken, over, marks);
    figures_add(&report->whole, &lecture);
    figures_add(&report->terms.groups[class->term].figures, &lecture);
    figures_add(&report->departments.groups[class->department].figures, &lecture);
    figures_add(&report->professors.groups[class->professor].figures, &lecture);
    size_t week = report_week_at(&making->zones[class->zone], report->weeks.count, starts_at);
    figures_add(&report->weeks.groups[week].figures, &lecture);
    report->classrooms += !class->seen;
    report->terms.groups[class->term].classrooms += !class->seen;
    report->departments.groups[class->department].classrooms += !class->seen;
    report->professors.groups[class->professor].classrooms += !class->seen;
    class->seen = true;
}

/* Nearly all lectures have been counted: the window is looked for of the others alone, and not joined to forty
 * thousand. */
#define TAKEN_COUNT                                                                                                    \
    "(SELECT COUNT(*) FROM lectures x LEFT JOIN windows w ON w.lecture_id = x.id"                                      \
    " WHERE x.id = l.id AND " LECTURE_TAKEN_OF("x", "w") ")"

static enum fault walk(struct making *making)
{
    struct row row;
    size_t at;
    enum fault fault = report_weeks_make(making->school, making->db, making->arena, making->zones, making->zone_count,
                                         &making->report);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, making->db, making->arena,
              "SELECT l.id, l.class_id, l.starts_at, CASE WHEN f.opened = 1 THEN 1 ELSE " TAKEN_COUNT " END,"
              " f.present, f.late, f.excused, f.absent, f.unmarked, f.other_attended, f.other_ignored, f.other_missed,"
              " CASE WHEN f.lecture_id IS NULL THEN"
              " COALESCE((SELECT w.closes_at FROM windows w WHERE w.lecture_id = l.id), l.ends_at) END"
              " FROM classrooms c CROSS JOIN lectures l ON l.class_id = c.id AND l.starts_at >= ? AND l.starts_at < ?"
              " LEFT JOIN lecture_figures f ON f.lecture_id = l.id WHERE l.cancelled_at IS NULL",
              DB_VALUES(I(making->now), I(making->report.from), I(making->report.before)));
    while (row_next(&row)) {
        struct figures kept = {0};
        if (!id_index_find(making->index, making->count, row_int(&row, 1), &at))
            continue;
        bool taken = row_int(&row, 3) != 0;
        for (int i = MARK_PRESENT; i < MARK_OWN; i++)
            kept.of[i] = row_int(&row, 3 + i);
        kept.of[MARK_UNMARKED] = row_int(&row, 8);
        for (int i = 0; i < COUNTS_COUNT; i++)
            kept.other[i] = row_int(&row, 9 + i);
        if (!db_is_null(&row.rows, 4)) {
            lecture_add(making, at, row_int(&row, 2), taken, true, &kept);
            continue;
        }
        struct live *live = row_list(&row, making->live, making->live_count, sizeof(*live));
        if (!live)
            break;
        making->live = live;
        live[making->live_count++] = (struct live){row_int(&row, 0), row_int(&row, 2), at, taken,
                                                   row_int(&row, 9 + COUNTS_COUNT) <= making->now};
        if (making->live_count > REPORT_LIVE_MAX)
            break;
    }
    fault = row_end(&row);
    return fault != FAULT_NONE ? fault : making->live_count > REPORT_LIVE_MAX ? FAULT_BUSY : FAULT_NONE;
}

static enum fault count_live(struct making *making)
{
    for (size_t i = 0; i < making->live_count; i++) {
        const struct live *live = &making->live[i];
        struct figures marks = {0};
        enum fault fault = figures_count(making->db, making->classes[live->at].id, live->lecture_id, &marks);
        if (fault != FAULT_NONE)
            return fault;
        lecture_add(making, live->at, live->starts_at, live->taken, live->over, &marks);
    }
    return FAULT_NONE;
}

static enum fault count_people(struct making *making)
{
    struct report *report = &making->report;
    const struct {
        const char *sql;
        int64_t *value;
    } counts[] = {
        {"SELECT COUNT(*) FROM users WHERE role = 'student' AND disabled_at IS NULL", &report->students},
        {"SELECT COUNT(DISTINCT c.user_id) FROM consents c JOIN users u ON u.id = c.user_id"
         " WHERE c.withdrawn_at IS NULL AND u.role = 'student' AND u.disabled_at IS NULL",
         &report->consented},
        {"SELECT COUNT(*) FROM templates t JOIN users u ON u.id = t.user_id"
         " WHERE u.role = 'student' AND u.disabled_at IS NULL",
         &report->enrolled},
        {"SELECT COUNT(*) FROM flags WHERE resolved_at IS NULL", &report->flags_open},
    };
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < sizeof(counts) / sizeof(counts[0]); i++)
        fault = row_count(making->db, counts[i].sql, DB_NO_VALUES, counts[i].value);
    return fault;
}

static enum fault count_refusals(struct making *making)
{
    struct row row;
    struct report *report = &making->report;
    row_begin(&row, making->db, making->arena,
              "SELECT reason, COUNT(*) FROM face_refusals WHERE at >= ? AND at < ? GROUP BY reason ORDER BY 2 DESC, 1",
              DB_VALUES(I(report->from), I(report->before)));
    while (row_next(&row)) {
        struct report_refusal *refusals = row_list(&row, report->refusals, report->refusal_count, sizeof(*refusals));
        if (!refusals)
            break;
        report->refusals = refusals;
        refusals[report->refusal_count++] = (struct report_refusal){row_string(&row, 0), row_int(&row, 1)};
    }
    return row_end(&row);
}

/* Of the classrooms of the report. */
static void spot_add(void *context, int64_t class_id, const struct spot_figures *figures)
{
    struct making *making = context;
    size_t at;
    if (id_index_find(making->index, making->count, class_id, &at))
        spot_figures_add(&making->report.spot, figures);
}

static int by_name(const void *left, const void *right)
{
    const struct report_group *a = left, *b = right;
    int order = strcmp(a->sort_key, b->sort_key);
    return order ? order : (a->id > b->id) - (a->id < b->id);
}

static int by_untaken(const void *left, const void *right)
{
    const struct report_group *a = left, *b = right;
    int64_t first = a->figures.lectures - a->figures.taken, second = b->figures.lectures - b->figures.taken;
    return first != second ? (first < second) - (first > second) : by_name(left, right);
}

static void groups_finish(struct report_groups *groups, int (*order)(const void *, const void *))
{
    if (groups->count > 1)
        qsort(groups->groups, groups->count, sizeof(*groups->groups), order);
    groups->cut = groups->count > REPORT_GROUPS_MAX ? groups->count - REPORT_GROUPS_MAX : 0;
    groups->count -= groups->cut;
}

/* Keys for the names of these groups, by the institution's language; who has one keeps it. */
static enum fault groups_key(struct making *making, struct report_groups *groups, const struct ordering *ordering)
{
    char key[LANGUAGE_SORT_SIZE];
    for (size_t i = 0; i < groups->count; i++) {
        if (groups->groups[i].sort_key)
            continue;
        if (!language_sort_key(ordering->language, groups->groups[i].name, NULL, key))
            return FAULT_INTERNAL;
        groups->groups[i].sort_key = arena_strdup(making->arena, key);
        if (!groups->groups[i].sort_key)
            return FAULT_INTERNAL;
    }
    return FAULT_NONE;
}

static enum fault names_key(struct making *making)
{
    CLOSES(ordering_close) struct ordering ordering = {0};
    enum fault fault = ordering_open(making->db, &ordering);
    if (fault != FAULT_NONE)
        return fault;
    fault = groups_key(making, &making->report.terms, &ordering);
    if (fault != FAULT_NONE)
        return fault;
    return groups_key(making, &making->report.departments, &ordering);
}

/* Those who have left lectures without attendance. */
static enum fault untaken_make(struct making *making)
{
    struct report *report = &making->report;
    struct report_groups *untaken = &report->untaken;
    enum fault fault = names_key(making);
    if (fault != FAULT_NONE)
        return fault;
    untaken->groups = arena_calloc(making->arena, report->professors.count + 1, sizeof(*untaken->groups));
    if (!untaken->groups)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < report->professors.count; i++)
        if (report->professors.groups[i].figures.taken < report->professors.groups[i].figures.lectures)
            untaken->groups[untaken->count++] = report->professors.groups[i];
    groups_finish(untaken, by_untaken);
    groups_finish(&report->terms, by_name);
    groups_finish(&report->departments, by_name);
    groups_finish(&report->professors, by_name);
    return FAULT_NONE;
}

static enum fault range_of(const struct report_request *request, int64_t now, struct report *report)
{
    report->before = request->before ? request->before : now + 1;
    report->from = request->from ? request->from : report->before - REPORT_DAYS_USUAL * (int64_t)SCHOOL_DAY_MS;
    bool sane = time_is_sane(report->from) && time_is_sane(report->before) && report->from < report->before &&
                report->before - report->from <= REPORT_DAYS_MAX * (int64_t)SCHOOL_DAY_MS;
    // What has not begun yet cannot have been taken.
    report->before = report->before > now + 1 && report->from <= now ? now + 1 : report->before;
    return sane ? FAULT_NONE : FAULT_TIME_INVALID;
}

enum fault report_read(struct school *school, const struct actor *actor, const struct report_request *request,
                       struct arena *arena, struct report *ret_report)
{
    struct making making = {.school = school, .arena = arena, .request = request, .now = school_now(school)};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = range_of(request, making.now, &making.report);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    making.db = db;
    fault = read_classes(&making);
    if (fault != FAULT_NONE)
        return fault;
    fault = walk(&making);
    if (fault != FAULT_NONE)
        return fault;
    fault = count_live(&making);
    if (fault != FAULT_NONE)
        return fault;
    fault = count_people(&making);
    if (fault != FAULT_NONE)
        return fault;
    fault = count_refusals(&making);
    if (fault != FAULT_NONE)
        return fault;
    fault = spot_figures_walk(db, making.report.from, making.report.before, spot_add, &making);
    if (fault != FAULT_NONE)
        return fault;
    fault = untaken_make(&making);
    if (fault != FAULT_NONE)
        return fault;
    report_weeks_trim(&making.report);
    *ret_report = making.report;
    return FAULT_NONE;
}
