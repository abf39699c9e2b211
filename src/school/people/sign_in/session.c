/* SPDX-License-Identifier: MIT */
#include "school/people/sign_in/session.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/account.h"
#include "school/people/sign_in/credential.h"
#include "school/people/sign_in/familiar.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/people/sign_in/session_inside.h"
#include "school/people/sign_in/sign_in_code_inside.h"
#include "school/people/sign_in/throttle.h"
#include "school/people/sso/sso_row.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { ORIGIN_TEXT_SIZE = 201, ADDRESS_SIZE = 65, ATTEMPT_TEXT_SIZE = 600 };

/* A session about to be written. */
struct new_session {
    int64_t user_id;
    enum role role; // of the user, as the database has it
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    char csrf[SECRET_TOKEN_SIZE];
    char user_agent[ORIGIN_TEXT_SIZE];
    char address[ADDRESS_SIZE];
    bool bearer;
    char former[SECRET_FINGERPRINT_SIZE]; // of the session that the browser had; "": none
    struct school *school;
    const struct throttled_attempt *attempt; // its first throttle is forgotten on success; NULL: no sign-in
    const char *how;                         // a sign-in to audit that is no attempt; NULL: none
    const struct session_way *way;           // NULL: by a password or a passkey of ours
    const char *code;                        // of the second factor; may be NULL
    int64_t stepped_up_at;                   // 0: not all was shown that step_up.h asks for
    int64_t wait_ms;                         // for another code
    int64_t now, expires_at;
    int64_t id;
};

/* Cuts text at a character's start and drops what is not clean: headers say what they like. */
static void origin_copy(char *out, size_t size, const char *text)
{
    size_t length = text ? strnlen(text, size - 1) : 0;
    while (length > 0 && text[length] != '\0' && ((unsigned char)text[length] & 0xc0) == 0x80)
        length--;
    if (length > 0 && !str_is_text(text, length, false))
        length = 0;
    if (length > 0)
        memcpy(out, text, length);
    out[length] = '\0';
}

static enum fault session_user(struct db *db, struct new_session *unit)
{
    struct row row;
    bool found = false;
    row_begin(&row, db, NULL, "SELECT role FROM users WHERE id = ? AND disabled_at IS NULL",
              DB_VALUES(I(unit->user_id)));
    while (row_next(&row))
        found = role_parse(db_text(&row.rows, 0), &unit->role);
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : found ? FAULT_NONE : FAULT_NOT_FOUND;
}

/* The password was right: asks for the second factor where it is due, and forgets the attempts before. */
static enum fault signed_in(struct db *db, struct new_session *unit)
{
    bool asked = false, has = false;
    enum fault fault = second_factor_has(db, unit->user_id, &has);
    if (fault != FAULT_NONE)
        return fault;
    fault = second_factor_asked(db, unit->user_id, unit->role, &asked);
    unit->stepped_up_at = has ? 0 : unit->now; // without one the password is the proof that step_up.h speaks of
    if (fault != FAULT_NONE)
        return fault;
    if (asked) {
        if (!unit->code) {
            fault = attempt_forgive(db, unit->attempt);
            return fault != FAULT_NONE ? fault : FAULT_SECOND_FACTOR_NEEDED;
        }
        fault = second_factor_take(unit->school, db, unit->user_id, unit->code, unit->now, &unit->wait_ms);
        unit->stepped_up_at = unit->now;
    }
    if (fault != FAULT_NONE)
        return fault;
    fault = attempt_forgive(db, unit->attempt);
    return fault != FAULT_NONE ? fault : throttle_forget(db, &unit->attempt->throttles[0]);
}

/* Ends those beyond SESSION_PERSON_MAX, the one that was not used for the longest time first. */
static enum fault sessions_bound(struct db *db, const struct new_session *unit)
{
    int64_t id = 0, seen_at = 0;
    bool found = false;
    struct row row;
    row_begin(&row, db, NULL,
              "SELECT id, seen_at FROM sessions WHERE user_id = ? AND id <> ? ORDER BY seen_at DESC, id DESC"
              " LIMIT 1 OFFSET ?",
              DB_VALUES(I(unit->user_id), I(unit->id), I(SESSION_PERSON_MAX - 1)));
    while (row_next(&row)) {
        found = true;
        id = row_int(&row, 0);
        seen_at = row_int(&row, 1);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !found)
        return fault;
    return fault_of(db_exec(db, "DELETE FROM sessions WHERE user_id = ? AND (seen_at < ? OR (seen_at = ? AND id <= ?))",
                            DB_VALUES(I(unit->user_id), I(seen_at), I(seen_at), I(id))));
}

/* Without the network address, which is kept as long as the session alone. */
static enum fault sign_in_audit(struct db *db, int64_t user_id, bool good, const char *how, int64_t now)
{
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = good ? user_id : 0,
                                .action = good ? "signed_in" : "sign_in_failed",
                                .subject_type = "user",
                                .subject_id = user_id,
                                .detail = how,
                            });
}

/* A password that was wrong. The first of an account within SESSION_ATTEMPT_MINUTES goes to the audit log: whoever
 * tries on cannot fill it. For an address that nobody has, the same is written, but for the entry. */
struct failed_sign_in {
    const char *email;
    int64_t user_id; // 0: nobody's
    int64_t now;
};

static enum fault failure_note(struct db *db, void *context)
{
    const struct failed_sign_in *unit = context;
    const struct throttle first = {"failed", unit->email, 1};
    int64_t wait_ms, id;
    enum fault fault = throttle_check(db, &first, unit->now, &wait_ms);
    if (fault != FAULT_NONE || wait_ms > 0)
        return fault;
    fault = throttle_count(db, &first, unit->now, &id);
    if (fault != FAULT_NONE || unit->user_id == 0)
        return fault;
    return sign_in_audit(db, unit->user_id, false, "wrong password", unit->now);
}

/* Where the institution's own sign-in is the only way, passwords and passkeys let in administrators alone: who has left
 * the institution has left AMS, too, and there is a way in when the provider is down. */
static enum fault way_check(struct db *db, const struct new_session *unit)
{
    bool only = false;
    if ((unit->way && unit->way->by_provider) || unit->role == ROLE_ADMINISTRATOR)
        return FAULT_NONE;
    enum fault fault = sso_is_only_way(db, &only);
    if (fault != FAULT_NONE || !only)
        return fault;
    if (unit->attempt)
        fault = attempt_forgive(db, unit->attempt); // the password was right
    return fault != FAULT_NONE ? fault : FAULT_SSO_ONLY;
}

static enum fault session_insert(struct db *db, void *context)
{
    struct new_session *unit = context;
    enum fault fault = session_user(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = way_check(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->attempt)
        fault = signed_in(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    const char *how = unit->how ? unit->how : unit->code ? "password and code" : "password";
    if (unit->attempt || unit->how)
        fault = sign_in_audit(db, unit->user_id, true, how, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    // The browser forgets the token of its former session, so nobody could end it but a thief who has it.
    if (*unit->former)
        fault = fault_of(db_exec(db, "DELETE FROM sessions WHERE token_hash = ?", DB_VALUES(T(unit->former))));
    if (fault != FAULT_NONE)
        return fault;
    int64_t days = unit->role == ROLE_STUDENT ? SESSION_STUDENT_DAYS : SESSION_STAFF_DAYS;
    unit->expires_at = unit->now + days * SCHOOL_DAY_MS;
    enum db_status status =
        db_one_int(db, &unit->id,
                   "INSERT INTO sessions (token_hash, user_id, csrf, bearer, created_at, seen_at, expires_at,"
                   " user_agent, address, stepped_up_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                   DB_VALUES(T(unit->fingerprint), I(unit->user_id), T(unit->csrf), I(unit->bearer), I(unit->now),
                             I(unit->now), I(unit->expires_at), T(unit->user_agent), T(unit->address),
                             unit->stepped_up_at ? I(unit->stepped_up_at) : N()));
    if (status != DB_ROW)
        return status == DB_OK ? FAULT_INTERNAL : fault_of(status);
    if (unit->way && unit->way->also)
        fault = unit->way->also(db, unit->id, unit->user_id, unit->way->context);
    return fault != FAULT_NONE ? fault : sessions_bound(db, unit);
}

/* What somebody without an address types to sign in, as attempts count it: no address begins so. NULL: nothing. */
static const char *login_number(const char *typed, struct arena *arena)
{
    const char *number;
    return text_clean(typed, ACCOUNT_EXTERNAL_MAX, false, false, arena, &number) == FAULT_NONE
               ? arena_printf(arena, "%c%s", NO_ADDRESS, number)
               : NULL;
}

static enum fault session_write(struct school *school, struct new_session *unit, const struct session_origin *origin,
                                struct arena *arena, struct session *ret_session)
{
    char token[SECRET_TOKEN_SIZE];
    secret_token(token);
    secret_token(unit->csrf);
    secret_fingerprint(token, unit->fingerprint);
    unit->now = school_now(school);
    unit->school = school;
    if (origin) {
        unit->code = origin->code;
        origin_copy(unit->user_agent, sizeof(unit->user_agent), origin->user_agent);
        origin_copy(unit->address, sizeof(unit->address), origin->address);
        unit->bearer = origin->bearer;
        if (origin->former)
            secret_fingerprint(origin->former, unit->former);
    }
    struct session session = {.bearer = unit->bearer};
    session.token = arena_strdup(arena, token);
    secret_wipe(token, sizeof(token));
    session.csrf = arena_strdup(arena, unit->csrf);
    if (!session.token || !session.csrf)
        return FAULT_INTERNAL;
    enum fault fault = school_attempt(school, session_insert, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = account_get(school, unit->user_id, arena, &session.user);
    if (fault != FAULT_NONE)
        return fault;
    session.id = unit->id;
    session.expires_at = unit->expires_at;
    session.stepped_up_at = unit->stepped_up_at;
    const char *login = *session.user.email ? session.user.email : login_number(session.user.external_id, arena);
    if (!session.bearer && login)
        session.familiar = familiar_make(school, login, arena);
    *ret_session = session;
    return FAULT_NONE;
}

enum fault session_start(struct school *school, int64_t user_id, const struct session_origin *origin,
                         struct arena *arena, struct session *ret_session)
{
    return session_start_by(school, user_id, NULL, origin, arena, ret_session);
}

enum fault session_start_by(struct school *school, int64_t user_id, const char *how,
                            const struct session_origin *origin, struct arena *arena, struct session *ret_session)
{
    struct new_session unit = {.user_id = user_id, .how = how, .stepped_up_at = school_now(school)};
    return session_write(school, &unit, origin, arena, ret_session);
}

enum fault session_start_way(struct school *school, int64_t user_id, const struct session_way *way,
                             const struct session_origin *origin, struct arena *arena, struct session *ret_session)
{
    struct new_session unit = {.user_id = user_id, .how = way->how, .way = way, .stepped_up_at = way->stepped_up_at};
    return session_write(school, &unit, origin, arena, ret_session);
}

/* The password hash of an enabled user into hash[], or nobody's. `login`: an address, or what login_number answers. */
static enum fault hash_read(struct school *school, const char *login, char hash[static PASSWORD_HASH_SIZE],
                            int64_t *ret_user_id)
{
    struct row row;
    int64_t user_id = 0, owner = 0;
    bool number = *login == NO_ADDRESS;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault looked = number ? sign_in_number_find(db, login + 1, &owner) : FAULT_NONE;
    if (looked != FAULT_NONE)
        return looked;
    row_begin(&row, db, NULL,
              "SELECT id, password_hash FROM users WHERE ((? = 0 AND email = ?) OR (? = 1 AND id = ?)) AND"
              " disabled_at IS NULL",
              DB_VALUES(I(number), T(login), I(number), I(owner)));
    while (row_next(&row)) {
        const char *stored = db_text(&row.rows, 1);
        if (stored && str_copy(hash, PASSWORD_HASH_SIZE, stored))
            user_id = row_int(&row, 0);
    }
    enum fault fault = row_end(&row);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    if (user_id == 0)
        str_copy(hash, PASSWORD_HASH_SIZE, password_nobody());
    *ret_user_id = user_id;
    return FAULT_NONE;
}

static enum fault password_compare(struct school *school, const char *email, const char *password, int64_t *ret_user_id)
{
    char hash[PASSWORD_HASH_SIZE];
    int64_t user_id = 0;
    enum fault fault = hash_read(school, email, hash, &user_id);
    if (fault != FAULT_NONE)
        return fault;
    bool right = false;
    fault = credential_compare(school, password, hash, &right);
    secret_wipe(hash, sizeof(hash));
    if (fault != FAULT_NONE)
        return fault;
    *ret_user_id = user_id; // also of who was wrong
    return right && user_id != 0 ? FAULT_NONE : FAULT_WRONG_CREDENTIALS;
}

/* Who counts this attempt; `text` has room for what they count. */
static void attempt_start(struct school *school, const char *email, const struct session_origin *origin,
                          char text[static ATTEMPT_TEXT_SIZE], struct throttled_attempt *attempt)
{
    const char *address = origin && origin->network ? origin->network : origin ? origin->address : NULL;
    *attempt = (struct throttled_attempt){.throttles = {{"email_from", text, SESSION_ATTEMPTS_EMAIL},
                                                        {"email", email, SESSION_ATTEMPTS_ANYWHERE},
                                                        {"address", address, SESSION_ATTEMPTS_ADDRESS}}};
    if (origin && familiar_is(school, email, origin->familiar)) {
        snprintf(text, ATTEMPT_TEXT_SIZE, "%s", origin->familiar);
        attempt->throttles[0].kind = "familiar";
        attempt->throttles[1].text = NULL;
        attempt->throttles[2].text = NULL;
    } else {
        snprintf(text, ATTEMPT_TEXT_SIZE, "%s %s", email, address ? address : "");
    }
}

enum fault session_sign_in(struct school *school, const char *email, const char *password,
                           const struct session_origin *origin, struct arena *arena, struct session *ret_session,
                           int64_t *ret_retry_after_s)
{
    const char *clean = NULL;
    char text[ATTEMPT_TEXT_SIZE];
    struct throttled_attempt attempt;
    enum fault fault = text_email(email, arena, &clean);
    if (fault == FAULT_EMAIL_INVALID && email && !strchr(email, '@')) {
        clean = login_number(email, arena);
        fault = clean ? FAULT_NONE : FAULT_EMAIL_INVALID;
    }
    if (fault == FAULT_EMAIL_INVALID || !password || strlen(password) > PASSWORD_BYTES_MAX)
        return FAULT_WRONG_CREDENTIALS; // nobody's address, nobody's password
    if (fault != FAULT_NONE)
        return fault;
    attempt_start(school, clean, origin, text, &attempt);
    fault = attempt_begin(school, &attempt, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    struct new_session unit = {.attempt = &attempt};
    fault = password_compare(school, clean, password, &unit.user_id);
    // A server that is too busy to look has learnt nothing: that was no failure of the person's.
    if (fault_is_trouble(fault))
        attempt_take_back(school, &attempt);
    if (fault == FAULT_WRONG_CREDENTIALS) {
        struct failed_sign_in failed = {clean, unit.user_id, school_now(school)};
        (void)school_change(school, failure_note, &failed); // a note that fails changes no answer
    }
    if (fault != FAULT_NONE)
        return fault;
    fault = session_write(school, &unit, origin, arena, ret_session);
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        *ret_retry_after_s = seconds_of(unit.wait_ms);
    return fault == FAULT_NOT_FOUND ? FAULT_WRONG_CREDENTIALS : fault;
}

/* What the database has of a session, beside the session itself. */
struct session_state {
    int64_t seen_at;
    bool disabled;
    bool found;
};

static enum fault session_read(struct db *db, const char *fingerprint, struct arena *arena, struct session *ret_session,
                               struct session_state *ret_state)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT " USER_COLUMNS ", s.id, s.csrf, s.bearer, s.expires_at, s.seen_at, s.stepped_up_at,"
              " (SELECT value FROM settings WHERE name = 'factor_required'),"
              " (SELECT COUNT(*) FROM second_factors WHERE user_id = u.id AND confirmed_at > 0)"
              " + (SELECT COUNT(*) FROM passkeys WHERE user_id = u.id)"
              " FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = ?",
              DB_VALUES(T(fingerprint)));
    while (row_next(&row)) {
        *ret_session = (struct session){
            .id = row_int(&row, USER_COLUMN_COUNT),
            .csrf = row_string(&row, USER_COLUMN_COUNT + 1),
            .bearer = row_int(&row, USER_COLUMN_COUNT + 2) != 0,
            .expires_at = row_int(&row, USER_COLUMN_COUNT + 3),
            .stepped_up_at = row_int(&row, USER_COLUMN_COUNT + 5),
        };
        ret_state->seen_at = row_int(&row, USER_COLUMN_COUNT + 4);
        ret_state->found = user_from_row(&row, 0, &ret_session->user);
        ret_state->disabled = ret_session->user.disabled;
        ret_session->lacks_factor =
            second_factor_is_due(db_text(&row.rows, USER_COLUMN_COUNT + 6), ret_session->user.role) &&
            row_int(&row, USER_COLUMN_COUNT + 7) == 0;
    }
    return row_end(&row);
}

struct touch {
    int64_t id, now;
};

static enum fault touch(struct db *db, void *context)
{
    struct touch *unit = context;
    return fault_of(db_exec(db, "UPDATE sessions SET seen_at = ? WHERE id = ? AND seen_at < ?",
                            DB_VALUES(I(unit->now), I(unit->id), I(unit->now))));
}

enum fault session_find(struct school *school, const char *token, bool bearer, struct arena *arena,
                        struct session *ret_session)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    struct session session = {0};
    struct session_state state = {0};
    if (!token || strlen(token) != SECRET_TOKEN_SIZE - 1)
        return FAULT_NOT_SIGNED_IN;
    secret_fingerprint(token, fingerprint);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = session_read(db, fingerprint, arena, &session, &state);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    if (!state.found || state.disabled || session.bearer != bearer)
        return FAULT_NOT_SIGNED_IN;
    int64_t now = school_now(school);
    int64_t idle_end = state.seen_at + SESSION_STAFF_IDLE_HOURS * (int64_t)SCHOOL_HOUR_MS;
    if (now >= session.expires_at || (session.user.role != ROLE_STUDENT && now >= idle_end))
        return FAULT_SESSION_EXPIRED;
    if (now - state.seen_at >= SESSION_SEEN_MINUTES * (int64_t)SCHOOL_MINUTE_MS) {
        // A busy database must not sign anybody out: the next request writes it.
        struct touch unit = {.id = session.id, .now = now};
        (void)school_change(school, touch, &unit);
    }
    *ret_session = session;
    return FAULT_NONE;
}

struct actor session_actor(const struct session *session)
{
    return (struct actor){.user_id = session->user.id,
                          .role = session->user.role,
                          .session_id = session->id,
                          .stepped_up_at = session->stepped_up_at};
}

struct end {
    const struct actor *actor;
};

static enum fault end(struct db *db, void *context)
{
    struct end *unit = context;
    return fault_of(db_exec(db, "DELETE FROM sessions WHERE id = ? AND user_id = ?",
                            DB_VALUES(I(unit->actor->session_id), I(unit->actor->user_id))));
}

enum fault session_end(struct school *school, const struct actor *actor)
{
    struct end unit = {.actor = actor};
    return school_change(school, end, &unit);
}
