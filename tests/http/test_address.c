/* SPDX-License-Identifier: MIT */
#include "http/unit.h"

#include "http/address.h"
#include "support/http_fixture.h"

static void addresses_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *address, *network; // address NULL: it is none
    } rows[] = {
        {"192.0.2.1", "192.0.2.1", "192.0.2.1"},
        {" 192.0.2.1\t", "192.0.2.1", "192.0.2.1"},
        {"192.0.2.1:4711", "192.0.2.1", "192.0.2.1"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
        {"[2001:db8::1]", "2001:db8::1", "2001:db8::/64"},
        {"[2001:DB8::1]:443", "2001:db8::1", "2001:db8::/64"},
        {"::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"},
        {"[::ffff:192.0.2.1]:1", "192.0.2.1", "192.0.2.1"},
        {"::1", "::1", "::/64"},
        {"", NULL, NULL},
        {"unknown", NULL, NULL},
        {"_hidden", NULL, NULL},
        {"192.0.2.1:", NULL, NULL},
        {"192.0.2.1:x", NULL, NULL},
        {"192.0.2.1:123456", NULL, NULL},
        {"192.0.2.1 2", NULL, NULL},
        {"192.0.2", NULL, NULL},
        {"192.0.2.256", NULL, NULL},
        {"0300.0.2.1", NULL, NULL},
        {"[192.0.2.1]", NULL, NULL},
        {"[2001:db8::1", NULL, NULL},
        {"2001:db8::1]", NULL, NULL},
        {"[2001:db8::1]x", NULL, NULL},
        {"[]", NULL, NULL},
        {"[", NULL, NULL},
        {"2001:db8::1%eth0", NULL, NULL},
        {"1:2:3:4:5:6:7:8:9", NULL, NULL},
        {"\"[2001:db8::1]\"", NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct address address;
        char text[ADDRESS_TEXT_SIZE], network[ADDRESS_NETWORK_SIZE];
        if (address_parse(rows[i].text, strlen(rows[i].text), &address) != (rows[i].address != NULL))
            fail_msg("%s", rows[i].text);
        if (!rows[i].address)
            continue;
        address_text(&address, text);
        address_network_text(&address, network);
        assert_string_equal(text, rows[i].address);
        assert_string_equal(network, rows[i].network);
    }
    struct address address;
    assert_false(address_parse("192.0.2.1\0x", 11, &address));
}

static void networks_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *list, *address;
        bool inside;
    } rows[] = {
        {"", "127.0.0.1", false},
        {"127.0.0.1", "127.0.0.1", true},
        {"127.0.0.1", "127.0.0.2", false},
        {"::1, 127.0.0.1", "127.0.0.1", true},
        {"10.0.0.0/8", "10.255.255.255", true},
        {"10.0.0.0/8", "11.0.0.0", false},
        {"10.1.2.3/8", "10.9.9.9", true},
        {"192.0.2.0/25\t192.0.2.128/25", "192.0.2.200", true},
        {"192.0.2.0/25", "192.0.2.200", false},
        {"0.0.0.0/0", "8.8.8.8", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "8.8.8.8", true},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"::ffff:10.0.0.0/8", "10.2.3.4", true},
    };
    static const char *const bad[] = {"on",           "localhost",    "10.0.0.0/33",         "10.0.0.0/-1",
                                      "10.0.0.0/",    "::/129",       "127.0.0.1;::1",       "[::1]",
                                      "127.0.0.1:80", "10.0.0.0/8/8", "10.0.0.0/00000000008"};
    struct networks networks;
    struct address address;
    char wrong[32], many[(ADDRESS_NETWORKS_MAX + 1) * 8 + 1];
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        assert_true(networks_parse(rows[i].list, &networks, wrong, sizeof(wrong)));
        assert_true(address_parse(rows[i].address, strlen(rows[i].address), &address));
        if (networks_have(&networks, &address) != rows[i].inside)
            fail_msg("%s in %s", rows[i].address, rows[i].list);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        if (networks_parse(bad[i], &networks, wrong, sizeof(wrong)))
            fail_msg("%s", bad[i]);
        assert_true(wrong[0] != '\0');
    }
    for (size_t i = 0; i <= ADDRESS_NETWORKS_MAX; i++)
        memcpy(many + 8 * i, "1.1.1.1 ", 9);
    assert_false(networks_parse(many, &networks, wrong, sizeof(wrong)));
}

/* What a server says of who asked. */
static void expect(struct http_fixture *fixture, const char *headers, const char *wanted)
{
    char request[512];
    struct client_answer answer;
    snprintf(request, sizeof(request), "GET /api/echo/a HTTP/1.1\r\nHost: x\r\n%s\r\n", headers);
    assert_int_equal(http_fixture_ask(fixture, request, &answer), 200);
    if (!strstr(answer.body, wanted))
        fail_msg("%s: %s", headers, answer.body);
    char transport[64];
    client_header(&answer, "Strict-Transport-Security", transport, sizeof(transport));
    assert_int_equal(transport[0] != '\0', strstr(answer.body, "\"secure\":true") != NULL);
    client_answer_release(&answer);
}

static void start(struct http_fixture *fixture, const char *proxies)
{
    http_fixture_init(fixture);
    fixture->config.trust_proxy = proxies;
    assert_true(http_fixture_start(fixture));
}

/* Only those who are named are believed, and of them only what they have added. */
static void only_named_proxies_are_believed(void **state)
{
    (void)state;
    static const char us[] = "\"address\":\"127.0.0.1\"";
    struct http_fixture fixture;
    start(&fixture, "192.0.2.0/24 2001:db8::/32");
    expect(&fixture, "X-Forwarded-For: 8.8.8.8\r\nX-Forwarded-Proto: https\r\n", us);
    expect(&fixture, "X-Forwarded-Proto: https\r\n", "\"secure\":false");
    http_fixture_release(&fixture);

    start(&fixture, "127.0.0.1 192.0.2.0/24");
    expect(&fixture, "", us);
    expect(&fixture, "X-Forwarded-For: 8.8.8.8\r\n", "\"address\":\"8.8.8.8\"");
    expect(&fixture, "X-Forwarded-For: 8.8.8.8:1234\r\n", "\"address\":\"8.8.8.8\"");
    expect(&fixture, "X-Forwarded-For: [2001:db8:1:2::3]:99\r\n", "\"address\":\"2001:db8:1:2::3\"");
    expect(&fixture, "X-Forwarded-For: 2001:db8:1:2::3\r\n", "\"network\":\"2001:db8:1:2::/64\"");
    expect(&fixture, "X-Forwarded-For: 6.6.6.6, 8.8.8.8\r\n", "\"address\":\"8.8.8.8\"");
    expect(&fixture, "X-Forwarded-For: 6.6.6.6, 8.8.8.8, 192.0.2.9\r\n", "\"address\":\"8.8.8.8\"");
    expect(&fixture, "X-Forwarded-For: 6.6.6.6\r\nx-forwarded-for: 8.8.8.8 , 192.0.2.9:80\r\n",
           "\"address\":\"8.8.8.8\"");
    expect(&fixture, "X-Forwarded-For: 6.6.6.6, 192.0.2.8, nonsense, 192.0.2.9\r\n", "\"address\":\"192.0.2.9\"");
    expect(&fixture, "X-Forwarded-For: 192.0.2.7, 192.0.2.9\r\n", "\"address\":\"192.0.2.7\"");
    expect(&fixture, "X-Forwarded-For: ,,\r\n", us);
    expect(&fixture, "X-Forwarded-Proto: https\r\n", "\"secure\":true");
    expect(&fixture, "X-Forwarded-Proto: http, https \r\n", "\"secure\":true");
    expect(&fixture, "X-Forwarded-Proto: https, http\r\n", "\"secure\":false");
    expect(&fixture, "X-Forwarded-Proto: httpsx\r\n", "\"secure\":false");
    http_fixture_release(&fixture);

    http_fixture_init(&fixture);
    fixture.config.trust_proxy = "127.0.0.1 on";
    assert_false(http_fixture_start(&fixture));
    assert_non_null(strstr(fixture.error, "trust_proxy: no address or network: on"));
    http_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read),
        cmocka_unit_test(networks_are_read),
        cmocka_unit_test(only_named_proxies_are_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
