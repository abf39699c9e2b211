/* SPDX-License-Identifier: MIT */
/*
 * TLS to a real MariaDB server with a certificate that the test makes: taken only from the authority that was named and
 * for the host that was named; nothing goes out in the clear where encryption is asked for.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/store.h"
#include "support/database.h"
#include "support/mariadb_server.h"

static struct mariadb_server server;
static char options[3][120];

static void run_in(const char *const arguments[])
{
    char log[100];
    int status;
    snprintf(log, sizeof(log), "%s/openssl.log", server.folder);
    pid_t child = test_spawn(arguments, log);
    if (waitpid(child, &status, 0) != child || status != 0)
        test_die("%s failed: see %s", arguments[0], log);
}

/* NAME.pem and NAME.key: an authority. */
static void make_authority(const char *name)
{
    char certificate[100], key[100], subject[60];
    snprintf(certificate, sizeof(certificate), "%s/%s.pem", server.folder, name);
    snprintf(key, sizeof(key), "%s/%s.key", server.folder, name);
    snprintf(subject, sizeof(subject), "/CN=%s", name);
    const char *const make[] = {
        "openssl", "req",       "-x509", "-newkey", "ec",    "-pkeyopt", "ec_paramgen_curve:P-256",
        "-nodes",  "-days",     "2",     "-subj",   subject, "-keyout",  key,
        "-out",    certificate, NULL};
    run_in(make);
}

/* server.pem and server.key, for "localhost", signed by the authority `ours`. */
static void make_certificate(void)
{
    char request[100], key[100], certificate[100], names[100], authority[100], authority_key[100];
    snprintf(request, sizeof(request), "%s/server.csr", server.folder);
    snprintf(key, sizeof(key), "%s/server.key", server.folder);
    snprintf(certificate, sizeof(certificate), "%s/server.pem", server.folder);
    snprintf(names, sizeof(names), "%s/names", server.folder);
    snprintf(authority, sizeof(authority), "%s/ours.pem", server.folder);
    snprintf(authority_key, sizeof(authority_key), "%s/ours.key", server.folder);
    FILE *file = fopen(names, "w");
    assert_non_null(file);
    fputs("subjectAltName=DNS:localhost\n", file);
    fclose(file);
    const char *const ask[] = {
        "openssl", "req",   "-new",          "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
        "-nodes",  "-subj", "/CN=localhost", "-keyout", key,  "-out",     request,
        NULL};
    run_in(ask);
    const char *const sign[] = {
        "openssl",         "x509",  "-req", "-in",      request, "-CA",  authority,   "-CAkey", authority_key,
        "-CAcreateserial", "-days", "2",    "-extfile", names,   "-out", certificate, NULL};
    run_in(sign);
}

static int open_server(void **state)
{
    (void)state;
    if (!mariadb_installed())
        return 0;
    mariadb_server_make(&server);
    server.port = test_free_port();
    make_authority("ours");
    make_authority("theirs");
    make_certificate();
    snprintf(options[0], sizeof(options[0]), "--ssl-cert=%s/server.pem", server.folder);
    snprintf(options[1], sizeof(options[1]), "--ssl-key=%s/server.key", server.folder);
    snprintf(options[2], sizeof(options[2]), "--ssl-ca=%s/ours.pem", server.folder);
    return 0;
}

static int close_server(void **state)
{
    (void)state;
    if (server.folder[0])
        mariadb_server_remove(&server);
    return 0;
}

/* Starts the server, with its certificate or without one. */
static void serve(bool with_tls)
{
    if (!mariadb_installed()) {
        print_message("skip: mariadbd is not installed (apt-get install mariadb-server)\n");
        skip();
    }
    mariadb_server_signal(&server, SIGTERM);
    for (size_t i = 0; i < ARRAY_LENGTH(options); i++)
        server.options[i] = with_tls ? options[i] : NULL;
    mariadb_server_start(&server);
    mariadb_server_wait(&server);
    mariadb_server_run(&server, "CREATE DATABASE IF NOT EXISTS ams");
    mariadb_server_run(&server, "CREATE OR REPLACE USER ams IDENTIFIED BY 'a secret word'");
    mariadb_server_run(&server, "GRANT ALL ON ams.* TO ams");
}

/* Opens a store at `host` with what stands behind the question mark; NULL and the sentence when it is refused. */
static struct store *connect_to(const char *host, const char *rest, char error[static STORE_ERROR_SIZE])
{
    char url[400];
    snprintf(url, sizeof(url), "mariadb://ams:a%%20secret%%20word@%s:%u/ams%s%s", host, server.port, *rest ? "?" : "",
             rest);
    const struct store_config config = {.url = url, .readers = 1, .writers = 1, .queue_max = 8, .timeout_s = 5};
    return store_open(&config, error);
}

static const char *authority(const char *name)
{
    static char text[200];
    snprintf(text, sizeof(text), "ca=%s/%s.pem", server.folder, name);
    return text;
}

static void assert_refused(const char *host, const char *rest)
{
    char error[STORE_ERROR_SIZE] = "";
    struct store *store = connect_to(host, rest, error);
    if (store)
        fail_msg("let in: %s %s", host, rest);
    assert_true(strlen(error) > 20);
    assert_null(strstr(error, "secret"));
    print_message("%s\n", error);
}

static void test_encrypted(void **state)
{
    char error[STORE_ERROR_SIZE] = "";
    struct db_rows rows;
    (void)state;
    serve(true);
    struct store *store = connect_to("localhost", authority("ours"), error);
    if (!store)
        fail_msg("%s", error);
    struct db *db = store_reader(store);
    assert_int_equal(db_query(db, &rows, "SHOW SESSION STATUS LIKE 'Ssl_version'", DB_NO_VALUES), DB_OK);
    assert_int_equal(db_next(&rows), DB_ROW);
    assert_non_null(strstr(db_text(&rows, 1), "TLSv1."));
    db_done(&rows);
    store_reader_close(&db);
    store_close(store);
}

static void test_another_authority(void **state)
{
    (void)state;
    serve(true);
    assert_refused("localhost", authority("theirs"));
    assert_refused("localhost", "tls=required"); // the system's know nothing of ours
    assert_refused("localhost", "ca=/nowhere.pem");
}

static void test_another_host(void **state)
{
    (void)state;
    serve(true);
    // The certificate is localhost's. Newer clients take it of 127.0.0.1 as well, which is as near.
    assert_refused("127.0.0.2", authority("ours"));
}

static void test_server_that_does_not_encrypt(void **state)
{
    char error[STORE_ERROR_SIZE] = "";
    (void)state;
    serve(false);
    assert_refused("localhost", authority("ours"));
    struct store *store = connect_to("127.0.0.1", "", error); // nothing leaves this machine
    if (!store)
        fail_msg("%s", error);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encrypted),
        cmocka_unit_test(test_another_authority),
        cmocka_unit_test(test_another_host),
        cmocka_unit_test(test_server_that_does_not_encrypt),
    };
    return cmocka_run_group_tests(tests, open_server, close_server);
}
