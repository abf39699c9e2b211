/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as models.json. What is taken has every number in its range and a file for each role that is
 * needed. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "face/manifest.h"
#include "own_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static char folder[] = "/tmp/ams-fuzz-manifest-XXXXXX";
static char path[sizeof(folder) + sizeof("/models.json")];

static void remove_folder(void)
{
    unlink(path);
    rmdir(folder);
}

static void make_folder(void)
{
    if (*path)
        return;
    if (!mkdtemp(folder))
        abort();
    snprintf(path, sizeof(path), "%s/models.json", folder);
    atexit(remove_folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct manifest manifest;
    char error[FACE_ERROR_SIZE] = "";
    make_folder();
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
        abort();
    if (!manifest_read(folder, NULL, &manifest, error)) {
        assert(*error && memchr(error, '\0', sizeof(error)));
        return 0;
    }
    assert(isfinite(manifest.score) && isfinite(manifest.overlap) && isfinite(manifest.match));
    for (size_t i = 0; i < MANIFEST_LIVENESS; i++) {
        assert(*manifest.models[i].path && memchr(manifest.models[i].path, '\0', sizeof(manifest.models[i].path)));
        assert(strlen(manifest.models[i].sha256) == FACE_MODEL_ID_SIZE - 1);
    }
    assert(manifest.spoof_count <= MANIFEST_SPOOF_NETS);
    for (size_t i = 0; i < manifest.spoof_count; i++)
        for (size_t set = 0; set < FACE_SPOOF_SETS; set++) {
            const struct manifest_crops *crops = &manifest.spoof[i].crops[set];
            assert(*manifest.spoof[i].model.path && isfinite(manifest.spoof_min[set]));
            assert(crops->count >= 1 && crops->count <= MANIFEST_SPOOF_CROPS);
            for (size_t crop = 0; crop < crops->count; crop++)
                assert(crops->scales[crop] >= 1 && crops->scales[crop] <= 8);
        }
    return 0;
}
