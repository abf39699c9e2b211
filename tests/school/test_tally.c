/* SPDX-License-Identifier: MIT */
/* What counts as attended, and what the threshold asks: every small case against plain search. */
#include "school/unit.h"

#include "school/marks/membership.h"
#include "school/marks/tally.h"

static const int64_t usual_points[MARK_STATUS_COUNT] = {0, 200, 100, 100, 0};

static struct standing_rule rule_of(enum mark_counts excused, int64_t threshold)
{
    struct standing_rule rule = {.counts = {COUNTS_MISSED, COUNTS_ATTENDED, COUNTS_ATTENDED, excused, COUNTS_MISSED},
                                 .threshold_percent = threshold};
    memcpy(rule.points, usual_points, sizeof(rule.points));
    return rule;
}

/* One letter a lecture: P, L, E, A, "." taken without a mark, "-" not taken, "o" taken and not over yet, "x" taken and
 * not the student's. */
static struct standing counted(const char *lectures, struct standing_rule rule)
{
    struct tally tally;
    struct standing standing;
    tally_begin(&tally, &rule);
    for (int64_t id = 1; *lectures; lectures++, id++) {
        char code[2] = {*lectures, 0};
        enum mark_status status = MARK_UNMARKED;
        mark_status_parse(code, &status);
        const struct tally_moment moment = {.lecture_id = id,
                                            .member = *lectures != 'x',
                                            .taken = strchr(".ox", *lectures) != NULL,
                                            .over = *lectures != 'o'};
        tally_lecture(&tally, &moment, status, status == MARK_LATE ? 4 : 0);
    }
    tally_end(&tally, &standing);
    return standing;
}

static void test_rules(void **state)
{
    (void)state;
    const struct {
        enum mark_counts excused;
        int64_t attended, counted, points, points_max;
    } cases[] = {
        {COUNTS_ATTENDED, 5, 7, 800, 1400},
        {COUNTS_IGNORED, 4, 6, 700, 1200},
        {COUNTS_MISSED, 4, 7, 800, 1400},
    };
    for (size_t i = 0; i < 3; i++) {
        struct standing standing = counted("PLEA.PP--", rule_of(cases[i].excused, 75));
        assert_int_equal(standing.attended, cases[i].attended);
        assert_int_equal(standing.counted, cases[i].counted);
        assert_int_equal(standing.points, cases[i].points);
        assert_int_equal(standing.points_max, cases[i].points_max);
        assert_int_equal(standing.taken, 7);
        assert_int_equal(standing.lectures, 9);
        assert_int_equal(standing.of[MARK_PRESENT], 3);
        assert_int_equal(standing.of[MARK_UNMARKED], 1);
        assert_int_equal(standing.late_minutes, 4);
    }
}

/* What can still be marked, and what is not the student's, is missed by nobody; the latter is not to come either. */
static void test_not_missed(void **state)
{
    (void)state;
    struct standing standing = counted("PAo.x-x", rule_of(COUNTS_ATTENDED, 75));
    assert_int_equal(standing.attended, 1);
    assert_int_equal(standing.counted, 3);
    assert_int_equal(standing.taken, 3);
    assert_int_equal(standing.of[MARK_UNMARKED], 1);
    assert_int_equal(standing.lectures, 5);
    standing = counted("oxx", rule_of(COUNTS_ATTENDED, 75));
    double percentage;
    assert_false(standing_percentage(&standing, &percentage));
}

static void test_spans(void **state)
{
    (void)state;
    const struct {
        struct span spans[2];
        size_t count;
        bool holds; // the lecture from 100 to 200
    } cases[] = {
        {{{0}}, 0, false},
        {{{50, SPAN_OPEN}}, 1, true},
        {{{100, SPAN_OPEN}}, 1, true},
        {{{199, SPAN_OPEN}}, 1, true}, // while it was on
        {{{200, SPAN_OPEN}}, 1, false},
        {{{50, 100}}, 1, false},
        {{{50, 101}}, 1, true}, // in at its start
        {{{0, 50}, {60, 70}}, 2, false},
        {{{0, 50}, {200, SPAN_OPEN}}, 2, false},
        {{{0, 50}, {90, 110}}, 2, true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(span_holds(cases[i].spans, cases[i].count, 100, 200), cases[i].holds);
}

static void test_trend(void **state)
{
    (void)state;
    const struct {
        const char *lectures;
        enum mark_counts excused;
        int64_t recent_attended, recent_counted;
    } cases[] = {
        {"", COUNTS_ATTENDED, 0, 0},
        {"PA", COUNTS_ATTENDED, 1, 2},
        {"PPPPA", COUNTS_ATTENDED, 4, 5},
        {"PPPPAA", COUNTS_ATTENDED, 3, 5},
        {"AAAAAPPPPP", COUNTS_MISSED, 5, 5},
        {"PPPPPEEEEE", COUNTS_IGNORED, 5, 5},
        {"PPPPPEEEEE", COUNTS_MISSED, 0, 5},
        {"PPPPP-----", COUNTS_MISSED, 5, 5},
        // Fewer than five, and the last of five: where the ring begins shows.
        {"P", COUNTS_MISSED, 1, 1},
        {"AP", COUNTS_MISSED, 1, 2},
        {"AAP", COUNTS_MISSED, 1, 3},
        {"APPP", COUNTS_MISSED, 3, 4},
        {"PPAP", COUNTS_MISSED, 3, 4},
        {"APPPP", COUNTS_MISSED, 4, 5},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct standing standing = counted(cases[i].lectures, rule_of(cases[i].excused, 75));
        assert_int_equal(standing.recent_attended, cases[i].recent_attended);
        assert_int_equal(standing.recent_counted, cases[i].recent_counted);
    }
}

static bool reaches(int64_t attended, int64_t counted, int64_t threshold)
{
    return attended * 100 >= threshold * counted;
}

/* The same answers by trying every number. */
static void check_outlook(int64_t attended, int64_t counted, int64_t remaining, int64_t threshold)
{
    struct standing standing = {
        .attended = attended,
        .counted = counted,
        .taken = counted,
        .lectures = counted + remaining,
        .rule = {.threshold_percent = threshold},
    };
    struct outlook outlook;
    standing_outlook(&standing, &outlook);
    bool below = !reaches(attended, counted, threshold);
    assert_int_equal(outlook.below, below);
    assert_int_equal(outlook.remaining, remaining);
    assert_int_equal(outlook.out_of_reach, !reaches(attended + remaining, counted + remaining, threshold));
    assert_int_equal(outlook.endless, threshold == 0);
    assert_int_equal(outlook.impossible, below && threshold == 100);
    int64_t can_miss = 0, must_attend = 0, later = 0;
    while (threshold > 0 && !below && reaches(attended, counted + can_miss + 1, threshold))
        can_miss++;
    if (threshold > 0)
        assert_int_equal(outlook.can_miss, can_miss);
    while (below && threshold < 100 && !reaches(attended + must_attend, counted + must_attend, threshold))
        must_attend++;
    if (!outlook.impossible)
        assert_int_equal(outlook.must_attend, must_attend);
    while (later < remaining && reaches(attended + remaining - later - 1, counted + remaining, threshold))
        later++;
    assert_int_equal(outlook.can_miss_later, later);
    assert_int_equal(outlook.near, !below && counted > 0 && !reaches(attended, counted + 1, threshold));
}

static void test_outlook(void **state)
{
    (void)state;
    static const int64_t thresholds[] = {0, 1, 33, 50, 66, 67, 75, 80, 99, 100};
    for (size_t t = 0; t < sizeof(thresholds) / sizeof(thresholds[0]); t++)
        for (int64_t counted_lectures = 0; counted_lectures <= 24; counted_lectures++)
            for (int64_t attended = 0; attended <= counted_lectures; attended++)
                for (int64_t remaining = 0; remaining <= 12; remaining++)
                    check_outlook(attended, counted_lectures, remaining, thresholds[t]);
}

/* The worst missed ones go, by their points and then by time; what was attended stays, however little it is worth. */
static void test_leave_out(void **state)
{
    (void)state;
    const struct {
        const char *lectures;
        int64_t leave_out, excused_points; // of an E, which is missed here
        int64_t left_out, attended, counted, points, recent_attended, recent_counted;
        const char *which; // "x" below those that are left out
    } cases[] = {
        {"PPAA", 0, 100, 0, 2, 4, 400, 2, 4, "    "},
        {"PPAA", 1, 100, 1, 2, 3, 400, 2, 3, "  x "},
        {"PPAA", 3, 100, 2, 2, 2, 400, 2, 2, "  xx"},
        {"PLL", 2, 100, 0, 3, 3, 400, 3, 3, "   "},
        {"EAP", 1, 100, 1, 1, 2, 300, 1, 2, " x "},
        {"AEP", 1, 100, 1, 1, 2, 300, 1, 2, "x  "},
        {"-AxoE-P", 1, 100, 1, 1, 2, 300, 1, 2, " x     "}, // what does not count has a place too
        {"E.EAP", 2, 100, 2, 1, 3, 400, 1, 3, " x x "},
        {"EEAA", 3, 100, 3, 0, 1, 100, 0, 1, "x xx"},
        {"APPPPPA", 1, 0, 1, 5, 6, 1000, 4, 5, "x      "}, // the first of two that are worth the same
        {"PAPPPPA", 2, 0, 2, 5, 5, 1000, 5, 5, " x    x"},
        {"AAAAAAAAAAAAAAAAAAAAAAAAAAPPPPPP", 20, 0, 20, 6, 12, 1200, 5, 5, "xxxxxxxxxxxxxxxxxxxx            "},
        {"PPPPPPAAAAAAAAAAAAAAAAAAAAA", 20, 0, 20, 6, 7, 1200, 4, 5, "      xxxxxxxxxxxxxxxxxxxx "},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct standing_rule rule = rule_of(COUNTS_MISSED, 75);
        rule.leave_out = cases[i].leave_out;
        rule.points[MARK_EXCUSED] = cases[i].excused_points;
        struct standing standing = counted(cases[i].lectures, rule);
        assert_int_equal(standing.left_out, cases[i].left_out);
        assert_int_equal(standing.attended, cases[i].attended);
        assert_int_equal(standing.counted, cases[i].counted);
        assert_int_equal(standing.points, cases[i].points);
        assert_int_equal(standing.points_max, cases[i].counted * 200);
        size_t length = strlen(cases[i].lectures), taken = 0;
        for (size_t k = 0; k < length; k++) {
            taken += strchr("-xo", cases[i].lectures[k]) == NULL;
            assert_int_equal(standing_leaves_out(&standing, (int64_t)k + 1), cases[i].which[k] == 'x');
        }
        assert_int_equal(standing.taken, taken);
        assert_int_equal(standing.recent_attended, cases[i].recent_attended);
        assert_int_equal(standing.recent_counted, cases[i].recent_counted);
    }
}

static bool below_after(const char *lectures, int64_t missed, int64_t attended, struct standing_rule rule)
{
    char text[64];
    struct outlook outlook;
    snprintf(text, sizeof(text), "%s%.*s%.*s", lectures, (int)missed, "....................", (int)attended,
             "PPPPPPPPPPPPPPPPPPPP");
    struct standing standing = counted(text, rule);
    standing_outlook(&standing, &outlook);
    return outlook.below;
}

/* What is said of the lectures to come, where some may be left out: by trying them all. */
static void test_outlook_left_out(void **state)
{
    (void)state;
    static const int64_t thresholds[] = {1, 50, 75, 90, 100};
    enum { LONGEST = 6, REMAINING = 4, TRIED = 20 };
    for (unsigned bits = 0; bits < 1U << LONGEST; bits++)
        for (int length = 0; length <= LONGEST; length++)
            for (int64_t n = 0; n <= 3; n++)
                for (size_t t = 0; t < sizeof(thresholds) / sizeof(thresholds[0]); t++) {
                    struct standing_rule rule = rule_of(COUNTS_ATTENDED, thresholds[t]);
                    char past[LONGEST + REMAINING + 1] = "", all[LONGEST + REMAINING + 6];
                    struct outlook outlook;
                    int64_t in_a_row = 0, later = 0;
                    rule.leave_out = n;
                    for (int i = 0; i < length; i++)
                        past[i] = bits & 1U << i ? 'P' : 'A', past[i + 1] = '\0';
                    snprintf(all, sizeof(all), "%s----", past);
                    struct standing standing = counted(all, rule);
                    standing_outlook(&standing, &outlook);
                    while (!outlook.below && in_a_row < TRIED && !below_after(past, in_a_row + 1, 0, rule))
                        in_a_row++;
                    if (in_a_row < TRIED)
                        assert_int_equal(outlook.can_miss, in_a_row);
                    while (later < REMAINING && !below_after(past, later + 1, REMAINING - later - 1, rule))
                        later++;
                    if (!below_after(past, 0, REMAINING, rule))
                        assert_int_equal(outlook.can_miss_later, later);
                    assert_int_equal(outlook.out_of_reach, outlook.below && below_after(past, 0, REMAINING, rule));
                    assert_int_equal(outlook.near, !outlook.below && standing.counted > 0 && in_a_row == 0);
                }
}

static void test_percentage(void **state)
{
    (void)state;
    double percentage = -1;
    assert_false(tally_percentage(0, 0, &percentage));
    assert_true(percentage == -1);
    for (int64_t whole = 1; whole <= 300; whole++)
        for (int64_t part = 0; part <= whole; part++) {
            assert_true(tally_percentage(part, whole, &percentage));
            double error = percentage - 100.0 * (double)part / (double)whole;
            assert_true(error <= 0.05 + 1e-9 && error >= -0.05 - 1e-9);
        }
    assert_true(tally_percentage(1, 3, &percentage) && percentage == 33.3);
    assert_true(tally_percentage(1, 16, &percentage) && percentage == 6.3); // 6.25: half goes up
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),     cmocka_unit_test(test_not_missed),       cmocka_unit_test(test_spans),
        cmocka_unit_test(test_trend),     cmocka_unit_test(test_outlook),          cmocka_unit_test(test_percentage),
        cmocka_unit_test(test_leave_out), cmocka_unit_test(test_outlook_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
