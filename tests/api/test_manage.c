/* SPDX-License-Identifier: MIT */
/* What an institution's program does: external ids in paths, and people, classrooms, students, lectures and marks in
 * bulk. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/str.h"
#include "school/program/program.h"
#include "support/api_client.h"

struct desk {
    struct api_world world;
    struct college college;
};

static void desk_open(struct desk *desk, void **state)
{
    api_world_open(&desk->world, state, NULL);
    api_college(&desk->world, &desk->college);
}

static struct answer send(struct desk *desk, enum http_method method, const char *target, const char *body)
{
    return api_ask(&desk->world, &desk->college.administrator, method, target, body);
}

static json_t *done(struct desk *desk, enum http_method method, const char *target, const char *body, unsigned status)
{
    return api_expect(send(desk, method, target, body), status);
}

static void refused(struct desk *desk, enum http_method method, const char *target, const char *body, unsigned status,
                    const char *code)
{
    api_expect_problem(send(desk, method, target, body), status, code);
}

struct statement {
    const char *sql;
    int64_t first, second;
};

static enum db_status run(struct db *db, void *context)
{
    const struct statement *statement = context;
    return db_exec(db, statement->sql, DB_VALUES(I(statement->first), I(statement->second)));
}

/* A statement with two numbers. */
static void sql(struct desk *desk, const char *text, int64_t first, int64_t second)
{
    struct statement statement = {text, first, second};
    assert_int_equal(store_write(desk->world.test->store, run, &statement), DB_OK);
}

/* "created,refused:code" of the rows, in their order; *answer is released. */
static void expect_outcomes(json_t *answer, const char *words)
{
    char text[512] = "";
    json_t *row;
    size_t i;
    json_array_foreach(json_object_get(answer, "outcomes"), i, row)
    {
        const char *code = json_string_value(json_object_get(row, "code"));
        size_t size = strlen(text);
        assert_int_equal(json_int_at(row, "index"), i);
        snprintf(text + size, sizeof(text) - size, "%s%s%s%s", size ? "," : "", json_text_at(row, "outcome"),
                 code ? ":" : "", code ? code : "");
        assert_true(!code || json_string_length(json_object_get(row, "detail")) > 10);
    }
    assert_string_equal(text, words);
    json_decref(answer);
}

static void outcomes(struct desk *desk, enum http_method method, const char *target, const char *body,
                     const char *words)
{
    expect_outcomes(done(desk, method, target, body, 200), words);
}

/* ---- people ---- */

static void test_person(void **state)
{
    static const char emmy[] = "{\"given_name\":\"Emmy\",\"family_name\":\"Noether\",\"email\":\"Emmy@Example.org\","
                               "\"external_id\":\"s 18/82\",\"programme\":\"BSc\",\"locale\":\"de\",\"mail\":true}";
    struct desk desk;
    char mail[API_MAIL_SIZE];
    desk_open(&desk, state);
    struct answer made = send(&desk, HTTP_POST, "/api/admin/users", emmy);
    assert_string_not_equal(made.tag, "");
    json_t *answer = api_expect(made, 201);
    assert_string_equal(json_text_at(answer, "user.name"), "Emmy Noether");
    assert_string_equal(json_text_at(answer, "user.family_name"), "Noether");
    assert_string_equal(json_text_at(answer, "user.role"), "student");
    assert_string_equal(json_text_at(answer, "user.external_id"), "s 18/82");
    assert_string_equal(json_text_at(answer, "user.locale"), "de");
    json_decref(answer);
    api_mailed(&desk.world, "emmy@example.org", mail);
    assert_string_not_equal(mail, "");
    refused(&desk, HTTP_POST, "/api/admin/users", emmy, 409, "email_taken");
    refused(&desk, HTTP_POST, "/api/admin/users",
            "{\"name\":\"E\",\"email\":\"other@example.org\",\"external_id\":\"s 18/82\"}", 409, "external_id_taken");
    refused(&desk, HTTP_POST, "/api/admin/users", "{\"name\":\"Eve\",\"email\":\"no address\"}", 422, "invalid_field");
    refused(&desk, HTTP_POST, "/api/admin/users", "{\"email\":\"x@example.org\"}", 422, "invalid_field");
    refused(&desk, HTTP_POST, "/api/admin/users",
            "{\"name\":\"Eve\",\"email\":\"x@example.org\",\"role\":\"administrator\"}", 422, "invalid_field");
    refused(&desk, HTTP_POST, "/api/admin/users", "{\"name\":\"Eve\",\"email\":\"x@example.org\",\"locale\":\"../x\"}",
            422, "invalid_field");
    // Named by what the other system calls them, percent-encoded.
    answer = done(&desk, HTTP_GET, "/api/admin/users/ext:s%2018%252F82", NULL, 200);
    assert_string_equal(json_text_at(answer, "user.email"), "emmy@example.org");
    json_decref(answer);
    json_decref(done(&desk, HTTP_PATCH, "/api/admin/users/ext:s%2018%252F82", "{\"external_id\":\"s-1882\"}", 200));
    refused(&desk, HTTP_GET, "/api/admin/users/ext:s%2018%252F82", NULL, 404, "not_found");
    api_world_close(&desk.world);
}

static void test_people(void **state)
{
    static const char people[] =
        "{\"users\":[{\"name\":\"Emmy Noether\",\"email\":\"emmy@example.org\",\"external_id\":\"s-1882\"},"
        "{\"name\":\"Alan Turing\",\"email\":\"alan@example.org\",\"external_id\":\"s-1912\"},"
        "{\"name\":\"Emmy N\",\"email\":\"EMMY@example.org\"},{\"name\":\"No One\"},"
        "{\"name\":\"Ada\",\"email\":\"ada@example.org\"},{\"name\":\"Sofia\",\"email\":\"sofia@example.org\","
        "\"role\":\"professor\"},{\"name\":\"x\",\"email\":\"x@example.org\",\"role\":\"wizard\"}]}";
    static const char moved[] = "{\"users\":[{\"name\":\"Emmy Noether\",\"email\":\"emmy@new.example\","
                                "\"external_id\":\"s-1882\",\"programme\":\"MSc\"}]}";
    struct desk desk;
    desk_open(&desk, state);
    outcomes(&desk, HTTP_POST, "/api/admin/users/bulk", people,
             "created,updated,refused:repeated_in_file,refused:email_missing,refused:account_protected,created,"
             "refused:role_unknown");
    outcomes(&desk, HTTP_POST, "/api/admin/users/bulk", people,
             "unchanged,unchanged,refused:repeated_in_file,refused:email_missing,refused:account_protected,unchanged,"
             "refused:role_unknown");
    json_t *answer = done(&desk, HTTP_POST, "/api/admin/users/bulk", moved, 200);
    assert_int_equal(json_int_at(answer, "updated"), 1);
    json_decref(answer);
    answer = done(&desk, HTTP_GET, "/api/admin/users/ext:s-1882", NULL, 200);
    assert_string_equal(json_text_at(answer, "user.email"), "emmy@new.example");
    json_decref(answer);
    refused(&desk, HTTP_POST, "/api/admin/users/bulk", "{\"users\":[]}", 422, "invalid_field");
    refused(&desk, HTTP_POST, "/api/admin/users/bulk", "{}", 422, "invalid_field");
    refused(&desk, HTTP_POST, "/api/admin/users/bulk", "{\"users\":[17]}", 422, "invalid_field");
    refused(&desk, HTTP_POST, "/api/admin/users/bulk", "{\"users\":[{\"nmae\":\"x\"}]}", 422, "invalid_field");
    api_expect_problem(api_ask(&desk.world, &desk.college.professor, HTTP_POST, "/api/admin/users/bulk", moved), 403,
                       "not_allowed");
    api_world_close(&desk.world);
}

/* As many as may be, more than one unit; one more is refused as a whole. */
static void test_many_people(void **state)
{
    struct desk desk;
    size_t room = 128 * (PROGRAM_ROWS_MAX + 2), size = 0;
    char *body = calloc(1, room);
    desk_open(&desk, state);
    assert_non_null(body);
    for (int more = 0; more < 2; more++) {
        size = (size_t)snprintf(body, room, "{\"users\":[");
        for (int i = 0; i < PROGRAM_ROWS_MAX + more; i++)
            size += (size_t)snprintf(body + size, room - size,
                                     "%s{\"name\":\"Person %d\",\"email\":\"p%d@example.org\",\"external_id\":\"n%d\"}",
                                     i ? "," : "", i, i, i);
        snprintf(body + size, room - size, "]}");
        if (more) {
            refused(&desk, HTTP_POST, "/api/admin/users/bulk", body, 422, "invalid_field");
            continue;
        }
        json_t *answer = done(&desk, HTTP_POST, "/api/admin/users/bulk", body, 200);
        assert_int_equal(json_int_at(answer, "created"), PROGRAM_ROWS_MAX);
        json_decref(answer);
        answer = done(&desk, HTTP_POST, "/api/admin/users/bulk", body, 200);
        assert_int_equal(json_int_at(answer, "unchanged"), PROGRAM_ROWS_MAX);
        json_decref(answer);
    }
    free(body);
    api_world_close(&desk.world);
}

/* ---- addressing ---- */

static void test_addressing(void **state)
{
    struct desk desk;
    char target[128];
    desk_open(&desk, state);
    const struct college *college = &desk.college;
    sql(&desk, "UPDATE users SET external_id = 's-1' WHERE id = ? OR id = ?", college->student.id, 0);
    sql(&desk, "UPDATE users SET external_id = 'two' WHERE id = ? OR id = ?", college->other_student.id,
        college->other_professor.id);
    snprintf(target, sizeof(target), "/api/admin/classrooms/%" PRId64, college->classroom);
    json_decref(done(&desk, HTTP_PATCH, target, "{\"external_id\":\"phy 101/a\"}", 200));
    snprintf(target, sizeof(target), "/api/admin/classrooms/%" PRId64 "/lectures/bulk", college->classroom);
    char body[128];
    snprintf(body, sizeof(body), "{\"lectures\":[{\"id\":%" PRId64 ",\"external_id\":\"l-1\"}]}", college->lecture);
    outcomes(&desk, HTTP_POST, target, body, "updated");
    outcomes(&desk, HTTP_POST, target, body, "unchanged");

    // Whoever may see a thing may call it so; what is asked of it, is judged as ever.
    json_t *answer = api_expect(api_ask(&desk.world, &college->professor, HTTP_GET,
                                        "/api/classroom/ext:phy%20101%252fa/students/ext:s-1", NULL),
                                200);
    assert_int_equal(json_int_at(answer, "student.id"), college->student.id);
    assert_string_equal(json_text_at(answer, "external_id"), "s-1");
    assert_string_equal(json_text_at(answer, "classroom.external_id"), "phy 101/a");
    json_decref(answer);
    answer = api_expect(api_ask(&desk.world, &college->professor, HTTP_PUT, "/api/attendance/ext:l-1/marks/ext:s-1",
                                "{\"status\":\"P\"}"),
                        200);
    assert_string_equal(json_text_at(answer, "external_id"), "s-1");
    json_decref(answer);
    answer = api_expect(api_ask(&desk.world, &college->professor, HTTP_GET, "/api/attendance/ext:l-1", NULL), 200);
    assert_string_equal(json_text_at(answer, "lecture.external_id"), "l-1");
    assert_string_equal(json_text_at(answer, "marks.0.external_id"), "s-1");
    json_decref(answer);
    answer = api_expect(
        api_ask(&desk.world, &college->professor, HTTP_GET, "/api/classroom/ext:phy%20101%252fa/register", NULL), 200);
    assert_string_equal(json_text_at(answer, "students.0.external_id"), "s-1");
    json_decref(answer);
    answer = api_expect(
        api_ask(&desk.world, &college->professor, HTTP_GET, "/api/classroom/ext:phy%20101%252fa/students", NULL), 200);
    assert_string_equal(json_text_at(answer, "students.0.external_id"), "s-1");
    json_decref(answer);
    json_decref(
        api_expect(api_ask(&desk.world, &college->student, HTTP_GET, "/api/classroom/ext:phy%20101%252fa", NULL), 200));
    api_expect_problem(
        api_ask(&desk.world, &college->other_student, HTTP_GET, "/api/classroom/ext:phy%20101%252fa", NULL), 404,
        "not_found");
    api_expect_problem(api_ask(&desk.world, &college->other_professor, HTTP_GET, "/api/attendance/ext:l-1", NULL), 404,
                       "not_found");
    api_expect_problem(api_ask(&desk.world, NULL, HTTP_GET, "/api/attendance/ext:l-1", NULL), 401, "not_signed_in");

    refused(&desk, HTTP_GET, "/api/admin/users/ext:two", NULL, 409, "external_id_twice");
    refused(&desk, HTTP_GET, "/api/admin/users/ext:none", NULL, 404, "not_found");
    refused(&desk, HTTP_GET, "/api/admin/users/ext:", NULL, 404, "not_found");
    refused(&desk, HTTP_GET, "/api/classroom/ext:phy", NULL, 404, "not_found");
    refused(&desk, HTTP_DELETE, "/api/user/sessions/ext:1", NULL, 404, "not_found");
    api_world_close(&desk.world);
}

/* ---- classrooms ---- */

static void test_classroom(void **state)
{
    static const char algebra[] = "{\"subject\":\"Algebra\",\"term\":\"Winter\",\"department\":\"Maths\","
                                  "\"timezone\":\"Europe/Berlin\",\"external_id\":\"alg\",\"professor_email\":"
                                  "\"grace@example.org\"}";
    struct desk desk;
    char target[128], body[256];
    desk_open(&desk, state);
    const struct college *college = &desk.college;
    json_t *made = done(&desk, HTTP_POST, "/api/admin/classrooms", algebra, 201);
    assert_int_equal(json_int_at(made, "professor.id"), college->professor.id);
    assert_string_equal(json_text_at(made, "external_id"), "alg");
    assert_string_equal(json_text_at(made, "part"), "administrator");
    int64_t version = json_int_at(made, "version"), id = json_int_at(made, "id");
    json_decref(made);
    refused(&desk, HTTP_POST, "/api/admin/classrooms", algebra, 409, "external_id_taken");
    refused(&desk, HTTP_POST, "/api/admin/classrooms", "{\"subject\":\"x\"}", 404, "account_unknown");
    refused(&desk, HTTP_POST, "/api/admin/classrooms", "{\"subject\":\"x\",\"professor_email\":\"alan@example.org\"}",
            409, "part_not_possible");
    refused(&desk, HTTP_POST, "/api/admin/classrooms", "{\"subject\":\"x\",\"professor_external_id\":\"nobody\"}", 404,
            "account_unknown");
    refused(&desk, HTTP_POST, "/api/admin/classrooms", "{\"subject\":\"x\",\"professor_id\":900001}", 404,
            "account_unknown");
    refused(&desk, HTTP_POST, "/api/admin/classrooms",
            "{\"subject\":\"x\",\"timezone\":\"Mars/Base\",\"professor_email\":\"grace@example.org\"}", 422,
            "invalid_field");

    // Renamed, and given to another, at once or not at all.
    snprintf(target, sizeof(target), "\"%" PRId64 "\"", version);
    const struct message_header match[] = {{"If-Match", target}, {0}};
    snprintf(body, sizeof(body),
             "{\"subject\":\"Algebra I\",\"term\":\"Summer\",\"external_id\":\"alg-1\","
             "\"professor_id\":%" PRId64 "}",
             college->other_professor.id);
    json_t *changed = api_expect(api_send(&desk.world, &college->administrator, HTTP_PATCH,
                                          "/api/admin/classrooms/ext:alg", match, body, strlen(body)),
                                 200);
    assert_int_equal(json_int_at(changed, "professor.id"), college->other_professor.id);
    assert_string_equal(json_text_at(changed, "subject"), "Algebra I");
    assert_string_equal(json_text_at(changed, "external_id"), "alg-1");
    assert_true(json_int_at(changed, "version") > version);
    json_decref(changed);
    api_expect_problem(api_send(&desk.world, &college->administrator, HTTP_PATCH, "/api/admin/classrooms/ext:alg-1",
                                match, body, strlen(body)),
                       412, "changed_meanwhile");
    snprintf(target, sizeof(target), "/api/classroom/%" PRId64 "/staff", id);
    json_t *staff = done(&desk, HTTP_GET, target, NULL, 200);
    assert_int_equal(json_int_at(staff, "staff.1.person.id"), college->professor.id);
    json_decref(staff);
    snprintf(target, sizeof(target), "/api/admin/classrooms/%" PRId64, college->classroom);
    refused(&desk, HTTP_PATCH, target, "{\"subject\":\"Kept\",\"external_id\":\"alg-1\"}", 409, "external_id_taken");
    refused(&desk, HTTP_PATCH, target, "{\"subject\":\"Kept\",\"professor_email\":\"alan@example.org\"}", 409,
            "part_not_possible");
    json_t *kept = done(&desk, HTTP_PATCH, target, "{}", 200);
    assert_string_equal(json_text_at(kept, "subject"), "Compilers");
    assert_true(json_is_null(json_object_get(kept, "external_id")));
    json_decref(kept);
    json_decref(done(&desk, HTTP_PATCH, target, "{\"archived\":true}", 200));
    refused(&desk, HTTP_PATCH, target, "{\"subject\":\"x\"}", 409, "classroom_archived");
    json_decref(done(&desk, HTTP_PATCH, target, "{\"archived\":false,\"subject\":\"Back\"}", 200));
    json_decref(done(&desk, HTTP_PATCH, "/api/admin/classrooms/ext:alg-1", "{\"external_id\":\"\"}", 200));
    refused(&desk, HTTP_PATCH, "/api/admin/classrooms/ext:alg-1", "{}", 404, "not_found");
    // What a professor's route takes has not become an administrator's.
    snprintf(target, sizeof(target), "/api/classroom/%" PRId64, id);
    refused(&desk, HTTP_PATCH, target, "{\"subject\":\"x\"}", 403, "not_allowed");
    api_world_close(&desk.world);
}

static void test_students(void **state)
{
    struct desk desk;
    char target[128], body[512];
    desk_open(&desk, state);
    const struct college *college = &desk.college;
    sql(&desk, "UPDATE users SET external_id = 's-2' WHERE id = ? OR id = ?", college->other_student.id, 0);
    snprintf(target, sizeof(target), "/api/admin/classrooms/%" PRId64 "/students", college->classroom);
    snprintf(body, sizeof(body),
             "{\"students\":[{\"id\":%" PRId64 "},{\"external_id\":\"s-2\"},{\"email\":\"nobody@example.org\"},{},"
             "{\"email\":\"grace@example.org\"},{\"email\":\"edsger@example.org\"},{\"external_id\":\"s-0\"}]}",
             college->student.id);
    static const char all[] = "unchanged,%s,refused:account_unknown,refused:account_unknown,refused:part_not_possible,"
                              "refused:part_not_possible,refused:account_unknown";
    char words[256];
    snprintf(words, sizeof(words), "unchanged,created,%s", strchr(strchr(all, ',') + 1, ',') + 1);
    outcomes(&desk, HTTP_PUT, target, body, words);
    snprintf(words, sizeof(words), "unchanged,unchanged,%s", strchr(strchr(all, ',') + 1, ',') + 1);
    outcomes(&desk, HTTP_PUT, target, body, words);
    outcomes(&desk, HTTP_PUT, target,
             "{\"students\":[{\"external_id\":\"s-2\",\"enrolled\":false},"
             "{\"external_id\":\"s-2\",\"enrolled\":false}]}",
             "updated,unchanged");
    // Whoever was taken out may come again; who has left by themselves is left alone.
    outcomes(&desk, HTTP_PUT, target, "{\"students\":[{\"external_id\":\"s-2\"}]}", "created");
    snprintf(body, sizeof(body), "/api/student/classrooms/%" PRId64, college->classroom);
    assert_null(api_expect(api_ask(&desk.world, &college->other_student, HTTP_DELETE, body, NULL), 204));
    outcomes(&desk, HTTP_PUT, target, "{\"students\":[{\"external_id\":\"s-2\"}]}", "ignored:left_by_self");
    snprintf(body, sizeof(body), "%s/%" PRId64, target, college->student.id);
    assert_null(api_expect(send(&desk, HTTP_DELETE, body, NULL), 204));
    refused(&desk, HTTP_DELETE, body, NULL, 404, "not_found");
    refused(&desk, HTTP_PUT, "/api/admin/classrooms/900001/students", "{\"students\":[{\"id\":1}]}", 404, "not_found");
    snprintf(body, sizeof(body), "/api/admin/classrooms/%" PRId64, college->classroom);
    json_decref(done(&desk, HTTP_PATCH, body, "{\"archived\":true}", 200));
    refused(&desk, HTTP_PUT, target, "{\"students\":[{\"id\":1}]}", 409, "classroom_archived");
    api_world_close(&desk.world);
}

static void test_lectures(void **state)
{
    static const char plan[] =
        "{\"lectures\":[{\"external_id\":\"l-1\",\"title\":\"One\",\"room\":\"B 1\",\"starts_at\":"
        "\"2027-01-11T09:00:00Z\",\"ends_at\":\"2027-01-11T10:00:00Z\"},"
        "{\"title\":\"Two\",\"starts_at\":\"2027-01-12T09:00:00Z\",\"ends_at\":\"2027-01-12T10:00:00Z\"},"
        "{\"title\":\"Another\",\"starts_at\":\"2027-01-12T09:00:00Z\",\"ends_at\":\"2027-01-12T10:00:00Z\"},"
        "{\"title\":\"Back\",\"starts_at\":\"2027-01-13T09:00:00Z\",\"ends_at\":\"2027-01-13T08:00:00Z\"},"
        "{\"external_id\":\"l-9\"},{\"id\":900001,\"title\":\"x\"},"
        "{\"external_id\":\"l-3\",\"starts_at\":\"2027-01-14T09:00:00Z\",\"ends_at\":\"2027-01-14T10:00:00Z\","
        "\"cancelled\":true}]}";
    struct desk desk;
    char target[128];
    desk_open(&desk, state);
    const struct college *college = &desk.college;
    snprintf(target, sizeof(target), "/api/admin/classrooms/%" PRId64 "/lectures/bulk", college->classroom);
    outcomes(&desk, HTTP_POST, target, plan,
             "created,created,refused:lecture_there,refused:ends_before_start,refused:time_missing,refused:not_found,"
             "created");
    outcomes(&desk, HTTP_POST, target, plan,
             "unchanged,unchanged,refused:lecture_there,refused:ends_before_start,refused:time_missing,"
             "refused:not_found,unchanged");
    outcomes(&desk, HTTP_POST, target,
             "{\"lectures\":[{\"external_id\":\"l-1\",\"room\":\"\",\"starts_at\":\"2027-01-11T11:00:00Z\",\"ends_at\":"
             "\"2027-01-11T12:30:00Z\"},{\"external_id\":\"l-3\",\"cancelled\":false},{\"external_id\":\"l-3\","
             "\"title\":\"Three\"}]}",
             "updated,updated,updated");
    json_t *one = done(&desk, HTTP_GET, "/api/attendance/ext:l-1", NULL, 200);
    assert_string_equal(json_text_at(one, "lecture.starts_at"), "2027-01-11T11:00:00.000Z");
    assert_string_equal(json_text_at(one, "lecture.ends_at"), "2027-01-11T12:30:00.000Z");
    assert_string_equal(json_text_at(one, "lecture.title"), "One");
    assert_true(json_is_null(json_at(one, "lecture.room")));
    json_decref(one);
    // Another classroom's lecture is not reached by this one's address.
    snprintf(target, sizeof(target), "/api/admin/classrooms/%" PRId64 "/lectures/bulk", college->other_classroom);
    outcomes(&desk, HTTP_POST, target, "{\"lectures\":[{\"external_id\":\"l-1\",\"title\":\"x\"}]}",
             "refused:external_id_taken");
    api_world_close(&desk.world);
}

/* ---- marks ---- */

static void test_marks(void **state)
{
    struct desk desk;
    char body[1024];
    desk_open(&desk, state);
    const struct college *college = &desk.college;
    sql(&desk, "UPDATE users SET external_id = 's-1' WHERE id = ? OR id = ?", college->student.id, 0);
    snprintf(body, sizeof(body),
             "{\"marks\":[{\"student_external_id\":\"s-1\",\"lecture_id\":%" PRId64 ",\"status\":\"L\","
             "\"minutes_late\":5,\"note\":\"bus\"},{\"student_email\":\"barbara@example.org\",\"lecture_id\":%" PRId64
             ",\"status\":\"P\"},{\"student_id\":%" PRId64 ",\"lecture_id\":%" PRId64 ",\"status\":\"P\"},"
             "{\"student_external_id\":\"s-9\",\"lecture_id\":1,\"status\":\"P\"},"
             "{\"student_external_id\":\"s-1\",\"lecture_external_id\":\"none\",\"status\":\"P\"},"
             "{\"student_external_id\":\"s-1\",\"lecture_id\":%" PRId64 ",\"status\":\"P\"},"
             "{\"student_email\":\"barbara@example.org\",\"lecture_id\":%" PRId64 ",\"status\":\"P\"}]}",
             college->lecture, college->other_lecture, college->student.id, college->lecture, college->other_lecture,
             college->lecture);
    json_t *answer = done(&desk, HTTP_PUT, "/api/admin/marks", body, 200);
    int64_t first = json_int_at(answer, "changes.0.change"), second = json_int_at(answer, "changes.1.change");
    assert_int_equal(json_int_at(answer, "changes.0.lecture_id"), college->lecture);
    assert_int_equal(json_array_size(json_object_get(answer, "changes")), 2);
    expect_outcomes(answer, "created,created,refused:repeated_in_file,refused:account_unknown,refused:lecture_unknown,"
                            "refused:student_unknown,refused:student_unknown");
    answer = done(&desk, HTTP_PUT, "/api/admin/marks", body, 200);
    assert_int_equal(json_array_size(json_object_get(answer, "changes")), 0);
    expect_outcomes(answer, "unchanged,unchanged,refused:repeated_in_file,refused:account_unknown,"
                            "refused:lecture_unknown,refused:student_unknown,refused:student_unknown");
    snprintf(body, sizeof(body), "/api/attendance/%" PRId64 "/marks/ext:s-1", college->lecture);
    answer = done(&desk, HTTP_GET, body, NULL, 200);
    assert_string_equal(json_text_at(answer, "mark.method"), "import");
    assert_int_equal(json_int_at(answer, "mark.minutes_late"), 5);
    assert_string_equal(json_text_at(answer, "mark.note"), "bus");
    json_decref(answer);

    snprintf(body, sizeof(body), "{\"changes\":[%" PRId64 ",%" PRId64 "]}", first, second);
    answer = done(&desk, HTTP_POST, "/api/admin/marks/undo", body, 200);
    assert_int_equal(json_int_at(answer, "changed"), 2);
    json_decref(answer);
    answer = done(&desk, HTTP_POST, "/api/admin/marks/undo", body, 200);
    assert_int_equal(json_int_at(answer, "changed"), 0);
    json_decref(answer);
    refused(&desk, HTTP_POST, "/api/admin/marks/undo", "{\"changes\":[900001]}", 404, "change_unknown");

    // Long after the lecture a mark is somebody's word against the record.
    api_world_pass(&desk.world, 8 * 60 * 60L);
    api_prove(&desk.world, &college->administrator, true);
    snprintf(body, sizeof(body),
             "{\"marks\":[{\"student_external_id\":\"s-1\",\"lecture_id\":%" PRId64 ",\"status\":\"E\"}]}",
             college->lecture);
    outcomes(&desk, HTTP_PUT, "/api/admin/marks", body, "refused:note_needed");
    snprintf(body, sizeof(body),
             "{\"marks\":[{\"student_external_id\":\"s-1\",\"lecture_id\":%" PRId64
             ",\"status\":\"E\"}],\"note\":\"Excursion\"}",
             college->lecture);
    outcomes(&desk, HTTP_PUT, "/api/admin/marks", body, "created");
    outcomes(&desk, HTTP_PUT, "/api/admin/marks", body, "unchanged");
    snprintf(body, sizeof(body),
             "{\"marks\":[{\"student_external_id\":\"s-1\",\"lecture_id\":%" PRId64
             ",\"status\":\"none\",\"note\":\"a slip\"}]}",
             college->lecture);
    outcomes(&desk, HTTP_PUT, "/api/admin/marks", body, "updated");
    refused(&desk, HTTP_PUT, "/api/admin/marks",
            "{\"marks\":[{\"student_id\":1,\"lecture_id\":1,\"status\":\"perhaps\"}]}", 422, "invalid_field");
    api_world_close(&desk.world);
}

/* ---- what is new ---- */

/* The ids of a list, as "17,18". */
static void expect_ids(struct desk *desk, const char *target, const char *list, const char *field, const char *ids)
{
    char text[256] = "";
    json_t *item, *answer = done(desk, HTTP_GET, target, NULL, 200);
    size_t i;
    json_array_foreach(json_object_get(answer, list), i, item)
    {
        size_t size = strlen(text);
        snprintf(text + size, sizeof(text) - size, "%s%" PRId64, i ? "," : "", json_int_at(item, field));
    }
    if (strcmp(text, ids) != 0)
        fail_msg("%s: %s instead of %s", target, text, ids);
    json_decref(answer);
}

/* A target with the time that it is now. */
static const char *since(struct desk *desk, const char *target, char text[static 192])
{
    char at[CLOCK_TEXT_SIZE];
    clock_format(api_world_now(&desk->world), at);
    snprintf(text, 192, "%s%supdated_since=%s", target, strchr(target, '?') ? "&" : "?", at);
    return text;
}

static void test_what_is_new(void **state)
{
    struct desk desk;
    char target[192], path[96], body[192], ids[64];
    desk_open(&desk, state);
    const struct college *college = &desk.college;
    api_world_pass(&desk.world, 60);
    expect_ids(&desk, since(&desk, "/api/admin/users", target), "users", "id", "");
    expect_ids(&desk, since(&desk, "/api/admin/classrooms", target), "classrooms", "id", "");

    // Of an account, a classroom, a lecture and a mark: what was changed, alone.
    snprintf(path, sizeof(path), "/api/admin/users/%" PRId64, college->student.id);
    json_t *answer = done(&desk, HTTP_PATCH, path, "{\"locale\":\"ar\",\"programme\":\"MSc\"}", 200);
    assert_string_equal(json_text_at(answer, "user.locale"), "ar");
    json_decref(answer);
    refused(&desk, HTTP_PATCH, path, "{\"locale\":\"../x\"}", 422, "invalid_field");
    snprintf(ids, sizeof(ids), "%" PRId64, college->student.id);
    expect_ids(&desk, since(&desk, "/api/admin/users", target), "users", "id", ids);
    expect_ids(&desk, since(&desk, "/api/admin/users?role=professor", target), "users", "id", "");
    snprintf(path, sizeof(path), "/api/admin/classrooms/%" PRId64, college->classroom);
    json_decref(done(&desk, HTTP_PATCH, path, "{\"department\":\"Physics\"}", 200));
    snprintf(ids, sizeof(ids), "%" PRId64, college->classroom);
    expect_ids(&desk, since(&desk, "/api/admin/classrooms", target), "classrooms", "id", ids);
    expect_ids(&desk, "/api/admin/classrooms?department=Physics", "classrooms", "id", ids);
    expect_ids(&desk, "/api/admin/classrooms?department=Chemistry", "classrooms", "id", "");
    snprintf(path, sizeof(path), "/api/classroom/%" PRId64 "/lectures", college->classroom);
    expect_ids(&desk, since(&desk, path, target), "lectures", "id", "");
    snprintf(path, sizeof(path), "/api/admin/classrooms/%" PRId64 "/lectures/bulk", college->classroom);
    snprintf(body, sizeof(body), "{\"lectures\":[{\"id\":%" PRId64 ",\"room\":\"C 3\"}]}", college->lecture);
    outcomes(&desk, HTTP_POST, path, body, "updated");
    snprintf(path, sizeof(path), "/api/classroom/%" PRId64 "/lectures", college->classroom);
    snprintf(ids, sizeof(ids), "%" PRId64, college->lecture);
    expect_ids(&desk, since(&desk, path, target), "lectures", "id", ids);
    expect_ids(&desk, path, "lectures", "id", ids);
    snprintf(body, sizeof(body),
             "{\"marks\":[{\"student_id\":%" PRId64 ",\"lecture_id\":%" PRId64 ",\"status\":\"P\"}]}",
             college->student.id, college->lecture);
    outcomes(&desk, HTTP_PUT, "/api/admin/marks", body, "created");
    snprintf(path, sizeof(path), "/api/classroom/%" PRId64 "/marks", college->classroom);
    expect_ids(&desk, since(&desk, path, target), "marks", "lecture_id", ids);
    api_world_pass(&desk.world, 60);
    expect_ids(&desk, since(&desk, path, target), "marks", "lecture_id", "");
    expect_ids(&desk, path, "marks", "lecture_id", ids);

    snprintf(path, sizeof(path), "/api/classroom/%" PRId64 "/marks?updated_since=yesterday", college->classroom);
    refused(&desk, HTTP_GET, path, NULL, 422, "invalid_field");
    snprintf(path, sizeof(path), "/api/classroom/%" PRId64 "/students?after=900001", college->classroom);
    refused(&desk, HTTP_GET, path, NULL, 422, "invalid_field");
    api_world_close(&desk.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_person),     TEST_ON_BOTH(test_people),    TEST_ON_BOTH(test_many_people),
        TEST_ON_BOTH(test_addressing), TEST_ON_BOTH(test_classroom), TEST_ON_BOTH(test_students),
        TEST_ON_BOTH(test_lectures),   TEST_ON_BOTH(test_marks),     TEST_ON_BOTH(test_what_is_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
