/* SPDX-License-Identifier: MIT */
/* A database whose disk is full, read-only or failing: true answers, nothing acknowledged is lost, and it heals by
 * itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "faults/disk_faults.c" // the calls of this whole program, SQLite's among them
#include "store/blob.h"
#include "store/reserve.h"
#include "support/database.h"

struct mark {
    int64_t student;
    char filler[3000]; // so that a full disk is met soon
};

static enum db_status mark_unit(struct db *db, void *context)
{
    const struct mark *mark = context;
    return db_exec(
        db,
        "INSERT INTO audit (at, action, subject_type, detail, previous_hash, hash) VALUES (?, 'mark', 'x', ?, '', '')",
        DB_VALUES(I(mark->student), T(mark->filler)));
}

static struct mark next_mark(void)
{
    static int64_t number;
    struct mark mark = {.student = ++number};
    memset(mark.filler, 'x', sizeof(mark.filler) - 1);
    return mark;
}

static int64_t count(struct test_store *test)
{
    int64_t found = -1;
    struct db *db = store_reader(test->store);
    assert_int_equal(db_one_int(db, &found, "SELECT COUNT(*) FROM audit", DB_NO_VALUES), DB_ROW);
    store_reader_close(&db);
    return found;
}

static enum db_status write_mark(struct test_store *test, bool small)
{
    struct mark mark = next_mark();
    return small ? store_write_small(test->store, mark_unit, &mark) : store_write(test->store, mark_unit, &mark);
}

static void set_fault(struct test_store *test, enum disk_fault fault)
{
    snprintf(disk_faults()->folder, sizeof(disk_faults()->folder), "%s", test->folder);
    disk_faults()->fault = fault;
}

/* After a crash and a new start everything acknowledged is there. */
static void expect_kept(struct test_store *test, int64_t least, int64_t most)
{
    disk_faults()->fault = DISK_GOOD;
    test_store_reopen(test);
    int64_t found = count(test);
    assert_in_range(found, least, most);
    struct db *db = store_reader(test->store);
    struct db_rows rows;
    assert_int_equal(db_query(db, &rows, "PRAGMA integrity_check", DB_NO_VALUES), DB_OK);
    assert_int_equal(db_next(&rows), DB_ROW);
    assert_string_equal(db_text(&rows, 0), "ok");
    db_done(&rows);
    store_reader_close(&db);
}

static void test_full(void **state)
{
    struct test_store *test = test_store_need(state);
    int64_t kept = 0;
    enum db_status status;
    test->config.reserve = true;
    test_store_reopen(test);
    disk_faults()->room = 2 << 20;
    set_fault(test, DISK_FULL);
    while ((status = write_mark(test, false)) == DB_OK)
        kept++;
    assert_int_equal(status, DB_FULL);
    assert_true(kept > 10 && store_is_full(test->store));
    assert_int_equal(count(test), kept); // reading goes on
    // What is small goes on for a good while; all else is refused at once, until there is plenty of room.
    for (int i = 0; i < 200; i++) {
        assert_int_equal(write_mark(test, true), DB_OK);
        assert_int_equal(write_mark(test, false), DB_FULL);
        kept++;
    }
    // Somebody makes room: it goes on by itself, and keeps a reserve again.
    disk_faults()->room = INT64_C(1) << 30;
    while ((status = write_mark(test, false)) == DB_FULL)
        usleep(50000);
    assert_int_equal(status, DB_OK);
    kept++;
    assert_false(store_is_full(test->store));
    char path[100];
    struct stat about;
    snprintf(path, sizeof(path), "%s/ams.db.reserve", test->folder);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_size, RESERVE_BYTES);
    expect_kept(test, kept, kept);
}

/* Without a reserve, and again when that is used up. */
static void test_full_to_the_end(void **state)
{
    struct test_store *test = test_store_need(state);
    int64_t kept = 0;
    disk_faults()->room = 1 << 20;
    set_fault(test, DISK_FULL);
    while (write_mark(test, true) == DB_OK)
        kept++;
    for (int i = 0; i < 20; i++)
        assert_int_equal(write_mark(test, i % 2), DB_FULL);
    assert_int_equal(count(test), kept);
    disk_faults()->fault = DISK_GOOD;
    assert_int_equal(write_mark(test, false), DB_OK);
    expect_kept(test, kept + 1, kept + 1);
}

static void test_read_only(void **state)
{
    struct test_store *test = test_store_need(state);
    assert_int_equal(write_mark(test, false), DB_OK);
    set_fault(test, DISK_READ_ONLY);
    for (int i = 0; i < 5; i++) {
        enum db_status status = write_mark(test, false);
        assert_true(status == DB_FAILING || status == DB_IN_DOUBT);
        assert_int_equal(count(test), 1);
    }
    disk_faults()->fault = DISK_GOOD;
    assert_int_equal(write_mark(test, false), DB_OK);
    assert_int_equal(count(test), 2);
    expect_kept(test, 2, 7); // what was in doubt may be there
}

/* What was not synced is never acknowledged; whether it is there after a crash is in doubt, and is said to be. */
static void test_no_sync(void **state)
{
    struct test_store *test = test_store_need(state);
    assert_int_equal(write_mark(test, false), DB_OK);
    set_fault(test, DISK_NO_SYNC);
    for (int i = 0; i < 5; i++)
        assert_int_equal(write_mark(test, false), DB_IN_DOUBT);
    assert_int_equal(count(test), 1);
    disk_faults()->fault = DISK_GOOD;
    assert_int_equal(write_mark(test, false), DB_OK);
    expect_kept(test, 2, 2);
}

static void test_flaky(void **state)
{
    struct test_store *test = test_store_need(state);
    int64_t kept = 0, doubtful = 0;
    disk_faults()->every = 31;
    set_fault(test, DISK_FLAKY);
    for (int i = 0; i < 300; i++) {
        enum db_status status = write_mark(test, false);
        assert_true(status == DB_OK || status == DB_FAILING || status == DB_IN_DOUBT);
        kept += status == DB_OK;
        doubtful += status == DB_IN_DOUBT;
    }
    assert_true(kept > 10 && kept < 300);
    expect_kept(test, kept, kept + doubtful);
}

/* Files: no half of one, and the words for it. */
static void test_files(void **state)
{
    struct test_store *test = test_store_need(state);
    static const char key[] = "00112233445566778899aabbccddeeff";
    char error[BLOB_ERROR_SIZE], folder[100];
    static char bytes[100000];
    struct arena arena = arena_of(1 << 20);
    const void *found;
    size_t size;
    snprintf(folder, sizeof(folder), "%s/files", test->folder);
    struct blobs *blobs = blobs_open(&(struct blob_config){.folder = folder}, error);
    assert_non_null(blobs);
    disk_faults()->room = 50000;
    set_fault(test, DISK_FULL);
    assert_int_equal(blobs_put(blobs, key, bytes, sizeof(bytes), error), BLOB_FULL);
    assert_int_equal(blobs_get(blobs, key, &arena, &found, &size, NULL), BLOB_NONE);
    set_fault(test, DISK_NO_SYNC);
    assert_int_equal(blobs_put(blobs, key, bytes, sizeof(bytes), error), BLOB_FAIL);
    assert_int_equal(blobs_get(blobs, key, &arena, &found, &size, NULL), BLOB_NONE);
    disk_faults()->fault = DISK_GOOD;
    assert_int_equal(blobs_put(blobs, key, bytes, sizeof(bytes), error), BLOB_OK);
    arena_release(&arena);
    blobs_close(blobs);
}

static enum db_status fill_unit(struct db *db, void *context)
{
    const struct mark *mark = context;
    return db_exec(db, "INSERT INTO small (filler) VALUES (?)", DB_VALUES(T(mark->filler)));
}

static enum db_status empty_unit(struct db *db, void *context)
{
    (void)context;
    return db_exec(db, "DELETE FROM small", DB_NO_VALUES);
}

/* MariaDB's disk is its own; a table that is full says what a full disk says. */
static void test_full_server(void **state)
{
    struct test_store *test = test_store_need(state);
    char sql[160];
    enum db_status status;
    struct mark mark = next_mark();
    test_mariadb_run("SET GLOBAL max_heap_table_size = 65536");
    snprintf(sql, sizeof(sql), "CREATE TABLE %s.small (filler VARCHAR(4000)) ENGINE=MEMORY", test->database);
    test_mariadb_run(sql);
    test_mariadb_run("SET GLOBAL max_heap_table_size = 16777216");
    int kept = 0;
    while ((status = store_write(test->store, fill_unit, &mark)) == DB_OK && kept < 1000)
        kept++;
    assert_int_equal(status, DB_FULL);
    assert_int_equal(store_write(test->store, empty_unit, NULL), DB_OK);
    assert_int_equal(store_write(test->store, fill_unit, &mark), DB_OK);
}

int main(void)
{
#define ON_SQLITE(body) cmocka_unit_test_setup_teardown(body, test_setup_sqlite, test_teardown)
    const struct CMUnitTest tests[] = {
        ON_SQLITE(test_full),
        ON_SQLITE(test_full_to_the_end),
        ON_SQLITE(test_read_only),
        ON_SQLITE(test_no_sync),
        ON_SQLITE(test_flaky),
        ON_SQLITE(test_files),
        cmocka_unit_test_setup_teardown(test_full_server, test_setup_mariadb, test_teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
