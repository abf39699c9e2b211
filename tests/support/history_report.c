/* SPDX-License-Identifier: MIT */
/* The report, whose lectures of long ago are kept counted, against the recount: before they are counted and after. */
#include "support/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "school/common/fault.h"
#include "school/marks/figures.h"
#include "school/numbers/register.h"
#include "school/numbers/report.h"
#include "school/school.h"

#define DAY INT64_C(86400000)

/* Of one lecture; nothing of one that is cancelled or has not begun. */
static void add_lecture(const struct history *h, const struct row_lecture *lecture, struct report_figures *figures)
{
    const struct row_class *class = rows_class(&h->rows, lecture->class_id);
    if (lecture->cancelled || lecture->starts_at > h->rows.now)
        return;
    figures->lectures++;
    figures->taken += rows_taken(&h->rows, lecture);
    for (size_t i = 0; i < h->student_count; i++) {
        enum mark_status status;
        if (!rows_decided(&h->rows, lecture, h->students[i].user_id, &status))
            continue;
        *(status < MARK_OWN ? &figures->of[status] : &figures->other) += 1;
        figures->expected += class->counts[status] != COUNTS_IGNORED;
        figures->attended += class->counts[status] == COUNTS_ATTENDED;
    }
}

static void same_figures(const struct history *h, const char *where, int64_t of, const struct report_figures *got,
                         const struct report_figures *expected)
{
    char what[100];
    const struct {
        const char *name;
        int64_t got, expected;
    } all[] = {
        {"lectures", got->lectures, expected->lectures},
        {"taken", got->taken, expected->taken},
        {"not marked", got->of[MARK_UNMARKED], expected->of[MARK_UNMARKED]},
        {"present", got->of[MARK_PRESENT], expected->of[MARK_PRESENT]},
        {"late", got->of[MARK_LATE], expected->of[MARK_LATE]},
        {"excused", got->of[MARK_EXCUSED], expected->of[MARK_EXCUSED]},
        {"absent", got->of[MARK_ABSENT], expected->of[MARK_ABSENT]},
        {"other", got->other, expected->other},
        {"attended", got->attended, expected->attended},
        {"expected", got->expected, expected->expected},
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        snprintf(what, sizeof(what), "%s in the report%s", all[i].name, where);
        history_same(h, what, of, all[i].got, all[i].expected);
    }
}

static void compare_once(struct history *h, const char *where)
{
    struct report report;
    struct overview overview;
    struct report_figures whole = {0};
    const struct report_request request = {.professor_id = h->professor.user_id};
    enum fault fault = report_read(h->f->school, &h->f->administrator, &request, &h->arena, &report);
    history_same(h, "the report answers", 0, fault, FAULT_NONE);
    for (size_t i = 0; i < h->rows.lecture_count; i++)
        add_lecture(h, &h->rows.lectures[i], &whole);
    same_figures(h, where, h->professor.user_id, &report.whole, &whole);
    for (size_t k = 0; k < h->class_count; k++) { // each classroom is the only one of its term
        struct report_figures term = {0};
        for (size_t i = 0; i < h->rows.lecture_count; i++)
            if (h->rows.lectures[i].class_id == h->classes[k])
                add_lecture(h, &h->rows.lectures[i], &term);
        same_figures(h, where, h->classes[k], &report.terms.groups[k].figures, &term);
    }
    for (size_t k = 0; k < report.weeks.count; k++) {
        struct report_figures week = {0};
        int64_t from = report.weeks.groups[k].id * DAY;
        for (size_t i = 0; i < h->rows.lecture_count; i++)
            if (h->rows.lectures[i].starts_at >= from && h->rows.lectures[i].starts_at < from + 7 * DAY)
                add_lecture(h, &h->rows.lectures[i], &week);
        same_figures(h, where, report.weeks.groups[k].id, &report.weeks.groups[k].figures, &week);
    }
    fault = register_overview(h->f->school, &h->f->administrator, &overview);
    history_same(h, "the overview answers", 0, fault, FAULT_NONE);
    history_same(h, "marks in the overview", 0, overview.marks,
                 fixture_number(h->f, "SELECT COUNT(*) FROM attendance"));
}

void history_compare_report(struct history *h)
{
    int64_t made;
    compare_once(h, ", as it is kept");
    if (history_random(h, 2))
        return;
    assert_int_equal(figures_sweep(h->f->school, h->rows.now, &made), FAULT_NONE);
    compare_once(h, ", counted and kept");
}
