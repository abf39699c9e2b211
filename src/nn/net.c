/* SPDX-License-Identifier: MIT */
#include "nn/net.h"

#include "nn/graph.h"
#include "nn/kernel/choice.h"
#include "nn/net_plan.h"
#include "nn/net_step.h"

#include <sys/mman.h>

enum { PLAN_MEMORY_MAX = 64 << 20 };

struct net {
    const struct graph *graph;
    enum net_precision precision;
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

static bool add_step(struct net *net, const struct graph_node *node)
{
    struct operand inputs[GRAPH_INPUTS_MAX], output = operand_of(net, node->output);
    for (uint32_t i = 0; i < node->input_count; i++)
        inputs[i] = operand_of(net, node->inputs[i]);
    if (node->op != GRAPH_CONCAT)
        return step_init(&net->steps[net->step_count++], node, inputs, &output, net->precision, &net->arena);
    // Only those inputs that could not be made in their place.
    for (uint32_t i = 0; i < node->input_count; i++) {
        if (plan_concat_copies(&net->plan, node, i))
            step_init_copy(&net->steps[net->step_count++], &inputs[i], &output);
        output.data += inputs[i].shape.channels;
    }
    return true;
}

static bool make_steps(struct net *net, char error[static MODEL_ERROR_SIZE])
{
    const struct graph *graph = net->graph;
    size_t most = 0;
    for (uint32_t i = 0; i < graph->node_count; i++)
        most += graph->nodes[i].op == GRAPH_CONCAT ? graph->nodes[i].input_count : 1;
    net->steps = arena_calloc(&net->arena, most, sizeof(*net->steps));
    if (!net->steps) {
        snprintf(error, MODEL_ERROR_SIZE, "out of memory");
        return false;
    }
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (!add_step(net, &graph->nodes[i])) {
            snprintf(error, MODEL_ERROR_SIZE, "node \"%.48s\" (%s): out of memory", graph->nodes[i].name,
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

struct net *net_open(const struct model *model, size_t height, size_t width, enum net_precision precision,
                     char error[static MODEL_ERROR_SIZE])
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
    if (graph->sized && (height != graph->input.height || width != graph->input.width)) {
        snprintf(error, MODEL_ERROR_SIZE, "an input of %zux%zu is not possible: the model is padded for %zux%zu alone",
                 width, height, graph->input.width, graph->input.height);
        return NULL;
    }
    struct net *net = calloc(1, sizeof(*net));
    if (!net) {
        snprintf(error, MODEL_ERROR_SIZE, "out of memory");
        return NULL;
    }
    net->graph = graph;
    net->precision = precision;
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

/*
 * Numbers too small for a normal float (below 1.2e-38) come up behind PReLUs, mean nothing, and cost over a hundred
 * cycles each on some CPUs: they count as zero while a net runs. The mode is the thread's, so what was set is put back.
 */
static uint64_t flush_denormals(void)
{
    uint64_t mode = 0;
#if defined(__x86_64__)
    enum { FLUSH_TO_ZERO = 1 << 15, DENORMALS_ARE_ZERO = 1 << 6 }; // Intel SDM, volume 1, 10.2.3
    mode = __builtin_ia32_stmxcsr();
    __builtin_ia32_ldmxcsr((unsigned)mode | FLUSH_TO_ZERO | DENORMALS_ARE_ZERO);
#elif defined(__aarch64__)
    const uint64_t flush_to_zero = 1 << 24; // Arm ARM, FPCR.FZ
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    __asm__ volatile("msr fpcr, %0" : : "r"(mode | flush_to_zero));
#endif
    return mode;
}

static void restore_mode(uint64_t mode)
{
#if defined(__x86_64__)
    __builtin_ia32_ldmxcsr((unsigned)mode);
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" : : "r"(mode));
#else
    (void)mode;
#endif
}

void net_run(struct net *net)
{
    uint64_t mode = flush_denormals();
    for (size_t i = 0; i < net->step_count; i++)
        net->steps[i].run(&net->steps[i]);
    restore_mode(mode);
}

const char *net_kernels(void)
{
    return kernel_choice()->text;
}
