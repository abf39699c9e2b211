/* SPDX-License-Identifier: MIT */
/* A database as records and back: row for row on both engines and from one to the other; and what is not whole is
 * refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/backup/load.h"
#include "store/migrate.h"
#include "support/database.h"

extern const struct embedded_file migrations[];

struct memory {
    uint8_t *bytes;
    size_t size, capacity;
    size_t at; // of reading
};

static bool memory_write(void *context, const void *bytes, size_t size)
{
    struct memory *memory = context;
    while (memory->size + size > memory->capacity) {
        memory->capacity = memory->capacity ? memory->capacity * 2 : 4096;
        memory->bytes = realloc(memory->bytes, memory->capacity);
        assert_non_null(memory->bytes);
    }
    memcpy(memory->bytes + memory->size, bytes, size);
    memory->size += size;
    return true;
}

static bool memory_read(void *context, void *bytes, size_t size)
{
    struct memory *memory = context;
    if (size > memory->size - memory->at)
        return false;
    memcpy(bytes, memory->bytes + memory->at, size);
    memory->at += size;
    return true;
}

static struct memory dump(const char *url, struct blobs *blobs, struct backup_counts *ret_counts)
{
    struct memory memory = {0};
    const struct record_sink sink = {memory_write, &memory};
    struct backup_about about = {.made_at = 1000, .version = "test"};
    char error[STORE_ERROR_SIZE] = "";
    if (!backup_dump(url, blobs, &about, &sink, ret_counts, error))
        fail_msg("%s", error);
    memset(about.engine, 0, sizeof(about.engine));
    return memory;
}

/* The records behind the head, which names the engine. */
static const uint8_t *body(const struct memory *memory, size_t *ret_size)
{
    size_t head = 5 + (memory->bytes[1] | (size_t)memory->bytes[2] << 8);
    *ret_size = memory->size - head;
    return memory->bytes + head;
}

static const char blob_key[] = "00112233445566778899aabbccddeeff";

static enum db_status fill(struct db *db, void *context)
{
    (void)context;
    static const uint8_t odd[] = {0, 255, 1, 0, 39, 34, 128};
    enum db_status status = DB_OK;
    for (int64_t i = 0; i < 300 && status == DB_OK; i++) {
        char email[40];
        snprintf(email, sizeof(email), "user%lld@example.org", (long long)i);
        const char *name = i % 7 ? "Zo\xC3\xAB O'Brien \xF0\x9F\x99\x82 \"x\" \\ ;" : "A ";
        status =
            db_exec(db, "INSERT INTO users (role, name, email, external_id, created_at) VALUES ('student', ?, ?, ?, ?)",
                    DB_VALUES(T(name), T(email), i % 2 ? N() : T(""), I(INT64_MAX - i)));
    }
    if (status == DB_OK)
        status = db_exec(db,
                         "INSERT INTO classrooms (professor_id, subject, join_code, timezone, late_after_minutes, "
                         "window_minutes, created_at) VALUES (1, 'S', 'ABCDEFGH', 'Europe/Berlin', 5, 10, 7)",
                         DB_NO_VALUES);
    for (int i = 0; i < 3 && status == DB_OK; i++)
        status = db_exec(db,
                         "INSERT INTO templates (user_id, model_id, sealed, frames, created_at, updated_at) "
                         "VALUES (?, 'm', ?, 3, -7, 7)",
                         DB_VALUES(I(i + 1), B(odd, (size_t)i * 3)));
    if (status == DB_OK)
        status = db_exec(db,
                         "INSERT INTO files (class_id, owner_id, name, type, size, blob_key, created_at) VALUES "
                         "(1, 1, 'a', 'b', 3, ?, 1), (1, 1, 'gone', 'b', 3, 'ffffffffffffffffffffffffffffffff', 1)",
                         DB_VALUES(T(blob_key)));
    // The highest id is given and gone: it must not be given again.
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM users WHERE id = 300", DB_NO_VALUES);
    return status;
}

static enum db_status add_one(struct db *db, void *context)
{
    return db_one_int(db, context,
                      "INSERT INTO users (role, name, email, created_at) VALUES ('student', 'N', 'new@x.example', 1) "
                      "RETURNING id",
                      DB_NO_VALUES);
}

static void load(const char *url, struct blobs *blobs, const struct memory *memory)
{
    struct memory copy = *memory;
    const struct record_source source = {memory_read, &copy};
    struct backup_about about;
    struct backup_counts counts, loaded;
    char error[STORE_ERROR_SIZE] = "";
    copy.at = 0;
    if (!backup_check(&source, &about, &counts, error))
        fail_msg("%s", error);
    assert_int_equal(copy.at, copy.size);
    copy.at = 0;
    if (!backup_load(url, blobs, &source, &loaded, error))
        fail_msg("%s", error);
    assert_memory_equal(&counts, &loaded, sizeof(counts));
}

static struct blobs *open_blobs(const char *folder)
{
    char error[BLOB_ERROR_SIZE];
    struct blobs *blobs = blobs_open(&(struct blob_config){.folder = folder}, error);
    assert_non_null(blobs);
    return blobs;
}

/* Fills `test`, dumps it, loads it into an empty database of `engine`, dumps that: the same, and the next id follows.
 */
static void there_and_back(struct test_store *test, enum test_engine engine)
{
    char from[] = "/tmp/ams-blobs-XXXXXX", to[] = "/tmp/ams-blobs-XXXXXX";
    struct backup_counts counts, again;
    size_t size, size_again;
    assert_true(mkdtemp(from) && mkdtemp(to));
    struct blobs *blobs = open_blobs(from), *other_blobs = open_blobs(to);
    assert_int_equal(store_write(test->store, fill, NULL), DB_OK);
    assert_int_equal(blobs_put(blobs, blob_key, "abc", 3, NULL), BLOB_OK);

    struct memory first = dump(test->url, blobs, &counts);
    assert_int_equal(counts.rows, 299 + 1 + 3 + 2);
    assert_int_equal(counts.files, 1);
    assert_int_equal(counts.missing, 1);

    struct test_store *other = test_store_open_raw(engine, 1, 1, 16);
    if (other) {
        store_close(other->store);
        other->store = NULL;
        load(other->url, other_blobs, &first);
        struct memory second = dump(other->url, other_blobs, &again);
        const uint8_t *bytes = body(&first, &size), *bytes_again = body(&second, &size_again);
        if (engine == test->engine) {
            assert_int_equal(size, size_again);
            assert_memory_equal(bytes, bytes_again, size);
        }
        assert_memory_equal(&counts, &again, sizeof(counts));
        test_store_reopen(other);
        int64_t id = 0;
        assert_int_equal(store_write(other->store, add_one, &id), DB_OK);
        assert_int_equal(id, 301);
        struct arena arena = arena_of(1000);
        const void *file;
        assert_int_equal(blobs_get(other_blobs, blob_key, &arena, &file, &size, NULL), BLOB_OK);
        assert_int_equal(size, 3);
        arena_release(&arena);
        free(second.bytes);
        test_store_close(other);
    }
    free(first.bytes);
    blobs_close(blobs);
    blobs_close(other_blobs);
    char command[100];
    snprintf(command, sizeof(command), "rm -rf %s %s", from, to);
    assert_int_equal(system(command), 0);
}

static void test_there_and_back(void **state)
{
    struct test_store *test = test_store_need(state);
    there_and_back(test, test->engine);
}

/* What has outgrown SQLite moves to MariaDB, or back. */
static void test_to_the_other_engine(void **state)
{
    struct test_store *test = test_store_need(state);
    there_and_back(test, test->engine == TEST_SQLITE ? TEST_MARIADB : TEST_SQLITE);
}

static bool is_refused(const struct memory *memory)
{
    struct memory copy = *memory;
    const struct record_source source = {memory_read, &copy};
    struct backup_about about;
    struct backup_counts counts;
    char error[STORE_ERROR_SIZE] = "";
    copy.at = 0;
    bool good = backup_check(&source, &about, &counts, error);
    assert_true(good || *error);
    return !good;
}

/* Wherever it ends, and whichever byte of its frame is another: never a whole backup of other contents, never a crash.
 */
// Bytes from one fault to the next at the front. One thread reads: there is nothing for TSan to see.
#ifdef __SANITIZE_THREAD__
enum { NEAR = 40 };
#else
enum { NEAR = 1 };
#endif

static void test_hostile(void **state)
{
    struct test_store *test = test_store_need(state);
    struct backup_counts counts;
    assert_int_equal(store_write(test->store, fill, NULL), DB_OK);
    struct memory whole = dump(test->url, NULL, &counts);
    assert_false(is_refused(&whole));
    for (size_t size = 0; size < whole.size; size += size < 2000 ? NEAR : 97) {
        struct memory cut = whole;
        cut.size = size;
        assert_true(is_refused(&cut));
    }
    for (size_t at = 0; at < whole.size; at += at < 4000 ? NEAR : 61) {
        uint8_t kept = whole.bytes[at];
        for (int i = 0; i < 3; i++) {
            whole.bytes[at] = (uint8_t)(kept ^ (i == 0 ? 1 : i == 1 ? 0x80 : 0xFF));
            (void)is_refused(&whole);
        }
        whole.bytes[at] = kept;
    }
    assert_false(is_refused(&whole));
    free(whole.bytes);
}

/* A backup of a newer program is refused, in words that say what to do. */
static void test_newer_schema(void **state)
{
    struct test_store *test = test_store_need(state);
    struct backup_counts counts;
    struct memory whole = dump(test->url, NULL, &counts);
    whole.bytes[5 + 8] = 200; // the schema's lowest byte
    struct memory copy = whole;
    const struct record_source source = {memory_read, &copy};
    struct backup_about about;
    char error[STORE_ERROR_SIZE] = "";
    assert_false(backup_check(&source, &about, &counts, error));
    assert_non_null(strstr(error, "Restore it with ams test or newer."));
    free(whole.bytes);
}

/* A backup that an older program has made comes back under today's schema, by the migrations since. */
static void test_old_schema(void **state)
{
    struct test_store *test = test_store_need(state);
    struct test_store *old = test_store_open_raw(test->engine, 1, 1, 16);
    struct embedded_file first[] = {migrations[0], {NULL, NULL}};
    struct store_url url;
    struct backup_counts counts;
    char error[STORE_ERROR_SIZE] = "";
    int64_t version, found;
    store_close(old->store);
    old->store = NULL;
    assert_true(store_url_parse(old->url, &url, error));
    struct db *db = db_open(&url, DB_WRITER, error);
    assert_non_null(db);
    assert_int_equal(migrate_run(db, first, &version, error), DB_OK);
    assert_int_equal(add_one(db, &found), DB_ROW);
    db_close(db);
    struct memory whole = dump(old->url, NULL, &counts);
    assert_int_equal(counts.rows, 1);
    test_store_close(old);

    struct test_store *other = test_store_open_raw(test->engine, 1, 1, 16);
    store_close(other->store);
    other->store = NULL;
    load(other->url, NULL, &whole);
    test_store_reopen(other);
    db = store_reader(other->store);
    assert_int_equal(db_one_int(db, &found, "SELECT COUNT(*) FROM users WHERE sort_key = ''", DB_NO_VALUES), DB_ROW);
    assert_int_equal(found, 1);
    assert_int_equal(db_one_int(db, &version, "SELECT MAX(version) FROM schema_migrations", DB_NO_VALUES), DB_ROW);
    int64_t newest = 0;
    while (migrations[newest].name)
        newest++;
    assert_int_equal(version, newest);
    store_reader_close(&db);
    test_store_close(other);
    free(whole.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_there_and_back), TEST_ON_BOTH(test_to_the_other_engine),
                                       TEST_ON_BOTH(test_hostile), TEST_ON_BOTH(test_newer_schema),
                                       TEST_ON_BOTH(test_old_schema)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
