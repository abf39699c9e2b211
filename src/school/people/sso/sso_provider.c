/* SPDX-License-Identifier: MIT */
#include "school/people/sso/sso_provider.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/people/sso/sso_inside.h"
#include "school/people/sso/sso_row.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { INPUT_ARENA_MAX = 16 << 10 };

#define PROVIDER_COLUMNS                                                                                               \
    "p.id, p.slug, p.name, p.kind, p.issuer, p.client_id, p.scopes, p.makes, p.by_email, p.admins, p.trusts_email,"    \
    " p.external_claim, p.role_claim, p.role_map, p.domains, p.enabled, p.version,"                                    \
    " CASE WHEN p.secret IS NULL THEN 0 ELSE 1 END"

const char *sso_makes_word(enum sso_makes makes)
{
    static const char *const words[SSO_MAKES_COUNT] = {"nobody", "students", "by_role"};
    return words[makes];
}

bool sso_makes_parse(const char *word, enum sso_makes *ret_makes)
{
    for (size_t i = 0; word && i < SSO_MAKES_COUNT; i++)
        if (strcmp(sso_makes_word((enum sso_makes)i), word) == 0) {
            *ret_makes = (enum sso_makes)i;
            return true;
        }
    return false;
}

static struct sso_provider provider_of(struct school *school, struct row *row)
{
    const char *kind = db_text(&row->rows, 3);
    struct sso_provider provider = {
        .id = row_int(row, 0),
        .slug = row_string(row, 1),
        .name = row_string(row, 2),
        .firebase = kind && strcmp(kind, SSO_KIND_WORD_FIREBASE) == 0,
        .issuer = row_string(row, 4),
        .client_id = row_string(row, 5),
        .scopes = row_string(row, 6),
        .by_email = row_int(row, 8) != 0,
        .admins = row_int(row, 9) != 0,
        .trusts_email = row_int(row, 10) != 0,
        .external_claim = row_string(row, 11),
        .role_claim = row_string(row, 12),
        .role_map = row_string(row, 13),
        .domains = row_string(row, 14),
        .enabled = row_int(row, 15) != 0,
        .version = row_int(row, 16),
        .has_secret = row_int(row, 17) != 0,
    };
    (void)sso_makes_parse(db_text(&row->rows, 7), &provider.makes); // another's word: nobody's account is made
    if (row->arena && provider.slug && !provider.firebase) {
        provider.redirect_uri =
            arena_printf(row->arena, "%s" SSO_BACK_PATH "%s", school_public_url(school), provider.slug);
        provider.logout_uri =
            arena_printf(row->arena, "%s/api/sso/%s/logout", school_public_url(school), provider.slug);
        row->full |= !provider.redirect_uri || !provider.logout_uri;
    }
    return provider;
}

enum fault sso_row_read(struct school *school, struct db *db, int64_t provider_id, const char *slug, bool enabled,
                        struct arena *arena, struct sso_provider *ret_provider)
{
    struct row row;
    struct sso_provider provider = {0};
    bool found = false;
    if (provider_id != 0)
        row_begin(&row, db, arena, "SELECT " PROVIDER_COLUMNS " FROM sso_providers p WHERE p.id = ?",
                  DB_VALUES(I(provider_id)));
    else
        row_begin(&row, db, arena, "SELECT " PROVIDER_COLUMNS " FROM sso_providers p WHERE p.slug = ?",
                  DB_VALUES(T(slug ? slug : "")));
    while (row_next(&row)) {
        provider = provider_of(school, &row);
        found = true;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!found || (enabled && !provider.enabled))
        return FAULT_SSO_UNKNOWN;
    *ret_provider = provider;
    return FAULT_NONE;
}

enum fault sso_firebase_slug(struct db *db, struct arena *arena, const char **ret_slug)
{
    struct row row;
    const char *slug = NULL;
    size_t count = 0;
    row_begin(&row, db, arena, "SELECT slug FROM sso_providers WHERE kind = 'firebase' AND enabled = 1 LIMIT ?",
              DB_VALUES(I(SSO_ROWS_MAX)));
    while (row_next(&row)) {
        slug = row_string(&row, 0);
        count++;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (count != 1)
        return FAULT_SSO_UNKNOWN;
    *ret_slug = slug;
    return FAULT_NONE;
}

void sso_secret_label(const char *slug, char label[static SSO_SECRET_LABEL_SIZE])
{
    snprintf(label, SSO_SECRET_LABEL_SIZE, "sso client secret %s", slug);
}

enum fault sso_secret_read(struct school *school, struct db *db, const struct sso_provider *provider,
                           struct arena *arena, const char **ret_secret)
{
    struct row row;
    char label[SSO_SECRET_LABEL_SIZE];
    char *secret = NULL;
    bool opened = true;
    sso_secret_label(provider->slug, label);
    row_begin(&row, db, NULL, "SELECT secret FROM sso_providers WHERE id = ?", DB_VALUES(I(provider->id)));
    while (row_next(&row)) {
        size_t size = 0;
        const uint8_t *sealed = db_is_null(&row.rows, 0) ? NULL : db_blob(&row.rows, 0, &size);
        if (!sealed)
            continue;
        opened = school->root && size > SECRET_SEAL_OVERHEAD && size <= SSO_SECRET_MAX + SECRET_SEAL_OVERHEAD;
        secret = opened ? arena_calloc(arena, 1, size - SECRET_SEAL_OVERHEAD + 1) : NULL;
        opened = secret && secret_unseal(school->root, provider->id, label, sealed, size, (uint8_t *)secret);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !opened)
        return fault != FAULT_NONE ? fault : FAULT_INTERNAL;
    *ret_secret = secret;
    return FAULT_NONE;
}

enum fault sso_provider_get(struct school *school, const struct actor *actor, int64_t provider_id, struct arena *arena,
                            struct sso_provider *ret_provider)
{
    struct sso_provider provider;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = sso_row_read(school, db, provider_id, NULL, false, arena, &provider);
    if (fault != FAULT_NONE)
        return fault == FAULT_SSO_UNKNOWN ? FAULT_NOT_FOUND : fault;
    fault = row_count(db, "SELECT COUNT(*) FROM sso_links WHERE provider_id = ?", DB_VALUES(I(provider_id)),
                      &provider.links);
    if (fault != FAULT_NONE)
        return fault;
    *ret_provider = provider;
    return FAULT_NONE;
}

enum fault sso_provider_list(struct school *school, const struct actor *actor, struct arena *arena,
                             struct sso_provider_list *ret_list)
{
    struct row row;
    struct sso_provider_list list = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena,
              "SELECT " PROVIDER_COLUMNS ", (SELECT COUNT(*) FROM sso_links l WHERE l.provider_id = p.id)"
              " FROM sso_providers p ORDER BY p.slug LIMIT ?",
              DB_VALUES(I(SSO_ROWS_MAX)));
    while (row_next(&row)) {
        struct sso_provider *providers = row_list(&row, list.providers, list.count, sizeof(*providers));
        if (!providers)
            break;
        list.providers = providers;
        providers[list.count] = provider_of(school, &row);
        providers[list.count++].links = row_int(&row, 18);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* ---- who may sign in otherwise ---- */

enum fault sso_is_only_way(struct db *db, bool *ret_only)
{
    const char *who = NULL;
    bool any = false;
    int64_t id;
    CLOSES(arena_release) struct arena arena = arena_of(INPUT_ARENA_MAX);
    enum fault fault = setting_text(db, SETTING_PASSWORD_SIGN_IN, &arena, &who);
    if (fault != FAULT_NONE)
        return fault;
    if (strcmp(who, "administrators") != 0) {
        *ret_only = false;
        return FAULT_NONE;
    }
    // Where no provider is used, nobody could come in: the setting waits until there is one.
    fault = row_one_int(db, "SELECT id FROM sso_providers WHERE enabled = 1 LIMIT 1", DB_NO_VALUES, &any, &id);
    if (fault != FAULT_NONE)
        return fault;
    *ret_only = any;
    return FAULT_NONE;
}

enum fault sso_buttons_get(struct school *school, struct arena *arena, struct sso_buttons *ret_buttons)
{
    struct row row;
    struct sso_buttons buttons = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena,
              "SELECT slug, name FROM sso_providers WHERE enabled = 1 AND kind = 'oidc' ORDER BY slug LIMIT ?",
              DB_VALUES(I(SSO_ROWS_MAX)));
    while (row_next(&row) && buttons.count < SSO_ROWS_MAX)
        buttons.buttons[buttons.count++] = (struct sso_button){row_string(&row, 0), row_string(&row, 1)};
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    fault = sso_is_only_way(db, &buttons.only);
    if (fault != FAULT_NONE)
        return fault;
    *ret_buttons = buttons;
    return FAULT_NONE;
}
