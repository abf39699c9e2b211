/* SPDX-License-Identifier: MIT */
/* Stands in for libFuzzer: runs a target once on each file of the folders it is given. For every compiler. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { FILE_MAX = 64 << 20 };

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    int failed = 1;
    if (!file || fseek(file, 0, SEEK_END) != 0)
        goto end;
    long size = ftell(file);
    if (size < 0 || size > FILE_MAX || fseek(file, 0, SEEK_SET) != 0)
        goto end;
    bytes = malloc((size_t)size + !size); // exactly its size, so that a read past it is seen
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size)
        goto end;
    LLVMFuzzerTestOneInput(bytes, (size_t)size);
    failed = 0;
end:
    if (failed)
        fprintf(stderr, "%s: cannot be read\n", path);
    if (file)
        fclose(file);
    free(bytes);
    return failed;
}

int main(int count, char **arguments)
{
    unsigned files = 0;
    for (int i = 1; i < count; i++) {
        DIR *folder = opendir(arguments[i]);
        if (!folder) {
            fprintf(stderr, "%s: %s\n", arguments[i], strerror(errno));
            return 1;
        }
        for (struct dirent *entry; (entry = readdir(folder));) {
            char path[4096];
            if (entry->d_name[0] == '.')
                continue;
            snprintf(path, sizeof(path), "%s/%s", arguments[i], entry->d_name);
            if (replay(path))
                return 1;
            files++;
        }
        closedir(folder);
    }
    printf("%s: %u files\n", arguments[0], files);
    return files ? 0 : 1;
}
