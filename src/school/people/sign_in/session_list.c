/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/access.h"
#include "school/people/account.h"
#include "school/people/sign_in/session.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* The first word of the list that stands in the text says what it is: browsers name their ancestors, too. */
struct device_word {
    const char *part, *name;
};

static const char *device_word(const char *text, const struct device_word *words)
{
    for (; words->part; words++)
        if (strstr(text, words->part))
            return words->name;
    return NULL;
}

const char *session_device(const char *user_agent, bool bearer, struct arena *arena)
{
    static const struct device_word browsers[] = {
        {"Edg", "Edge"},       {"OPR/", "Opera"},       {"SamsungBrowser/", "Samsung Internet"},
        {"FxiOS/", "Firefox"}, {"Firefox/", "Firefox"}, {"CriOS/", "Chrome"},
        {"Chrome/", "Chrome"}, {"Safari/", "Safari"},   {0},
    };
    static const struct device_word systems[] = {
        {"iPhone", "iPhone"},   {"iPad", "iPad"},       {"Android", "Android"}, {"CrOS", "ChromeOS"},
        {"Windows", "Windows"}, {"Macintosh", "a Mac"}, {"Linux", "Linux"},     {0},
    };
    const char *browser = user_agent ? device_word(user_agent, browsers) : NULL;
    const char *system = user_agent ? device_word(user_agent, systems) : NULL;
    if (browser && system)
        return arena_printf(arena, "%s on %s", browser, system);
    if (browser || system)
        return browser ? browser : system;
    return bearer ? "A program" : "An unknown browser";
}

enum fault session_list(struct school *school, const struct actor *actor, struct arena *arena,
                        struct session_list *ret_list)
{
    struct row row;
    struct session_list list = {0};
    int64_t now = school_now(school);
    int64_t idle = actor->role == ROLE_STUDENT ? 0 : now - SESSION_STAFF_IDLE_HOURS * (int64_t)SCHOOL_HOUR_MS;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena,
              "SELECT id, user_agent, address, created_at, seen_at, expires_at, bearer FROM sessions"
              " WHERE user_id = ? AND expires_at > ? AND seen_at > ? ORDER BY seen_at DESC, id DESC LIMIT ?",
              DB_VALUES(I(actor->user_id), I(now), I(idle), I(SESSION_LIST_MAX)));
    while (row_next(&row)) {
        struct session_about *sessions = row_list(&row, list.sessions, list.count, sizeof(*sessions));
        if (!sessions)
            break;
        list.sessions = sessions;
        bool bearer = row_int(&row, 6) != 0;
        struct session_about about = {
            .id = row_int(&row, 0),
            .device = session_device(row_text(&row, 1), bearer, arena),
            .address = row_text(&row, 2),
            .created_at = row_int(&row, 3),
            .seen_at = row_int(&row, 4),
            .expires_at = row_int(&row, 5),
            .bearer = bearer,
        };
        about.current = about.id == actor->session_id;
        row.full |= !about.device;
        sessions[list.count++] = about;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM sessions WHERE user_id = ? AND expires_at > ? AND seen_at > ?",
                      DB_VALUES(I(actor->user_id), I(now), I(idle)), &list.total);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault session_list_of(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                           struct session_list *ret_list)
{
    struct user user;
    struct session_list list;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = account_get(school, user_id, arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    const struct actor them = {.user_id = user_id, .role = user.role, .session_id = actor->session_id};
    fault = session_list(school, &them, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < list.count; i++)
        list.sessions[i].address = NULL;
    *ret_list = list;
    return FAULT_NONE;
}

struct revoke {
    const struct actor *actor;
    int64_t session_id; // 0: all but the actor's own
    int64_t now;
    int64_t ended;
};

static enum fault revoke(struct db *db, void *context)
{
    struct revoke *unit = context;
    enum fault fault = FAULT_NONE;
    int64_t user_id = unit->actor->user_id;
    if (unit->session_id != 0) {
        fault = fault_of(db_exec(db, "DELETE FROM sessions WHERE id = ? AND user_id = ?",
                                 DB_VALUES(I(unit->session_id), I(user_id))));
        unit->ended = db_changes(db);
    } else {
        fault = access_end(db, user_id, unit->actor->session_id, &unit->ended);
    }
    if (fault != FAULT_NONE)
        return fault;
    if (unit->ended > 0)
        fault = audit_append(db, &(struct audit_entry){
                                     .at = unit->now,
                                     .actor_id = user_id,
                                     .action = "sessions_ended",
                                     .subject_type = "user",
                                     .subject_id = user_id,
                                 });
    return fault;
}

enum fault session_revoke(struct school *school, const struct actor *actor, int64_t session_id)
{
    struct revoke unit = {.actor = actor, .session_id = session_id, .now = school_now(school)};
    enum fault fault = school_change(school, revoke, &unit);
    return fault != FAULT_NONE ? fault : unit.ended > 0 ? FAULT_NONE : FAULT_NOT_FOUND;
}

enum fault session_revoke_others(struct school *school, const struct actor *actor, int64_t *ret_ended)
{
    struct revoke unit = {.actor = actor, .now = school_now(school)};
    enum fault fault = school_change(school, revoke, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_ended = unit.ended;
    return FAULT_NONE;
}
