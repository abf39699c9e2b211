/* SPDX-License-Identifier: MIT */
/*
 * Two accounts of one person become one: all that one account has (`from`) moves to the other (`into`), in one unit.
 *
 * What both have:
 * - Two marks in one lecture: the one with the better evidence stands. A mark by hand before one by face, by room code,
 * by class photo, from an import, and from closing the window, in this order: somebody answers for the first by name;
 * the last says only that there was none. Of two of one kind the one with a note stands, and then the earlier.
 * - One classroom joined by both: joined once, at the earlier moment. Staff in one classroom twice: once.
 * - A face: that of `into` stays; the template of `from` is deleted and its consents end, for a template is sealed for
 *   one account and cannot move.
 * Sessions, the second factor, open links and challenges of `from` end. `from` stays as an empty, deactivated account
 * with an address nobody has, because the audit log names it; its e-mail address is free again.
 */
#ifndef AMS_SCHOOL_MERGE_H
#define AMS_SCHOOL_MERGE_H

#include "school/people/people.h"

/* What became, or would become, of one kind of thing. */
struct merge_line {
    const char *what; // stable word such as "marks"
    int64_t moved;
    int64_t dropped; // `into` has it, too
};

enum { MERGE_LINES_MAX = 80 };

struct merge_report {
    struct user from, into; // as they were
    struct merge_line lines[MERGE_LINES_MAX];
    size_t count; // only what there is
};

/*
 * Merges; or, unless `apply`, tells what would happen: the same unit runs and is undone. An administrator who has a
 * second factor must have shown it to apply. Audited.
 * NOT_ALLOWED, NOT_FOUND, NOT_ONESELF (`from` is the actor, or both are one), ROLE_IN_USE (the roles differ),
 * ACCOUNT_DISABLED (`into`), ACCOUNT_MERGED, ACCOUNT_ERASED (either), STEP_UP_NEEDED.
 */
enum fault merge_accounts(struct school *school, const struct actor *actor, int64_t from_id, int64_t into_id,
                          bool apply, struct arena *arena, struct merge_report *ret_report);

#endif
