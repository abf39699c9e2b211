/* SPDX-License-Identifier: MIT */
#include "nn/assembly.h"

#include <assert.h>
#include <math.h>

const struct graph_node assembly_conv = {
    .op = GRAPH_CONV,
    .input_count = 1,
    .lowest = -INFINITY,
    .highest = INFINITY,
    .window = {.height = 1, .width = 1, .stride_y = 1, .stride_x = 1, .dilation_y = 1, .dilation_x = 1},
    .groups = 1,
};

bool assembly_init(struct assembly *assembly, size_t nodes)
{
    size_t values = nodes + 1;
    assembly->nodes_max = nodes;
    assembly->shapes = arena_calloc(assembly->scratch, values, sizeof(*assembly->shapes));
    assembly->uses = arena_calloc(assembly->scratch, values, sizeof(*assembly->uses));
    assembly->producers = arena_calloc(assembly->scratch, values, sizeof(*assembly->producers));
    assembly->graph->nodes = arena_calloc(assembly->memory, nodes, sizeof(*assembly->graph->nodes));
    if (!assembly->shapes || !assembly->uses || !assembly->producers || !assembly->graph->nodes)
        return assembly_fail(assembly, "out of memory");
    return true;
}

bool assembly_fail_list(struct assembly *assembly, const char *format, va_list arguments)
{
    int used = 0;
    if (assembly->node_name)
        used = snprintf(assembly->error, MODEL_ERROR_SIZE, "node \"%.*s\" (%.*s): ", ASSEMBLY_NAME_SHOWN,
                        assembly->node_name, ASSEMBLY_NAME_SHOWN, assembly->op_name);
    vsnprintf(assembly->error + used, MODEL_ERROR_SIZE - (size_t)used, format, arguments);
    // Names come from the file: only what prints safely may reach a log.
    for (char *c = assembly->error; *c; c++)
        *c = *c < ' ' || *c > '~' ? '?' : *c;
    return false;
}

bool assembly_fail(struct assembly *assembly, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    assembly_fail_list(assembly, format, arguments);
    va_end(arguments);
    return false;
}

bool assembly_input(struct assembly *assembly, const char *name, struct graph_shape shape)
{
    struct graph *graph = assembly->graph;
    if (shape.channels < 1 || shape.channels > MODEL_SIDE_MAX || shape.height < 1 || shape.height > MODEL_SIDE_MAX ||
        shape.width < 1 || shape.width > MODEL_SIDE_MAX ||
        shape.channels > MODEL_ELEMENTS_MAX / (shape.height * shape.width))
        return assembly_fail(assembly, "input \"%.*s\" must have a fixed size up to %d on each side",
                             ASSEMBLY_NAME_SHOWN, name, MODEL_SIDE_MAX);
    graph->input = shape;
    graph->input_name = arena_strdup(assembly->memory, name);
    if (!graph->input_name)
        return assembly_fail(assembly, "out of memory");
    assembly->shapes[0] = shape;
    graph->value_count = 1;
    return true;
}

float *assembly_weights(struct assembly *assembly, size_t count)
{
    if (count > MODEL_WEIGHTS_MAX - assembly->weights_taken) {
        assembly_fail(assembly, "the model has more than %d weights", MODEL_WEIGHTS_MAX);
        return NULL;
    }
    float *weights = arena_alloc(assembly->scratch, count * sizeof(float));
    if (!weights)
        assembly_fail(assembly, "out of memory");
    assembly->weights_taken += count;
    return weights;
}

bool assembly_copy_finite(struct assembly *assembly, const void *from, size_t count, float *ret_values)
{
    for (size_t i = 0; i < count; i++) {
        memcpy(&ret_values[i], (const char *)from + i * sizeof(float), sizeof(float));
        if (!isfinite(ret_values[i]))
            return assembly_fail(assembly, "its weights hold a value that is not finite");
    }
    return true;
}

bool assembly_add(struct assembly *assembly, struct graph_node node, uint32_t uses, uint32_t *ret_value)
{
    struct graph *graph = assembly->graph;
    const char *reason;
    assert(graph->node_count < assembly->nodes_max);
    node.output = graph->value_count;
    if (!graph_infer_node(&node, assembly->shapes, &reason))
        return assembly_fail(assembly, "%s", reason);
    node.name = arena_strdup(assembly->memory, assembly->node_name);
    node.op_name = arena_strdup(assembly->memory, assembly->op_name);
    if (!node.name || !node.op_name)
        return assembly_fail(assembly, "out of memory");

    assembly->uses[node.output] = uses;
    assembly->producers[node.output] = graph->node_count;
    graph->nodes[graph->node_count++] = node;
    graph->value_count++;
    *ret_value = node.output;
    return true;
}

void assembly_same(struct assembly *assembly, uint32_t value, uint32_t uses)
{
    // The current node reads the value no longer; what reads its output does.
    assembly->uses[value] += uses - 1;
}

/* The node that made the value when only the current node reads it; NULL otherwise. */
static struct graph_node *sole_producer(struct assembly *assembly, uint32_t value)
{
    if (value == 0 || assembly->uses[value] != 1)
        return NULL;
    return &assembly->graph->nodes[assembly->producers[value]];
}

/* A Conv that nothing is joined to yet, so that a scale, a shift or a PRelu may be. */
static bool is_plain_conv(const struct graph_node *node)
{
    return node->op == GRAPH_CONV && !node->slopes && node->lowest == -INFINITY && node->highest == INFINITY;
}

static bool has_bounds(const struct graph_node *node)
{
    return (node->op == GRAPH_CONV && !node->slopes) || node->op == GRAPH_CLAMP || node->op == GRAPH_ADD ||
           node->op == GRAPH_MULTIPLY || node->op == GRAPH_POOL;
}

bool assembly_bounds(struct assembly *assembly, uint32_t value, float lowest, float highest, uint32_t uses,
                     uint32_t *ret_value)
{
    if (!(lowest < highest))
        return assembly_fail(assembly, "its bounds are not in order");
    struct graph_node *producer = sole_producer(assembly, value);
    if (producer && has_bounds(producer)) {
        float low = fminf(fmaxf(producer->lowest, lowest), highest);
        float high = fminf(fmaxf(producer->highest, lowest), highest);
        if (low < high) {
            producer->lowest = low;
            producer->highest = high;
            assembly_same(assembly, value, uses);
            *ret_value = value;
            return true;
        }
    }
    struct graph_node node = {
        .op = GRAPH_CLAMP, .inputs = {value}, .input_count = 1, .lowest = lowest, .highest = highest};
    return assembly_add(assembly, node, uses, ret_value);
}

bool assembly_slopes(struct assembly *assembly, uint32_t value, float *slopes, uint32_t uses, uint32_t *ret_value)
{
    struct graph_node *producer = sole_producer(assembly, value);
    if (producer && is_plain_conv(producer)) {
        producer->slopes = slopes;
        assembly_same(assembly, value, uses);
        *ret_value = value;
        return true;
    }
    struct graph_node node = {.op = GRAPH_PRELU,
                              .inputs = {value},
                              .input_count = 1,
                              .output_channels = (uint32_t)assembly->shapes[value].channels,
                              .slopes = slopes};
    return assembly_add(assembly, node, uses, ret_value);
}

/* Multiplies and shifts each output channel of a Conv that nothing has bounded yet. */
static void fold_affine(struct graph_node *conv, const float *scale, const float *shift)
{
    size_t count = graph_weight_count(conv), outputs = conv->output_channels, each = count / outputs;
    bool depthwise = graph_is_depthwise(conv);
    for (size_t i = 0; i < count; i++)
        conv->weights[i] *= scale[depthwise ? i % outputs : i / each];
    for (size_t o = 0; o < outputs; o++)
        conv->bias[o] = conv->bias[o] * scale[o] + shift[o];
}

bool assembly_affine(struct assembly *assembly, uint32_t value, const float *scale, const float *shift, uint32_t uses,
                     uint32_t *ret_value)
{
    size_t channels = assembly->shapes[value].channels;
    bool neutral = true;
    for (size_t c = 0; c < channels; c++) {
        if (!isfinite(scale[c]) || !isfinite(shift[c]))
            return assembly_fail(assembly, "its scale or shift is not finite");
        neutral = neutral && scale[c] == 1 && shift[c] == 0;
    }
    struct graph_node *producer = sole_producer(assembly, value);
    bool foldable = producer && is_plain_conv(producer);
    if (neutral || foldable) {
        if (foldable)
            fold_affine(producer, scale, shift);
        assembly_same(assembly, value, uses);
        *ret_value = value;
        return true;
    }
    struct graph_node node = assembly_conv;
    node.inputs[0] = value;
    node.groups = node.input_channels = node.output_channels = (uint32_t)channels;
    node.weights = assembly_weights(assembly, channels);
    node.bias = node.weights ? assembly_weights(assembly, channels) : NULL;
    if (!node.bias)
        return false;
    memcpy(node.weights, scale, channels * sizeof(*scale));
    memcpy(node.bias, shift, channels * sizeof(*shift));
    return assembly_add(assembly, node, uses, ret_value);
}

bool assembly_plain(struct assembly *assembly, enum graph_op op, uint32_t value, uint32_t uses, uint32_t *ret_value)
{
    struct graph_node node = {.op = op, .inputs = {value}, .input_count = 1, .lowest = -INFINITY, .highest = INFINITY};
    return assembly_add(assembly, node, uses, ret_value);
}

bool assembly_output(struct assembly *assembly, const char *name, uint32_t value, bool flat)
{
    struct graph *graph = assembly->graph;
    if (graph->output_count == GRAPH_OUTPUTS_MAX)
        return assembly_fail(assembly, "the model has more than %d outputs", GRAPH_OUTPUTS_MAX);
    if (value == 0)
        return assembly_fail(assembly, "an output is the input itself");
    struct graph_output output = {.value = value, .flat = flat};
    output.name = arena_strdup(assembly->memory, name);
    if (!output.name)
        return assembly_fail(assembly, "out of memory");
    struct graph_shape shape = assembly->shapes[value];
    if (flat && shape.height * shape.width != 1)
        return assembly_fail(assembly, "an output is a flattened image");
    graph->outputs[graph->output_count++] = output;
    return true;
}

bool assembly_prune(struct assembly *assembly)
{
    struct graph *graph = assembly->graph;
    bool *needed = arena_calloc(assembly->scratch, graph->value_count, sizeof(*needed));
    if (!needed)
        return assembly_fail(assembly, "out of memory");
    for (uint32_t i = 0; i < graph->output_count; i++)
        needed[graph->outputs[i].value] = true;
    for (uint32_t i = graph->node_count; i-- > 0;) {
        const struct graph_node *node = &graph->nodes[i];
        for (uint32_t k = 0; k < node->input_count && needed[node->output]; k++)
            needed[node->inputs[k]] = true;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (needed[graph->nodes[i].output])
            graph->nodes[kept++] = graph->nodes[i];
    }
    graph->node_count = kept;
    return true;
}
