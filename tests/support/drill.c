/* SPDX-License-Identifier: MIT */
#include "support/drill.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/cli.h"
#include "base/str.h"

enum { WORDS_MAX = 16 };

int drill_run(struct drill *drill, const char *line)
{
    char copy[512];
    char *words[WORDS_MAX + 1] = {(char[]){"ams"}};
    int count = 1, status;
    char *rest = copy, *word;
    FILE *out = tmpfile();
    assert_true(out && str_copy(copy, sizeof(copy), line));
    while ((word = strtok_r(rest, " ", &rest)) != NULL && count < WORDS_MAX)
        words[count++] = word;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        dup2(fileno(out), STDERR_FILENO);
        if (chdir(drill->folder) != 0)
            _exit(99);
        int code = cli_run(count, words, drill->environment);
        fflush(NULL);
        _exit(code);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    rewind(out);
    drill->said[fread(drill->said, 1, DRILL_TEXT_MAX - 1, out)] = '\0';
    fclose(out);
    return WEXITSTATUS(status);
}

void drill_expect(struct drill *drill, const char *line, int code, const char *said)
{
    int answer = drill_run(drill, line);
    if (answer != code || !strstr(drill->said, said))
        fail_msg("ams %s: code %d, expected \"%s\"\n%s", line, answer, said, drill->said);
}

const char *drill_path(const struct drill *drill, const char *name)
{
    static char path[200];
    snprintf(path, sizeof(path), "%s/%s", drill->folder, name);
    return path;
}

void drill_open(struct drill *drill, struct test_store *test)
{
    memset(drill, 0, sizeof(*drill));
    drill->test = test;
    store_close(test->store);
    test->store = NULL;
    snprintf(drill->folder, sizeof(drill->folder), "/tmp/ams-drill-XXXXXX");
    assert_non_null(mkdtemp(drill->folder));
    snprintf(drill->data_dir, sizeof(drill->data_dir), "AMS_DATA_DIR=%s/data", drill->folder);
    snprintf(drill->database, sizeof(drill->database), "AMS_DATABASE=%s", test->url);
    drill->environment[0] = drill->data_dir;
    drill->environment[1] = drill->database;
    // The fixture's database is there already: it gets the key that a first start would have made with it.
    assert_int_equal(mkdir(drill_path(drill, "data"), 0700), 0);
    int file = open(drill_path(drill, "data/master.key"), O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_int_equal(write(file, "0123456789abcdef0123456789abcdef", 32), 32);
    close(file);
    drill_expect(drill, "demo", CLI_OK, "A demo college is there");
    drill_expect(drill, "backup key private.key", CLI_OK, "backup_key = ");
    int size = (int)strcspn(strstr(drill->said, "ams-backup-public-"), "\n");
    snprintf(drill->key, sizeof(drill->key), "AMS_BACKUP_KEY=%.*s", size, strstr(drill->said, "ams-backup-public-"));
    drill->environment[2] = drill->key;
    drill_expect(drill, "backup college.backup", CLI_OK, "is written and was read again");
    assert_null(strstr(drill->said, "were not there"));
}

void drill_close(struct drill *drill)
{
    char command[80];
    snprintf(command, sizeof(command), "rm -rf %s", drill->folder);
    assert_int_equal(system(command), 0);
}
