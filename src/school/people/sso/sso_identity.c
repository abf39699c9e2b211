/* SPDX-License-Identifier: MIT */
/* Who somebody is, as a provider says; and what is known of it by a hash, or was used once. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/sso/sso_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { ROLE_WORD_SIZE = 16 };

/* ---- who it is ---- */

static bool domain_is_among(const char *email, const char *domains)
{
    const char *host = strrchr(email, '@') + 1;
    size_t size = strlen(host);
    for (const char *at = domains; *at;) {
        size_t length = strcspn(at, " ");
        if (length == size && strncasecmp(at, host, size) == 0)
            return true;
        at += length + (at[length] == ' ');
    }
    return false;
}

enum fault sso_domain_check(const struct sso_identity *identity)
{
    const char *domains = identity->provider.domains;
    return !*domains || (identity->email && domain_is_among(identity->email, domains)) ? FAULT_NONE : FAULT_SSO_DOMAIN;
}

/* The address, when it is shown that it is theirs: the provider says so, or gives the addresses out itself. */
static enum fault email_read(const struct sso_provider *provider, const struct sso_claims *claims, struct arena *arena,
                             const char **ret_email)
{
    const char *said = sso_claim_text(claims, "email"), *email = NULL;
    if (!said)
        return FAULT_NONE;
    enum fault fault = text_email(said, arena, &email);
    if (fault == FAULT_EMAIL_INVALID)
        return FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    bool denied = sso_claim_is_there(claims, "email_verified") && !sso_claim_is_true(claims, "email_verified");
    bool trusted = provider->trusts_email && !denied && domain_is_among(email, provider->domains);
    if (sso_claim_is_true(claims, "email_verified") || trusted)
        *ret_email = email;
    return FAULT_NONE;
}

/* The highest of the roles whose values are there: an administrator's only where a line says so. */
static void role_read(const struct sso_provider *provider, const struct sso_claims *claims, struct arena *arena,
                      struct sso_identity *identity)
{
    for (const char *map = provider->role_map; *provider->role_claim && *map;) {
        size_t line = strcspn(map, "\n");
        const char *sign = memrchr(map, '=', line);
        char word[ROLE_WORD_SIZE] = "";
        enum role role;
        const char *value = sign ? arena_strndup(arena, map, (size_t)(sign - map)) : NULL;
        size_t length = sign ? line - (size_t)(sign + 1 - map) : 0;
        if (value && length < sizeof(word)) {
            memcpy(word, sign + 1, length);
            word[length] = '\0';
            if (role_parse(word, &role) && sso_claim_has(claims, provider->role_claim, value) &&
                (!identity->has_role || role > identity->role)) {
                identity->has_role = true;
                identity->role = role;
            }
        }
        map += line + (map[line] == '\n');
    }
}

/* What cannot stand for a name here is as if it were not said. */
static const char *name_clean(const char *said, struct arena *arena)
{
    const char *clean = NULL;
    return text_clean(said, ACCOUNT_NAME_MAX, false, true, arena, &clean) == FAULT_NONE ? clean : NULL;
}

static const char *name_read(const struct sso_claims *claims, struct arena *arena)
{
    const char *given = sso_claim_text(claims, "given_name"), *family = sso_claim_text(claims, "family_name");
    const char *whole = name_clean(sso_claim_text(claims, "name"), arena);
    if (whole || (!given && !family))
        return whole;
    return name_clean(arena_printf(arena, "%s %s", given ? given : "", family ? family : ""), arena);
}

/* Text, or a number: some write the number of a person as one. */
static const char *external_read(const struct sso_claims *claims, const char *claim, struct arena *arena)
{
    int64_t number;
    const char *clean = NULL, *text = *claim ? sso_claim_text(claims, claim) : NULL;
    if (!text && *claim && sso_claim_number(claims, claim, &number))
        text = arena_printf(arena, "%lld", (long long)number);
    return text_clean(text, ACCOUNT_EXTERNAL_MAX, false, true, arena, &clean) == FAULT_NONE ? clean : NULL;
}

enum fault sso_identity_read(const struct sso_provider *provider, const struct sso_claims *claims, bool print,
                             struct arena *arena, struct sso_identity *ret_identity)
{
    struct sso_identity identity = {.provider = *provider};
    const char *sid = sso_claim_text(claims, "sid");
    int64_t at;
    identity.subject = arena_strdup(arena, sso_claim_text(claims, "sub"));
    if (sid && *sid && strlen(sid) <= SSO_SUBJECT_MAX)
        identity.sid = arena_strdup(arena, sid);
    if (sso_claim_number(claims, "auth_time", &at) && at > 0)
        identity.signed_in_at = at * SCHOOL_SECOND_MS;
    identity.name = name_read(claims, arena);
    identity.family_name = name_clean(sso_claim_text(claims, "family_name"), arena);
    identity.external = external_read(claims, provider->external_claim, arena);
    role_read(provider, claims, arena, &identity);
    identity.claims = print ? sso_claims_print(claims, arena) : NULL;
    enum fault fault = email_read(provider, claims, arena, &identity.email);
    if (fault != FAULT_NONE)
        return fault;
    if (!identity.subject || (print && !identity.claims))
        return FAULT_INTERNAL;
    *ret_identity = identity;
    return FAULT_NONE;
}

/* ---- what the tables know ---- */

enum fault sso_fault_of(enum sso_status status)
{
    switch (status) {
    case SSO_DONE:
        return FAULT_NONE;
    case SSO_DOWN:
        return FAULT_SSO_DOWN;
    case SSO_CLIENT:
        return FAULT_SSO_CLIENT;
    case SSO_BUSY:
        return FAULT_BUSY;
    case SSO_BAD_TOKEN:
        return FAULT_SSO_REFUSED;
    case SSO_INWARD:
    case SSO_ODD:
    case SSO_REFUSED:
        break;
    }
    return FAULT_SSO_ODD;
}

void sso_fingerprint(const char *issuer, const char *what, char fingerprint[static SECRET_FINGERPRINT_SIZE])
{
    char text[SSO_ISSUER_MAX + SSO_CODE_MAX + 2]; // no issuer has a line break in it
    snprintf(text, sizeof(text), "%s\n%s", issuer, what);
    secret_fingerprint(text, fingerprint);
}

enum fault sso_spend(struct db *db, const char *kind, const char *what, int64_t expires_at)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    sso_fingerprint(kind, what, fingerprint);
    enum db_status status = db_exec(db, "INSERT INTO sso_spent (fingerprint, expires_at) VALUES (?, ?)",
                                    DB_VALUES(T(fingerprint), I(expires_at)));
    return status == DB_CONFLICT ? FAULT_SSO_STATE : fault_of(status);
}
