/* SPDX-License-Identifier: MIT */
#include "nn/tflite/flat.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "FlatBuffers are little-endian");

enum { OFFSET_BYTES = 4, PLACE_BYTES = 2, PLACES_HEAD_BYTES = 4, IDENTIFIER_AT = 4, IDENTIFIER_BYTES = 4 };

static bool spans(struct flat_file *file, size_t at, size_t size)
{
    bool inside = !file->broken && at <= file->size && size <= file->size - at;
    file->broken = !inside;
    return inside;
}

static uint32_t word_at(const struct flat_file *file, size_t at)
{
    uint32_t word;
    memcpy(&word, file->bytes + at, sizeof(word));
    return word;
}

static uint16_t half_at(const struct flat_file *file, size_t at)
{
    uint16_t half;
    memcpy(&half, file->bytes + at, sizeof(half));
    return half;
}

bool flat_is(const void *bytes, size_t size, const char identifier[static 4])
{
    return size >= IDENTIFIER_AT + IDENTIFIER_BYTES &&
           memcmp((const char *)bytes + IDENTIFIER_AT, identifier, IDENTIFIER_BYTES) == 0;
}

/* Where the offset at `at` leads; 0 when that is outside. */
static size_t follow(struct flat_file *file, size_t at)
{
    if (!spans(file, at, OFFSET_BYTES))
        return 0;
    size_t target = at + word_at(file, at);
    return spans(file, target, OFFSET_BYTES) ? target : 0;
}

/* A table starts with the signed distance back to its list of places: two sizes, then a place for each field. */
static struct flat_table table_at(struct flat_file *file, size_t at)
{
    struct flat_table table = {.file = file};
    if (at == 0 || !spans(file, at, OFFSET_BYTES))
        return table;
    int64_t places = (int64_t)at - (int32_t)word_at(file, at);
    if (places < 0 || !spans(file, (size_t)places, PLACES_HEAD_BYTES)) {
        file->broken = true;
        return table;
    }
    size_t places_size = half_at(file, (size_t)places), size = half_at(file, (size_t)places + PLACE_BYTES);
    if (places_size < PLACES_HEAD_BYTES || places_size % PLACE_BYTES != 0 || size < OFFSET_BYTES ||
        !spans(file, (size_t)places, places_size) || !spans(file, at, size)) {
        file->broken = true;
        return table;
    }
    table.at = at;
    table.size = size;
    table.places = (size_t)places + PLACES_HEAD_BYTES;
    table.places_count = (places_size - PLACES_HEAD_BYTES) / PLACE_BYTES;
    return table;
}

struct flat_table flat_root(struct flat_file *file)
{
    return table_at(file, follow(file, 0));
}

/* Where field `field` of so many bytes lies; 0 when it is absent. */
static size_t field_at(struct flat_table table, size_t field, size_t bytes)
{
    if (table.at == 0 || table.file->broken || field >= table.places_count)
        return 0;
    size_t place = half_at(table.file, table.places + field * PLACE_BYTES);
    if (place == 0)
        return 0;
    if (place < OFFSET_BYTES || place + bytes > table.size) {
        table.file->broken = true;
        return 0;
    }
    return table.at + place;
}

int64_t flat_int(struct flat_table table, size_t field, size_t bytes, int64_t absent)
{
    size_t at = field_at(table, field, bytes);
    if (at == 0)
        return absent;
    int64_t value = 0;
    memcpy(&value, table.file->bytes + at, bytes);
    unsigned spare = (unsigned)(sizeof(value) - bytes) * 8;
    return (int64_t)((uint64_t)value << spare) >> spare;
}

float flat_float(struct flat_table table, size_t field, float absent)
{
    size_t at = field_at(table, field, sizeof(absent));
    if (at != 0)
        memcpy(&absent, table.file->bytes + at, sizeof(absent));
    return absent;
}

struct flat_table flat_child(struct flat_table table, size_t field)
{
    size_t at = field_at(table, field, OFFSET_BYTES);
    return at == 0 ? (struct flat_table){.file = table.file} : table_at(table.file, follow(table.file, at));
}

struct flat_list flat_list(struct flat_table table, size_t field, size_t item_bytes)
{
    struct flat_list none = {.file = table.file};
    size_t at = field_at(table, field, OFFSET_BYTES);
    size_t start = at == 0 ? 0 : follow(table.file, at);
    if (start == 0)
        return none;
    struct flat_list list = {table.file, start + OFFSET_BYTES, word_at(table.file, start)};
    return spans(table.file, list.at, list.count * item_bytes) ? list : none;
}

struct flat_table flat_list_table(struct flat_list list, size_t index)
{
    return table_at(list.file, follow(list.file, list.at + index * OFFSET_BYTES));
}

int32_t flat_list_int(struct flat_list list, size_t index)
{
    return (int32_t)word_at(list.file, list.at + index * sizeof(int32_t));
}

const char *flat_text(struct flat_table table, size_t field)
{
    struct flat_list text = flat_list(table, field, 1);
    if (text.at == 0 || !spans(text.file, text.at, text.count + 1))
        return "";
    const char *characters = (const char *)text.file->bytes + text.at;
    if (memchr(characters, '\0', text.count + 1) != characters + text.count) {
        text.file->broken = true;
        return "";
    }
    return characters;
}

bool flat_has_from(struct flat_table table, size_t first)
{
    for (size_t field = first; field < table.places_count; field++)
        if (field_at(table, field, 0) != 0)
            return true;
    return false;
}
