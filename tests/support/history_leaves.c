/* SPDX-License-Identifier: MIT */
/* Leaves: asked for, accepted, refused and taken back, and which marks that must give and take, by the rule in the
 * words of the documents. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "school/attendance/leave.h"
#include "school/attendance/leave_kind.h"
#include "school/school.h"
#include "support/history.h"
#include "support/history_acts.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)

/* ---- the rule ---- */

static const struct row_answer *answer_of(const struct rows *rows, int64_t leave_id, int64_t class_id)
{
    for (size_t i = 0; i < rows->answer_count; i++)
        if (rows->answers[i].leave_id == leave_id && rows->answers[i].class_id == class_id)
            return &rows->answers[i];
    return NULL;
}

/* What became of a leave in a classroom: of its office, or of the classroom's staff. */
static const char *state_of(const struct rows *rows, const struct row_leave *leave, int64_t class_id)
{
    const struct row_answer *answer = answer_of(rows, leave->id, class_id);
    if (leave->office || strcmp(leave->state, "withdrawn") == 0)
        return leave->state;
    return answer ? answer->state : "open";
}

static bool in_its_time(const struct row_leave *leave, const struct row_lecture *lecture)
{
    return leave->from_at <= lecture->starts_at && lecture->starts_at < leave->until_at &&
           (leave->class_id == 0 || leave->class_id == lecture->class_id);
}

/* Whether an accepted leave covers the lecture; of several the first that was decided says which mark. `allowed`: the
 * marks that may come of it, where two were decided in the same moment. */
static bool covered(const struct rows *rows, const struct row_lecture *lecture, int64_t student_id,
                    bool allowed[static MARK_STATUS_COUNT])
{
    int64_t first = INT64_MAX;
    memset(allowed, 0, MARK_STATUS_COUNT * sizeof(*allowed));
    for (size_t i = 0; i < rows->leave_count; i++) {
        const struct row_leave *leave = &rows->leaves[i];
        const struct row_answer *answer = answer_of(rows, leave->id, lecture->class_id);
        if (leave->student_id != student_id || !in_its_time(leave, lecture) ||
            strcmp(state_of(rows, leave, lecture->class_id), "accepted") != 0)
            continue;
        int64_t at = leave->office ? leave->answered_at : answer->answered_at;
        if (at < first)
            memset(allowed, 0, MARK_STATUS_COUNT * sizeof(*allowed));
        first = at < first ? at : first;
        if (at == first)
            allowed[leave->office ? leave->status : answer->status] = true;
    }
    return first != INT64_MAX;
}

static const struct row_trace *trace_of(const struct rows *rows, int64_t lecture_id, int64_t student_id)
{
    for (size_t i = 0; i < rows->trace_count; i++)
        if (rows->traces[i].lecture_id == lecture_id && rows->traces[i].student_id == student_id)
            return &rows->traces[i];
    return NULL;
}

/* ---- an answer, and a leave that is taken back ---- */

static bool same_mark(const struct row_mark *before, const struct row_mark *after)
{
    if (!before || !after)
        return before == after;
    return before->status == after->status && before->by_leave == after->by_leave &&
           before->by_close == after->by_close;
}

static void same_given(const struct history *h, const struct rows *before, const struct row_lecture *lecture,
                       int64_t student_id)
{
    bool allowed[MARK_STATUS_COUNT];
    const struct row_mark *was = rows_mark(before, lecture->id, student_id);
    const struct row_mark *now = rows_mark(&h->rows, lecture->id, student_id);
    const struct row_trace *trace = trace_of(&h->rows, lecture->id, student_id);
    bool free = !was || was->status == MARK_ABSENT;
    if (!free || !rows_taken(before, lecture)) {
        history_same(h, "a mark that an accepted leave lets be", student_id, same_mark(was, now), true);
        return;
    }
    history_same(h, "covered by what was accepted", student_id, covered(&h->rows, lecture, student_id, allowed), true);
    history_same(h, "marked by the leave", student_id, now && now->by_leave, true);
    history_same(h, "the leave's mark", student_id, allowed[now->status], true);
    history_same(h, "an Absent that somebody had set, kept", student_id, trace && trace->set,
                 was && !was->by_close && !was->by_leave);
}

static void same_taken(const struct history *h, const struct rows *before, const struct row_lecture *lecture,
                       int64_t student_id)
{
    bool allowed[MARK_STATUS_COUNT];
    const struct row_mark *was = rows_mark(before, lecture->id, student_id);
    const struct row_mark *now = rows_mark(&h->rows, lecture->id, student_id);
    const struct row_trace *trace = trace_of(before, lecture->id, student_id);
    if (!was || !was->by_leave || covered(&h->rows, lecture, student_id, allowed)) {
        history_same(h, "a mark that a leave's end lets be", student_id, same_mark(was, now), true);
        return;
    }
    bool set = trace && trace->set;
    bool closed = lecture->window && lecture->closes_at <= before->now && lecture->swept &&
                  rows_class(before, lecture->class_id)->absent_at_close;
    history_same(h, "Absent again", student_id, now && now->status == MARK_ABSENT, set || closed);
    history_same(h, "without a mark again", student_id, !now, !set && !closed);
    history_same(h, "Absent again by the close", student_id, now && now->by_close, !set && closed);
}

/* All marks after a leave was decided or taken back in a classroom (0: in all). `given`: it was accepted; `nothing`: it
 * had been decided so before. */
static void same_marks(struct history *h, const struct row_leave *leave, int64_t class_id, bool given, bool nothing)
{
    static struct rows before;
    before = h->rows;
    history_rows_read(h);
    for (size_t i = 0; i < before.lecture_count; i++) {
        const struct row_lecture *lecture = &before.lectures[i];
        for (size_t k = 0; k < h->student_count; k++) {
            int64_t id = h->students[k].user_id;
            bool reached = !nothing && id == leave->student_id && in_its_time(leave, lecture) && !lecture->cancelled &&
                           (class_id == 0 || class_id == lecture->class_id) &&
                           rows_in_now(&before, lecture->class_id, id) && rows_expected_then(&before, lecture, id);
            if (!reached)
                history_same(h, "a mark that the leave does not reach", id,
                             same_mark(rows_mark(&before, lecture->id, id), rows_mark(&h->rows, lecture->id, id)),
                             true);
            else if (given)
                same_given(h, &before, lecture, id);
            else
                same_taken(h, &before, lecture, id);
        }
    }
}

void history_leave_same_sweep(struct history *h)
{
    history_rows_read(h);
    for (size_t i = 0; i < h->rows.lecture_count; i++) {
        const struct row_lecture *lecture = &h->rows.lectures[i];
        for (size_t k = 0; k < h->student_count; k++) {
            int64_t id = h->students[k].user_id;
            bool allowed[MARK_STATUS_COUNT];
            const struct row_mark *mark = rows_mark(&h->rows, lecture->id, id);
            if (lecture->cancelled || !rows_in_now(&h->rows, lecture->class_id, id) ||
                !rows_expected_then(&h->rows, lecture, id) || !rows_taken(&h->rows, lecture) ||
                lecture->starts_at <= h->rows.now - 59 * DAY || trace_of(&h->rows, lecture->id, id))
                continue;
            history_same(h, "on leave, taken, and not marked by it after a sweep", id,
                         (!mark || mark->by_close) && covered(&h->rows, lecture, id, allowed), false);
        }
    }
}

void history_leave_same_there(struct history *h, const struct rows *before, int64_t lecture_id, int64_t student_id)
{
    const struct row_mark *was = rows_mark(before, lecture_id, student_id);
    history_rows_read(h);
    const struct row_mark *now = rows_mark(&h->rows, lecture_id, student_id);
    if (!was || !was->by_leave)
        return;
    history_same(h, "there, who is on leave and came", student_id,
                 now && (now->status == MARK_PRESENT || now->status == MARK_LATE), true);
    history_same(h, "by the leave, who came", student_id, now->by_leave, was->status == MARK_PRESENT && now->by_leave);
}

/* ---- what is said of them ---- */

/* A leave in one classroom: how many lectures, how many of those it has marked, how many were attended all the same. */
static void course_of(const struct rows *rows, const struct row_leave *leave, const struct row_class *class,
                      int64_t of[static 3])
{
    of[0] = of[1] = of[2] = 0;
    for (size_t i = 0; i < rows->lecture_count; i++) {
        const struct row_lecture *lecture = &rows->lectures[i];
        if (lecture->class_id != class->id || lecture->cancelled || !in_its_time(leave, lecture) ||
            !rows_expected_then(rows, lecture, leave->student_id))
            continue;
        const struct row_mark *mark = rows_mark(rows, lecture->id, leave->student_id);
        of[0]++;
        of[1] += mark && mark->by_leave;
        of[2] +=
            mark && !mark->by_leave && mark->status != MARK_EXCUSED && class->counts[mark->status] == COUNTS_ATTENDED;
    }
}

static void same_courses(const struct history *h, const struct row_leave *leave, const struct leave *got)
{
    size_t courses = 0;
    for (size_t i = 0; i < h->rows.class_count; i++) {
        int64_t of[3];
        course_of(&h->rows, leave, &h->rows.classes[i], of);
        courses += of[0] > 0;
        for (size_t k = 0; k < got->course_count; k++) {
            if (got->courses[k].class_id != h->rows.classes[i].id)
                continue;
            history_same(h, "lectures of a leave", leave->id, got->courses[k].lectures, of[0]);
            history_same(h, "given by a leave", leave->id, got->courses[k].given, of[1]);
            history_same(h, "attended all the same", leave->id, got->courses[k].attended, of[2]);
        }
    }
    history_same(h, "courses of a leave", leave->id, (int64_t)got->course_count, (int64_t)courses);
}

void history_leave_compare(struct history *h)
{
    for (size_t k = 0; k < h->student_count; k++) {
        struct leave_list list;
        if (h->merged[k])
            continue;
        assert_int_equal(
            leave_list_own(h->f->school, &h->students[k], 0, &(struct page){.limit = PAGE_MAX}, &h->arena, &list),
            FAULT_NONE);
        for (size_t i = 0; i < list.count; i++)
            for (size_t r = 0; r < h->rows.leave_count; r++)
                if (h->rows.leaves[r].id == list.leaves[i].id)
                    same_courses(h, &h->rows.leaves[r], &list.leaves[i]);
    }
}

/* ---- acts ---- */

/* One that the staff decides and excuses, one that an office decides and counts as there. A school has them once. */
static int64_t kind_of(struct history *h, bool office)
{
    const char *sql = office ? "SELECT COALESCE(MAX(id), 0) FROM leave_kinds WHERE decider = 'office'"
                             : "SELECT COALESCE(MAX(id), 0) FROM leave_kinds WHERE decider = 'staff'";
    struct leave_kind made;
    const struct leave_kind_request request = {.name = office ? "Duty" : "Illness",
                                               .decider = office ? LEAVE_OFFICE : LEAVE_STAFF,
                                               .evidence = LEAVE_EVIDENCE_NONE,
                                               .status = office ? MARK_PRESENT : MARK_EXCUSED,
                                               .days_after = LEAVE_DAYS_AFTER_MAX};
    int64_t id = fixture_number(h->f, sql);
    if (id != 0)
        return id;
    assert_int_equal(leave_kind_save(h->f->school, &h->f->administrator, 0, &request, &h->arena, &made), FAULT_NONE);
    return made.id;
}

/* Around now, or with its edges at a lecture's start; for all courses, or for one. */
enum fault history_leave_ask(struct history *h)
{
    struct leave leave;
    int64_t class_id = history_any_class(h);
    const struct row_lecture *lecture = history_random(h, 3) ? history_any_lecture(h) : NULL;
    const struct actor *student = history_any_member(h, class_id);
    struct leave_new request = {.kind_id = kind_of(h, history_random(h, 3) == 0),
                                .class_id = history_random(h, 3) ? 0 : class_id,
                                .from_at = h->rows.now + (history_random(h, 9) - 6) * DAY / 2};
    request.until_at = request.from_at + (1 + history_random(h, 8)) * DAY / 2;
    if (lecture && history_random(h, 2))
        request.from_at = lecture->starts_at + history_random(h, 2), request.until_at = request.from_at + DAY;
    else if (lecture)
        request.until_at = lecture->starts_at + history_random(h, 2), request.from_at = request.until_at - DAY;
    return leave_create(h->f->school, student, &request, &h->arena, &leave);
}

/* Mostly a new one; NULL: none. */
static const struct row_leave *any_leave(struct history *h)
{
    size_t count = h->rows.leave_count;
    if (count == 0)
        return NULL;
    size_t late = history_random(h, 3) && count > 3 ? 3 : count;
    return &h->rows.leaves[count - 1 - (size_t)history_random(h, (int64_t)late)];
}

static enum fault answer(struct history *h, bool accept)
{
    struct leave answered;
    const struct row_leave *any = any_leave(h);
    if (!any)
        return FAULT_NOT_FOUND;
    const struct row_leave leave = *any;
    int64_t class_id = leave.office ? 0 : leave.class_id ? leave.class_id : history_any_class(h);
    const struct leave_answer request = {.accept = accept, .comment = history_random(h, 2) ? "Noted" : NULL};
    const char *state = state_of(&h->rows, &leave, class_id);
    bool again = strcmp(state, accept ? "accepted" : "refused") == 0;
    bool withdrawn = strcmp(state, "withdrawn") == 0;
    enum fault fault = leave_answer(h->f->school, leave.office ? &h->f->administrator : &h->professor, leave.id,
                                    class_id, &request, &h->arena, &answered);
    if (fault != FAULT_NONE)
        return fault;
    history_same(h, "answered after it was withdrawn", leave.id, withdrawn, false);
    same_marks(h, &leave, class_id, accept, again);
    for (size_t i = 0; i < h->rows.leave_count; i++)
        if (h->rows.leaves[i].id == leave.id)
            history_same(h, "the answer", leave.id,
                         strcmp(state_of(&h->rows, &h->rows.leaves[i], class_id), accept ? "accepted" : "refused"), 0);
    return fault;
}

enum fault history_leave_accept(struct history *h)
{
    return answer(h, true);
}

enum fault history_leave_refuse(struct history *h)
{
    return answer(h, false);
}

enum fault history_leave_withdraw(struct history *h)
{
    const struct row_leave *any = any_leave(h);
    if (!any)
        return FAULT_NOT_FOUND;
    const struct row_leave leave = *any;
    const struct actor *student = &h->students[history_student(h, leave.student_id)];
    bool again = strcmp(leave.state, "withdrawn") == 0;
    enum fault fault = leave_withdraw(h->f->school, student, leave.id);
    if (fault == FAULT_NONE)
        same_marks(h, &leave, 0, false, again);
    return fault;
}
