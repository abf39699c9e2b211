/* SPDX-License-Identifier: MIT */
#include "support/kept.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "support/mariadb_server.h"

enum { PATH_SIZE = 400 };

static const char spare_prefix[] = "spare-"; // of a file's name: the database's follows, its shape is what is in it

static const char *folder(void)
{
    const char *given = getenv("AMS_TEST_KEPT");
    return given && given[0] ? given : NULL;
}

/* The file's bytes, a NUL after them; NULL when it is not there. */
static unsigned char *read_all(const char *path, size_t *ret_size)
{
    struct stat about;
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    if (fstat(fileno(file), &about) != 0)
        test_die("%s: %s", path, strerror(errno));
    size_t size = (size_t)about.st_size;
    unsigned char *bytes = malloc(size + 1);
    if (!bytes || fread(bytes, 1, size, file) != size)
        test_die("%s: cannot be read", path);
    bytes[size] = '\0';
    fclose(file);
    *ret_size = size;
    return bytes;
}

/* Under this name at once and whole: another program may be looking. */
static void write_all(const char *name, const void *bytes, size_t size)
{
    char path[PATH_SIZE], part[PATH_SIZE];
    snprintf(path, sizeof(path), "%s/%s", folder(), name);
    snprintf(part, sizeof(part), "%s/part-%d", folder(), (int)getpid());
    FILE *file = fopen(part, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0 || rename(part, path) != 0)
        test_die("%s: %s", path, strerror(errno));
}

unsigned char *kept_file(size_t *ret_size)
{
    char path[PATH_SIZE];
    if (!folder())
        return NULL;
    snprintf(path, sizeof(path), "%s/ams.db", folder());
    return read_all(path, ret_size);
}

void kept_leave_file(const unsigned char *bytes, size_t size)
{
    if (folder())
        write_all("ams.db", bytes, size);
}

/* True when the file of a spare database was there and is this program's now; the shape is read from it. */
static bool take_one(const char *name, char *ret_shape, size_t shape_size)
{
    char path[PATH_SIZE], mine[PATH_SIZE];
    snprintf(path, sizeof(path), "%s/%s", folder(), name);
    snprintf(mine, sizeof(mine), "%s/mine-%d", folder(), (int)getpid());
    if (rename(path, mine) != 0)
        return false;
    size_t size;
    unsigned char *shape = read_all(mine, &size);
    if (!shape || !str_copy(ret_shape, shape_size, (const char *)shape))
        test_die("%s: is no shape", path);
    free(shape);
    unlink(mine);
    return true;
}

bool kept_take(char *ret_name, size_t name_size, char *ret_shape, size_t shape_size)
{
    DIR *left = folder() ? opendir(folder()) : NULL;
    bool taken = false;
    if (!left)
        return false;
    for (struct dirent *entry; !taken && (entry = readdir(left));) {
        const size_t prefix = sizeof(spare_prefix) - 1;
        if (strncmp(entry->d_name, spare_prefix, prefix) == 0 && take_one(entry->d_name, ret_shape, shape_size)) {
            if (!str_copy(ret_name, name_size, entry->d_name + prefix))
                test_die("%s: too long a name", entry->d_name);
            taken = true;
        }
    }
    closedir(left);
    return taken;
}

bool kept_leave(const char *name, const char *shape)
{
    char file[PATH_SIZE];
    if (!folder())
        return false;
    snprintf(file, sizeof(file), "%s%s", spare_prefix, name);
    write_all(file, shape, strlen(shape));
    return true;
}
