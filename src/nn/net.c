/* SPDX-License-Identifier: MIT */
#include "nn/net.h"

#include "nn/graph.h"
#include "nn/net_operator.h"
#include "nn/net_plan.h"

#include <sys/mman.h>

enum { PLAN_MEMORY_MAX = 64 << 20 };

/* One call of the run: an operator, or a depthwise Conv whose window covers its whole input. */
struct step {
    struct xnn_operator *operator; // NULL: the Conv
    const struct graph_node *node;
    struct operand input, output; // of the Conv
};

struct net {
    const struct graph *graph;
    struct arena arena; // plan and steps
    struct plan plan;
    float *memory; // mapped
    struct step *steps;
    size_t step_count;
};

static struct operand operand_of(const struct net *net, uint32_t value)
{
    const struct plan_value *planned = &net->plan.values[value];
    return (struct operand){net->memory + planned->place, planned->shape, planned->stride};
}

/*
 * XNNPACK has no depthwise kernel for windows of more than 25 taps and would run each channel as a matrix of its own,
 * 16 times as much work. A window that covers its whole input is one pass over both.
 */
static bool runs_here(const struct graph_node *node, struct graph_shape in)
{
    const struct graph_window *window = &node->window;
    return node->op == GRAPH_CONV && graph_is_depthwise(node) && window->height == in.height &&
           window->width == in.width && window->top + window->left + window->bottom + window->right == 0 &&
           window->dilation_y == 1 && window->dilation_x == 1;
}

static void run_covering_conv(const struct step *step)
{
    size_t channels = step->input.shape.channels, taps = step->input.shape.height * step->input.shape.width;
    const float *restrict weights = step->node->weights;
    float *restrict sums = step->output.data;
    memcpy(sums, step->node->bias, channels * sizeof(*sums));
    for (size_t tap = 0; tap < taps; tap++) {
        const float *restrict pixel = step->input.data + tap * step->input.stride;
        for (size_t c = 0; c < channels; c++)
            sums[c] += pixel[c] * weights[tap * channels + c];
    }
    float lowest = step->node->lowest, highest = step->node->highest;
    for (size_t c = 0; c < channels; c++) {
        float sum = sums[c] < lowest ? lowest : sums[c];
        sums[c] = sum > highest ? highest : sum;
    }
}

/* A Concat's inputs that could not be made in place. */
static bool add_copies(struct net *net, const struct graph_node *node)
{
    struct operand output = operand_of(net, node->output);
    for (uint32_t i = 0; i < node->input_count; i++) {
        struct operand input = operand_of(net, node->inputs[i]);
        if (plan_concat_copies(&net->plan, node, i)) {
            struct step *step = &net->steps[net->step_count];
            if (!operator_open_copy(&input, &output, &step->operator))
                return false;
            net->step_count++;
        }
        output.data += input.shape.channels;
    }
    return true;
}

static bool add_step(struct net *net, const struct graph_node *node)
{
    if (node->op == GRAPH_CONCAT)
        return add_copies(net, node);
    struct operand inputs[GRAPH_INPUTS_MAX], output = operand_of(net, node->output);
    for (uint32_t i = 0; i < node->input_count; i++)
        inputs[i] = operand_of(net, node->inputs[i]);
    struct step *step = &net->steps[net->step_count];
    *step = (struct step){.node = node, .input = inputs[0], .output = output};
    if (!runs_here(node, inputs[0].shape) && !operator_open(node, inputs, &output, &step->operator))
        return false;
    net->step_count++;
    return true;
}

static bool make_steps(struct net *net, char error[static MODEL_ERROR_SIZE])
{
    const struct graph *graph = net->graph;
    size_t most = 0;
    for (uint32_t i = 0; i < graph->node_count; i++)
        most += graph->nodes[i].op == GRAPH_CONCAT ? graph->nodes[i].input_count : 1;
    net->steps = arena_calloc(&net->arena, most, sizeof(*net->steps));
    if (!net->steps || !operator_start()) {
        snprintf(error, MODEL_ERROR_SIZE, "XNNPACK does not start: out of memory, or a CPU too old for it");
        return false;
    }
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (!add_step(net, &graph->nodes[i])) {
            snprintf(error, MODEL_ERROR_SIZE, "node \"%.48s\" (%s): XNNPACK refuses it", graph->nodes[i].name,
                     graph->nodes[i].op_name);
            return false;
        }
    }
    return true;
}

static bool map_memory(struct net *net, char error[static MODEL_ERROR_SIZE])
{
    size_t size = net->plan.elements * sizeof(*net->memory);
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        snprintf(error, MODEL_ERROR_SIZE, "out of memory for the working memory");
        return false;
    }
    net->memory = memory;
    return true;
}

struct net *net_open(const struct model *model, size_t height, size_t width, char error[static MODEL_ERROR_SIZE])
{
    const struct graph *graph = model_graph(model);
    if (height == 0 && width == 0) {
        height = graph->input.height;
        width = graph->input.width;
    }
    if (height < 1 || height > MODEL_SIDE_MAX || width < 1 || width > MODEL_SIDE_MAX ||
        height * width > MODEL_ELEMENTS_MAX / graph->input.channels) {
        snprintf(error, MODEL_ERROR_SIZE, "an input of %zux%zu is not possible: 1 to %d on each side", width, height,
                 MODEL_SIDE_MAX);
        return NULL;
    }
    struct net *net = calloc(1, sizeof(*net));
    if (!net) {
        snprintf(error, MODEL_ERROR_SIZE, "out of memory");
        return NULL;
    }
    net->graph = graph;
    arena_init(&net->arena, PLAN_MEMORY_MAX);
    if (!plan_make(graph, height, width, &net->arena, &net->plan, error) || !map_memory(net, error) ||
        !make_steps(net, error)) {
        net_close(net);
        return NULL;
    }
    return net;
}

void net_close(struct net *net)
{
    if (!net)
        return;
    for (size_t i = 0; i < net->step_count; i++)
        operator_close(net->steps[i].operator);
    if (net->memory)
        munmap(net->memory, net->plan.elements * sizeof(*net->memory));
    arena_release(&net->arena);
    free(net);
}

static struct net_tensor tensor_of(const struct net *net, uint32_t value, const char *name, bool flat)
{
    struct operand operand = operand_of(net, value);
    struct graph_shape shape = operand.shape;
    struct net_tensor tensor = {.name = name, .data = operand.data, .count = graph_shape_count(shape)};
    size_t image[4] = {1, shape.height, shape.width, shape.channels}, row[4] = {1, shape.channels, 1, 1};
    memcpy(tensor.dims, flat ? row : image, sizeof(tensor.dims));
    return tensor;
}

struct net_tensor net_input(const struct net *net)
{
    return tensor_of(net, 0, net->graph->input_name, false);
}

size_t net_output_count(const struct net *net)
{
    return net->graph->output_count;
}

struct net_tensor net_output(const struct net *net, size_t index)
{
    const struct graph_output *output = &net->graph->outputs[index];
    return tensor_of(net, output->value, output->name, output->flat);
}

bool net_run(struct net *net)
{
    for (size_t i = 0; i < net->step_count; i++) {
        const struct step *step = &net->steps[i];
        if (!step->operator)
            run_covering_conv(step);
        else if (!operator_run(step->operator))
            return false;
    }
    return true;
}
