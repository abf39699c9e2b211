/* SPDX-License-Identifier: MIT */
/* Accounts, made by an institution's program. */
#include <stddef.h>
#include <string.h>

#include "api/program/program.h"
#include "api/routes.h"
#include "base/str.h"
#include "school/people/people.h"

enum { LOCALE_SIZE = 16, ROLE_SIZE = 32 };

/* Longer texts than an account takes are refused by the rule, not by the table: of many rows, one alone. */
enum { ROW_TEXT_MAX = 1000 };

struct person_body {
    struct program_person person;
    bool mail;
};

/* clang-format off */
#define PERSON(name, most) {#name, JSON_FIELD_TEXT, false, offsetof(struct person_body, person.name), 0, most}
/* clang-format on */

static const struct json_field person_fields[] = {
    PERSON(name, ACCOUNT_NAME_MAX),
    PERSON(given_name, ACCOUNT_NAME_MAX),
    PERSON(family_name, ACCOUNT_NAME_MAX),
    {"email", JSON_FIELD_TEXT, true, offsetof(struct person_body, person.email), 1, ACCOUNT_EMAIL_MAX},
    PERSON(role, ROLE_SIZE),
    PERSON(external_id, ACCOUNT_EXTERNAL_MAX),
    PERSON(programme, ACCOUNT_PROGRAMME_MAX),
    PERSON(locale, LOCALE_SIZE),
    {"mail", JSON_FIELD_BOOL, false, offsetof(struct person_body, mail), 0, 0},
    {0},
};

/* What the rule of the import calls a refusal, as a route refuses. */
static unsigned problem_of(struct call *call, const struct program_outcome *outcome)
{
    static const struct {
        const char *reason;
        enum fault fault;
        const char *field; // of a fault that many fields have
    } table[] = {
        {"name_invalid", FAULT_NAME_INVALID, NULL},
        {"email_missing", FAULT_EMAIL_INVALID, NULL},
        {"email_invalid", FAULT_EMAIL_INVALID, NULL},
        {"email_unproven", FAULT_EMAIL_UNPROVEN, NULL},
        {"email_taken", FAULT_EMAIL_TAKEN, NULL},
        {"external_id_invalid", FAULT_TEXT_INVALID, "external_id"},
        {"external_id_taken", FAULT_EXTERNAL_ID_TAKEN, NULL},
        {"external_id_twice", FAULT_EXTERNAL_ID_TWICE, NULL},
        {"programme_invalid", FAULT_PROGRAMME_INVALID, NULL},
        {"role_unknown", FAULT_ROLE_UNKNOWN, NULL},
        // The address, or the number, of somebody whom no import touches.
        {"account_protected", FAULT_EMAIL_TAKEN, NULL},
        {"account_erased", FAULT_EMAIL_TAKEN, NULL},
        {"role_differs", FAULT_EMAIL_TAKEN, NULL},
        {"external_id_differs", FAULT_EMAIL_TAKEN, NULL},
    };
    if (!outcome->reason)
        return outcome->fault;
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++)
        if (strcmp(table[i].reason, outcome->reason) == 0) {
            call->more.field = table[i].field;
            return table[i].fault;
        }
    bool role = strcmp(outcome->reason, "role_protected") == 0;
    return call_tell_field(call, role ? &(struct json_error){"role", "must be student or professor"}
                                      : &(struct json_error){"locale", "must be a language such as en or pt-BR"});
}

static unsigned program_user_new(struct call *call)
{
    struct person_body body = {0};
    struct program_outcome outcome;
    struct person_detail detail;
    unsigned problem = call_read(call, person_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = program_person_make(call->school, &call->actor, &body.person, body.mail, call->arena, &outcome);
    if (fault != FAULT_NONE)
        return fault;
    if (outcome.outcome != JOB_CREATED)
        return problem_of(call, &outcome);
    fault = people_get(call->school, &call->actor, outcome.id, call->arena, &detail);
    if (fault != FAULT_NONE)
        return fault;
    call_tag(call, detail.user.version);
    return call_reply(call, 201, people_shape(&detail));
}

/* clang-format off */
#define ROW(name) {#name, JSON_FIELD_TEXT, false, offsetof(struct program_person, name), 0, ROW_TEXT_MAX}
/* clang-format on */

static const struct json_field row_fields[] = {
    ROW(name),        ROW(given_name), ROW(family_name), ROW(email), ROW(role),
    ROW(external_id), ROW(programme),  ROW(locale),      {0},
};

static const struct json_field bulk_fields[] = {
    {"mail", JSON_FIELD_BOOL, false, offsetof(struct person_body, mail), 0, 0},
    {0},
};

static unsigned program_users_bulk(struct call *call)
{
    static const struct program_person nobody;
    struct person_body body = {0};
    const struct program_rows rows = {"users", row_fields, sizeof(struct program_person), &nobody, bulk_fields, &body};
    json_t *document;
    void *people;
    size_t count;
    unsigned problem = program_read(call, &rows, &document, &people, &count);
    if (problem != FAULT_NONE)
        return problem;
    json_decref(document);
    struct program_outcome *outcomes = arena_calloc(call->arena, count, sizeof(*outcomes));
    enum fault fault = outcomes
                           ? program_people(call->school, &call->actor, people, count, body.mail, call->arena, outcomes)
                           : FAULT_INTERNAL;
    return fault != FAULT_NONE ? fault : call_reply(call, 200, program_answer(call, outcomes, count));
}

/* clang-format off */
const struct api_route program_people_routes[] = {
    {HTTP_POST, "/api/admin/users", ADMINISTRATOR, program_user_new, JSON_BODY, true,
     .summary = "Make an account for a student or a professor", .fields = person_fields,
     .takes = "{name?:text,given_name?:text,family_name?:text,email:text,role?:student|professor,external_id?:text,"
              "programme?:text,locale?:text,mail?:bool}",
     .example = "{\"name\":\"Emmy Noether\",\"email\":\"emmy@example.org\",\"external_id\":\"s-1882\"}",
     .made = "/api/admin/users/{user.id}", .answer = "201 user_detail"},
    {HTTP_POST, "/api/admin/users/bulk", ADMINISTRATOR, program_users_bulk, LIST_BODY, true,
     .cost = 20, .summary = "Make or change many accounts, each found by its external id, then by its address",
     .fields = bulk_fields,
     .takes = "{users:[{name?:text,given_name?:text,family_name?:text,email?:text,role?:text,external_id?:text,"
              "programme?:text,locale?:text}],mail?:bool}",
     .example = "{\"users\":[{\"name\":\"Sophie Germain\",\"email\":\"sophie@example.org\",\"external_id\":\"s-1776\"}]}",
     .answer = "200 {" PROGRAM_ANSWER "}"},
    {0},
};
/* clang-format on */
