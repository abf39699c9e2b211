/* SPDX-License-Identifier: MIT */
/* MariaDB connections that break: while idle, inside a unit, and in the very moment of the commit. */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/url.h"
#include "support/database.h"

enum proxy_mode {
    PROXY_PASS,
    PROXY_DROP_COMMIT,     // the server never sees the commit
    PROXY_DROP_ANSWER,     // the server commits, the client never hears of it
    PROXY_DROP_AND_FORGET, // the same, and the row that could tell is gone
    PROXY_DOWN,            // nobody is let in, those inside are thrown out
};

/* A socket between the store and the server. Each drop happens once, then the mode is PROXY_PASS again. */
struct proxy {
    char path[108];
    char server_path[108];
    const char *database;
    int listener;
    pthread_t thread;
    _Atomic enum proxy_mode mode;
    atomic_bool stop;
    atomic_int inside; // connections
    atomic_int drops;
};

struct proxy_connection {
    struct proxy *proxy;
    int client, server;
};

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    str_copy(address.sun_path, sizeof(address.sun_path), path);
    int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(file, (struct sockaddr *)&address, sizeof(address)), 0);
    return file;
}

static bool relay(int from, int to, char *bytes, size_t size, ssize_t *ret_got)
{
    *ret_got = read(from, bytes, size);
    return *ret_got > 0 && send(to, bytes, (size_t)*ret_got, MSG_NOSIGNAL) == *ret_got;
}

/* Passes bytes until one side hangs up or the proxy's mode says otherwise. */
static void pump(struct proxy_connection *connection)
{
    static const char commit[] = "\x03"
                                 "COMMIT"; // COM_QUERY
    struct proxy *proxy = connection->proxy;
    struct pollfd files[2] = {{connection->client, POLLIN, 0}, {connection->server, POLLIN, 0}};
    char bytes[65536];
    ssize_t got;
    while (!proxy->stop && proxy->mode != PROXY_DOWN) {
        if (poll(files, 2, 20) <= 0)
            continue;
        if (files[1].revents && !relay(connection->server, connection->client, bytes, sizeof(bytes), &got))
            return;
        if (!files[0].revents)
            continue;
        got = recv(connection->client, bytes, sizeof(bytes), MSG_PEEK);
        bool is_commit = got > 0 && memmem(bytes, (size_t)got, commit, sizeof(commit) - 1);
        enum proxy_mode mode = is_commit ? proxy->mode : PROXY_PASS;
        if (mode == PROXY_DROP_COMMIT) {
            proxy->mode = PROXY_PASS;
            proxy->drops++;
            return;
        }
        if (!relay(connection->client, connection->server, bytes, sizeof(bytes), &got))
            return;
        if (mode == PROXY_DROP_ANSWER || mode == PROXY_DROP_AND_FORGET) {
            got = read(connection->server, bytes, sizeof(bytes)); // committed
            if (mode == PROXY_DROP_AND_FORGET) {
                char sql[200];
                snprintf(sql, sizeof(sql), "DELETE FROM %s.store_commits", proxy->database);
                test_mariadb_run(sql);
            }
            proxy->mode = PROXY_PASS;
            proxy->drops++;
            return;
        }
    }
}

static void *connection_main(void *argument)
{
    struct proxy_connection *connection = argument;
    pump(connection);
    close(connection->client);
    close(connection->server);
    connection->proxy->inside--;
    free(connection);
    return NULL;
}

static void *proxy_main(void *argument)
{
    struct proxy *proxy = argument;
    struct pollfd file = {proxy->listener, POLLIN, 0};
    while (!proxy->stop) {
        if (poll(&file, 1, 20) <= 0)
            continue;
        int client = accept(proxy->listener, NULL, NULL);
        if (proxy->mode == PROXY_DOWN) {
            close(client);
            continue;
        }
        struct proxy_connection *connection = malloc(sizeof(*connection));
        *connection = (struct proxy_connection){proxy, client, connect_to(proxy->server_path)};
        pthread_t thread;
        proxy->inside++;
        assert_int_equal(pthread_create(&thread, NULL, connection_main, connection), 0);
        pthread_detach(thread);
    }
    return NULL;
}

/* Puts a proxy between `test`'s store and its server; NULL when the server is not on a socket. */
static struct proxy *proxy_open(struct test_store *test)
{
    struct store_url url;
    char error[STORE_ERROR_SIZE];
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    assert_true(store_url_parse(test->url, &url, error));
    if (!url.socket[0])
        return NULL;
    struct proxy *proxy = calloc(1, sizeof(*proxy));
    proxy->database = test->database;
    assert_true(str_copy(proxy->server_path, sizeof(proxy->server_path), url.socket));
    snprintf(proxy->path, sizeof(proxy->path), "/tmp/ams-proxy-%d", (int)getpid());
    unlink(proxy->path);
    str_copy(address.sun_path, sizeof(address.sun_path), proxy->path);
    proxy->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(proxy->listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(proxy->listener, 64), 0);
    assert_int_equal(pthread_create(&proxy->thread, NULL, proxy_main, proxy), 0);
    char through[1024];
    snprintf(through, sizeof(through), "mariadb://%s@localhost/%s?socket=%s", url.user, url.database, proxy->path);
    store_close(test->store);
    test->store = NULL;
    assert_true(str_copy(test->url, sizeof(test->url), through));
    test_store_reopen(test);
    return proxy;
}

/* Call after the store is closed. */
static void proxy_close(struct proxy *proxy)
{
    proxy->stop = true;
    pthread_join(proxy->thread, NULL);
    while (proxy->inside)
        usleep(1000);
    close(proxy->listener);
    unlink(proxy->path);
    free(proxy);
}

struct write {
    char name[32];
    atomic_int runs;
    int kills_left; // how often the unit kills its own connection
};

static enum db_status write_unit(struct db *db, void *context)
{
    struct write *write = context;
    write->runs++;
    enum db_status status =
        db_exec(db, "INSERT INTO settings (name, value, updated_at) VALUES (?, '', 0)", DB_VALUES(T(write->name)));
    int64_t connection;
    if (status == DB_OK && write->kills_left > 0) {
        char sql[60];
        write->kills_left--;
        assert_int_equal(db_one_int(db, &connection, "SELECT CONNECTION_ID()", DB_NO_VALUES), DB_ROW);
        snprintf(sql, sizeof(sql), "KILL %lld", (long long)connection);
        test_mariadb_run(sql);
        // Whatever is asked now finds the connection dead.
        status = db_exec(db, "UPDATE settings SET value = 'x' WHERE name = ?", DB_VALUES(T(write->name)));
        assert_int_not_equal(status, DB_OK);
    }
    return status;
}

static int64_t count_of(struct store *store, const char *name)
{
    int64_t count = -1;
    struct db *db = store_reader(store);
    if (db_one_int(db, &count, "SELECT COUNT(*) FROM settings WHERE name = ?", DB_VALUES(T(name))) != DB_ROW)
        fail_msg("%s", db_error(db));
    store_reader_close(&db);
    return count;
}

/* Kills all connections to the test's database. */
static void kill_all(struct test_store *test)
{
    char sql[400];
    snprintf(sql, sizeof(sql),
             "BEGIN NOT ATOMIC FOR c IN (SELECT id FROM information_schema.processlist WHERE db = '%s') DO KILL c.id; "
             "END FOR; END",
             test->database);
    test_mariadb_run(sql);
}

static void test_idle_connections_are_killed(void **state)
{
    struct test_store *test = test_store_need(state);
    struct write first = {.name = "first"}, second = {.name = "second"};
    assert_int_equal(store_write(test->store, write_unit, &first), DB_OK);
    for (int i = 0; i < 2; i++)
        assert_int_equal(count_of(test->store, "first"), 1);
    kill_all(test);
    for (int i = 0; i < 4; i++)
        assert_int_equal(count_of(test->store, "first"), 1);
    assert_int_equal(store_write(test->store, write_unit, &second), DB_OK);
    assert_int_equal(second.runs, 1);
    assert_int_equal(count_of(test->store, "second"), 1);
}

static void test_killed_inside_a_unit(void **state)
{
    struct test_store *test = test_store_need(state);
    struct write write = {.name = "row", .kills_left = 2};
    assert_int_equal(store_write(test->store, write_unit, &write), DB_OK);
    assert_int_equal(write.runs, 3);
    assert_int_equal(count_of(test->store, "row"), 1);
}

struct stale {
    const char *database;
    int runs;
};

/* Reads one row, lets another connection change a second, and writes that one too; looks at no answer. */
static enum db_status stale_unit(struct db *db, void *context)
{
    struct stale *stale = context;
    char sql[200];
    int64_t count;
    (void)db_one_int(db, &count, "SELECT COUNT(*) FROM settings WHERE name = 'first'", DB_NO_VALUES);
    if (stale->runs++ == 0) {
        snprintf(sql, sizeof(sql), "UPDATE %s.settings SET value = 'theirs' WHERE name = 'second'", stale->database);
        test_mariadb_run(sql);
    }
    (void)db_exec(db, "UPDATE settings SET value = 'ours' WHERE name = 'second'", DB_NO_VALUES);
    (void)db_exec(db, "UPDATE settings SET updated_at = updated_at + 1 WHERE name = 'first'", DB_NO_VALUES);
    return DB_OK;
}

/* A newer MariaDB (11.6) undoes the transaction then: all of the unit runs again, or none of it is there. */
static void test_reads_what_has_changed(void **state)
{
    struct test_store *test = test_store_need(state);
    struct write first = {.name = "first"}, second = {.name = "second"};
    struct stale stale = {.database = test->database};
    int64_t count;
    assert_int_equal(store_write(test->store, write_unit, &first), DB_OK);
    assert_int_equal(store_write(test->store, write_unit, &second), DB_OK);
    assert_int_equal(store_write(test->store, stale_unit, &stale), DB_OK);
    assert_in_range(stale.runs, 1, 2);
    struct db *db = store_reader(test->store);
    assert_int_equal(db_one_int(db, &count,
                                "SELECT COUNT(*) FROM settings WHERE (name = 'first' AND updated_at = 1) OR "
                                "(name = 'second' AND value = 'ours')",
                                DB_NO_VALUES),
                     DB_ROW);
    assert_int_equal(count, 2);
    store_reader_close(&db);
}

struct caller {
    pthread_t thread;
    struct store *store;
    struct write write;
    enum db_status status;
};

static void *caller_main(void *argument)
{
    struct caller *caller = argument;
    caller->status = store_write(caller->store, write_unit, &caller->write);
    return NULL;
}

static void test_killed_inside_a_batch(void **state)
{
    struct test_store *test = test_store_need(state);
    static struct caller callers[24];
    for (size_t i = 0; i < ARRAY_LENGTH(callers); i++) {
        callers[i] = (struct caller){.store = test->store, .write = {.kills_left = i % 8 == 5}};
        snprintf(callers[i].write.name, sizeof(callers[i].write.name), "row %zu", i);
        assert_int_equal(pthread_create(&callers[i].thread, NULL, caller_main, &callers[i]), 0);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(callers); i++)
        pthread_join(callers[i].thread, NULL);
    for (size_t i = 0; i < ARRAY_LENGTH(callers); i++) {
        assert_int_equal(callers[i].status, DB_OK);
        assert_int_equal(count_of(test->store, callers[i].write.name), 1);
    }
}

static struct proxy *need_proxy(struct test_store *test)
{
    struct proxy *proxy = proxy_open(test);
    if (!proxy) {
        print_message("skip: AMS_TEST_MARIADB is not on a socket\n");
        skip();
    }
    return proxy;
}

static void close_both(struct test_store *test, struct proxy *proxy)
{
    store_close(test->store);
    test->store = NULL;
    proxy_close(proxy);
}

static void test_commit_that_never_arrived(void **state)
{
    struct test_store *test = test_store_need(state);
    struct proxy *proxy = need_proxy(test);
    struct write write = {.name = "row"};
    proxy->mode = PROXY_DROP_COMMIT;
    assert_int_equal(store_write(test->store, write_unit, &write), DB_OK);
    assert_int_equal(proxy->drops, 1);
    assert_int_equal(write.runs, 2);
    assert_int_equal(count_of(test->store, "row"), 1);
    close_both(test, proxy);
}

static void test_commit_whose_answer_was_lost(void **state)
{
    struct test_store *test = test_store_need(state);
    struct proxy *proxy = need_proxy(test);
    struct write write = {.name = "row"}, next = {.name = "next"};
    proxy->mode = PROXY_DROP_ANSWER;
    assert_int_equal(store_write(test->store, write_unit, &write), DB_OK);
    assert_int_equal(proxy->drops, 1);
    assert_int_equal(write.runs, 1); // not written a second time
    assert_int_equal(count_of(test->store, "row"), 1);
    assert_int_equal(store_write(test->store, write_unit, &next), DB_OK);
    close_both(test, proxy);
}

static void test_commit_that_cannot_be_known(void **state)
{
    struct test_store *test = test_store_need(state);
    struct proxy *proxy = need_proxy(test);
    struct write write = {.name = "row"}, next = {.name = "next"};
    proxy->mode = PROXY_DROP_AND_FORGET;
    assert_int_equal(store_write(test->store, write_unit, &write), DB_IN_DOUBT); // neither promised nor tried again
    char error[STORE_ERROR_SIZE];
    store_error(test->store, error);
    assert_non_null(strstr(error, "cannot say"));
    assert_int_equal(write.runs, 1);
    assert_int_equal(store_write(test->store, write_unit, &next), DB_OK); // and life goes on
    close_both(test, proxy);
}

static void test_server_is_down_for_a_while(void **state)
{
    struct test_store *test = test_store_need(state);
    struct proxy *proxy = need_proxy(test);
    struct write write = {.name = "row"};
    proxy->mode = PROXY_DOWN;
    while (proxy->inside)
        usleep(1000);
    assert_int_equal(store_write(test->store, write_unit, &write), DB_BUSY);
    struct db *db = store_reader(test->store);
    int64_t value;
    assert_int_equal(db_one_int(db, &value, "SELECT 1", DB_NO_VALUES), DB_BUSY);
    store_reader_close(&db);
    assert_int_equal(write.runs, 0);
    proxy->mode = PROXY_PASS;
    enum db_status status;
    while ((status = store_write(test->store, write_unit, &write)) == DB_BUSY) // until it is tried again
        usleep(1000);
    assert_int_equal(status, DB_OK);
    assert_int_equal(write.runs, 1);
    assert_int_equal(count_of(test->store, "row"), 1);
    close_both(test, proxy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_idle_connections_are_killed, test_setup_mariadb, test_teardown),
        cmocka_unit_test_setup_teardown(test_killed_inside_a_unit, test_setup_mariadb, test_teardown),
        cmocka_unit_test_setup_teardown(test_reads_what_has_changed, test_setup_mariadb, test_teardown),
        cmocka_unit_test_setup_teardown(test_killed_inside_a_batch, test_setup_mariadb, test_teardown),
        cmocka_unit_test_setup_teardown(test_commit_that_never_arrived, test_setup_mariadb, test_teardown),
        cmocka_unit_test_setup_teardown(test_commit_whose_answer_was_lost, test_setup_mariadb, test_teardown),
        cmocka_unit_test_setup_teardown(test_commit_that_cannot_be_known, test_setup_mariadb, test_teardown),
        cmocka_unit_test_setup_teardown(test_server_is_down_for_a_while, test_setup_mariadb, test_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
