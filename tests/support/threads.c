/* SPDX-License-Identifier: MIT */
#include "support/threads.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/mariadb_server.h"

enum { LOOKS_MAX = 100000, PAUSE_US = 100, QUIET_LOOKS = 2, PATH_SIZE = 64, LINE_SIZE = 256 };

/* Its state as proc(5) has it: what follows the name, which stands in brackets. One that has ended is no trouble. */
static bool sleeps(const char *thread)
{
    char path[PATH_SIZE], line[LINE_SIZE] = "";
    snprintf(path, sizeof(path), "/proc/self/task/%.20s/stat", thread);
    FILE *file = fopen(path, "r");
    if (!file)
        return true;
    const char *end = fgets(line, sizeof(line), file) ? strrchr(line, ')') : NULL;
    fclose(file);
    return !end || end[1] == '\0' || end[2] == 'S';
}

static bool all_sleep(void)
{
    char own[PATH_SIZE];
    snprintf(own, sizeof(own), "%d", (int)gettid());
    DIR *threads = opendir("/proc/self/task");
    if (!threads)
        test_die("/proc/self/task: %s", strerror(errno));
    bool all = true;
    for (struct dirent *entry; all && (entry = readdir(threads));)
        all = entry->d_name[0] == '.' || strcmp(entry->d_name, own) == 0 || sleeps(entry->d_name);
    closedir(threads);
    return all;
}

void threads_rest(void)
{
    int quiet = 0;
    for (int i = 0; i < LOOKS_MAX && quiet < QUIET_LOOKS; i++) {
        usleep(PAUSE_US);
        quiet = all_sleep() ? quiet + 1 : 0;
    }
    if (quiet < QUIET_LOOKS)
        test_die("the threads of this program do not come to rest");
}
