/* SPDX-License-Identifier: MIT */
#include "nn/net_step.h"

#include "nn/kernel/choice.h"

static void run_any_depthwise(const struct step *step)
{
    kernel_any_depthwise(step->node, &step->inputs[0], &step->output);
}

static void run_depthwise(const struct step *step)
{
    step->run_depthwise(&step->depthwise);
}

static bool suits_depthwise(const struct graph_node *node)
{
    const struct graph_window *window = &node->window;
    return window->height == 3 && window->width == 3 && window->dilation_y == 1 && window->dilation_x == 1 &&
           window->stride_y == window->stride_x && window->stride_y <= 2 && window->top <= 1 && window->left <= 1 &&
           node->output_channels >= KERNEL_LANES;
}

static bool init_depthwise(struct step *step, struct arena *arena)
{
    const struct graph_node *node = step->node;
    const struct operand *input = &step->inputs[0], *output = &step->output;
    step->run = run_depthwise;
    step->run_depthwise = kernel_choice()->depthwise.run;
    step->depthwise = (struct kernel_depthwise){
        .input = input->data,
        .output = output->data,
        .input_height = input->shape.height,
        .input_width = input->shape.width,
        .output_height = output->shape.height,
        .output_width = output->shape.width,
        .channels = output->shape.channels,
        .input_stride = input->stride,
        .output_stride = output->stride,
        .stride = node->window.stride_y,
        .top = node->window.top,
        .left = node->window.left,
        .weights = node->weights,
        .bias = node->bias,
        .slopes = node->slopes,
        .lowest = node->lowest,
        .highest = node->highest,
        .zeros = arena_calloc(arena, node->input_channels, sizeof(float)),
    };
    return step->depthwise.zeros;
}

static void run_pointwise(const struct step *step)
{
    step->run_pointwise(&step->pointwise);
}

static void init_pointwise(struct step *step)
{
    const struct graph_node *node = step->node;
    step->run = run_pointwise;
    step->run_pointwise = kernel_choice()->pointwise.run;
    step->pointwise = (struct kernel_pointwise){
        .input = step->inputs[0].data,
        .output = step->output.data,
        .pixels = operand_pixels(&step->output),
        .inputs = node->input_channels,
        .outputs = node->output_channels,
        .input_stride = step->inputs[0].stride,
        .output_stride = step->output.stride,
        .weights = node->packed,
        .bias = node->bias,
        .slopes = node->slopes,
        .lowest = node->lowest,
        .highest = node->highest,
    };
}

static void run_conv(const struct step *step)
{
    size_t packed = graph_packed_count(step->node) / step->node->groups;
    struct kernel_conv conv = step->conv;
    for (uint32_t group = 0; group < step->node->groups; group++) {
        step->run_conv(&conv);
        conv.input += conv.inputs;
        conv.output += conv.outputs;
        conv.weights += packed;
        conv.bias += conv.outputs;
        if (conv.slopes)
            conv.slopes += conv.outputs;
    }
}

static bool init_conv(struct step *step, struct arena *arena)
{
    const struct graph_node *node = step->node;
    const struct operand *input = &step->inputs[0], *output = &step->output;
    step->run = run_conv;
    step->run_conv = kernel_choice()->conv.run;
    step->conv = (struct kernel_conv){
        .input = input->data,
        .output = output->data,
        .input_height = input->shape.height,
        .input_width = input->shape.width,
        .output_height = output->shape.height,
        .output_width = output->shape.width,
        .inputs = node->input_channels / node->groups,
        .outputs = node->output_channels / node->groups,
        .input_stride = input->stride,
        .output_stride = output->stride,
        .window = node->window,
        .pointwise = graph_is_pointwise(node),
        .runs = arena_calloc(arena, kernel_conv_runs_count(&node->window), sizeof(*step->conv.runs)),
        .zeros = arena_calloc(arena, node->window.width * (size_t)node->input_channels, sizeof(float)),
        .weights = node->weights,
        .bias = node->bias,
        .slopes = node->slopes,
        .lowest = node->lowest,
        .highest = node->highest,
    };
    return step->conv.runs && step->conv.zeros;
}

static bool rounds(enum net_precision precision)
{
    return precision == NET_ROUNDED || (precision == NET_FAST && kernel_choice()->pointwise_pays);
}

static bool init_any_conv(struct step *step, enum net_precision precision, struct arena *arena)
{
    bool depthwise = graph_is_depthwise(step->node);
    if (depthwise && suits_depthwise(step->node))
        return init_depthwise(step, arena);
    if (depthwise)
        step->run = run_any_depthwise;
    else if (step->node->packed && rounds(precision))
        init_pointwise(step);
    else
        return init_conv(step, arena);
    return true;
}

static void run_binary(const struct step *step)
{
    kernel_binary(step->node, step->inputs, &step->output);
}

static void run_slopes(const struct step *step)
{
    kernel_slopes(step->node, &step->inputs[0], &step->output);
}

static void run_clamp(const struct step *step)
{
    kernel_clamp(step->node, &step->inputs[0], &step->output);
}

static void run_sigmoid(const struct step *step)
{
    kernel_sigmoid(&step->inputs[0], &step->output);
}

static void run_pool(const struct step *step)
{
    kernel_pool(step->node, &step->inputs[0], &step->output);
}

static void run_softmax(const struct step *step)
{
    kernel_softmax(&step->inputs[0], &step->output);
}

static void run_normalise(const struct step *step)
{
    kernel_normalise(&step->inputs[0], &step->output);
}

static void run_copy(const struct step *step)
{
    kernel_copy(&step->inputs[0], &step->output);
}

bool step_init(struct step *step, const struct graph_node *node, const struct operand *inputs,
               const struct operand *output, enum net_precision precision, struct arena *arena)
{
    static void (*const runs[])(const struct step *step) = {
        [GRAPH_PRELU] = run_slopes,    [GRAPH_CLAMP] = run_clamp,         [GRAPH_ADD] = run_binary,
        [GRAPH_MULTIPLY] = run_binary, [GRAPH_SIGMOID] = run_sigmoid,     [GRAPH_POOL] = run_pool,
        [GRAPH_SOFTMAX] = run_softmax, [GRAPH_NORMALISE] = run_normalise,
    };
    *step = (struct step){.node = node, .inputs = {inputs[0]}, .output = *output};
    if (node->input_count > 1)
        step->inputs[1] = inputs[1];
    if (node->op == GRAPH_CONV)
        return init_any_conv(step, precision, arena);
    step->run = runs[node->op];
    return true;
}

void step_init_copy(struct step *step, const struct operand *input, const struct operand *output)
{
    *step = (struct step){.run = run_copy, .inputs = {*input}, .output = *output};
}
