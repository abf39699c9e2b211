/* SPDX-License-Identifier: MIT */
/*
 * A key a person: what is sealed of somebody is read by theirs alone and ends with it; what an earlier version sealed
 * goes forward; and the master key is rotated while a school is open, also by a process that is killed meanwhile.
 */
#include "school/unit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "crypto/totp.h"
#include "school/attendance/leave.h"
#include "school/classes/classroom.h"
#include "school/common/audit.h"
#include "school/common/fault.h"
#include "school/common/key_rotation.h"
#include "school/common/keys.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/files/evidence.h"
#include "school/files/evidence_inside.h"
#include "school/files/file.h"
#include "school/office/erasure.h"
#include "school/people/sign_in/second_factor.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/school.h"
#include "store/blob.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"
#include "support/at_rest.h"
#include "support/leave_scene.h"

#define GOOD(call) assert_int_equal((call), FAULT_NONE)

static struct leave ask(struct leave_scene *s, const char *evidence)
{
    struct file file;
    struct leave leave;
    struct leave_kind kind = leave_scene_kind(s, "Illness", LEAVE_OFFICE, LEAVE_OFFICE, NULL, 0);
    GOOD(evidence_add(s->f->school, &s->f->student, "note.txt", evidence, strlen(evidence), &s->f->arena, &file));
    const struct leave_new request = {.kind_id = kind.id,
                                      .from_at = FIXTURE_NOW,
                                      .until_at = FIXTURE_NOW + 2 * DAY,
                                      .text = "A knee",
                                      .evidence = &file.id,
                                      .evidence_count = 1};
    GOOD(leave_create(s->f->school, &s->f->student, &request, &s->f->arena, &leave));
    return leave;
}

static enum fault evidence_read(struct school *school, struct leave_scene *s, const struct leave *leave,
                                const char *text)
{
    struct file file;
    const void *bytes;
    enum fault fault = evidence_bytes(school, leave->id, leave->evidence.files[0].id, &s->f->arena, &file, &bytes);
    if (fault == FAULT_NONE)
        assert_memory_equal(bytes, text, strlen(text));
    return fault;
}

/* With the person goes the key: copies of what it sealed, and of the key as it was wrapped, are of no use. */
static void test_key_ends(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    struct erasure erasure;
    struct own_key before, after;
    uint8_t sealed[5 + SECRET_SEAL_OVERHEAD], plain[5];
    struct leave leave = ask(&s, "Unfit to attend.");
    GOOD(evidence_read(f->school, &s, &leave, "Unfit to attend."));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM person_keys WHERE user_id > 0"), 1);
    GOOD(person_key_ensure(f->school, f->student.user_id, &before));
    own_key_seal(&before, "kept", (const uint8_t *)"bytes", 5, sealed);
    assert_false(at_rest_has(f, "person_keys", before.bytes, sizeof(before.bytes))); // wrapped
    f->administrator.stepped_up_at = clock_now_ms(&f->clock);
    GOOD(erasure_run(f->school, &f->administrator, f->student.user_id, true, &f->arena, &erasure));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM person_keys WHERE user_id > 0"), 0);
    assert_true(at_rest_blobs(f) > 0); // the sweep has not come yet
    assert_int_equal(evidence_read(f->school, &s, &leave, ""), FAULT_NOT_FOUND);
    GOOD(person_key_ensure(f->school, f->student.user_id, &after));
    assert_false(own_key_unseal(&after, "kept", sealed, sizeof(sealed), plain));
    assert_true(own_key_unseal(&before, "kept", sealed, sizeof(sealed), plain));
    school_fixture_close(f);
}

/* ---- going forward ---- */

static const char old_evidence[] = "Sealed by an earlier version.";
static const char old_file[] = "Handed in before files were sealed.";

/* Makes the rows and bytes as an earlier version left them. */
static void make_old(struct leave_scene *s, const struct leave *leave, int64_t file_id, uint8_t *totp)
{
    struct school_fixture *f = s->f;
    uint8_t sealed[sizeof(old_evidence) + SECRET_SEAL_OVERHEAD], secret[TOTP_SECRET_BYTES + SECRET_SEAL_OVERHEAD];
    char key[BLOB_KEY_SIZE], associated[BLOB_KEY_SIZE + 16], label[SECOND_FACTOR_LABEL_SIZE];
    struct row row;
    int64_t who = f->student.user_id;
    CLOSES(store_reader_close) struct db *db = store_reader(f->test->store);
    row_begin(
        &row, db, NULL,
        "SELECT blob_key, 1 FROM leave_files WHERE leave_id = ? UNION ALL SELECT blob_key, 2 FROM files WHERE id ="
        " ? ORDER BY 2",
        DB_VALUES(I(leave->id), I(file_id)));
    assert_true(row_next(&row));
    assert_true(str_copy(key, sizeof(key), db_text(&row.rows, 0)));
    snprintf(associated, sizeof(associated), "evidence %s", key);
    secret_seal(f->key, who, associated, (const uint8_t *)old_evidence, sizeof(old_evidence) - 1, sealed);
    assert_int_equal(blobs_put(f->blobs, key, sealed, sizeof(old_evidence) - 1 + SECRET_SEAL_OVERHEAD, NULL), BLOB_OK);
    assert_true(row_next(&row));
    assert_int_equal(blobs_put(f->blobs, db_text(&row.rows, 0), old_file, sizeof(old_file) - 1, NULL), BLOB_OK);
    while (row_next(&row))
        ;
    GOOD(row_end(&row));
    store_reader_close(&db);
    totp_secret(totp);
    second_factor_label(who, label);
    secret_seal(f->key, who, label, totp, TOTP_SECRET_BYTES, secret);
    char hex[2 * sizeof(secret) + 1], sql[600];
    for (size_t i = 0; i < sizeof(secret); i++)
        snprintf(hex + 2 * i, 3, "%02x", secret[i]);
    snprintf(sql, sizeof(sql),
             "INSERT INTO second_factors (user_id, sealed, created_at, confirmed_at) VALUES (%lld, x'%s', 1, 1)",
             (long long)who, hex);
    fixture_sql(f, sql);
    snprintf(sql, sizeof(sql), "UPDATE leave_files SET own_key = 0, size = %zu", sizeof(old_evidence) - 1);
    fixture_sql(f, sql);
    snprintf(sql, sizeof(sql), "UPDATE files SET sealed_for = NULL, size = %zu", sizeof(old_file) - 1);
    fixture_sql(f, sql);
    fixture_sql(f, "DELETE FROM person_keys");
}

static struct school *open_again(struct school_fixture *f)
{
    struct school_config config = f->school->config;
    struct school *school = school_open(&config);
    assert_non_null(school);
    return school;
}

static bool shows_code(struct school_fixture *f, struct school *school, const uint8_t *totp)
{
    char code[TOTP_CODE_SIZE];
    int64_t step;
    assert_true(totp_code(totp, totp_step(clock_now_ms(&f->clock)), code));
    CLOSES(store_reader_close) struct db *db = store_reader(f->test->store);
    return second_factor_check(school, db, f->student.user_id, true, code, clock_now_ms(&f->clock), &step) ==
           FAULT_NONE;
}

static void test_forward(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    struct file file;
    const void *bytes;
    uint8_t totp[TOTP_SECRET_BYTES];
    struct leave leave = ask(&s, old_evidence);
    GOOD(file_add(f->school, &f->student, s.algebra.id, "work.txt", old_file, sizeof(old_file) - 1, &f->arena, &file));
    make_old(&s, &leave, file.id, totp);
    assert_true(at_rest_in_folder(f, "files", old_file, sizeof(old_file) - 1));

    struct school *school = open_again(f);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM second_factors WHERE own_key = 1"), 1);
    assert_true(shows_code(f, school, totp));
    GOOD(evidence_read(school, &s, &leave, old_evidence)); // the sweep has not come to it yet
    GOOD(file_read(school, &f->student, s.algebra.id, file.id, &f->arena, &file, &bytes));
    GOOD(school_sweep(school));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM leave_files WHERE own_key = 1"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM files WHERE sealed_for IS NOT NULL"), 1);
    assert_false(at_rest_in_folder(f, "files", old_file, sizeof(old_file) - 1));
    assert_int_equal(at_rest_blobs(f), 2); // the bytes of before are gone
    GOOD(evidence_read(school, &s, &leave, old_evidence));
    GOOD(file_read(school, &f->student, s.algebra.id, file.id, &f->arena, &file, &bytes));
    assert_memory_equal(bytes, old_file, sizeof(old_file) - 1);
    school_close(school);
    // And again: nothing is left to do.
    school = open_again(f);
    assert_true(shows_code(f, school, totp));
    school_close(school);
    school_fixture_close(f);
}

/* ---- rotation ---- */

static void key_path(struct school_fixture *f, char path[static 128])
{
    snprintf(path, 128, "%s/key", f->folder);
}

static void rotate(struct store *store, const char *path)
{
    int64_t count;
    struct secret_key *master = NULL;
    bool good = secret_rotation_begin(path) && (master = secret_key_open(path, false)) &&
                keys_rewrap(store, master, &count) == FAULT_NONE && secret_rotation_end(path);
    secret_key_close(master);
    if (!good)
        fail_msg("the rotation failed: %s", strerror(errno));
}

static void test_rotation(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    char path[128], before[SECRET_KEY_ID_SIZE], after[SECRET_KEY_ID_SIZE];
    struct own_key own;
    int64_t counts[SECRET_RING_MAX + 1];
    struct leave leave = ask(&s, "Unfit to attend.");
    key_path(f, path);
    secret_key_id(f->key, before);
    rotate(f->test->store, path);
    // The school that is open has the key of before in memory: it reads, and makes keys, by the new one.
    GOOD(evidence_read(f->school, &s, &leave, "Unfit to attend."));
    GOOD(person_key_ensure(f->school, f->other_student.user_id, &own));
    secret_key_id(f->key, after);
    assert_string_not_equal(before, after);
    GOOD(keys_count(f->test->store, f->key, counts));
    assert_int_equal(counts[0], 3); // the institution's and two people's
    assert_int_equal(counts[SECRET_RING_MAX], 0);
    // A key made right after a rotation, by a school that has not looked yet.
    rotate(f->test->store, path);
    GOOD(person_key_ensure(f->school, f->professor.user_id, &own));
    GOOD(keys_count(f->test->store, f->key, counts));
    assert_int_equal(counts[0], 4);
    // The key of before opens nothing any more.
    char old_path[200];
    snprintf(old_path, sizeof(old_path), "%s.old-%s", path, before);
    struct secret_key *old = secret_key_open(old_path, false);
    assert_non_null(old);
    GOOD(keys_count(f->test->store, old, counts));
    assert_int_equal(counts[SECRET_RING_MAX], 4);
    secret_key_close(old);
    // Another key than the database's: no school.
    snprintf(old_path, sizeof(old_path), "%s/other", f->folder);
    struct school_config config = f->school->config;
    config.key = secret_key_open(old_path, true);
    assert_null(school_open(&config));
    secret_key_close(config.key);
    school_fixture_close(f);
}

static void rotate_for_ever(const struct store_config *config, const char *path, int acknowledge)
{
    char error[STORE_ERROR_SIZE];
    struct store *store = store_open(config, error);
    if (!store)
        _exit(2);
    for (;;) {
        int64_t count;
        struct secret_key *master = NULL;
        if (!secret_rotation_begin(path) || !(master = secret_key_open(path, false)))
            _exit(3);
        if (write(acknowledge, "b", 1) != 1 || keys_rewrap(store, master, &count) != FAULT_NONE)
            _exit(4);
        if (!secret_rotation_end(path) || write(acknowledge, "e", 1) != 1)
            _exit(5);
        secret_key_close(master);
    }
}

/* Kills a rotation in some moment behind its `wanted`-th word. */
static void kill_rotation(struct test_store *test, const char *path, int wanted, unsigned moment_us)
{
    int ends[2], status;
    char word;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        rotate_for_ever(&test->config, path, ends[1]);
    }
    close(ends[1]);
    for (int i = 0; i < wanted; i++)
        assert_int_equal(read(ends[0], &word, 1), 1);
    usleep(moment_us);
    kill(child, SIGKILL);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void test_killed(void **state)
{
    enum { KILLS = 12, PEOPLE = 450 };
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    char path[128], email[64];
    struct own_key own, made;
    int64_t counts[SECRET_RING_MAX + 1];
    struct leave leave = ask(&s, "Unfit to attend.");
    key_path(f, path);
    for (int i = 0; i < PEOPLE; i++) {
        snprintf(email, sizeof(email), "p%d@college.example", i);
        GOOD(person_key_ensure(f->school, fixture_person(f, ROLE_STUDENT, "Paul", email).user_id, &own));
    }
    for (int i = 0; i < KILLS; i++) {
        kill_rotation(f->test, path, 1 + i % 3, (unsigned)secret_below(6000));
        // Wherever it was: everything opens, for the school that is open and for one that begins now.
        GOOD(evidence_read(f->school, &s, &leave, "Unfit to attend."));
        struct secret_key *master = secret_key_open(path, false);
        assert_non_null(master);
        GOOD(keys_count(f->test->store, master, counts));
        assert_int_equal(counts[SECRET_RING_MAX], 0);
        secret_key_close(master);
        snprintf(email, sizeof(email), "q%d@college.example", i);
        int64_t id = fixture_person(f, ROLE_STUDENT, "Quinn", email).user_id;
        GOOD(person_key_ensure(f->school, id, &made));
        GOOD(person_key_ensure(f->school, id, &own));
        assert_memory_equal(made.bytes, own.bytes, sizeof(own.bytes));
    }
    rotate(f->test->store, path); // goes on where it was
    secret_key_refresh(f->key);
    GOOD(keys_count(f->test->store, f->key, counts));
    assert_int_equal(counts[0], PEOPLE + KILLS + 2);
    GOOD(evidence_read(f->school, &s, &leave, "Unfit to attend."));
    school_fixture_close(f);
}

/* ---- the audit log's key ---- */

static int64_t broken(struct school_fixture *f, const char *kept)
{
    int64_t id = 0;
    GOOD(audit_verify_against(f->school, kept, &id));
    return id;
}

static const char *audit_text(struct school_fixture *f, const char *column, int64_t id)
{
    struct row row;
    const char *text = NULL, *sql = arena_printf(&f->arena, "SELECT %s FROM audit WHERE id = ?", column);
    CLOSES(store_reader_close) struct db *db = store_reader(f->test->store);
    row_begin(&row, db, &f->arena, sql, DB_VALUES(I(id)));
    while (row_next(&row))
        text = row_string(&row, 0);
    GOOD(row_end(&row));
    return text;
}

/* Who can write to the database but has no key. */
static void test_audit_forged(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    char kept[AUDIT_HASH_SIZE], sql[400];
    int64_t entries, last;
    ask(&s, "Unfit to attend.");
    GOOD(audit_head(f->school, kept, &entries));
    assert_true(entries > 1);
    assert_int_equal(broken(f, kept), 0);
    leave_scene_kind(&s, "Journey", LEAVE_OFFICE, LEAVE_OFFICE, NULL, 0);
    assert_int_equal(broken(f, kept), 0); // a head of before is in the chain
    // The end cut off, and the head set back to fit: only the head that was kept elsewhere tells.
    char newer[AUDIT_HASH_SIZE];
    GOOD(audit_head(f->school, newer, &entries));
    last = fixture_number(f, "SELECT MAX(id) FROM audit");
    snprintf(sql, sizeof(sql), "DELETE FROM audit WHERE id = %lld", (long long)last);
    fixture_sql(f, sql);
    fixture_sql(
        f, "UPDATE settings SET value = (SELECT hash FROM audit ORDER BY id DESC LIMIT 1) WHERE name = 'audit_head'");
    assert_int_equal(broken(f, NULL), 0);
    assert_int_equal(broken(f, newer), AUDIT_CUT);
    assert_int_equal(broken(f, kept), 0);
    // A detail changed with its note; an entry said to be redacted whose other words were changed; all rewritten
    // without a key as an earlier version did.
    last = fixture_number(f, "SELECT MAX(id) FROM audit");
    static const char *const forgeries[] = {
        "detail = 'other'",
        "redacted_at = 1, action = 'other'",
        "redacted_at = 1, detail_hash = hash",
        "redacted_at = 1, detail_hash = NULL",
    };
    const char *detail = audit_text(f, "detail", last), *action = audit_text(f, "action", last),
               *noted = audit_text(f, "detail_hash", last);
    for (size_t i = 0; i < ARRAY_LENGTH(forgeries); i++) {
        snprintf(sql, sizeof(sql), "UPDATE audit SET %s WHERE id = %lld", forgeries[i], (long long)last);
        fixture_sql(f, sql);
        assert_int_equal(broken(f, NULL), last);
        snprintf(
            sql, sizeof(sql),
            "UPDATE audit SET detail = '%s', action = '%s', detail_hash = '%s', redacted_at = NULL WHERE id = %lld",
            detail, action, noted, (long long)last);
        fixture_sql(f, sql);
        assert_int_equal(broken(f, NULL), 0);
    }
    fixture_sql(f, "UPDATE audit SET redacted_at = 1, detail_hash = NULL");
    assert_int_equal(broken(f, NULL), AUDIT_CUT);
    // Entries of an earlier version, which had no key: the next start puts one with a key behind them.
    struct school *school = open_again(f);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'audit_keyed'"), 1);
    assert_int_equal(broken(f, NULL), 0);
    school_close(school);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_key_ends), TEST_ON_BOTH(test_forward),      TEST_ON_BOTH(test_rotation),
        TEST_ON_BOTH(test_killed),   TEST_ON_BOTH(test_audit_forged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
