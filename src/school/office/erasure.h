/* SPDX-License-Identifier: MIT */
/*
 * Forgetting a person. The account stays as "Former student 17", so that marks still count and the audit log still
 * fits; what tells who that was is deleted. What cannot be told from a name: the marks, without their notes.
 */
#ifndef AMS_SCHOOL_ERASURE_H
#define AMS_SCHOOL_ERASURE_H

#include <stddef.h>

#include "school/school.h"

enum { ERASURE_LINES_MAX = 60 };

enum erasure_fate { ERASURE_DELETED, ERASURE_ANONYMISED, ERASURE_KEPT };

/* "deleted", "anonymised", "kept". */
const char *erasure_fate_code(enum erasure_fate fate);

struct erasure_line {
    const char *kind;
    enum erasure_fate fate;
    int64_t count;
};

struct erasure {
    struct person person;
    bool applied; // false: this is what would happen
    struct erasure_line lines[ERASURE_LINES_MAX];
    size_t count;
};

/*
 * What erasing would do, or (`apply`) does, in one transaction. Administrators (NOT_ALLOWED); to apply, with their
 * second factor (STEP_UP_NEEDED). Faults: NOT_FOUND, NOT_ONESELF, ERASURE_TEACHES (classrooms would be without a
 * professor). Again is fine. Audited, with a proof.
 */
enum fault erasure_run(struct school *school, const struct actor *actor, int64_t user_id, bool apply,
                       struct arena *arena, struct erasure *ret_erasure);

/* For the sweep: erases a student's account that is deactivated since before `before`. */
enum fault erasure_by_rule(struct school *school, int64_t user_id, const char *rule, int64_t before);

enum { ERASURE_REASON_MAX = 300 }; // characters

/* What somebody has asked. */
struct erasure_ask {
    int64_t asked_at;   // 0: has not
    int64_t refused_at; // 0: nobody has said no
    const char *reason; // of the refusal; otherwise NULL
};

/* The actor's. */
enum fault erasure_asked(struct school *school, const struct actor *actor, struct arena *arena,
                         struct erasure_ask *ret_ask);

/* Asks for it: administrators are told. Again is the same request; after a refusal it is a new one. Audited. */
enum fault erasure_ask(struct school *school, const struct actor *actor, int64_t *ret_asked_at);

/*
 * Says no to somebody who waits, with a reason that they are told (docs/PRIVACY.md: when that may be). Again changes
 * the reason. Administrators (NOT_ALLOWED). NOT_FOUND (nobody who asks), TEXT_INVALID. Audited, with the reason.
 */
enum fault erasure_refuse(struct school *school, const struct actor *actor, int64_t user_id, const char *reason);

/* Takes it back; FAULT_NONE also when there was none. Audited. */
enum fault erasure_take_back(struct school *school, const struct actor *actor);

struct erasure_request {
    struct person person;
    const char *email;
    int64_t asked_at;
};

struct erasure_request_list {
    struct erasure_request *requests;
    size_t count;
    int64_t next; // the cursor of the next page; 0: this was the last
};

/* Who waits and has not been refused, by id of the person: those above page->after. Administrators (NOT_ALLOWED). */
enum fault erasure_requests(struct school *school, const struct actor *actor, const struct page *page,
                            struct arena *arena, struct erasure_request_list *ret_list);

#endif
