/* SPDX-License-Identifier: MIT */
#include "nn/kernel/plain.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static const float shortest = 1e-6F; // length that a vector is divided by at least

size_t operand_pixels(const struct operand *operand)
{
    return operand->shape.height * operand->shape.width;
}

static inline float *pixel_of(const struct operand *operand, size_t pixel)
{
    return operand->data + pixel * operand->stride;
}

/* A NaN stays one. */
static inline float clamped(float value, float lowest, float highest)
{
    value = value < lowest ? lowest : value;
    return value > highest ? highest : value;
}

void kernel_binary(const struct graph_node *node, const struct operand *inputs, const struct operand *output)
{
    float lowest = node->lowest, highest = node->highest;
    bool bounded = lowest > -INFINITY || highest < INFINITY;
    size_t pixels = operand_pixels(output), channels = output->shape.channels;
    size_t step_a = operand_pixels(&inputs[0]) > 1 ? 1 : 0, step_b = operand_pixels(&inputs[1]) > 1 ? 1 : 0;
    if (step_a && step_b && inputs[0].stride == channels && inputs[1].stride == channels &&
        output->stride == channels) {
        channels *= pixels; // without gaps it is one long row
        pixels = 1;
    }
    for (size_t p = 0; p < pixels; p++) {
        const float *a = pixel_of(&inputs[0], p * step_a), *b = pixel_of(&inputs[1], p * step_b);
        float *to = pixel_of(output, p);
        if (node->op == GRAPH_MULTIPLY)
            for (size_t c = 0; c < channels; c++)
                to[c] = clamped(a[c] * b[c], lowest, highest);
        else if (bounded)
            for (size_t c = 0; c < channels; c++)
                to[c] = clamped(a[c] + b[c], lowest, highest);
        else
            for (size_t c = 0; c < channels; c++)
                to[c] = a[c] + b[c];
    }
}

void kernel_slopes(const struct graph_node *node, const struct operand *input, const struct operand *output)
{
    const float *slopes = node->slopes;
    for (size_t p = 0; p < operand_pixels(input); p++) {
        const float *from = pixel_of(input, p);
        float *to = pixel_of(output, p);
        for (size_t c = 0; c < input->shape.channels; c++)
            to[c] = from[c] < 0 ? from[c] * slopes[c] : from[c];
    }
}

void kernel_clamp(const struct graph_node *node, const struct operand *input, const struct operand *output)
{
    float lowest = node->lowest, highest = node->highest;
    for (size_t p = 0; p < operand_pixels(input); p++) {
        const float *from = pixel_of(input, p);
        float *to = pixel_of(output, p);
        for (size_t c = 0; c < input->shape.channels; c++)
            to[c] = clamped(from[c], lowest, highest);
    }
}

void kernel_sigmoid(const struct operand *input, const struct operand *output)
{
    for (size_t p = 0; p < operand_pixels(input); p++) {
        const float *from = pixel_of(input, p);
        float *to = pixel_of(output, p);
        for (size_t c = 0; c < input->shape.channels; c++)
            to[c] = 1 / (1 + expf(-from[c]));
    }
}

void kernel_softmax(const struct operand *input, const struct operand *output)
{
    size_t channels = input->shape.channels;
    for (size_t p = 0; p < operand_pixels(input); p++) {
        const float *from = pixel_of(input, p);
        float *to = pixel_of(output, p), highest = from[0], sum = 0;
        for (size_t c = 1; c < channels; c++)
            highest = from[c] > highest ? from[c] : highest;
        for (size_t c = 0; c < channels; c++) {
            float below = from[c] - highest;
            to[c] = below < 0 ? expf(below) : 1 + below; // of two channels one needs no exponential; a NaN stays one
            sum += to[c];
        }
        for (size_t c = 0; c < channels; c++)
            to[c] /= sum;
    }
}

void kernel_normalise(const struct operand *input, const struct operand *output)
{
    size_t channels = input->shape.channels;
    for (size_t p = 0; p < operand_pixels(input); p++) {
        const float *from = pixel_of(input, p);
        float *to = pixel_of(output, p), sum = 0;
        for (size_t c = 0; c < channels; c++)
            sum += from[c] * from[c];
        float length = fmaxf(sqrtf(sum), shortest);
        for (size_t c = 0; c < channels; c++)
            to[c] = from[c] / length;
    }
}

void kernel_pool(const struct graph_node *node, const struct operand *input, const struct operand *output)
{
    size_t channels = input->shape.channels, pixels = operand_pixels(input);
    float *restrict to = output->data;
    memset(to, 0, channels * sizeof(*to));
    for (size_t p = 0; p < pixels; p++) {
        const float *restrict from = pixel_of(input, p);
        for (size_t c = 0; c < channels; c++)
            to[c] += from[c];
    }
    float share = 1 / (float)pixels;
    for (size_t c = 0; c < channels; c++)
        to[c] = clamped(to[c] * share, node->lowest, node->highest);
}

void kernel_copy(const struct operand *input, const struct operand *output)
{
    for (size_t p = 0; p < operand_pixels(input); p++)
        memcpy(pixel_of(output, p), pixel_of(input, p), input->shape.channels * sizeof(float));
}

static void finish(const struct graph_node *node, size_t channels, float *sums)
{
    float lowest = node->lowest, highest = node->highest;
    for (size_t c = 0; c < channels; c++)
        sums[c] = clamped(sums[c], lowest, highest);
    for (size_t c = 0; node->slopes && c < channels; c++)
        sums[c] = sums[c] < 0 ? sums[c] * node->slopes[c] : sums[c];
}

void kernel_any_depthwise(const struct graph_node *node, const struct operand *input, const struct operand *output)
{
    const struct graph_window *window = &node->window;
    size_t channels = output->shape.channels, taps = (size_t)window->height * window->width;
    for (size_t p = 0; p < operand_pixels(output); p++) {
        size_t top = p / output->shape.width * window->stride_y - window->top; // wraps above the first row
        size_t left = p % output->shape.width * window->stride_x - window->left;
        float *restrict sums = pixel_of(output, p);
        memcpy(sums, node->bias, channels * sizeof(*sums));
        for (size_t tap = 0; tap < taps; tap++) {
            size_t y = top + tap / window->width * window->dilation_y,
                   x = left + tap % window->width * window->dilation_x;
            if (y >= input->shape.height || x >= input->shape.width)
                continue;
            const float *restrict from = pixel_of(input, y * input->shape.width + x);
            const float *restrict weights = node->weights + tap * channels;
            for (size_t c = 0; c < channels; c++)
                sums[c] += from[c] * weights[c];
        }
        finish(node, channels, sums);
    }
}
