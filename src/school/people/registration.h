/* SPDX-License-Identifier: MIT */
/*
 * Who may make a student's account by oneself: whoever has the join code of a class (`class`), people who can read mail
 * at the institution's domain (`domain`; under `class`, too, where a domain is set), nobody (`invitation`), or
 * everybody
 * (`open`). An e-mail address that somebody merely types proves nothing; so a link is sent to it first, which is an
 * invitation for that address alone. Invitations by an administrator work always, for every role.
 */
#ifndef AMS_SCHOOL_REGISTRATION_H
#define AMS_SCHOOL_REGISTRATION_H

#include "school/school.h"

enum {
    REGISTRATION_EMAIL_ATTEMPTS = 3,    // links sent to one address in SESSION_ATTEMPT_MINUTES
    REGISTRATION_ADDRESS_ATTEMPTS = 50, // asked for from one network address: a campus may share one
    REGISTRATION_ACCOUNTS = 300,        // asked for from one network address, in the same time
    REGISTRATION_CODES = 300,           // join codes that are nobody's, looked up from one, in the same time
};

struct registration {
    const char *who;    // "class", "domain", "invitation" or "open"
    const char *domain; // of e-mail addresses; NULL: a link is sent to none
};

/* The class that a join code is for, as far as whoever holds the code may know it. */
struct registration_class {
    const char *subject, *section; // section: NULL: none
    const char *professor;
    int64_t id; // not for them
    const char *timezone;
    int64_t next_starts_at; // of the next lecture, or the one that is on; 0: none is planned
};

enum fault registration_get(struct school *school, struct arena *arena, struct registration *ret_registration);

/* One more account is asked for from the network `address` (NULL: unknown, not counted). TOO_MANY_ATTEMPTS with
 * *ret_retry_after_s. To be called before account_sign_up: making accounts costs more than asking for them. */
enum fault registration_admit(struct school *school, const char *address, int64_t *ret_retry_after_s);

/* Which class a code is for, in any case, with or without spaces and dashes. `address`: of the client, may be NULL.
 * JOIN_CODE_UNKNOWN, JOIN_CLOSED (off, expired, archived), TOO_MANY_ATTEMPTS with *ret_retry_after_s. */
enum fault registration_class(struct school *school, const char *code, const char *address, struct arena *arena,
                              struct registration_class *ret_class, int64_t *ret_retry_after_s);

/*
 * Sends a link to `email`, of the domain or one below it; somebody who has an account is told so by mail instead, so
 * that the answer does not say who has one. The mail is in the account's language; without one in that of `locale`,
 * in which it was asked, or, NULL, in the institution's. `address`: of the client, may be NULL.
 * Faults: EMAIL_INVALID, REGISTRATION_CLOSED (there is no domain), REGISTRATION_DOMAIN,
 * TOO_MANY_ATTEMPTS with *ret_retry_after_s.
 */
enum fault registration_ask(struct school *school, const char *email, const char *locale, const char *address,
                            struct arena *arena, int64_t *ret_retry_after_s);

#endif
