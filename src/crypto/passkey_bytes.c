/* SPDX-License-Identifier: MIT */
#include "crypto/passkey_bytes.h"

#include <cbor.h>
#include <jansson.h>
#include <string.h>

#include "base/str.h"
#include "crypto/secret.h"

/* ---- what the browser says: JSON ---- */

static json_t *object_read(struct passkey_bytes text)
{
    if (text.size == 0 || text.size > PASSKEY_CLIENT_DATA_MAX)
        return NULL;
    json_t *document = json_loadb((const char *)text.bytes, text.size, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(document))
        return document;
    json_decref(document);
    return NULL;
}

static const char *member(const json_t *document, const char *name)
{
    const char *text = json_string_value(json_object_get(document, name));
    return text ? text : "";
}

bool passkey_challenge_named(struct passkey_bytes client_data, char challenge[static PASSKEY_CHALLENGE_SIZE])
{
    json_t *document = object_read(client_data);
    const char *named = member(document, "challenge");
    bool copied = *named && str_copy(challenge, PASSKEY_CHALLENGE_SIZE, named);
    json_decref(document);
    return copied;
}

/* A page within another's page says so; one that stands alone says no, or nothing. */
static bool is_alone(const json_t *document)
{
    const json_t *crossed = json_object_get(document, "crossOrigin");
    return (!crossed || json_is_false(crossed)) && !json_object_get(document, "topOrigin");
}

enum passkey_fault passkey_client_data(struct passkey_bytes text, const char *type, const char *challenge,
                                       const struct passkey_site *site)
{
    enum passkey_fault fault = PASSKEY_RIGHT;
    json_t *document = object_read(text);
    if (!document)
        return PASSKEY_CLIENT_DATA;
    if (strcmp(member(document, "type"), type) != 0)
        fault = PASSKEY_TYPE;
    else if (!*challenge || !secret_equal(member(document, "challenge"), challenge))
        fault = PASSKEY_CHALLENGE;
    else if (strcmp(member(document, "origin"), site->origin) != 0 || !is_alone(document))
        fault = PASSKEY_ORIGIN;
    json_decref(document);
    return fault;
}

/* ---- what the authenticator says: CBOR ---- */

enum { ITEMS_MAX = 16, DEPTH_MAX = 4 };

enum kind { OTHER, NUMBER, SIMPLE, BYTES, TEXT, LIST, MAP };

struct item {
    enum kind kind;
    size_t count; // of a list or a map
    struct passkey_bytes bytes;
};

static void number_8(void *context, uint8_t value)
{
    (void)value;
    ((struct item *)context)->kind = NUMBER;
}

static void number_16(void *context, uint16_t value)
{
    (void)value;
    ((struct item *)context)->kind = NUMBER;
}

static void number_32(void *context, uint32_t value)
{
    (void)value;
    ((struct item *)context)->kind = NUMBER;
}

static void number_64(void *context, uint64_t value)
{
    (void)value;
    ((struct item *)context)->kind = NUMBER;
}

static void simple(void *context, bool value)
{
    (void)value;
    ((struct item *)context)->kind = SIMPLE;
}

static void byte_string(void *context, cbor_data bytes, size_t size)
{
    *(struct item *)context = (struct item){.kind = BYTES, .bytes = {bytes, size}};
}

static void text_string(void *context, cbor_data bytes, size_t size)
{
    *(struct item *)context = (struct item){.kind = TEXT, .bytes = {bytes, size}};
}

static void list(void *context, size_t count)
{
    *(struct item *)context = (struct item){.kind = LIST, .count = count};
}

static void map(void *context, size_t count)
{
    *(struct item *)context = (struct item){.kind = MAP, .count = count};
}

/* Takes the next item off the front; of a list or a map its head alone. Nothing is allocated, whatever a head claims.
 */
static bool next(struct passkey_bytes *rest, struct item *ret_item)
{
    struct cbor_callbacks callbacks = cbor_empty_callbacks;
    callbacks.uint8 = callbacks.negint8 = number_8;
    callbacks.uint16 = callbacks.negint16 = number_16;
    callbacks.uint32 = callbacks.negint32 = number_32;
    callbacks.uint64 = callbacks.negint64 = number_64;
    callbacks.boolean = simple;
    callbacks.byte_string = byte_string;
    callbacks.string = text_string;
    callbacks.array_start = list;
    callbacks.map_start = map;
    struct item item = {.kind = OTHER};
    struct cbor_decoder_result result = cbor_stream_decode(rest->bytes, rest->size, &callbacks, &item);
    if (result.status != CBOR_DECODER_FINISHED || result.read > rest->size || item.kind == OTHER)
        return false;
    rest->bytes += result.read;
    rest->size -= result.read;
    *ret_item = item;
    return true;
}

/* One item with all that is in it. Few and shallow, so that whoever makes them up costs nothing. */
static bool skip(struct passkey_bytes *rest, unsigned depth, struct item *ret_item)
{
    struct item item, within;
    if (!next(rest, &item) || item.count > ITEMS_MAX)
        return false;
    size_t parts = item.kind == MAP ? 2 * item.count : item.kind == LIST ? item.count : 0;
    if (parts > 0 && depth == DEPTH_MAX)
        return false;
    for (size_t i = 0; i < parts; i++)
        if (!skip(rest, depth + 1, &within))
            return false;
    *ret_item = item;
    return true;
}

static bool is_named(const struct item *item, const char *name)
{
    return item->kind == TEXT && item->bytes.size == strlen(name) &&
           memcmp(item->bytes.bytes, name, item->bytes.size) == 0;
}

static bool format_read(const struct item *value, char format[static PASSKEY_FORMAT_SIZE])
{
    if (value->kind != TEXT || *format || value->bytes.size == 0 || value->bytes.size >= PASSKEY_FORMAT_SIZE ||
        memchr(value->bytes.bytes, 0, value->bytes.size))
        return false;
    memcpy(format, value->bytes.bytes, value->bytes.size);
    return true;
}

static bool part_read(struct passkey_bytes *rest, struct passkey_attestation *attestation)
{
    struct item name, value;
    if (!next(rest, &name))
        return false;
    struct passkey_bytes before = *rest;
    if (!skip(rest, 1, &value))
        return false;
    if (is_named(&name, "fmt"))
        return format_read(&value, attestation->format);
    if (is_named(&name, "authData") && value.kind == BYTES && !attestation->data.bytes) {
        attestation->data = value.bytes;
        return true;
    }
    if (!is_named(&name, "attStmt") || value.kind != MAP || attestation->statement.bytes)
        return false;
    attestation->statement = (struct passkey_bytes){before.bytes, before.size - rest->size};
    attestation->empty = value.count == 0;
    return true;
}

bool passkey_attestation_read(struct passkey_bytes bytes, struct passkey_attestation *ret_attestation)
{
    enum { PARTS = 3 };
    struct passkey_attestation attestation = {0};
    struct item head;
    if (bytes.size > PASSKEY_ATTESTATION_MAX || !next(&bytes, &head) || head.kind != MAP || head.count != PARTS)
        return false;
    for (size_t i = 0; i < PARTS; i++)
        if (!part_read(&bytes, &attestation))
            return false;
    if (bytes.size > 0)
        return false;
    *ret_attestation = attestation;
    return true;
}

/* Takes the id of a key and the key itself off the front. */
static bool key_skip(struct passkey_bytes *rest, struct passkey_bytes *ret_id)
{
    enum { MODEL = 16, HEAD = MODEL + 2 };
    struct item key;
    if (rest->size < HEAD)
        return false;
    size_t size = (size_t)rest->bytes[MODEL] << 8 | rest->bytes[MODEL + 1];
    if (size == 0 || size > PASSKEY_ID_MAX || size > rest->size - HEAD)
        return false;
    *ret_id = (struct passkey_bytes){rest->bytes + HEAD, size};
    *rest = (struct passkey_bytes){rest->bytes + HEAD + size, rest->size - HEAD - size};
    return skip(rest, 1, &key) && key.kind == MAP;
}

bool passkey_data_read(struct passkey_bytes bytes, bool has_key, struct passkey_data *ret_data)
{
    enum { SITE = 32, FIXED = SITE + 1 + 4 };
    struct item more;
    if (bytes.size < FIXED || bytes.size > PASSKEY_ATTESTATION_MAX)
        return false;
    const uint8_t *count = bytes.bytes + SITE + 1;
    struct passkey_data data = {
        .site_hash = bytes.bytes,
        .flags = bytes.bytes[SITE],
        .count = (uint32_t)count[0] << 24 | (uint32_t)count[1] << 16 | (uint32_t)count[2] << 8 | count[3],
    };
    struct passkey_bytes rest = {bytes.bytes + FIXED, bytes.size - FIXED};
    if (((data.flags & PASSKEY_HAS_KEY) != 0) != has_key || (has_key && !key_skip(&rest, &data.id)))
        return false;
    if ((data.flags & PASSKEY_HAS_MORE) && !(skip(&rest, 1, &more) && more.kind == MAP))
        return false;
    if (rest.size > 0)
        return false;
    *ret_data = data;
    return true;
}
