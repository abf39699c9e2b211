/* SPDX-License-Identifier: MIT */
#include "support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/gate/gate.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

struct server_config wire_config(void)
{
    return (struct server_config){
        .address = "127.0.0.1",
        .threads = 2,
        .lanes = {{.workers = 2, .queue_max = 16}},
        .connections_max = 256,
        .close_ms = 5000,
    };
}

void wire_open(struct wire *wire, struct api_world *world, const struct server_config *config)
{
    char error[SERVER_ERROR_SIZE];
    const struct server_config small = wire_config();
    wire->world = world;
    wire->server =
        server_open(config ? config : &small, world->router, world->events, api_handle, api_refuse, world->api, error);
    if (!wire->server)
        fail_msg("%s", error);
    wire->port = server_port(wire->server);
}

void wire_close(struct wire *wire)
{
    server_close(wire->server);
    wire->server = NULL;
}

static const char *const methods[] = {[HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",
                                      [HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE"};

static void say(const struct wire *wire, struct client *client, const struct visitor *visitor, enum http_method method,
                const char *target, const struct wire_body *body)
{
    char head[2048], credential[256] = "", content[256] = "";
    if (visitor && visitor->kiosk[0] != '\0')
        snprintf(credential, sizeof(credential), "Cookie: " KIOSK_COOKIE "=%s%s%s\r\nX-CSRF-Token: %s\r\n",
                 visitor->kiosk, visitor->token[0] != '\0' ? "; " SESSION_COOKIE "=" : "", visitor->token,
                 visitor->csrf);
    else if (visitor && visitor->bearer)
        snprintf(credential, sizeof(credential), "Authorization: Bearer %s\r\n", visitor->token);
    else if (visitor && visitor->token[0] != '\0')
        snprintf(credential, sizeof(credential), "Cookie: " SESSION_COOKIE "=%s\r\nX-CSRF-Token: %s\r\n",
                 visitor->token, visitor->csrf);
    if (body)
        snprintf(content, sizeof(content), "Content-Type: %s\r\n%s", body->type, body->header ? body->header : "");
    int size = snprintf(head, sizeof(head), "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s%sContent-Length: %zu\r\n\r\n",
                        methods[method], target, wire->port, credential, content, body ? body->size : 0);
    assert_true(size > 0 && size < (int)sizeof(head));
    client_send(client, head, (size_t)size);
    if (body)
        client_send(client, body->bytes, body->size);
}

static struct wire_body json_body(const char *text)
{
    return (struct wire_body){"application/json", text, text ? strlen(text) : 0, NULL};
}

void wire_say(const struct wire *wire, struct client *client, const struct visitor *visitor, enum http_method method,
              const char *target, const char *body)
{
    const struct wire_body json = json_body(body);
    say(wire, client, visitor, method, target, body ? &json : NULL);
}

unsigned wire_send(const struct wire *wire, const struct visitor *visitor, enum http_method method, const char *target,
                   const struct wire_body *body, struct client_answer *answer)
{
    struct client client;
    struct client_answer own = {0};
    client_open(&client, wire->port);
    say(wire, &client, visitor, method, target, body);
    // A stream has no end to wait for: its status is its answer.
    if (!client_wait_for(&client, "\r\n\r\n") || !strstr(client.bytes, "text/event-stream"))
        client_read(&client, method == HTTP_HEAD, &own);
    else
        sscanf(client.bytes, "HTTP/1.1 %u", &own.status);
    client_close(&client);
    unsigned status = own.status;
    if (answer)
        *answer = own;
    else
        client_answer_release(&own);
    return status;
}

unsigned wire_ask(const struct wire *wire, const struct visitor *visitor, enum http_method method, const char *target,
                  const char *body, struct client_answer *answer)
{
    const struct wire_body json = json_body(body);
    return wire_send(wire, visitor, method, target, body ? &json : NULL, answer);
}

void wire_take_code(struct client_answer *answer, char code[static 64])
{
    json_t *document = answer->body ? json_loads(answer->body, 0, NULL) : NULL;
    const char *word = json_string_value(json_object_get(document, "code"));
    snprintf(code, 64, "%s", word ? word : "");
    json_decref(document);
    client_answer_release(answer);
}

unsigned wire_code(const struct wire *wire, const struct visitor *visitor, enum http_method method, const char *target,
                   const char *body, char code[static 64])
{
    struct client_answer answer;
    unsigned status = wire_ask(wire, visitor, method, target, body, &answer);
    wire_take_code(&answer, code);
    return status;
}

bool wire_listen(const struct wire *wire, const struct visitor *visitor, const char *target, struct client *client,
                 unsigned *ret_status)
{
    client_open(client, wire->port);
    wire_say(wire, client, visitor, HTTP_GET, target, NULL);
    *ret_status = 0;
    if (!client_wait_for(client, "\r\n\r\n") || sscanf(client->bytes, "HTTP/1.1 %u", ret_status) != 1)
        return false;
    return *ret_status == 200 && strstr(client->bytes, "text/event-stream");
}

void wire_mailed(const struct wire *wire, const char *address, const char *path, char token[static 64])
{
    char text[API_MAIL_SIZE], start[128];
    api_mailed(wire->world, address, text);
    snprintf(start, sizeof(start), "https://ams.example.org%s#", path);
    const char *at = strstr(text, start);
    if (!at)
        fail_msg("no link %s in the mail to %s: %s", path, address, text);
    snprintf(token, 64, "%.*s", SECRET_TOKEN_SIZE - 1, at + strlen(start));
}

int64_t wire_number(const struct wire *wire, const char *sql)
{
    int64_t number = -1;
    struct db_rows rows;
    struct db *db = store_reader(wire->world->test->store);
    db_query(db, &rows, sql, DB_NO_VALUES);
    if (db_next(&rows) == DB_ROW)
        number = db_int(&rows, 0);
    db_done(&rows);
    store_reader_close(&db);
    return number;
}
