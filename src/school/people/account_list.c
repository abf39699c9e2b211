/* SPDX-License-Identifier: MIT */
/* Everybody who has an account, searched. */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/language.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/account.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { QUERY_WORDS_MAX = 4 };

static const char *const state_words[ACCOUNT_STATE_COUNT] = {
    [ACCOUNT_ANY] = "any",           [ACCOUNT_ACTIVE] = "active",   [ACCOUNT_DISABLED] = "disabled",
    [ACCOUNT_NEVER] = "never",       [ACCOUNT_NO_FACE] = "no_face", [ACCOUNT_NO_CONSENT] = "no_consent",
    [ACCOUNT_UNPROVEN] = "unproven",
};

/* Nothing tells that somebody was ever here: sessions are kept for a while, what they did for years. */
#define NEVER                                                                                                          \
    "(NOT EXISTS (SELECT 1 FROM sessions x WHERE x.user_id = u.id)"                                                    \
    " AND NOT EXISTS (SELECT 1 FROM audit x WHERE x.actor_id = u.id))"

/* Whom a choice leaves in the list; its parameters are STATE_VALUES. One text for all choices, so that it can be
 * planned. */
#define OF_STATE                                                                                                       \
    " AND (? = 0 OR (? = 1 AND u.disabled_at IS NULL) OR (? = 2 AND u.disabled_at IS NOT NULL)"                        \
    " OR (? = 3 AND u.disabled_at IS NULL AND " NEVER ") OR (? = 4 AND u.disabled_at IS NULL AND u.role = 'student'"   \
    " AND NOT EXISTS (SELECT 1 FROM templates x WHERE x.user_id = u.id)) OR (? = 5 AND u.disabled_at IS NULL"          \
    " AND u.role = 'student' AND NOT EXISTS (SELECT 1 FROM consents x WHERE x.user_id = u.id"                          \
    " AND x.withdrawn_at IS NULL)) OR (? = 6 AND u.disabled_at IS NULL AND u.email_proven_at IS NULL))"
#define STATE_VALUES(state) I(state), I(state), I(state), I(state), I(state), I(state), I(state)
static_assert(ACCOUNT_ANY == 0 && ACCOUNT_ACTIVE == 1 && ACCOUNT_DISABLED == 2 && ACCOUNT_NEVER == 3 &&
                  ACCOUNT_NO_FACE == 4 && ACCOUNT_NO_CONSENT == 5 && ACCOUNT_UNPROVEN == 6 && ACCOUNT_STATE_COUNT == 7,
              "OF_STATE names them by their numbers");

bool account_which_parse(const char *word, enum account_which *ret_state)
{
    size_t index;
    bool found = str_among(state_words, ACCOUNT_STATE_COUNT, word, &index) && index != ACCOUNT_ANY;
    if (found)
        *ret_state = (enum account_which)index;
    return found;
}

/* What is looked for: the words of the query, folded, and its whole as an e-mail address. */
struct search {
    char words[QUERY_WORDS_MAX][2 * LANGUAGE_FOLD_SIZE + 3];
    char email[2 * ACCOUNT_QUERY_MAX + 3];
};

/* False for what is no query. The last pattern takes all the words that are left. */
static bool search_of(const char *query, struct search *search)
{
    char folded[LANGUAGE_FOLD_SIZE], lower[ACCOUNT_QUERY_MAX + 1];
    size_t size = strlen(query);
    if (size > ACCOUNT_QUERY_MAX || !str_is_text(query, size, false) || !language_fold(query, folded))
        return false;
    for (size_t i = 0; i <= size; i++)
        lower[i] = query[i] >= 'A' && query[i] <= 'Z' ? (char)(query[i] - 'A' + 'a') : query[i];
    text_like(lower, size, search->email);
    const char *word = folded;
    for (size_t i = 0; i < QUERY_WORDS_MAX; i++) {
        size_t length = i + 1 < QUERY_WORDS_MAX ? strcspn(word, " ") : strlen(word);
        text_like(word, length, search->words[i]);
        word += length + (word[length] == ' ');
    }
    return true;
}

/* Where the list goes on: behind the person with this id; at the start for 0. */
static enum fault place_of(struct db *db, int64_t after, struct arena *arena, const char **ret_key)
{
    struct row row;
    const char *key = "";
    row_begin(&row, db, arena, "SELECT sort_key FROM users WHERE id = ?", DB_VALUES(I(after)));
    while (row_next(&row))
        key = row_string(&row, 0);
    *ret_key = key;
    return row_end(&row);
}

#define FOUND                                                                                                          \
    " (? IS NULL OR u.role = ?) AND ((u.search_key LIKE ? ESCAPE '!' AND u.search_key LIKE ? ESCAPE '!' AND"           \
    " u.search_key LIKE ? ESCAPE '!' AND u.search_key LIKE ? ESCAPE '!') OR (u.email LIKE ? ESCAPE '!' AND"            \
    " (u.email < '@' OR u.email >= 'A')) OR"                                                                           \
    " u.external_id = ?)" OF_STATE " AND COALESCE(u.updated_at, u.created_at) >= ?"

static enum fault user_read_page(struct db *db, const struct account_filter *filter, const struct search *search,
                                 struct arena *arena, struct user_list *ret_list)
{
    struct row row;
    struct user_list list = {0};
    const char *key = "";
    int64_t after = filter->page.after;
    enum fault fault = place_of(db, after, arena, &key);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena,
              "SELECT " USER_COLUMNS ", (SELECT COUNT(*) FROM templates f WHERE f.user_id = u.id),"
              " (SELECT MAX(e.seen_at) FROM sessions e WHERE e.user_id = u.id), CASE WHEN " NEVER
              " THEN 1 ELSE 0 END FROM users u WHERE u.sort_key >= ? AND (u.sort_key > ? OR u.id > ?) AND" FOUND
              " ORDER BY u.sort_key, u.id LIMIT ?",
              DB_VALUES(T(key), T(key), I(after), T(filter->role), T(filter->role), T(search->words[0]),
                        T(search->words[1]), T(search->words[2]), T(search->words[3]), T(search->email),
                        T(filter->query), STATE_VALUES(filter->state), I(filter->updated_since),
                        I(filter->page.limit + 1)));
    while (row_next(&row)) {
        if (list.count == (size_t)filter->page.limit) { // there is one more: another page
            list.next = list.users[list.count - 1].id;
            break;
        }
        struct user *users = row_list(&row, list.users, list.count, sizeof(*users));
        struct user_about *about = row_list(&row, list.about, list.count, sizeof(*about));
        if (!users || !about)
            break;
        list.users = users;
        list.about = about;
        about[list.count] =
            (struct user_about){row_int(&row, USER_COLUMN_COUNT) > 0, row_int(&row, USER_COLUMN_COUNT + 1),
                                row_int(&row, USER_COLUMN_COUNT + 2) != 0};
        if (!user_from_row(&row, 0, &users[list.count++]))
            row.full = true; // a role that this program does not know
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

static enum fault user_count(struct db *db, const struct account_filter *filter, const struct search *search,
                             int64_t *ret_total)
{
    return row_count(db, "SELECT COUNT(*) FROM users u WHERE" FOUND,
                     DB_VALUES(T(filter->role), T(filter->role), T(search->words[0]), T(search->words[1]),
                               T(search->words[2]), T(search->words[3]), T(search->email), T(filter->query),
                               STATE_VALUES(filter->state), I(filter->updated_since)),
                     ret_total);
}

enum fault account_list(struct school *school, const struct actor *actor, const struct account_filter *filter,
                        struct arena *arena, struct user_list *ret_list)
{
    struct search search;
    struct user_list list;
    enum role role;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if (!search_of(filter->query ? filter->query : "", &search))
        return FAULT_TEXT_INVALID;
    if (filter->role && !role_parse(filter->role, &role))
        return FAULT_ROLE_UNKNOWN;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = user_read_page(db, filter, &search, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    fault = user_count(db, filter, &search, &list.total);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}
