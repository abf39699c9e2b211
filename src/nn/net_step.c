/* SPDX-License-Identifier: MIT */
#include "nn/net_step.h"

#include <math.h>

static const float shortest = 1e-6F; // length that a vector is divided by at least, as TFLite does

enum {
    BAND_ELEMENTS = 32768, // of output: 128 KiB stay in the second cache beside their input
    BAND_ROUND = 84,       // a multiple of the rows that XNNPACK's kernels take at once (4 to 8, except 5)
};

static size_t pixels_of(const struct operand *operand)
{
    return operand->shape.height * operand->shape.width;
}

static bool run_operator(const struct step *step)
{
    return operator_run(step->operator) && (!step->slopes || operator_run_slopes(step->slopes, pixels_of(&step->output),
                                                                                 step->output.data, step->output.data));
}

static bool run_bands(const struct step *step)
{
    size_t pixels = pixels_of(&step->output);
    for (size_t first = 0; first < pixels; first += step->band) {
        size_t count = pixels - first < step->band ? pixels - first : step->band;
        const float *input = step->input.data + first * step->input.stride;
        float *output = step->output.data + first * step->output.stride;
        if (!operator_run_pointwise(step->operator, count, input, output) ||
            !operator_run_slopes(step->slopes, count, output, output))
            return false;
    }
    return true;
}

static bool run_kernel(const struct step *step)
{
    step->kernel(&step->depthwise);
    return true;
}

/*
 * A depthwise window that covers its whole input: XNNPACK has no depthwise kernel for more than 25 taps and would run
 * each channel as a matrix of its own, 16 times the work. This is one pass over both.
 */
static bool run_covering(const struct step *step)
{
    size_t channels = step->input.shape.channels, taps = pixels_of(&step->input);
    const float *restrict weights = step->node->weights, *slopes = step->node->slopes;
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
        sum = sum > highest ? highest : sum;
        sums[c] = slopes && sum < 0 ? sum * slopes[c] : sum;
    }
    return true;
}

static bool is_covering(const struct graph_node *node, struct graph_shape in)
{
    const struct graph_window *window = &node->window;
    return graph_is_depthwise(node) && window->height == in.height && window->width == in.width &&
           window->top + window->left + window->bottom + window->right == 0 && window->dilation_y == 1 &&
           window->dilation_x == 1;
}

static bool suits_kernel(const struct graph_node *node)
{
    const struct graph_window *window = &node->window;
    return graph_is_depthwise(node) && window->height == 3 && window->width == 3 && window->dilation_y == 1 &&
           window->dilation_x == 1 && window->stride_y == window->stride_x && window->stride_y <= 2 &&
           window->top <= 1 && window->left <= 1 && node->output_channels >= KERNEL_LANES;
}

static bool init_kernel(struct step *step, struct arena *arena)
{
    const struct graph_node *node = step->node;
    step->run = run_kernel;
    kernel_run *bodies[KERNEL_BODIES_MAX];
    kernel_bodies(bodies);
    step->kernel = bodies[0];
    step->depthwise = (struct kernel_depthwise){
        .input = step->input.data,
        .output = step->output.data,
        .input_height = step->input.shape.height,
        .input_width = step->input.shape.width,
        .output_height = step->output.shape.height,
        .output_width = step->output.shape.width,
        .channels = step->output.shape.channels,
        .input_stride = step->input.stride,
        .output_stride = step->output.stride,
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

static bool run_pointwise(const struct step *step)
{
    step->pointwise_kernel(&step->pointwise);
    return true;
}

static void init_pointwise(struct step *step)
{
    const struct graph_node *node = step->node;
    step->run = run_pointwise;
    step->pointwise_kernel = kernel_pointwise_body();
    step->pointwise = (struct kernel_pointwise){
        .input = step->input.data,
        .output = step->output.data,
        .pixels = pixels_of(&step->output),
        .inputs = node->input_channels,
        .outputs = node->output_channels,
        .input_stride = step->input.stride,
        .output_stride = step->output.stride,
        .weights = node->packed,
        .bias = node->bias,
        .slopes = node->slopes,
        .lowest = node->lowest,
        .highest = node->highest,
    };
}

static bool run_normalise(const struct step *step)
{
    size_t channels = step->input.shape.channels;
    for (size_t p = 0; p < pixels_of(&step->input); p++) {
        const float *from = step->input.data + p * step->input.stride;
        float *to = step->output.data + p * step->output.stride, sum = 0;
        for (size_t c = 0; c < channels; c++)
            sum += from[c] * from[c];
        float length = fmaxf(sqrtf(sum), shortest);
        for (size_t c = 0; c < channels; c++)
            to[c] = from[c] / length;
    }
    return true;
}

static bool init_conv(struct step *step, bool fast, struct arena *arena)
{
    const struct graph_node *node = step->node;
    if (is_covering(node, step->input.shape)) {
        step->run = run_covering;
        return true;
    }
    if (suits_kernel(node))
        return init_kernel(step, arena);
    if (fast && node->packed) {
        init_pointwise(step);
        return true;
    }
    if (node->slopes && !operator_open_slopes(node, &step->output, &step->output, &step->slopes))
        return false;
    if (node->slopes && graph_is_pointwise(node)) {
        size_t rounds = BAND_ELEMENTS / node->output_channels / BAND_ROUND;
        step->band = (rounds ? rounds : 1) * BAND_ROUND;
        step->run = run_bands;
        return operator_open_pointwise(node, &step->input, &step->output, &step->operator);
    }
    return operator_open(node, &step->input, &step->output, &step->operator);
}

bool step_init(struct step *step, const struct graph_node *node, const struct operand *inputs,
               const struct operand *output, bool fast, struct arena *arena)
{
    *step = (struct step){.run = run_operator, .node = node, .input = inputs[0], .output = *output};
    if (node->op == GRAPH_CONV)
        return init_conv(step, fast, arena);
    if (node->op == GRAPH_NORMALISE) {
        step->run = run_normalise;
        return true;
    }
    return operator_open(node, inputs, output, &step->operator);
}

bool step_init_copy(struct step *step, const struct operand *input, const struct operand *output)
{
    *step = (struct step){.run = run_operator, .input = *input, .output = *output};
    return operator_open_copy(input, output, &step->operator);
}

void step_release(struct step *step)
{
    operator_close(step->operator);
    operator_close(step->slopes);
}
