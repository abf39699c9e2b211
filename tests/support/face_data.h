/* SPDX-License-Identifier: MIT */
/* Where tests find real faces and models, and how they say that there are none. */
#ifndef AMS_TESTS_SUPPORT_FACE_DATA_H
#define AMS_TESTS_SUPPORT_FACE_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FACE_DATA_PATH_SIZE = 1024 };

/* A file's bytes, to be freed. */
struct face_data_file {
    uint8_t *bytes;
    size_t size;
};

/*
 * The path of `name` under the shared data folder (environment AMS_SHARED, default ../shared). False when it is not
 * there: the test then prints "skip: ..." and skips.
 */
bool face_data_path(const char *name, char path[static FACE_DATA_PATH_SIZE]);

/* The folder of models.json when all its files have been fetched, else NULL (AMS_MODELS, default models). */
const char *face_data_models(void);

/* The same, but NULL also when `file`, which is fetched only by name, is not there. */
const char *face_data_models_with(const char *file);

/* Reads a whole file; bytes is NULL on failure. */
struct face_data_file face_data_read(const char *path);

/*
 * Of a folder that holds one folder a person: gives each one's pictures to look(), which borrows the bytes, in the
 * order of their names until it says true. Returns how many people it said so of, `max` at the most.
 */
size_t face_data_people(const char *images, size_t max, bool (*look)(const struct face_data_file *file));

/*
 * Gives the path of each file below a folder to look(), by name; what begins with a dot is left out. False when a
 * folder cannot be listed, which is told on standard error.
 */
bool face_data_files(const char *folder, void (*look)(void *context, const char *path), void *context);

#endif
