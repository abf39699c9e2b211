/* SPDX-License-Identifier: MIT */
/*
 * A real MariaDB server that is killed, started again and made to hang under its clients: what they are told is true,
 * nothing that was acknowledged is lost, nothing that was refused is there, and it goes on by itself.
 */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "support/database.h"
#include "support/mariadb_server.h"

enum { WRITERS = 8, WRITES_MAX = 4000, HEAL_TRIES = 600, HEAL_PAUSE_US = 50000, OUTAGES = 9, BETWEEN = 100 };

/* A server, a database in it, and a store whose answers come or are given up within two seconds. */
struct scene {
    struct mariadb_server server;
    char url[200];
    struct store *store;
};

static void scene_open(struct scene *scene)
{
    char error[STORE_ERROR_SIZE];
    int64_t version;
    if (!mariadb_installed()) {
        print_message("skip: mariadbd is not installed (apt-get install mariadb-server)\n");
        skip();
    }
    mariadb_server_make(&scene->server);
    mariadb_server_start(&scene->server);
    mariadb_server_wait(&scene->server);
    mariadb_server_run(&scene->server, "CREATE DATABASE ams");
    snprintf(scene->url, sizeof(scene->url), "mariadb://root@localhost/ams?socket=%s", scene->server.socket);
    const struct store_config config = {
        .url = scene->url, .readers = 4, .writers = 2, .queue_max = 1024, .timeout_s = 2};
    scene->store = store_open(&config, error);
    if (!scene->store || store_migrate(scene->store, &version, error) != DB_OK)
        fail_msg("%s", error);
}

static void scene_close(struct scene *scene)
{
    store_close(scene->store);
    mariadb_server_remove(&scene->server);
}

static enum db_status put_unit(struct db *db, void *context)
{
    return db_exec(db, "INSERT INTO settings (name, value, updated_at) VALUES (?, '', 0)", DB_VALUES(T(context)));
}

static enum db_status count_of(struct store *store, const char *name, int64_t *ret_count)
{
    CLOSES(store_reader_close) struct db *db = store_reader(store);
    return db_one_int(db, ret_count, "SELECT COUNT(*) FROM settings WHERE name = ?", DB_VALUES(T(name)));
}

/* How many there are, asked until there is an answer. */
static int64_t count_at_last(struct store *store, const char *name)
{
    int64_t count = -1;
    enum db_status status = DB_BUSY;
    for (int i = 0; i < HEAL_TRIES && status == DB_BUSY; i++) {
        status = count_of(store, name, &count);
        usleep(status == DB_BUSY ? HEAL_PAUSE_US : 0);
    }
    assert_int_equal(status, DB_ROW);
    return count;
}

/* Writes until it is taken: the store comes back by itself. */
static void write_until_taken(struct store *store, char *name)
{
    enum db_status status = DB_BUSY;
    for (int i = 0; i < HEAL_TRIES && status == DB_BUSY; i++) {
        status = store_write(store, put_unit, name);
        usleep(status == DB_BUSY ? HEAL_PAUSE_US : 0);
    }
    assert_int_equal(status, DB_OK);
}

static void assert_away(struct scene *scene)
{
    int64_t count;
    assert_int_equal(store_write(scene->store, put_unit, (char[]){"refused"}), DB_BUSY);
    for (int i = 0; i < 100; i++) // each at once: only one at a time tries to come back
        assert_int_equal(count_of(scene->store, "first", &count), DB_BUSY);
}

static void assert_healed(struct scene *scene)
{
    write_until_taken(scene->store, (char[]){"second"});
    assert_int_equal(count_at_last(scene->store, "first"), 1);
    assert_int_equal(count_at_last(scene->store, "refused"), 0);
    assert_int_equal(count_at_last(scene->store, "second"), 1);
}

static void test_killed_and_started(void **state)
{
    struct scene scene = {0};
    (void)state;
    scene_open(&scene);
    write_until_taken(scene.store, (char[]){"first"});
    mariadb_server_signal(&scene.server, SIGKILL);
    assert_away(&scene);
    mariadb_server_start(&scene.server);
    assert_healed(&scene);
    scene_close(&scene);
}

static void test_hangs_and_goes_on(void **state)
{
    struct scene scene = {0};
    (void)state;
    scene_open(&scene);
    write_until_taken(scene.store, (char[]){"first"});
    mariadb_server_signal(&scene.server, SIGSTOP);
    assert_away(&scene);
    mariadb_server_signal(&scene.server, SIGCONT);
    assert_healed(&scene);
    scene_close(&scene);
}

/* What was written and what was said of it. */
struct client {
    pthread_t thread;
    struct store *store;
    const atomic_bool *stop;
    atomic_uint *acknowledged; // by all clients
    unsigned number;
    unsigned count;
    enum db_status said[WRITES_MAX];
};

static void name_of(const struct client *client, unsigned write, char name[static 32])
{
    snprintf(name, 32, "c%u.%u", client->number, write);
}

static void *client_main(void *argument)
{
    struct client *client = argument;
    char name[32];
    while (!*client->stop && client->count < WRITES_MAX) {
        name_of(client, client->count, name);
        enum db_status status = store_write(client->store, put_unit, name);
        client->said[client->count++] = status;
        *client->acknowledged += status == DB_OK;
        usleep(2000);
    }
    return NULL;
}

static void check_client(struct store *store, const struct client *client, unsigned totals[static 3])
{
    for (unsigned i = 0; i < client->count; i++) {
        char name[32];
        enum db_status said = client->said[i];
        name_of(client, i, name);
        int64_t count = count_at_last(store, name);
        if (said == DB_OK ? count != 1 : said == DB_BUSY ? count != 0 : said != DB_IN_DOUBT || count > 1)
            fail_msg("%s: told %d, there %d times", name, (int)said, (int)count);
        totals[said == DB_OK ? 0 : said == DB_BUSY ? 1 : 2]++;
    }
}

/* One of each kind of trouble after the other, while clients write. */
static void test_outages_under_load(void **state)
{
    static struct client clients[WRITERS];
    struct scene scene = {0};
    atomic_bool stop = false;
    atomic_uint acknowledged = 0;
    unsigned totals[3] = {0};
    (void)state;
    scene_open(&scene);
    for (unsigned i = 0; i < WRITERS; i++) {
        clients[i] = (struct client){.store = scene.store, .stop = &stop, .acknowledged = &acknowledged, .number = i};
        assert_int_equal(pthread_create(&clients[i].thread, NULL, client_main, &clients[i]), 0);
    }
    for (int i = 0; i < OUTAGES; i++) {
        while (acknowledged < BETWEEN * (unsigned)(i + 1)) // it has come back, and they are in the middle of it
            usleep(1000);
        switch (i % 3) {
        case 0:
            mariadb_server_signal(&scene.server, SIGKILL);
            mariadb_server_start(&scene.server);
            break;
        case 1:
            mariadb_server_signal(&scene.server, SIGSTOP);
            usleep(300000 * (unsigned)i); // shorter and longer than the store waits
            mariadb_server_signal(&scene.server, SIGCONT);
            break;
        default:
            mariadb_server_run(&scene.server, "BEGIN NOT ATOMIC FOR c IN (SELECT id FROM information_schema.processlist"
                                              " WHERE db = 'ams') DO KILL c.id; END FOR; END");
        }
    }
    write_until_taken(scene.store, (char[]){"last"});
    stop = true;
    for (unsigned i = 0; i < WRITERS; i++)
        pthread_join(clients[i].thread, NULL);
    for (unsigned i = 0; i < WRITERS; i++)
        check_client(scene.store, &clients[i], totals);
    print_message("%u acknowledged, %u refused, %u in doubt\n", totals[0], totals[1], totals[2]);
    assert_true(totals[0] >= BETWEEN * OUTAGES);
    scene_close(&scene);
}

/* ---- waiting for a turn, on both engines ---- */

struct blocker {
    pthread_t thread;
    struct store *store;
    atomic_bool inside, go;
};

static enum db_status block_unit(struct db *db, void *context)
{
    struct blocker *blocker = context;
    (void)db;
    blocker->inside = true;
    while (!blocker->go)
        usleep(1000);
    return DB_OK;
}

static void *block_writer(void *argument)
{
    struct blocker *blocker = argument;
    assert_int_equal(store_write(blocker->store, block_unit, blocker), DB_OK);
    return NULL;
}

static void *block_reader(void *argument)
{
    struct blocker *blocker = argument;
    CLOSES(store_reader_close) struct db *db = store_reader(blocker->store);
    (void)block_unit(db, blocker);
    return NULL;
}

static void block(struct blocker *blocker, struct store *store, void *(*body)(void *))
{
    *blocker = (struct blocker){.store = store};
    assert_int_equal(pthread_create(&blocker->thread, NULL, body, blocker), 0);
    while (!blocker->inside)
        usleep(1000);
}

static void unblock(struct blocker *blocker)
{
    blocker->go = true;
    pthread_join(blocker->thread, NULL);
}

static void reopen_hurried(struct test_store *test)
{
    test->config.timeout_s = 1;
    test_store_reopen(test);
}

static void test_a_turn_to_write_does_not_come(void **state)
{
    struct test_store *test = test_store_need(state);
    struct blocker blocker;
    reopen_hurried(test);
    block(&blocker, test->store, block_writer);
    assert_int_equal(store_write(test->store, put_unit, (char[]){"late"}), DB_BUSY);
    assert_int_equal(store_waiting(test->store), 0);
    unblock(&blocker);
    write_until_taken(test->store, (char[]){"next"});
    assert_int_equal(count_at_last(test->store, "late"), 0);
}

static void test_a_turn_to_read_does_not_come(void **state)
{
    struct test_store *test = test_store_need(state);
    struct blocker blockers[2]; // as many as there are readers
    int64_t count = -1;
    reopen_hurried(test);
    for (size_t i = 0; i < ARRAY_LENGTH(blockers); i++)
        block(&blockers[i], test->store, block_reader);
    assert_int_equal(count_of(test->store, "any", &count), DB_BUSY);
    for (size_t i = 0; i < ARRAY_LENGTH(blockers); i++)
        unblock(&blockers[i]);
    assert_int_equal(count_at_last(test->store, "any"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_a_turn_to_write_does_not_come), TEST_ON_BOTH(test_a_turn_to_read_does_not_come),
        cmocka_unit_test(test_killed_and_started),        cmocka_unit_test(test_hangs_and_goes_on),
        cmocka_unit_test(test_outages_under_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
