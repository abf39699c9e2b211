/* SPDX-License-Identifier: MIT */
/*
 * What stands before every handler: who asks, whether they may, and whether the request came from where it says; and
 * what a handler works with. Included by api/ only.
 */
#ifndef AMS_API_GATE_H
#define AMS_API_GATE_H

#include "api/gate/limiter.h"
#include "api/gate/problem.h"
#include "api/describe/schema.h"
#include "http/json.h"
#include "http/message.h"
#include "school/checkin/kiosk/kiosk.h"
#include "school/people/sign_in/session.h"
#include "school/people/tokens/token.h"

#define SESSION_COOKIE "__Host-session"   // browsers then insist on Secure and Path=/, and refuse it from subdomains
#define KIOSK_COOKIE "__Host-kiosk"       // what makes a tablet a kiosk: school/checkin/kiosk/kiosk.h
#define SSO_COOKIE "__Host-sso"           // that this browser is on its way to a provider: school/people/sso/sso.h
#define FAMILIAR_COOKIE "__Host-familiar" // that this browser has signed in before: school/people/sign_in/session.h

/*
 * Who may use a route. The gate judges the role; what a CLASS_ permission asks of the person's part in the classroom
 * (or in the lecture's classroom) of the path, the school judges: NOT_FOUND for everybody else.
 */
enum permission {
    ANYONE,
    SIGNED_IN,
    STUDENT,
    PROFESSOR,
    ADMINISTRATOR,
    STAFF,           // professors and administrators
    OFFICE,          // those of them who are of the office in question; the school judges: NOT_FOUND for the others
    CLASS_TEACHER,   // its professor and co-teachers
    CLASS_ASSISTANT, // those, and its teaching assistants, whatever their role elsewhere
    CLASS_READER,    // those, and administrators
    CLASS_MEMBER,    // its students
    CLASS_ANYONE,    // all of these
    KIOSK,           // a tablet with a kiosk's credential; no person, and no person may
    PERMISSION_COUNT,
};

/*
 * Whether a route wants fresh proof that it is still the person who signed in (people/sign_in/step_up.h): 403
 * step_up_needed, and then POST /api/user/step-up.
 */
enum proof {
    PROOF_NONE,
    PROOF_SOMETIMES, // the school decides by what is asked
    PROOF_ALWAYS,    // the gate asks before the handler runs
};

/* So many tokens that are none a network may show in a minute; then 429. */
enum { TOKEN_MISSES = 60 };

/* A text that is made once and then served as it is. */
struct api_condition;
struct api_findings;
struct docs;

/* What all requests share. */
struct gate {
    struct school *school;
    const char *version;
    void (*condition)(void *context, struct api_condition *ret_condition); // NULL: nothing is known
    void *condition_context;
    bool (*doctor)(void *context, struct api_findings *ret_findings); // NULL: there is nobody to look
    void *doctor_context;
    struct limiter *sessions;  // NULL: no limit
    struct limiter *addresses; // NULL: no limit
    struct limiter *tokens;    // NULL: no limit
    struct limiter *misses;    // of a network: tokens that are none
    struct measure *measure;
    struct refusals *refusals; // what is refused to people who are signed in
    struct page_faults *page_faults;
    struct docs *docs; // describe/docs.h
};

/* One request in the hands of its handler. */
struct call {
    const struct gate *gate;
    struct school *school;
    struct message *message;
    struct arena *arena;    // the message's
    struct session session; // but for ANYONE; of a program: its user alone is set, who answers for it
    struct actor actor;     // but for ANYONE
    struct token token;     // of a program (actor.token_id)
    struct kiosk kiosk;     // for KIOSK, which has no session and no actor
    struct problem_more more;
    bool secret; // set by a handler whose answer must not be kept for repeats: it holds a one-time secret
};

/*
 * A handler reads the request, makes one call to the school, and replies. It returns FAULT_NONE after it has replied,
 * otherwise the fault or PROBLEM_..., and the gate replies.
 */
typedef unsigned (*call_handler)(struct call *call);

enum api_body {
    NO_BODY,
    JSON_BODY,
    LIST_BODY,  // JSON with a long list
    FORM_BODY,  // application/x-www-form-urlencoded, which programs of other standards send
    BURST_BODY, // this and the following are application/octet-stream; frames
    PHOTO_BODY, // class photos
    FILE_BODY,  // one file of any kind
    BODY_COUNT,
};

/* Bytes of the largest body that a route takes. */
size_t api_body_max(enum api_body body);

/*
 * One line of the API. What is described in words is what /api/openapi.json says, and tests hold every answer against
 * it. A shape is written like "{id:id,title:text?,marks:[mark],note?:text,status:P|L|E|A}": schema.h says how.
 */
struct api_route {
    enum http_method method;
    const char *pattern;
    enum permission permission;
    call_handler handler;
    enum api_body body;
    bool slow;                       // writes, passwords and faces: runs on a worker
    const char *summary;             // one short sentence
    const struct json_field *fields; // of a JSON body; NULL: none
    const char *takes;               // shape of a body that holds lists; NULL: `fields` says it
    const char *example;             // a JSON body that it takes; needed where {} is none
    const char *query;               // shape of the query parameters; NULL: none
    const char *headers;             // shape of the request headers of its own: "{If-Match?:text}"; NULL: none
    const char *answer;              // status and shape: "201 {user:user}", "204", or "200 text/csv"
    const char *made;                // where what a 201 has made is: gate/location.h
    enum proof proof;
    bool before_factor; // also for who must set up a second factor first and has not: 403 second_factor_required
    bool kept;          // a browser may keep the answer, and asks by its ETag whether it still holds
    bool form;          // its JSON body, which says nothing, may be a form's instead: mail programs send one
    unsigned cost;      // in ordinary requests, of what sessions and addresses may ask; 0: its body's
};

/* What the gate asks of a route: its own word, and always before an administrator changes something. */
enum proof api_route_proof(const struct api_route *route);

/* What a request counts for: the route's own word, or more than one for pictures and files. */
unsigned api_route_cost(const struct api_route *route);

/* Every line of the API, in the order of routes.c; NULL past the last. */
const struct api_route *api_route_at(size_t index);

/* Whether somebody with this role may use a route of this permission. */
bool permission_allows(enum permission permission, enum role role);

/* Answers `message`, for the line of the API that matched it. `parameters`: an object of the names that it takes. */
void gate_answer(const struct gate *gate, const struct api_route *route, const json_t *parameters,
                 struct message *message);

/* For a handler of a route for ANYONE: who asks, when the request shows a session as other routes want it shown (a
 * change its CSRF token, too); `call->session.id` stays 0 otherwise. */
void gate_recognize(struct call *call);

/* Puts the session's cookie on the answer, or (`token` NULL) takes it from the browser. False when memory ran out. */
bool gate_set_cookie(struct message *message, const char *token, int64_t lifetime_s);

/* Puts a kiosk's cookie on the answer. False when memory ran out. */
bool gate_set_kiosk(struct message *message, const char *token);

/* Puts the cookie of a browser that signs in on the answer. False when memory ran out. */
bool gate_set_familiar(struct message *message, const char *familiar);

#endif
