/* SPDX-License-Identifier: MIT */
/* The models of all engines: what models.json says, and the nets of its files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "face/embed.h"
#include "face/engine.h"
#include "face/manifest.h"

/* NULL with a sentence in `error` when the file is not there, is another one, or is no net. */
static struct model *load(const struct manifest_model *entry, char error[static FACE_ERROR_SIZE])
{
    size_t size;
    char why[MODEL_ERROR_SIZE];
    void *bytes = manifest_load(entry, &size, error);
    if (!bytes)
        return NULL;
    struct model *model = model_open_bytes(bytes, size, why);
    free(bytes);
    if (!model)
        snprintf(error, FACE_ERROR_SIZE, "%.100s: %.140s", entry->path, why);
    return model;
}

static size_t first_missing(const struct manifest *manifest)
{
    size_t first = 0;
    while (first < manifest->spoof_count && manifest_has_file(&manifest->spoof[first].model))
        first++;
    return first;
}

/* A file that is missing is no fault, but the nets judge together or not at all; another file than it should be is. */
static bool load_spoof(struct face_models *models, char error[static FACE_ERROR_SIZE])
{
    const struct manifest *manifest = &models->manifest;
    models->spoof_missing = first_missing(manifest);
    for (size_t i = 0; i < manifest->spoof_count; i++)
        if (manifest_has_file(&manifest->spoof[i].model) &&
            !(models->spoof_models[i] = load(&manifest->spoof[i].model, error)))
            return false;
    return true;
}

struct face_models *face_models_open(const char *directory, const char *embedder, char error[static FACE_ERROR_SIZE])
{
    struct face_models *models = calloc(1, sizeof(*models));
    if (!models) {
        snprintf(error, FACE_ERROR_SIZE, "No memory for the models.");
        return NULL;
    }
    if (!manifest_read(directory, embedder, &models->manifest, error))
        goto fail;
    for (size_t role = 0; role < MANIFEST_ROLES; role++) {
        const struct manifest_model *entry = &models->manifest.models[role];
        if (entry->path[0] != '\0' && !(models->models[role] = load(entry, error)))
            goto fail;
    }
    if (load_spoof(models, error))
        return models;
fail:
    face_models_close(models);
    return NULL;
}

struct face_models *face_models_describe(const char *directory, const char *embedder,
                                         char error[static FACE_ERROR_SIZE])
{
    struct face_models *models = calloc(1, sizeof(*models));
    if (models && manifest_read(directory, embedder, &models->manifest, error)) {
        models->spoof_missing = first_missing(&models->manifest);
        return models;
    }
    if (!models)
        snprintf(error, FACE_ERROR_SIZE, "No memory for the models.");
    free(models);
    return NULL;
}

void face_models_close(struct face_models *models)
{
    if (!models)
        return;
    for (size_t role = 0; role < MANIFEST_ROLES; role++)
        model_close(models->models[role]);
    for (size_t i = 0; i < MANIFEST_SPOOF_NETS; i++)
        model_close(models->spoof_models[i]);
    free(models);
}

const char *face_models_id(const struct face_models *models)
{
    return models->manifest.models[MANIFEST_EMBEDDER].sha256;
}

bool face_models_set_fmr(struct face_models *models, const char *fmr, char error[static FACE_ERROR_SIZE])
{
    for (size_t rate = 0; rate < MANIFEST_RATES; rate++)
        if (strcmp(fmr, manifest_rates[rate]) == 0 && models->manifest.match_at[rate] > 0) {
            models->manifest.match = models->manifest.match_at[rate];
            return true;
        }
    snprintf(error, FACE_ERROR_SIZE, "models.json gives the embedder no threshold for a false match rate of %.16s.",
             fmr);
    return false;
}

void face_models_set_threshold(struct face_models *models, float threshold)
{
    models->manifest.match = threshold;
}

bool face_looks_covered(const struct face_models *models, const struct face_template *seen)
{
    const struct manifest *manifest = &models->manifest;
    return embedding_likeness(&manifest->covered, seen->values) > manifest->covered_likely;
}

float face_models_threshold(const struct face_models *models)
{
    return models->manifest.match;
}

bool face_models_set_spoof(struct face_models *models, const char *word, char error[static FACE_ERROR_SIZE])
{
    for (size_t spoof = 0; spoof <= FACE_SPOOF_OFF; spoof++)
        if (strcmp(word, face_spoof_word((enum face_spoof)spoof)) == 0) {
            models->spoof = (enum face_spoof)spoof;
            return true;
        }
    snprintf(error, FACE_ERROR_SIZE, "\"%.40s\" says nothing of the anti-spoof nets: it is three, seven or off.", word);
    return false;
}

enum face_spoof face_models_spoof(const struct face_models *models, const char **ret_missing)
{
    const struct manifest *manifest = &models->manifest;
    bool missing = models->spoof_missing < manifest->spoof_count;
    *ret_missing = missing ? strrchr(manifest->spoof[models->spoof_missing].model.path, '/') + 1 : NULL;
    return missing || manifest->spoof_count == 0 ? FACE_SPOOF_OFF : models->spoof;
}

const char *face_models_spoof_word(const struct face_models *models)
{
    const char *missing;
    enum face_spoof spoof = face_models_spoof(models, &missing);
    return missing && models->spoof != FACE_SPOOF_OFF ? "missing" : face_spoof_word(spoof);
}
