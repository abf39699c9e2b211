/* SPDX-License-Identifier: MIT */
/* `ams doctor` with one fault after another, and backups by the clock. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/backup/schedule.h"
#include "app/certificate.h"
#include "app/cli.h"
#include "faults/disk_faults.c" // the clock and the disk of this whole program
#include "store/blob.h"
#include "support/drill.h"

enum { DAY_S = 86400, HOUR_MS = 3600000 };

static bool no_zones; // this machine has no tzdata

/* Of this whole program. */
int access(const char *path, int mode)
{
    if (no_zones && strncmp(path, "/usr/share/zoneinfo", 19) == 0) {
        errno = ENOENT;
        return -1;
    }
    return (int)syscall(SYS_faccessat, AT_FDCWD, path, mode);
}

/* Some line of what the doctor said last begins so, and another piece is somewhere behind. */
static void expect_said(const struct drill *drill, const char *begin, const char *next)
{
    const char *line = strstr(drill->said, begin);
    if (!line || !strstr(line, next))
        fail_msg("no line \"%s ... %s\" in\n%s", begin, next, drill->said);
}

/* The same of what it says now. */
static void expect_line(struct drill *drill, const char *begin, const char *next)
{
    drill_run(drill, "doctor");
    expect_said(drill, begin, next);
}

static void set(struct drill *drill, size_t place, char *setting)
{
    drill->environment[3 + place] = setting;
}

static enum db_status write_future(struct db *db, void *context)
{
    (void)context;
    return db_exec(db, "UPDATE audit SET at = at + 86400000", DB_NO_VALUES);
}

/* Settings that cannot be right. */
static void look_at_settings(struct drill *drill)
{
    char http[] = "AMS_PUBLIC_URL=http://ams.example.org", here[] = "AMS_PUBLIC_URL=https://localhost:8443",
         off[] = "AMS_TLS=off", wrong[] = "AMS_TRUST_PROXI=x";
    set(drill, 1, http);
    expect_line(drill, "FAIL  proxy", "is not https");
    set(drill, 1, here);
    expect_line(drill, "warn  proxy", "leads nobody there from another machine. Set public_url.");
    set(drill, 1, off);
    expect_line(drill, "warn  proxy", "Set trust_proxy");
    set(drill, 1, wrong);
    expect_line(drill, "warn  settings", "AMS_TRUST_PROXI is in the environment but is no setting");
    set(drill, 1, NULL);
}

/* One thing that fails is enough for the exit status. */
static void look_at_mail(struct drill *drill)
{
    char mail[] = "AMS_SMTP_URL=smtp://127.0.0.1:1";
    set(drill, 1, mail);
    assert_int_equal(drill_run(drill, "doctor"), CLI_FAILED);
    expect_said(drill, "FAIL  mail", "does not answer");
    set(drill, 1, NULL);
}

static void copy(const char *from, const char *to)
{
    char command[1000];
    snprintf(command, sizeof(command), "cp -p %s %s", from, to);
    assert_int_equal(system(command), 0);
}

/* The anti-spoof nets: judging, missing, or not asked; none of it is a failure. */
static void look_at_spoof(struct drill *drill)
{
    char off[] = "AMS_ANTISPOOF=off";
    bool there = access("models/facenox_liveness.onnx", F_OK) == 0;
    expect_line(drill, there ? "ok    anti-spoof" : "warn  anti-spoof",
                there ? "three crops" : "tools/fetch-models antispoof");
    set(drill, 1, off);
    expect_line(drill, "warn  anti-spoof", "The head turn alone stops pictures");
    assert_int_equal(drill_run(drill, "doctor"), CLI_OK);
    set(drill, 1, NULL);
}

/* Another installation's master key: nothing that is sealed here could be opened. */
static void look_at_another_key(struct drill *drill)
{
    char path[200], kept[200];
    snprintf(path, sizeof(path), "%s", drill_path(drill, "data/master.key"));
    snprintf(kept, sizeof(kept), "%s", drill_path(drill, "kept.key"));
    copy(path, kept);
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    int first = fgetc(file);
    rewind(file);
    fputc(first == 'a' ? 'b' : 'a', file);
    fclose(file);
    expect_line(drill, "FAIL  database", "master key");
    copy(kept, path);
    expect_line(drill, "ok    database", "whole");
}

/* A copy of the file put back beside the log of a later crash. */
static void look_at_foreign_log(struct drill *drill)
{
    const char *path = drill->test->url + 7;
    char copied[300], log[300], kept[300];
    snprintf(copied, sizeof(copied), "%s.copied", path);
    snprintf(log, sizeof(log), "%s-wal", path);
    snprintf(kept, sizeof(kept), "%s.kept", path);
    copy(path, copied);
    for (int i = 0; i < 2; i++) { // the second log was begun after the copy
        test_store_reopen(drill->test);
        assert_int_equal(store_write(drill->test->store, write_future, NULL), DB_OK);
        if (i > 0)
            copy(log, kept);
        store_close(drill->test->store);
        drill->test->store = NULL;
    }
    copy(copied, path);
    copy(kept, log);
    expect_line(drill, "FAIL  database", "belongs to another file");
}

/* What it says where nothing is wrong. */
static void look_at_good(const struct drill *drill)
{
    expect_said(drill, "ok    database", "whole");
    expect_said(drill, "ok    master key", "master.key");
    expect_said(drill, "ok    clock", "");
    expect_said(drill, "ok    disk", "MB are left");
    expect_said(drill, "ok    time zones", "");
    expect_said(drill, "  sandbox ", "seccomp");
    expect_said(drill, "  pictures ", "HEIC, as phones write it, is");
    expect_said(drill, "warn  backups", "Set backup_dir and backup_key");
    expect_said(drill, "warn  certificate", "The next start makes one.");
    expect_said(drill, "warn  mail", "Set smtp_url.");
}

static void test_doctor(void **state)
{
    struct drill drill;
    drill_open(&drill, test_store_need(state));
    char models[300], here[200];
    assert_non_null(getcwd(here, sizeof(here)));
    snprintf(models, sizeof(models), "AMS_MODELS_DIR=%s/models", here);
    set(&drill, 0, models);
    int code = drill_run(&drill, "doctor");
    look_at_good(&drill);
    if (access("models/models.json", F_OK) == 0 && strstr(drill.said, "ok    models")) {
        assert_int_equal(code, CLI_OK);
        look_at_spoof(&drill);
    }
    look_at_mail(&drill);

    disk_faults()->room = INT64_C(100) << 20;
    disk_faults()->fault = DISK_FULL;
    expect_line(&drill, "FAIL  disk", "Make room before writes are refused.");
    disk_faults()->fault = DISK_GOOD;

    char no_models[] = "AMS_MODELS_DIR=./no-models";
    set(&drill, 0, no_models);
    expect_line(&drill, "FAIL  models", "tools/fetch-models");
    drill_run(&drill, "serve"); // as far as the models, which nothing below asks about
    look_at_settings(&drill);

    assert_int_equal(chmod(drill_path(&drill, "data/master.key"), 0644), 0);
    expect_line(&drill, "FAIL  master key", "chmod 600");
    assert_int_equal(chmod(drill_path(&drill, "data/master.key"), 0600), 0);

    no_zones = true;
    expect_line(&drill, "FAIL  time zones", "Install tzdata.");
    no_zones = false;
    look_at_another_key(&drill);

    test_store_reopen(drill.test);
    assert_int_equal(store_write(drill.test->store, write_future, NULL), DB_OK);
    store_close(drill.test->store);
    drill.test->store = NULL;
    expect_line(&drill, "FAIL  clock", "minutes behind the newest entry");

    int restored;
    do
        restored = drill_run(&drill, "restore --key private.key college.backup");
    while (restored != CLI_OK && strstr(drill.said, "Somebody else is connected"));
    expect_line(&drill, "warn  database", "ams restore --forget");
    assert_int_equal(rename(drill_path(&drill, "data/master.key"), "/tmp/ams-drill-key"), 0);
    expect_line(&drill, "FAIL  database", "Put it back");
    assert_int_equal(rename("/tmp/ams-drill-key", drill_path(&drill, "data/master.key")), 0);
    if (drill.test->engine == TEST_SQLITE) {
        look_at_foreign_log(&drill);
        FILE *file = fopen(drill.test->url + 7, "r+");
        for (long page = 2; page < 60; page++) {
            fseek(file, page * 4096 + 2, SEEK_SET);
            fputs("damage", file);
        }
        fclose(file);
        expect_line(&drill, "FAIL  database", "Restore the last backup");
    }
    drill_close(&drill);
}

/* A certificate of our own, looked at as time passes. */
static void test_certificate(void **state)
{
    struct drill drill;
    char error[CERTIFICATE_ERROR_SIZE], certificate[200], key[200];
    drill_open(&drill, test_store_need(state));
    snprintf(certificate, sizeof(certificate), "%s", drill_path(&drill, "data/certificate.pem"));
    snprintf(key, sizeof(key), "%s", drill_path(&drill, "data/certificate-key.pem"));
    assert_true(certificate_ensure(certificate, key, error));
    expect_line(&drill, "ok    certificate", "days are left; self-signed");
    disk_faults()->clock_s = (CERTIFICATE_DAYS - 10) * (int64_t)DAY_S;
    expect_line(&drill, "warn  certificate", "Renew it and restart.");
    disk_faults()->clock_s = (CERTIFICATE_DAYS + 10) * (int64_t)DAY_S;
    expect_line(&drill, "FAIL  certificate", "has expired");
    disk_faults()->clock_s = 0;

    char other[200], other_key[200], set_certificate[260], set_key[260];
    snprintf(other, sizeof(other), "%s", drill_path(&drill, "other.pem"));
    snprintf(other_key, sizeof(other_key), "%s", drill_path(&drill, "other-key.pem"));
    assert_true(certificate_ensure(other, other_key, error));
    snprintf(set_certificate, sizeof(set_certificate), "AMS_CERTIFICATE=%s", certificate);
    snprintf(set_key, sizeof(set_key), "AMS_KEY=%s", other_key);
    set(&drill, 0, set_certificate);
    set(&drill, 1, set_key);
    expect_line(&drill, "FAIL  certificate", "is not the key of");
    drill_close(&drill);
}

static size_t count_files(const char *folder)
{
    size_t count = 0;
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory));)
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

static void test_schedule(void **state)
{
    struct drill drill;
    drill_open(&drill, test_store_need(state));
    char folder[200], setting[220], name[260];
    snprintf(folder, sizeof(folder), "%s", drill_path(&drill, "backups"));
    snprintf(setting, sizeof(setting), "AMS_BACKUP_DIR=%s", folder);
    set(&drill, 0, setting);
    expect_line(&drill, "FAIL  backups", "there is none in");

    struct config config;
    char error[BACKUP_ERROR_SIZE] = "";
    char keep[] = "AMS_BACKUP_KEEP=2";
    set(&drill, 1, keep);
    assert_true(config_load(&config, NULL, drill.environment, error));
    bool made;
    const int64_t start = INT64_C(1795000000000);
    const struct {
        int64_t hours;
        bool made;
        size_t files;
    } steps[] = {{0, true, 1},   {1, false, 1},  {23, false, 1}, {24, true, 2}, {60, true, 2},
                 {61, false, 2}, {100, true, 2}, {-5, true, 2}}; // a clock that went back does not put backups off
    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
        if (!backup_when_due(&config, start + steps[i].hours * HOUR_MS, &made, error))
            fail_msg("%s", error);
        assert_int_equal(made, steps[i].made);
        assert_int_equal(count_files(folder), steps[i].files);
    }
    assert_int_equal(backup_newest(folder), start + INT64_C(100) * HOUR_MS);
    assert_false(backup_is_late(&config, start, start + 48 * (int64_t)HOUR_MS));
    assert_true(backup_is_late(&config, start, start + 49 * (int64_t)HOUR_MS));
    assert_true(backup_is_late(&config, 0, start));

    // What is not a backup by its name is nobody's to remove.
    snprintf(name, sizeof(name), "%s/ams-20260101T000000Z.backup.part", folder);
    fclose(fopen(name, "w"));
    snprintf(name, sizeof(name), "%s/ams-2026.backup", folder);
    fclose(fopen(name, "w"));
    assert_true(backup_when_due(&config, start + 200 * (int64_t)HOUR_MS, &made, error));
    assert_int_equal(count_files(folder), 4);
    config.backup_key = "nonsense";
    assert_false(backup_when_due(&config, start + 300 * (int64_t)HOUR_MS, &made, error));
    assert_int_equal(count_files(folder), 4);
    config_release(&config);
    drill_close(&drill);
}

/* With words it is the process that a command starts of itself, for pictures and archives. */
int main(int argc, char **argv)
{
    if (argc > 1)
        return cli_run(argc, argv, environ);
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_doctor),
        cmocka_unit_test_setup_teardown(test_certificate, test_setup_sqlite, test_teardown),
        TEST_ON_BOTH(test_schedule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
