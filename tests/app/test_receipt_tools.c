/* SPDX-License-Identifier: MIT */
/*
 * `ams receipt ...` as a shell sees it, on both engines: a receipt of the demo college that is whole, altered,
 * another's and none; with a key alone and with the log; after a rotation; and that a backup keeps log and keys, so
 * that a receipt of after it is found missing once it is restored.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/cli.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/secret_key.h"
#include "school/attendance/hand.h"
#include "school/marks/mark.h"
#include "school/marks/receipt/mark_receipt.h"
#include "school/school.h"
#include "support/drill.h"

enum { ARENA_MAX = 1 << 20 };

/* The college's own school, between two commands. */
struct desk {
    struct store *store;
    struct secret_key *key;
    struct clock clock;
    struct school *school;
    struct arena arena;
    struct actor student, professor;
    int64_t lecture;
};

static int64_t number(struct desk *desk, const char *sql)
{
    int64_t value = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(desk->store);
    assert_int_equal(db_one_int(db, &value, sql, DB_NO_VALUES), DB_ROW);
    return value;
}

static void desk_open(struct desk *desk, struct drill *drill)
{
    char error[STORE_ERROR_SIZE] = "";
    memset(desk, 0, sizeof(*desk));
    desk->store = store_open(&drill->test->config, error);
    desk->key = secret_key_open(drill_path(drill, "data/master.key"), false);
    assert_true(desk->store && desk->key);
    const struct school_config config = {.store = desk->store, .clock = &desk->clock, .key = desk->key};
    desk->school = school_open(&config);
    assert_non_null(desk->school);
    arena_init(&desk->arena, ARENA_MAX);
    desk->lecture = number(desk, "SELECT MIN(lecture_id) FROM attendance WHERE status = 'P'");
    desk->student = (struct actor){
        .user_id = number(desk, "SELECT MIN(student_id) FROM attendance WHERE status = 'P' AND lecture_id = (SELECT"
                                " MIN(lecture_id) FROM attendance WHERE status = 'P')"),
        .role = ROLE_STUDENT};
    desk->professor = (struct actor){
        .user_id = number(
            desk, "SELECT c.professor_id FROM lectures l JOIN classrooms c ON c.id = l.class_id WHERE l.id = (SELECT"
                  " MIN(lecture_id) FROM attendance WHERE status = 'P')"),
        .role = ROLE_PROFESSOR,
        .stepped_up_at = clock_now_ms(&desk->clock)};
}

static void desk_close(struct desk *desk)
{
    school_close(desk->school);
    store_close(desk->store);
    secret_key_close(desk->key);
    arena_release(&desk->arena);
}

static void file_write(struct drill *drill, const char *name, const char *before, const char *text)
{
    FILE *file = fopen(drill_path(drill, name), "w");
    assert_non_null(file);
    fprintf(file, "%s%s\n", before, text);
    assert_int_equal(fclose(file), 0);
}

/* The newest receipt of the desk's student, into a file. */
static void issue(struct drill *drill, struct desk *desk, const char *name)
{
    struct receipt_list list;
    assert_int_equal(mark_receipts(desk->school, &desk->student, desk->lecture, &desk->arena, &list), FAULT_NONE);
    assert_true(list.count > 0);
    file_write(drill, name, "Receipt: somebody\nAnalysis\n\n", list.lines[0].text);
}

static void set_late(struct desk *desk)
{
    struct mark mark;
    const struct mark_request request = {.status = MARK_LATE, .minutes_late = 9, .note = "came later"};
    assert_int_equal(attendance_mark(desk->school, &desk->professor, desk->lecture, desk->student.user_id, &request,
                                     &desk->arena, &mark),
                     FAULT_NONE);
}

/* The public key of the first line of `ams receipt keys`. */
static void key_read(struct drill *drill, char key[static 60])
{
    drill_expect(drill, "receipt keys", CLI_OK, "in use");
    assert_int_equal(sscanf(drill->said, "%*16s %59s", key), 1);
}

static void with_key(struct drill *drill, const char *name, const char *key, int code, const char *said)
{
    char line[200];
    snprintf(line, sizeof(line), "receipt verify %s --key %s", name, key);
    drill_expect(drill, line, code, said);
}

/* The file's receipt with one character of its payload changed, so that it is still read. */
static void alter(struct drill *drill, const char *from, const char *to)
{
    char bytes[8000] = "";
    FILE *file = fopen(drill_path(drill, from), "r");
    assert_non_null(file);
    assert_true(fread(bytes, 1, sizeof(bytes) - 1, file) > 500);
    fclose(file);
    char *signature = strrchr(bytes, '.');
    signature[10] = signature[10] == 'A' ? 'B' : 'A';
    file_write(drill, to, "", bytes);
}

static void test_verified(void **state)
{
    struct drill drill;
    struct desk desk;
    char key[60], later[60];
    drill_open(&drill, test_store_need(state));
    drill_expect(&drill, "receipt keys", CLI_OK, "No receipt has been asked for yet");
    desk_open(&desk, &drill);
    issue(&drill, &desk, "one.txt");
    desk_close(&desk);
    key_read(&drill, key);
    drill_expect(&drill, "receipt verify one.txt", CLI_OK, "genuine and in the log, and the register says the same");
    with_key(&drill, "one.txt", key, CLI_OK, "This receipt is genuine.");
    with_key(&drill, "one.txt", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 5, "another key");
    char before[200];
    snprintf(before, sizeof(before), "receipt verify --key %s one.txt", key);
    drill_expect(&drill, before, CLI_OK, "This receipt is genuine.");
    with_key(&drill, "one.txt", "hello", CLI_USAGE, "public key");
    alter(&drill, "one.txt", "altered.txt");
    drill_expect(&drill, "receipt verify altered.txt", 4, "its signature does not fit");
    with_key(&drill, "altered.txt", key, 4, "its signature does not fit");
    file_write(&drill, "none.txt", "", "Present, I swear");
    drill_expect(&drill, "receipt verify none.txt", 3, "does not begin with ams1");
    file_write(&drill, "cut.txt", "", "ams1.e30.AAAA");
    drill_expect(&drill, "receipt verify cut.txt", 3, "cut off or garbled");
    drill_expect(&drill, "receipt verify nowhere.txt", CLI_FAILED, "cannot be read");
    drill_expect(&drill, "receipt verify", CLI_USAGE, "Name one file");
    drill_expect(&drill, "receipt rotate", CLI_OK, "stays good");
    key_read(&drill, later);
    assert_string_not_equal(key, later);
    drill_expect(&drill, "receipt verify one.txt", CLI_OK, "genuine and in the log");
    with_key(&drill, "one.txt", later, 5, "another key");
    drill_expect(&drill, "key rotate", CLI_OK, "wrapped anew");
    desk_open(&desk, &drill);
    issue(&drill, &desk, "two.txt");
    set_late(&desk);
    desk_close(&desk);
    with_key(&drill, "two.txt", later, CLI_OK, "This receipt is genuine.");
    drill_expect(&drill, "receipt verify two.txt", 7, "by staff");
    drill_expect(&drill, "receipt verify one.txt", 7, "became another since");
    drill_expect(&drill, "audit verify", CLI_OK, "entries fit");
    drill_close(&drill);
}

/* The signed head that `ams audit head` prints, as an operator notes it. */
static void head_read(struct drill *drill, char head[static RECEIPT_HEAD_SIZE])
{
    drill_expect(drill, "audit head", CLI_OK, " states of marks");
    const char *text = strstr(drill->said, "ams1-head.");
    assert_non_null(text);
    assert_int_equal(sscanf(text, "%599s", head), 1);
}

static void with_head(struct drill *drill, const char *command, const char *head, int code, const char *said)
{
    char line[RECEIPT_HEAD_SIZE + 100];
    snprintf(line, sizeof(line), "%s --head %s", command, head);
    drill_expect(drill, line, code, said);
}

/* One leaf becomes another, and every hash above it stays. */
static enum db_status forge(struct db *db, void *context)
{
    (void)context;
    uint8_t bytes[MERKLE_HASH_BYTES * MERKLE_TILE];
    size_t size = 0;
    struct db_rows rows;
    assert_int_equal(db_query(db, &rows, "SELECT hashes FROM mark_tiles WHERE level = 0 AND tile = 0", DB_NO_VALUES),
                     DB_OK);
    assert_int_equal(db_next(&rows), DB_ROW);
    const void *hashes = db_blob(&rows, 0, &size);
    assert_in_range(size, MERKLE_HASH_BYTES, sizeof(bytes));
    memcpy(bytes, hashes, size);
    db_done(&rows);
    bytes[3] ^= 1;
    return db_exec(db, "UPDATE mark_tiles SET hashes = ? WHERE level = 0 AND tile = 0", DB_VALUES(B(bytes, size)));
}

/* A head that an operator keeps elsewhere tells of both logs: after a rotation it still holds, altered it is none, and
 * against a leaf that was changed it does not hold any more. */
static void test_noted(void **state)
{
    struct drill drill;
    struct desk desk;
    char head[RECEIPT_HEAD_SIZE], other[RECEIPT_HEAD_SIZE];
    drill_open(&drill, test_store_need(state));
    desk_open(&desk, &drill);
    issue(&drill, &desk, "one.txt");
    desk_close(&desk);
    head_read(&drill, head);
    with_head(&drill, "audit verify", head, CLI_OK, "The log of marks begins with the");
    with_head(&drill, "audit verify", head, CLI_OK, "entries fit");
    drill_expect(&drill, "receipt rotate", CLI_OK, "stays good");
    desk_open(&desk, &drill);
    set_late(&desk);
    issue(&drill, &desk, "two.txt");
    desk_close(&desk);
    with_head(&drill, "audit verify", head, CLI_OK, "The log of marks begins with the");
    with_head(&drill, "receipt verify two.txt", head, CLI_OK, "The log of marks begins with the");
    with_head(&drill, "receipt verify one.txt", head, 7, "became another since");
    with_head(&drill, "receipt verify two.txt --key AAAA", head, CLI_USAGE, "leave out --key");
    memcpy(other, head, sizeof(other));
    char *signature = strrchr(other, '.');
    signature[10] = signature[10] == 'A' ? 'B' : 'A';
    with_head(&drill, "audit verify", other, 4, "The head was altered");
    with_head(&drill, "audit verify", "ams1-head.e30", 3, "This is no whole head");

    desk_open(&desk, &drill);
    assert_int_equal(store_write(desk.store, forge, NULL), DB_OK);
    desk_close(&desk);
    with_head(&drill, "audit verify", head, 6, "set back or altered");
    with_head(&drill, "receipt verify two.txt", head, 6, "set back or altered");
    drill_close(&drill);
}

static void restore(struct drill *drill, const char *line)
{
    int code;
    do
        code = drill_run(drill, line);
    while (code != CLI_OK && strstr(drill->said, "Somebody else is connected"));
    if (code != CLI_OK)
        fail_msg("%s", drill->said);
}

static void test_backup(void **state)
{
    struct drill drill;
    struct desk desk;
    char key[60], again[60], head[RECEIPT_HEAD_SIZE];
    drill_open(&drill, test_store_need(state));
    desk_open(&desk, &drill);
    issue(&drill, &desk, "before.txt");
    desk_close(&desk);
    key_read(&drill, key);
    drill_expect(&drill, "backup second.backup", CLI_OK, "is written and was read again");
    desk_open(&desk, &drill);
    set_late(&desk);
    issue(&drill, &desk, "after.txt");
    desk_close(&desk);
    drill_expect(&drill, "receipt verify after.txt", CLI_OK, "says the same");
    head_read(&drill, head);
    restore(&drill, "restore --key private.key second.backup");
    key_read(&drill, again);
    assert_string_equal(key, again);
    drill_expect(&drill, "receipt verify before.txt", CLI_OK, "says the same");
    drill_expect(&drill, "receipt verify after.txt", 6, "the log has been set back");
    with_head(&drill, "audit verify", head, CLI_FAILED, "cut off, or it never had this head");
    with_head(&drill, "audit verify", head, CLI_FAILED, "The log of marks does not begin with");
    // What comes into the log in its place does not make it fit.
    desk_open(&desk, &drill);
    set_late(&desk);
    issue(&drill, &desk, "anew.txt");
    desk_close(&desk);
    drill_expect(&drill, "receipt verify anew.txt", CLI_OK, "says the same");
    drill_expect(&drill, "receipt verify before.txt", 7, "became another since");
    drill_expect(&drill, "receipt verify after.txt", 6, "the log has been set back");
    drill_close(&drill);
}

/* With words it is the process that a command starts of itself. */
int main(int argc, char **argv)
{
    if (argc > 1)
        return cli_run(argc, argv, environ);
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_verified), TEST_ON_BOTH(test_noted),
                                       TEST_ON_BOTH(test_backup)};
    return cmocka_run_group_tests_name("receipt tools", tests, NULL, NULL);
}
