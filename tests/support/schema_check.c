/* SPDX-License-Identifier: MIT */
#include "support/schema_check.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

enum { DEPTH_MAX = 32 };

struct check {
    const json_t *document;
    char *where;
    char path[SCHEMA_WHERE_SIZE - 64];
    unsigned depth;
};

static bool accepts(struct check *check, const json_t *schema, const json_t *value);

static bool refuse(struct check *check, const char *reason)
{
    snprintf(check->where, SCHEMA_WHERE_SIZE, "$%.120s: %.100s", check->path, reason);
    return false;
}

static const json_t *resolve(const struct check *check, const char *reference)
{
    static const char start[] = "#/components/schemas/";
    const json_t *schemas = json_object_get(json_object_get(check->document, "components"), "schemas");
    return strncmp(reference, start, strlen(start)) == 0 ? json_object_get(schemas, reference + strlen(start)) : NULL;
}

/* Judges a part of the value under the path's next step. */
static bool accepts_part(struct check *check, const json_t *schema, const json_t *value, const char *step)
{
    size_t size = strlen(check->path); // a path that is too long is told cut
    snprintf(check->path + size, sizeof(check->path) - size, "%s", step);
    bool good = accepts(check, schema, value);
    check->path[size] = '\0';
    return good;
}

static bool is_of_type(const char *type, const json_t *value)
{
    return (strcmp(type, "null") == 0 && json_is_null(value)) ||
           (strcmp(type, "string") == 0 && json_is_string(value)) ||
           (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
           (strcmp(type, "number") == 0 && json_is_number(value)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
           (strcmp(type, "array") == 0 && json_is_array(value)) ||
           (strcmp(type, "object") == 0 && json_is_object(value));
}

static bool accepts_object(struct check *check, const json_t *schema, const json_t *value)
{
    const json_t *properties = json_object_get(schema, "properties");
    const json_t *required = json_object_get(schema, "required");
    const json_t *others = json_object_get(schema, "additionalProperties");
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)value, name, member)
    {
        char step[160];
        const json_t *property = json_object_get(properties, name);
        snprintf(step, sizeof(step), ".%s", name);
        if (!property && !json_is_object(others)) {
            snprintf(step, sizeof(step), "has %.60s, which the description lacks", name);
            return refuse(check, step);
        }
        if (!accepts_part(check, property ? property : others, member, step))
            return false;
    }
    for (size_t i = 0; i < json_array_size(required); i++) {
        char reason[160];
        name = json_string_value(json_array_get(required, i));
        snprintf(reason, sizeof(reason), "lacks %s", name);
        if (!json_object_get(value, name))
            return refuse(check, reason);
    }
    return true;
}

static bool accepts_text(struct check *check, const json_t *schema, const char *text)
{
    const json_t *format = json_object_get(schema, "format");
    const char *word = format ? json_string_value(format) : "";
    const json_t *longest = json_object_get(schema, "maxLength");
    int64_t ms;
    if (strcmp(word, "date-time") == 0 && !clock_parse(text, &ms))
        return refuse(check, "is no time");
    if (strcmp(word, "date") == 0 && (strlen(text) != 10 || text[4] != '-' || text[7] != '-'))
        return refuse(check, "is no date");
    if (strcmp(word, "email") == 0 && !strchr(text, '@'))
        return refuse(check, "is no e-mail address");
    if (longest && (json_int_t)str_characters(text) > json_integer_value(longest))
        return refuse(check, "is too long");
    return true;
}

static bool is_among(const json_t *choices, const json_t *value)
{
    for (size_t i = 0; i < json_array_size(choices); i++)
        if (json_equal(json_array_get(choices, i), value))
            return true;
    return false;
}

static bool accepts_type(struct check *check, const json_t *schema, const json_t *value)
{
    const json_t *type = json_object_get(schema, "type");
    bool good = !type || (json_is_string(type) && is_of_type(json_string_value(type), value));
    char reason[96];
    for (size_t i = 0; i < json_array_size(type) && !good; i++)
        good = is_of_type(json_string_value(json_array_get(type, i)), value);
    if (good)
        return true;
    snprintf(reason, sizeof(reason), "is no %s",
             json_string_value(json_is_array(type) ? json_array_get(type, 0) : type));
    return refuse(check, reason);
}

static bool accepts_number(struct check *check, const json_t *schema, const json_t *value)
{
    const json_t *lowest = json_object_get(schema, "minimum");
    const json_t *highest = json_object_get(schema, "maximum");
    if ((lowest && json_number_value(value) < json_number_value(lowest)) ||
        (highest && json_number_value(value) > json_number_value(highest)))
        return refuse(check, "is out of its range");
    return true;
}

static bool accepts_items(struct check *check, const json_t *schema, const json_t *value)
{
    const json_t *items = json_object_get(schema, "items");
    bool good = true;
    for (size_t i = 0; i < json_array_size(value) && good && items; i++) {
        char step[32];
        snprintf(step, sizeof(step), "[%zu]", i);
        good = accepts_part(check, items, json_array_get(value, i), step);
    }
    return good;
}

static bool accepts_one_of(struct check *check, const json_t *schemas, const json_t *value)
{
    for (size_t i = json_array_size(schemas); i > 0; i--)
        if (accepts(check, json_array_get(schemas, i - 1), value))
            return true;
    return false; // what the first schema said stands
}

static bool accepts(struct check *check, const json_t *schema, const json_t *value)
{
    const json_t *reference = json_object_get(schema, "$ref");
    const json_t *either = json_object_get(schema, "anyOf");
    const json_t *choices = json_object_get(schema, "enum");
    bool good;
    if (reference)
        schema = resolve(check, json_string_value(reference));
    if (!json_is_object(schema) || check->depth >= DEPTH_MAX)
        return refuse(check, "has no schema");
    check->depth++;
    if (reference)
        good = accepts(check, schema, value);
    else if (either)
        good = accepts_one_of(check, either, value);
    else if (choices && !is_among(choices, value))
        good = refuse(check, "is none of its choices");
    else
        good = accepts_type(check, schema, value) && (!json_is_number(value) || accepts_number(check, schema, value)) &&
               (!json_is_string(value) || accepts_text(check, schema, json_string_value(value))) &&
               (!json_is_array(value) || accepts_items(check, schema, value)) &&
               (!json_is_object(value) || !json_object_get(schema, "type") || accepts_object(check, schema, value));
    check->depth--;
    return good;
}

bool schema_accepts(const json_t *document, const json_t *schema, const json_t *value,
                    char where[static SCHEMA_WHERE_SIZE])
{
    struct check check = {.document = document, .where = where};
    return accepts(&check, schema, value);
}
