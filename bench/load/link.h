/* SPDX-License-Identifier: MIT */
/*
 * Connections of many browsers to one server: HTTP/1.1 over TLS, without resumption, one request at a time on each,
 * kept for the next one as browsers do. One thread.
 */
#ifndef AMS_BENCH_LINK_H
#define AMS_BENCH_LINK_H

#include <stdbool.h>
#include <stddef.h>

enum { LINK_ANSWER_MAX = 4096 };

struct hub;
struct link;

struct link_answer {
    unsigned status; // 0: the connection broke, and a new one did, too, when it was an old one
    long retry_after;
    const char *body; // as much of it as is kept, and a NUL; until the next link_ask
    void *context;
};

/* To 127.0.0.1; `certificate` is a PEM file that the server's must be signed by. `done` hears of each answer, and asks
 * nothing itself. NULL on failure. */
struct hub *hub_open(unsigned port, const char *certificate,
                     void (*done)(void *owner, const struct link_answer *answer), void *owner);

/* A browser's connection, from this address of its own ("127.0.0.1"); it is made when it is first needed. NULL without
 * memory. */
struct link *link_open(struct hub *hub, const char *address);
bool link_is_free(const struct link *link);

/* Sends a whole request; `bytes` (from malloc) are the link's from here on. */
void link_ask(struct link *link, char *bytes, size_t size, void *context);

/* Drives all of them for at most so long. */
void hub_wait(struct hub *hub, int ms);

#endif
