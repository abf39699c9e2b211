/* SPDX-License-Identifier: MIT */
#include "api/describe/refused.h"

#include <stdlib.h>
#include <string.h>

#include "api/describe/openapi.h"
#include "api/gate/scopes.h"

enum { NAME_SIZE = 128 };

struct list {
    const char **codes;
    size_t count;
};

/* The stable text of a code of `size` bytes; NULL when no problem has it. */
static const char *code_of(const char *text, size_t size)
{
    for (unsigned i = FAULT_NONE + 1; i < PROBLEM_COUNT; i++) {
        const char *code = problem_code(i);
        if (*code == *text && strncmp(code, text, size) == 0 && code[size] == '\0')
            return code;
    }
    return NULL;
}

static bool holds(const struct list *list, const char *code)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->codes[i], code) == 0)
            return true;
    return false;
}

/* Each word of `words` that is a code, once. */
static void add(struct list *list, const char *words)
{
    while (*words != '\0') {
        size_t size = strcspn(words, " ");
        const char *code = code_of(words, size);
        if (code && list->count < REFUSED_MAX && !holds(list, code))
            list->codes[list->count++] = code;
        words += size + strspn(words + size, " ");
    }
}

static void add_if(struct list *list, bool applies, const char *words)
{
    if (applies)
        add(list, words);
}

static int by_status(const void *a, const void *b)
{
    const char *const *one = a, *const *other = b;
    unsigned status = problem_status(problem_find(*one)), other_status = problem_status(problem_find(*other));
    return status != other_status ? (status > other_status) - (status < other_status) : strcmp(*one, *other);
}

/* Whether the path names an account, which several may be that have one external id. */
static bool takes_external(const struct api_route *route)
{
    return strstr(route->pattern, "/:user") || strstr(route->pattern, "/:student");
}

static void add_of_gate(struct list *list, const struct api_route *route)
{
    bool person = route->permission != ANYONE && route->permission != KIOSK;
    bool changes = route->method != HTTP_GET;
    bool json = route->body == JSON_BODY || route->body == LIST_BODY;
    bool repeats = person && (route->method == HTTP_POST || route->method == HTTP_PUT);
    add(list, "unknown_parameter too_many_requests");
    add_if(list, route->query != NULL, "repeated_parameter invalid_field");
    add_if(list, json, "bad_json invalid_field");
    add_if(list, route->body != NO_BODY, "body_too_large wrong_content_type");
    add_if(list, person, "not_signed_in session_expired");
    unsigned scope = api_route_scope(route);
    add_if(list, person, "token_unknown token_expired token_revoked tokens_off");
    add_if(list, person && scope < SCOPE_COUNT, "token_scope");
    add_if(list, person && scope < SCOPE_COUNT && changes, "token_protected");
    add_if(list, !person || scope == SCOPE_NONE, "token_not_here");
    add_if(list, route->permission == KIOSK, "kiosk_unknown kiosk_revoked");
    add_if(list, changes, "csrf_failed");
    add_if(list, person && route->permission != SIGNED_IN, "not_allowed");
    add_if(list, person && !route->before_factor, "second_factor_required");
    add_if(list, api_route_proof(route) != PROOF_NONE, "step_up_needed");
    add_if(list, strchr(route->pattern, ':') || route->permission >= OFFICE, "not_found");
    add_if(list, person && takes_external(route), "external_id_twice");
    add_if(list, repeats, "idempotency_mismatch answer_not_kept");
    add_if(list, route->headers && strstr(route->headers, "If-Match"), "changed_meanwhile invalid_field");
    // What a classroom and its lectures refuse to whoever changes them.
    add_if(list, changes && route->permission >= CLASS_TEACHER && route->permission != KIOSK,
           "classroom_archived lecture_cancelled too_many_things");
    add_if(list, route->body == BURST_BODY, "bad_burst too_many_pictures");
    for (unsigned i = FAULT_FACE + 1; route->body == BURST_BODY && i <= FAULT_FACE_LAST; i++)
        add_if(list, problem_status(i) == 422, problem_code(i));
}

static void add_all(struct list *list, const struct api_route *route)
{
    char name[NAME_SIZE];
    add_of_gate(list, route);
    if (openapi_name(route, sizeof(name), name))
        for (const struct refused_words *row = refused_own; row->operation; row++)
            if (strcmp(row->operation, name) == 0)
                add(list, row->codes);
}

size_t refused_of(const struct api_route *route, const char *codes[static REFUSED_MAX])
{
    struct list list = {codes, 0};
    add_all(&list, route);
    qsort(codes, list.count, sizeof(codes[0]), by_status);
    return list.count;
}

bool refused_says(const struct api_route *route, const char *code)
{
    const char *codes[REFUSED_MAX];
    struct list list = {codes, 0};
    add_all(&list, route);
    return holds(&list, code);
}

bool refused_may(const struct api_route *route, const char *code)
{
    static const char *const any[] = {"bad_request",     "timeout",           "length_required",   "body_too_large",
                                      "target_too_long", "headers_too_large", "method_not_allowed"};
    const struct list all = {(const char **)any, sizeof(any) / sizeof(any[0])};
    return refused_says(route, code) || holds(&all, code) || problem_status(problem_find(code)) >= 500;
}
