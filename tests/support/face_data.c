/* SPDX-License-Identifier: MIT */
#include "support/face_data.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool face_data_path(const char *name, char path[static FACE_DATA_PATH_SIZE])
{
    const char *shared = getenv("AMS_SHARED");
    int length = snprintf(path, FACE_DATA_PATH_SIZE, "%s/%s", shared ? shared : "../shared", name);
    return length > 0 && length < FACE_DATA_PATH_SIZE && access(path, R_OK) == 0;
}

const char *face_data_models(void)
{
    static const char *const files[] = {"models.json", "fr_detect.onnx", "fr_landmark.onnx", "fr_feature.onnx"};
    const char *directory = getenv("AMS_MODELS");
    if (!directory)
        directory = "models";
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[FACE_DATA_PATH_SIZE];
        int length = snprintf(path, sizeof(path), "%s/%s", directory, files[i]);
        if (length <= 0 || length >= FACE_DATA_PATH_SIZE || access(path, R_OK) != 0)
            return NULL;
    }
    return directory;
}

const char *face_data_models_with(const char *file)
{
    char path[FACE_DATA_PATH_SIZE];
    const char *directory = face_data_models();
    int length = directory ? snprintf(path, sizeof(path), "%s/%s", directory, file) : 0;
    return length > 0 && length < FACE_DATA_PATH_SIZE && access(path, R_OK) == 0 ? directory : NULL;
}

struct face_data_file face_data_read(const char *path)
{
    struct face_data_file read = {NULL, 0};
    FILE *file = fopen(path, "rb");
    if (!file)
        return read;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    if (size > 0 && (read.bytes = malloc((size_t)size))) {
        read.size = fread(read.bytes, 1, (size_t)size, file);
        if (read.size != (size_t)size) {
            free(read.bytes);
            read = (struct face_data_file){NULL, 0};
        }
    }
    fclose(file);
    return read;
}

static bool look_at_person(const char *folder, bool (*look)(const struct face_data_file *file))
{
    struct dirent **names;
    char path[FACE_DATA_PATH_SIZE + 512];
    int count = scandir(folder, &names, NULL, alphasort);
    bool good = false;
    for (int i = 0; i < count; i++) {
        if (!good && names[i]->d_name[0] != '.') {
            snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
            struct face_data_file file = face_data_read(path);
            good = file.bytes && look(&file);
            free(file.bytes);
        }
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return good;
}

size_t face_data_people(const char *images, size_t max, bool (*look)(const struct face_data_file *file))
{
    struct dirent **names;
    char folder[FACE_DATA_PATH_SIZE];
    int count = scandir(images, &names, NULL, alphasort);
    size_t people = 0;
    for (int i = 0; i < count; i++) {
        snprintf(folder, sizeof(folder), "%s/%s", images, names[i]->d_name);
        if (names[i]->d_name[0] != '.' && people < max && look_at_person(folder, look))
            people++;
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return people;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

bool face_data_files(const char *folder, void (*look)(void *context, const char *path), void *context)
{
    struct dirent **names;
    char path[FACE_DATA_PATH_SIZE];
    int count = scandir(folder, &names, is_visible, alphasort);
    bool good = count >= 0;
    if (!good)
        fprintf(stderr, "%s cannot be listed\n", folder);
    for (int i = 0; i < count; i++) {
        struct stat about;
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
        if (stat(path, &about) == 0 && S_ISDIR(about.st_mode))
            good = face_data_files(path, look, context) && good;
        else
            look(context, path);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return good;
}
