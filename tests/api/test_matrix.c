/* SPDX-License-Identifier: MIT */
/*
 * The matrix of rights: every route x everybody x {things of one's own class, of another class, that are not there}.
 * What must come out follows from the route's permission alone. A path with a :name that support/api_stage.c cannot
 * fill fails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "support/api_stage.h"

enum outcome { ADMITTED, NOT_SIGNED_IN, NOT_ALLOWED, NOT_FOUND, NO_KIOSK };

/* The role's right and the part a permission asks for, said once more than in the gate. */
static enum outcome expected(const struct api_route *route, const struct person_here *person)
{
    static const char *const letters[PERMISSION_COUNT] = {
        [ANYONE] = "nspak",     [SIGNED_IN] = "spa",   [STUDENT] = "s",
        [PROFESSOR] = "p",      [ADMINISTRATOR] = "a", [STAFF] = "pa",
        [OFFICE] = "pa",        [CLASS_TEACHER] = "p", [CLASS_ASSISTANT] = "sp",
        [CLASS_READER] = "spa", [CLASS_MEMBER] = "s",  [CLASS_ANYONE] = "spa",
        [KIOSK] = "k",
    };
    bool administrator = person->letter == 'a';
    bool named = strchr(route->pattern, ':') != NULL;
    if (!strchr(letters[route->permission], person->letter))
        return route->permission == KIOSK                       ? NO_KIOSK
               : person->letter == 'n' || person->letter == 'k' ? NOT_SIGNED_IN
                                                                : NOT_ALLOWED;
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
    case OFFICE: // nobody is named here
        return administrator ? ADMITTED : NOT_FOUND;
    case SIGNED_IN:
    case STUDENT:
    case PROFESSOR:
        return !named || person->owner ? ADMITTED : NOT_FOUND;
    default:
        return ADMITTED;
    }
}

static struct answer ask(struct stage *stage, const struct api_route *route, const struct person_here *person,
                         enum place place)
{
    static const struct message_header binary[] = {{"Content-Type", "application/octet-stream"}, {0}};
    char target[256];
    char body[STAGE_BODY_SIZE] = "";
    size_t size = 0;
    stage_target(stage, route, place, target);
    if (route->body >= BURST_BODY) {
        memcpy(body, "\0\0\0\1x\0\0\0\1y", 10);
        size = 10;
    } else if (route->body != NO_BODY) {
        stage_body(stage, route, body);
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
    static const char *const codes[] = {[NOT_SIGNED_IN] = "not_signed_in",
                                        [NOT_ALLOWED] = "not_allowed",
                                        [NOT_FOUND] = "not_found",
                                        [NO_KIOSK] = "kiosk_unknown"};
    static const unsigned statuses[] = {
        [NOT_SIGNED_IN] = 401, [NOT_ALLOWED] = 403, [NOT_FOUND] = 404, [NO_KIOSK] = 401};
    const char *code = json_string_value(json_object_get(answer.body, "code"));
    bool good = answer.status < 300;
    if (outcome == ADMITTED) {
        for (size_t i = NOT_SIGNED_IN; i <= NO_KIOSK; i++)
            if (answer.status >= 400 && code && strcmp(code, codes[i]) == 0)
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
    bool general = route->permission == ANYONE || route->permission == ADMINISTRATOR || route->permission == STAFF ||
                   route->permission == OFFICE;
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
        stage_target(&stage, route, HERE, target); // makes what is missing before the rows are counted
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
