/* SPDX-License-Identifier: MIT */
#include "support/face_data.h"

#include <stdio.h>
#include <stdlib.h>
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
