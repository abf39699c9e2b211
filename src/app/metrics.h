/* SPDX-License-Identifier: MIT */
/* What a Prometheus reads, at a port of its own: no one else is to reach that. */
#ifndef AMS_APP_METRICS_H
#define AMS_APP_METRICS_H

#include "api/api.h"
#include "http/server.h"
#include "store/store.h"

struct workers;

enum { METRICS_WORKERS = 2 };

struct metrics;

/* What is measured; borrowed until metrics_close. */
struct metrics_source {
    struct api *api;
    struct server *server;
    struct store *store;
    const char *version;
    struct school *school;                                                 // for the mails that wait
    void (*condition)(void *context, struct api_condition *ret_condition); // NULL: nothing is known
    void *condition_context;
    struct workers *workers[METRICS_WORKERS]; // of faces and of files; NULL: none
};

/* Serves GET /metrics by plain HTTP. NULL with a sentence in `error`. */
struct metrics *metrics_open(const char *address, unsigned port, const struct metrics_source *source,
                             char error[static SERVER_ERROR_SIZE]);
unsigned metrics_port(const struct metrics *metrics);
void metrics_close(struct metrics *metrics); // NULL is allowed

#endif
