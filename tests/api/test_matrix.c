/* SPDX-License-Identifier: MIT */
/*
 * The matrix of rights: every route x everybody x {things of one's own class, of another class, that are not there}.
 * What must come out follows from the route's permission alone. A path with a :name that `kinds` cannot fill fails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/gate.h"
#include "base/str.h"
#include "support/api_client.h"

enum part { STRANGER, MEMBER, ASSISTANT, TEACHER };

/* Where the thing of the path is. */
enum place { HERE, ELSEWHERE, NOWHERE, PLACE_COUNT };

enum outcome { ADMITTED, NOT_SIGNED_IN, NOT_ALLOWED, NOT_FOUND };

/* Somebody, seen from the first professor's classroom. Things of a person are those of the first student. */
struct person_here {
    const char *name;
    struct visitor visitor;
    char letter; // n nobody, s student, p professor, a administrator
    enum part part;
    bool owner; // the first student
};

enum { PEOPLE = 8 };

struct stage {
    struct api_world world;
    struct college college;
    struct person_here people[PEOPLE];
    int64_t flag;
};

/* One statement with a new row's id. */
struct row {
    const char *sql;
    struct db_values values;
    int64_t id;
};

static enum db_status insert_row(struct db *db, void *context)
{
    struct row *row = context;
    return db_insert(db, &row->id, row->sql, row->values);
}

static int64_t insert(struct stage *stage, const char *sql, struct db_values values)
{
    struct row row = {sql, values, 0};
    enum db_status status = store_write(stage->world.test->store, insert_row, &row);
    if (status != DB_OK && status != DB_ROW)
        fail_msg("could not insert: %s", sql);
    return row.id;
}

static int64_t classroom_id(struct stage *stage, bool elsewhere)
{
    return elsewhere ? stage->college.other_classroom : stage->college.classroom;
}

static int64_t lecture_id(struct stage *stage, bool elsewhere)
{
    return elsewhere ? stage->college.other_lecture : stage->college.lecture;
}

static int64_t student_id(struct stage *stage, bool elsewhere)
{
    return elsewhere ? stage->college.other_student.id : stage->college.student.id;
}

static int64_t flag_id(struct stage *stage, bool elsewhere)
{
    (void)elsewhere; // flags belong to the institution
    if (stage->flag == 0)
        stage->flag =
            insert(stage,
                   "INSERT INTO flags (kind, user_id, other_user_id, created_at) VALUES (?, ?, ?, ?) "
                   "RETURNING id",
                   DB_VALUES(T("look_alike"), I(stage->college.student.id), I(stage->college.other_student.id), I(1)));
    return stage->flag;
}

/*
 * What a path may name, in the order of the alphabet: the id of one that is the first student's or in their classroom,
 * or (`elsewhere`) another's. A new :name is entered here.
 */
static const struct kind {
    const char *name;
    int64_t (*find)(struct stage *stage, bool elsewhere);
} kinds[] = {
    {"classroom", classroom_id},
    {"flag", flag_id},
    {"lecture", lecture_id},
    {"student", student_id},
};

/* Examples that name the first student: their text before and behind the id. */
static const struct {
    const char *pattern;
    const char *start, *end;
} bodies[] = {
    {"/api/attendance/:lecture/photo/confirm", "{\"students\":[", "],\"status\":\"P\"}"},
};

static void stage_open(struct stage *stage, void **state)
{
    memset(stage, 0, sizeof(*stage));
    api_world_open(&stage->world, state, NULL);
    api_college(&stage->world, &stage->college);
    struct visitor mate = api_join(&stage->world, "dennis", ROLE_STUDENT);
    struct visitor assistant = api_join(&stage->world, "frances", ROLE_STUDENT);
    char body[64];
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", stage->college.code);
    json_decref(api_expect(api_ask(&stage->world, &mate, HTTP_POST, "/api/student/join", body), 200));
    insert(stage,
           "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) VALUES (?, ?, ?, ?) RETURNING user_id",
           DB_VALUES(I(stage->college.classroom), I(assistant.id), T("assistant"), I(1)));
    const struct person_here people[PEOPLE] = {
        {"nobody", {0}, 'n', STRANGER, false},
        {"the student", stage->college.student, 's', MEMBER, true},
        {"another student of the class", mate, 's', MEMBER, false},
        {"a student of another class", stage->college.other_student, 's', STRANGER, false},
        {"the assistant", assistant, 's', ASSISTANT, false},
        {"the professor", stage->college.professor, 'p', TEACHER, false},
        {"a professor of another class", stage->college.other_professor, 'p', STRANGER, false},
        {"the administrator", stage->college.administrator, 'a', STRANGER, false},
    };
    memcpy(stage->people, people, sizeof(people));
}

static void stage_close(struct stage *stage)
{
    api_world_close(&stage->world);
}

/* The role's right and the part a permission asks for, said once more than in the gate. */
static enum outcome expected(const struct api_route *route, const struct person_here *person)
{
    static const char *const letters[PERMISSION_COUNT] = {
        [ANYONE] = "nspa",      [SIGNED_IN] = "spa",  [STUDENT] = "s",        [PROFESSOR] = "p",
        [ADMINISTRATOR] = "a",  [STAFF] = "pa",       [CLASS_TEACHER] = "p",  [CLASS_ASSISTANT] = "sp",
        [CLASS_READER] = "spa", [CLASS_MEMBER] = "s", [CLASS_ANYONE] = "spa",
    };
    bool administrator = person->letter == 'a';
    bool named = strchr(route->pattern, ':') != NULL;
    if (strchr(letters[route->permission], person->letter) == NULL)
        return person->letter == 'n' ? NOT_SIGNED_IN : NOT_ALLOWED;
    switch (route->permission) {
    case CLASS_TEACHER:
        return person->part == TEACHER ? ADMITTED : NOT_FOUND;
    case CLASS_ASSISTANT:
        return person->part >= ASSISTANT ? ADMITTED : NOT_FOUND;
    case CLASS_READER:
        return person->part >= ASSISTANT || administrator ? ADMITTED : NOT_FOUND;
    case CLASS_MEMBER:
        return person->part == MEMBER ? ADMITTED : NOT_FOUND;
    case CLASS_ANYONE:
        return person->part != STRANGER || administrator ? ADMITTED : NOT_FOUND;
    case SIGNED_IN:
    case STUDENT:
    case PROFESSOR:
        return !named || person->owner ? ADMITTED : NOT_FOUND;
    default:
        return ADMITTED;
    }
}

/* The route's address: with things of the first class, of the other one, or that are not there. */
static void fill(struct stage *stage, const struct api_route *route, enum place place, char target[static 256])
{
    const char *pattern = route->pattern;
    size_t size = 0;
    while (*pattern != '\0' && size < 200) {
        if (*pattern != ':') {
            target[size++] = *pattern++;
            continue;
        }
        size_t length = strcspn(pattern + 1, "/");
        const struct kind *kind = NULL;
        for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
            if (strlen(kinds[i].name) == length && strncmp(kinds[i].name, pattern + 1, length) == 0)
                kind = &kinds[i];
        if (kind == NULL)
            fail_msg("%s: enter what %.*s is in the kinds of tests/api/test_matrix.c", route->pattern, (int)length + 1,
                     pattern);
        int64_t id = place == NOWHERE ? 900001 : kind->find(stage, place == ELSEWHERE);
        size += (size_t)snprintf(target + size, 256 - size, "%lld", (long long)id);
        pattern += length + 1;
    }
    target[size] = '\0';
}

static struct answer ask(struct stage *stage, const struct api_route *route, const struct person_here *person,
                         enum place place)
{
    static const struct message_header binary[] = {{"Content-Type", "application/octet-stream"}, {0}};
    char target[256];
    char body[1024] = "";
    size_t size = 0;
    fill(stage, route, place, target);
    if (route->body >= BURST_BODY) {
        memcpy(body, "\0\0\0\1x", 5);
        size = 5;
    } else if (route->body != NO_BODY) {
        snprintf(body, sizeof(body), "%s", route->example != NULL ? route->example : "{}");
        for (size_t i = 0; i < ARRAY_LENGTH(bodies); i++)
            if (strcmp(route->pattern, bodies[i].pattern) == 0)
                snprintf(body, sizeof(body), "%s%lld%s", bodies[i].start, (long long)stage->college.student.id,
                         bodies[i].end);
        size = strlen(body);
    }
    return api_send(&stage->world, &person->visitor, route->method, target, route->body >= BURST_BODY ? binary : NULL,
                    body, size);
}

/* Judges the answer and says whether it was a success. */
static bool judge(const struct api_route *route, const struct person_here *person, enum place place,
                  enum outcome outcome, struct answer answer)
{
    static const char *const places[PLACE_COUNT] = {"here", "elsewhere", "nowhere"};
    static const char *const codes[] = {
        [NOT_SIGNED_IN] = "not_signed_in", [NOT_ALLOWED] = "not_allowed", [NOT_FOUND] = "not_found"};
    static const unsigned statuses[] = {[NOT_SIGNED_IN] = 401, [NOT_ALLOWED] = 403, [NOT_FOUND] = 404};
    const char *code = json_string_value(json_object_get(answer.body, "code"));
    bool good = answer.status < 300;
    if (outcome == ADMITTED) {
        for (size_t i = NOT_SIGNED_IN; i <= NOT_FOUND; i++)
            if (answer.status >= 400 && code != NULL && strcmp(code, codes[i]) == 0)
                fail_msg("%d %s, %s, %s: %s instead of admitted", (int)route->method, route->pattern, person->name,
                         places[place], code);
        answer_release(&answer);
        return good;
    }
    if (answer.status != statuses[outcome])
        print_error("%d %s, %s, %s\n", (int)route->method, route->pattern, person->name, places[place]);
    api_expect_problem(answer, statuses[outcome], codes[outcome]);
    return false;
}

/* What the person finds at the place: nothing of another class, of another person, or that is not there. */
static enum outcome expected_at(const struct api_route *route, const struct person_here *person, enum place place)
{
    enum outcome outcome = expected(route, person);
    bool named = strchr(route->pattern, ':') != NULL;
    bool general = route->permission == ANYONE || route->permission == ADMINISTRATOR || route->permission == STAFF;
    if (outcome != ADMITTED || place == HERE || !named)
        return outcome;
    if (place == NOWHERE)
        return route->permission == ANYONE ? ADMITTED : NOT_FOUND; // a secret link says what it likes of a wrong one
    bool sees_all = person->letter == 'a' && (route->permission == CLASS_READER || route->permission == CLASS_ANYONE);
    return general || sees_all ? ADMITTED : NOT_FOUND;
}

/* Those who may not, wherever: refused as the permission says, and not a row is changed. */
static void test_refusals(void **state)
{
    struct stage stage;
    const struct api_route *route;
    stage_open(&stage, state);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        char target[256];
        fill(&stage, route, HERE, target); // makes what is missing before the rows are counted
        char *before = api_rows(&stage.world);
        for (size_t k = 0; k < PEOPLE * PLACE_COUNT; k++) {
            const struct person_here *person = &stage.people[k / PLACE_COUNT];
            enum place place = (enum place)(k % PLACE_COUNT);
            enum outcome outcome = expected_at(route, person, place);
            /* In another's own classroom the other professor is at home. */
            bool at_home = place == ELSEWHERE && (person->visitor.id == stage.college.other_professor.id ||
                                                  person->visitor.id == stage.college.other_student.id);
            if (outcome != ADMITTED && (!at_home || outcome != NOT_FOUND))
                judge(route, person, place, outcome, ask(&stage, route, person, place));
        }
        char *after = api_rows(&stage.world);
        if (strcmp(before, after) != 0)
            fail_msg("%s: a refusal changed rows:\n%s%s", route->pattern, before, after);
        free(before);
        free(after);
    }
    stage_close(&stage);
}

/*
 * Those who may: whatever else the answer is, it is no refusal of theirs. What changed something gets a new stage; that
 * takes MariaDB half a second, so only reading is done there.
 */
static void test_admissions(void **state)
{
    struct stage stage;
    const struct api_route *route;
    stage_open(&stage, state);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        for (size_t k = 0; k < PEOPLE; k++) {
            const struct person_here *person = &stage.people[k];
            if (expected(route, person) != ADMITTED ||
                (route->method != HTTP_GET && stage.world.test->engine == TEST_MARIADB))
                continue;
            bool done = judge(route, person, HERE, ADMITTED, ask(&stage, route, person, HERE));
            if (done && route->method != HTTP_GET) {
                enum test_engine engine = stage.world.test->engine;
                stage_close(&stage);
                test_teardown(state);
                *state = test_store_open(engine);
                stage_open(&stage, state);
            }
        }
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_refusals),
        TEST_ON_BOTH(test_admissions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
