/* SPDX-License-Identifier: MIT */
#include "api/describe/annotate.h"

#include <stdio.h>
#include <string.h>

#include "api/describe/choices.h"
#include "api/describe/limits.h"
#include "api/describe/words.h"
#include "base/str.h"

enum { PLACE_SIZE = 160 };

static bool put(json_t *object, const char *name, json_t *value)
{
    return json_object_set_new(object, name, value) == 0;
}

/* The type of a schema, null aside: "string" of ["string","null"]. NULL: it says none. */
static const char *type_of(const json_t *schema)
{
    const json_t *type = json_object_get(schema, "type");
    return json_string_value(json_is_array(type) ? json_array_get(type, 0) : type);
}

/* The example that the kind of a field has anyway; NULL: none. */
static json_t *usual_example(const json_t *schema)
{
    static const struct {
        const char *format;
        const char *text;
    } formats[] = {{"date-time", "2026-11-23T09:15:00.000Z"}, {"date", "2026-11-23"}, {"email", "grace@example.org"}};
    const char *format = json_string_value(json_object_get(schema, "format"));
    const json_t *choices = json_object_get(schema, "enum");
    const json_t *lowest = json_object_get(schema, "minimum");
    const char *type = type_of(schema);
    if (choices)
        return json_incref(json_array_get(choices, 0));
    for (size_t i = 0; format && i < ARRAY_LENGTH(formats); i++)
        if (strcmp(format, formats[i].format) == 0)
            return json_string(formats[i].text);
    bool id =
        type && strcmp(type, "integer") == 0 && json_integer_value(lowest) == 1 && !json_object_get(schema, "maximum");
    return id ? json_integer(17) : NULL;
}

/* Fixed words in the place of a text, or of the texts of a list. */
static bool put_choice(json_t *schema, const char *place, const char *field)
{
    const char *list = choices_of(place, field), *word;
    json_t *items = json_object_get(schema, "items");
    json_t *texts = items ? items : schema;
    const char *type = type_of(texts);
    if (!list || !type || strcmp(type, "string") != 0 || json_object_get(texts, "enum"))
        return true;
    json_t *words = json_array();
    for (size_t i = 0; (word = choices_text(list, strlen(list), i)) != NULL; i++)
        json_array_append_new(words, json_string(word));
    json_object_del(texts, "minLength");
    json_object_del(texts, "maxLength");
    return put(texts, "enum", words);
}

/* The sentence of a field goes to `told`, which is the schema or the parameter that has it. */
static bool put_words(json_t *told, json_t *schema, const char *place, const char *field)
{
    const struct field_words *words = words_find(place, field);
    bool good = put_choice(schema, place, field) && limits_put(schema, place, field);
    if (words && good)
        good = put(told, "description", json_sprintf("%s.", words->text));
    json_t *example =
        words && words->example ? json_loads(words->example, JSON_DECODE_ANY, NULL) : usual_example(schema);
    if (example && good && !json_object_get(schema, "$ref"))
        good = put(schema, "examples", json_pack("[O]", example));
    json_decref(example);
    return good;
}

static bool annotate_members(json_t *schema, const char *place)
{
    const char *name;
    json_t *property;
    bool good = true;
    json_object_foreach(json_object_get(schema, "properties"), name, property)
    {
        char inner[PLACE_SIZE];
        snprintf(inner, sizeof(inner), "%s.%s", place, name);
        good = good && put_words(property, property, place, name) && annotate_schema(property, inner);
    }
    return good;
}

bool annotate_schema(json_t *schema, const char *place)
{
    json_t *others = json_object_get(schema, "additionalProperties");
    json_t *items = json_object_get(schema, "items");
    const json_t *either = json_object_get(schema, "anyOf");
    bool good = annotate_members(schema, place);
    if (items)
        good = good && annotate_schema(items, place);
    if (json_is_object(others))
        good = good && annotate_schema(others, place);
    for (size_t i = 0; i < json_array_size(either); i++)
        good = good && annotate_schema(json_array_get(either, i), place);
    return good;
}

bool annotate_parameter(json_t *parameter, const char *place)
{
    json_t *schema = json_object_get(parameter, "schema");
    return put_words(parameter, schema, place, json_string_value(json_object_get(parameter, "name")));
}
