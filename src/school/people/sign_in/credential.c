/* SPDX-License-Identifier: MIT */
#include "school/people/sign_in/credential.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/language.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/account.h"
#include "school/people/account_link.h"
#include "school/people/sign_in/access.h"
#include "school/people/sign_in/hasher.h"
#include "school/people/sign_in/throttle.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { NUMBER_SIZE = 24 };

/* Whether it is only the address or the name, in whatever letters. */
static bool is_folded(const char *password, const char *text)
{
    char one[LANGUAGE_FOLD_SIZE], other[LANGUAGE_FOLD_SIZE];
    return strcmp(password, text) == 0 || (language_fold(password, one) && language_fold(text, other) && *one &&
                                           strlen(text) < LANGUAGE_TEXT_MAX && strcmp(one, other) == 0);
}

/* Whether nothing but a year, digits or signs stand around the name or the part of the address before its @. */
static bool is_around(const char *password, const char *text, size_t size)
{
    size_t before = strcspn(password, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    size_t end = strlen(password);
    while (end > before && !isalpha((unsigned char)password[end - 1]))
        end--;
    return size > 0 && end - before == size && strncasecmp(password + before, text, size) == 0;
}

enum fault credential_check(const char *password, enum role role, const char *email, const char *name)
{
    size_t size = password ? strlen(password) : 0;
    size_t least = role == ROLE_STUDENT ? PASSWORD_LENGTH_MIN : PASSWORD_ALONE_MIN;
    if (size > PASSWORD_BYTES_MAX)
        return FAULT_PASSWORD_TOO_LONG;
    if (size > 0 && !str_is_text(password, size, false))
        return FAULT_TEXT_INVALID;
    if (size == 0 || str_characters(password) < least)
        return FAULT_PASSWORD_TOO_SHORT;
    if (password_is_common(password) || is_folded(password, email) || is_folded(password, name) ||
        is_around(password, email, strcspn(email, "@")) || is_around(password, name, strlen(name)))
        return FAULT_PASSWORD_TOO_COMMON;
    return FAULT_NONE;
}

enum fault credential_hash(struct school *school, const char *password, char hash[static PASSWORD_HASH_SIZE])
{
    if (!hasher_enter(school))
        return FAULT_BUSY;
    bool hashed = password_hash(password, hash);
    hasher_leave(school);
    return hashed ? FAULT_NONE : FAULT_INTERNAL;
}

enum fault credential_compare(struct school *school, const char *password, const char *hash, bool *ret_right)
{
    if (!hasher_enter(school))
        return FAULT_BUSY;
    *ret_right = password_verify(password, hash);
    hasher_leave(school);
    return FAULT_NONE;
}

/* The stored hash, or nobody's for an account without a password. */
static enum fault hash_of(struct school *school, int64_t user_id, char hash[static PASSWORD_HASH_SIZE])
{
    struct row row;
    bool found = false;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, NULL, "SELECT password_hash FROM users WHERE id = ? AND disabled_at IS NULL",
              DB_VALUES(I(user_id)));
    while (row_next(&row)) {
        const char *stored = db_text(&row.rows, 0);
        found = stored && str_copy(hash, PASSWORD_HASH_SIZE, stored);
    }
    enum fault fault = row_end(&row);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        str_copy(hash, PASSWORD_HASH_SIZE, password_nobody());
    return FAULT_NONE;
}

static enum fault password_is(struct school *school, int64_t user_id, const char *password, bool *ret_right)
{
    char hash[PASSWORD_HASH_SIZE];
    enum fault fault = hash_of(school, user_id, hash);
    if (fault != FAULT_NONE)
        return fault;
    fault = credential_compare(school, password, hash, ret_right);
    secret_wipe(hash, sizeof(hash));
    return fault;
}

enum fault credential_confirm(struct school *school, const struct actor *actor, const char *password,
                              int64_t *ret_retry_after_s)
{
    char user[NUMBER_SIZE];
    bool right = false;
    if (!password || strlen(password) > PASSWORD_BYTES_MAX)
        return FAULT_PASSWORD_WRONG;
    snprintf(user, sizeof(user), "%lld", (long long)actor->user_id);
    struct throttled_attempt attempt = {.throttles = {{"password", user, CREDENTIAL_ATTEMPTS}}};
    enum fault fault = attempt_begin(school, &attempt, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    fault = password_is(school, actor->user_id, password, &right);
    if (fault != FAULT_NONE || right)
        attempt_take_back(school, &attempt); // only wrong ones count
    return fault != FAULT_NONE ? fault : right ? FAULT_NONE : FAULT_PASSWORD_WRONG;
}

enum fault credential_store(struct db *db, const struct user *user, const char *hash, int64_t keep_session_id,
                            int64_t now)
{
    enum fault fault = fault_of(db_exec(db, "UPDATE users SET password_hash = ?, version = version + 1 WHERE id = ?",
                                        DB_VALUES(T(hash), I(user->id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = access_end(db, user->id, keep_session_id, NULL);
    if (fault != FAULT_NONE)
        return fault;
    fault = throttle_forget(db, &(struct throttle){"email", user->email, 0});
    if (fault != FAULT_NONE)
        return fault;
    const struct account_mail mail = {
        .user_id = user->id,
        .to = user->email,
        .locale = user->locale,
        .letter = LETTER_PASSWORD_CHANGED,
    };
    return account_mail_queue(NULL, db, &mail, now);
}
