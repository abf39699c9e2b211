/* SPDX-License-Identifier: MIT */
#include "support/http_client.h"

#include <arpa/inet.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

void client_open(struct client *client, unsigned port)
{
    *client = (struct client){.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(client->socket, (const struct sockaddr *)&address, sizeof(address)) == 0)
        return;
    close(client->socket);
    client->socket = -1;
}

void client_close(struct client *client)
{
    if (client->socket >= 0)
        close(client->socket);
    free(client->bytes);
    *client = (struct client){.socket = -1};
}

bool client_send(struct client *client, const void *bytes, size_t size)
{
    for (size_t sent = 0; sent < size;) {
        ssize_t part = send(client->socket, (const char *)bytes + sent, size - sent, MSG_NOSIGNAL);
        if (part < 0)
            return false;
        sent += (size_t)part;
    }
    return true;
}

bool client_say(struct client *client, const char *text)
{
    return client_send(client, text, strlen(text));
}

/* Waits for more bytes. 1: got some, 0: the connection ended, -1: nothing came in time. */
static int receive(struct client *client, int64_t until_ms)
{
    struct pollfd wait = {.fd = client->socket, .events = POLLIN};
    int64_t left_ms = until_ms - clock_real_ms();
    if (left_ms <= 0 || poll(&wait, 1, (int)left_ms) <= 0)
        return -1;
    char part[16384];
    ssize_t size = recv(client->socket, part, sizeof(part), 0);
    if (size <= 0)
        return 0;
    char *bytes = realloc(client->bytes, client->size + (size_t)size + 1);
    if (!bytes)
        return 0;
    memcpy(bytes + client->size, part, (size_t)size);
    client->bytes = bytes;
    client->size += (size_t)size;
    bytes[client->size] = '\0';
    return 1;
}

static void drop(struct client *client, size_t size)
{
    client->size -= size;
    memmove(client->bytes, client->bytes + size, client->size + 1);
}

bool client_wait_for(struct client *client, const char *text)
{
    int64_t until_ms = clock_real_ms() + CLIENT_WAIT_MS;
    while (!client->bytes || !memmem(client->bytes, client->size, text, strlen(text)))
        if (receive(client, until_ms) != 1)
            return false;
    return true;
}

bool client_wait_end(struct client *client)
{
    int64_t until_ms = clock_real_ms() + CLIENT_WAIT_MS;
    int result;
    while ((result = receive(client, until_ms)) == 1)
        ;
    return result == 0;
}

static bool need(struct client *client, size_t size)
{
    int64_t until_ms = clock_real_ms() + CLIENT_WAIT_MS;
    while (client->size < size)
        if (receive(client, until_ms) != 1)
            return false;
    return true;
}

static bool take_line(struct client *client, char *line, size_t size)
{
    if (!client_wait_for(client, "\r\n"))
        return false;
    size_t length = (size_t)(strstr(client->bytes, "\r\n") - client->bytes);
    if (length >= size)
        return false;
    memcpy(line, client->bytes, length);
    line[length] = '\0';
    drop(client, length + 2);
    return true;
}

static bool take_body(struct client *client, struct client_answer *answer, size_t size)
{
    if (!need(client, size))
        return false;
    char *body = realloc(answer->body, answer->body_size + size + 1);
    if (!body)
        return false;
    if (size)
        memcpy(body + answer->body_size, client->bytes, size);
    answer->body = body;
    answer->body_size += size;
    body[answer->body_size] = '\0';
    if (size)
        drop(client, size);
    return true;
}

static bool take_chunks(struct client *client, struct client_answer *answer)
{
    char line[64];
    for (;;) {
        if (!take_line(client, line, sizeof(line)))
            return false;
        size_t size = strtoul(line, NULL, 16);
        if (!take_body(client, answer, size) || !take_line(client, line, sizeof(line)))
            return false;
        if (size == 0)
            return true;
    }
}

static bool take_answer(struct client *client, bool head_only, struct client_answer *answer)
{
    if (!client_wait_for(client, "\r\n\r\n"))
        return false;
    size_t size = (size_t)(strstr(client->bytes, "\r\n\r\n") - client->bytes) + 2;
    answer->head = strndup(client->bytes, size);
    drop(client, size + 2);
    unsigned status = 0;
    if (!answer->head || sscanf(answer->head, "HTTP/1.1 %u", &status) != 1)
        return false;
    char value[64];
    bool whole = true;
    if (head_only || status == 304 || status == 204 || status < 200)
        whole = take_body(client, answer, 0);
    else if (client_header(answer, "Transfer-Encoding", value, sizeof(value)))
        whole = take_chunks(client, answer);
    else if (client_header(answer, "Content-Length", value, sizeof(value)))
        whole = take_body(client, answer, strtoul(value, NULL, 10));
    else if (client_wait_end(client))
        whole = take_body(client, answer, client->size);
    answer->status = whole ? status : 0;
    return whole;
}

bool client_read(struct client *client, bool head_only, struct client_answer *answer)
{
    *answer = (struct client_answer){0};
    bool whole = take_answer(client, head_only, answer);
    while (whole && answer->status == 100) {
        client_answer_release(answer);
        whole = take_answer(client, head_only, answer);
    }
    return whole;
}

void client_answer_release(struct client_answer *answer)
{
    free(answer->head);
    free(answer->body);
    *answer = (struct client_answer){0};
}

bool client_header(const struct client_answer *answer, const char *name, char *out, size_t size)
{
    size_t name_size = strlen(name);
    out[0] = '\0';
    for (const char *line = answer->head; line && *line;) {
        const char *end = strstr(line, "\r\n");
        if (strncasecmp(line, name, name_size) == 0 && line[name_size] == ':') {
            const char *value = line + name_size + 1;
            value += strspn(value, " ");
            snprintf(out, size, "%.*s", (int)(end - value), value);
            return true;
        }
        line = end ? end + 2 : NULL;
    }
    return false;
}
