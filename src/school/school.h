/* SPDX-License-Identifier: MIT */
/*
 * The rules of the school. One `struct school` holds what all rules share; it is opened once by app/ and is
 * thread-safe: every function of this room may be called from any thread at the same time, unless its contract says
 * otherwise.
 *
 * Manners of the whole room:
 * - Every call returns an enum fault; outputs come last (`ret_...`) and are untouched unless FAULT_NONE is returned.
 * - Text and lists in results live in the arena that the caller gives; an arena that is full gives FAULT_INTERNAL.
 * - Times are milliseconds UTC; the school's clock alone decides, never a time that a client names.
 * - `struct actor` is who asks, already signed in. The caller (api/gate) has checked the role against the route; the
 *   school checks ownership: a professor's own classrooms, a student's joined ones, everything to read for an
 *   administrator. What is another's answers FAULT_NOT_FOUND, as if it did not exist.
 * - Any call may also return FAULT_INTERNAL (database or memory), FAULT_BUSY (queue full or database away: nothing was
 *   done) and, where it changes something, FAULT_IN_DOUBT. After a change FAULT_INTERNAL leaves open whether it
 *   happened, too: its result could not be read back. Every change says so when it has been made already.
 */
#ifndef AMS_SCHOOL_SCHOOL_H
#define AMS_SCHOOL_SCHOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "school/common/fault.h"

struct blobs;
struct store;
struct secret_key;
struct face_models;
struct face_pool;
struct workers;
struct school_event;

enum role { ROLE_STUDENT, ROLE_PROFESSOR, ROLE_ADMINISTRATOR, ROLE_COUNT };

/* "student", "professor", "administrator". */
const char *role_code(enum role role);
bool role_parse(const char *code, enum role *ret_role);

/* Who asks. */
struct actor {
    int64_t user_id;
    enum role role;
    int64_t session_id;
    int64_t stepped_up_at; // when this session last proved who it is (people/sign_in/step_up.h); 0: never
    int64_t token_id;      // of the program that asks (people/tokens/token.h), which has no session; 0: a person asks
    bool institution;      // it acts for the institution: an administrator who is of the staff of every classroom
    bool for_institution;  // an administrator who acts for it: actor_for_institution()
};

/*
 * The same actor, who as an administrator has a teacher's part in every classroom: for the routes by which an
 * institution's program does what professors do by hand (school/program/). Everywhere else administrators read alone.
 */
struct actor actor_for_institution(const struct actor *actor);

enum { STEP_UP_MINUTES = 10 };

/* The one rule of what needs fresh proof: STEP_UP_NEEDED unless it was given within STEP_UP_MINUTES. A program can give
 * none: the proof that its token was made with stands for it where its scopes reach at all. */
enum fault actor_step_up(const struct actor *actor, int64_t now);

/* One page of a list: cursors count up or down through ids, as each contract says. */
struct page {
    int64_t after; // 0: from the start
    int64_t limit; // 1 to PAGE_MAX
};

enum { PAGE_USUAL = 50, PAGE_MAX = 200 };

/* A user as others see one. */
struct person {
    int64_t id;
    const char *name;
};

/* What the school needs; borrowed until school_close, but for the numbers. */
struct school_config {
    struct store *store;       // migrated
    struct clock *clock;       // settable in tests
    struct secret_key *key;    // the master key; NULL: enrolment and check-in answer FAULT_INTERNAL
    struct blobs *blobs;       // where files are; NULL: adding and reading them answers FAULT_INTERNAL
    struct workers *parsers;   // look at files and archives (file_kind.h, archive.h); NULL: those answer FAULT_INTERNAL
    struct face_pool *faces;   // NULL: enrolment and check-in answer FAULT_INTERNAL, everything else works
    const char *face_model_id; // face_models_id() of the models in `faces`; NULL without faces
    const struct face_models *face_models; // without `faces`: what models.json says of them, or NULL
    const char *public_url;        // before the paths of links in mails, such as "https://ams.example.org"; NULL: ""
    const char *zoneinfo;          // folder with the time zones; NULL: /usr/share/zoneinfo
    bool push_off;                 // nobody can turn pushes on, and none is sent
    bool push_private;             // push services at private addresses and any port, too: for tests
    const char *sso_ca;            // PEM file for providers of identity instead of the system's; NULL or ""
    bool sso_private;              // providers at addresses of the institution's own network, too
    bool sso_plain;                // http:// at this machine's own addresses: for who develops
    const char *sso_certificates;  // where Firebase's are, for tests; NULL: where they are
    unsigned password_hashers;     // passwords hashed at the same time (19 MB and 60 ms each); 0: 2
    unsigned password_waiters_max; // more requests than these waiting for a hasher: FAULT_BUSY; 0: 64

    /*
     * Told of what happened, after it is committed, on the thread that did it. Calls are one at a time and in an order
     * in which the counts never go back. Must not call the school and should be quick. NULL: nobody is told.
     */
    void (*notify)(void *context, const struct school_event *event);
    void *notify_context;

    /* Whether anybody here would hear of it: otherwise it is not even looked up. NULL: somebody always would. Of the
     * event its kind, lecture_id and user_id are set. From any thread. */
    bool (*wanted)(void *context, const struct school_event *event);
};

struct school;

/*
 * A request is answered on this thread, from the one call to the other. When it has changed something and the database
 * is away afterwards, the answer is IN_DOUBT: BUSY would say that nothing was done. For api/gate.
 */
void school_request_begin(void);
void school_request_end(void);

/* What this thread does from now on is done by this program (people/tokens/token.h), and the audit log says so; 0: by
 * nobody's. For api/gate and jobs. */
void school_act_by(int64_t token_id);

/* NULL when the database or memory fails. */
struct school *school_open(const struct school_config *config);

/* NULL is allowed. No call may be running. Closes nothing that was borrowed. */
void school_close(struct school *school);

int64_t school_now(struct school *school);
const char *school_public_url(struct school *school);

/*
 * Deletes what has served its time: what the settings bound (retention.h; ended sessions are kept for a while to say
 * "expired" rather than "unknown"), sign-in attempts, used and expired challenges, answers kept for repeats, expired
 * invitations after 30 days. For app/ to call about every ten minutes; cheap when there is nothing to do.
 */
enum fault school_sweep(struct school *school);

/*
 * Tells the pages that are open here of what happened at other servers on this database. For app/ to call about four
 * times a second from one thread; one short read when nothing happened, none where there is no other server.
 */
enum fault school_follow(struct school *school);

/*
 * What cannot wait for that: windows that open by the plan or have closed, and telling people. For app/ to call every
 * few seconds; bounded work a call, and a few reads when there is nothing to do. Several servers on one database may
 * call it at the same time.
 */
enum fault school_tick(struct school *school);

#endif
