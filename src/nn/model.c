/* SPDX-License-Identifier: MIT */
#include "nn/model.h"

#include "base/arena.h"
#include "nn/onnx/build.h"
#include "nn/kernel/conv.h"
#include "nn/kernel/pointwise.h"
#include "nn/tflite/tflite.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MEMORY_MAX = 16 << 20,                  // what the graph keeps besides weights: names and nodes
    DECODED_MAX = 16 << 20,                 // what decoding may take besides twice the file
    SCRATCH_MAX = 1 << 30,                  // what building may take
    WEIGHTS_ALIGNMENT = 64 / sizeof(float), // in elements; also the least that kernels may read behind an array
};

struct model {
    struct arena memory;
    struct graph graph;
    float *weights;      // mapped, write-protected; of all nodes
    size_t weights_size; // bytes
};

static size_t aligned(size_t elements)
{
    return (elements / WEIGHTS_ALIGNMENT + 2) * WEIGHTS_ALIGNMENT;
}

/* Elements that a node's weights for kernel_pointwise take, as floats; 0 when nothing here can run it. */
static size_t packed_elements(const struct graph_node *node)
{
    if (!graph_is_pointwise(node) || node->input_channels > KERNEL_POINTWISE_INPUTS_MAX || !kernel_pointwise_rounds())
        return 0;
    return aligned(kernel_pointwise_packed_count(node->input_channels, node->output_channels) / 2);
}

static float *move(float *from, size_t count, float **place)
{
    float *to = *place;
    memcpy(to, from, count * sizeof(*to));
    *place += aligned(count);
    return to;
}

/* The weights of one Conv, as its kernel wants them. */
static float *move_weights(const struct graph_node *node, float **place)
{
    if (graph_is_depthwise(node))
        return move(node->weights, graph_weight_count(node), place);
    float *to = *place;
    size_t outputs = node->output_channels / node->groups, count = graph_weight_count(node) / node->groups;
    for (uint32_t group = 0; group < node->groups; group++)
        kernel_conv_pack(node->weights + group * count, count / outputs, outputs,
                         to + group * (graph_packed_count(node) / node->groups));
    *place += aligned(graph_packed_count(node));
    return to;
}

/* Moves the weights of all nodes out of the scratch arena into one region that nothing can write to any more. */
static bool protect_weights(struct model *model)
{
    struct graph *graph = &model->graph;
    size_t elements = 0;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        const struct graph_node *node = &graph->nodes[i];
        elements += aligned(graph_packed_count(node)) + 2 * aligned(node->output_channels) + packed_elements(node);
    }
    size_t size = elements * sizeof(float);
    if (size == 0)
        return true;
    float *place = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED)
        return false;
    model->weights = place;
    model->weights_size = size;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        struct graph_node *node = &graph->nodes[i];
        size_t packed = packed_elements(node);
        if (packed > 0) {
            node->packed = (uint16_t *)place;
            kernel_pointwise_pack(node->weights, node->input_channels, node->output_channels, node->packed);
            place += packed;
        }
        if (node->weights)
            node->weights = move_weights(node, &place);
        if (node->bias)
            node->bias = move(node->bias, node->output_channels, &place);
        if (node->slopes)
            node->slopes = move(node->slopes, node->output_channels, &place);
    }
    return mprotect(model->weights, size, PROT_READ) == 0;
}

static bool read_onnx(const void *bytes, size_t size, struct arena *scratch, struct model *model,
                      char error[static MODEL_ERROR_SIZE])
{
    CLOSES(arena_release) struct arena decoded = arena_of(size * 2 + DECODED_MAX);
    const Onnx__ModelProto *file = onnx_decode(bytes, size, &decoded, error);
    return file && build_graph(file, scratch, &model->memory, &model->graph, error);
}

/* Decodes and builds; what is only needed while reading is gone afterwards. */
static bool read_model(struct model *model, const void *bytes, size_t size, char error[static MODEL_ERROR_SIZE])
{
    CLOSES(arena_release) struct arena scratch = arena_of(SCRATCH_MAX);
    bool read = tflite_is(bytes, size) ? tflite_read(bytes, size, &scratch, &model->memory, &model->graph, error)
                                       : read_onnx(bytes, size, &scratch, model, error);
    if (!read || protect_weights(model))
        return read;
    snprintf(error, MODEL_ERROR_SIZE, "out of memory for the weights");
    return false;
}

struct model *model_open_bytes(const void *bytes, size_t size, char error[static MODEL_ERROR_SIZE])
{
    *error = '\0';
    if (size > MODEL_FILE_MAX) {
        snprintf(error, MODEL_ERROR_SIZE, "the file has %zu bytes, at most %d are read", size, MODEL_FILE_MAX);
        return NULL;
    }
    struct model *model = calloc(1, sizeof(*model));
    if (!model) {
        snprintf(error, MODEL_ERROR_SIZE, "out of memory");
        return NULL;
    }
    arena_init(&model->memory, MEMORY_MAX);
    if (!read_model(model, bytes, size, error)) {
        model_close(model);
        return NULL;
    }
    return model;
}

struct model *model_open(const char *path, char error[static MODEL_ERROR_SIZE])
{
    struct model *model = NULL;
    struct stat status;
    void *bytes;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0) {
        snprintf(error, MODEL_ERROR_SIZE, "%s: %s", path, strerror(errno));
        goto finish;
    }
    if (!S_ISREG(status.st_mode) || status.st_size < 1 || status.st_size > MODEL_FILE_MAX) {
        snprintf(error, MODEL_ERROR_SIZE, "%s: not a file of 1 to %d bytes", path, MODEL_FILE_MAX);
        goto finish;
    }
    bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED) {
        snprintf(error, MODEL_ERROR_SIZE, "%s: %s", path, strerror(errno));
        goto finish;
    }
    char reason[MODEL_ERROR_SIZE];
    model = model_open_bytes(bytes, (size_t)status.st_size, reason);
    if (!model)
        snprintf(error, MODEL_ERROR_SIZE, "%s: %.*s", path, MODEL_ERROR_SIZE / 2, reason);
    munmap(bytes, (size_t)status.st_size);
finish:
    if (file >= 0)
        close(file);
    return model;
}

void model_close(struct model *model)
{
    if (!model)
        return;
    if (model->weights)
        munmap(model->weights, model->weights_size);
    arena_release(&model->memory);
    free(model);
}

const struct graph *model_graph(const struct model *model)
{
    return &model->graph;
}
