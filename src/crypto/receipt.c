/* SPDX-License-Identifier: MIT */
#include "crypto/receipt.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "crypto/base64url.h"

#define RECEIPT_PREFIX "ams1."
#define HEAD_PREFIX "ams1-head."
#define MARK_DOMAIN "ams1.mark\n"

enum {
    PAYLOAD_MAX = 3400,  // bytes of JSON
    MARK_SIZE = 400,     // of those of a mark, and their NUL
    SIGNATURE_SIZE = 87, // its base64url and NUL
    HASH_SIZE = 44,      // the same of a hash
    SALT_SIZE = 23,      // of a salt
    LATE_MAX = 1000000,
};

const char *receipt_reason_code(enum receipt_reason reason)
{
    static const char *const codes[RECEIPT_REASON_COUNT] = {
        [RECEIPT_GOOD] = "good",           [RECEIPT_TOO_LONG] = "too_long",       [RECEIPT_NONE] = "no_receipt",
        [RECEIPT_PARTS] = "parts",         [RECEIPT_ENCODING] = "encoding",       [RECEIPT_FIELDS] = "fields",
        [RECEIPT_VALUES] = "values",       [RECEIPT_KEY_UNKNOWN] = "key_unknown", [RECEIPT_ALTERED] = "altered",
        [RECEIPT_KEY_ENDED] = "key_ended",
    };
    return codes[reason];
}

/* ---- writing ---- */

struct writer {
    char *text;
    size_t size, used;
    bool failed;
};

static void put(struct writer *writer, const char *bytes, size_t size)
{
    writer->failed = writer->failed || writer->used + size >= writer->size;
    if (writer->failed)
        return;
    memcpy(writer->text + writer->used, bytes, size);
    writer->used += size;
    writer->text[writer->used] = '\0';
}

static void put_text(struct writer *writer, const char *text)
{
    put(writer, text, strlen(text));
}

static void put_name(struct writer *writer, const char *name)
{
    put_text(writer, writer->used > 0 && writer->text[writer->used - 1] != '{' ? ",\"" : "\"");
    put_text(writer, name);
    put_text(writer, "\":");
}

static void put_int(struct writer *writer, const char *name, int64_t value)
{
    char digits[24];
    snprintf(digits, sizeof(digits), "%lld", (long long)value);
    put_name(writer, name);
    put_text(writer, digits);
}

/* A text as JSON: quotes and backslashes are escaped, and control characters are not taken. */
static void put_string(struct writer *writer, const char *name, const char *text)
{
    put_name(writer, name);
    put_text(writer, "\"");
    writer->failed = writer->failed || !str_is_text(text, strlen(text), false);
    for (; !writer->failed && *text; text++) {
        if (*text == '"' || *text == '\\')
            put_text(writer, "\\");
        put(writer, text, 1);
    }
    put_text(writer, "\"");
}

static void put_time(struct writer *writer, const char *name, int64_t ms)
{
    char time[CLOCK_TEXT_SIZE];
    clock_format(ms, time);
    put_string(writer, name, time);
}

static void put_bytes(struct writer *writer, const char *name, const void *bytes, size_t size)
{
    char text[HASH_SIZE];
    writer->failed = writer->failed || !base64url_write(bytes, size, text, sizeof(text));
    put_string(writer, name, writer->failed ? "" : text);
}

static void put_mark(struct writer *writer, const struct receipt_mark *mark)
{
    put_text(writer, "{");
    put_int(writer, "student", mark->student);
    put_int(writer, "classroom", mark->classroom);
    put_int(writer, "lecture", mark->lecture);
    put_string(writer, "status", mark->status);
    put_int(writer, "minutes_late", mark->minutes_late);
    put_string(writer, "method", mark->method);
    put_string(writer, "by", mark->by);
    put_time(writer, "at", mark->at);
    put_time(writer, "written_at", mark->written_at);
    put_bytes(writer, "salt", mark->salt, sizeof(mark->salt));
    put_text(writer, "}");
}

bool receipt_leaf(const struct receipt_mark *mark, struct merkle_hash *ret_leaf)
{
    char text[sizeof(MARK_DOMAIN) + MARK_SIZE];
    struct writer writer = {.text = text, .size = sizeof(text)};
    put_text(&writer, MARK_DOMAIN);
    put_mark(&writer, mark);
    if (!writer.failed)
        merkle_leaf(text, writer.used, ret_leaf);
    return !writer.failed;
}

static bool payload_write(const struct receipt *receipt, struct writer *writer)
{
    put_text(writer, "{");
    put_string(writer, "key", receipt->key);
    put_int(writer, "index", receipt->index);
    put_int(writer, "size", receipt->size);
    put_bytes(writer, "root", receipt->root.bytes, MERKLE_HASH_BYTES);
    put_string(writer, "audit", receipt->audit);
    put_time(writer, "signed_at", receipt->signed_at);
    put_name(writer, "mark");
    put_mark(writer, &receipt->mark);
    put_string(writer, "name", receipt->name);
    put_string(writer, "subject", receipt->subject);
    put_string(writer, "status_name", receipt->status_name);
    put_time(writer, "starts_at", receipt->starts_at);
    put_text(writer, "}");
    return !writer->failed;
}

static bool head_payload_write(const struct receipt_head *head, struct writer *writer)
{
    put_text(writer, "{");
    put_string(writer, "key", head->key);
    put_int(writer, "size", head->size);
    put_bytes(writer, "root", head->root.bytes, MERKLE_HASH_BYTES);
    put_string(writer, "audit", head->audit);
    put_int(writer, "audit_entry", head->audit_entry);
    put_time(writer, "signed_at", head->signed_at);
    put_text(writer, "}");
    return !writer->failed;
}

/* PREFIX, the payload and the signature over both. */
static bool envelope_write(const char *prefix, const struct writer *payload, const struct own_key *own, char *text,
                           size_t size)
{
    uint8_t signature[ED25519_SIGNATURE_BYTES];
    struct writer writer = {.text = text, .size = size};
    put_text(&writer, prefix);
    if (!base64url_write(payload->text, payload->used, text + writer.used, size - writer.used))
        return false;
    writer.used = strlen(text);
    ed25519_sign(own, text, writer.used, signature);
    put_text(&writer, ".");
    return !writer.failed && base64url_write(signature, sizeof(signature), text + writer.used, size - writer.used);
}

bool receipt_write(const struct receipt *receipt, const struct own_key *own, char text[static RECEIPT_TEXT_SIZE])
{
    char payload[PAYLOAD_MAX];
    struct writer writer = {.text = payload, .size = sizeof(payload)};
    return payload_write(receipt, &writer) && envelope_write(RECEIPT_PREFIX, &writer, own, text, RECEIPT_TEXT_SIZE);
}

bool receipt_head_write(const struct receipt_head *head, const struct own_key *own, char text[static RECEIPT_HEAD_SIZE])
{
    char payload[RECEIPT_HEAD_SIZE];
    struct writer writer = {.text = payload, .size = sizeof(payload)};
    return head_payload_write(head, &writer) && envelope_write(HEAD_PREFIX, &writer, own, text, RECEIPT_HEAD_SIZE);
}

/* ---- reading ---- */

struct reader {
    const char *at;
    enum receipt_reason reason;
};

static void fail(struct reader *reader, enum receipt_reason reason)
{
    if (reader->reason == RECEIPT_GOOD)
        reader->reason = reason;
}

static void take(struct reader *reader, const char *text)
{
    size_t length = strlen(text);
    if (strncmp(reader->at, text, length) == 0)
        reader->at += length;
    else
        fail(reader, RECEIPT_FIELDS);
}

static void take_name(struct reader *reader, const char *name)
{
    if (reader->at[-1] != '{')
        take(reader, ",");
    take(reader, "\"");
    take(reader, name);
    take(reader, "\":");
}

static int64_t take_int(struct reader *reader, const char *name, int64_t least, int64_t most)
{
    char digits[20];
    int64_t value = least;
    take_name(reader, name);
    if (reader->reason != RECEIPT_GOOD)
        return least;
    size_t length = strspn(reader->at, "0123456789");
    bool plain = length > 0 && length < sizeof(digits) && (length == 1 || reader->at[0] != '0');
    if (!plain) {
        fail(reader, length == 0 ? RECEIPT_FIELDS : RECEIPT_VALUES);
        return least;
    }
    memcpy(digits, reader->at, length);
    digits[length] = '\0';
    reader->at += length;
    if (!str_to_int(digits, least, most, &value))
        fail(reader, RECEIPT_VALUES);
    return value;
}

static void take_string(struct reader *reader, const char *name, char *text, size_t size)
{
    size_t length = 0;
    text[0] = '\0';
    take_name(reader, name);
    take(reader, "\"");
    while (reader->reason == RECEIPT_GOOD && *reader->at != '"') {
        if (*reader->at == '\\' && reader->at[1] != '"' && reader->at[1] != '\\')
            fail(reader, RECEIPT_VALUES); // another way to write it
        else if (*reader->at == '\\')
            reader->at++;
        if (*reader->at == '\0')
            fail(reader, RECEIPT_FIELDS);
        else if (length + 1 >= size)
            fail(reader, RECEIPT_VALUES);
        else if (reader->reason == RECEIPT_GOOD)
            text[length++] = *reader->at++;
    }
    text[length] = '\0';
    if (!str_is_text(text, length, false))
        fail(reader, RECEIPT_VALUES);
    take(reader, "\"");
}

static int64_t take_time(struct reader *reader, const char *name)
{
    char text[CLOCK_TEXT_SIZE], again[CLOCK_TEXT_SIZE];
    int64_t ms = 0;
    take_string(reader, name, text, sizeof(text));
    bool read = clock_parse(text, &ms);
    clock_format(read ? ms : 0, again);
    if (!read || strcmp(text, again) != 0)
        fail(reader, RECEIPT_VALUES);
    return ms;
}

static void take_bytes(struct reader *reader, const char *name, void *bytes, size_t size)
{
    char text[HASH_SIZE], again[HASH_SIZE] = "";
    take_string(reader, name, text, sizeof(text));
    if (!base64url_read(text, bytes, size) || !base64url_write(bytes, size, again, sizeof(again)) ||
        strcmp(text, again) != 0)
        fail(reader, RECEIPT_VALUES);
}

static void take_hex(struct reader *reader, const char *name, char *text, size_t size, bool may_be_empty)
{
    take_string(reader, name, text, size);
    size_t length = strlen(text);
    if (strspn(text, "0123456789abcdef") != length || (length + 1 != size && !(may_be_empty && length == 0)))
        fail(reader, RECEIPT_VALUES);
}

/* A code: letters, digits. */
static void take_word(struct reader *reader, const char *name, char *text)
{
    take_string(reader, name, text, RECEIPT_WORD_SIZE);
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    if (length == 0 || text[length])
        fail(reader, RECEIPT_VALUES);
}

static void take_mark(struct reader *reader, struct receipt_mark *mark)
{
    take(reader, "{");
    mark->student = take_int(reader, "student", 1, RECEIPT_ID_MAX);
    mark->classroom = take_int(reader, "classroom", 1, RECEIPT_ID_MAX);
    mark->lecture = take_int(reader, "lecture", 1, RECEIPT_ID_MAX);
    take_word(reader, "status", mark->status);
    mark->minutes_late = take_int(reader, "minutes_late", 0, LATE_MAX);
    take_word(reader, "method", mark->method);
    take_word(reader, "by", mark->by);
    mark->at = take_time(reader, "at");
    mark->written_at = take_time(reader, "written_at");
    take_bytes(reader, "salt", mark->salt, sizeof(mark->salt));
    take(reader, "}");
}

static enum receipt_reason payload_end(struct reader *reader)
{
    take(reader, "}");
    if (*reader->at)
        fail(reader, RECEIPT_FIELDS);
    return reader->reason;
}

static enum receipt_reason payload_read(const char *payload, struct receipt *receipt)
{
    struct reader reader = {.at = payload};
    take(&reader, "{");
    if (reader.reason != RECEIPT_GOOD)
        return reader.reason;
    take_hex(&reader, "key", receipt->key, sizeof(receipt->key), false);
    receipt->index = take_int(&reader, "index", 0, MERKLE_SIZE_MAX - 1);
    receipt->size = take_int(&reader, "size", 1, MERKLE_SIZE_MAX);
    take_bytes(&reader, "root", receipt->root.bytes, MERKLE_HASH_BYTES);
    take_hex(&reader, "audit", receipt->audit, sizeof(receipt->audit), true);
    receipt->signed_at = take_time(&reader, "signed_at");
    take_name(&reader, "mark");
    take_mark(&reader, &receipt->mark);
    take_string(&reader, "name", receipt->name, sizeof(receipt->name));
    take_string(&reader, "subject", receipt->subject, sizeof(receipt->subject));
    take_string(&reader, "status_name", receipt->status_name, sizeof(receipt->status_name));
    receipt->starts_at = take_time(&reader, "starts_at");
    if (receipt->index >= receipt->size)
        fail(&reader, RECEIPT_VALUES);
    return payload_end(&reader);
}

static enum receipt_reason head_payload_read(const char *payload, struct receipt_head *head)
{
    struct reader reader = {.at = payload};
    take(&reader, "{");
    if (reader.reason != RECEIPT_GOOD)
        return reader.reason;
    take_hex(&reader, "key", head->key, sizeof(head->key), false);
    head->size = take_int(&reader, "size", 0, MERKLE_SIZE_MAX);
    take_bytes(&reader, "root", head->root.bytes, MERKLE_HASH_BYTES);
    take_hex(&reader, "audit", head->audit, sizeof(head->audit), true);
    head->audit_entry = take_int(&reader, "audit_entry", 0, RECEIPT_ID_MAX);
    head->signed_at = take_time(&reader, "signed_at");
    return payload_end(&reader);
}

/* Bytes that `length` characters of base64url without padding stand for. */
static size_t decoded(size_t length)
{
    return length / 4 * 3 + (length % 4 > 1 ? length % 4 - 1 : 0);
}

/* The bytes of one part; false when it is another text's or none's. */
static bool part_read(const char *part, size_t length, char *scratch, size_t scratch_size, void *bytes, size_t size)
{
    if (length == 0 || length % 4 == 1 || length >= scratch_size || memchr(part, '=', length))
        return false;
    memcpy(scratch, part, length);
    scratch[length] = '\0';
    return base64url_read(scratch, bytes, size);
}

/* The payload of PREFIXpayload.signature. */
static enum receipt_reason envelope_read(const char *text, const char *prefix, size_t most,
                                         char payload[static PAYLOAD_MAX])
{
    char scratch[RECEIPT_TEXT_SIZE];
    uint8_t signature[ED25519_SIGNATURE_BYTES];
    size_t length = strlen(text), begin = strlen(prefix);
    if (strncmp(text, prefix, begin) != 0)
        return RECEIPT_NONE;
    if (length >= most)
        return RECEIPT_TOO_LONG;
    const char *body = text + begin, *dot = strchr(body, '.');
    if (!dot || strchr(dot + 1, '.'))
        return RECEIPT_PARTS;
    size_t size = decoded((size_t)(dot - body));
    if (size >= PAYLOAD_MAX)
        return RECEIPT_TOO_LONG;
    if (!part_read(body, (size_t)(dot - body), scratch, sizeof(scratch), payload, size) ||
        !part_read(dot + 1, strlen(dot + 1), scratch, sizeof(scratch), signature, sizeof(signature)))
        return RECEIPT_ENCODING;
    payload[size] = '\0';
    return strlen(payload) == size ? RECEIPT_GOOD : RECEIPT_FIELDS;
}

enum receipt_reason receipt_read(const char *text, struct receipt *ret_receipt)
{
    char payload[PAYLOAD_MAX];
    struct receipt receipt = {0};
    enum receipt_reason reason = envelope_read(text, RECEIPT_PREFIX, RECEIPT_TEXT_SIZE, payload);
    if (reason == RECEIPT_GOOD)
        reason = payload_read(payload, &receipt);
    if (reason == RECEIPT_GOOD)
        *ret_receipt = receipt;
    return reason;
}

enum receipt_reason receipt_head_read(const char *text, struct receipt_head *ret_head)
{
    char payload[PAYLOAD_MAX];
    struct receipt_head head = {0};
    enum receipt_reason reason = envelope_read(text, HEAD_PREFIX, RECEIPT_HEAD_SIZE, payload);
    if (reason == RECEIPT_GOOD)
        reason = head_payload_read(payload, &head);
    if (reason == RECEIPT_GOOD)
        *ret_head = head;
    return reason;
}

enum receipt_reason receipt_check(const char *text, const uint8_t public_key[static ED25519_PUBLIC_BYTES])
{
    uint8_t signature[ED25519_SIGNATURE_BYTES];
    const char *dot = strrchr(text, '.');
    bool good = dot && base64url_read(dot + 1, signature, sizeof(signature)) &&
                ed25519_verify(public_key, text, (size_t)(dot - text), signature);
    return good ? RECEIPT_GOOD : RECEIPT_ALTERED;
}

static bool is_own(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '_' || byte == '.' || byte == '=';
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Where a receipt begins; `size`: nowhere. */
static size_t find_begin(const char *bytes, size_t size)
{
    size_t length = strlen(RECEIPT_PREFIX);
    for (size_t i = 0; i + length <= size; i++)
        if (memcmp(bytes + i, RECEIPT_PREFIX, length) == 0)
            return i;
    return size;
}

void receipt_find(const char *bytes, size_t size, char text[static RECEIPT_TEXT_SIZE + 1])
{
    size_t begin = find_begin(bytes, size), used = 0;
    bool found = begin < size;
    for (size_t i = found ? begin : 0; i < size && used < RECEIPT_TEXT_SIZE && bytes[i]; i++) {
        if (is_blank(bytes[i]))
            continue;
        if (found && !is_own(bytes[i]))
            break;
        text[used++] = bytes[i];
    }
    text[used] = '\0';
}
