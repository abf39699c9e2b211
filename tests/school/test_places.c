/* SPDX-License-Identifier: MIT */
/*
 * Where a person stands: no column that names one is missing in the table that their copy, an erasure, a merge and the
 * sweep walk; and what is planted in each place through the calls that people make is in the copy, and after the
 * erasure nowhere: in no row, in no file of the database or its log, in no blob and in no mail that was written out.
 */
#include "school/unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/attendance/hand.h"
#include "school/attendance/leave.h"
#include "school/attendance/request.h"
#include "school/board/board.h"
#include "school/board/hand_in.h"
#include "school/classes/classroom.h"
#include "school/classes/join.h"
#include "school/common/audit.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/faces/identity.h"
#include "school/files/evidence.h"
#include "school/files/file.h"
#include "support/zip_text.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/office/erasure.h"
#include "school/office/export_person.h"
#include "school/office/merge.h"
#include "school/office/person_data.h"
#include "school/office/person_place.h"
#include "school/common/setting.h"
#include "school/faces/consent_text.h"
#include "school/marks/mark.h"
#include "school/people/account.h"
#include "school/people/idempotency.h"
#include "school/people/invitation.h"
#include "school/people/people.h"
#include "school/people/sign_in/session.h"
#include "school/post/mail.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"
#include "support/at_rest.h"
#include "support/leave_scene.h"

/* ---- the table ---- */

/* A column that by its name or key may hold a person's id, and does not: what it is the id of. */
static bool is_no_person(const char *column)
{
    static const char *const others[] = {"class_id",  "lecture_id", "session_id", "job_id",   "parent_id",
                                         "series_id", "joint_id",   "reached_id", "trial_id", "volunteer_id",
                                         "change_id", "draw_id",    "token_id"};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        if (strcmp(column, others[i]) == 0)
            return true;
    return false;
}

static bool is_named(const char *table, const char *column)
{
    for (const struct person_place *place = person_places; place->table; place++)
        if (strcmp(place->table, table) == 0 && place->column && strcmp(place->column, column) == 0)
            return true;
    return false;
}

/* Each foreign key to users, and each number without one whose name ends in _id, _by or _for. */
static void test_no_column_is_forgotten(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct row row;
    size_t count = 0, missing = 0;
    struct db *db = store_reader(f->test->store);
    row_begin(&row, db, &f->arena,
              "SELECT m.name, k.\"from\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k"
              " WHERE m.type = 'table' AND k.\"table\" = 'users' UNION SELECT m.name, c.name FROM sqlite_master m"
              " JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type LIKE '%INT%' AND"
              " (c.name LIKE '%!_id' ESCAPE '!' OR c.name LIKE '%!_by' ESCAPE '!' OR c.name LIKE '%!_for' ESCAPE '!'"
              " OR c.name LIKE 'merged!_%' ESCAPE '!') AND NOT EXISTS (SELECT 1 FROM"
              " pragma_foreign_key_list(m.name) k WHERE k.\"from\" = c.name)",
              DB_NO_VALUES);
    for (; row_next(&row); count++) {
        if (is_named(row_text(&row, 0), row_text(&row, 1)) || is_no_person(row_text(&row, 1)))
            continue;
        print_error("person_place.c lacks %s.%s\n", row_text(&row, 0), row_text(&row, 1));
        missing++;
    }
    assert_int_equal(row_end(&row), FAULT_NONE);
    store_reader_close(&db);
    assert_true(count >= 80);
    assert_int_equal(missing, 0);
    school_fixture_close(f);
}

static bool is_file(const char *name)
{
    for (const struct person_file *file = person_files; file->name; file++)
        if (strcmp(file->name, name) == 0)
            return true;
    return false;
}

static bool is_retention(const char *setting)
{
    static const enum setting settings[] = {SETTING_KEEP_TEMPLATES, SETTING_KEEP_REFUSALS, SETTING_KEEP_SESSIONS,
                                            SETTING_KEEP_DISABLED,  SETTING_KEEP_AUDIT,    SETTING_KEEP_EVIDENCE};
    for (size_t i = 0; i < ARRAY_LENGTH(settings); i++)
        if (strcmp(setting_rule(settings[i])->name, setting) == 0)
            return true;
    return false;
}

/* Each line says what all four do: the copy has a file of that name or a reason, a merge a word, and an end. */
static void test_every_line_is_whole(void **state)
{
    static const char *const ends[] = {"swept", "person", "thing"};
    size_t index;
    (void)state;
    for (const struct person_place *place = person_places; place->table; place++) {
        bool told = place->file ? is_file(place->file) : !!place->why_not;
        bool merged = place->merge == MERGE_MOVES || place->merge == MERGE_ENDS ? place->what && place->column : true;
        bool erased = place->fate != ERASURE_ANONYMISED || (place->kind && place->change);
        bool gone = place->fate == ERASURE_KEPT || place->kind;
        bool ended =
            place->kept && (str_among(ends, ARRAY_LENGTH(ends), place->kept, &index) || is_retention(place->kept));
        if (!told || !merged || !erased || !gone || !ended || (!place->column && !place->where))
            fail_msg("%s.%s: told %d, merged %d, erased %d %d, ended %d", place->table,
                     place->column ? place->column : "", told, merged, erased, gone, ended);
    }
    for (const struct person_file *file = person_files; file->name; file++) {
        bool found = strcmp(file->name, "account") == 0;
        for (const struct person_place *place = person_places; place->table; place++)
            found |= place->file && strcmp(place->file, file->name) == 0;
        if (!found)
            fail_msg("%s.json is of no place", file->name);
    }
}

/* ---- the marker ---- */

enum { MARKER_SIZE = 80, PLANTED_MAX = 24, YEARS_LATER = 12, SWEEPS = 5, PLACES_FILLED = 8 };

struct planted {
    const char *what;
    char text[MARKER_SIZE];
    bool exported; // else: a secret, bytes, or what stands in somebody else's rows
    bool sealed;   // found nowhere in clear
};

struct scene {
    struct leave_scene leave;
    struct school_fixture *f;
    struct planted planted[PLANTED_MAX];
    size_t count;
    struct mailer *mailer;
    char outbox[128];
};

/* A text that nobody else writes, of letters and digits alone; in lower case, as an address is. */
static const char *plant(struct scene *scene, const char *what, bool exported, bool sealed)
{
    char token[SECRET_TOKEN_SIZE], *out;
    struct planted *planted = &scene->planted[scene->count++];
    assert_true(scene->count <= PLANTED_MAX);
    secret_token(token);
    *planted = (struct planted){.what = what, .exported = exported, .sealed = sealed};
    out = planted->text + snprintf(planted->text, MARKER_SIZE, "zq");
    for (const char *at = token; *at; at++)
        *out++ = (char)((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') ? *at : 'q');
    *out = '\0';
    return planted->text;
}

static const char *planted(const struct scene *scene, const char *what)
{
    for (size_t i = 0; i < scene->count; i++)
        if (strcmp(scene->planted[i].what, what) == 0)
            return scene->planted[i].text;
    fail_msg("%s is not planted", what);
    return NULL;
}

#define GOOD(call) assert_int_equal((call), FAULT_NONE)

/* The account: as administrators and the person name it. */
static void plant_account(struct scene *scene)
{
    struct school_fixture *f = scene->f;
    struct arena *arena = &f->arena;
    struct person_detail detail;
    struct session session;
    struct person_edit edit = {.name = arena_printf(arena, "Nora %s", plant(scene, "name", true, false)),
                               .family_name = plant(scene, "family name", true, false),
                               .external_id = arena_strndup(arena, plant(scene, "number", true, false), 40),
                               .programme = plant(scene, "programme", true, false)};
    edit.name = arena_printf(arena, "%s %s", edit.name, edit.family_name);
    GOOD(people_edit(f->school, &f->administrator, f->student.user_id, &edit, arena, &detail));
    const char *sql = arena_printf(arena, "UPDATE users SET email = '%s@college.example' WHERE id = %lld",
                                   plant(scene, "address", true, false), (long long)f->student.user_id);
    fixture_sql(f, sql);
    const struct session_origin origin = {.user_agent = plant(scene, "browser", true, false),
                                          .address = plant(scene, "network", true, false)};
    GOOD(session_start(f->school, f->student.user_id, &origin, arena, &session));
    const struct consent_request consent = {
        .version = CONSENT_VERSION, .scope = CONSENT_ALL, .guardian = plant(scene, "guardian", true, false)};
    struct consent given;
    GOOD(identity_consent_give(f->school, &f->student, &consent, arena, &given));
    sql = arena_printf(arena,
                       "INSERT INTO templates (user_id, model_id, sealed, frames, created_at, updated_at) VALUES"
                       " (%lld, 'model-one', '%s', 3, 1, 1)",
                       (long long)f->student.user_id, plant(scene, "template", false, false));
    fixture_sql(f, sql);
}

static void plant_writing(struct scene *scene)
{
    struct school_fixture *f = scene->f;
    struct arena *arena = &f->arena;
    struct request request;
    struct file file;
    struct leave leave;
    struct mark mark;
    struct board_item item;
    struct hand_in handed;
    int64_t algebra = scene->leave.algebra.id, lecture = scene->leave.now_a.id;
    f->professor.stepped_up_at = clock_now_ms(&f->clock);
    const struct mark_request absent = {.status = MARK_ABSENT, .note = plant(scene, "note", true, false)};
    GOOD(attendance_mark(f->school, &f->professor, lecture, f->student.user_id, &absent, arena, &mark));
    const struct request_new appeal = {.lecture_id = lecture, .text = plant(scene, "appeal", true, false)};
    GOOD(request_create(f->school, &f->student, &appeal, arena, &request));
    const char *bytes = plant(scene, "evidence", false, true);
    const char *name = arena_printf(arena, "%s.txt", plant(scene, "evidence name", true, false));
    GOOD(evidence_add(f->school, &f->student, name, bytes, strlen(bytes), arena, &file));
    struct leave_kind kind = leave_scene_kind(&scene->leave, "Illness", LEAVE_OFFICE, LEAVE_OFFICE, NULL, 0);
    const struct leave_new asked = {.kind_id = kind.id,
                                    .from_at = FIXTURE_NOW,
                                    .until_at = FIXTURE_NOW + 2 * DAY,
                                    .text = plant(scene, "leave", true, false),
                                    .evidence = &file.id,
                                    .evidence_count = 1};
    GOOD(leave_create(f->school, &f->student, &asked, arena, &leave));
    const struct board_request assessment = {
        .kind = BOARD_ASSESSMENT, .title = "Sheet 1", .body = "Do it.", .points = 1000};
    GOOD(board_add(f->school, &f->professor, algebra, &assessment, arena, &item));
    bytes = plant(scene, "file", false, true);
    name = arena_printf(arena, "%s.txt", plant(scene, "file name", true, false));
    GOOD(file_add(f->school, &f->student, algebra, name, bytes, strlen(bytes), arena, &file));
    const struct hand_in_request work = {
        .text = plant(scene, "hand-in", true, false), .files = &file.id, .file_count = 1};
    GOOD(hand_in(f->school, &f->student, algebra, item.id, &work, arena, &handed));
}

/* What others have that names the person: a kept answer, an invitation, a mail, an import and its report. */
static void plant_with_others(struct scene *scene)
{
    struct school_fixture *f = scene->f;
    struct arena *arena = &f->arena;
    struct job job;
    size_t jobs;
    char token[SECRET_TOKEN_SIZE];
    int64_t expires_at;
    const char *email = arena_printf(arena, "%s@college.example", planted(scene, "address"));
    const char *body = arena_printf(arena, "{\"student\":{\"email\":\"%s\",\"note\":\"%s\"}}", email,
                                    plant(scene, "answer", false, false));
    const struct kept_answer answer = {201, body, strlen(body)};
    const struct idempotency repeat = {"a-key", "a-hash"};
    struct kept_answer before;
    bool found;
    GOOD(idempotency_take(f->school, &f->professor, &repeat, arena, &found, &before));
    assert_false(found);
    GOOD(idempotency_keep(f->school, &f->professor, &repeat, &answer));
    GOOD(invitation_create(f->school, &f->administrator, ROLE_STUDENT, "Nora", email, token, &expires_at));
    const char *file = arena_printf(arena, "name,email,external_id\n%s,%s,%s\nSomebody,%s; x@y.example,\n",
                                    plant(scene, "row", false, false), email, planted(scene, "number"), email);
    const struct import_request people = {.format = "users", .name = "people.csv", .bytes = file, .size = strlen(file)};
    GOOD(import_start(f->school, &f->administrator, &people, arena, &job));
    GOOD(school_work(f->school, &jobs));
    assert_int_equal(jobs, 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_rows WHERE subject LIKE '%@college.example'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_rows WHERE cell LIKE '%@college.example%'"), 1);
    // A file without a header has people where one would be.
    file = arena_printf(arena, "name,%s\n", email);
    const struct import_request bare = {.format = "users", .name = "bare.csv", .bytes = file, .size = strlen(file)};
    GOOD(import_start(f->school, &f->administrator, &bare, arena, &job));
    GOOD(school_work(f->school, &jobs));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM jobs WHERE detail LIKE '%@college.example%'"), 1);
    GOOD(people_send_reset(f->school, &f->administrator, f->student.user_id, token));
    size_t sent;
    snprintf(scene->outbox, sizeof(scene->outbox), "%s/outbox", f->folder);
    scene->mailer = mailer_open(&(struct mail_transport){.folder = scene->outbox});
    assert_non_null(scene->mailer);
    GOOD(mail_work(f->school, scene->mailer, 50, &sent));
    assert_true(sent > 0);
}

static bool in_outbox(struct scene *scene, const char *text)
{
    return at_rest_in_folder(scene->f, "outbox", text, strlen(text));
}

/* The whole copy in one text. */
static const char *copy_of(struct scene *scene)
{
    struct school_fixture *f = scene->f;
    struct job job;
    struct job_file file;
    const void *bytes;
    const char *all = "";
    size_t jobs;
    GOOD(export_person(f->school, &f->administrator, f->student.user_id, &f->arena, &job));
    GOOD(school_work(f->school, &jobs));
    GOOD(job_output(f->school, &f->administrator, job.id, &f->arena, &file, &bytes));
    for (const struct person_file *part = person_files; part->name; part++) {
        const char *text =
            zip_text(bytes, (size_t)file.size, arena_printf(&f->arena, "data/%s.json", part->name), &f->arena);
        assert_non_null(text);
        all = arena_printf(&f->arena, "%s%s", all, text);
    }
    assert_non_null(all);
    return all;
}

static size_t left_behind(struct scene *scene)
{
    struct school_fixture *f = scene->f;
    size_t left = 0;
    for (size_t i = 0; i < scene->count; i++) {
        const struct planted *one = &scene->planted[i];
        size_t size = strlen(one->text) > 40 ? 40 : strlen(one->text);
        const char *places = at_rest_places(f, one->text, size);
        bool on_disk = f->test->engine == TEST_SQLITE && at_rest_has(f, "", one->text, size);
        bool in_blob = at_rest_in_folder(f, "files", one->text, size);
        bool mailed = at_rest_in_folder(f, "outbox", one->text, size);
        if (!*places && !on_disk && !in_blob && !mailed)
            continue;
        print_error("%s is left: rows %s, disk %d, blobs %d, outbox %d\n", one->what, places, on_disk, in_blob, mailed);
        left++;
    }
    return left;
}

static void test_marker(void **state)
{
    struct scene scene = {.leave = leave_scene_open(state)};
    struct school_fixture *f = scene.f = scene.leave.f;
    struct erasure erasure;
    size_t sent;
    plant_account(&scene);
    plant_writing(&scene);
    plant_with_others(&scene);
    const char *address = arena_printf(&f->arena, "To: <%s@college.example>", planted(&scene, "address"));
    assert_true(in_outbox(&scene, address));
    const char *copy = copy_of(&scene);
    for (size_t i = 0; i < scene.count; i++) {
        const struct planted *one = &scene.planted[i];
        size_t size = strlen(one->text) > 40 ? 40 : strlen(one->text);
        const char *whole = arena_strndup(&f->arena, one->text, size);
        if (one->exported != (strstr(copy, whole) != NULL))
            fail_msg("%s: in the copy %d", one->what, !one->exported);
        bool somewhere = *at_rest_places(f, one->text, size) || at_rest_in_folder(f, "files", one->text, size);
        if (somewhere == one->sealed)
            fail_msg("%s: found %d: %s", one->what, somewhere, at_rest_places(f, one->text, size));
    }

    f->administrator.stepped_up_at = clock_now_ms(&f->clock);
    GOOD(erasure_run(f->school, &f->administrator, f->student.user_id, true, &f->arena, &erasure));
    int64_t broken;
    GOOD(audit_verify(f->school, &broken));
    assert_int_equal(broken, 0);
    GOOD(school_sweep(f->school));
    GOOD(file_sweep(f->school));
    GOOD(mail_work(f->school, scene.mailer, 50, &sent));
    assert_int_equal(left_behind(&scene), 0);
    mailer_close(scene.mailer);
    school_fixture_close(f);
}

/* ---- by age ---- */

/* Rows of the person in a place. */
static int64_t rows_in(struct school_fixture *f, const struct person_place *place)
{
    char sql[PLACE_SQL_SIZE];
    struct db_value ids[8];
    size_t count = 0;
    int64_t found = 0;
    place_count_sql(place, sql);
    for (const char *at = sql; (at = strchr(at, '?')); at++) {
        assert_true(count < ARRAY_LENGTH(ids));
        ids[count++] = I(f->student.user_id);
    }
    CLOSES(store_reader_close) struct db *db = store_reader(f->test->store);
    assert_int_equal(db_one_int(db, &found, sql, (struct db_values){ids, count}), DB_ROW);
    return found;
}

/* What the table says the sweep ends is not there any more when its time has come, in each place in which there was
 * something. */
static void test_swept(void **state)
{
    struct scene scene = {.leave = leave_scene_open(state)};
    struct school_fixture *f = scene.f = scene.leave.f;
    static const char *const others[] = {"person", "thing"};
    bool filled[200] = {false};
    size_t index, sent, jobs, full = 0, left = 0;
    plant_account(&scene);
    plant_writing(&scene);
    plant_with_others(&scene);
    (void)copy_of(&scene);
    for (const struct person_place *place = person_places; place->table; place++)
        filled[place - person_places] = rows_in(f, place) > 0;
    for (int i = 0; i < 2 * SWEEPS; i++) { // the first half leaves entries of its own in the audit log
        if (i % SWEEPS == 0)
            clock_set_ms(&f->clock, clock_now_ms(&f->clock) + YEARS_LATER * 365 * (int64_t)DAY);
        GOOD(school_sweep(f->school));
        GOOD(school_work(f->school, &jobs));
        GOOD(file_sweep(f->school));
        GOOD(mail_work(f->school, scene.mailer, 50, &sent));
    }
    for (const struct person_place *place = person_places; place->table; place++) {
        if (str_among(others, ARRAY_LENGTH(others), place->kept, &index) || !filled[place - person_places])
            continue;
        full++;
        if (rows_in(f, place) == 0)
            continue;
        print_error("%s.%s: %s has not ended it\n", place->table, place->column ? place->column : "", place->kept);
        left++;
    }
    assert_true(full >= PLACES_FILLED);
    assert_int_equal(left, 0);
    mailer_close(scene.mailer);
    school_fixture_close(f);
}

/* ---- for good ---- */

static void test_erased_for_good(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct person_detail detail;
    struct erasure erasure;
    struct merge_report report;
    struct person person;
    struct job job;
    size_t jobs;
    const struct actor *admin = &f->administrator;
    const struct person_edit edit = {.name = "Sam again"};
    char token[SECRET_TOKEN_SIZE];
    int64_t sam = f->student.user_id, bea = f->other_student.user_id;
    struct classroom classroom = fixture_classroom(f);
    f->administrator.stepped_up_at = clock_now_ms(&f->clock);
    GOOD(erasure_run(f->school, admin, sam, true, &f->arena, &erasure));
    assert_int_equal(people_set_active(f->school, admin, sam, true, &f->arena, &detail), FAULT_ACCOUNT_ERASED);
    assert_int_equal(people_edit(f->school, admin, sam, &edit, &f->arena, &detail), FAULT_ACCOUNT_ERASED);
    assert_int_equal(people_send_reset(f->school, admin, sam, token), FAULT_ACCOUNT_DISABLED);
    assert_int_equal(merge_accounts(f->school, admin, sam, bea, true, &f->arena, &report), FAULT_ACCOUNT_ERASED);
    assert_int_equal(merge_accounts(f->school, admin, bea, sam, true, &f->arena, &report), FAULT_ACCOUNT_ERASED);
    const char *email = arena_printf(&f->arena, "former-%lld@erased.invalid", (long long)sam);
    assert_int_equal(join_add(f->school, &f->professor, classroom.id, email, &f->arena, &person),
                     FAULT_ACCOUNT_UNKNOWN);
    const char *file = arena_printf(&f->arena, "name,email\nSam Again,%s\n", email);
    const struct import_request people = {.format = "users", .name = "p.csv", .bytes = file, .size = strlen(file)};
    GOOD(import_start(f->school, admin, &people, &f->arena, &job));
    GOOD(school_work(f->school, &jobs));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_rows WHERE reason = 'account_erased'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE erased_at > 0 AND disabled_at > 0"), 1);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_no_column_is_forgotten, test_setup_sqlite, test_teardown),
        cmocka_unit_test(test_every_line_is_whole),
        TEST_ON_BOTH(test_marker),
        TEST_ON_BOTH(test_swept),
        TEST_ON_BOTH(test_erased_for_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
