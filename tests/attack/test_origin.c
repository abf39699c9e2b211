/* SPDX-License-Identifier: MIT */
/* A page of another site, or of this one by plain http, sends a form to us behind a proxy that speaks https. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/gate/gate.h"
#include "base/str.h"
#include "support/wire.h"

static void origins_are_compared_whole(void **state)
{
    static const struct {
        const char *proxies;
        const char *headers;
        unsigned status; // 422: the handler was asked, and wants another body
    } rows[] = {
        {"127.0.0.1", "X-Forwarded-Proto: https\r\nOrigin: https://ams.example.org\r\n", 422},
        {"127.0.0.1", "X-Forwarded-Proto: https\r\nOrigin: http://ams.example.org\r\n", 403},
        {"127.0.0.1", "X-Forwarded-Proto: https\r\nOrigin: https://ams.example.org:444\r\n", 403},
        {"127.0.0.1", "X-Forwarded-Proto: https\r\nOrigin: https://evil.example.org\r\n", 403},
        {"127.0.0.1", "X-Forwarded-Proto: https\r\nOrigin: null\r\n", 403},
        {"127.0.0.1", "X-Forwarded-Proto: https\r\n", 422},
        {"127.0.0.1", "X-Forwarded-Proto: http\r\nOrigin: http://ams.example.org\r\n", 422},
        {"192.0.2.1", "X-Forwarded-Proto: https\r\nOrigin: http://ams.example.org\r\n", 422},
        {"192.0.2.1", "X-Forwarded-Proto: https\r\nOrigin: http://evil.example.org\r\n", 403},
    };
    struct api_world world;
    api_world_open(&world, state, NULL);
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct server_config config = wire_config();
        struct wire wire;
        struct client client;
        struct client_answer answer;
        char request[512];
        config.trust_proxy = rows[i].proxies;
        wire_open(&wire, &world, &config);
        client_open(&client, wire.port);
        snprintf(request, sizeof(request),
                 "POST /api/user/session HTTP/1.1\r\nHost: ams.example.org\r\nContent-Type: application/json\r\n"
                 "Content-Length: 2\r\n%s\r\n{}",
                 rows[i].headers);
        client_say(&client, request);
        client_read(&client, false, &answer);
        if (answer.status != rows[i].status)
            fail_msg("%s: %u, not %u: %s", rows[i].headers, answer.status, rows[i].status, answer.body);
        client_answer_release(&answer);
        client_close(&client);
        wire_close(&wire);
    }
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(origins_are_compared_whole)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
