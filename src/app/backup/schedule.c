/* SPDX-License-Identifier: MIT */
#include "app/backup/schedule.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/services.h"
#include "base/str.h"

enum { NAME_SIZE = 40, FILES_MAX = 4096, PATH_SIZE = 1200 };

static const char name_format[] = "ams-%Y%m%dT%H%M%SZ.backup"; // sorts by time
static const int64_t hour_ms = INT64_C(3600) * 1000;

/* The moment in a name that this file has given; false for any other name. */
static bool parse_name(const char *name, int64_t *ret_at)
{
    struct tm tm = {0};
    char again[NAME_SIZE];
    const char *end = strptime(name, name_format, &tm);
    if (!end || *end != '\0')
        return false;
    time_t at = timegm(&tm);
    if (strftime(again, sizeof(again), name_format, &tm) == 0 || strcmp(again, name) != 0)
        return false;
    *ret_at = (int64_t)at * 1000;
    return true;
}

static int compare_moments(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a < b) - (a > b);
}

/* The moments of all backups in the folder, newest first; at most FILES_MAX. */
static size_t list(const char *folder, int64_t moments[static FILES_MAX])
{
    size_t count = 0;
    DIR *directory = opendir(folder);
    if (!directory)
        return 0;
    for (struct dirent *entry; count < FILES_MAX && (entry = readdir(directory));)
        count += parse_name(entry->d_name, &moments[count]);
    closedir(directory);
    qsort(moments, count, sizeof(*moments), compare_moments);
    return count;
}

int64_t backup_newest(const char *folder)
{
    int64_t *moments = calloc(FILES_MAX, sizeof(*moments));
    size_t count = moments ? list(folder, moments) : 0;
    int64_t newest = count > 0 ? moments[0] : 0;
    free(moments);
    return newest;
}

bool backup_is_scheduled(const struct config *config)
{
    return config->backup_dir && *config->backup_dir != '\0';
}

static void path_of(const struct config *config, int64_t at, char path[static PATH_SIZE])
{
    char name[NAME_SIZE];
    time_t seconds = (time_t)(at / 1000);
    struct tm tm;
    gmtime_r(&seconds, &tm);
    strftime(name, sizeof(name), name_format, &tm);
    snprintf(path, PATH_SIZE, "%s/%s", config->backup_dir, name);
}

static void remove_old(const struct config *config)
{
    char path[PATH_SIZE];
    int64_t *moments = calloc(FILES_MAX, sizeof(*moments));
    size_t count = moments ? list(config->backup_dir, moments) : 0;
    for (size_t i = (size_t)config->backup_keep; i < count; i++) {
        path_of(config, moments[i], path);
        unlink(path);
    }
    free(moments);
}

bool backup_when_due(const struct config *config, int64_t now, bool *ret_made, char error[static BACKUP_ERROR_SIZE])
{
    char path[PATH_SIZE];
    struct backup_about about;
    struct backup_counts counts;
    *ret_made = false;
    int64_t newest = backup_newest(config->backup_dir);
    // A clock that went back must not put backups off for as long.
    if (newest > 0 && newest <= now && now - newest < config->backup_every_hours * hour_ms)
        return true;
    if (mkdir(config->backup_dir, 0700) != 0 && errno != EEXIST) {
        snprintf(error, BACKUP_ERROR_SIZE, "%s cannot be made: %s.", config->backup_dir, strerror(errno));
        return false;
    }
    struct blobs *blobs = services_open_blobs(config, error);
    if (!blobs)
        return false;
    path_of(config, now, path);
    *ret_made = backup_make(config, blobs, path, config->backup_key, &about, &counts, error);
    blobs_close(blobs);
    if (*ret_made)
        remove_old(config);
    return *ret_made;
}

bool backup_is_late(const struct config *config, int64_t newest, int64_t now)
{
    return backup_is_scheduled(config) && (newest == 0 || now - newest > 2 * config->backup_every_hours * hour_ms);
}
