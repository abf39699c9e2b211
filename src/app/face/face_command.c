/* SPDX-License-Identifier: MIT */
/* `ams face detect|verify|eval`: the pipeline on files, JSON on standard output. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/face/face_eval.h"
#include "app/face/face_set.h"
#include "base/str.h"
#include "face/face.h"

enum {
    FACE_SAME = 0,
    FACE_DIFFERENT = 1,
    FACE_ERROR = 2,
    FACES_MAX = 64,
    FILES_MAX = 2,
};

struct face_options {
    const char *models;
    const char *pairs;
    const char *images;
    const char *protocol;
    const char *plot;
    bool gate;
    bool write_thresholds;
    const char *files[FILES_MAX];
    size_t file_count;
    unsigned threads;
};

static const char usage[] = "usage: ams face detect IMAGE\n"
                            "       ams face verify IMAGE IMAGE\n"
                            "       ams face photo IMAGE [IMAGE...] --gallery DIR [--threads N]\n"
                            "       ams face eval --pairs PAIRS --images DIR [OPTION ...]\n"
                            "       ams face eval --protocol template|all --images DIR [OPTION ...]\n"
                            "         options: --threads N, --gate, --plot FILE.svg, --write-thresholds\n"
                            "       ams face live DIR [--challenge JSON]\n"
                            "Each takes --models DIR. Images are JPEG, PNG, WebP or HEIC. One JSON object is printed.\n"
                            "Exit code of verify: 0 the same person, 1 another, 2 it could not be told.\n";

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "ams face: %s: %s\n", what, why);
    return FACE_ERROR;
}

static int print_json(json_t *result, int code)
{
    bool printed = result && json_dumpf(result, stdout, JSON_REAL_PRECISION(6)) == 0 && putchar('\n') != EOF &&
                   fflush(stdout) == 0;
    json_decref(result);
    return printed ? code : fail("standard output", "could not be written.");
}

static json_t *point_json(const struct face_point *point)
{
    return json_pack("[f, f]", (double)point->x, (double)point->y);
}

static json_t *quality_json(const struct face_detection *face)
{
    return json_pack("{s:s, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f}",                                              //
                     "verdict", face_reason_code(face->quality), "brightness", (double)face->brightness,           //
                     "sharpness", (double)face->sharpness, "yaw", (double)face->yaw, "pitch", (double)face->pitch, //
                     "roll", (double)face->roll, "burnt", (double)face->burnt,                                     //
                     "surroundings", (double)face->surroundings, "eyes", (double)face->eyes);
}

static json_t *detection_json(const struct face_detection *face)
{
    json_t *points = json_array(), *landmarks = json_array();
    for (size_t i = 0; i < ARRAY_LENGTH(face->points); i++)
        json_array_append_new(points, point_json(&face->points[i]));
    for (size_t i = 0; i < FACE_LANDMARKS; i++)
        json_array_append_new(landmarks, point_json(&face->landmarks[i]));
    return json_pack("{s:[f, f, f, f], s:f, s:o, s:o, s:o}",                                                        //
                     "box", (double)face->box.x1, (double)face->box.y1, (double)face->box.x2, (double)face->box.y2, //
                     "score", (double)face->box.score, "points", points, "landmarks", landmarks,                    //
                     "quality", quality_json(face));
}

static int detect(struct face_engine *engine, const struct face_options *options)
{
    static struct face_detection faces[FACES_MAX];
    size_t size, count = 0;
    unsigned char *bytes = face_set_read_file(options->files[0], &size);
    if (!bytes)
        return fail(options->files[0], strerror(errno));
    enum face_reason reason = face_detect(engine, (struct face_frame){bytes, size}, faces, FACES_MAX, &count);
    free(bytes);
    if (reason != FACE_OK)
        return fail(options->files[0], face_reason_code(reason));
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, detection_json(&faces[i]));
    return print_json(json_pack("{s:s, s:o}", "image", options->files[0], "faces", list), 0);
}

/* Each image's largest face, through the quality gate, as a student's frame would go. */
static int verify(struct face_engine *engine, const struct face_models *models, const struct face_options *options)
{
    struct face_template templates[FILES_MAX];
    json_t *reasons = json_array(), *cosine_json = json_null();
    int code = FACE_ERROR;
    bool embedded = true;
    for (size_t i = 0; i < FILES_MAX; i++) {
        size_t size;
        unsigned char *bytes = face_set_read_file(options->files[i], &size);
        if (!bytes) {
            json_decref(reasons);
            return fail(options->files[i], strerror(errno));
        }
        enum face_reason reason = face_embed(engine, (struct face_frame){bytes, size}, true, &templates[i], NULL);
        free(bytes);
        embedded = embedded && reason == FACE_OK;
        json_array_append_new(reasons, json_string(face_reason_code(reason)));
    }
    float cosine, threshold = face_models_threshold(models);
    if (embedded && face_compare(&templates[0], &templates[1], &cosine)) {
        code = cosine >= threshold ? FACE_SAME : FACE_DIFFERENT;
        cosine_json = json_real((double)cosine);
    }
    return print_json(json_pack("{s:o, s:o, s:f, s:o}",                                                     //
                                "same", code == FACE_ERROR ? json_null() : json_boolean(code == FACE_SAME), //
                                "cosine", cosine_json, "threshold", (double)threshold, "reasons", reasons),
                      code);
}

static int evaluate(const struct face_models *models, const struct face_options *options)
{
    char error[FACE_EVAL_ERROR_SIZE];
    struct face_eval eval = {
        .protocol = options->pairs                          ? FACE_PROTOCOL_PAIRS
                    : strcmp(options->protocol, "all") == 0 ? FACE_PROTOCOL_ALL
                                                            : FACE_PROTOCOL_TEMPLATE,
        .pairs = options->pairs,
        .images = options->images,
        .plot = options->plot,
        .thresholds = options->write_thresholds ? options->models : NULL,
        .gate = options->gate,
        .threads = options->threads,
    };
    json_t *result = face_eval_run(models, &eval, error);
    if (!result) {
        fprintf(stderr, "ams face eval: %s\n", error);
        return FACE_ERROR;
    }
    return print_json(result, 0);
}

/* Words behind the subcommand. False when one is unknown, lacks its value or is too much. */
static bool read_options(int argc, char **argv, struct face_options *options)
{
    int64_t threads = 1;
    for (int at = 1; at < argc; at++) {
        const char **target = NULL;
        if (strncmp(argv[at], "--", 2) != 0) {
            if (options->file_count == FILES_MAX)
                return false;
            options->files[options->file_count++] = argv[at];
            continue;
        }
        if (strcmp(argv[at], "--gate") == 0 || strcmp(argv[at], "--write-thresholds") == 0) {
            *(argv[at][2] == 'g' ? &options->gate : &options->write_thresholds) = true;
            continue;
        }
        if (at + 1 == argc)
            return false;
        if (strcmp(argv[at], "--models") == 0)
            target = &options->models;
        else if (strcmp(argv[at], "--pairs") == 0)
            target = &options->pairs;
        else if (strcmp(argv[at], "--images") == 0)
            target = &options->images;
        else if (strcmp(argv[at], "--protocol") == 0)
            target = &options->protocol;
        else if (strcmp(argv[at], "--plot") == 0)
            target = &options->plot;
        else if (strcmp(argv[at], "--threads") != 0 || !str_to_int(argv[at + 1], 1, 64, &threads))
            return false;
        if (target)
            *target = argv[at + 1];
        at++;
    }
    options->threads = (unsigned)threads;
    return true;
}

/* `eval` alone takes its options, and its protocol says whether pairs are needed. */
static bool fits_tool(const struct face_options *options, bool is_eval)
{
    const char *protocol = options->protocol ? options->protocol : "pairs";
    if (!is_eval)
        return !options->pairs && !options->images && !options->protocol && !options->plot && !options->gate &&
               !options->write_thresholds;
    bool listed = strcmp(protocol, "template") == 0 || strcmp(protocol, "all") == 0; // by the folder itself
    return options->images && (listed ? !options->pairs : strcmp(protocol, "pairs") == 0 && options->pairs);
}

int face_command(int argc, char **argv, const struct face_choice *choice)
{
    static const struct {
        const char *name;
        size_t files;
    } tools[] = {{"detect", 1}, {"verify", 2}, {"eval", 0}};
    struct face_options options = {.models = choice->models_dir};
    char error[FACE_ERROR_SIZE];
    size_t tool = 0;

    if (argc == 1 && strcmp(argv[0], "help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc >= 1 && strcmp(argv[0], "photo") == 0)
        return face_photo_command(argc, argv, choice);
    if (argc >= 1 && strcmp(argv[0], "live") == 0)
        return face_live_command(argc, argv, choice);
    while (tool < ARRAY_LENGTH(tools) && (argc < 1 || strcmp(argv[0], tools[tool].name) != 0))
        tool++;
    if (tool == ARRAY_LENGTH(tools) || !read_options(argc, argv, &options) || options.file_count != tools[tool].files ||
        !fits_tool(&options, tool == 2)) {
        fputs(usage, stderr);
        return FACE_ERROR;
    }
    struct face_models *models = face_models_open(options.models, choice->embedder, error);
    if (!models)
        return fail("the models", error);
    int code = FACE_ERROR;
    struct face_engine *engine = face_engine_open(models, error);
    if (!engine) {
        fail("the models", error);
    } else {
        face_engine_limit(engine, FACE_FILE_BYTES_MAX, FACE_FILE_PIXELS_MAX);
        code = tool == 0   ? detect(engine, &options)
               : tool == 1 ? verify(engine, models, &options)
                           : evaluate(models, &options);
    }
    face_engine_close(engine);
    face_models_close(models);
    return code;
}
