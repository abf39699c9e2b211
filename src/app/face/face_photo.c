/* SPDX-License-Identifier: MIT */
/* `ams face photo`: who of a class is in these pictures? */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/commands.h"
#include "app/face/face_set.h"
#include "base/str.h"
#include "face/photo/photo.h"

enum {
    CODE_ERROR = 2,
    STUDENTS_MAX = 10000,
    PICTURES_MAX = 16, // of one student; more are not read
    PATH_SIZE = 2048,
};

static const char usage[] =
    "usage: ams face photo IMAGE [IMAGE...] --gallery DIR [--threads N] [--models DIR]\n"
    "Finds every face in up to 4 pictures of a class and compares it with the students: DIR holds a folder\n"
    "for each, named after the student, with pictures (JPEG, PNG, WebP, HEIC) that show the student in the middle.\n"
    "Prints one JSON object: proposals, each student at most once.\n";

struct options {
    const char *models, *gallery;
    const char *images[PHOTO_MAX];
    size_t image_count;
    int64_t threads;
};

struct class
{
    struct face_template *templates;
    char **names;
    size_t count, room;
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "ams face photo: %s: %s\n", what, why);
    return CODE_ERROR;
}

static bool read_options(int argc, char **argv, struct options *options)
{
    for (int at = 1; at < argc; at++) {
        if (strncmp(argv[at], "--", 2) != 0) {
            if (options->image_count == PHOTO_MAX)
                return false;
            options->images[options->image_count++] = argv[at];
            continue;
        }
        if (at + 1 == argc)
            return false;
        if (strcmp(argv[at], "--models") == 0)
            options->models = argv[at + 1];
        else if (strcmp(argv[at], "--gallery") == 0)
            options->gallery = argv[at + 1];
        else if (strcmp(argv[at], "--threads") != 0 ||
                 !str_to_int(argv[at + 1], 1, PHOTO_THREADS_MAX, &options->threads))
            return false;
        at++;
    }
    return options->image_count > 0 && options->gallery;
}

static bool is_picture(const char *name)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < ARRAY_LENGTH(endings); i++)
        if (strcasecmp(dot, endings[i]) == 0)
            return true;
    return false;
}

/* The mean of the faces in a student's folder; false when there is none. */
static bool read_student(struct face_engine *engine, const char *folder, struct face_template *ret_template)
{
    DIR *directory = opendir(folder);
    if (!directory)
        return false;
    struct face_template mean = {0}, one;
    size_t pictures = 0;
    for (struct dirent *entry; pictures < PICTURES_MAX && (entry = readdir(directory));) {
        char path[PATH_SIZE];
        size_t size;
        if (!is_picture(entry->d_name) ||
            (size_t)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) >= sizeof(path))
            continue;
        unsigned char *bytes = face_set_read_file(path, &size);
        enum face_reason reason =
            bytes ? face_embed(engine, (struct face_frame){bytes, size}, false, &one, NULL) : FACE_BAD_IMAGE;
        free(bytes);
        if (reason != FACE_OK) {
            fail(path, face_reason_code(reason));
            continue;
        }
        memcpy(mean.model_id, one.model_id, sizeof(mean.model_id));
        for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
            mean.values[i] += one.values[i];
        pictures++;
    }
    closedir(directory);
    double length = 0;
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        length += (double)mean.values[i] * (double)mean.values[i];
    if (!(length > 0))
        return false;
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        mean.values[i] = (float)((double)mean.values[i] / sqrt(length));
    *ret_template = mean;
    return true;
}

static bool add_student(struct class *class, const char *name, const struct face_template *face)
{
    if (class->count == class->room) {
        size_t room = class->room ? class->room * 2 : 64;
        struct face_template *templates = realloc(class->templates, room * sizeof(*templates));
        if (templates)
            class->templates = templates;
        char **names = realloc(class->names, room * sizeof(*names));
        if (names)
            class->names = names;
        if (!templates || !names)
            return false;
        class->room = room;
    }
    class->names[class->count] = strdup(name);
    if (!class->names[class->count])
        return false;
    class->templates[class->count++] = *face;
    return true;
}

static void class_release(struct class *class)
{
    for (size_t i = 0; i < class->count; i++)
        free(class->names[i]);
    free(class->names);
    free(class->templates);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool read_class(struct face_engine *engine, const char *folder, struct class *class)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, by_name);
    bool whole = count >= 0;
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE];
        struct face_template face;
        const char *name = entries[i]->d_name;
        if (whole && name[0] != '.' && class->count < STUDENTS_MAX &&
            (size_t)snprintf(path, sizeof(path), "%s/%s", folder, name) < sizeof(path) &&
            read_student(engine, path, &face))
            whole = add_student(class, name, &face);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return whole;
}

static json_t *result_json(const struct photo_result *result, const struct class *class,
                           const struct photo_timing *timing, const struct face_models *models)
{
    json_t *faces = json_array();
    size_t seen = 0;
    for (size_t i = 0; i < result->count; i++) {
        const struct photo_face *face = &result->faces[i];
        const char *name = face->student == PHOTO_NOBODY ? NULL : class->names[face->student];
        seen += name != NULL;
        json_array_append_new(faces, json_pack("{s:i, s:[f, f, f, f], s:s, s:s?, s:f}", "photo", (int)face->photo,
                                               "box", (double)face->box.x1, (double)face->box.y1, (double)face->box.x2,
                                               (double)face->box.y2, "band", photo_band_code(face->band), "student",
                                               name, "cosine", (double)face->score));
    }
    return json_pack("{s:o, s:i, s:i, s:f, s:f, s:{s:f, s:f, s:f, s:f}}", "faces", faces, "students", (int)class->count,
                     "seen", (int)seen, "sure_from", (double)photo_sure_threshold(models, class->count), "ask_from",
                     (double)photo_ask_threshold(models), "milliseconds", "decode", (double)timing->decode_ns * 1e-6,
                     "detect", (double)timing->detect_ns * 1e-6, "read", (double)timing->read_ns * 1e-6, "match",
                     (double)timing->match_ns * 1e-6);
}

static int look(struct face_pool *pool, const struct face_models *models, const struct options *options,
                const struct class *class)
{
    struct face_frame photos[PHOTO_MAX] = {{NULL, 0}};
    struct photo_result result = {0};
    struct photo_timing timing;
    size_t bad = 0, count = 0;
    int code = CODE_ERROR;
    for (; count < options->image_count; count++) {
        photos[count].bytes = face_set_read_file(options->images[count], &photos[count].size);
        if (!photos[count].bytes) {
            fail(options->images[count], strerror(errno));
            break;
        }
    }
    if (count == options->image_count) {
        const struct photo_roster roster = {class->templates, class->count};
        enum face_reason reason = photo_read(pool, photos, count, &roster, &result, &bad, &timing);
        json_t *json = reason == FACE_OK ? result_json(&result, class, &timing, models) : NULL;
        if (json && json_dumpf(json, stdout, JSON_REAL_PRECISION(6)) == 0 && putchar('\n') != EOF &&
            fflush(stdout) == 0)
            code = 0;
        else
            fail(options->images[bad],
                 reason == FACE_OK ? "the result could not be written." : face_reason_code(reason));
        json_decref(json);
        photo_close(&result);
    }
    for (size_t i = 0; i < count; i++)
        free((void *)photos[i].bytes);
    return code;
}

int face_photo_command(int argc, char **argv, const struct face_choice *choice)
{
    struct options options = {.models = choice->models_dir, .threads = 2};
    struct class class = {0};
    char error[FACE_ERROR_SIZE];
    int code = CODE_ERROR;
    if (!read_options(argc, argv, &options)) {
        fputs(usage, stderr);
        return CODE_ERROR;
    }
    struct face_models *models = face_models_open(options.models, choice->embedder, error);
    struct face_pool *pool = models ? face_pool_fork(models, (size_t)options.threads, error) : NULL;
    if (!pool) {
        face_models_close(models);
        return fail("the models", error);
    }
    struct face_engine *engine = face_engine_open(models, error);
    bool read = engine && read_class(engine, options.gallery, &class);
    face_engine_close(engine);
    if (!read)
        fail(options.gallery, "the students could not be read.");
    else if (class.count == 0)
        fail(options.gallery, "there is no folder with a picture of a face.");
    else
        code = look(pool, models, &options, &class);
    class_release(&class);
    face_pool_close(pool);
    face_models_close(models);
    return code;
}
