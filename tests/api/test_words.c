/* SPDX-License-Identifier: MIT */
/*
 * The words of the description: every field, parameter and shape has a sentence, every sentence a field; numbers, times
 * and fixed words have an example that their schema takes; a route names codes that there are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/api.h"
#include "api/describe/choices.h"
#include "api/describe/notes.h"
#include "api/describe/openapi.h"
#include "api/describe/refused.h"
#include "api/describe/words.h"
#include "base/str.h"
#include "support/schema_check.h"

enum { PLACE_SIZE = 200, ROWS_MAX = 4096 };

struct walk {
    const json_t *document;
    const struct field_words *used[ROWS_MAX]; // rows that some field has
    size_t used_count;
    size_t fields, missing;
};

static void note_use(struct walk *walk, const struct field_words *row)
{
    for (size_t i = 0; i < walk->used_count; i++)
        if (walk->used[i] == row)
            return;
    assert_true(walk->used_count < ROWS_MAX);
    walk->used[walk->used_count++] = row;
}

static bool needs_example(const json_t *schema)
{
    const json_t *type = json_object_get(schema, "type");
    const char *word = json_string_value(json_is_array(type) ? json_array_get(type, 0) : type);
    return word && strcmp(word, "object") != 0 && strcmp(word, "array") != 0 && strcmp(word, "boolean") != 0;
}

/* `told` has the sentence, `schema` the example. */
static void check_field(struct walk *walk, const json_t *told, const json_t *schema, const char *place,
                        const char *name)
{
    char where[SCHEMA_WHERE_SIZE];
    const char *words = json_string_value(json_object_get(told, "description"));
    const json_t *examples = json_object_get(schema, "examples");
    const struct field_words *row = words_find(place, name);
    walk->fields++;
    if (!row || !words) {
        print_error("%s: %s has no sentence (src/api/describe/words_*.c)\n", place, name);
        walk->missing++;
        return;
    }
    note_use(walk, row);
    if (words[strlen(words) - 1] != '.' || strstr(words, "..") || *words < '0')
        print_error("%s: %s: no sentence: %s\n", place, name, words), walk->missing++;
    if (needs_example(schema) && !examples)
        print_error("%s: %s has no example\n", place, name), walk->missing++;
    for (size_t i = 0; i < json_array_size(examples); i++)
        if (!schema_accepts(walk->document, schema, json_array_get(examples, i), where))
            print_error("%s: the example of %s is not taken: %s\n", place, name, where), walk->missing++;
}

static void walk_schema(struct walk *walk, const json_t *schema, const char *place)
{
    const char *name;
    json_t *property;
    json_object_foreach(json_object_get(schema, "properties"), name, property)
    {
        char inner[PLACE_SIZE];
        check_field(walk, property, property, place, name);
        snprintf(inner, sizeof(inner), "%s.%s", place, name);
        walk_schema(walk, property, inner);
    }
    if (json_object_get(schema, "items"))
        walk_schema(walk, json_object_get(schema, "items"), place);
    if (json_is_object(json_object_get(schema, "additionalProperties")))
        walk_schema(walk, json_object_get(schema, "additionalProperties"), place);
    const json_t *either = json_object_get(schema, "anyOf");
    for (size_t i = 0; i < json_array_size(either); i++)
        walk_schema(walk, json_array_get(either, i), place);
}

static void walk_content(struct walk *walk, json_t *content, const char *place)
{
    const char *type;
    json_t *media;
    json_object_foreach(content, type, media) walk_schema(walk, json_object_get(media, "schema"), place);
}

static void walk_operation(struct walk *walk, json_t *operation)
{
    const char *name = json_string_value(json_object_get(operation, "operationId")), *status;
    const json_t *parameters = json_object_get(operation, "parameters");
    char place[PLACE_SIZE];
    json_t *response;
    for (size_t i = 0; i < json_array_size(parameters); i++) {
        const json_t *one = json_array_get(parameters, i);
        const char *in = json_string_value(json_object_get(one, "in"));
        if (!in)
            continue; // a reference
        bool query = strcmp(in, "query") == 0;
        snprintf(place, sizeof(place), "%s%s", query ? name : in, query ? "?" : "");
        check_field(walk, one, json_object_get(one, "schema"), place, json_string_value(json_object_get(one, "name")));
    }
    walk_content(walk, json_object_get(json_object_get(operation, "requestBody"), "content"), name);
    snprintf(place, sizeof(place), "%s>", name);
    json_object_foreach(json_object_get(operation, "responses"), status, response)
    {
        if (*status != '2')
            continue;
        assert_non_null(json_string_value(json_object_get(response, "description")));
        walk_content(walk, json_object_get(response, "content"), place);
    }
}

static void walk_document(struct walk *walk)
{
    const char *name;
    json_t *schema, *item, *operation;
    json_object_foreach(json_object_get(json_object_get(walk->document, "components"), "schemas"), name, schema)
    {
        const struct field_words *row = words_find(name, NULL);
        if (row)
            note_use(walk, row);
        else
            print_error("the shape %s has no sentence\n", name), walk->missing++;
        walk_schema(walk, schema, name);
    }
    json_object_foreach(json_object_get(walk->document, "paths"), name, item)
    {
        const char *method;
        json_object_foreach(item, method, operation) walk_operation(walk, operation);
    }
}

static json_t *open_document(void)
{
    char *text = api_openapi("test");
    json_t *document = text ? json_loads(text, 0, NULL) : NULL;
    assert_non_null(document);
    free(text);
    return document;
}

static void test_every_field_has_a_sentence(void **state)
{
    static struct walk walk;
    json_t *document = open_document();
    (void)state;
    walk = (struct walk){.document = document};
    walk_document(&walk);
    assert_true(walk.fields > 1500);
    assert_int_equal(walk.missing, 0);
    const struct field_words *table;
    unsigned unused = 0;
    for (unsigned i = 0; (table = words_table(i)) != NULL; i++)
        for (const struct field_words *row = table; row->text; row++) {
            bool used = strcmp(row->place ? row->place : "", "page") == 0; // a shape that lists take apart
            for (size_t k = 0; k < walk.used_count && !used; k++)
                used = walk.used[k] == row;
            if (!used)
                print_error("nothing is described by: %s, %s\n", row->place ? row->place : "(everywhere)",
                            row->field ? row->field : "(itself)");
            unused += !used;
        }
    assert_int_equal(unused, 0);
    json_decref(document);
}

static bool is_operation(const char *name)
{
    const struct api_route *route;
    char other[PLACE_SIZE];
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        if (openapi_name(route, sizeof(other), other) && strcmp(other, name) == 0)
            return true;
    return false;
}

static void test_codes_of_routes(void **state)
{
    (void)state;
    for (const struct refused_words *row = refused_own; row->operation; row++) {
        char code[64];
        if (!is_operation(row->operation))
            fail_msg("there is no operation %s", row->operation);
        for (const char *at = row->codes; *at != '\0'; at += strspn(at, " ")) {
            size_t size = strcspn(at, " ");
            snprintf(code, sizeof(code), "%.*s", (int)size, at);
            if (strcmp(problem_code(problem_find(code)), code) != 0)
                fail_msg("%s: there is no problem %s", row->operation, code);
            at += size;
        }
    }
    const struct api_route *route;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        const char *codes[REFUSED_MAX];
        assert_true(refused_of(route, codes) < REFUSED_MAX);
        assert_false(refused_may(route, "nothing"));
        assert_true(refused_may(route, "too_many_requests") && refused_may(route, "busy"));
    }
}

/* A field whose fixed words are a list has that very list in the description. */
static void test_fixed_words(void **state)
{
    static const char *const cases[][3] = {
        {"postClassroom", "policy", "active_colour"},
        {"putClassroomProofs", "device_rule", "refuse"},
        {"postAdminInvitations", "role", "professor"},
        {"postClassroomStaff", "part", "assistant"},
        {"postAdminLeaveKinds", "decider", "office"},
        {"postClassroomBoard", "kind", "assessment"},
        {"postAdminKiosks", "badge", "flag"},
        {"postAdminLeaveKinds", "status", "P"},
        {"patchAttendanceByLecture", "auto_open", "off"},
        {"patchClassroomByClassroom", "excused_counts", "missed"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const char *list = choices_of(cases[i][0], cases[i][1]), *word;
        bool found = false;
        assert_non_null(list);
        for (size_t k = 0; (word = choices_text(list, strlen(list), k)) != NULL; k++)
            found = found || strcmp(word, cases[i][2]) == 0;
        if (!found)
            fail_msg("%s: %s lacks %s", cases[i][0], cases[i][1], cases[i][2]);
    }
    assert_null(choices_of("postClassroom", "subject"));
    assert_null(choices_text("nothing", 7, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_field_has_a_sentence),
        cmocka_unit_test(test_codes_of_routes),
        cmocka_unit_test(test_fixed_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
