/* SPDX-License-Identifier: MIT */
/* The commands as a shell sees them: words in, text and an exit code out. Each runs in a process of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/cli.h"
#include "base/str.h"

enum { WORDS_MAX = 16, TEXT_MAX = 64 << 10 };

struct place {
    char folder[32];
    char data_dir[96];
    char *environment[4];
};

struct outcome {
    int code;
    char out[TEXT_MAX]; // standard output
    char err[TEXT_MAX]; // standard error
};

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof(*place));
    snprintf(place->folder, sizeof(place->folder), "/tmp/ams-cli-XXXXXX");
    if (!mkdtemp(place->folder))
        return -1;
    snprintf(place->data_dir, sizeof(place->data_dir), "AMS_DATA_DIR=%s/data", place->folder);
    place->environment[0] = place->data_dir;
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    char command[64];
    snprintf(command, sizeof(command), "rm -rf %s", place->folder);
    int status = system(command);
    free(place);
    return status;
}

static void read_back(FILE *file, char text[static TEXT_MAX])
{
    rewind(file);
    text[fread(text, 1, TEXT_MAX - 1, file)] = '\0';
    fclose(file);
}

/* Runs `ams` with these words (one string, blanks between them) and this standard input. */
static void run(struct place *place, const char *line, const char *input, struct outcome *outcome)
{
    char copy[512];
    char *words[WORDS_MAX + 1] = {(char[]){"ams"}};
    int count = 1;
    char *rest = copy;
    char *word;
    FILE *in = tmpfile();
    FILE *out = tmpfile();
    FILE *err = tmpfile();

    assert_true(in && out && err && str_copy(copy, sizeof(copy), line));
    while ((word = strtok_r(rest, " ", &rest)) != NULL && count < WORDS_MAX)
        words[count++] = word;
    fputs(input, in);
    rewind(in);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(fileno(in), STDIN_FILENO);
        dup2(fileno(out), STDOUT_FILENO);
        dup2(fileno(err), STDERR_FILENO);
        if (chdir(place->folder) != 0)
            _exit(99);
        int code = cli_run(count, words, place->environment);
        fflush(NULL);
        _exit(code);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    outcome->code = WEXITSTATUS(status);
    fclose(in);
    read_back(out, outcome->out);
    read_back(err, outcome->err);
}

static void expect(struct place *place, const char *line, const char *input, int code, const char *said)
{
    static struct outcome outcome;
    run(place, line, input, &outcome);
    if (outcome.code != code || (!strstr(outcome.out, said) && !strstr(outcome.err, said)))
        fail_msg("ams %s: code %d\n%s%s", line, outcome.code, outcome.out, outcome.err);
}

/* Makes an installation, as the first start does; it gets no further than the models, which are not there. */
static void install(struct place *place)
{
    char models[] = "AMS_MODELS_DIR=./no-models";
    char **free_place = &place->environment[place->environment[1] ? 2 : 1];
    *free_place = models;
    expect(place, "serve", "", CLI_FAILED, "no-models");
    *free_place = NULL;
}

static void test_usage(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *line;
        int code;
        const char *said;
    } cases[] = {
        {"", CLI_USAGE, "ams serve"},
        {"help", CLI_OK, "ams user add"},
        {"--help", CLI_OK, "ams user add"},
        {"version", CLI_OK, "ams "},
        {"--version", CLI_OK, "ams "},
        {"fly", CLI_USAGE, "there is no command fly"},
        {"user", CLI_USAGE, "there is no command user"},
        {"user remove", CLI_USAGE, "there is no command user"},
        {"user add --help", CLI_OK, "usage: ams user add --name NAME --email EMAIL --role"},
        {"user add", CLI_USAGE, "this option is missing: name"},
        {"user add --name A --email a@b.example", CLI_USAGE, "this option is missing: role"},
        {"user add --name", CLI_USAGE, "needs a value: --name"},
        {"user add --name A --name B", CLI_USAGE, "given twice: --name"},
        {"user add --nam A", CLI_USAGE, "there is no option --nam"},
        {"user add -n A", CLI_USAGE, "there is no option -n"},
        {"user add --password-stdin=x", CLI_USAGE, "takes no value: --password-stdin"},
        {"backup key", CLI_USAGE, "Name the file that the private key goes into."},
        {"restore", CLI_USAGE, "Name the private key with --key FILE, and the backup."},
        {"restore --forget x", CLI_USAGE, "--forget takes no file."},
        {"restore --key missing.key x", CLI_FAILED, "The private key missing.key cannot be read"},
        {"config extra", CLI_USAGE, "this word is too much: extra"},
        {"config --config missing.conf", CLI_FAILED, "missing.conf cannot be read"},
        {"version --config x", CLI_USAGE, "there is no option --config"},
        {"config", CLI_OK, "port = 8443"},
        {"face", CLI_USAGE, "usage: ams face"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        expect(place, cases[i].line, "", cases[i].code, cases[i].said);
}

static void test_user_add(void **state)
{
    struct place *place = *state;
    install(place);
    static const char add[] = "user add --name=Ada --email Ada@Example.org --role administrator --password-stdin";
    expect(place, "user add --name A --email a@b.example --role king", "", CLI_USAGE, "--role must be administrator");
    expect(place, add, "short\n", CLI_FAILED, "The password is too short");
    expect(place, add, "", CLI_FAILED, "no password on its first line");
    expect(place, add, "nine purple boats\n", CLI_OK, "administrator ada@example.org has the number 1.");
    expect(place, add, "nine purple boats\n", CLI_FAILED, "There is an account with this e-mail address already.");
    expect(place, "user add --name Eve --email none --role student", "", CLI_FAILED, "This is no e-mail address.");
    expect(place, "user add --name Eve --email eve@example.org --role professor", "", CLI_OK,
           "https://localhost:8443/welcome#");
    expect(place, "audit verify", "", CLI_OK, "entries fit");
}

static void test_migrate(void **state)
{
    struct place *place = *state;
    install(place);
    expect(place, "migrate", "", CLI_OK, "The database is at schema ");
    expect(place, "migrate", "", CLI_OK, "The database is at schema ");
}

/* One server a database; an operator's command works beside it. */
static void test_one_server_a_database(void **state)
{
    struct place *place = *state;
    install(place);
    char path[64];
    expect(place, "migrate", "", CLI_OK, "The database is at schema ");
    snprintf(path, sizeof(path), "%s/data/ams.db.lock", place->folder);
    FILE *lock = fopen(path, "w");
    assert_non_null(lock);
    assert_int_equal(flock(fileno(lock), LOCK_EX | LOCK_NB), 0);
    expect(place, "serve", "", CLI_FAILED, "Another ams is serving");
    expect(place, "user add --name Eve --email eve@example.org --role professor", "", CLI_OK,
           "https://localhost:8443/welcome#");
    fclose(lock);
}

/* A key in its file, another generation of it, and one that is not the database's. */
static void test_key(void **state)
{
    struct place *place = *state;
    static struct outcome fresh;
    char path[64], variable[100];
    expect(place, "key status", "", CLI_FAILED, "There is no installation here");
    expect(place, "key rotate", "", CLI_FAILED, "There is no installation here");
    install(place);
    expect(place, "user add --name Ada --email ada@example.org --role administrator --password-stdin",
           "nine purple boats\n", CLI_OK, "has the number");
    expect(place, "key status", "", CLI_OK, "in force   wraps 1 keys");
    expect(place, "key rotate", "", CLI_OK, "1 keys are wrapped anew");
    expect(place, "key rotate", "", CLI_OK, "1 keys are wrapped anew");
    expect(place, "audit verify", "", CLI_OK, "entries fit");
    expect(place, "audit head", "", CLI_OK, " entries"); // signed, by a key of its own
    expect(place, "audit verify --head 00", "", CLI_FAILED, "was cut off, or it never had this head");
    snprintf(path, sizeof(path), "%s/data/master.key.lock", place->folder);
    FILE *lock = fopen(path, "w");
    assert_non_null(lock);
    assert_int_equal(flock(fileno(lock), LOCK_EX | LOCK_NB), 0);
    expect(place, "key rotate", "", CLI_FAILED, "Another rotation is under way");
    fclose(lock);

    run(place, "key new", "", &fresh);
    assert_int_equal(strlen(fresh.out), 65);
    fresh.out[64] = '\0';
    snprintf(variable, sizeof(variable), "AMS_MASTER_KEY=%.64s", fresh.out);
    place->environment[1] = variable;
    expect(place, "audit verify", "", CLI_FAILED, "the master key is not the one that this database was sealed with");
    expect(place, "key status", "", CLI_FAILED, "2 keys are wrapped by a master key that is not here");
    place->environment[1] = (char[]){"AMS_MASTER_KEY=a short one"};
    expect(place, "key status", "", CLI_FAILED, "AMS_MASTER_KEY is no master key");
    // Lost for good: what it had sealed goes, and there is a new one.
    place->environment[1] = variable;
    expect(place, "key forget", "", CLI_USAGE, "this option is missing: lost-for-good");
    expect(place, "key forget --lost-for-good", "", CLI_OK, "Faces and second factors are deleted");
    expect(place, "audit head", "", CLI_OK, " entries");
    expect(place, "key status", "", CLI_OK, "in force   wraps 1 keys");
    place->environment[1] = NULL;
}

/* The same key moves from its file to a credential, and gets a generation before it there. */
static void test_credential(void **state)
{
    struct place *place = *state;
    char command[200], folder[64];
    install(place);
    expect(place, "user add --name Ada --email ada@example.org --role administrator --password-stdin",
           "nine purple boats\n", CLI_OK, "has the number");
    snprintf(command, sizeof(command), "mv %s/data/master.key %s/ams-master-key", place->folder, place->folder);
    assert_int_equal(system(command), 0);
    expect(place, "key status", "", CLI_FAILED, "is not there, but the database is");
    snprintf(folder, sizeof(folder), "CREDENTIALS_DIRECTORY=%s", place->folder);
    place->environment[1] = folder;
    expect(place, "key status", "", CLI_OK, "comes from the credential ams-master-key");
    expect(place, "key rotate", "", CLI_OK, "put a line of `ams key new` before the one that is there");
    snprintf(
        command, sizeof(command),
        "cd %s && (seq -w 32 | cut -c1-2 | tr -d '\\n'; echo; od -An -v -tx1 ams-master-key | tr -d ' \\n'; echo) >"
        " two && mv two ams-master-key",
        place->folder);
    assert_int_equal(system(command), 0);
    expect(place, "key status", "", CLI_OK, "before     wraps 1 keys");
    expect(place, "key rotate", "", CLI_OK, "1 keys are wrapped anew");
    expect(place, "key status", "", CLI_OK, "in force   wraps 1 keys");
    expect(place, "audit verify", "", CLI_OK, "entries fit");
}

static void test_demo(void **state)
{
    struct place *place = *state;
    static struct outcome first;
    run(place, "demo", "", &first);
    if (first.code != CLI_OK)
        fail_msg("%s%s", first.out, first.err);
    const char *password = strstr(first.out, "password ");
    assert_non_null(password);
    char line[128];
    snprintf(line, sizeof(line), "%.*s", (int)strcspn(password, "\n"), password);
    expect(place, "demo", "", CLI_OK, line);
    expect(place, "audit verify", "", CLI_OK, "entries fit");
}

static void test_demo_needs_an_empty_database(void **state)
{
    struct place *place = *state;
    install(place);
    expect(place, "user add --name Ada --email ada@example.org --role administrator --password-stdin",
           "nine purple boats\n", CLI_OK, "has the number");
    expect(place, "demo", "", CLI_FAILED, "There are accounts in this database already.");
}

/* What serve needs and does not find is named, with where it was looked for. */
static void test_serve_says_what_is_missing(void **state)
{
    struct place *place = *state;
    char models[] = "AMS_MODELS_DIR=./no-models";
    char database[] = "AMS_DATABASE=mariadb://ams:secret@127.0.0.1:1/ams";
    static struct outcome outcome;
    place->environment[1] = models;
    expect(place, "serve", "", CLI_FAILED, "no-models");
    place->environment[1] = database;
    run(place, "serve", "", &outcome);
    assert_int_equal(outcome.code, CLI_FAILED);
    assert_non_null(strstr(outcome.err, "The database: "));
    assert_null(strstr(outcome.err, "secret"));
}

/* Without the service's settings a command finds no installation, says where it looked, and makes none. */
static void test_no_installation(void **state)
{
    struct place *place = *state;
    static const char *const lines[] = {
        "user add --name Eve --email eve@example.org --role professor",
        "migrate",
        "audit verify",
        "backup x.backup",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        expect(place, lines[i], "", CLI_FAILED, "There is no installation here: ");
    char path[64];
    snprintf(path, sizeof(path), "%s/data", place->folder);
    assert_int_equal(access(path, F_OK), -1);

    // A key that is lost is not replaced by another one.
    install(place);
    snprintf(path, sizeof(path), "%s/data/master.key", place->folder);
    assert_int_equal(unlink(path), 0);
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        expect(place, lines[i], "", CLI_FAILED, "is not there, but the database is. Put it back");
    expect(place, "serve", "", CLI_FAILED, "is not there, but the database is. Put it back");
    expect(place, "demo", "", CLI_FAILED, "is not there, but the database is. Put it back");
    assert_int_equal(access(path, F_OK), -1);
}

int main(int argc, char **argv)
{
    if (argc > 1) // what `serve` starts beside itself is this very program
        return cli_run(argc, argv, environ);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_usage, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_user_add, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_migrate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_server_a_database, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_installation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_demo, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_demo_needs_an_empty_database, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_serve_says_what_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_credential, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
