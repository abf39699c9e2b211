/* SPDX-License-Identifier: MIT */
#include "face/manifest.h"

#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "face/embed.h"

static bool fail(char error[static FACE_ERROR_SIZE], const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool fail(char error[static FACE_ERROR_SIZE], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error, FACE_ERROR_SIZE, format, arguments);
    va_end(arguments);
    return false;
}

const char *const manifest_rates[MANIFEST_RATES] = {"1e-3", "1e-4", "1e-5"};

static const char *const role_names[MANIFEST_ROLES] = {"detector", "landmarks", "embedder", "liveness"};

/* The first model with this role and, unless it is empty, this name. */
static json_t *find_model(json_t *root, const char *role, const char *name)
{
    size_t index;
    json_t *model;
    json_array_foreach(json_object_get(root, "models"), index, model)
    {
        const char *its_role = json_string_value(json_object_get(model, "role"));
        const char *its_name = json_string_value(json_object_get(model, "name"));
        if (its_role && strcmp(its_role, role) == 0 && (*name == '\0' || (its_name && strcmp(its_name, name) == 0)))
            return model;
    }
    return NULL;
}

static bool is_sha256(const char *text)
{
    return text && strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

/* A bare name: models.json cannot reach outside its own folder. */
static bool is_file_name(const char *text)
{
    return text && text[0] != '\0' && text[0] != '.' && !strchr(text, '/') && strlen(text) < 256;
}

static bool read_input(json_t *model, struct tensor_format *ret_input)
{
    json_t *input = json_object_get(model, "input");
    json_t *mean = json_object_get(input, "mean"), *scale = json_object_get(input, "scale");
    const char *colour = json_string_value(json_object_get(input, "colour"));
    if (!json_is_number(mean) || !json_is_number(scale) || !colour || !(json_number_value(scale) > 0))
        return false;
    bool bgr = strcmp(colour, "BGR") == 0;
    if (!bgr && strcmp(colour, "RGB") != 0 && strcmp(colour, "grey") != 0)
        return false;
    *ret_input = (struct tensor_format){(float)json_number_value(mean), (float)json_number_value(scale), bgr};
    return true;
}

static bool read_threshold(json_t *model, const char *name, float *ret_value, char error[static FACE_ERROR_SIZE])
{
    json_t *value = json_object_get(json_object_get(model, "thresholds"), name);
    double number = json_number_value(value);
    if (!json_is_number(value) || !(number > 0 && number < 1))
        return fail(error, "models.json: thresholds.%s must be a number between 0 and 1.", name);
    *ret_value = (float)number;
    return true;
}

static bool read_model(json_t *model, const char *directory, const char *role, struct manifest_model *ret_model,
                       char error[static FACE_ERROR_SIZE])
{
    const char *file = json_string_value(json_object_get(model, "file"));
    const char *name = json_string_value(json_object_get(model, "name"));
    const char *sha256 = json_string_value(json_object_get(model, "sha256"));
    if (!is_file_name(file))
        return fail(error, "models.json: the %s's file must be a plain file name.", role);
    if (!str_copy(ret_model->name, sizeof(ret_model->name), name ? name : ""))
        return fail(error, "models.json: the %s's name is too long.", role);
    if (!is_sha256(sha256) || !str_copy(ret_model->sha256, sizeof(ret_model->sha256), sha256))
        return fail(error, "models.json: the %s's sha256 must be 64 lower-case hex digits.", role);
    if (!read_input(model, &ret_model->input))
        return fail(error, "models.json: the %s's input needs colour (RGB, BGR or grey), mean and scale.", role);
    int length = snprintf(ret_model->path, sizeof(ret_model->path), "%s/%s", directory, file);
    if (length < 0 || (size_t)length >= sizeof(ret_model->path))
        return fail(error, "The path of the models directory is too long.");
    return true;
}

static bool read_models(json_t *root, const char *directory, json_t *embedder, struct manifest *manifest,
                        char error[static FACE_ERROR_SIZE])
{
    for (size_t role = 0; role < MANIFEST_ROLES; role++) {
        json_t *model = role == MANIFEST_EMBEDDER ? embedder : find_model(root, role_names[role], "");
        if (!model && role >= MANIFEST_LIVENESS)
            continue;
        if (!model)
            return fail(error, "models.json names no model with the role %s.", role_names[role]);
        if (!read_model(model, directory, role_names[role], &manifest->models[role], error))
            return false;
    }
    return true;
}

/* The rates are optional: a new embedder may come with one threshold alone. */
static bool read_rates(json_t *embedder, float match_at[static MANIFEST_RATES], char error[static FACE_ERROR_SIZE])
{
    for (size_t rate = 0; rate < MANIFEST_RATES; rate++) {
        char name[16];
        snprintf(name, sizeof(name), "fmr_%s", manifest_rates[rate]);
        match_at[rate] = 0;
        if (json_object_get(json_object_get(embedder, "thresholds"), name) &&
            !read_threshold(embedder, name, &match_at[rate], error))
            return false;
    }
    return true;
}

/* Lengths of raw vectors are whatever the net's training made them, so only the sign is checked. */
static bool read_clarity(json_t *embedder, float *ret_clarity, char error[static FACE_ERROR_SIZE])
{
    json_t *value = json_object_get(json_object_get(embedder, "thresholds"), "clarity");
    if (!value)
        return true;
    if (!json_is_number(value) || !(json_number_value(value) >= 0 && json_number_value(value) < 1e6))
        return fail(error, "models.json: thresholds.clarity must be a number of at least 0.");
    *ret_clarity = (float)json_number_value(value);
    return true;
}

static bool read_length(json_t *embedder, size_t *ret_length, char error[static FACE_ERROR_SIZE])
{
    json_t *value = json_object_get(embedder, "length");
    if (!value)
        return true;
    json_int_t length = json_integer_value(value);
    if (length < 1 || length > FACE_TEMPLATE_LENGTH)
        return fail(error, "models.json: the embedder's length must be a whole number from 1 to %d.",
                    FACE_TEMPLATE_LENGTH);
    *ret_length = (size_t)length;
    return true;
}

/* A vector's values as base64 of signed bytes; how long it is says nothing. */
static bool read_direction(const char *text, float values[static FACE_TEMPLATE_LENGTH])
{
    int8_t bytes[FACE_TEMPLATE_LENGTH];
    size_t length = 0;
    if (!text || sodium_base642bin((unsigned char *)bytes, sizeof(bytes), text, strlen(text), NULL, &length, NULL,
                                   sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        values[i] = i < length ? bytes[i] : 0;
    return embedding_normalise(values);
}

/* Optional: without it nothing is known to be `kind`. */
static bool read_alike(json_t *embedder, const char *kind, struct manifest_alike *ret_alike,
                       char error[static FACE_ERROR_SIZE])
{
    size_t index;
    json_t *direction, *directions = json_object_get(embedder, kind);
    if (!directions)
        return true;
    if (!json_is_array(directions) || json_array_size(directions) > MANIFEST_ALIKE_MAX)
        return fail(error, "models.json: %s must be a list of at most %d directions.", kind, MANIFEST_ALIKE_MAX);
    json_array_foreach(directions, index, direction)
    {
        if (!read_direction(json_string_value(direction), ret_alike->directions[index]))
            return fail(error, "models.json: a direction of %s must be base64 of at most %d signed bytes.", kind,
                        FACE_TEMPLATE_LENGTH);
    }
    ret_alike->count = json_array_size(directions);
    return read_threshold(embedder, kind, &ret_alike->max, error);
}

static bool read_embedder(json_t *embedder, struct manifest *manifest, char error[static FACE_ERROR_SIZE])
{
    return read_threshold(embedder, "match", &manifest->match, error) &&
           read_rates(embedder, manifest->match_at, error) && read_clarity(embedder, &manifest->clarity, error) &&
           (!json_object_get(json_object_get(embedder, "thresholds"), "agreement") ||
            read_threshold(embedder, "agreement", &manifest->agreement, error)) &&
           read_length(embedder, &manifest->length, error) &&
           read_alike(embedder, "turned", &manifest->turned, error) &&
           read_alike(embedder, "covered", &manifest->covered, error) &&
           (manifest->covered.count == 0 ||
            read_threshold(embedder, "covered_likely", &manifest->covered_likely, error));
}

static bool read_finite(json_t *value, double lowest, double highest, double *ret_value)
{
    double number = json_number_value(value);
    if (!json_is_number(value) || !(number >= lowest && number <= highest))
        return false;
    *ret_value = number;
    return true;
}

static bool read_crops(json_t *list, struct manifest_crops *ret_crops)
{
    size_t index;
    json_t *scale;
    struct manifest_crops crops = {.count = json_array_size(list)};
    if (crops.count < 1 || crops.count > MANIFEST_SPOOF_CROPS)
        return false;
    json_array_foreach(list, index, scale)
    {
        if (!read_finite(scale, 1, 8, &crops.scales[index]))
            return false;
    }
    *ret_crops = crops;
    return true;
}

/* What is said of an anti-spoof net beside its file. */
static bool read_spoof(json_t *model, struct manifest_spoof *ret_spoof, char error[static FACE_ERROR_SIZE])
{
    const char *name = ret_spoof->model.name, *crop = json_string_value(json_object_get(model, "crop"));
    json_t *live = json_object_get(model, "live"), *crops = json_object_get(model, "crops");
    if (!crop || (strcmp(crop, "inside") != 0 && strcmp(crop, "mirrored") != 0))
        return fail(error, "models.json: the crop of %s must be inside or mirrored.", name);
    ret_spoof->crop = strcmp(crop, "inside") == 0 ? MANIFEST_CROP_INSIDE : MANIFEST_CROP_MIRRORED;
    if (!json_is_integer(live) || json_integer_value(live) < 0 || json_integer_value(live) > 9)
        return fail(error, "models.json: live of %s must be the number of a class.", name);
    ret_spoof->live = (size_t)json_integer_value(live);
    for (size_t set = 0; set < FACE_SPOOF_SETS; set++)
        if (!read_crops(json_object_get(crops, face_spoof_word((enum face_spoof)set)), &ret_spoof->crops[set]))
            return fail(error, "models.json: crops.%s of %s must be a list of 1 to %d numbers from 1 to 8.",
                        face_spoof_word((enum face_spoof)set), name, MANIFEST_SPOOF_CROPS);
    return true;
}

static bool read_spoof_limits(json_t *model, float spoof_min[static FACE_SPOOF_SETS],
                              char error[static FACE_ERROR_SIZE])
{
    json_t *thresholds = json_object_get(model, "thresholds");
    for (size_t set = 0; set < FACE_SPOOF_SETS; set++) {
        const char *word = face_spoof_word((enum face_spoof)set);
        double least;
        if (!read_finite(json_object_get(thresholds, word), -100, 100, &least))
            return fail(error, "models.json: thresholds.%s of the first anti-spoof net must be a number.", word);
        spoof_min[set] = (float)least;
    }
    return true;
}

/* All with that role, in their order; none is needed. The first says the limits of their sums. */
static bool read_all_spoof(json_t *root, const char *directory, struct manifest *manifest,
                           char error[static FACE_ERROR_SIZE])
{
    size_t index;
    json_t *model;
    json_array_foreach(json_object_get(root, "models"), index, model)
    {
        const char *role = json_string_value(json_object_get(model, "role"));
        if (!role || strcmp(role, "antispoof") != 0)
            continue;
        if (manifest->spoof_count == MANIFEST_SPOOF_NETS)
            return fail(error, "models.json: at most %d anti-spoof nets.", MANIFEST_SPOOF_NETS);
        if (manifest->spoof_count == 0 && !read_spoof_limits(model, manifest->spoof_min, error))
            return false;
        struct manifest_spoof *spoof = &manifest->spoof[manifest->spoof_count++];
        if (!read_model(model, directory, "anti-spoof net", &spoof->model, error) || !read_spoof(model, spoof, error))
            return false;
    }
    return true;
}

bool manifest_read(const char *directory, const char *embedder, struct manifest *ret_manifest,
                   char error[static FACE_ERROR_SIZE])
{
    char path[MANIFEST_PATH_SIZE];
    int length = snprintf(path, sizeof(path), "%s/models.json", directory);
    if (length < 0 || (size_t)length >= sizeof(path))
        return fail(error, "The path of the models directory is too long.");
    json_error_t problem;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &problem);
    if (!root)
        return fail(error, "%.150s, line %d: %.80s", path, problem.line, problem.text);

    struct manifest manifest = {0};
    json_t *chosen = find_model(root, role_names[MANIFEST_EMBEDDER], embedder ? embedder : "");
    bool read = json_integer_value(json_object_get(root, "format")) == 1 ||
                fail(error, "models.json: this program reads \"format\": 1.");
    if (read && !chosen && embedder && *embedder)
        read = fail(error, "models.json names no embedder \"%.80s\".", embedder);
    read = read && read_models(root, directory, chosen, &manifest, error) &&
           read_threshold(find_model(root, "detector", ""), "score", &manifest.score, error) &&
           read_threshold(find_model(root, "detector", ""), "overlap", &manifest.overlap, error) &&
           read_embedder(chosen, &manifest, error) && read_all_spoof(root, directory, &manifest, error);
    json_decref(root);
    if (read)
        *ret_manifest = manifest;
    return read;
}

bool manifest_has_file(const struct manifest_model *model)
{
    return access(model->path, F_OK) == 0;
}

static void *read_whole_file(const struct manifest_model *model, size_t *ret_size, char error[static FACE_ERROR_SIZE])
{
    const char *path = model->path;
    void *bytes = NULL;
    struct stat status;
    FILE *file = fopen(path, "rbe");
    if (!file || fstat(fileno(file), &status) != 0) {
        fail(error, "%.120s: %s. `tools/fetch-models%s%s` fetches it.", path, strerror(errno), *model->name ? " " : "",
             model->name);
        goto end;
    }
    if (!S_ISREG(status.st_mode) || status.st_size <= 0 || status.st_size > MANIFEST_FILE_MAX) {
        fail(error, "%.150s: not a file of 1 to %d bytes.", path, MANIFEST_FILE_MAX);
        goto end;
    }
    size_t size = (size_t)status.st_size;
    bytes = malloc(size);
    if (!bytes || fread(bytes, 1, size, file) != size) {
        fail(error, "%.150s: could not be read whole.", path);
        free(bytes);
        bytes = NULL;
        goto end;
    }
    *ret_size = size;
end:
    if (file)
        fclose(file);
    return bytes;
}

void *manifest_load(const struct manifest_model *model, size_t *ret_size, char error[static FACE_ERROR_SIZE])
{
    size_t size;
    void *bytes = read_whole_file(model, &size, error);
    if (!bytes)
        return NULL;
    uint8_t digest[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof(digest) + 1];
    crypto_hash_sha256(digest, bytes, size);
    sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
    if (strcmp(hex, model->sha256) != 0) {
        fail(error,
             "%.120s is not the file models.json names: its sha256 differs. Fetch it again with tools/fetch-models.",
             model->path);
        free(bytes);
        return NULL;
    }
    *ret_size = size;
    return bytes;
}
