/* SPDX-License-Identifier: MIT */
/* Whom somebody is at a provider: one's own links, and those that an administrator sees. */
#include <string.h>

#include "base/arena.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/people/sso/sso_inside.h"
#include "school/people/sso/sso_row.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum fault sso_link_list(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                         struct sso_link_list *ret_list)
{
    struct row row;
    struct sso_link_list list = {0};
    bool there = false;
    int64_t id;
    if (user_id != actor->user_id && actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, "SELECT id FROM users WHERE id = ?", DB_VALUES(I(user_id)), &there, &id);
    if (fault != FAULT_NONE || !there)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    row_begin(&row, db, arena,
              "SELECT l.id, p.slug, p.name, l.email, l.created_at, l.used_at FROM sso_links l"
              " JOIN sso_providers p ON p.id = l.provider_id WHERE l.user_id = ? ORDER BY l.id LIMIT ?",
              DB_VALUES(I(user_id), I(SSO_LINKS_MAX)));
    while (row_next(&row) && list.count < SSO_LINKS_MAX)
        list.links[list.count++] = (struct sso_link){
            .id = row_int(&row, 0),
            .slug = row_string(&row, 1),
            .name = row_string(&row, 2),
            .email = row_text(&row, 3),
            .created_at = row_int(&row, 4),
            .used_at = row_int(&row, 5),
        };
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault sso_proves(struct db *db, int64_t user_id, bool *ret_proves)
{
    bool factor = false, password = false, linked = false;
    int64_t id;
    enum fault fault = second_factor_has(db, user_id, &factor);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT id FROM users WHERE id = ? AND password_hash IS NOT NULL", DB_VALUES(I(user_id)),
                        &password, &id);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db,
                        "SELECT l.id FROM sso_links l JOIN sso_providers p ON p.id = l.provider_id WHERE l.user_id = ?"
                        " AND p.enabled = 1 AND p.kind = 'oidc' LIMIT 1",
                        DB_VALUES(I(user_id)), &linked, &id);
    if (fault != FAULT_NONE)
        return fault;
    *ret_proves = linked && (!factor || !password);
    return FAULT_NONE;
}

/* ---- linking ---- */

enum fault sso_link_begin(struct school *school, const struct actor *actor, const char *slug, struct arena *arena,
                          struct sso_begun *ret_begun)
{
    enum fault fault = actor_step_up(actor, school_now(school));
    return fault != FAULT_NONE ? fault : sso_flow_begin(school, slug, 0, SSO_TO_LINK, actor, arena, ret_begun);
}

struct linking {
    struct school *school;
    const struct actor *actor;
    const struct sso_identity *identity;
    const char *state;
    int64_t ends_at, now;
};

static enum fault link_it(struct db *db, void *context)
{
    const struct linking *unit = context;
    enum fault fault = sso_spend(db, "state", unit->state, unit->ends_at);
    if (fault != FAULT_NONE)
        return fault;
    fault = sso_domain_check(unit->identity);
    if (fault != FAULT_NONE)
        return fault;
    return sso_link_write(db, unit->identity, unit->actor->user_id, unit->actor->user_id, unit->now);
}

enum fault sso_link(struct school *school, const struct actor *actor, const struct sso_answered *answered,
                    struct arena *arena)
{
    struct sso_identity identity = {0};
    struct linking unit = {.school = school, .actor = actor, .identity = &identity, .state = answered->state};
    const char *why;
    enum fault fault = sso_flow_end(school, answered, SSO_TO_LINK, actor, arena, &identity, &unit.ends_at, &why);
    if (fault != FAULT_NONE)
        return fault;
    unit.now = school_now(school);
    return school_change(school, link_it, &unit);
}

/* ---- and no longer ---- */

struct unlinking {
    const struct actor *actor;
    int64_t user_id, link_id, now;
};

/* Whether something else lets the person in: a password, a passkey, another link. */
static enum fault other_way(struct db *db, const struct unlinking *unit, bool *ret_there)
{
    static const char *const ways[] = {
        "SELECT COUNT(*) FROM users WHERE id = ? AND password_hash IS NOT NULL",
        "SELECT COUNT(*) FROM passkeys WHERE user_id = ?",
    };
    int64_t count = 0, links = 0;
    enum fault fault =
        row_count(db, "SELECT COUNT(*) FROM sso_links WHERE user_id = ?", DB_VALUES(I(unit->user_id)), &links);
    for (size_t i = 0; fault == FAULT_NONE && count == 0 && i < sizeof(ways) / sizeof(ways[0]); i++)
        fault = row_count(db, ways[i], DB_VALUES(I(unit->user_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    *ret_there = count > 0 || links > 1;
    return FAULT_NONE;
}

static enum fault unlink_it(struct db *db, void *context)
{
    const struct unlinking *unit = context;
    bool found = false, other = true;
    int64_t provider_id = 0;
    enum fault fault = row_one_int(db, "SELECT provider_id FROM sso_links WHERE id = ? AND user_id = ?",
                                   DB_VALUES(I(unit->link_id), I(unit->user_id)), &found, &provider_id);
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    fault = actor_step_up(unit->actor, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->user_id == unit->actor->user_id)
        fault = other_way(db, unit, &other);
    if (fault != FAULT_NONE || !other)
        return fault != FAULT_NONE ? fault : FAULT_SSO_LAST_WAY;
    fault = fault_of(db_exec(db,
                             "DELETE FROM sessions WHERE user_id = ? AND id <> ? AND id IN"
                             " (SELECT session_id FROM sso_sessions WHERE provider_id = ?)",
                             DB_VALUES(I(unit->user_id), I(unit->actor->session_id), I(provider_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "DELETE FROM sso_links WHERE id = ?", DB_VALUES(I(unit->link_id))));
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){.at = unit->now,
                                                  .actor_id = unit->actor->user_id,
                                                  .action = "provider_unlinked",
                                                  .subject_type = "user",
                                                  .subject_id = unit->user_id});
}

enum fault sso_unlink(struct school *school, const struct actor *actor, int64_t user_id, int64_t link_id)
{
    struct unlinking unit = {.actor = actor, .user_id = user_id, .link_id = link_id, .now = school_now(school)};
    if (user_id != actor->user_id && actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    return school_change(school, unlink_it, &unit);
}
