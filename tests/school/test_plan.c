/* SPDX-License-Identifier: MIT */
/* Changing the plan, series across changes of clocks, holidays, and calendars. */
#include "school/unit.h"

#include <libical/ical.h>
#include <stdlib.h>

#include "base/str.h"
#include "crypto/secret.h"
#include "school/attendance/window.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/zone.h"
#include "school/plan/calendar.h"
#include "school/plan/holiday.h"
#include "school/plan/lecture.h"
#include "school/plan/series.h"
#include "school/school.h"

static const char *const every_day[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

static void test_zone(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const struct {
        const char *zone, *local, *utc;
    } cases[] = {
        {"UTC", "2026-03-29T02:30:00Z", "2026-03-29T02:30:00Z"},
        {"Europe/Berlin", "2026-03-29T01:59:59.999Z", "2026-03-29T00:59:59.999Z"},
        {"Europe/Berlin", "2026-03-29T02:00:00Z", "2026-03-29T01:00:00Z"}, // never: 03:00
        {"Europe/Berlin", "2026-03-29T02:30:00Z", "2026-03-29T01:30:00Z"}, // never: 03:30
        {"Europe/Berlin", "2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z"},
        {"Europe/Berlin", "2026-10-25T01:59:00Z", "2026-10-24T23:59:00Z"},
        {"Europe/Berlin", "2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"}, // twice: the first
        {"Europe/Berlin", "2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z"},
        {"America/New_York", "2026-03-08T02:30:00Z", "2026-03-08T07:30:00Z"}, // never
        {"America/New_York", "2026-11-01T01:30:00Z", "2026-11-01T05:30:00Z"}, // twice
        {"America/New_York", "2026-11-01T02:00:00Z", "2026-11-01T07:00:00Z"},
        {"Australia/Lord_Howe", "2026-10-04T02:15:00Z", "2026-10-03T15:45:00Z"}, // half an hour never comes
        {"Asia/Kolkata", "2028-02-29T00:00:00Z", "2028-02-28T18:30:00Z"},
        {"Pacific/Kiritimati", "2028-02-29T00:00:00Z", "2028-02-28T10:00:00Z"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        int64_t utc = -1;
        assert_int_equal(zone_to_utc(f->school, cases[i].zone, fixture_moment(cases[i].local), &utc), FAULT_NONE);
        if (utc != fixture_moment(cases[i].utc))
            fail_msg("%s %s: %lld", cases[i].zone, cases[i].local, (long long)(utc - fixture_moment(cases[i].utc)));
    }
    int64_t day, value = -7;
    assert_int_equal(zone_to_utc(f->school, "Mars/Olympus", 0, &value), FAULT_TIMEZONE_UNKNOWN);
    assert_int_equal(value, -7);
    const char *const bad[] = {NULL,         "",           "2026-02-29", "2026-13-01",  "2026-00-10", "2026-1-1",
                               "1999-12-31", "2100-01-01", "20261123xx", "2026-11-2\n", "2026/11/23"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(zone_day_parse(bad[i], &day), FAULT_DATE_INVALID);
    assert_int_equal(zone_day_parse("2028-02-29", &day), FAULT_NONE);
    assert_int_equal(zone_weekday(day), 1); // a Tuesday
    char text[ZONE_DATE_SIZE];
    zone_day_format(day, text);
    assert_string_equal(text, "2028-02-29");
    school_fixture_close(f);
}

static void test_series_across_clocks(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom_in(f, "Europe/Berlin");
    struct series_result result;
    struct series_request request = {
        .title = "Night shift",
        .weekdays = (const char *const[]){"SU", "MO"},
        .weekday_count = 2,
        .from = "02:30",
        .to = "03:30",
        .first_date = "2026-03-22",
        .last_date = "2026-03-30",
        .every_weeks = 1,
    };
    assert_int_equal(series_create(f->school, &f->professor, classroom.id, &request, &f->arena, &result), FAULT_NONE);
    const char *const spring[][2] = {
        {"2026-03-22T01:30:00Z", "2026-03-22T02:30:00Z"},
        {"2026-03-23T01:30:00Z", "2026-03-23T02:30:00Z"},
        {"2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z"}, // 02:30 never came: an hour from 03:30 on
        {"2026-03-30T00:30:00Z", "2026-03-30T01:30:00Z"},
    };
    assert_int_equal(result.lectures.count, ARRAY_LENGTH(spring));
    for (size_t i = 0; i < ARRAY_LENGTH(spring); i++) {
        assert_int_equal(result.lectures.lectures[i].starts_at, fixture_moment(spring[i][0]));
        assert_int_equal(result.lectures.lectures[i].ends_at, fixture_moment(spring[i][1]));
        assert_int_equal(result.lectures.lectures[i].series_id, result.id);
    }
    request.first_date = "2026-10-25";
    request.last_date = "2026-10-26";
    assert_int_equal(series_create(f->school, &f->professor, classroom.id, &request, &f->arena, &result), FAULT_NONE);
    assert_int_equal(result.lectures.lectures[0].starts_at, fixture_moment("2026-10-25T00:30:00Z")); // the first 02:30
    assert_int_equal(result.lectures.lectures[0].ends_at, fixture_moment("2026-10-25T02:30:00Z"));   // two hours
    assert_int_equal(result.lectures.lectures[1].starts_at, fixture_moment("2026-10-26T01:30:00Z"));
    request.weekdays = every_day;
    request.weekday_count = 7;
    request.first_date = "2028-02-28";
    request.last_date = "2028-03-01";
    assert_int_equal(series_create(f->school, &f->professor, classroom.id, &request, &f->arena, &result), FAULT_NONE);
    assert_int_equal(result.lectures.count, 3);
    assert_int_equal(result.lectures.lectures[1].starts_at, fixture_moment("2028-02-29T01:30:00Z"));
    school_fixture_close(f);
}

static const struct holiday_dates feast = {"2026-12-14", NULL}, snow = {"2026-12-28", NULL},
                                  trip = {"2027-01-11", NULL}, never = {"2026-02-29", NULL};

static void test_series_holidays(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom_in(f, "America/New_York");
    struct series_result result;
    struct holiday_list list;
    int64_t id = classroom.id;
    assert_int_equal(holiday_set(f->school, &f->professor, &feast, "Feast", &f->arena), FAULT_NOT_ALLOWED);
    assert_int_equal(holiday_set(f->school, &f->administrator, &feast, " ", &f->arena), FAULT_TEXT_INVALID);
    assert_int_equal(holiday_set(f->school, &f->administrator, &never, "Feast", &f->arena), FAULT_DATE_INVALID);
    assert_int_equal(holiday_set(f->school, &f->administrator, &feast, "Fest", &f->arena), FAULT_NONE);
    assert_int_equal(holiday_set(f->school, &f->administrator, &feast, "Feast", &f->arena), FAULT_NONE);
    assert_int_equal(holiday_set(f->school, &f->administrator, &snow, "Snow", &f->arena), FAULT_NONE);
    assert_int_equal(holiday_set_of(f->school, &f->student, id, &snow, false, NULL, &f->arena), FAULT_NOT_FOUND);
    assert_int_equal(holiday_set_of(f->school, &f->professor, id, &snow, false, NULL, &f->arena), FAULT_NONE);
    assert_int_equal(holiday_set_of(f->school, &f->professor, id, &trip, true, "Trip", &f->arena), FAULT_NONE);
    assert_int_equal(holiday_list_of(f->school, &f->student, id, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 3);
    assert_string_equal(list.holidays[0].name, "Feast");
    assert_int_equal(list.holidays[1].kind, HOLIDAY_TAUGHT);
    assert_int_equal(list.holidays[2].kind, HOLIDAY_CLASSROOM);

    // Mondays of every other week from that of 2026-12-03 on: 14 (feast), 28 (taught all the same), 11 (trip), 25 (left
    // out), 8.
    struct series_request request = {
        .weekdays = every_day,
        .weekday_count = 1,
        .from = "09:15",
        .to = "10:45",
        .first_date = "2026-12-03",
        .last_date = "2027-02-08",
        .every_weeks = 2,
        .exceptions = (const char *const[]){"2027-01-25"},
        .exception_count = 1,
    };
    assert_int_equal(series_create(f->school, &f->professor, id, &request, &f->arena, &result), FAULT_NONE);
    assert_int_equal(result.lectures.count, 2);
    assert_int_equal(result.lectures.lectures[0].starts_at, fixture_moment("2026-12-28T14:15:00Z"));
    assert_int_equal(result.lectures.lectures[1].starts_at, fixture_moment("2027-02-08T14:15:00Z"));
    assert_int_equal(result.left_out_count, 3);
    assert_string_equal(result.left_out[0], "2026-12-14");

    assert_int_equal(holiday_forget_of(f->school, &f->professor, id, &snow), FAULT_NONE);
    assert_int_equal(holiday_forget_of(f->school, &f->professor, id, &snow), FAULT_NOT_FOUND);
    assert_int_equal(holiday_remove(f->school, &f->administrator, &feast), FAULT_NONE);
    assert_int_equal(holiday_remove(f->school, &f->administrator, &feast), FAULT_NOT_FOUND);
    assert_int_equal(holiday_list(f->school, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    school_fixture_close(f);
}

static void test_series_refused(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct series_result result;
    const struct series_request good = {
        .weekdays = every_day,
        .weekday_count = 1,
        .from = "09:15",
        .to = "10:45",
        .first_date = "2026-11-30",
        .last_date = "2026-12-31",
        .every_weeks = 1,
    };
    struct series_request bad[14];
    const enum fault faults[] = {
        FAULT_CHOICE_UNKNOWN,    FAULT_SERIES_EMPTY, FAULT_TIME_INVALID, FAULT_TIME_INVALID,    FAULT_TIME_INVALID,
        FAULT_ENDS_BEFORE_START, FAULT_DATE_INVALID, FAULT_SERIES_EMPTY, FAULT_SERIES_TOO_LONG, FAULT_SERIES_TOO_LONG,
        FAULT_NUMBER_INVALID,    FAULT_TEXT_INVALID, FAULT_DATE_INVALID, FAULT_TOO_MANY_THINGS,
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        bad[i] = good;
    bad[0].weekdays = (const char *const[]){"XX"};
    bad[1].weekday_count = 0;
    bad[2].from = "9:15x";
    bad[3].to = "24:00";
    bad[4].from = "::::1";
    bad[5].to = "09:15";
    bad[6].last_date = "2027-02-29";
    bad[7].last_date = "2026-11-29";
    bad[8].last_date = "2028-12-31";
    bad[9].weekday_count = 7;
    bad[9].last_date = "2027-12-31";
    bad[10].every_weeks = 0;
    bad[11].room = "a\x01";
    bad[12].exceptions = (const char *const[]){"tomorrow"};
    bad[12].exception_count = 1;
    bad[13].exception_count = SERIES_EXCEPTIONS_MAX + 1;
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        enum fault fault = series_create(f->school, &f->professor, classroom.id, &bad[i], &f->arena, &result);
        if (fault != faults[i])
            fail_msg("series %zu: %d instead of %d", i, (int)fault, (int)faults[i]);
    }
    assert_int_equal(series_create(f->school, &f->student, classroom.id, &good, &f->arena, &result), FAULT_NOT_FOUND);
    assert_int_equal(series_create(f->school, &f->other_professor, classroom.id, &good, &f->arena, &result),
                     FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM series"), 0);
    school_fixture_close(f);
}

static void test_edit(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture;
    struct lecture_request request = {
        .title = "Rings", .starts_at = FIXTURE_NOW + DAY, .ends_at = FIXTURE_NOW + DAY + HOUR};
    assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &request, &f->arena, &lecture), FAULT_NONE);
    int64_t id = lecture.id;
    struct lecture_change change = lecture_no_change();
    change.room = "B7";
    change.version = lecture.version;
    assert_int_equal(lecture_edit(f->school, &f->professor, id, &change, &f->arena, &lecture), FAULT_NONE);
    assert_string_equal(lecture.room, "B7");
    assert_string_equal(lecture.title, "Rings");
    assert_int_equal(lecture.moved_from, 0);
    assert_int_equal(lecture.version, 2);
    assert_int_equal(lecture_edit(f->school, &f->professor, id, &change, &f->arena, &lecture), FAULT_CHANGED_MEANWHILE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), 0); // a room is no move

    change = lecture_no_change();
    change.title = "";
    change.starts_at = FIXTURE_NOW + 2 * DAY; // and keeps its length
    struct window_plan plan = {.request = {10, -1}, .opens_at = FIXTURE_NOW + DAY};
    assert_int_equal(lecture_window_plan(f->school, &f->professor, id, &plan, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture_edit(f->school, &f->professor, id, &change, &f->arena, &lecture), FAULT_NONE);
    assert_null(lecture.title);
    assert_int_equal(lecture.moved_from, FIXTURE_NOW + DAY);
    assert_int_equal(lecture.ends_at - lecture.starts_at, HOUR);
    assert_int_equal(lecture.window.opens_at, FIXTURE_NOW + 2 * DAY);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), 1);
    change.starts_at = FIXTURE_NOW + DAY; // back where it was
    assert_int_equal(lecture_edit(f->school, &f->professor, id, &change, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.moved_from, 0);

    const struct {
        int64_t starts_at, ends_at, minutes;
        const char *word;
        bool following;
        enum fault fault;
    } bad[] = {
        {1, 0, INT64_MIN, NULL, false, FAULT_TIME_INVALID},
        {0, FIXTURE_NOW, INT64_MIN, NULL, false, FAULT_ENDS_BEFORE_START},
        {0, FIXTURE_NOW + 3 * DAY, INT64_MIN, NULL, false, FAULT_LECTURE_TOO_LONG},
        {0, 0, AUTO_OPEN_LATEST + 1, NULL, false, FAULT_MINUTES_INVALID},
        {0, 0, INT64_MIN, "perhaps", false, FAULT_CHOICE_UNKNOWN},
        {0, 0, INT64_MIN, NULL, true, FAULT_NO_SERIES},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        change = (struct lecture_change){.starts_at = bad[i].starts_at,
                                         .ends_at = bad[i].ends_at,
                                         .auto_open = bad[i].word,
                                         .auto_open_minutes = bad[i].minutes,
                                         .following = bad[i].following};
        assert_int_equal(lecture_edit(f->school, &f->professor, id, &change, &f->arena, &lecture), bad[i].fault);
    }
    const struct actor others[] = {f->student, f->other_professor, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        assert_int_equal(lecture_edit(f->school, &others[i], id, &change, &f->arena, &lecture), FAULT_NOT_FOUND);
    struct lecture_cancel cancel = {.version = 1};
    assert_int_equal(lecture_cancel(f->school, &f->professor, id, &cancel, &f->arena, &lecture),
                     FAULT_CHANGED_MEANWHILE);
    cancel.version = 0;
    assert_int_equal(lecture_cancel(f->school, &f->professor, id, &cancel, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture_cancel(f->school, &f->professor, id, &cancel, &f->arena, &lecture),
                     FAULT_LECTURE_CANCELLED);
    change = lecture_no_change();
    assert_int_equal(lecture_edit(f->school, &f->professor, id, &change, &f->arena, &lecture), FAULT_LECTURE_CANCELLED);
    school_fixture_close(f);
}

/* From one lecture of a series on, across the change of clocks on 2026-03-29. */
static void test_following(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom_in(f, "Europe/Berlin");
    struct series_result result;
    struct lecture lecture;
    struct lecture_list list;
    struct series_request request = {
        .weekdays = every_day,
        .weekday_count = 1,
        .from = "09:15",
        .to = "10:45",
        .first_date = "2027-03-15",
        .last_date = "2027-04-12",
        .every_weeks = 1,
    };
    assert_int_equal(series_create(f->school, &f->professor, classroom.id, &request, &f->arena, &result), FAULT_NONE);
    assert_int_equal(result.lectures.count, 5); // 15, 22 | 29, 5, 12 in summer time
    int64_t ids[5];
    for (size_t i = 0; i < 5; i++)
        ids[i] = result.lectures.lectures[i].id;
    struct lecture_cancel cancel = {.reason = "Trip"};
    assert_int_equal(lecture_cancel(f->school, &f->professor, ids[3], &cancel, &f->arena, &lecture), FAULT_NONE);

    struct lecture_change change = lecture_no_change();
    change.following = true;
    change.starts_at = fixture_moment("2027-03-23T13:00:00Z"); // Tuesday 14:00 instead of Monday 09:15
    change.ends_at = fixture_moment("2027-03-23T14:00:00Z");
    change.room = "C1";
    assert_int_equal(lecture_edit(f->school, &f->professor, ids[1], &change, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture_list(f->school, &f->professor, classroom.id, &f->arena, &list), FAULT_NONE);
    const char *const starts[] = {"2027-03-15T08:15:00Z", "2027-03-23T13:00:00Z", "2027-03-30T12:00:00Z",
                                  "2027-04-05T07:15:00Z", "2027-04-13T12:00:00Z"};
    for (size_t i = 0; i < 5; i++) { // newest first
        const struct lecture *found = &list.lectures[4 - i];
        assert_int_equal(found->id, ids[i]);
        assert_int_equal(found->starts_at, fixture_moment(starts[i]));
        bool moved = i != 0 && i != 3;
        assert_int_equal(found->moved_from != 0, moved);
        assert_int_equal(found->ends_at - found->starts_at, moved ? HOUR : 90 * MINUTE);
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE text LIKE 'moved_following|%'"), 1);

    cancel.following = true;
    assert_int_equal(lecture_cancel(f->school, &f->professor, ids[2], &cancel, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures WHERE cancelled_at IS NOT NULL"), 3);
    assert_int_equal(lecture_restore(f->school, &f->professor, ids[2], &cancel, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures WHERE cancelled_at IS NOT NULL"), 0);
    school_fixture_close(f);
}

/* ---- calendars ---- */

static icalcomponent *parsed(const char *text)
{
    icalcomponent *calendar = icalcomponent_new_from_string(text);
    assert_non_null(calendar);
    assert_int_equal(icalcomponent_isa(calendar), ICAL_VCALENDAR_COMPONENT);
    assert_int_equal(icalcomponent_count_errors(calendar), 0);
    return calendar;
}

static int64_t moment_of(struct icaltimetype time)
{
    return (int64_t)icaltime_as_timet_with_zone(time, time.zone) * 1000;
}

static size_t events_in(icalcomponent *calendar)
{
    return (size_t)icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT);
}

/* RFC 5545, 3.1: lines of at most 75 octets, ended by CR LF, no UTF-8 sequence cut in two. */
static void expect_folded(const char *text)
{
    for (const char *end; *text != '\0'; text = end + 2) {
        end = strstr(text, "\r\n");
        assert_non_null(end);
        assert_in_range(end - text, 1, 75);
        assert_true(str_is_text(text, (size_t)(end - text), true));
    }
}

static void test_calendar(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom_in(f, "Europe/Berlin");
    const char *hostile = "Rings; DROP, \\n \"\u05e9\u05e8\u05d4\" END:VEVENT \U0001F469\u200D\U0001F393"
                          "\u738b\u5c0f\u660e\u738b\u5c0f\u660e\u738b\u5c0f\u660e\u738b\u5c0f\u660e\u738b\u5c0f\u660e";
    struct lecture_request request = {
        .title = hostile,
        .room = "B,2;\\",
        .starts_at = fixture_moment("2027-03-27T08:15:00Z"), // 09:15 in winter
        .ends_at = fixture_moment("2027-03-27T09:45:00Z"),
    };
    struct lecture lecture;
    const char *text, *again;
    char token[SECRET_TOKEN_SIZE], newer[SECRET_TOKEN_SIZE];
    assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &request, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(calendar_link_make(f->school, &f->student, token), FAULT_NONE);
    assert_int_equal(calendar_read(f->school, token, &f->arena, &text), FAULT_NONE);
    expect_folded(text);
    icalcomponent *calendar = parsed(text);
    assert_int_equal(events_in(calendar), 1);
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    char summary[512], uid[128];
    snprintf(summary, sizeof(summary), "Algebra: %s", hostile);
    snprintf(uid, sizeof(uid), "%s", icalcomponent_get_uid(event));
    assert_string_equal(icalcomponent_get_summary(event), summary);
    assert_string_equal(icalcomponent_get_location(event), "B,2;\\");
    assert_int_equal(icalcomponent_get_sequence(event), 0);
    assert_int_equal(icalcomponent_get_status(event), ICAL_STATUS_CONFIRMED);
    assert_int_equal(moment_of(icalcomponent_get_dtstart(event)), request.starts_at);
    icalcomponent_free(calendar);
    assert_int_equal(calendar_read(f->school, token, &f->arena, &again), FAULT_NONE);
    assert_string_equal(text, again); // nothing changed, nothing differs

    // A day later, behind the change of clocks: 09:15 on the wall is 07:15 UTC.
    fixture_wait(f, MINUTE);
    struct lecture_change change = lecture_no_change();
    change.starts_at = fixture_moment("2027-03-28T07:15:00Z");
    assert_int_equal(lecture_edit(f->school, &f->professor, lecture.id, &change, &f->arena, &lecture), FAULT_NONE);
    struct lecture_cancel cancel = {.reason = "Flu"};
    assert_int_equal(lecture_cancel(f->school, &f->professor, lecture.id, &cancel, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(calendar_of_classroom(f->school, &f->student, classroom.id, &f->arena, &text), FAULT_NONE);
    calendar = parsed(text);
    event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    assert_string_equal(icalcomponent_get_uid(event), uid);
    assert_int_equal(icalcomponent_get_sequence(event), 2);
    assert_int_equal(icalcomponent_get_status(event), ICAL_STATUS_CANCELLED);
    assert_string_equal(icalcomponent_get_description(event), "Flu\nAlgebra\nhttps://ams.example.org/lecture/1");
    struct icaltimetype start = icalcomponent_get_dtstart(event);
    struct icaltimetype local = icaltime_convert_to_zone(start, icaltimezone_get_builtin_timezone("Europe/Berlin"));
    assert_int_equal(local.day, 28);
    assert_int_equal(local.hour, 9);
    assert_int_equal(local.minute, 15);
    icalproperty *modified = icalcomponent_get_first_property(event, ICAL_LASTMODIFIED_PROPERTY);
    assert_int_equal(icaltime_as_timet(icalproperty_get_lastmodified(modified)) * INT64_C(1000), FIXTURE_NOW + MINUTE);
    icalcomponent_free(calendar);

    // A new link stops the old one; without one there is nothing.
    assert_int_equal(calendar_link_make(f->school, &f->student, newer), FAULT_NONE);
    assert_int_equal(calendar_read(f->school, token, &f->arena, &text), FAULT_NOT_FOUND);
    assert_int_equal(calendar_read(f->school, newer, &f->arena, &text), FAULT_NONE);
    assert_int_equal(calendar_link_remove(f->school, &f->student), FAULT_NONE);
    assert_int_equal(calendar_link_remove(f->school, &f->student), FAULT_NONE);
    assert_int_equal(calendar_read(f->school, newer, &f->arena, &text), FAULT_NOT_FOUND);
    assert_int_equal(calendar_read(f->school, "' OR 1=1 --", &f->arena, &text), FAULT_NOT_FOUND);
    assert_int_equal(calendar_of_classroom(f->school, &f->other_student, classroom.id, &f->arena, &text),
                     FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action LIKE 'calendar_link%'"), 3);
    school_fixture_close(f);
}

/* The rules of the zone are in the file, and say what the system's own say: over a year, by libical alone. */
static void test_calendar_zones(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    static const char *const zones[] = {"Europe/Berlin", "America/New_York",  "Asia/Kolkata",     "Australia/Lord_Howe",
                                        "UTC",           "Africa/Casablanca", "America/Sao_Paulo"};
    int64_t begin = fixture_moment("2026-11-24T10:30:00Z");
    for (size_t z = 0; z < ARRAY_LENGTH(zones); z++) {
        struct classroom classroom = fixture_classroom_in(f, zones[z]);
        struct lecture lecture;
        const char *text;
        for (int64_t week = 0; week < 50; week++) {
            const struct lecture_request request = {
                .room = "B 204", .starts_at = begin + week * 7 * DAY, .ends_at = begin + week * 7 * DAY + 90 * MINUTE};
            assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &request, &f->arena, &lecture),
                             FAULT_NONE);
        }
        assert_int_equal(calendar_of_classroom(f->school, &f->professor, classroom.id, &f->arena, &text), FAULT_NONE);
        expect_folded(text);
        icalcomponent *calendar = parsed(text);
        assert_int_equal(events_in(calendar), 50);
        bool utc = strcmp(zones[z], "UTC") == 0;
        assert_int_equal(icalcomponent_count_components(calendar, ICAL_VTIMEZONE_COMPONENT), utc ? 0 : 1);
        icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
        for (int64_t week = 0; event; week++) {
            struct icaltimetype start = icalcomponent_get_dtstart(event);
            assert_true(utc || (start.zone && !icaltime_is_utc(start))); // the file's own rules, not the system's
            assert_int_equal(moment_of(start), begin + week * 7 * DAY);
            assert_int_equal(moment_of(icalcomponent_get_dtend(event)), begin + week * 7 * DAY + 90 * MINUTE);
            event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT);
        }
        icalcomponent_free(calendar);
        char name[64];
        snprintf(name, sizeof(name), "X-WR-TIMEZONE:%s\r\n", zones[z]);
        const char *const head[] = {name,
                                    "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n",
                                    "X-PUBLISHED-TTL:PT1H\r\n",
                                    "METHOD:PUBLISH\r\n",
                                    "X-WR-CALNAME:Algebra\r\n",
                                    "CATEGORIES:Algebra\r\n",
                                    "URL:https://ams.example.org/lecture/"};
        for (size_t i = 0; i < ARRAY_LENGTH(head); i++)
            if (!strstr(text, head[i]))
                fail_msg("%s is not in %.600s", head[i], text);
    }
    school_fixture_close(f);
}

/* An hour that comes twice is said in UTC, the first time as the second: programs disagree which one a wall clock
 * means. */
static void test_calendar_twice(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom_in(f, "Europe/Berlin");
    const struct lecture_request request = {.starts_at = fixture_moment("2027-10-31T00:30:00Z"),
                                            .ends_at = fixture_moment("2027-10-31T01:30:00Z")};
    struct lecture lecture;
    const char *text;
    assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &request, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(calendar_of_classroom(f->school, &f->professor, classroom.id, &f->arena, &text), FAULT_NONE);
    assert_non_null(strstr(text, "DTSTART:20271031T003000Z\r\n"));
    assert_non_null(strstr(text, "DTEND:20271031T013000Z\r\n"));
    icalcomponent *calendar = parsed(text);
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    assert_int_equal(moment_of(icalcomponent_get_dtstart(event)), request.starts_at);
    assert_int_equal(moment_of(icalcomponent_get_dtend(event)), request.ends_at);
    icalcomponent_free(calendar);
    school_fixture_close(f);
}

/* Whose lectures are in it: one's own, joined and assisted; nobody's else. A closed account's link is dead. */
static void test_calendar_of_whom(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_lecture(f, classroom.id);
    fixture_sql(f, "INSERT INTO classroom_staff (class_id, user_id, kind, added_at)"
                   " SELECT c.id, u.id, 'assistant', 1 FROM classrooms c, users u WHERE u.id = 3");
    assert_int_equal(f->other_professor.user_id, 3);
    const struct {
        struct actor actor;
        size_t events;
    } cases[] = {
        {f->professor, 1}, {f->student, 1}, {f->other_professor, 1}, {f->other_student, 0}, {f->administrator, 0}};
    char token[SECRET_TOKEN_SIZE];
    const char *text;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_int_equal(calendar_link_make(f->school, &cases[i].actor, token), FAULT_NONE);
        assert_int_equal(calendar_read(f->school, token, &f->arena, &text), FAULT_NONE);
        icalcomponent *calendar = parsed(text);
        assert_int_equal(events_in(calendar), cases[i].events);
        icalcomponent_free(calendar);
    }
    fixture_sql(f, "UPDATE users SET disabled_at = 1");
    assert_int_equal(calendar_read(f->school, token, &f->arena, &text), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_zone),
        TEST_ON_BOTH(test_series_across_clocks),
        TEST_ON_BOTH(test_series_holidays),
        TEST_ON_BOTH(test_series_refused),
        TEST_ON_BOTH(test_edit),
        TEST_ON_BOTH(test_following),
        TEST_ON_BOTH(test_calendar),
        TEST_ON_BOTH(test_calendar_zones),
        TEST_ON_BOTH(test_calendar_twice),
        TEST_ON_BOTH(test_calendar_of_whom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
