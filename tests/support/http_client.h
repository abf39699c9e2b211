/* SPDX-License-Identifier: MIT */
/* A client that sends bytes as they are given, good or bad, and reads answers. For tests over real sockets. */
#ifndef AMS_TESTS_SUPPORT_HTTP_CLIENT_H
#define AMS_TESTS_SUPPORT_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

enum { CLIENT_WAIT_MS = 120000 }; // an answer that takes longer is none: a guard against hanging, not a measurement

struct client {
    int socket;
    char *bytes; // received and not yet taken, NUL-terminated
    size_t size;
};

struct client_answer {
    unsigned status; // 0: the connection ended without an answer
    char *head;      // status line and headers
    char *body;      // without the chunks' frames, NUL-terminated
    size_t body_size;
};

/* Connects to 127.0.0.1; the socket is -1 when refused. */
void client_open(struct client *client, unsigned port);
void client_close(struct client *client);

bool client_send(struct client *client, const void *bytes, size_t size);
bool client_say(struct client *client, const char *text);

/*
 * Reads one answer; interim 100s are skipped. `head_only`: it is to a HEAD request. False, with status 0, when the
 * connection ends before it is whole. client_answer_release either way.
 */
bool client_read(struct client *client, bool head_only, struct client_answer *answer);
void client_answer_release(struct client_answer *answer);

/* Value of a header, copied to `out` ("" when absent). */
bool client_header(const struct client_answer *answer, const char *name, char *out, size_t size);

/* Reads until `text` has been received; false when the connection ends or CLIENT_WAIT_MS pass before. */
bool client_wait_for(struct client *client, const char *text);

/* True when the server ends the connection (nothing more comes); bytes that come before are kept. */
bool client_wait_end(struct client *client);

#endif
