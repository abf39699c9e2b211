/* SPDX-License-Identifier: MIT */
#include "store/backup/record.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_BYTES = 5, PIECE = 64 << 10, FIRST_CAPACITY = 1024 };

void record_release(struct record *record)
{
    free(record->bytes);
    *record = (struct record){0};
}

void record_begin(struct record *record, enum record_kind kind)
{
    record->kind = kind;
    record->size = 0;
    record->at = 0;
    record->full = false;
    record->broken = false;
}

static bool make_room(struct record *record, size_t size)
{
    if (record->full || size > RECORD_BYTES_MAX - record->size) {
        record->full = true;
        return false;
    }
    size_t wanted = record->size + size;
    if (wanted <= record->capacity)
        return true;
    size_t capacity = record->capacity ? record->capacity : FIRST_CAPACITY;
    while (capacity < wanted)
        capacity *= 2;
    uint8_t *bytes = realloc(record->bytes, capacity);
    if (!bytes) {
        record->full = true;
        return false;
    }
    record->bytes = bytes;
    record->capacity = capacity;
    return true;
}

static void put_number(uint8_t *bytes, uint64_t value, int size)
{
    for (int i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get_number(const uint8_t *bytes, int size)
{
    uint64_t value = 0;
    for (int i = 0; i < size; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

static void add_number(struct record *record, uint64_t value, int size)
{
    if (!make_room(record, (size_t)size))
        return;
    put_number(record->bytes + record->size, value, size);
    record->size += (size_t)size;
}

void record_add_int(struct record *record, int64_t value)
{
    add_number(record, (uint64_t)value, 8);
}

void record_add_bytes(struct record *record, const void *bytes, size_t size)
{
    if (size > RECORD_BYTES_MAX || !make_room(record, size + 4)) {
        record->full = true;
        return;
    }
    add_number(record, size, 4);
    if (size > 0)
        memcpy(record->bytes + record->size, bytes, size);
    record->size += size;
}

void record_add_text(struct record *record, const char *text)
{
    record_add_bytes(record, text, strlen(text));
}

void record_add_value(struct record *record, const struct db_value *value)
{
    uint64_t bits;
    add_number(record, value->type, 1);
    switch (value->type) {
    case DB_INT:
        record_add_int(record, value->integer);
        return;
    case DB_REAL:
        memcpy(&bits, &value->real, sizeof(bits));
        add_number(record, bits, 8);
        return;
    case DB_TEXT:
    case DB_BLOB:
        record_add_bytes(record, value->bytes, value->size);
        return;
    case DB_NULL:
        return;
    }
}

bool record_write(struct record *record, const struct record_sink *sink)
{
    uint8_t head[HEAD_BYTES] = {(uint8_t)record->kind};
    put_number(head + 1, record->size, 4);
    return !record->full && sink->write(sink->context, head, sizeof(head)) &&
           (record->size == 0 || sink->write(sink->context, record->bytes, record->size));
}

static bool is_kind(uint8_t kind)
{
    return kind == RECORD_HEAD || kind == RECORD_TABLE || kind == RECORD_ROW || kind == RECORD_FILE ||
           kind == RECORD_MISSING || kind == RECORD_END;
}

bool record_read(struct record *record, const struct record_source *source)
{
    uint8_t head[HEAD_BYTES];
    if (!source->read(source->context, head, sizeof(head)) || !is_kind(head[0]))
        return false;
    uint64_t left = get_number(head + 1, 4);
    if (left > RECORD_BYTES_MAX)
        return false;
    record_begin(record, (enum record_kind)head[0]);
    while (left > 0) {
        size_t piece = left < PIECE ? (size_t)left : PIECE;
        if (!make_room(record, piece) || !source->read(source->context, record->bytes + record->size, piece))
            return false;
        record->size += piece;
        left -= piece;
    }
    return true;
}

/* The next `size` bytes; NULL, and the record is broken, when there are fewer. */
static const uint8_t *take(struct record *record, size_t size)
{
    if (record->broken || size > record->size - record->at) {
        record->broken = true;
        return NULL;
    }
    const uint8_t *bytes = record->bytes + record->at;
    record->at += size;
    return bytes;
}

static uint64_t take_number(struct record *record, int size)
{
    const uint8_t *bytes = take(record, (size_t)size);
    return bytes ? get_number(bytes, size) : 0;
}

int64_t record_int(struct record *record)
{
    return (int64_t)take_number(record, 8);
}

const void *record_bytes(struct record *record, size_t *ret_size)
{
    size_t size = (size_t)take_number(record, 4);
    const uint8_t *bytes = record->broken ? NULL : size == 0 ? (const uint8_t *)"" : take(record, size);
    *ret_size = bytes ? size : 0;
    return bytes;
}

void record_text(struct record *record, char *text, size_t size)
{
    size_t length;
    const char *bytes = record_bytes(record, &length);
    if (!bytes || length >= size || memchr(bytes, '\0', length)) {
        record->broken = true;
        length = 0;
    }
    if (length > 0)
        memcpy(text, bytes, length);
    text[length] = '\0';
}

struct db_value record_value(struct record *record)
{
    struct db_value value = {.type = DB_NULL};
    uint64_t type = take_number(record, 1);
    uint64_t bits;
    switch (type) {
    case DB_NULL:
        break;
    case DB_INT:
        value.type = DB_INT;
        value.integer = record_int(record);
        break;
    case DB_REAL:
        value.type = DB_REAL;
        bits = take_number(record, 8);
        memcpy(&value.real, &bits, sizeof(bits));
        break;
    case DB_TEXT:
    case DB_BLOB:
        value.type = (enum db_type)type;
        value.bytes = record_bytes(record, &value.size);
        break;
    default:
        record->broken = true;
        break;
    }
    return record->broken ? (struct db_value){.type = DB_NULL} : value;
}

bool record_whole(const struct record *record)
{
    return !record->broken && record->at == record->size;
}
