/* SPDX-License-Identifier: MIT */
/* A college on one engine in a folder of its own, its commands as a shell sees them, and a backup of it. */
#ifndef AMS_TESTS_SUPPORT_DRILL_H
#define AMS_TESTS_SUPPORT_DRILL_H

#include "support/database.h"

enum { DRILL_TEXT_MAX = 16 << 10, DRILL_MORE = 3 };

struct drill {
    struct test_store *test;
    char folder[40], database[600], data_dir[60], key[120];
    char *environment[3 + DRILL_MORE + 1]; // from place 3 on a test's own
    char said[DRILL_TEXT_MAX];             // by the last command
};

/* Fills the test's database, makes a pair of keys (private.key) and a backup (college.backup). */
void drill_open(struct drill *drill, struct test_store *test);
void drill_close(struct drill *drill);

/* Runs `ams` with these words in the drill's folder; the exit code. */
int drill_run(struct drill *drill, const char *line);

/* The same; fails the test unless it ends with this code and says this. */
void drill_expect(struct drill *drill, const char *line, int code, const char *said);

/* A path in the drill's folder, until the next call. */
const char *drill_path(const struct drill *drill, const char *name);

#endif
