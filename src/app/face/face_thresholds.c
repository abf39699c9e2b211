/* SPDX-License-Identifier: MIT */
#include "app/face/face_thresholds.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

enum { PATH_SIZE = 4096 };

static const struct {
    const char *key;
    double rate;
    double pairs; // impostor pairs it needs, times rate
} rates[] = {{"fmr_1e-2", 1e-2, 1}, {"fmr_1e-3", 1e-3, 1}, {"fmr_1e-4", 1e-4, 3}, {"fmr_1e-5", 1e-5, 3}};

static bool say(char error[static FACE_THRESHOLDS_ERROR_SIZE], const char *what, const char *why)
{
    snprintf(error, FACE_THRESHOLDS_ERROR_SIZE, "%.300s: %.180s", what, why);
    return false;
}

/* The thresholds of the embedder whose file has this sha256; borrowed. */
static json_t *find_thresholds(json_t *root, const char *embedder_id)
{
    size_t index;
    json_t *model;
    json_array_foreach(json_object_get(root, "models"), index, model)
    {
        const char *role = json_string_value(json_object_get(model, "role"));
        const char *sha256 = json_string_value(json_object_get(model, "sha256"));
        if (role && sha256 && strcmp(role, "embedder") == 0 && strcmp(sha256, embedder_id) == 0)
            return json_object_get(model, "thresholds");
    }
    return NULL;
}

/* Up, so that the rounded threshold lets no more strangers in than the measured one. */
static double rounded(double threshold)
{
    return fmin(fmax(ceil(threshold * 1e4) / 1e4, 1e-4), .9999);
}

static bool set(json_t *object, const char *key, double value)
{
    return json_object_set_new(object, key, json_real(value)) == 0;
}

/* False without memory. *ret_written stays empty when there were too few pairs for any rate. */
static bool change(json_t *thresholds, const struct rate_scores *sorted, json_t *written)
{
    double larger = 0, pairs = (double)sorted->impostor_count;
    bool done = true, matched = false;
    for (size_t i = 0; done && i < ARRAY_LENGTH(rates); i++) {
        json_t *old = json_object_get(thresholds, rates[i].key);
        double threshold = json_number_value(old);
        bool measured = pairs * rates[i].rate >= rates[i].pairs * (1 - 1e-9);
        if (!measured && !old)
            continue;
        if (measured)
            threshold = rounded(rates_at(sorted, rates[i].rate).threshold);
        threshold = fmax(threshold, larger);
        larger = threshold;
        matched = matched || (measured && rates[i].rate < 2e-4);
        if (measured || threshold > json_number_value(old))
            done = set(thresholds, rates[i].key, threshold) && set(written, rates[i].key, threshold);
    }
    double match = json_number_value(json_object_get(thresholds, "match"));
    double strict = json_number_value(json_object_get(thresholds, matched ? "fmr_1e-4" : "fmr_1e-3"));
    if (done && json_object_size(written) > 0 && (matched || match < strict))
        done = set(thresholds, "match", strict) && set(written, "match", strict);
    return done;
}

/* Written beside it, on disk before it takes the name: after a power cut the file is the old one or the new one. */
static bool replace(json_t *root, const char *directory, const char *path)
{
    char part[PATH_SIZE];
    int length = snprintf(part, sizeof(part), "%s.part", path);
    if (length < 0 || (size_t)length >= sizeof(part)) {
        errno = ENAMETOOLONG;
        return false;
    }
    FILE *file = fopen(part, "we");
    if (!file)
        return false;
    bool written = json_dumpf(root, file, JSON_INDENT(4) | JSON_REAL_PRECISION(10)) == 0 && fputc('\n', file) != EOF &&
                   fflush(file) == 0 && fsync(fileno(file)) == 0;
    written = fclose(file) == 0 && written;
    if (!written || rename(part, path) != 0) {
        int problem = errno;
        unlink(part);
        errno = problem;
        return false;
    }
    int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        fsync(folder);
        close(folder);
    }
    return true;
}

bool face_thresholds_write(const char *models_directory, const char *embedder_id, const struct rate_scores *sorted,
                           json_t **ret_written, char error[static FACE_THRESHOLDS_ERROR_SIZE])
{
    char path[PATH_SIZE];
    json_error_t problem;
    int length = snprintf(path, sizeof(path), "%s/models.json", models_directory);
    if (length < 0 || (size_t)length >= sizeof(path))
        return say(error, models_directory, "the path is too long.");
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &problem), *written = json_object();
    json_t *thresholds = root ? find_thresholds(root, embedder_id) : NULL;
    bool done = false;
    if (!root)
        say(error, path, problem.text);
    else if (!json_is_object(thresholds))
        say(error, path, "has no thresholds for the embedder that was measured.");
    else if (!written || !change(thresholds, sorted, written))
        say(error, path, "no memory.");
    else if (json_object_size(written) == 0)
        say(error, path, "was not changed: fewer than 100 pairs of different people tell no threshold.");
    else if (!replace(root, models_directory, path))
        say(error, path, strerror(errno));
    else
        done = true;
    json_decref(root);
    if (done)
        *ret_written = written;
    else
        json_decref(written);
    return done;
}
