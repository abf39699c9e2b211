/* SPDX-License-Identifier: MIT */
/* What administrators type of a provider, and its writing. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/sso/sso_inside.h"
#include "school/people/sso/sso_row.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

struct writing {
    struct school *school;
    const struct actor *actor;
    const struct sso_provider_edit *edit;
    struct arena *arena;
    struct sso_provider provider; // as it is to be
    const char *field;            // that is wrong
    bool is_new;
    int64_t now;
};

/* ---- what is typed ---- */

static bool slug_is_good(const char *slug)
{
    size_t size = strlen(slug);
    return size > 0 && size <= SSO_SLUG_MAX && slug[0] >= 'a' && slug[0] <= 'z' &&
           strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == size;
}

/* Printable ASCII without spaces. */
static bool token_is_good(const char *text, size_t least, size_t most)
{
    size_t size = strlen(text);
    for (size_t i = 0; i < size; i++)
        if (text[i] <= ' ' || text[i] > '~')
            return false;
    return size >= least && size <= most;
}

static bool scopes_are_good(const char *scopes)
{
    const char *open = strstr(scopes, "openid");
    for (const char *at = scopes; *at; at++)
        if (*at < ' ' || *at > '~' || *at == '"' || *at == '\\')
            return false;
    return strlen(scopes) <= SSO_SCOPES_MAX && open && (open == scopes || open[-1] == ' ') &&
           (open[strlen("openid")] == '\0' || open[strlen("openid")] == ' ');
}

static bool domains_are_good(const char *domains)
{
    return strlen(domains) <= SSO_DOMAINS_MAX &&
           strspn(domains, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.- ") == strlen(domains);
}

/* "value=role", a line each. */
static bool role_map_is_good(const char *map)
{
    size_t size = strlen(map);
    if (size > SSO_ROLE_MAP_MAX || !str_is_text(map, size, true))
        return false;
    while (*map) {
        size_t line = strcspn(map, "\n");
        const char *sign = memrchr(map, '=', line);
        char word[16] = "";
        enum role role;
        size_t length = sign ? line - (size_t)(sign + 1 - map) : 0;
        if (line > 0 && (!sign || sign == map || length >= sizeof(word)))
            return false;
        if (line > 0) {
            memcpy(word, sign + 1, length);
            word[length] = '\0';
            if (!role_parse(word, &role))
                return false;
        }
        map += line + (map[line] == '\n');
    }
    return true;
}

/* What was typed takes the place of what was there. */
static enum fault fill(struct writing *unit)
{
    const struct sso_provider_edit *edit = unit->edit;
    struct sso_provider *to = &unit->provider;
    const struct {
        const char *typed;
        const char **place;
    } texts[] = {
        {edit->issuer, &to->issuer},         {edit->client_id, &to->client_id},
        {edit->scopes, &to->scopes},         {edit->external_claim, &to->external_claim},
        {edit->role_claim, &to->role_claim}, {edit->role_map, &to->role_map},
        {edit->domains, &to->domains},
    };
    const struct {
        const bool *typed;
        bool *place;
    } switches[] = {
        {edit->by_email, &to->by_email},
        {edit->admins, &to->admins},
        {edit->trusts_email, &to->trusts_email},
        {edit->enabled, &to->enabled},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        *texts[i].place = texts[i].typed ? texts[i].typed : *texts[i].place;
    for (size_t i = 0; i < ARRAY_LENGTH(switches); i++)
        *switches[i].place = switches[i].typed ? *switches[i].typed : *switches[i].place;
    if (edit->secret)
        to->has_secret = *edit->secret != '\0';
    if (to->firebase)
        to->issuer = arena_printf(unit->arena, SSO_FIREBASE_ISSUER "%s", to->client_id);
    return to->issuer ? FAULT_NONE : FAULT_INTERNAL;
}

static enum fault wrong(struct writing *unit, const char *field)
{
    unit->field = field;
    return FAULT_SSO_INVALID;
}

/* What the parts are to one another. */
static enum fault whole_check(struct writing *unit)
{
    const struct sso_provider *to = &unit->provider;
    // An address that nobody vouches for is the person's only where the institution gives them out itself.
    if (to->trusts_email && !*to->domains)
        return wrong(unit, "domains");
    if (to->makes == SSO_MAKES_BY_ROLE && !*to->role_claim)
        return wrong(unit, "role_claim");
    if (to->makes == SSO_MAKES_BY_ROLE && !*to->role_map)
        return wrong(unit, "role_map");
    return FAULT_NONE;
}

static enum fault check(struct writing *unit)
{
    const struct sso_provider_edit *edit = unit->edit;
    struct sso_provider *to = &unit->provider;
    if (unit->is_new && (!edit->slug || !slug_is_good(edit->slug)))
        return wrong(unit, "slug");
    if (unit->is_new)
        to->slug = edit->slug;
    if (unit->is_new && edit->kind && strcmp(edit->kind, SSO_KIND_WORD_OIDC) != 0 &&
        strcmp(edit->kind, SSO_KIND_WORD_FIREBASE) != 0)
        return wrong(unit, "kind");
    if (unit->is_new)
        to->firebase = edit->kind && strcmp(edit->kind, SSO_KIND_WORD_FIREBASE) == 0;
    if ((edit->name || unit->is_new) &&
        text_clean(edit->name, SSO_NAME_MAX, false, false, unit->arena, &to->name) != FAULT_NONE)
        return wrong(unit, "name");
    if (edit->makes && !sso_makes_parse(edit->makes, &to->makes))
        return wrong(unit, "makes");
    if (edit->secret && !token_is_good(edit->secret, 0, SSO_SECRET_MAX))
        return wrong(unit, "secret");
    enum fault fault = fill(unit);
    if (fault != FAULT_NONE)
        return fault;
    if (!to->client_id || !token_is_good(to->client_id, 1, SSO_CLIENT_MAX))
        return wrong(unit, "client_id");
    if (!to->firebase &&
        (strlen(to->issuer) > SSO_ISSUER_MAX || !sso_url_is_good(to->issuer, sso_net(unit->school->sso), true)))
        return wrong(unit, "issuer");
    if (!scopes_are_good(to->scopes))
        return wrong(unit, "scopes");
    if (!token_is_good(to->external_claim, 0, SSO_CLAIM_MAX))
        return wrong(unit, "external_claim");
    if (!token_is_good(to->role_claim, 0, SSO_CLAIM_MAX))
        return wrong(unit, "role_claim");
    if (!role_map_is_good(to->role_map))
        return wrong(unit, "role_map");
    if (!domains_are_good(to->domains))
        return wrong(unit, "domains");
    return whole_check(unit);
}

/* ---- writing ---- */

static enum fault audit(struct db *db, const struct writing *unit, const char *action)
{
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor ? unit->actor->user_id : 0,
                                .action = action,
                                .subject_type = "provider",
                                .subject_id = unit->provider.id,
                                .detail = unit->provider.name,
                            });
}

static enum fault secret_write(struct db *db, const struct writing *unit)
{
    const char *secret = unit->edit->secret;
    uint8_t sealed[SSO_SECRET_MAX + SECRET_SEAL_OVERHEAD];
    char label[SSO_SECRET_LABEL_SIZE];
    if (!secret)
        return FAULT_NONE;
    if (!*secret)
        return fault_of(
            db_exec(db, "UPDATE sso_providers SET secret = NULL WHERE id = ?", DB_VALUES(I(unit->provider.id))));
    if (!unit->school->root)
        return FAULT_INTERNAL;
    size_t size = strlen(secret);
    sso_secret_label(unit->provider.slug, label);
    secret_seal(unit->school->root, unit->provider.id, label, (const uint8_t *)secret, size, sealed);
    return fault_of(db_exec(db, "UPDATE sso_providers SET secret = ? WHERE id = ?",
                            DB_VALUES(B(sealed, size + SECRET_SEAL_OVERHEAD), I(unit->provider.id))));
}

static enum fault insert(struct db *db, void *context)
{
    struct writing *unit = context;
    struct sso_provider *to = &unit->provider;
    int64_t count = 0;
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM sso_providers", DB_NO_VALUES, &count);
    if (fault != FAULT_NONE)
        return fault;
    if (count >= SSO_ROWS_MAX)
        return FAULT_TOO_MANY_SSO;
    enum db_status status = db_one_int(
        db, &to->id,
        "INSERT INTO sso_providers (slug, name, kind, issuer, client_id, scopes, makes, by_email, admins, trusts_email,"
        " external_claim, role_claim, role_map, domains, enabled, version, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?) RETURNING id",
        DB_VALUES(T(to->slug), T(to->name), T(to->firebase ? SSO_KIND_WORD_FIREBASE : SSO_KIND_WORD_OIDC),
                  T(to->issuer), T(to->client_id), T(to->scopes), T(sso_makes_word(to->makes)), I(to->by_email),
                  I(to->admins), I(to->trusts_email), T(to->external_claim), T(to->role_claim), T(to->role_map),
                  T(to->domains), I(to->enabled), I(unit->now)));
    if (status == DB_CONFLICT)
        return FAULT_SSO_TAKEN;
    if (status != DB_ROW)
        return status == DB_OK ? FAULT_INTERNAL : fault_of(status);
    fault = secret_write(db, unit);
    return fault != FAULT_NONE ? fault : audit(db, unit, "provider_added");
}

static enum fault update(struct db *db, void *context)
{
    struct writing *unit = context;
    const struct sso_provider *to = &unit->provider;
    enum fault fault = fault_of(
        db_exec(db,
                "UPDATE sso_providers SET name = ?, issuer = ?, client_id = ?, scopes = ?, makes = ?, by_email = ?,"
                " admins = ?, trusts_email = ?, external_claim = ?, role_claim = ?, role_map = ?, domains = ?,"
                " enabled = ?, version = version + 1 WHERE id = ? AND version = ?",
                DB_VALUES(T(to->name), T(to->issuer), T(to->client_id), T(to->scopes), T(sso_makes_word(to->makes)),
                          I(to->by_email), I(to->admins), I(to->trusts_email), T(to->external_claim), T(to->role_claim),
                          T(to->role_map), T(to->domains), I(to->enabled), I(to->id), I(to->version))));
    if (fault != FAULT_NONE)
        return fault;
    if (db_changes(db) != 1)
        return FAULT_CHANGED_MEANWHILE;
    fault = secret_write(db, unit);
    return fault != FAULT_NONE ? fault : audit(db, unit, "provider_changed");
}

enum fault sso_provider_add(struct school *school, const struct actor *actor, const struct sso_provider_edit *edit,
                            struct arena *arena, struct sso_provider *ret_provider, const char **ret_field)
{
    struct writing unit = {
        .school = school,
        .actor = actor,
        .edit = edit,
        .arena = arena,
        .is_new = true,
        .now = school_now(school),
        .provider = {.issuer = "",
                     .scopes = "openid email profile",
                     .external_claim = "",
                     .role_claim = "",
                     .role_map = "",
                     .domains = "",
                     .by_email = true,
                     .enabled = false},
    };
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = check(&unit);
    if (fault == FAULT_SSO_INVALID)
        *ret_field = unit.field;
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, insert, &unit);
    return fault != FAULT_NONE ? fault : sso_provider_get(school, actor, unit.provider.id, arena, ret_provider);
}

enum fault sso_provider_edit(struct school *school, const struct actor *actor, int64_t provider_id,
                             const struct sso_provider_edit *edit, struct arena *arena,
                             struct sso_provider *ret_provider, const char **ret_field)
{
    struct writing unit = {.school = school, .actor = actor, .edit = edit, .arena = arena, .now = school_now(school)};
    enum fault fault = sso_provider_get(school, actor, provider_id, arena, &unit.provider);
    if (fault != FAULT_NONE)
        return fault;
    if (edit->version != 0 && edit->version != unit.provider.version)
        return FAULT_CHANGED_MEANWHILE;
    fault = check(&unit);
    if (fault == FAULT_SSO_INVALID)
        *ret_field = unit.field;
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, update, &unit);
    return fault != FAULT_NONE ? fault : sso_provider_get(school, actor, provider_id, arena, ret_provider);
}

/* ---- the end of one ---- */

static enum fault remove_it(struct db *db, void *context)
{
    struct writing *unit = context;
    enum fault fault = sso_row_read(unit->school, db, unit->provider.id, NULL, false, unit->arena, &unit->provider);
    if (fault != FAULT_NONE)
        return fault == FAULT_SSO_UNKNOWN ? FAULT_NOT_FOUND : fault;
    // Whoever came in by it must come in otherwise; whoever removes it stays to set up another.
    fault = fault_of(db_exec(db,
                             "DELETE FROM sessions WHERE id <> ? AND id IN (SELECT session_id FROM sso_sessions"
                             " WHERE provider_id = ?)",
                             DB_VALUES(I(unit->actor->session_id), I(unit->provider.id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "DELETE FROM sso_providers WHERE id = ?", DB_VALUES(I(unit->provider.id))));
    return fault != FAULT_NONE ? fault : audit(db, unit, "provider_removed");
}

enum fault sso_provider_remove(struct school *school, const struct actor *actor, int64_t provider_id)
{
    CLOSES(arena_release) struct arena arena = arena_of(64 << 10);
    struct writing unit = {.school = school, .actor = actor, .arena = &arena, .now = school_now(school)};
    unit.provider.id = provider_id;
    return actor->role == ROLE_ADMINISTRATOR ? school_change(school, remove_it, &unit) : FAULT_NOT_ALLOWED;
}

struct turning_off {
    int64_t now, count;
};

static enum fault turn_off(struct db *db, void *context)
{
    struct turning_off *unit = context;
    enum fault fault = fault_of(
        db_exec(db, "UPDATE sso_providers SET enabled = 0, version = version + 1 WHERE enabled = 1", DB_NO_VALUES));
    if (fault != FAULT_NONE)
        return fault;
    unit->count = db_changes(db);
    if (unit->count == 0)
        return FAULT_NONE;
    return audit_append(
        db, &(struct audit_entry){.at = unit->now, .action = "providers_turned_off", .subject_type = "school"});
}

enum fault sso_turn_off(struct school *school, int64_t *ret_count)
{
    struct turning_off unit = {.now = school_now(school)};
    enum fault fault = school_change(school, turn_off, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_count = unit.count;
    return FAULT_NONE;
}
