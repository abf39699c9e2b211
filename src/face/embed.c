/* SPDX-License-Identifier: MIT */
#include "face/embed.h"

#include <math.h>
#include <stdlib.h>

#include "nn/net.h"

struct embedder {
    struct net *net;
    struct tensor_format format;
    struct net_tensor input;  // (1, 112, 112, 3)
    struct net_tensor output; // not normalised
};

struct embedder *embedder_open(const struct model *model, struct tensor_format format,
                               char error[static FACE_ERROR_SIZE])
{
    struct embedder *embedder = calloc(1, sizeof(*embedder));
    if (!embedder) {
        snprintf(error, FACE_ERROR_SIZE, "No memory for the embedder.");
        return NULL;
    }
    embedder->format = format;
    embedder->net = net_open(model, 0, 0, NET_FAST, error);
    if (!embedder->net)
        goto fail;
    embedder->input = net_input(embedder->net);
    if (net_output_count(embedder->net) == 1)
        embedder->output = net_output(embedder->net, 0);
    if (embedder->input.dims[1] != ALIGN_SIZE || embedder->input.dims[2] != ALIGN_SIZE ||
        embedder->input.dims[3] != 3 || embedder->output.count < 1 || embedder->output.count > FACE_TEMPLATE_LENGTH) {
        snprintf(error, FACE_ERROR_SIZE, "The embedder must map a 112 x 112 colour square to at most %d values.",
                 FACE_TEMPLATE_LENGTH);
        goto fail;
    }
    return embedder;
fail:
    embedder_close(embedder);
    return NULL;
}

size_t embedder_length(const struct embedder *embedder)
{
    return embedder->output.count;
}

void embedder_close(struct embedder *embedder)
{
    if (!embedder)
        return;
    net_close(embedder->net);
    free(embedder);
}

bool embedding_normalise(float values[static FACE_TEMPLATE_LENGTH])
{
    double sum = 0;
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        sum += (double)values[i] * (double)values[i];
    if (!(sum > 1e-12) || !isfinite(sum))
        return false;
    float scale = (float)(1 / sqrt(sum));
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        values[i] *= scale;
    return true;
}

float embedding_cosine(const float *a, const float *b)
{
    // Four sums side by side: the compiler may keep them in one register.
    float sums[4] = {0, 0, 0, 0};
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i += 4)
        for (size_t lane = 0; lane < 4; lane++)
            sums[lane] += a[i + lane] * b[i + lane];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

bool embedder_run(struct embedder *embedder, const uint8_t pixels[static ALIGN_BYTES],
                  float values[static FACE_TEMPLATE_LENGTH], float *ret_length)
{
    struct tensor_format format = embedder->format;
    size_t red = format.bgr ? 2 : 0, blue = format.bgr ? 0 : 2;
    float *input = embedder->input.data;
    for (size_t i = 0; i < ALIGN_BYTES; i += 3) {
        input[i + red] = ((float)pixels[i] - format.mean) * format.scale;
        input[i + 1] = ((float)pixels[i + 1] - format.mean) * format.scale;
        input[i + blue] = ((float)pixels[i + 2] - format.mean) * format.scale;
    }
    net_run(embedder->net);
    float result[FACE_TEMPLATE_LENGTH] = {0};
    memcpy(result, embedder->output.data, embedder->output.count * sizeof(float));
    float length = sqrtf(embedding_cosine(result, result));
    if (!embedding_normalise(result))
        return false;
    memcpy(values, result, sizeof(result));
    *ret_length = length;
    return true;
}

float embedding_likeness(const struct manifest_alike *alike, const float *values)
{
    float most = -1;
    for (size_t i = 0; i < alike->count; i++)
        most = fmaxf(most, embedding_cosine(alike->directions[i], values));
    return most;
}
