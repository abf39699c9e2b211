/* SPDX-License-Identifier: MIT */
/* Drills: a college is backed up, its server is killed in the middle of writing, and what comes back is what was there.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/backup/backup.h"
#include "app/cli.h"
#include "app/installation.h"
#include "base/str.h"
#include "store/backup/place.h"
#include "support/drill.h"

/* SHA-256 would do; the bytes themselves say where they differ. */
struct state {
    uint8_t *bytes;
    size_t size, capacity;
};

static bool state_write(void *context, const void *bytes, size_t size)
{
    struct state *state = context;
    while (state->size + size > state->capacity) {
        state->capacity = state->capacity ? state->capacity * 2 : 1 << 16;
        state->bytes = realloc(state->bytes, state->capacity);
        assert_non_null(state->bytes);
    }
    memcpy(state->bytes + state->size, bytes, size);
    state->size += size;
    return true;
}

/* Every row of every table, and every file. */
static struct state state_of(struct drill *drill)
{
    struct state state = {0};
    struct backup_about about = {.made_at = 1, .version = "x"};
    struct backup_counts counts;
    char error[STORE_ERROR_SIZE] = "";
    struct blob_config config = {.folder = drill_path(drill, "data/files")};
    struct blobs *blobs = blobs_open(&config, error);
    assert_non_null(blobs);
    const struct record_sink sink = {state_write, &state};
    if (!backup_dump(drill->test->url, blobs, &about, &sink, &counts, error))
        fail_msg("%s", error);
    blobs_close(blobs);
    return state;
}

static void expect_state(struct drill *drill, const struct state *wanted)
{
    struct state now = state_of(drill);
    assert_int_equal(now.size, wanted->size);
    assert_memory_equal(now.bytes, wanted->bytes, now.size);
    free(now.bytes);
}

static enum db_status write_one(struct db *db, void *context)
{
    (void)context;
    enum db_status status = db_exec(db, "DELETE FROM idempotency", DB_NO_VALUES);
    if (status == DB_OK)
        status = db_exec(db, "UPDATE users SET name = 'overwritten after the backup'", DB_NO_VALUES);
    return status == DB_OK
               ? db_exec(db, "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES (1, 1, 'x', 0)",
                         DB_NO_VALUES)
               : status;
}

/* A server that writes and is killed; its log stays behind. */
static void kill_a_writer(struct drill *drill)
{
    int ends[2], status;
    char byte;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char error[STORE_ERROR_SIZE];
        struct store *store = store_open(&drill->test->config, error);
        for (int i = 0; store; i++) {
            if (store_write(store, write_one, NULL) != DB_OK)
                _exit(2);
            if (i >= 20 && write(ends[1], "x", 1) != 1)
                _exit(3);
        }
        _exit(4);
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    kill(child, SIGKILL);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

/* MariaDB takes a moment to notice that the killed one is gone. */
static void restore(struct drill *drill)
{
    int code;
    do
        code = drill_run(drill, "restore --key private.key college.backup");
    while (code != CLI_OK && strstr(drill->said, "Somebody else is connected"));
    if (code != CLI_OK)
        fail_msg("%s", drill->said);
    assert_non_null(strstr(drill->said, "What was there before is kept aside"));
}

static void test_drill(void **state)
{
    struct drill drill;
    drill_open(&drill, test_store_need(state));
    struct stat about;
    assert_int_equal(stat(drill_path(&drill, "college.backup"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    struct state before = state_of(&drill);
    for (int round = 0; round < 2; round++) {
        kill_a_writer(&drill);
        char log[200];
        snprintf(log, sizeof(log), "%s-wal", drill.test->url + 7);
        assert_true(drill.test->engine == TEST_MARIADB || (stat(log, &about) == 0 && about.st_size > 0));
        snprintf(log, sizeof(log), "rm -rf %s", drill_path(&drill, "data/files"));
        assert_int_equal(system(log), 0);
        restore(&drill);
        expect_state(&drill, &before);
        drill_expect(&drill, "audit verify", CLI_OK, "entries fit");
        // The former database waits until it is forgotten, and no second one is put over it.
        drill_expect(&drill, "restore --key private.key college.backup", CLI_FAILED, "is still kept. Forget it first");
        expect_state(&drill, &before);
        drill_expect(&drill, "restore --forget", CLI_OK, "is gone");
        expect_state(&drill, &before);
    }
    free(before.bytes);
    drill_close(&drill);
}

static void flip(const char *path, off_t place)
{
    char byte;
    int file = open(path, O_RDWR);
    assert_true(file >= 0);
    assert_int_equal(pread(file, &byte, 1, place), 1);
    byte = (char)(byte ^ 0x10);
    assert_int_equal(pwrite(file, &byte, 1, place), 1);
    close(file);
}

/* What is not whole, or for another key, is refused in words that say what it is, and nothing was touched. */
static void test_refused(void **state)
{
    struct drill drill;
    drill_open(&drill, test_store_need(state));
    struct state before = state_of(&drill);
    struct stat about;
    char path[200], command[300];
    static const char restore_bad[] = "restore --key private.key bad.backup";
    snprintf(path, sizeof(path), "%s", drill_path(&drill, "bad.backup"));
    snprintf(command, sizeof(command), "cp %s %s", drill_path(&drill, "college.backup"), path);
    assert_int_equal(stat(drill_path(&drill, "college.backup"), &about), 0);
    const off_t places[] = {0, 3, 8, 60, 87, 100, 112, 5000, about.st_size / 2, about.st_size - 1};
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
        assert_int_equal(system(command), 0);
        flip(path, places[i]);
        drill_expect(&drill, restore_bad, CLI_FAILED,
                     places[i] < 8    ? "This is no backup of ams."
                     : places[i] < 88 ? "made for another key, or its head is damaged"
                                      : "is damaged or cut off");
    }
    const off_t sizes[] = {0, 7, 50, 100, 111, 112, 113, 66000, about.st_size - 65553, about.st_size - 1};
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        assert_int_equal(system(command), 0);
        assert_int_equal(truncate(path, sizes[i]), 0);
        drill_expect(&drill, restore_bad, CLI_FAILED,
                     sizes[i] < 8 ? "This is no backup of ams." : "is damaged or cut off");
    }
    assert_int_equal(system(command), 0);
    int file = open(path, O_WRONLY | O_APPEND);
    assert_int_equal(write(file, "x", 1), 1);
    close(file);
    drill_expect(&drill, restore_bad, CLI_FAILED, "is damaged or cut off");

    drill_expect(&drill, "backup key other.key", CLI_OK, "backup_key = ");
    drill_expect(&drill, "backup key other.key", CLI_FAILED, "cannot be made");
    drill_expect(&drill, "restore --key other.key college.backup", CLI_FAILED, "made for another key");
    drill_expect(&drill, "restore --key college.backup college.backup", CLI_FAILED, "The key is none that");
    drill_expect(&drill, "restore --key private.key missing.backup", CLI_FAILED, "No such file");
    drill_expect(&drill, "restore --key private.key --check college.backup", CLI_OK, "rows in");
    drill_expect(&drill, "backup --to nonsense x.backup", CLI_FAILED, "There is no key to encrypt backups to.");
    drill_expect(&drill, "backup no/such/folder/x.backup", CLI_FAILED, "No such file");
    expect_state(&drill, &before);

    // Another master key would make faces unreadable without a word.
    flip(drill_path(&drill, "data/master.key"), 5);
    drill_expect(&drill, "restore --key private.key college.backup", CLI_FAILED, "made under another master key");
    flip(drill_path(&drill, "data/master.key"), 5);
    assert_int_equal(rename(drill_path(&drill, "data/master.key"), path), 0);
    drill_expect(&drill, "restore --key private.key college.backup", CLI_FAILED, "Put it back first");
    snprintf(command, sizeof(command), "mv %s %s", path, drill_path(&drill, "data/master.key"));
    assert_int_equal(system(command), 0);
    expect_state(&drill, &before);
    free(before.bytes);
    drill_close(&drill);
}

/* Nobody's database is taken away under a running server. */
static void test_while_serving(void **state)
{
    struct drill drill;
    drill_open(&drill, test_store_need(state));
    struct state before = state_of(&drill);
    test_store_reopen(drill.test); // MariaDB: its connections
    int lock = -1;
    char error[INSTALLATION_ERROR_SIZE];
    assert_true(installation_lock(drill.test->url, &lock, error));
    drill_expect(&drill, "restore --key private.key college.backup", CLI_FAILED,
                 drill.test->engine == TEST_SQLITE ? "Another ams is serving" : "Somebody else is connected");
    drill_expect(&drill, "backup again.backup", CLI_OK, "was read again"); // a backup is made all the same
    if (lock >= 0)
        close(lock);
    expect_state(&drill, &before);
    free(before.bytes);
    drill_close(&drill);
}

/* A restore that is cut off at any of its steps is undone by the next start. */
static void test_cut_short(void **state)
{
    struct drill drill;
    drill_open(&drill, test_store_need(state));
    bool is_file = drill.test->engine == TEST_SQLITE;
    struct restore_place place;
    char error[BACKUP_ERROR_SIZE] = "", reason[STORE_ERROR_SIZE] = "", from[700], to[700], key[ENVELOPE_KEY_SIZE] = "";
    FILE *file = fopen(drill_path(&drill, "private.key"), "r");
    assert_true(file && fgets(key, sizeof(key), file));
    key[strcspn(key, "\n")] = '\0';
    fclose(file);
    for (int step = 0; step < 4; step++) {
        if (is_file)
            kill_a_writer(&drill); // its log must come back, too
        struct state before = state_of(&drill);
        if (!restore_begin(drill.test->url, &place, reason))
            fail_msg("%s", reason);
        struct backup_counts counts;
        if (step > 0 && !backup_put_back(drill_path(&drill, "college.backup"), key, place.url, NULL, &counts, error))
            fail_msg("%s", error);
        snprintf(from, sizeof(from), "%s", drill.test->url + 7);
        snprintf(to, sizeof(to), "%s.former", drill.test->url + 7);
        if (is_file && step > 1)
            assert_int_equal(link(from, to), 0);
        snprintf(from, sizeof(from), "%s-wal", drill.test->url + 7);
        snprintf(to, sizeof(to), "%s.former-wal", drill.test->url + 7);
        if (is_file && step > 2)
            assert_int_equal(rename(from, to), 0);
        drill_expect(&drill, "audit verify", CLI_OK, "entries fit");
        expect_state(&drill, &before);
        snprintf(to, sizeof(to), "%s.restoring", drill.test->url + 7);
        assert_int_equal(access(to, F_OK), -1);
        free(before.bytes);
    }
    drill_close(&drill);
}

/* Begins to serve, as far as the models, which are not there: the database was looked at by then. */
static void expect_start(struct drill *drill, const char *said)
{
    char models[] = "AMS_MODELS_DIR=./no-models";
    drill->environment[3] = models;
    drill_expect(drill, "serve", CLI_FAILED, said);
    drill->environment[3] = NULL;
}

/* What used to be documented: a copy of the file put back beside the log of a crash. It is refused, and nothing is
 * lost. */
static void test_foreign_log(void **state)
{
    struct drill drill;
    drill_open(&drill, test_store_need(state));
    char command[600];
    const char *path = drill.test->url + 7;
    snprintf(command, sizeof(command), "cp %s %s.copy", path, path);
    assert_int_equal(system(command), 0);
    for (int i = 0; i < 2; i++) { // the second leaves a log that was begun later than the copy
        kill_a_writer(&drill);
        expect_start(&drill, "the database is whole");
    }
    kill_a_writer(&drill);
    snprintf(command, sizeof(command), "cp %s %s.kept; cp %s.copy %s", path, path, path, path);
    assert_int_equal(system(command), 0);
    expect_start(&drill, "(-wal) belongs to another file. Nothing was changed.");
    snprintf(command, sizeof(command), "cp %s.kept %s", path, path);
    assert_int_equal(system(command), 0);
    expect_start(&drill, "the database is whole");

    // A page that is not what it was: said, before anybody reads it.
    kill_a_writer(&drill);
    for (off_t page = 2; page < 60; page++)
        flip(path, page * 4096 + 2);
    expect_start(&drill, "The last server did not end by itself. The database file");
    drill_close(&drill);
}

/* With words it is the process that a command starts of itself, for pictures and archives. */
int main(int argc, char **argv)
{
    if (argc > 1)
        return cli_run(argc, argv, environ);
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_drill), TEST_ON_BOTH(test_refused), TEST_ON_BOTH(test_while_serving),
        TEST_ON_BOTH(test_cut_short),
        cmocka_unit_test_setup_teardown(test_foreign_log, test_setup_sqlite, test_teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
