/* SPDX-License-Identifier: MIT */
#include "http/unit.h"

#include <zlib.h>

#include "http/pack.h"

enum { SIZE = 20000 };

static void encodings_are_read(void **state)
{
    (void)state;
    static const char *const good[] = {"gzip",       "GZIP", "br, gzip",  "deflate,gzip;q=0.5",
                                       "gzip ; q=1", "*",    "br;q=0, *", "gzip;q=0.001"};
    static const char *const bad[] = {"",      "identity", "br",          "gzip;q=0", "gzip; q=0.000", "*;q=0",
                                      "xgzip", "gzipx",    "*, gzip;q=0", ",,;",      ";q=0"};
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
        if (!pack_accepts(good[i]))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        if (pack_accepts(bad[i]))
            fail_msg("%s", bad[i]);
    assert_false(pack_accepts(NULL));
}

static const char *header_of(const struct message *message, const char *name)
{
    for (size_t i = 0; i < message->header_count; i++)
        if (strcmp(message->headers[i].name, name) == 0)
            return message->headers[i].value;
    return "";
}

/* An answer of so many alike bytes; true: it was packed, and unpacks to what it was. */
static bool is_packed(const char *type, size_t size, bool bare, const char *accept)
{
    static char text[SIZE], again[SIZE];
    const struct message_header headers[] = {{"Accept-Encoding", accept}, {NULL, NULL}};
    struct message message;
    for (size_t i = 0; i < SIZE; i++)
        text[i] = "{\"mark\":\"P\"}"[i % 12];
    assert_true(message_init_local(&message, HTTP_GET, "/x", headers, NULL, 0));
    message_reply(&message, 200, type, text, size);
    message.bare = bare;
    pack_reply(&message);
    bool packed = strcmp(header_of(&message, "Content-Encoding"), "gzip") == 0;
    if (packed) {
        z_stream stream = {.next_in = (Bytef *)(uintptr_t)message.reply,
                           .avail_in = (uInt)message.reply_size,
                           .next_out = (Bytef *)again,
                           .avail_out = SIZE};
        assert_int_equal(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
        assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
        assert_int_equal(stream.total_out, size);
        assert_memory_equal(again, text, size);
        inflateEnd(&stream);
        assert_true(message.reply_size < size / 4);
        assert_string_equal(header_of(&message, "Vary"), "Accept-Encoding");
    }
    message_release(&message);
    return packed;
}

static void answers_are_packed(void **state)
{
    (void)state;
    assert_true(is_packed("application/json", SIZE, false, "gzip"));
    assert_true(is_packed("text/csv; charset=utf-8", SIZE, false, "br, gzip"));
    assert_false(is_packed("application/json", SIZE, false, "br"));
    assert_false(is_packed("application/json", PACK_SIZE_MIN - 1, false, "gzip"));
    assert_false(is_packed("application/json", SIZE, true, "gzip")); // holds a secret
    assert_false(is_packed("image/jpeg", SIZE, false, "gzip"));
    assert_false(is_packed("text/event-stream", SIZE, false, "gzip"));
    assert_false(is_packed("application/octet-stream", SIZE, false, "gzip"));
}

/* What a cache between goes by: the form depends on the asker, and the tag means what is said, not its bytes. */
static void headers_tell_the_form(void **state)
{
    (void)state;
    static const struct {
        enum http_method method;
        const char *accept;
        size_t size;
        const char *encoding;
        const char *vary;
    } cases[] = {
        {HTTP_GET, "gzip", SIZE, "gzip", "Accept-Encoding"},
        {HTTP_HEAD, "gzip", SIZE, "gzip", "Accept-Encoding"}, // the length that a GET would have
        {HTTP_GET, "identity", SIZE, "", "Accept-Encoding"},
        {HTTP_GET, "gzip", PACK_SIZE_MIN - 1, "", ""},
    };
    static char text[SIZE];
    memset(text, 'a', sizeof(text));
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct message_header headers[] = {{"Accept-Encoding", cases[i].accept}, {NULL, NULL}};
        struct message message;
        assert_true(message_init_local(&message, cases[i].method, "/x", headers, NULL, 0));
        message_reply(&message, 200, "application/json", text, cases[i].size);
        assert_true(message_add_header(&message, "ETag", "W/\"1\""));
        pack_reply(&message);
        assert_string_equal(header_of(&message, "Content-Encoding"), cases[i].encoding);
        assert_string_equal(header_of(&message, "Vary"), cases[i].vary);
        assert_string_equal(header_of(&message, "ETag"), "W/\"1\"");
        assert_true((message.reply_size < cases[i].size) == (*cases[i].encoding != '\0'));
        message_release(&message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(encodings_are_read), cmocka_unit_test(answers_are_packed),
                                       cmocka_unit_test(headers_tell_the_form)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
