/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/url.h"

static void test_sqlite(void **state)
{
    (void)state;
    struct store_url url;
    char error[STORE_ERROR_SIZE];
    assert_true(store_url_parse("sqlite:data/ams.db", &url, error));
    assert_true(url.is_sqlite);
    assert_string_equal(url.path, "data/ams.db");
}

static void test_mariadb(void **state)
{
    (void)state;
    struct store_url url;
    char error[STORE_ERROR_SIZE];
    assert_true(store_url_parse("mariadb://ams:p%40ss%3A%2Fw%C3%B6rd:x@db.example.org:3307/school", &url, error));
    assert_false(url.is_sqlite);
    assert_string_equal(url.user, "ams");
    assert_string_equal(url.password, "p@ss:/wörd:x");
    assert_string_equal(url.hosts[0].name, "db.example.org");
    assert_int_equal(url.hosts[0].port, 3307);
    assert_string_equal(url.database, "school");
    assert_string_equal(url.socket, "");

    assert_true(store_url_parse("mariadb://root@localhost/ams?socket=/run/my%20sql.sock", &url, error));
    assert_string_equal(url.password, "");
    assert_int_equal(url.hosts[0].port, 3306);
    assert_string_equal(url.socket, "/run/my sql.sock");

    // A password with a bare @ is understood: the last @ ends the account.
    assert_true(store_url_parse("mariadb://a:b@c@h/d", &url, error));
    assert_string_equal(url.password, "b@c");
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "sqlite",
        "sqlite:",
        "sqlite::memory:",
        "mysql://a@b/c",
        "mariadb://",
        "mariadb://hidden",
        "mariadb://a:hidden@h",
        "mariadb://@h/d",
        "mariadb://:hidden@h/d",
        "mariadb://a:hidden@/d",
        "mariadb://a:hidden@h/",
        "mariadb://a:hidden@h:0/d",
        "mariadb://a:hidden@h:65536/d",
        "mariadb://a:hidden@h:/d",
        "mariadb://a:hidden@h:33x/d",
        "mariadb://a:hidden@h:1234567890/d",
        "mariadb://a:hidden%@h/d",
        "mariadb://a:hidden%4@h/d",
        "mariadb://a:hidden%zz@h/d",
        "mariadb://a:hidden%00@h/d",
        "mariadb://a:hidden@h/d?socket=",
        "mariadb://a:hidden@h/d?socket=relative",
        "mariadb://a:hidden@h/d?ssl=1",
        "mariadb://a:hidden@h/d?",
        "mariadb://a:hidden@h/d?tls",
        "mariadb://a:hidden@h/d?tls=",
        "mariadb://a:hidden@h/d?tls=on",
        "mariadb://a:hidden@h/d?tls=required&tls=off",
        "mariadb://a:hidden@h/d?tls=off&ca=/ca.pem",
        "mariadb://a:hidden@h/d?ca=",
        "mariadb://a:hidden@localhost/d?socket=/s&tls=required",
        "mariadb://a:hidden@h,i/d?socket=/s",
        "mariadb://a:hidden@h,/d",
        "mariadb://a:hidden@,h/d",
        "mariadb://a:hidden@h,i:0/d",
        "mariadb://a:hidden@a,b,c,d,e/d",
        "mariadb://a:hidden@[::1/d",
        "mariadb://a:hidden@[::1]x/d",
        "mariadb://a:hidden@[]/d",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct store_url url = {.timeout_s = 7};
        char error[STORE_ERROR_SIZE] = "";
        if (store_url_parse(cases[i], &url, error) || url.timeout_s != 7 || strlen(error) < 20)
            fail_msg("taken: %s", cases[i]);
        assert_null(strstr(error, "hidden"));
    }
}

static void test_hosts(void **state)
{
    (void)state;
    struct store_url url;
    char error[STORE_ERROR_SIZE];
    assert_true(store_url_parse("mariadb://a:b@[::1]:3307,db2,10.0.0.3:1/d", &url, error));
    assert_int_equal(url.host_count, 3);
    assert_string_equal(url.hosts[0].name, "::1");
    assert_int_equal(url.hosts[0].port, 3307);
    assert_string_equal(url.hosts[1].name, "db2");
    assert_int_equal(url.hosts[1].port, STORE_PORT_DEFAULT);
    assert_string_equal(url.hosts[2].name, "10.0.0.3");
    assert_int_equal(url.hosts[2].port, 1);
}

/* What leaves this machine is encrypted unless somebody has said that it need not be. */
static void test_tls(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool tls;
    } cases[] = {
        {"mariadb://a:b@localhost/d", false},
        {"mariadb://a:b@localhost/d?socket=/s", false},
        {"mariadb://a:b@127.0.0.1:3307/d", false},
        {"mariadb://a:b@127.9.9.9/d", false},
        {"mariadb://a:b@[::1]/d", false},
        {"mariadb://a:b@localhost/d?tls=required", true},
        {"mariadb://a:b@localhost/d?ca=/ca.pem", true},
        {"mariadb://a:b@db/d", true},
        {"mariadb://a:b@10.0.0.3/d", true},
        {"mariadb://a:b@127.example.org/d", true}, // a name like any other
        {"mariadb://a:b@localhost.example.org/d", true},
        {"mariadb://a:b@localhost,db/d", true},
        {"mariadb://a:b@db/d?ca=/etc/ca%20of%20ours.pem", true},
        {"mariadb://a:b@db/d?tls=off", false},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct store_url url;
        char error[STORE_ERROR_SIZE] = "";
        if (!store_url_parse(cases[i].text, &url, error) || url.tls != cases[i].tls)
            fail_msg("%s: %s", cases[i].text, error);
    }
}

static void test_too_long(void **state)
{
    (void)state;
    static const char *const forms[] = {"sqlite:%s", "mariadb://%s@h/d", "mariadb://u:%s@h/d", "mariadb://u@%s/d",
                                        "mariadb://u@h/%s"};
    char part[3000], text[4000], error[STORE_ERROR_SIZE];
    memset(part, 'x', sizeof(part));
    part[sizeof(part) - 1] = '\0';
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        struct store_url url;
        const char *hole = strstr(forms[i], "%s");
        snprintf(text, sizeof(text), "%.*s%s%s", (int)(hole - forms[i]), forms[i], part, hole + 2);
        assert_false(store_url_parse(text, &url, error));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sqlite), cmocka_unit_test(test_mariadb), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_hosts),  cmocka_unit_test(test_tls),     cmocka_unit_test(test_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
