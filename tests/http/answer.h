/* SPDX-License-Identifier: MIT */
/* What every answer must have. */
#ifndef AMS_TESTS_HTTP_ANSWER_H
#define AMS_TESTS_HTTP_ANSWER_H

#include "http/unit.h"

#include "support/http_client.h"

static inline void assert_has(const struct client_answer *answer, const char *name, const char *wanted)
{
    char value[1024];
    if (!client_header(answer, name, value, sizeof(value)) || !strstr(value, wanted))
        fail_msg("%s is '%s', not '%s'", name, value, wanted);
}

static inline void assert_secured(const struct client_answer *answer)
{
    char value[1024];
    assert_has(answer, "Content-Security-Policy",
               "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src");
    assert_true(client_header(answer, "Content-Security-Policy", value, sizeof(value)));
    assert_null(strstr(value, "unsafe-inline"));
    assert_has(answer, "X-Content-Type-Options", "nosniff");
    assert_has(answer, "Referrer-Policy", "same-origin");
    assert_has(answer, "Permissions-Policy", "camera=(self)");
    assert_has(answer, "Cross-Origin-Opener-Policy", "same-origin");
    assert_has(answer, "Cross-Origin-Embedder-Policy", "require-corp");
    assert_has(answer, "Cross-Origin-Resource-Policy", "same-origin");
    assert_has(answer, "X-Request-Id", "-");
    assert_false(client_header(answer, "Strict-Transport-Security", value, sizeof(value)));
}

#endif
