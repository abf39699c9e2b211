/* SPDX-License-Identifier: MIT */
/*
 * The REST API of docs/API.md: HTTP and JSON on one side, the school on the other. app/ opens it once and hands its
 * functions to the server; it is thread-safe.
 */
#ifndef AMS_API_API_H
#define AMS_API_API_H

#include <stdio.h>

#include "http/stream/events.h"
#include "http/message.h"
#include "http/router.h"
#include "school/common/event.h"
#include "school/school.h"

struct api;

/* The lanes of the slow routes (http/server.h): a route follows from what it takes. */
enum api_lane {
    API_LANE_WRITES,
    API_LANE_PASSWORDS, // those that take a password: each costs a hash
    API_LANE_FACES,     // those that take pictures of people
    API_LANE_FILES,     // those that take a file, whose kind a worker tells
    API_LANE_STUDENTS,  // what else students write: a hall of them at once holds no professor up
    API_LANE_COUNT,
};

/* What app/ knows of the machine. */
struct api_condition {
    uint64_t disk_left, disk_all; // bytes where the data is; 0 in all: not known
    bool disk_low;                // somebody must make room
    bool full;                    // writes are refused for want of room
    bool backups;                 // made by the clock
    int64_t backup_at;            // the newest, ms UTC; 0: none
    bool backup_late;             // none for twice as long as there should be
    int64_t backup_hours;         // between two of them
    const char *antispoof; // what the anti-spoof nets look at: "three", "seven", "off", "missing"; NULL: not known
    bool mail;             // there is a mail server; without one mails are files that reach nobody
    bool reachable;        // public_url names an address that other machines reach
    const char *public_url;
};

/* What one look of `ams doctor` has found. */
struct api_finding {
    const char *check;   // what was looked at: "database"
    const char *state;   // "good", "warning", "failure"
    const char *code;    // stable: "database_whole"
    char sentence[1024]; // what is, and the next step
};

enum { API_FINDINGS_MAX = 24 };

struct api_findings {
    struct api_finding list[API_FINDINGS_MAX];
    size_t count;
    int64_t at; // when it was looked, ms UTC
};

/* `school` and `version` are borrowed until api_close. */
struct api_config {
    struct school *school;
    const char *version;       // such as "1.0.0"
    unsigned session_requests; // a minute, of one session; 0: no limit
    unsigned token_requests;   // the same of one program's token
    unsigned address_requests; // a minute, from one address, a campus behind it in mind; 0: no limit
    void (*condition)(void *context, struct api_condition *ret_condition); // looks now; NULL: nothing is known
    void *condition_context;
    /* Looks at everything, which takes seconds; false while another look goes on. NULL: there is nobody to look. */
    bool (*doctor)(void *context, struct api_findings *ret_findings);
    void *doctor_context;
};

/* NULL when memory runs out. Needs crypto_init(). */
struct api *api_open(const struct api_config *config);
void api_close(struct api *api);

/* All routes, ended by one without a pattern; for router_open. Lives as long as the api. */
const struct route *api_routes(const struct api *api);

/* The OpenAPI document for reading, with line feeds; the caller's to free(). NULL when memory runs out. */
char *api_openapi(const char *version);

/* Writes what was refused into the audit log (gate/refusals.h): every few seconds, from one thread; `all` before the
 * end. */
enum fault api_flush(struct api *api, bool all);

/* What was asked and how it was answered, in the text format of Prometheus. Thread-safe. */
void api_measures(struct api *api, FILE *out);

/* The server's handler: answers one message, whose route is set or NULL. `api` is a struct api. */
void api_handle(void *api, struct message *message);

/* The server's refusal: gives what the server refuses the shape of all other problems. */
void api_refuse(void *api, struct message *message, const char *code);

/* The school's notify: publishes to those who watch the lecture. `events` is a struct events. */
void api_notify(void *events, const struct school_event *event);

/* The school's wanted: whether anybody listens to that. */
bool api_wanted(void *events, const struct school_event *event);

#endif
