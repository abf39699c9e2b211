/* SPDX-License-Identifier: MIT */
/* Looking up in the room: who is drawn, what is said of them, and what it comes to. */
#include "school/unit.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/interval.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/attendance/spot/spot.h"
#include "school/attendance/spot/spot_figures.h"
#include "school/attendance/spot/spot_pick.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/numbers/report.h"
#include "school/numbers/statistics.h"
#include "school/office/erasure.h"
#include "school/office/merge.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

#define GOOD(call) assert_int_equal((call), FAULT_NONE)

enum { CLASS_SIZE = 14, KIND_MAX = 8 };

/* ---- the drawing alone ---- */

static uint64_t seed;

/* A number that follows from the seed: the same in every run. */
static uint32_t chance(uint32_t bound)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return bound < 2 ? 0 : (uint32_t)((seed >> 33) % bound);
}

static size_t marks_make(struct spot_mark *marks, size_t flagged, size_t plain)
{
    for (size_t i = 0; i < flagged + plain; i++)
        marks[i] =
            (struct spot_mark){.student_id = (int64_t)i + 1, .flagged = i % 2 == 0 ? i / 2 < flagged : i / 2 >= plain};
    return flagged + plain;
}

static void test_pick_bounds(void **state)
{
    struct spot_mark marks[2 * KIND_MAX];
    (void)state;
    seed = 1;
    for (size_t flagged = 0; flagged <= KIND_MAX; flagged++)
        for (size_t plain = 0; plain <= KIND_MAX; plain++)
            for (size_t names = 0; names <= 10; names++) {
                size_t count = marks_make(marks, flagged, plain), from_flagged = 0;
                size_t most = names < count ? names : count;
                size_t drawn = spot_pick(marks, count, names, chance);
                assert_int_equal(drawn, most);
                unsigned long long seen = 0;
                for (size_t i = 0; i < count; i++)
                    seen |= 1ULL << marks[i].student_id;
                assert_int_equal(seen, ((1ULL << count) - 1) << 1); // everybody once
                for (size_t i = 0; i < drawn; i++) {
                    from_flagged += marks[i].flagged;
                    assert_true(marks[i].chosen >= 1 && marks[i].out_of >= marks[i].chosen);
                }
                if (names >= 2 && flagged > 0 && plain > 0)
                    assert_true(from_flagged > 0 && from_flagged < drawn);
                if (flagged >= 3 && plain >= 2 && names == 5)
                    assert_int_equal(from_flagged, 3);
                // All, each with certainty.
                if (count <= names && !(names == 1 && flagged > 0 && plain > 0))
                    for (size_t i = 0; i < drawn; i++)
                        assert_int_equal(marks[i].chosen, marks[i].out_of);
            }
}

/* Each mark is drawn as often as its chance says, so its weight is right; and no place among its kind is better. */
static void test_pick_chance(void **state)
{
    enum { RUNS = 60000, FLAGGED = 4, PLAIN = 7 };
    static const size_t names[] = {1, 2, 5, 9};
    (void)state;
    seed = 7;
    for (size_t n = 0; n < ARRAY_LENGTH(names); n++) {
        struct spot_mark marks[FLAGGED + PLAIN];
        double times[FLAGGED + PLAIN + 1] = {0}, weight[2] = {0};
        int64_t chosen[2] = {0}, out_of[2] = {0};
        for (int run = 0; run < RUNS; run++) {
            size_t drawn = spot_pick(marks, marks_make(marks, FLAGGED, PLAIN), names[n], chance);
            for (size_t i = 0; i < drawn; i++) {
                times[marks[i].student_id]++;
                weight[marks[i].flagged] += (double)marks[i].out_of / (double)marks[i].chosen;
                chosen[marks[i].flagged] = marks[i].chosen;
                out_of[marks[i].flagged] = marks[i].out_of;
            }
        }
        marks_make(marks, FLAGGED, PLAIN);
        for (size_t i = 0; i < FLAGGED + PLAIN; i++) {
            double expected = RUNS * (double)chosen[marks[i].flagged] / (double)out_of[marks[i].flagged];
            assert_true(fabs(times[marks[i].student_id] - expected) < 6 * sqrt(RUNS / 4.));
        }
        // The weights stand for the marks that there are.
        assert_true(fabs(weight[1] / RUNS - FLAGGED) < .1);
        assert_true(fabs(weight[0] / RUNS - PLAIN) < .15);
    }
}

/* ---- what is found, counted: by hand ---- */

static void test_verdict_by_hand(void **state)
{
    (void)state;
    // 40 flagged marks, 20 looked up with weight 2 each, 5 not there; 160 plain ones, 20 of weight 8, 1 not there:
    // (40 * 10/40 + 160 * 8/160) / 200 = 18 / 200.
    struct spot_figures figures = {
        .lectures = 8,
        .flagged = {.marks = 40, .drawn = 20, .looked_up = 20, .not_there = 5, .weight = 40, .weight_not_there = 10},
        .plain = {.marks = 160, .drawn = 20, .looked_up = 20, .not_there = 1, .weight = 160, .weight_not_there = 8},
    };
    struct spot_verdict verdict = spot_verdict(&figures);
    assert_true(verdict.enough && verdict.has_share);
    assert_int_equal(verdict.marks, 200);
    assert_int_equal(verdict.looked_up, 40);
    assert_int_equal(verdict.not_there, 6);
    assert_true(fabs(verdict.share - .09) < 1e-12);
    // Clopper and Pearson, 6 of 40, of tables: 5.71 % to 29.84 %.
    assert_true(fabs(verdict.interval.low - .0571) < 5e-5 && fabs(verdict.interval.high - .2984) < 5e-5);
    // A kind of which nobody was looked up leaves the share open, not the count.
    figures.plain = (struct spot_kind){.marks = 160, .drawn = 20};
    figures.flagged.looked_up = 30;
    verdict = spot_verdict(&figures);
    assert_true(verdict.enough && !verdict.has_share);
    // None of 30: the upper end is 1 - .025^(1/30).
    figures.flagged.not_there = 0;
    figures.flagged.weight_not_there = 0;
    figures.plain = (struct spot_kind){0};
    verdict = spot_verdict(&figures);
    assert_true(verdict.has_share && verdict.share <= 0 && verdict.interval.low <= 0);
    assert_true(fabs(verdict.interval.high - (1 - pow(.025, 1. / 30))) < 1e-9);
    figures.flagged.looked_up = SPOT_ENOUGH - 1;
    verdict = spot_verdict(&figures);
    assert_true(!verdict.enough && !verdict.has_share);
    assert_int_equal(verdict.looked_up, SPOT_ENOUGH - 1);
}

/* ---- a lecture ---- */

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
    struct actor students[CLASS_SIZE];
};

static struct scene scene_open(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    s.classroom = fixture_classroom(s.f);
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    fixture_class(s.f, &s.classroom, s.students, CLASS_SIZE);
    return s;
}

static void mark_put(struct scene *s, int64_t lecture_id, size_t student, const char *status, const char *method,
                     const char *flags)
{
    const char *sql =
        arena_printf(&s->f->arena,
                     "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, method,"
                     " flags, updated_at) VALUES (%lld, %lld, %lld, 1, '%s', '%s', %s, 1)",
                     (long long)s->students[student].user_id, (long long)s->classroom.id, (long long)lecture_id, status,
                     method, flags);
    fixture_sql(s->f, sql);
}

static struct spot_list draw(struct scene *s)
{
    struct spot_list list;
    GOOD(spot_draw(s->f->school, &s->f->professor, s->lecture.id, &s->f->arena, &list));
    return list;
}

static bool is_drawn(const struct spot_list *list, const struct scene *s, size_t student)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->checks[i].student.id == s->students[student].user_id)
            return true;
    return false;
}

/* Only marks that students earned and that put them into the room; once, and the same for everybody who looks. */
static void test_drawn_once(void **state)
{
    struct scene s = scene_open(state);
    int64_t id = s.lecture.id, told = fixture_number(s.f, "SELECT COUNT(*) FROM notifications");
    struct spot_list list, again;
    list = draw(&s); // nobody has checked in
    assert_int_equal(list.count, 0);
    assert_int_equal(list.names, 5);
    assert_true(list.open);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM spot_draws"), 0);
    mark_put(&s, id, 0, "P", "manual", "NULL");
    mark_put(&s, id, 1, "P", "photo", "NULL");
    mark_put(&s, id, 2, "A", "close", "NULL");
    mark_put(&s, id, 3, "E", "face", "NULL"); // not in the room
    mark_put(&s, id, 4, "L", "code", "'new_device'");
    mark_put(&s, id, 5, "P", "face", "NULL");
    mark_put(&s, id, 6, "P", "kiosk", "NULL");
    GOOD(spot_read(s.f->school, &s.f->professor, id, &s.f->arena, &list));
    assert_int_equal(list.count, 0); // looking is not drawing
    assert_int_equal(list.waiting, 3);
    list = draw(&s);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.marks, 3);
    assert_int_equal(list.waiting, 0);
    assert_true(is_drawn(&list, &s, 4) && is_drawn(&list, &s, 5) && is_drawn(&list, &s, 6));
    again = draw(&s);
    assert_int_equal(again.count, 3);
    for (size_t i = 0; i < list.count; i++)
        assert_int_equal(again.checks[i].student.id, list.checks[i].student.id);
    // Those who come later fill it up, each mark in one drawing alone.
    for (size_t i = 7; i < CLASS_SIZE; i++)
        mark_put(&s, id, i, "P", "face", i < 10 ? "'outside'" : "NULL");
    list = draw(&s);
    assert_int_equal(list.count, 5);
    assert_int_equal(list.marks, 3 + 7);
    assert_true(is_drawn(&list, &s, 4) && is_drawn(&list, &s, 5) && is_drawn(&list, &s, 6));
    again = draw(&s);
    assert_int_equal(again.count, 5);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM spot_draws"), 2);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(DISTINCT student_id) FROM spot_checks"), 5);
    assert_int_equal(fixture_number(s.f, "SELECT SUM(flagged) FROM spot_draws"), 1 + 3);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM spot_checks WHERE flagged = 1 AND chosen = 1 AND out_of"
                                         " = 3"),
                     1); // one of each kind, of 3 and of 4
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM spot_checks WHERE flagged = 0 AND chosen = 1 AND out_of"
                                         " = 4"),
                     1);
    // Another setting is for the next lecture.
    fixture_sql(s.f, "UPDATE classrooms SET spot_names = 10");
    assert_int_equal(draw(&s).count, 5);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM audit WHERE action = 'spot_drawn'"), 2);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM notifications"), told);
    school_fixture_close(s.f);
}

static void test_answers(void **state)
{
    struct scene s = scene_open(state);
    struct school *school = s.f->school;
    struct arena *arena = &s.f->arena;
    int64_t id = s.lecture.id, student = s.students[3].user_id;
    int64_t told = fixture_number(s.f, "SELECT COUNT(*) FROM notifications");
    struct spot_list list;
    mark_put(&s, id, 3, "P", "face", "NULL");
    draw(&s);
    mark_put(&s, id, 4, "P", "face", "NULL");
    assert_int_equal(spot_answer(school, &s.f->professor, id, s.students[4].user_id, SPOT_HERE, arena, &list),
                     FAULT_NOT_FOUND); // not drawn
    GOOD(spot_answer(school, &s.f->professor, id, student, SPOT_NOT_HERE, arena, &list));
    assert_int_equal(list.checks[0].answer, SPOT_NOT_HERE);
    assert_int_equal(list.checks[0].answered_by.id, s.f->professor.user_id);
    assert_int_equal(list.checks[0].answered_at, clock_now_ms(&s.f->clock));
    // No mark changes by it, and nobody is told.
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM attendance WHERE status = 'P'"), 2);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM notifications"), told);
    GOOD(spot_answer(school, &s.f->professor, id, student, SPOT_NOT_HERE, arena, &list));
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM audit WHERE action = 'spot_answered'"), 1);
    GOOD(spot_answer(school, &s.f->professor, id, student, SPOT_OPEN, arena, &list));
    assert_int_equal(list.checks[0].answer, SPOT_OPEN);
    assert_int_equal(list.checks[0].answered_at, 0);
    assert_int_equal(list.checks[0].answered_by.id, 0);
    GOOD(spot_answer(school, &s.f->professor, id, student, SPOT_HERE, arena, &list));
    assert_int_equal(list.checks[0].answer, SPOT_HERE);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM audit WHERE action = 'spot_answered'"), 3);
    school_fixture_close(s.f);
}

static void test_who_and_when(void **state)
{
    struct scene s = scene_open(state);
    struct school *school = s.f->school;
    struct arena *arena = &s.f->arena;
    int64_t id = s.lecture.id, student = s.students[3].user_id;
    struct spot_list list;
    struct actor assistant = fixture_person(s.f, ROLE_STUDENT, "Assistant", "assistant@college.example");
    mark_put(&s, id, 3, "P", "face", "NULL");
    fixture_sql(s.f, arena_printf(arena,
                                  "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) VALUES (%lld, %lld,"
                                  " 'assistant', 1)",
                                  (long long)s.classroom.id, (long long)assistant.user_id));
    const struct actor *strangers[] = {&s.students[3], &s.f->other_professor, &s.f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++)
        assert_int_equal(spot_draw(school, strangers[i], id, arena, &list), FAULT_NOT_FOUND);
    assert_int_equal(spot_read(school, &s.students[3], id, arena, &list), FAULT_NOT_FOUND);
    assert_int_equal(spot_read(school, &s.f->other_professor, id, arena, &list), FAULT_NOT_FOUND);
    GOOD(spot_read(school, &s.f->administrator, id, arena, &list));
    fixture_sql(s.f, "UPDATE classrooms SET spot_names = 0");
    assert_int_equal(spot_draw(school, &assistant, id, arena, &list), FAULT_SPOT_OFF);
    fixture_sql(s.f, "UPDATE classrooms SET spot_names = 2");
    GOOD(spot_draw(school, &assistant, id, arena, &list));
    assert_int_equal(list.count, 1);
    GOOD(spot_answer(school, &assistant, id, student, SPOT_HERE, arena, &list));
    assert_int_equal(spot_answer(school, &s.students[3], id, student, SPOT_HERE, arena, &list), FAULT_NOT_FOUND);
    assert_int_equal(spot_answer(school, &s.f->administrator, id, student, SPOT_HERE, arena, &list), FAULT_NOT_FOUND);
    // Afterwards what was said stays, to be read.
    fixture_wait(s.f, 5 * HOUR);
    assert_int_equal(spot_answer(school, &assistant, id, student, SPOT_NOT_HERE, arena, &list), FAULT_SPOT_OVER);
    GOOD(spot_draw(school, &s.f->professor, id, arena, &list));
    assert_int_equal(list.count, 1);
    assert_false(list.open);
    fixture_sql(s.f, "DELETE FROM spot_checks");
    fixture_sql(s.f, "DELETE FROM spot_draws");
    assert_int_equal(spot_draw(school, &s.f->professor, id, arena, &list), FAULT_SPOT_OVER);
    fixture_sql(s.f, "UPDATE classrooms SET archived_at = 1");
    assert_int_equal(spot_draw(school, &s.f->professor, id, arena, &list), FAULT_CLASSROOM_ARCHIVED);
    school_fixture_close(s.f);
}

/* ---- a term of them ---- */

/* The recount: from the rows alone, each for itself. */
static struct spot_figures recount(struct scene *s, int64_t class_id, int64_t from)
{
    struct spot_figures figures = {0};
    struct row row;
    CLOSES(store_reader_close) struct db *db = store_reader(s->f->test->store);
    row_begin(
        &row, db, &s->f->arena,
        "SELECT d.id, d.flagged, d.plain, x.flagged, x.here, x.chosen, x.out_of, (SELECT COUNT(*) FROM spot_checks"
        " y WHERE y.draw_id = d.id AND y.id < x.id), (SELECT COUNT(*) FROM spot_draws e WHERE e.lecture_id ="
        " d.lecture_id AND e.id < d.id) FROM spot_draws d JOIN spot_checks x ON x.draw_id = d.id JOIN lectures l"
        " ON l.id = d.lecture_id WHERE l.cancelled_at IS NULL AND (l.class_id = ? OR ? = 0) AND l.starts_at >= ?",
        DB_VALUES(I(class_id), I(class_id), I(from)));
    while (row_next(&row)) {
        struct spot_kind *kind = row_int(&row, 3) ? &figures.flagged : &figures.plain;
        bool first = row_int(&row, 7) == 0;
        figures.lectures += first && row_int(&row, 8) == 0;
        figures.flagged.marks += first ? row_int(&row, 1) : 0;
        figures.plain.marks += first ? row_int(&row, 2) : 0;
        kind->drawn++;
        if (db_is_null(&row.rows, 4))
            continue;
        double weight = (double)row_int(&row, 6) / (double)row_int(&row, 5);
        kind->looked_up++;
        kind->weight += weight;
        kind->not_there += row_int(&row, 4) == 0;
        kind->weight_not_there += row_int(&row, 4) == 0 ? weight : 0;
    }
    GOOD(row_end(&row));
    return figures;
}

static void same_kind(const struct spot_kind *a, const struct spot_kind *b)
{
    assert_int_equal(a->marks, b->marks);
    assert_int_equal(a->drawn, b->drawn);
    assert_int_equal(a->looked_up, b->looked_up);
    assert_int_equal(a->not_there, b->not_there);
    assert_true(fabs(a->weight - b->weight) < 1e-9);
    assert_true(fabs(a->weight_not_there - b->weight_not_there) < 1e-9);
}

static void same_figures(const struct spot_figures *a, const struct spot_figures *b)
{
    assert_int_equal(a->lectures, b->lectures);
    same_kind(&a->flagged, &b->flagged);
    same_kind(&a->plain, &b->plain);
}

/* A lecture with marks by chance, drawn, and most of the drawn looked up. */
static void lecture_play(struct scene *s)
{
    struct spot_list list;
    s->lecture = fixture_lecture(s->f, s->classroom.id);
    for (size_t i = 0; i < CLASS_SIZE; i++)
        if (chance(5) > 0)
            mark_put(s, s->lecture.id, i, "P", chance(2) ? "face" : "code", chance(4) == 0 ? "'outside'" : "NULL");
    list = draw(s);
    for (size_t i = 0; i < list.count; i++)
        if (chance(8) > 0)
            GOOD(spot_answer(s->f->school, &s->f->professor, s->lecture.id, list.checks[i].student.id,
                             chance(4) > 0 ? SPOT_HERE : SPOT_NOT_HERE, &s->f->arena, &list));
    fixture_wait(s->f, DAY);
}

static void test_figures(void **state)
{
    struct scene s = scene_open(state);
    struct arena *arena = &s.f->arena;
    struct statistics statistics;
    struct report report;
    seed = 42;
    for (int i = 0; i < 4; i++)
        lecture_play(&s);
    GOOD(statistics_read(s.f->school, &s.f->professor, s.classroom.id, arena, &statistics));
    assert_false(spot_verdict(&statistics.spot).enough); // 20 at most
    fixture_sql(s.f, "UPDATE classrooms SET spot_names = 1");
    for (int i = 0; i < 6; i++)
        lecture_play(&s);
    fixture_sql(s.f, "UPDATE classrooms SET spot_names = 7");
    for (int i = 0; i < 5; i++)
        lecture_play(&s);
    fixture_sql(s.f,
                arena_printf(arena, "UPDATE lectures SET cancelled_at = 1 WHERE id = %lld", (long long)s.lecture.id));
    GOOD(statistics_read(s.f->school, &s.f->professor, s.classroom.id, arena, &statistics));
    struct spot_figures counted = recount(&s, s.classroom.id, 0);
    same_figures(&statistics.spot, &counted);
    struct spot_verdict verdict = spot_verdict(&statistics.spot);
    assert_true(verdict.enough && verdict.has_share && counted.lectures == 14);

    // The share, once more from the rows: of each kind by weight, times its part of the marks.
    double flagged = counted.flagged.weight_not_there / counted.flagged.weight;
    double plain = counted.plain.weight_not_there / counted.plain.weight;
    double marks = (double)(counted.flagged.marks + counted.plain.marks);
    double share = flagged * (double)counted.flagged.marks / marks + plain * (double)counted.plain.marks / marks;
    assert_true(fabs(verdict.share - share) < 1e-12 && share > 0 && share < 1);
    struct interval interval = interval_exact((double)verdict.not_there, (double)verdict.looked_up);
    assert_true(fabs(verdict.interval.low - interval.low) < 1e-12 &&
                fabs(verdict.interval.high - interval.high) < 1e-12);
    assert_true(interval.low < (double)verdict.not_there / (double)verdict.looked_up);

    // Another classroom, and the institution: both, and those of the time and professor that is asked for.
    struct scene other = s;
    other.classroom = fixture_classroom(s.f);
    for (size_t i = 1; i < CLASS_SIZE; i++)
        fixture_join(s.f, &other.classroom, s.students[i]);
    for (int i = 0; i < 4; i++)
        lecture_play(&other);
    GOOD(statistics_read(s.f->school, &s.f->professor, s.classroom.id, arena, &statistics));
    same_figures(&statistics.spot, &counted);
    GOOD(report_read(s.f->school, &s.f->administrator, &(struct report_request){0}, arena, &report));
    counted = recount(&s, 0, 0);
    same_figures(&report.spot, &counted);
    assert_int_equal(report.spot.lectures, 18);
    struct report_request lately = {.from = clock_now_ms(&s.f->clock) - 6 * DAY - HOUR,
                                    .before = clock_now_ms(&s.f->clock)};
    GOOD(report_read(s.f->school, &s.f->administrator, &lately, arena, &report));
    counted = recount(&s, 0, lately.from);
    same_figures(&report.spot, &counted);
    assert_int_equal(report.spot.lectures, 5); // the sixth is cancelled
    lately.professor_id = s.f->other_professor.user_id;
    GOOD(report_read(s.f->school, &s.f->administrator, &lately, arena, &report));
    assert_int_equal(report.spot.lectures, 0);
    school_fixture_close(s.f);
}

/* Of an erased person a count is left that is nobody's; of two accounts that become one, one row a lecture. */
static void test_gone(void **state)
{
    struct scene s = scene_open(state);
    struct school *school = s.f->school;
    struct arena *arena = &s.f->arena;
    int64_t id = s.lecture.id;
    struct spot_list list;
    struct erasure erasure;
    struct merge_report merged;
    struct statistics statistics;
    for (size_t i = 2; i < 6; i++)
        mark_put(&s, id, i, "P", "face", i == 2 ? "'outside'" : "NULL");
    list = draw(&s);
    for (size_t i = 0; i < list.count; i++)
        GOOD(spot_answer(school, &s.f->professor, id, list.checks[i].student.id, SPOT_NOT_HERE, arena, &list));
    s.f->administrator.stepped_up_at = clock_now_ms(&s.f->clock);
    GOOD(erasure_run(school, &s.f->administrator, s.students[2].user_id, true, arena, &erasure));
    GOOD(spot_read(school, &s.f->professor, id, arena, &list));
    assert_int_equal(list.count, 3);
    assert_int_equal(draw(&s).count, 3); // and nobody is drawn in their stead
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM spot_checks WHERE student_id IS NULL AND flagged = 1"),
                     1);
    GOOD(statistics_read(school, &s.f->professor, s.classroom.id, arena, &statistics));
    assert_int_equal(statistics.spot.flagged.not_there + statistics.spot.plain.not_there, 4);
    GOOD(merge_accounts(school, &s.f->administrator, s.students[3].user_id, s.students[4].user_id, true, arena,
                        &merged));
    GOOD(spot_read(school, &s.f->professor, id, arena, &list));
    assert_int_equal(list.count, 2);
    GOOD(merge_accounts(school, &s.f->administrator, s.students[5].user_id, s.students[6].user_id, true, arena,
                        &merged));
    GOOD(spot_read(school, &s.f->professor, id, arena, &list));
    assert_true(is_drawn(&list, &s, 6) && !is_drawn(&list, &s, 5));
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pick_bounds),
        cmocka_unit_test(test_pick_chance),
        cmocka_unit_test(test_verdict_by_hand),
        TEST_ON_BOTH(test_drawn_once),
        TEST_ON_BOTH(test_answers),
        TEST_ON_BOTH(test_who_and_when),
        TEST_ON_BOTH(test_figures),
        TEST_ON_BOTH(test_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
