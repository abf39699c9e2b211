/* SPDX-License-Identifier: MIT */
/* A page of the web app tells that it broke. */
#include "api/gate/page_faults.h"
#include "api/routes.h"
#include "base/clock.h"

static const struct json_field client_error_fields[] = {
    {"message", JSON_FIELD_TEXT, true, offsetof(struct page_fault, message), 1, PAGE_FAULT_MESSAGE_MAX},
    {"path", JSON_FIELD_TEXT, true, offsetof(struct page_fault, path), 1, PAGE_FAULT_PATH_MAX},
    {"stack", JSON_FIELD_TEXT, false, offsetof(struct page_fault, stack), 0, PAGE_FAULT_STACK_MAX},
    {"build", JSON_FIELD_TEXT, false, offsetof(struct page_fault, build), 0, PAGE_FAULT_BUILD_MAX},
    {0},
};

static unsigned client_error(struct call *call)
{
    struct page_fault fault = {.stack = "", .build = ""};
    unsigned problem = call_read(call, client_error_fields, &fault);
    if (problem != FAULT_NONE)
        return problem;
    const char *wrong = page_fault_wrong(&fault);
    if (wrong)
        return call_tell_field(call, &(struct json_error){wrong, "may name files and pages of the app alone"});
    unsigned retry_s;
    int64_t now_ms = clock_steady_ns() / 1000000;
    if (!page_faults_take(call->gate->page_faults, call->message->client_network, now_ms, &retry_s)) {
        call->more.retry_after = retry_s;
        return PROBLEM_TOO_MANY_REQUESTS;
    }
    page_fault_log(&fault, call->message->request_id);
    return call_reply_empty(call);
}

/* clang-format off */
const struct api_route client_error_routes[] = {
    {HTTP_POST, "/api/client-error", ANYONE, client_error, JSON_BODY, false,
     .summary = "Tell that a page of the app broke: one line in the server's log, nothing of anybody in it",
     .fields = client_error_fields,
     .example = "{\"message\":\"x is undefined\",\"path\":\"/classroom/:id/board\",\"stack\":\"index-1a2b3c4d.js:1:2345\","
                "\"build\":\"index-1a2b3c4d.js\"}",
     .answer = "204"},
    {0},
};
/* clang-format on */
