/* SPDX-License-Identifier: MIT */
/* Which value wins, what is refused, and what is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/config.h"
#include "base/str.h"

static char *const no_environment[] = {NULL};

/* A file with this text; the caller unlinks it. */
static void write_file(char path[static 32], const char *text)
{
    snprintf(path, 32, "/tmp/ams-config-XXXXXX");
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, text, strlen(text)), strlen(text));
    close(descriptor);
}

/* Loads a file with this text; the error comes back in `error`, "" when it was accepted. */
static bool load(struct config *config, const char *text, char *const *environment,
                 char error[static CONFIG_ERROR_SIZE])
{
    char path[32];
    write_file(path, text);
    error[0] = '\0';
    bool good = config_load(config, path, environment, error);
    unlink(path);
    return good;
}

static char *print(const struct config *config)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    config_print(config, out);
    fclose(out);
    return text;
}

static void test_defaults(void **state)
{
    (void)state;
    struct config config;
    char error[CONFIG_ERROR_SIZE];
    assert_true(load(&config, "", no_environment, error));
    assert_int_equal(config.port, 8443);
    assert_true(config.tls);
    assert_string_equal(config.database, "sqlite:./data/ams.db");
    assert_string_equal(config.key_file, "./data/master.key");
    assert_string_equal(config.match_fmr, "1e-4");
    assert_string_equal(config.embedder, ""); // the first of models.json
    assert_true(config.threads >= 2);
    assert_true(config.workers >= 1);
    config_release(&config);
}

static void test_public_url(void **state)
{
    (void)state;
    static const struct {
        const char *text, *url; // NULL: refused
    } cases[] = {
        {"", "https://localhost:8443"},
        {"port = 80\ntls = off\naddress = 127.0.0.1\n", "http://localhost:80"},
        {"address = 10.0.0.7\n", "https://10.0.0.7:8443"},
        {"address = 2001:db8::7\n", "https://[2001:db8::7]:8443"},
        {"port = 0\n", ""},
        {"public_url = https://ams.example.org\n", "https://ams.example.org"},
        {"public_url = http://[2001:db8::7]:8080/ams//\n", "http://[2001:db8::7]:8080/ams"},
        {"public_url = ams.example.org\n", NULL},
        {"public_url = https://\n", NULL},
        {"public_url = https:///x\n", NULL},
        {"public_url = javascript:alert(1)\n", NULL},
        {"public_url = https://ams.example.org/?a=b\n", NULL},
        {"public_url = https://ams.example.org/#x\n", NULL},
        {"public_url = https://user@ams.example.org\n", NULL},
        {"public_url = https://ams.example.org x\n", NULL},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct config config;
        char error[CONFIG_ERROR_SIZE];
        bool good = load(&config, cases[i].text, no_environment, error);
        assert_int_equal(good, cases[i].url != NULL);
        if (!good) {
            assert_non_null(strstr(error, "public_url"));
            continue;
        }
        assert_string_equal(config.public_url, cases[i].url);
        config_release(&config);
    }
}

static void test_environment_wins_over_file_over_default(void **state)
{
    (void)state;
    struct config config;
    char error[CONFIG_ERROR_SIZE];
    char *const environment[] = {(char[]){"PATH=/bin"}, (char[]){"AMS_PORT=9001"}, (char[]){"AMS_TLS=off"},
                                 (char[]){"AMS_NO_SUCH=1"}, NULL};
    assert_true(load(&config,
                     "# a comment\n\n  port = 9000\nqueue_max=7\r\n  data_dir =  /srv/ams folder  \ntls = on\n",
                     environment, error));
    assert_int_equal(config.port, 9001);
    assert_false(config.tls);
    assert_int_equal(config.queue_max, 7);
    assert_string_equal(config.data_dir, "/srv/ams folder");
    assert_string_equal(config.database, "sqlite:/srv/ams folder/ams.db");
    assert_int_equal(config.unknown_count, 1);
    assert_string_equal(config.unknown[0], "AMS_NO_SUCH");

    char *text = print(&config);
    assert_non_null(strstr(text, "(from: AMS_PORT)\nport = 9001\n"));
    assert_non_null(strstr(text, "(from: AMS_TLS)\ntls = off\n"));
    assert_non_null(strstr(text, ":4)\nqueue_max = 7\n"));
    assert_non_null(strstr(text, "(from: default)\nworkers = "));
    assert_non_null(strstr(text, "AMS_NO_SUCH"));
    free(text);
    config_release(&config);
}

/* A secret in systemd's folder goes before the file's and after the environment's; what was read of the environment is
 * overwritten there. */
static void test_credentials(void **state)
{
    (void)state;
    struct config config;
    char error[CONFIG_ERROR_SIZE], folder[] = "/tmp/ams-credentials-XXXXXX", path[80], variable[120];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/ams-smtp-password", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("from the credential\n", file);
    fclose(file);
    snprintf(variable, sizeof(variable), "CREDENTIALS_DIRECTORY=%s", folder);
    char *environment[] = {variable, (char[]){"AMS_S3_SECRET_KEY=from the environment"}, (char[]){"AMS_PORT=9001"},
                           NULL};
    assert_true(load(&config, "smtp_password = of the file\n", environment, error));
    assert_string_equal(config.smtp_password, "from the credential");
    assert_string_equal(config.s3_secret_key, "from the environment");
    config_forget_environment(environment);
    assert_string_equal(environment[1], "AMS_S3_SECRET_KEY=");
    assert_string_equal(environment[2], "AMS_PORT=9001");
    assert_string_equal(config.s3_secret_key, "from the environment");
    config_release(&config);
    remove(path);
    rmdir(folder);
}

static void test_what_is_printed_can_be_read_back(void **state)
{
    (void)state;
    struct config first;
    struct config second;
    char error[CONFIG_ERROR_SIZE];
    assert_true(load(&first, "port = 1\ntls = off\nlog_level = warn\nmatch_fmr = 1e-5\nembedder = two\n",
                     no_environment, error));
    char *text = print(&first);
    assert_true(load(&second, text, no_environment, error));
    assert_int_equal(second.port, 1);
    assert_false(second.tls);
    assert_string_equal(second.log_level, "warn");
    assert_string_equal(second.match_fmr, "1e-5");
    assert_string_equal(second.embedder, "two");
    free(text);
    config_release(&first);
    config_release(&second);
}

static void test_password_is_not_printed(void **state)
{
    (void)state;
    struct config config;
    char error[CONFIG_ERROR_SIZE];
    assert_true(load(&config, "database = mariadb://ams:p@ss:w0rd@db.example:3306/ams\n", no_environment, error));
    char *text = print(&config);
    assert_null(strstr(text, "w0rd"));
    assert_null(strstr(text, "p@ss"));
    assert_non_null(strstr(text, "mariadb://ams:***@db.example:3306/ams"));
    free(text);
    config_release(&config);
}

/* Each is refused by a sentence that names the line and what was expected. */
static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *said;
    } cases[] = {
        {"port = 8443\nporrt = 1\n", ":2: there is no setting named \"porrt\""},
        {"port\n", ":1: expected `name = value`"},
        {"port = eighty\n", "port must be a whole number from 0 to 65535, not \"eighty\""},
        {"port = 65536\n", "port must be a whole number"},
        {"port = -1\n", "port must be a whole number"},
        {"port = 99999999999999999999\n", "port must be a whole number"},
        {"port = \n", "port must be a whole number"},
        {"queue_max = 0\n", "queue_max must be a whole number from 1"},
        {"tls = maybe\n", "tls must be on or off, not \"maybe\""},
        {"log_level = loud\n", "log_level must be one of debug info warn error"},
        {"log_level = inf\n", "log_level must be one of"},
        {"match_fmr = 1e-2\n", "match_fmr must be one of"},
        {"match_fmr =\n", "match_fmr must be one of"},
        {"port = 1\nport = 2\n", ":2: port is already set at"},
        {"database = postgres://x\n", "database must begin with sqlite: or mariadb://"},
        {"certificate = a.pem\n", "certificate and key belong together"},
        {"data_dir = \n", "data_dir must not be empty"},
        {"web_dir = a\x01z\n", "web_dir must be plain text"},
        {"web_dir = \xff\n", "web_dir must be plain text"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct config config;
        char error[CONFIG_ERROR_SIZE];
        if (load(&config, cases[i].text, no_environment, error) || !strstr(error, cases[i].said))
            fail_msg("%s was answered: %s", cases[i].text, error);
    }
}

static void test_environment_is_checked_too(void **state)
{
    (void)state;
    struct config config;
    char error[CONFIG_ERROR_SIZE];
    char *const environment[] = {(char[]){"AMS_PORT=many"}, NULL};
    assert_false(load(&config, "", environment, error));
    assert_non_null(strstr(error, "AMS_PORT: port must be a whole number"));
}

static void test_missing_file(void **state)
{
    (void)state;
    struct config config;
    char error[CONFIG_ERROR_SIZE];
    assert_false(config_load(&config, "/nonexistent/ams.conf", no_environment, error));
    assert_non_null(strstr(error, "/nonexistent/ams.conf cannot be read"));
}

static void test_long_line_and_file(void **state)
{
    (void)state;
    struct config config;
    char error[CONFIG_ERROR_SIZE];
    size_t size = 100000;
    char *text = malloc(size + 1);
    assert_non_null(text);
    memset(text, '#', size);
    text[size] = '\0';
    assert_false(load(&config, text, no_environment, error));
    assert_non_null(strstr(error, "too long"));
    for (size_t i = 99; i < size; i += 100)
        text[i] = '\n';
    assert_false(load(&config, text, no_environment, error));
    assert_non_null(strstr(error, "too long"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_public_url),
        cmocka_unit_test(test_environment_wins_over_file_over_default),
        cmocka_unit_test(test_credentials),
        cmocka_unit_test(test_what_is_printed_can_be_read_back),
        cmocka_unit_test(test_password_is_not_printed),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_environment_is_checked_too),
        cmocka_unit_test(test_missing_file),
        cmocka_unit_test(test_long_line_and_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
