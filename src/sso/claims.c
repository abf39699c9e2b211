/* SPDX-License-Identifier: MIT */
#include "sso/claims.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { EXACT_MAX_BITS = 53, PRINT_INDENT = 2 };

/* The object itself, under another name: nobody outside knows that it is jansson's. */
static json_t *object_of(const struct sso_claims *claims)
{
    return (json_t *)(void *)claims;
}

struct sso_claims *sso_claims_read(const char *text, size_t size)
{
    if (size == 0 || size > SSO_JSON_MAX)
        return NULL;
    json_t *document = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(document))
        return (struct sso_claims *)(void *)document;
    json_decref(document);
    return NULL;
}

void sso_claims_close(struct sso_claims *claims)
{
    json_decref(object_of(claims));
}

void sso_claims_closep(struct sso_claims **claims)
{
    sso_claims_close(*claims);
    *claims = NULL;
}

static json_t *claim_of(const struct sso_claims *claims, const char *name)
{
    json_t *at = object_of(claims);
    json_t *whole = json_object_get(at, name);
    if (whole || !strchr(name, '.'))
        return whole;
    for (const char *part = name; at && *part;) {
        size_t size = strcspn(part, ".");
        json_t *next = json_object_getn(at, part, size);
        at = next;
        part += size + (part[size] == '.');
    }
    return at;
}

const char *sso_claim_text(const struct sso_claims *claims, const char *name)
{
    return json_string_value(claim_of(claims, name));
}

bool sso_claim_is_there(const struct sso_claims *claims, const char *name)
{
    return claim_of(claims, name) != NULL;
}

bool sso_claim_number(const struct sso_claims *claims, const char *name, int64_t *ret_number)
{
    const json_t *claim = claim_of(claims, name);
    const double most = (double)((int64_t)1 << EXACT_MAX_BITS);
    double value = json_number_value(claim);
    if (!json_is_number(claim) || !(value > -most && value < most))
        return false;
    *ret_number = json_is_integer(claim) ? (int64_t)json_integer_value(claim) : (int64_t)value;
    return true;
}

bool sso_claim_is_true(const struct sso_claims *claims, const char *name)
{
    const json_t *claim = claim_of(claims, name);
    const char *text = json_string_value(claim);
    return json_is_true(claim) || (text && strcmp(text, "true") == 0);
}

bool sso_claim_has(const struct sso_claims *claims, const char *name, const char *text)
{
    size_t count = sso_claim_count(claims, name);
    for (size_t i = 0; i < count; i++)
        if (strcmp(sso_claim_at(claims, name, i), text) == 0)
            return true;
    return false;
}

size_t sso_claim_count(const struct sso_claims *claims, const char *name)
{
    const json_t *claim = claim_of(claims, name);
    if (json_is_string(claim))
        return 1;
    size_t count = json_array_size(claim);
    if (count > SSO_CLAIM_VALUES_MAX)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (!json_is_string(json_array_get(claim, i)))
            return 0;
    return count;
}

const char *sso_claim_at(const struct sso_claims *claims, const char *name, size_t index)
{
    const json_t *claim = claim_of(claims, name);
    if (json_is_string(claim))
        return index == 0 ? json_string_value(claim) : NULL;
    return json_string_value(json_array_get(claim, index));
}

bool sso_claim_holds(const struct sso_claims *claims, const char *name, const char *within)
{
    return json_is_object(json_object_get(claim_of(claims, name), within));
}

bool sso_claims_fill(struct sso_claims *claims, const struct sso_claims *more)
{
    return json_object_update_missing(object_of(claims), object_of(more)) == 0;
}

char *sso_claims_print(const struct sso_claims *claims, struct arena *arena)
{
    char *text = json_dumps(object_of(claims), JSON_INDENT(PRINT_INDENT) | JSON_SORT_KEYS);
    char *copy = text ? arena_strdup(arena, text) : NULL;
    free(text);
    return copy;
}
