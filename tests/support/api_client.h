/* SPDX-License-Identifier: MIT */
/*
 * The whole API in this process: requests are made as messages, go through router, gate and handlers, and come back as
 * answers. No socket. On a fresh database for each test (support/database.h).
 */
#ifndef AMS_TESTS_SUPPORT_API_CLIENT_H
#define AMS_TESTS_SUPPORT_API_CLIENT_H

#include <jansson.h>

#include "api/api.h"
#include "base/clock.h"
#include "school/people/account.h"
#include "store/blob.h"
#include "support/database.h"

struct api_world {
    struct test_store *test;
    struct clock clock;
    struct secret_key *key;
    struct blobs *blobs;
    char key_path[64];
    char files[64];                // folder of the blobs
    struct face_models *models;    // NULL unless asked for
    struct face_models *described; // what models.json says
    struct face_pool *faces;
    struct events *events;
    struct school *school;
    struct api *api;
    struct router *router;
    json_t *openapi;      // what every answer is held against
    int64_t came_ns;      // of the next requests: clock_steady_ns() when their bytes came first; 0: not told
    bool unchecked;       // true: what the database holds is odd, and so are answers
    unsigned fail_at;     // not 0: the n-th allocation from the request's arena fails (base/arena.h)
    unsigned *json_fails; // not NULL: set to json_fail_at while a request is handled, for a test's own allocator
    unsigned json_fail_at;
    bool json_failed;                      // it came down to 0
    const struct api_condition *condition; // of the machine; NULL: a mail server, and nothing else is known
    const struct api_findings *findings;   // of the doctor; NULL: another look goes on
};

/* Somebody with a session, or a tablet with a kiosk's credential (or both); zero-initialised, neither. */
struct visitor {
    int64_t id;
    int64_t session; // its id; 0 when it was not told
    char token[64];
    char csrf[64];
    bool bearer;
    char kiosk[64];
};

struct answer {
    unsigned status;
    json_t *body; // NULL: none, or no JSON
    char type[64];
    char cookie[256];     // Set-Cookie of the session
    char kiosk[256];      // Set-Cookie of the kiosk
    char familiar[256];   // Set-Cookie of the browser that signed in
    char retry_after[16]; // "" when absent
    char tag[64];         // ETag
    char left[64];        // RateLimit
    char challenge[96];   // WWW-Authenticate
    char saved_as[256];   // Content-Disposition
    char channel[64];     // of an event stream
};

/*
 * Opens the API on the test's store, without request limits, at a fixed time; with `models_dir` (may be NULL) also the
 * face pipeline. Every answer that comes out of it is held against the API's description.
 */
void api_world_open(struct api_world *world, void **state, const char *models_dir);
void api_world_close(struct api_world *world);

int64_t api_world_now(struct api_world *world);
void api_world_pass(struct api_world *world, int64_t seconds);

/* An account of this role with a session. The e-mail is `name`@example.org. */
struct visitor api_join(struct api_world *world, const char *name, enum role role);

/* The visitor's session has just given fresh proof (people/sign_in/step_up.h), as after joining; or its proof is too
 * old. */
void api_prove(struct api_world *world, const struct visitor *visitor, bool fresh);

/* One request as it would come from the web app: JSON unless `headers` has a Content-Type; cookie and CSRF token as the
 * visitor has them. Header lists end with a NULL name; a header with an empty value is left out altogether. */
struct answer api_send(struct api_world *world, const struct visitor *visitor, enum http_method method,
                       const char *target, const struct message_header *headers, const void *body, size_t size);

/* The same with a text body, NULL for none. */
struct answer api_ask(struct api_world *world, const struct visitor *visitor, enum http_method method,
                      const char *target, const char *body);

void answer_release(struct answer *answer);

/* Fails the test unless the status is this; then hands the body over (the caller's to release). */
json_t *api_expect(struct answer answer, unsigned status);

/* Fails the test unless this is a whole problem document with this status and code, with sentences that end as
 * sentences. Releases the answer. */
void api_expect_problem(struct answer answer, unsigned status, const char *code);

enum { API_MAIL_SIZE = 4096 };

/* The text of the newest mail, unsealed: to `address`, or (NULL) to anybody; "" when there is none. */
void api_mailed(struct api_world *world, const char *address, char text[static API_MAIL_SIZE]);

/* Two professors with a classroom and a student each, and an administrator, made through the API; and a kiosk in a room
 * of its own. */
struct college {
    struct visitor administrator, professor, other_professor, student, other_student, kiosk;
    int64_t classroom, other_classroom; // of professor and other_professor
    int64_t lecture, other_lecture;     // their windows are open
    char code[32];                      // joins `classroom`
};
void api_college(struct api_world *world, struct college *college);

/*
 * The body of a student's agreement to the text in force (src/school/faces/consent_text.h), for a scope and, unless
 * NULL, by a guardian. Valid until the next call.
 */
const char *api_agreement(const char *scope, const char *guardian);

/* Values inside a document, by a path such as "user.id" or "marks.0.status"; fail the test when absent. */
json_t *json_at(json_t *document, const char *path);
int64_t json_int_at(json_t *document, const char *path);
const char *json_text_at(json_t *document, const char *path);

/* Number of rows of each table a stranger must not change, as one text to compare; the caller frees it. */
char *api_rows(struct api_world *world);

#endif
