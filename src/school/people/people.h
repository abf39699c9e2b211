/* SPDX-License-Identifier: MIT */
/*
 * What administrators do with other people's accounts (NOT_ALLOWED for everybody else). Everything is audited. There is
 * always an administrator left, and nobody cuts off the branch they sit on: LAST_ADMINISTRATOR, NOT_ONESELF. What is
 * marked with (2) needs fresh proof (STEP_UP_NEEDED).
 */
#ifndef AMS_SCHOOL_PEOPLE_H
#define AMS_SCHOOL_PEOPLE_H

#include "crypto/secret.h"
#include "school/people/account.h"

struct person_detail {
    struct user user;
    bool second_factor;
    int64_t sessions;               // live ones
    int64_t seen_at;                // in any of them; 0: in none
    int64_t classrooms, enrolments; // those they teach, those they joined
    int64_t marks;
};

enum fault people_get(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                      struct person_detail *ret_detail);

struct person_edit {
    const char *name;        // NULL: as it was
    const char *family_name; // NULL: as it was, while the name has it in it; "": none is told apart
    const char *role;        // role_code; NULL: as it was
    const char *external_id; // at most ACCOUNT_EXTERNAL_MAX characters; NULL: as it was; "": none
    const char *programme;   // at most ACCOUNT_PROGRAMME_MAX characters; NULL: as it was; "": none
    const char *locale;      // NULL: as it was
    int64_t version;         // what was edited; 0: whatever is there
};

/*
 * (2) for a role. With another role all sessions end. A student who becomes staff needs a longer password: the old one
 * no longer works, and a link for a new one is sent.
 * NOT_FOUND, NAME_INVALID, ROLE_UNKNOWN, ROLE_IN_USE (a professor with classrooms that are not archived),
 * TEXT_INVALID (the external id, the locale), PROGRAMME_INVALID, EXTERNAL_ID_TAKEN, CHANGED_MEANWHILE, ACCOUNT_MERGED,
 * ACCOUNT_ERASED.
 */
enum fault people_edit(struct school *school, const struct actor *actor, int64_t user_id,
                       const struct person_edit *edit, struct arena *arena, struct person_detail *ret_detail);

/* Deactivated accounts cannot sign in; their sessions end, all that they did stays. FAULT_NONE also when it was so.
 * NOT_FOUND, ACCOUNT_MERGED, ACCOUNT_ERASED. */
enum fault people_set_active(struct school *school, const struct actor *actor, int64_t user_id, bool active,
                             struct arena *arena, struct person_detail *ret_detail);

/* NOT_FOUND. */
enum fault people_end_sessions(struct school *school, const struct actor *actor, int64_t user_id, int64_t *ret_ended);

/* Sends a link for a new password to the person; ret_token is what it ends with, for the administrator to hand over
 * where no mail leaves. NOT_FOUND, ACCOUNT_DISABLED. */
enum fault people_send_reset(struct school *school, const struct actor *actor, int64_t user_id,
                             char ret_token[static SECRET_TOKEN_SIZE]);

/* (2) Removes the person's second factor, when the phone and the recovery codes are lost; they are told by e-mail.
 * NOT_FOUND, SECOND_FACTOR_ABSENT, NOT_ONESELF. */
enum fault people_remove_second_factor(struct school *school, const struct actor *actor, int64_t user_id);

#endif
