/* SPDX-License-Identifier: MIT */
#include "school/people/registration.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/join_code.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/account_link.h"
#include "school/people/address.h"
#include "school/people/registration_inside.h"
#include "school/people/sign_in/throttle.h"
#include "school/people/sso/sso_row.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { INPUT_ARENA_MAX = 8 << 10 };

static enum fault registration_read(struct db *db, struct arena *arena, struct registration *ret_registration)
{
    struct registration registration = {0};
    const char *domain = NULL;
    enum fault fault = setting_text(db, SETTING_REGISTRATION, arena, &registration.who);
    if (fault != FAULT_NONE)
        return fault;
    fault = setting_text(db, SETTING_REGISTRATION_DOMAIN, arena, &domain);
    if (fault != FAULT_NONE)
        return fault;
    domain += domain[0] == '@';
    bool links = strcmp(registration.who, "domain") == 0 || strcmp(registration.who, "class") == 0;
    if (links && domain[0])
        registration.domain = domain;
    else if (strcmp(registration.who, "domain") == 0) // nobody has an address of no domain
        registration.who = "invitation";
    *ret_registration = registration;
    return FAULT_NONE;
}

enum fault registration_get(struct school *school, struct arena *arena, struct registration *ret_registration)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return registration_read(db, arena, ret_registration);
}

/* The class of a code that takes people in. */
static enum fault class_find(struct db *db, const char *typed, int64_t now, struct arena *arena,
                             struct registration_class *ret_class)
{
    char code[CLASSROOM_CODE_LENGTH + 1];
    struct registration_class class = {0};
    struct row row;
    bool open = false;
    if (!join_code_normalise(typed, code))
        return FAULT_JOIN_CODE_UNKNOWN;
    row_begin(&row, db, arena,
              "SELECT c.subject, c.section, u.name, c.join_closed, c.join_expires_at, c.archived_at, c.id,"
              " c.timezone FROM classrooms c JOIN users u ON u.id = c.professor_id WHERE c.join_code = ?",
              DB_VALUES(T(code)));
    while (row_next(&row)) {
        int64_t expires_at = row_int(&row, 4);
        class = (struct registration_class){.subject = row_string(&row, 0),
                                            .section = row_text(&row, 1),
                                            .professor = row_string(&row, 2),
                                            .id = row_int(&row, 6),
                                            .timezone = row_string(&row, 7)};
        open = row_int(&row, 3) == 0 && (expires_at == 0 || now < expires_at) && db_is_null(&row.rows, 5);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!class.subject)
        return FAULT_JOIN_CODE_UNKNOWN;
    *ret_class = class;
    return open ? FAULT_NONE : FAULT_JOIN_CLOSED;
}

enum fault registration_check(struct db *db, const char *code, int64_t now)
{
    struct registration registration;
    struct registration_class class;
    bool only = false;
    CLOSES(arena_release) struct arena arena = arena_of(INPUT_ARENA_MAX);
    enum fault fault = sso_is_only_way(db, &only);
    if (fault != FAULT_NONE)
        return fault;
    if (only) // nobody could sign in to it
        return FAULT_SSO_ONLY;
    fault = registration_read(db, &arena, &registration);
    if (fault != FAULT_NONE)
        return fault;
    if (strcmp(registration.who, "class") == 0)
        return code ? class_find(db, code, now, &arena, &class) : FAULT_REGISTRATION_CODE;
    if (registration.domain)
        return FAULT_REGISTRATION_DOMAIN;
    return strcmp(registration.who, "open") == 0 ? FAULT_NONE : FAULT_REGISTRATION_CLOSED;
}

struct class_look {
    const char *code;
    struct arena *arena;
    struct throttle throttle;
    struct registration_class class;
    int64_t now, wait_ms;
};

/* When it is held next, and no more of it: where is for those who are in it. */
static enum fault class_next(struct db *db, struct class_look *unit)
{
    bool found;
    return row_one_int(db,
                       "SELECT starts_at FROM lectures WHERE class_id = ? AND cancelled_at IS NULL AND ends_at > ?"
                       " ORDER BY starts_at, id LIMIT 1",
                       DB_VALUES(I(unit->class.id), I(unit->now)), &found, &unit->class.next_starts_at);
}

/* A code that is nobody's is counted: who scans one off the wall is not. */
static enum fault class_look(struct db *db, void *context)
{
    struct class_look *unit = context;
    int64_t id;
    enum fault fault = throttle_check(db, &unit->throttle, unit->now, &unit->wait_ms);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->wait_ms > 0) {
        fault = throttle_refused(db, &unit->throttle, unit->now);
        return fault != FAULT_NONE ? fault : FAULT_TOO_MANY_ATTEMPTS;
    }
    fault = class_find(db, unit->code, unit->now, unit->arena, &unit->class);
    if (fault != FAULT_JOIN_CODE_UNKNOWN)
        return fault != FAULT_NONE ? fault : class_next(db, unit);
    enum fault counted = throttle_count(db, &unit->throttle, unit->now, &id);
    return counted != FAULT_NONE ? counted : fault;
}

enum fault registration_class(struct school *school, const char *code, const char *address, struct arena *arena,
                              struct registration_class *ret_class, int64_t *ret_retry_after_s)
{
    struct class_look unit = {.code = code,
                              .arena = arena,
                              .throttle = {"join_look", address, REGISTRATION_CODES},
                              .now = school_now(school)};
    enum fault fault = school_attempt(school, class_look, &unit);
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        *ret_retry_after_s = seconds_of(unit.wait_ms);
    if (fault != FAULT_NONE)
        return fault;
    *ret_class = unit.class;
    return FAULT_NONE;
}

/* Whether the address is of the domain or of one below it. */
static bool is_of_domain(const char *email, const char *domain)
{
    const char *host = strchr(email, '@') + 1;
    size_t size = strlen(host), domain_size = strlen(domain);
    if (size < domain_size || strcasecmp(host + size - domain_size, domain) != 0)
        return false;
    return size == domain_size || host[size - domain_size - 1] == '.';
}

struct ask {
    struct school *school;
    const char *email;
    const char *locale; // in which it was asked; NULL: not said
    struct arena *arena;
    struct throttled_attempt attempt;
    char token[SECRET_TOKEN_SIZE];
};

/* The language of the mail. All of it is asked in either case: whether there is an account costs nothing more. */
static enum fault locale_find(struct db *db, struct ask *unit, int64_t user_id, const char **ret_locale)
{
    struct row row;
    const char *own = NULL, *institution = NULL;
    enum fault fault = setting_text(db, SETTING_LANGUAGE, unit->arena, &institution);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, unit->arena, "SELECT locale FROM users WHERE id = ?", DB_VALUES(I(user_id)));
    while (row_next(&row))
        own = row_text(&row, 0);
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_locale = own ? own : unit->locale ? unit->locale : institution;
    return FAULT_NONE;
}

static enum fault link_send(struct db *db, struct ask *unit)
{
    int64_t user_id, now = unit->attempt.now;
    bool typed = false;
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    struct account_mail mail = {
        .to = unit->email,
        .letter = LETTER_WELCOME,
        .path = "/welcome",
        .token = unit->token,
    };
    enum fault fault = address_find(db, unit->email, &user_id, &typed);
    if (fault != FAULT_NONE)
        return fault;
    fault = locale_find(db, unit, user_id, &mail.locale);
    if (fault != FAULT_NONE)
        return fault;
    if (user_id != 0) {
        mail.letter = LETTER_ACCOUNT_THERE;
        mail.path = NULL;
    }
    secret_fingerprint(unit->token, fingerprint);
    // Made in either case, and taken back of an address that has an account: the answer takes as long.
    fault = fault_of(db_exec(db,
                             "INSERT INTO invitations (token_hash, role, email, created_at, expires_at, proves_email)"
                             " VALUES (?, 'student', ?, ?, ?, 1)",
                             DB_VALUES(T(fingerprint), T(unit->email), I(now), I(now + SCHOOL_HOUR_MS))));
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(
        db_exec(db, "DELETE FROM invitations WHERE token_hash = ?", DB_VALUES(T(user_id != 0 ? fingerprint : ""))));
    return fault != FAULT_NONE ? fault : account_mail_queue(unit->school, db, &mail, now);
}

static enum fault ask(struct db *db, void *context)
{
    struct ask *unit = context;
    enum fault fault = attempt_count(db, &unit->attempt);
    if (fault != FAULT_NONE)
        return fault;
    return link_send(db, unit);
}

enum fault registration_ask(struct school *school, const char *email, const char *locale, const char *address,
                            struct arena *arena, int64_t *ret_retry_after_s)
{
    struct ask unit = {.school = school, .locale = locale, .arena = arena};
    struct registration registration;
    enum fault fault = text_email(email, arena, &unit.email);
    if (fault != FAULT_NONE)
        return fault;
    fault = registration_get(school, arena, &registration);
    if (fault != FAULT_NONE)
        return fault;
    if (!registration.domain)
        return FAULT_REGISTRATION_CLOSED;
    if (!is_of_domain(unit.email, registration.domain))
        return FAULT_REGISTRATION_DOMAIN;
    unit.attempt = (struct throttled_attempt){
        .throttles = {{"register_email", unit.email, REGISTRATION_EMAIL_ATTEMPTS},
                      {"register_address", address, REGISTRATION_ADDRESS_ATTEMPTS}},
        .now = school_now(school),
    };
    secret_token(unit.token);
    fault = school_attempt(school, ask, &unit);
    secret_wipe(unit.token, sizeof(unit.token));
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        *ret_retry_after_s = seconds_of(unit.attempt.wait_ms);
    return fault;
}

enum fault registration_admit(struct school *school, const char *address, int64_t *ret_retry_after_s)
{
    struct throttled_attempt attempt = {.throttles = {{"sign_up", address, REGISTRATION_ACCOUNTS}}};
    return attempt_begin(school, &attempt, ret_retry_after_s);
}
