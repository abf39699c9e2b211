/* SPDX-License-Identifier: MIT */
#include "support/stopped.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/mariadb_server.h"

enum { LOOK_PAUSE_US = 1000 };

/* The letter behind the name in parentheses; proc(5). A thread that has ended in the meantime stands still, too. */
static bool thread_is_still(const char *process_folder, const char *thread)
{
    char path[512], line[512] = "";
    snprintf(path, sizeof path, "%s/%s/stat", process_folder, thread);
    FILE *file = fopen(path, "re");
    if (!file)
        return true;
    const char *name_end = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
    fclose(file);
    return !name_end || strchr("TtZX", name_end[2]);
}

static bool all_are_still(pid_t process)
{
    char folder[64];
    snprintf(folder, sizeof folder, "/proc/%d/task", (int)process);
    DIR *threads = opendir(folder);
    if (!threads)
        test_die("%s: %s", folder, strerror(errno));
    bool still = true;
    for (struct dirent *entry; still && (entry = readdir(threads));)
        still = entry->d_name[0] == '.' || thread_is_still(folder, entry->d_name);
    closedir(threads);
    return still;
}

void stop_process(pid_t process)
{
    if (kill(process, SIGSTOP) != 0)
        test_die("SIGSTOP: %s", strerror(errno));
    while (!all_are_still(process))
        usleep(LOOK_PAUSE_US);
}
