/* SPDX-License-Identifier: MIT */
#include "api/describe/schema.h"

#include <string.h>

#include "base/str.h"
#include "http/json.h"

enum { SHAPE_DEPTH_MAX = 16 };

static const char word_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

/* What is left to read of a shape. */
struct reader {
    const char *at;
    const char *end;
    unsigned depth; // of brackets and of shapes within shapes
};

/* An object while its members are read. */
struct members {
    json_t *properties;
    json_t *required;
    json_t *others; // schema of further names; NULL: there are none
};

static json_t *read_shape(struct reader *reader);
static bool read_members(struct reader *reader, struct members *members);

static bool take(struct reader *reader, const char *text)
{
    size_t size = strlen(text);
    if ((size_t)(reader->end - reader->at) < size || memcmp(reader->at, text, size) != 0)
        return false;
    reader->at += size;
    return true;
}

/* The next word, which is consumed; its size is 0 when there is none. */
static const char *take_word(struct reader *reader, size_t *ret_size)
{
    const char *word = reader->at;
    while (reader->at < reader->end && *reader->at != '\0' && strchr(word_characters, *reader->at))
        reader->at++;
    *ret_size = (size_t)(reader->at - word);
    return word;
}

static bool is_word(const char *word, size_t size, const char *other)
{
    return strlen(other) == size && memcmp(word, other, size) == 0;
}

static json_t *schema_of_type(const char *type, const char *format)
{
    return json_pack("{ss ss*}", "type", type, "format", format);
}

static json_t *schema_of_choice(const char *name, size_t size)
{
    const char *text;
    json_t *texts = json_array();
    for (size_t i = 0; (text = schema_choice(name, size, i)) != NULL; i++)
        json_array_append_new(texts, json_string(text));
    return json_pack("{ss so}", "type", "string", "enum", texts);
}

/* The schema of a word that stands alone. */
static json_t *schema_of_word(const char *word, size_t size)
{
    static const struct {
        const char *word;
        const char *type;
        const char *format; // NULL: none
    } words[] = {
        {"int", "integer", "int64"},  {"number", "number", NULL},      {"bool", "boolean", NULL},
        {"text", "string", NULL},     {"time", "string", "date-time"}, {"date", "string", "date"},
        {"email", "string", "email"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (is_word(word, size, words[i].word))
            return schema_of_type(words[i].type, words[i].format);
    if (is_word(word, size, "id"))
        return json_pack("{ss ss si}", "type", "integer", "format", "int64", "minimum", 1);
    if (is_word(word, size, "any"))
        return json_object();
    if (schema_choice(word, size, 0))
        return schema_of_choice(word, size);
    return schema_find(word, size) ? json_pack("{s:s+%}", "$ref", "#/components/schemas/", word, size) : NULL;
}

/* The first of the texts has been read, and the bar behind it. */
static json_t *read_choice(struct reader *reader, const char *word, size_t size)
{
    json_t *texts = json_array();
    while (size > 0 && json_array_append_new(texts, json_stringn(word, size)) == 0) {
        word = take_word(reader, &size);
        if (size > 0 && !take(reader, "|")) {
            json_array_append_new(texts, json_stringn(word, size));
            return json_pack("{ss so}", "type", "string", "enum", texts);
        }
    }
    json_decref(texts);
    return NULL;
}

/* All members of the named shape, as if they stood here. */
static bool read_spread(struct reader *reader, struct members *members)
{
    size_t size;
    const char *word = take_word(reader, &size);
    const char *shape = schema_find(word, size);
    if (!shape || reader->depth >= SHAPE_DEPTH_MAX)
        return false;
    struct reader inner = {shape, shape + strlen(shape), reader->depth + 1};
    return take(&inner, "{") && read_members(&inner, members) && inner.at == inner.end;
}

static bool read_member(struct reader *reader, struct members *members)
{
    size_t size;
    if (take(reader, "..."))
        return read_spread(reader, members);
    if (take(reader, "*:"))
        return !members->others && (members->others = read_shape(reader)) != NULL;
    const char *name = take_word(reader, &size);
    bool optional = take(reader, "?");
    if (size == 0 || !take(reader, ":") || json_object_getn(members->properties, name, size))
        return false;
    if (json_object_setn_new(members->properties, name, size, read_shape(reader)) != 0)
        return false;
    return optional || json_array_append_new(members->required, json_stringn(name, size)) == 0;
}

/* The members and the closing brace. */
static bool read_members(struct reader *reader, struct members *members)
{
    if (take(reader, "}"))
        return true;
    do {
        if (!read_member(reader, members))
            return false;
    } while (take(reader, ","));
    return take(reader, "}");
}

static json_t *read_object(struct reader *reader)
{
    struct members members = {json_object(), json_array(), NULL};
    json_t *schema = NULL;
    if (members.properties && members.required && read_members(reader, &members))
        schema = json_pack("{ss sO sO sO*}", "type", "object", "properties", members.properties, "required",
                           members.required, "additionalProperties", members.others);
    json_decref(members.properties);
    json_decref(members.required);
    json_decref(members.others);
    return schema;
}

static json_t *read_kind(struct reader *reader)
{
    size_t size;
    if (take(reader, "{"))
        return read_object(reader);
    if (take(reader, "[")) {
        json_t *items = read_shape(reader);
        if (items && take(reader, "]"))
            return json_pack("{ss so}", "type", "array", "items", items);
        json_decref(items);
        return NULL;
    }
    const char *word = take_word(reader, &size);
    return take(reader, "|") ? read_choice(reader, word, size) : schema_of_word(word, size);
}

/* The same schema with null; takes the reference. */
static json_t *or_null(json_t *schema)
{
    json_t *type = json_object_get(schema, "type");
    json_t *choices = json_object_get(schema, "enum");
    if (!schema || json_object_size(schema) == 0) // any: null is in it
        return schema;
    if (!type)
        return json_pack("{s[o{ss}]}", "anyOf", schema, "type", "null");
    bool good = json_object_set_new(schema, "type", json_pack("[Os]", type, "null")) == 0 &&
                (!choices || json_array_append_new(choices, json_null()) == 0);
    if (good)
        return schema;
    json_decref(schema);
    return NULL;
}

/* "[id]+all|unmarked": what has been read, or what follows the sign. Takes the reference. */
static json_t *read_other(struct reader *reader, json_t *schema)
{
    json_t *other = schema ? read_kind(reader) : NULL;
    if (other)
        return json_pack("{s[oo]}", "anyOf", schema, other);
    json_decref(schema);
    return NULL;
}

static json_t *read_shape(struct reader *reader)
{
    if (reader->depth >= SHAPE_DEPTH_MAX)
        return NULL;
    reader->depth++;
    json_t *schema = read_kind(reader);
    if (take(reader, "+"))
        schema = read_other(reader, schema);
    reader->depth--;
    return take(reader, "?") ? or_null(schema) : schema;
}

json_t *schema_of_shape(const char *shape, size_t size)
{
    struct reader reader = {shape, shape + size, 0};
    json_t *schema = read_shape(&reader);
    if (reader.at == reader.end)
        return schema;
    json_decref(schema);
    return NULL;
}

json_t *schema_members(const char *shape)
{
    const char *named = shape ? schema_find(shape, strlen(shape)) : "{}";
    const char *object = named ? named : shape;
    json_t *schema = schema_of_shape(object, strlen(object));
    json_t *members = json_incref(json_object_get(schema, "properties"));
    json_decref(schema);
    return members;
}

static json_t *schema_of_field(const struct json_field *field)
{
    bool usual = field->lowest == 0 && field->highest == 0;
    switch (field->kind) {
    case JSON_FIELD_TEXT:
    case JSON_FIELD_LINES:
        return json_pack("{ss sI sI}", "type", "string", "minLength", usual ? (json_int_t)1 : field->lowest,
                         "maxLength", usual ? (json_int_t)JSON_TEXT_SIZE : field->highest);
    case JSON_FIELD_INT:
        return field->highest == INT64_MAX
                   ? json_pack("{ss ss sI}", "type", "integer", "format", "int64", "minimum", field->lowest)
                   : json_pack("{ss ss sI sI}", "type", "integer", "format", "int64", "minimum", field->lowest,
                               "maximum", field->highest);
    case JSON_FIELD_BOOL:
        return schema_of_type("boolean", NULL);
    case JSON_FIELD_TIME:
        return schema_of_type("string", "date-time");
    case JSON_FIELD_TIME_OR_NULL:
        return json_pack("{s[ss] ss}", "type", "string", "null", "format", "date-time");
    }
    return NULL;
}

/* {"type":"object",...} that lets nothing else in. */
static json_t *schema_of_fields(const struct json_field *fields)
{
    json_t *properties = json_object();
    json_t *required = json_array();
    bool good = properties && required;
    for (; good && fields->name; fields++) {
        good = json_object_set_new(properties, fields->name, schema_of_field(fields)) == 0;
        if (good && fields->required)
            good = json_array_append_new(required, json_string(fields->name)) == 0;
    }
    json_t *schema = good ? json_pack("{ss sO sO sb}", "type", "object", "properties", properties, "required", required,
                                      "additionalProperties", 0)
                          : NULL;
    json_decref(properties);
    json_decref(required);
    return schema;
}

/* The member is required, said once. */
static bool require(json_t *schema, const char *name)
{
    json_t *required = json_object_get(schema, "required");
    for (size_t i = 0; i < json_array_size(required); i++)
        if (strcmp(json_string_value(json_array_get(required, i)), name) == 0)
            return true;
    return json_array_append_new(required, json_string(name)) == 0;
}

json_t *schema_of_body(const struct json_field *fields, const char *takes)
{
    static const struct json_field nothing[] = {{0}};
    if (!fields)
        fields = nothing;
    if (!takes)
        return schema_of_fields(fields);
    json_t *schema = schema_of_shape(takes, strlen(takes));
    json_t *properties = json_object_get(schema, "properties");
    bool good = properties != NULL;
    for (; good && fields->name; fields++) {
        json_t *property = json_object_get(properties, fields->name);
        if (!property || !json_object_get(property, "enum")) // a choice says more than its length
            good = json_object_set_new(properties, fields->name, schema_of_field(fields)) == 0;
        good = good && (!fields->required || require(schema, fields->name));
    }
    if (good && !json_object_get(schema, "additionalProperties"))
        good = json_object_set_new(schema, "additionalProperties", json_false()) == 0;
    if (good)
        return schema;
    json_decref(schema);
    return NULL;
}

bool schema_next_answer(const char **words, struct schema_answer *ret_answer)
{
    struct schema_answer answer = {0};
    const char *at = *words;
    if (*at == '\0')
        return false;
    size_t size = strcspn(at, ";");
    *words = at[size] == ';' ? at + size + 1 : at + size;
    int64_t status = 0;
    char digits[4] = "";
    if (size >= 3)
        memcpy(digits, at, 3);
    if (str_to_int(digits, 200, 303, &status) && (size == 3 || (at[3] == ' ' && size > 4)))
        answer.status = (unsigned)status;
    if (size > 4 && memchr(at, '/', size)) {
        answer.type = at + 4;
        answer.type_size = size - 4;
    } else if (size > 4) {
        answer.type = "application/json";
        answer.type_size = strlen(answer.type);
        answer.shape = at + 4;
        answer.shape_size = size - 4;
    }
    *ret_answer = answer;
    return true;
}
