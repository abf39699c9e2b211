/* SPDX-License-Identifier: MIT */
/*
 * The weeks of a report begin on the day that the institution's language says, on the clocks of each classroom: around
 * midnight, when clocks change, at the end of a year, and on both sides of the date line.
 */
#include "school/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/setting.h"
#include "school/common/zone.h"
#include "school/numbers/report.h"
#include "school/school.h"

/* A lecture at a time on the classroom's clocks, and the day on which its week begins there. */
static const struct {
    const char *zone, *date, *clock, *language, *week;
} cases[] = {
    {"UTC", "2026-11-22", "23:59", "en-GB", "2026-11-16"},              // Sunday night
    {"UTC", "2026-11-23", "00:00", "en-GB", "2026-11-23"},              // Monday
    {"UTC", "2026-11-22", "00:00", "en-US", "2026-11-22"},              // Sunday begins it
    {"UTC", "2026-11-21", "23:59", "en-US", "2026-11-15"},              // Saturday ends it
    {"UTC", "2026-11-21", "08:00", "ar-EG", "2026-11-21"},              // Saturday begins it
    {"UTC", "2026-11-20", "08:00", "ar-EG", "2026-11-14"},              // Friday ends it
    {"Europe/Berlin", "2026-11-23", "00:30", "de", "2026-11-23"},       // still Sunday in UTC
    {"America/Los_Angeles", "2026-11-22", "20:00", "de", "2026-11-16"}, // Monday in UTC already
    {"Pacific/Kiritimati", "2026-11-23", "01:00", "de", "2026-11-23"},  // 14 hours before UTC
    {"Pacific/Pago_Pago", "2026-11-22", "23:00", "de", "2026-11-16"},   // 11 hours behind
    {"Europe/Berlin", "2026-03-29", "23:30", "de", "2026-03-23"},       // the night in which clocks went forward
    {"Europe/Berlin", "2026-03-30", "00:00", "de", "2026-03-30"},
    {"Europe/Berlin", "2026-10-25", "23:30", "de", "2026-10-19"}, // and back
    {"Europe/Berlin", "2026-10-26", "00:00", "de", "2026-10-26"},
    {"America/New_York", "2026-03-08", "03:00", "en-US", "2026-03-08"}, // they change on the week's first day
    {"America/New_York", "2026-03-07", "23:59", "en-US", "2026-03-01"},
    {"Europe/Berlin", "2025-12-31", "23:30", "de", "2025-12-29"}, // the week goes on over the year's end
    {"Europe/Berlin", "2026-01-01", "00:30", "de", "2025-12-29"},
    {"Europe/Berlin", "2026-01-04", "23:59", "de", "2025-12-29"},
    {"Asia/Kathmandu", "2026-01-05", "00:10", "de", "2026-01-05"}, // a quarter of an hour beside the hour
};

static void check_case(struct school_fixture *f, size_t i)
{
    struct classroom_request request = {
        .subject = "Weeks", .timezone = cases[i].zone, .late_after_minutes = -1, .window_minutes = -1};
    struct classroom classroom;
    struct setting_state changed;
    struct report report;
    int64_t at, week;
    char sql[256];
    fixture_sql(f, "DELETE FROM lectures");
    fixture_sql(f, "DELETE FROM proofs");
    fixture_sql(f, "DELETE FROM classrooms");
    assert_int_equal(classroom_create(f->school, &f->professor, &request, &f->arena, &classroom), FAULT_NONE);
    assert_int_equal(zone_moment(f->school, cases[i].zone, cases[i].date, cases[i].clock, &at), FAULT_NONE);
    assert_int_equal(zone_day_parse(cases[i].week, &week), FAULT_NONE);
    snprintf(sql, sizeof(sql),
             "INSERT INTO lectures (class_id, title, starts_at, ends_at, created_at) VALUES (%lld, '', %lld, %lld, 1)",
             (long long)classroom.id, (long long)at, (long long)at + HOUR);
    fixture_sql(f, sql);
    assert_int_equal(
        setting_change(f->school, &f->administrator, SETTING_LANGUAGE, cases[i].language, &f->arena, &changed),
        FAULT_NONE);
    // As small a time as can be: no week is there but for it, and with many days around it.
    const struct report_request requests[] = {{.from = at, .before = at + 1},
                                              {.from = at - 30 * (int64_t)DAY, .before = at + 1}};
    for (size_t k = 0; k < ARRAY_LENGTH(requests); k++) {
        assert_int_equal(report_read(f->school, &f->administrator, &requests[k], &f->arena, &report), FAULT_NONE);
        int64_t lectures = 0;
        for (size_t w = 0; w < report.weeks.count; w++) {
            lectures += report.weeks.groups[w].figures.lectures;
            if (w > 0)
                assert_int_equal(report.weeks.groups[w].id, report.weeks.groups[w - 1].id + 7);
            if (report.weeks.groups[w].figures.lectures == 1 && report.weeks.groups[w].id != week)
                fail_msg("%s %s in %s, %s: in the week of day %lld", cases[i].date, cases[i].clock, cases[i].zone,
                         cases[i].language, (long long)report.weeks.groups[w].id);
        }
        assert_int_equal(lectures, 1);
    }
}

static void test_weeks(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    clock_set_ms(&f->clock, FIXTURE_NOW + 365 * (int64_t)DAY);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        check_case(f, i);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_weeks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
