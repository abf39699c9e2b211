/* SPDX-License-Identifier: MIT */
/* The pages in docs/ say what the program does: bodies and limits of the API, every setting and who keeps what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/describe/schema.h"
#include "api/gate/limiter.h"
#include "api/gate/page_faults.h"
#include "api/routes.h"
#include "base/str.h"
#include "crypto/totp.h"
#include "face/calibrate/calibrate.h"
#include "face/live/live.h"
#include "http/burst.h"
#include "school/attendance/spot/spot_figures.h"
#include "school/faces/calibration.h"
#include "school/faces/trial/trial_run.h"
#include "school/faces/look.h"
#include "school/attendance/change.h"
#include "school/attendance/class_photo.h"
#include "school/attendance/leave.h"
#include "school/attendance/past.h"
#include "school/attendance/request.h"
#include "school/board/board.h"
#include "school/checkin/network.h"
#include "school/checkin/position.h"
#include "school/checkin/proof.h"
#include "school/checkin/room_code.h"
#include "school/checkin/unlock/unlock.h"
#include "school/classes/staff.h"
#include "school/common/limits.h"
#include "school/common/setting.h"
#include "school/faces/challenge.h"
#include "school/faces/flag.h"
#include "school/faces/identity.h"
#include "school/faces/challenge.h"
#include "school/files/evidence.h"
#include "school/imports/zip/archive.h"
#include "school/imports/import.h"
#include "school/imports/roster/import_roster.h"
#include "school/jobs/job.h"
#include "school/marks/group/group.h"
#include "school/marks/status_set.h"
#include "school/marks/warning/warning.h"
#include "school/numbers/export.h"
#include "school/numbers/preview.h"
#include "school/numbers/register.h"
#include "school/numbers/report.h"
#include "school/numbers/statistics.h"
#include "school/office/export_person.h"
#include "school/office/holiday_change.h"
#include "school/office/person_data.h"
#include "school/office/person_place.h"
#include "school/people/idempotency.h"
#include "school/people/invitation.h"
#include "school/people/account_reset.h"
#include "school/people/own_account.h"
#include "school/people/sign_in/passkey.h"
#include "school/people/registration.h"
#include "school/people/sign_in/second_factor.h"
#include "school/people/sign_in/session.h"
#include "school/people/tokens/token.h"
#include "school/plan/calendar.h"
#include "school/plan/holiday.h"
#include "school/plan/lecture.h"
#include "school/plan/series.h"
#include "school/post/mail.h"
#include "school/post/notification.h"
#include "school/post/untaken.h"

enum { PAGE_BYTES_MAX = 1 << 19, PHRASE_SIZE = 512, MIB = 1 << 20, KIB = 1 << 10 };

/* The text of a page, to be freed. */
static char *page_read(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, PAGE_BYTES_MAX);
    assert_non_null(file);
    assert_non_null(text);
    assert_in_range(fread(text, 1, PAGE_BYTES_MAX - 1, file), 1000, PAGE_BYTES_MAX - 2);
    fclose(file);
    return text;
}

static void expect_phrase(const char *page, const char *path, const char *phrase)
{
    if (!strstr(page, phrase))
        fail_msg("%s lacks: %s", path, phrase);
}

/* ---- docs/API.md ---- */

/* What stands behind the next bar that is no part of a cell; NULL at the end of the line. */
static const char *next_cell(const char *at)
{
    for (; *at && *at != '\n'; at++)
        if (*at == '|' && at[-1] != '\\')
            return at + 1;
    return NULL;
}

/* The cell of a route's line that says what it takes, as a text to be freed. */
static char *body_cell(const char *page, const struct api_route *route)
{
    static const char *const methods[] = {
        [HTTP_GET] = "GET", [HTTP_POST] = "POST", [HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE"};
    char head[PHRASE_SIZE];
    snprintf(head, sizeof(head), "\n| %s %s", methods[route->method], route->pattern);
    const char *at = strstr(page, head);
    while (at && at[strlen(head)] != ' ' && at[strlen(head)] != '?')
        at = strstr(at + 1, head);
    for (int bar = 0; at && bar < 3; bar++)
        at = next_cell(at + (bar == 0)); // behind the newline
    const char *end = at ? next_cell(at) : NULL;
    if (!end)
        fail_msg("docs/API.md: no cell for the body of %s", route->pattern);
    return strndup(at, (size_t)(end - 1 - at));
}

/* Each body is written with all its fields, unless the line says that it is another's. */
static void test_bodies(void **state)
{
    static const char *const others[] = {"as above", "as POST", "the same", "as for"};
    const struct api_route *route;
    char *page = page_read("docs/API.md");
    (void)state;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        if (!route->fields && !route->takes)
            continue;
        char *cell = body_cell(page, route);
        bool another = false;
        for (size_t k = 0; k < ARRAY_LENGTH(others); k++)
            another = another || strstr(cell, others[k]);
        json_t *schema = schema_of_body(route->fields, route->takes), *field;
        const char *name;
        json_object_foreach(json_object_get(schema, "properties"), name, field)
        {
            char word[PHRASE_SIZE];
            snprintf(word, sizeof(word), "\"%s\"", name);
            if (!another && !strstr(cell, word))
                fail_msg("docs/API.md, %s: the body lacks %s", route->pattern, word);
        }
        json_decref(schema);
        free(cell);
    }
    free(page);
}

/* A phrase with the numbers that the program keeps. */
struct phrase {
    const char *words;
    long long numbers[4];
};

static void expect_phrases(const char *path, const struct phrase *phrases, size_t count)
{
    char *page = page_read(path);
    for (size_t i = 0; i < count; i++) {
        char phrase[PHRASE_SIZE];
        const long long *n = phrases[i].numbers;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(phrase, sizeof(phrase), phrases[i].words, n[0], n[1], n[2], n[3]);
#pragma GCC diagnostic pop
        expect_phrase(page, path, phrase);
    }
    free(page);
}

static void test_limits_of_requests(void **state)
{
    static const struct phrase phrases[] = {
        {"JSON bodies %lld KiB, those that may hold a long list or text %lld MiB",
         {JSON_BODY_MAX / KIB, LIST_BODY_MAX / MIB}},
        {"frame bursts %lld MiB, 1 to %lld frames of %lld MiB",
         {BURST_BODY_MAX / MIB, FACE_FRAMES_MAX, BURST_FRAME_MAX / MIB}},
        {"of 1 MiB (JPEG up to %lld megapixels; PNG, WebP, HEIC and progressive\n  JPEG, which cannot be decoded "
         "smaller, up "
         "to "
         "%lld)",
         {FACE_FRAME_PIXELS_MAX / 1000000, FACE_FRAME_WHOLE_MAX / 1000000}},
        {"beyond %lld in %lld minutes; a photo of a class counts as %lld)",
         {LOOK_PICTURES_MAX, LOOK_MINUTES, LOOK_PHOTO_PICTURES}},
        {"class photos %lld MiB, 1 to %lld photos of %lld MiB and %lld megapixels",
         {PHOTO_BODY_MAX / MIB, CLASS_PHOTO_MAX, CLASS_PHOTO_BYTES_MAX / MIB, CLASS_PHOTO_MEGAPIXELS_MAX}},
        {"(%lld when\n  they are progressive JPEGs)", {CLASS_PHOTO_PROGRESSIVE_MEGAPIXELS_MAX}},
        {"nor is an answer beyond %lld KiB", {IDEMPOTENCY_BODY_MAX / KIB}},
        {"`Idempotency-Key: <1-%lld printable ASCII>`", {IDEMPOTENCY_KEY_MAX}},
        {"within %lld h, among the last %lld of that person, gets", {IDEMPOTENCY_HOURS, IDEMPOTENCY_KEYS_MAX}},
        {"`?limit=` 1 to %lld (%lld without it)", {PAGE_MAX, PAGE_USUAL}},
    };
    (void)state;
    expect_phrases("docs/API.md", phrases, ARRAY_LENGTH(phrases));
}

static void test_calibration(void **state)
{
    static const struct phrase phrases[] = {
        {"fails with `too_few_people` below %lld", {CALIBRATION_PEOPLE_MIN}},
        {"in this lecture. The newest %lld of each", {PAST_MAX}},
        {"so many were compared (at most %lld)", {CALIBRATION_PEOPLE_MAX}},
        {"(null: fewer than %lld people)", {COHORT_PEOPLE_MIN}},
        {"pairs by score in %lld bars", {CALIBRATION_BARS}},
    };
    static const struct phrase privacy[] = {
        {"never of fewer than %lld people", {CALIBRATION_PEOPLE_MIN}},
    };
    (void)state;
    expect_phrases("docs/API.md", phrases, ARRAY_LENGTH(phrases));
    expect_phrases("docs/PRIVACY.md", privacy, ARRAY_LENGTH(privacy));
}

static void test_trial(void **state)
{
    static const struct phrase phrases[] = {
        {"`{\"word\",\"groups\"?:[text](at most %lld)}`", {TRIAL_GROUPS_CHOSEN}},
        {"each 1-%lld characters, of the volunteer's own choice", {TRIAL_WORD_MAX}},
        {"409 `trial_none`, `too_many_things` (%lld)", {TRIAL_VOLUNTEERS_MAX}},
        {"frames: %lld-%lld, or with `turn`", {TRIAL_FRAMES_MIN, FACE_FRAMES_MAX}},
        {"the person's own) %lld that look ahead", {LIVE_LOOK_FRAMES}},
        {"(%lld bursts, %lld species)", {TRIAL_BURSTS_MAX, TRIAL_SPECIES_MAX}},
    };
    static const struct phrase operating[] = {
        {"discarded or %lld days old", {TRIAL_DAYS}},
        {"At most %lld volunteers, %lld,000 bursts", {TRIAL_VOLUNTEERS_MAX, TRIAL_BURSTS_MAX / 1000}},
    };
    static const struct phrase privacy[] = {
        {"counted, discarded or %lld days old", {TRIAL_DAYS}},
        {"no group with fewer than %lld people", {TRIAL_GROUP_MIN}},
    };
    (void)state;
    expect_phrases("docs/API.md", phrases, ARRAY_LENGTH(phrases));
    expect_phrases("docs/OPERATING.md", operating, ARRAY_LENGTH(operating));
    expect_phrases("docs/PRIVACY.md", privacy, ARRAY_LENGTH(privacy));
}

static void test_limits_of_people(void **state)
{
    static const struct phrase phrases[] = {
        {"Students' sessions last %lld days", {SESSION_STUDENT_DAYS}},
        {"end after %lld hours without use,\n  and after %lld days", {SESSION_STAFF_IDLE_HOURS, SESSION_STAFF_DAYS}},
        {"the last seen first, %lld at most", {SESSION_LIST_MAX}},
        {"%lld from all addresses\nhold it back", {SESSION_ATTEMPTS_ANYWHERE}},
        {"%lld from one address hold back the address", {SESSION_ATTEMPTS_ADDRESS}},
        {"429 after %lld for an address in %lld minutes", {REGISTRATION_EMAIL_ATTEMPTS, SESSION_ATTEMPT_MINUTES}},
        {"429 after %lld for an e-mail, %lld from a network address", {RESET_EMAIL_ATTEMPTS, RESET_ADDRESS_ATTEMPTS}},
        {"for %lld minutes the next mark in this lecture", {UNLOCK_MINUTES}},
        {"counts for %lld minutes, by when the check-in", {UNLOCK_MINUTES}},
        {"429 after %lld refused ones in %lld minutes; 409 as before", {PASSKEY_ATTEMPTS, SESSION_ATTEMPT_MINUTES}},
        {"429 after %lld wrong ones in %lld minutes; the password", {SECOND_FACTOR_TRIES, SESSION_ATTEMPT_MINUTES}},
        {"`{\"stepped_up_until\"}`: %lld minutes", {STEP_UP_MINUTES}},
        {"%lld digits, %lld s, one step of grace", {TOTP_DIGITS, TOTP_SECONDS}},
        {"Passwords: %lld characters for students, %lld for professors and administrators",
         {PASSWORD_LENGTH_MIN, PASSWORD_ALONE_MIN}},
        {"at most %lld bytes, no composition", {PASSWORD_BYTES_MAX}},
        {"they work once, within %lld minutes", {ACCOUNT_LINK_MINUTES}},
        {"valid %lld days, once", {INVITATION_DAYS}},
        {"`{\"note\"}` 1-%lld characters", {FLAG_NOTE_MAX}},
        {"there are more than %lld,000. A copy beyond %lld MiB", {EXPORT_ROWS_MAX / 1000, JOB_FILE_MAX / MIB}},
        {"Notifications are kept for %lld days. Students are reminded %lld minutes",
         {NOTIFICATION_DAYS, NOTIFICATION_SOON_MINUTES}},
    };
    (void)state;
    expect_phrases("docs/API.md", phrases, ARRAY_LENGTH(phrases));
}

static void test_limits_of_programs(void **state)
{
    static const struct phrase phrases[] = {
        {"those that ended in the last %lld days last", {TOKEN_ENDED_DAYS}},
        {"1-%lld characters; it ends after 1-%lld days", {TOKEN_NAME_MAX, TOKEN_DAYS_MAX}},
        {"`too_many_things` (%lld that are good, %lld in a day)", {TOKENS_PERSON_MAX, TOKENS_DAY_MAX}},
        {"`too_many_things` (%lld that are good) |", {TOKENS_INSTITUTION_MAX}},
        {"is up to %lld minutes behind", {TOKEN_SEEN_MINUTES}},
        {"no token %lld times in a minute", {TOKEN_MISSES}},
        {"[0-9A-Za-z]{%lld}`", {TOKEN_RANDOM_LENGTH + TOKEN_CHECK_LENGTH}},
    };
    (void)state;
    assert_int_equal(TOKEN_WARN_DAYS, 7); // "a week before it ends"
    expect_phrases("docs/API.md", phrases, ARRAY_LENGTH(phrases));
}

static void test_limits_of_classrooms(void **state)
{
    static const struct phrase phrases[] = {
        {"\"late_after_minutes\"?(0-%lld, %lld),\"window_minutes\"?(1-%lld, %lld)",
         {LATE_MINUTES_MAX, CLASSROOM_LATE_MINUTES, WINDOW_MINUTES_MAX, CLASSROOM_WINDOW_MINUTES}},
        {"\"leave_out\"(0-%lld)", {CLASSROOM_LEAVE_OUT_MAX}},
        {"`leave_out` (0 to %lld)", {CLASSROOM_LEAVE_OUT_MAX}},
        {"\"spot_names\"(0-%lld)", {CLASSROOM_SPOT_NAMES_MAX}},
        {"Fewer than %lld looked up", {SPOT_ENOUGH}},
        {"\"auto_open_minutes\"(%lld to %lld)", {AUTO_OPEN_EARLIEST, AUTO_OPEN_LATEST}},
        {"At most %lld beside the professor", {STAFF_MAX}},
        {"Up to %lld of its\n  own have the codes", {MARK_OWN_MAX}},
        {"`statuses_too_many` (%lld)", {MARK_OWN_MAX}},
        {"`{\"name\"}` 1-%lld characters | 201 `{\"id\"}`", {GROUP_NAME_MAX}},
        {"`too_many_things` (%lld) |\n| PATCH /api/classroom/:classroom/groups", {GROUPS_PER_CLASSROOM_MAX}},
        {"(at most %lld; `[]`: the whole classroom)", {GROUPS_PER_LECTURE_MAX}},
        {"a later one within %lld days", {GROUP_AHEAD_DAYS}},
        {"\"every_weeks\"?(1-%lld, 1)", {SERIES_WEEKS_MAX}},
        {"\"exceptions\"?:[dates](at most %lld)", {SERIES_EXCEPTIONS_MAX}},
        {"hold at most %lld lectures within two years", {SERIES_LECTURES_MAX}},
        {"at most %lld hours long (22:00 to 01:00)", {LECTURE_OVERNIGHT_HOURS_MAX}},
        {"is at most %lld hours long. Holidays", {LECTURE_HOURS_MAX}},
        {"to `until` (at most %lld)", {HOLIDAY_DAYS_MAX}},
        {"(the lists hold the first %lld)", {HOLIDAY_LISTED_MAX}},
        {"lectures from %lld days ago on", {CALENDAR_DAYS_BACK}},
        {"At most %lld lectures.", {CALENDAR_LECTURES_MAX}},
        {"of the four weeks before was taken", {UNTAKEN_WEEKS}},
        {"or %lld minutes or more after the close", {WINDOW_SLIP_MINUTES}},
        {"At most %lld items a classroom, %lld of them pinned", {BOARD_ITEMS_MAX, BOARD_PINNED_MAX}},
        {"(%lld MiB, at most %lld that belong to nothing yet a person)", {FILE_BYTES_MAX / MIB, FILES_LOOSE_MAX}},
        {"or a hand-in, at most %lld each", {FILES_ATTACHED_MAX}},
    };
    (void)state;
    assert_int_equal(UNTAKEN_WEEKS, 4);
    assert_in_range(SERIES_DAYS_MAX, 2 * 365, 2 * 366);
    expect_phrases("docs/API.md", phrases, ARRAY_LENGTH(phrases));
}

static void test_limits_of_marks(void **state)
{
    static const struct phrase phrases[] = {
        {"message (1-%lld characters), the page's pattern (1-%lld,", {PAGE_FAULT_MESSAGE_MAX, PAGE_FAULT_PATH_MAX}},
        {"where (at most %lld, as", {PAGE_FAULT_STACK_MAX}},
        {"main file (at most %lld)", {PAGE_FAULT_BUILD_MAX}},
        {"429 after %lld from one network or %lld in all", {PAGE_FAULTS_EACH, PAGE_FAULTS_ALL}},
        {"until %lld minutes after its end", {CHANGE_GRACE_MINUTES}},
        {"`change_unknown`, also after %lld h", {CHANGE_HOURS}},
        {"\"minutes_late\"?,\"note\"?}` 1-%lld ids", {CHANGE_STUDENTS_MAX}},
        {"`{\"students\":[ids],\"status\"}` 1-%lld ids", {CLASS_PHOTO_CONFIRM_MAX}},
        {"new every %lld s, taken for %lld s more", {ROOM_CODE_SECONDS, ROOM_CODE_SECONDS * ROOM_CODE_GRACE}},
        {"\"policy\",\"step\"?}`: %lld s for the quick check; otherwise %lld s",
         {CHALLENGE_SECONDS, CHALLENGE_ACTIVE_SECONDS}},
        {"(%lld refused checks in a row, %lld with head turns, %lld with `turn`: wait %lld s)",
         {TRIES_MAX, ACTIVE_TRIES_MAX, TURN_TRIES_MAX, TRIES_WAIT_SECONDS}},
        {"(%lld, for the turn of `turn` %lld)", {LIVE_STEP_TRIES, LIVE_TURN_TRIES}},
        {"within %lld s of being told", {LIVE_STEP_MAX_MS / 1000}},
        {"\"radius_m\"?(%lld-%lld, %lld)", {PROOF_RADIUS_MIN, PROOF_RADIUS_MAX, PROOF_RADIUS_USUAL}},
        {"\"device_minutes\"?(1-%lld, %lld)", {PROOF_DEVICE_MINUTES_MAX, PROOF_DEVICE_MINUTES_USUAL}},
        {"`networks`: up to %lld ranges", {NETWORK_LIST_MAX}},
        {"Accuracy is forgiven up to %lld m", {POSITION_ACCURACY_MAX}},
        {"in its first %lld h", {DEVICE_NEW_HOURS}},
        {"`too_many_things` (%lld open, or %lld in a day, in one classroom)", {REQUEST_OPEN_MAX, REQUEST_DAY_MAX}},
        {"`too_many_things` (%lld kinds, %lld officers)", {LEAVE_KINDS_MAX, LEAVE_OFFICERS_MAX}},
        {"(up to %lld days, from within %lld days on;", {LEAVE_DAYS_MAX, LEAVE_AHEAD_DAYS}},
        {"`too_many_things` (%lld that nobody has answered, or %lld in a day)", {LEAVE_OPEN_MAX, LEAVE_DAY_MAX}},
        {"at most %lld that belong to no leave yet, %lld a leave", {EVIDENCE_LOOSE_MAX, EVIDENCE_FILES_MAX}},
    };
    (void)state;
    expect_phrases("docs/API.md", phrases, ARRAY_LENGTH(phrases));
}

static void test_limits_of_figures_and_imports(void **state)
{
    static const struct phrase phrases[] = {
        {"as many as make %lld,000 marks", {REGISTER_CELLS_MAX / 1000}},
        {"beyond %lld,000 marks or %lld MiB", {EXPORT_CELLS_MAX / 1000, EXPORT_BYTES_MAX / MIB}},
        {"at least `lectures` (0-%lld, %lld)", {RISK_LECTURES_MAX, RISK_LECTURES_USUAL}},
        {"percentages of the last %lld counted lectures", {TREND_LECTURES}},
        {"`lectures` %lld-%lld, `days` 1-%lld, `percent` 0-100",
         {WARNING_LECTURES_MIN, WARNING_LECTURES_MAX, WARNING_DAYS_MAX}},
        {"`counted_min` 1-%lld", {WARNING_COUNTED_MAX}},
        {"from %lld counted lectures on", {WARNING_COUNTED_USUAL}},
        {"\"weeks\"?(1-%lld, 16)", {PREVIEW_WEEKS_MAX}},
        {"in the %lld classrooms with the newest lectures", {PREVIEW_CLASSES_MAX}},
        {"at most %lld warnings are listed", {PREVIEW_LISTED_MAX}},
        {"(the %lld days up to now; at most three years", {REPORT_DAYS_USUAL}},
        {"at most %lld,000 terms and professors", {REPORT_GROUPS_MAX / 1000}},
        {"(%lld times, with growing pauses), and is kept for %lld days", {JOB_TRIES_MAX, JOB_KEPT_DAYS}},
        {"At most %lld may be unfinished", {JOB_UNFINISHED_MAX}},
        {"`job_file_too_large` (%lld MiB)", {JOB_FILE_MAX / MIB}},
        {"At most %lld,000 rows, %lld\ncolumns, %lld bytes a cell",
         {IMPORT_ROWS_MAX / 1000, IMPORT_FILE_COLUMNS_MAX, IMPORT_CELL_MAX}},
        {"at most %lld, %lld MiB unpacked, %lld,000 rows a table",
         {ARCHIVE_ENTRIES_MAX, ARCHIVE_SIZE_MAX / MIB, ROSTER_ROWS_MAX / 1000}},
        {"(at least %lld, and more than %lld %%)", {ROSTER_TAKES_LEAST, ROSTER_TAKES_PERCENT}},
    };
    (void)state;
    assert_int_equal(REPORT_DAYS_MAX, 3 * 366);
    expect_phrases("docs/API.md", phrases, ARRAY_LENGTH(phrases));
}

/* ---- docs/OPERATING.md and docs/PRIVACY.md ---- */

/* "0 to 720", "on, off", "up to 253 characters": what a setting takes, as the page says it. */
static void setting_takes(const struct setting_rule *rule, char takes[static PHRASE_SIZE])
{
    size_t size = 0;
    switch (rule->kind) {
    case SETTING_BOOL:
        snprintf(takes, PHRASE_SIZE, "on, off");
        break;
    case SETTING_INT:
        snprintf(takes, PHRASE_SIZE, "%lld to %lld", (long long)rule->lowest, (long long)rule->highest);
        break;
    case SETTING_CHOICE:
        for (const char *at = rule->choices; *at; at++)
            size += (size_t)snprintf(takes + size, PHRASE_SIZE - size, *at == '|' ? ", " : "%c", *at);
        break;
    case SETTING_TEXT:
        if (rule->lowest == 0)
            snprintf(takes, PHRASE_SIZE, "up to %lld characters", (long long)rule->highest);
        else
            snprintf(takes, PHRASE_SIZE, "%lld to %lld characters", (long long)rule->lowest, (long long)rule->highest);
        break;
    }
}

/* Each setting of the institution with its default and its range; days that things are kept also where it is said who
 * keeps what. */
static void test_settings(void **state)
{
    char *operating = page_read("docs/OPERATING.md"), *privacy = page_read("docs/PRIVACY.md");
    char *api = page_read("docs/API.md");
    (void)state;
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting_rule *rule = setting_rule((enum setting)i);
        char takes[PHRASE_SIZE], line[2 * PHRASE_SIZE];
        setting_takes(rule, takes);
        snprintf(line, sizeof(line), "\n| `%s` | %s%s| %s | ", rule->name, rule->initial, *rule->initial ? " " : "",
                 takes);
        expect_phrase(operating, "docs/OPERATING.md", line);
        snprintf(line, sizeof(line), "`%s`", rule->name);
        expect_phrase(api, "docs/API.md", line);
        if (strncmp(rule->name, "keep_", strlen("keep_")) == 0) {
            snprintf(line, sizeof(line), "`%s` (%s", rule->name, rule->initial);
            expect_phrase(privacy, "docs/PRIVACY.md", line);
        }
    }
    free(operating);
    free(privacy);
    free(api);
}

/* Whatever a classroom's staff may set is named to who operates it. */
static void test_settings_of_classrooms(void **state)
{
    static const struct {
        enum http_method method;
        const char *pattern;
    } edits[] = {{HTTP_PATCH, "/api/classroom/:classroom"}, {HTTP_PUT, "/api/classroom/:classroom/proofs"}};
    char *page = page_read("docs/OPERATING.md");
    const struct api_route *route;
    size_t found = 0;
    (void)state;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        for (size_t k = 0; k < ARRAY_LENGTH(edits); k++) {
            if (route->method != edits[k].method || strcmp(route->pattern, edits[k].pattern) != 0)
                continue;
            found++;
            for (const struct json_field *field = route->fields; field->name; field++) {
                char word[PHRASE_SIZE];
                snprintf(word, sizeof(word), "`%s`", field->name);
                expect_phrase(page, "docs/OPERATING.md", word);
            }
        }
    assert_int_equal(found, ARRAY_LENGTH(edits));
    free(page);
}

/* Every kind of row that is a person's: in the copy that they get, or touched when they are erased. */
static void test_data_of_people(void **state)
{
    char *page = page_read("docs/PRIVACY.md"), word[PHRASE_SIZE];
    (void)state;
    for (const struct person_file *file = person_files; file->name; file++) {
        snprintf(word, sizeof(word), "`%s`", file->name);
        expect_phrase(page, "docs/PRIVACY.md", word);
    }
    for (const struct person_place *place = person_places; place->table; place++) {
        if (!place->kind)
            continue;
        snprintf(word, sizeof(word), "`%s`", place->kind);
        expect_phrase(page, "docs/PRIVACY.md", word);
    }
    free(page);
}

static void test_limits_of_what_is_kept(void **state)
{
    static const struct phrase privacy[] = {
        {"sessions: %lld days (students), %lld days (staff)", {SESSION_STUDENT_DAYS, SESSION_STAFF_DAYS}},
        {"attempts: %lld minutes", {SESSION_ATTEMPT_MINUTES}},
        {"links: %lld minutes;", {ACCOUNT_LINK_MINUTES}},
        {"| %lld hours; minutes |", {IDEMPOTENCY_HOURS}},
        {"the %lld that were used last", {DEVICES_MAX}},
        {"earlier ones %lld hours", {CHANGE_HOURS}},
        {"| %lld days; mails %lld days;", {NOTIFICATION_DAYS, MAIL_DAYS}},
        {"| %lld days after their end |\n| that somebody asked", {JOB_KEPT_DAYS}},
    };
    static const struct phrase operating[] = {
        {"Mails are forgotten after %lld days", {MAIL_DAYS}},
        {"up to %lld statuses of its own", {MARK_OWN_MAX}},
    };
    (void)state;
    assert_int_equal(MAIL_TRIES_MAX, 8); // "tried eight times"
    expect_phrases("docs/PRIVACY.md", privacy, ARRAY_LENGTH(privacy));
    expect_phrases("docs/OPERATING.md", operating, ARRAY_LENGTH(operating));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_limits_of_requests),
        cmocka_unit_test(test_calibration),
        cmocka_unit_test(test_trial),
        cmocka_unit_test(test_limits_of_people),
        cmocka_unit_test(test_limits_of_classrooms),
        cmocka_unit_test(test_limits_of_programs),
        cmocka_unit_test(test_limits_of_marks),
        cmocka_unit_test(test_limits_of_figures_and_imports),
        cmocka_unit_test(test_settings),
        cmocka_unit_test(test_settings_of_classrooms),
        cmocka_unit_test(test_data_of_people),
        cmocka_unit_test(test_limits_of_what_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
