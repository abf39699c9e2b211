/* SPDX-License-Identifier: MIT */
/* People: signing up, reading, listing. */
#ifndef AMS_SCHOOL_ACCOUNT_H
#define AMS_SCHOOL_ACCOUNT_H

#include <stddef.h>

#include "school/common/limits.h"
#include "school/school.h"

struct user {
    int64_t id;
    const char *name;
    enum role role;
    const char *email;              // lower case
    const char *locale;             // such as "en"
    int64_t created_at, updated_at; // changed last; as made where it never was
    bool disabled;
    int64_t version;         // counts up with every edit
    const char *external_id; // what another system calls the person; NULL: none
    int64_t merged_into;     // the account that took this one over; 0: none
    bool erased;             // a former person's: it stays closed
    const char *family_name; // NULL: nobody has said
    int64_t email_proven_at; // when it was shown that the address is theirs (address.h); 0: it was only typed
    const char *programme;   // what they study, in the institution's words; NULL: nobody has said
};

/* What a person says of themselves. */
struct account_request {
    const char *name;       // 1 to ACCOUNT_NAME_MAX characters of clean text; spaces around it are cut
    const char *email;      // any case; stored in lower case
    const char *password;   // 8 characters for students, 15 for professors and administrators; at most 1024 bytes
    const char *invitation; // token; NULL: a student
    const char *join_code;  // of a class, where the setting asks for one (registration.h); NULL: none
    const char *locale;     // NULL: "en"
};

/*
 * Makes an account; the invitation, when given, decides the role and is used up in the same transaction.
 * Faults: NAME_INVALID, EMAIL_INVALID, TEXT_INVALID (locale), PASSWORD_TOO_SHORT, _TOO_LONG, _TOO_COMMON (also the
 * e-mail or the name as password), EMAIL_TAKEN, INVITATION_UNKNOWN (unknown, used or expired), REGISTRATION_CLOSED,
 * REGISTRATION_DOMAIN, REGISTRATION_CODE, JOIN_CODE_UNKNOWN and JOIN_CLOSED (registration.h), BUSY.
 */
enum fault account_sign_up(struct school *school, const struct account_request *request, struct arena *arena,
                           struct user *ret_user);

/* The same without an invitation and with any role: for the operator's command line (`ams user add`), never for api/.
 */
enum fault account_add(struct school *school, const struct account_request *request, enum role role,
                       struct arena *arena, struct user *ret_user);

/* Whether this is a language tag such as "en" or "pt-BR". */
bool account_locale_is_good(const char *locale);

enum fault account_get(struct school *school, int64_t user_id, struct arena *arena, struct user *ret_user);

/* True when an enabled administrator exists: without one, app/ prints a one-time invitation at start. */
enum fault account_administrator_exists(struct school *school, bool *ret_exists);

/* What else a list says of somebody. */
struct user_about {
    bool face;       // a template is there
    int64_t seen_at; // in any session that is still kept; 0: in none
    bool never;      // nothing tells that they were ever here
};

struct user_list {
    struct user *users;
    struct user_about *about; // (count)
    size_t count;
    int64_t next;  // `after` of the next page; 0: this was the last
    int64_t total; // of all pages
};

/* Which of the people: those who can sign in, those who cannot; of those who can: who never did, who has no face or
 * has agreed to none (students), whose address was only typed. */
enum account_which {
    ACCOUNT_ANY,
    ACCOUNT_ACTIVE,
    ACCOUNT_DISABLED,
    ACCOUNT_NEVER,
    ACCOUNT_NO_FACE,
    ACCOUNT_NO_CONSENT,
    ACCOUNT_UNPROVEN,
    ACCOUNT_STATE_COUNT,
};

/* "active", "disabled", "never", "no_face", "no_consent", "unproven". */
bool account_which_parse(const char *word, enum account_which *ret_state);

struct account_filter {
    const char *query; // each of its words somewhere in the name, whatever their case, accents and marks; or all of it
                       // in the e-mail address, or the whole external id; NULL or "": all; no wildcards
    const char *role;  // role_code; NULL: all
    enum account_which state;
    int64_t updated_since; // made or changed then or later; 0: all
    struct page page;      // sorted by name; the cursor is the id of the last one
};

/* Administrators only (checked here: NOT_ALLOWED). TEXT_INVALID for an over-long query, ROLE_UNKNOWN. */
enum fault account_list(struct school *school, const struct actor *actor, const struct account_filter *filter,
                        struct arena *arena, struct user_list *ret_list);

#endif
