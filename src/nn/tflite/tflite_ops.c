/* SPDX-License-Identifier: MIT */
/* TFLite's operators without weights of their own: arithmetic, activations, pooling, and the joints of the graph. */
#include "nn/tflite/tflite_build.h"

#include <math.h>

/* Spreads a constant over the channels: it may hold one number, or one for each along its last dimension. */
static bool spread_channels(struct tflite_builder *builder, const struct tflite_tensor *constant, size_t channels,
                            float *ret_values)
{
    bool each = constant->rank > 0 && constant->dims[constant->rank - 1] == channels && constant->count == channels;
    if (constant->count != 1 && !each)
        return tflite_fail(builder, "its constant must be one number, or one for each channel");
    for (size_t c = 0; c < channels; c++)
        memcpy(&ret_values[c], constant->data + (each ? c : 0) * sizeof(float), sizeof(float));
    return true;
}

enum arithmetic { SUM, DIFFERENCE, PRODUCT };

static bool with_constant(struct tflite_builder *builder, enum arithmetic arithmetic, size_t value_at)
{
    struct tflite_tensor *input;
    const struct tflite_tensor *constant;
    float lowest, highest;
    if (!tflite_pixels(builder, value_at, &input) || !tflite_constant(builder, 1 - value_at, false, &constant) ||
        !tflite_activation(builder, 0, &lowest, &highest))
        return false;
    size_t channels = tflite_shape_of(builder, input).channels;
    float *scale = arena_calloc(builder->assembly.scratch, channels * 2, sizeof(*scale));
    if (!scale)
        return tflite_fail(builder, "out of memory");
    float *shift = scale + channels;
    if (!spread_channels(builder, constant, channels, arithmetic == PRODUCT ? scale : shift))
        return false;
    for (size_t c = 0; c < channels; c++) {
        if (arithmetic != PRODUCT)
            scale[c] = 1;
        if (arithmetic == DIFFERENCE)
            shift[c] = -shift[c];
    }
    uint32_t value;
    if (lowest == -INFINITY)
        return assembly_affine(&builder->assembly, input->value, scale, shift, tflite_uses(builder), &value) &&
               tflite_give(builder, value, input->flat);
    // Only the activation reads what the arithmetic gives.
    return assembly_affine(&builder->assembly, input->value, scale, shift, 1, &value) &&
           assembly_bounds(&builder->assembly, value, lowest, highest, tflite_uses(builder), &value) &&
           tflite_give(builder, value, input->flat);
}

static bool arithmetic_op(struct tflite_builder *builder, enum arithmetic arithmetic)
{
    struct tflite_tensor *a, *b;
    if (builder->op->input_count != 2 || !tflite_has_input(builder, 0) || !tflite_has_input(builder, 1))
        return tflite_fail(builder, "must have two inputs");
    bool constants[2];
    for (size_t i = 0; i < 2; i++)
        constants[i] = builder->file.tensors[builder->op->inputs[i]].data;
    if (constants[1])
        return with_constant(builder, arithmetic, 0);
    if (constants[0] && arithmetic != DIFFERENCE)
        return with_constant(builder, arithmetic, 1);
    if (arithmetic == DIFFERENCE)
        return tflite_fail(builder, "is supported with a constant on the right only");
    if (!tflite_pixels(builder, 0, &a) || !tflite_pixels(builder, 1, &b))
        return false;
    if (a->flat != b->flat)
        return tflite_fail(builder, "its inputs differ in rank");
    struct graph_node node = {
        .op = arithmetic == SUM ? GRAPH_ADD : GRAPH_MULTIPLY,
        .inputs = {a->value, b->value},
        .input_count = 2,
    };
    return tflite_activation(builder, 0, &node.lowest, &node.highest) && tflite_add(builder, node, a->flat);
}

bool tflite_sum(struct tflite_builder *builder)
{
    return arithmetic_op(builder, SUM);
}

bool tflite_difference(struct tflite_builder *builder)
{
    return arithmetic_op(builder, DIFFERENCE);
}

bool tflite_product(struct tflite_builder *builder)
{
    return arithmetic_op(builder, PRODUCT);
}

static bool bounds_op(struct tflite_builder *builder, float lowest, float highest)
{
    struct tflite_tensor *input;
    uint32_t value;
    return tflite_pixels(builder, 0, &input) &&
           assembly_bounds(&builder->assembly, input->value, lowest, highest, tflite_uses(builder), &value) &&
           tflite_give(builder, value, input->flat);
}

bool tflite_relu(struct tflite_builder *builder)
{
    return bounds_op(builder, 0, INFINITY);
}

bool tflite_relu_n1_to_1(struct tflite_builder *builder)
{
    return bounds_op(builder, -1, 1);
}

bool tflite_relu6(struct tflite_builder *builder)
{
    return bounds_op(builder, 0, 6);
}

bool tflite_prelu(struct tflite_builder *builder)
{
    struct tflite_tensor *input;
    const struct tflite_tensor *constant;
    if (!tflite_pixels(builder, 0, &input) || !tflite_constant(builder, 1, false, &constant))
        return false;
    size_t channels = tflite_shape_of(builder, input).channels;
    float *slopes = assembly_weights(&builder->assembly, channels);
    if (!slopes || !spread_channels(builder, constant, channels, slopes))
        return false;
    for (size_t c = 0; c < channels; c++) {
        slopes[c] *= builder->op->slope_scale;
        if (!isfinite(slopes[c]))
            return tflite_fail(builder, "its slopes hold a value that is not finite");
    }
    uint32_t value;
    return assembly_slopes(&builder->assembly, input->value, slopes, tflite_uses(builder), &value) &&
           tflite_give(builder, value, input->flat);
}

static bool plain_op(struct tflite_builder *builder, enum graph_op op, const struct tflite_tensor *input, bool flat)
{
    uint32_t value;
    return assembly_plain(&builder->assembly, op, input->value, tflite_uses(builder), &value) &&
           tflite_give(builder, value, flat);
}

bool tflite_logistic(struct tflite_builder *builder)
{
    struct tflite_tensor *input;
    return tflite_pixels(builder, 0, &input) && plain_op(builder, GRAPH_SIGMOID, input, input->flat);
}

bool tflite_softmax(struct tflite_builder *builder)
{
    struct tflite_tensor *input;
    if (!tflite_pixels(builder, 0, &input))
        return false;
    if (flat_float(builder->options, 0, 0) != 1)
        return tflite_fail(builder, "is supported with beta 1 only");
    return plain_op(builder, GRAPH_SOFTMAX, input, input->flat);
}

bool tflite_normalise(struct tflite_builder *builder)
{
    struct tflite_tensor *input;
    if (!tflite_pixels(builder, 0, &input))
        return false;
    if (flat_int(builder->options, 0, 1, 0) != 0)
        return tflite_fail(builder, "is supported without an activation only");
    return plain_op(builder, GRAPH_NORMALISE, input, input->flat);
}

/* Whether `axes` are height and width of (N, H, W, C), in whatever order. */
static bool are_sides(const int64_t *axes)
{
    int64_t one = axes[0] < 0 ? axes[0] + 4 : axes[0], other = axes[1] < 0 ? axes[1] + 4 : axes[1];
    return (one == 1 && other == 2) || (one == 2 && other == 1);
}

bool tflite_mean(struct tflite_builder *builder)
{
    struct tflite_tensor *input;
    const struct tflite_tensor *axes;
    if (!tflite_value(builder, 0, &input) || !tflite_constant(builder, 1, true, &axes))
        return false;
    if (input->flat || axes->count != 2 ||
        !are_sides((const int64_t[]){tflite_number(axes, 0), tflite_number(axes, 1)}))
        return tflite_fail(builder, "is supported over height and width only");
    return plain_op(builder, GRAPH_POOL, input, flat_int(builder->options, 0, 1, 0) == 0);
}

/* Only of the whole image: without padding a window of its size has one place. */
bool tflite_average_pool(struct tflite_builder *builder)
{
    struct tflite_tensor *input;
    if (!tflite_value(builder, 0, &input))
        return false;
    struct graph_shape shape = tflite_shape_of(builder, input);
    int64_t width = flat_int(builder->options, 3, 4, 0), height = flat_int(builder->options, 4, 4, 0);
    bool valid = flat_int(builder->options, 0, 1, 0) == 1;
    if (input->flat || !valid || height != (int64_t)shape.height || width != (int64_t)shape.width)
        return tflite_fail(builder, "is supported over the whole image without padding only");
    struct graph_node node = {.op = GRAPH_POOL, .inputs = {input->value}, .input_count = 1};
    builder->assembly.graph->sized = true;
    return tflite_activation(builder, 5, &node.lowest, &node.highest) && tflite_add(builder, node, false);
}

bool tflite_concatenation(struct tflite_builder *builder)
{
    struct graph_node node = {.op = GRAPH_CONCAT, .input_count = (uint32_t)builder->op->input_count};
    struct tflite_tensor *input;
    bool flat = false;
    for (uint32_t i = 0; i < node.input_count; i++) {
        if (!tflite_pixels(builder, i, &input))
            return false;
        if (i > 0 && input->flat != flat)
            return tflite_fail(builder, "its inputs differ in rank");
        flat = input->flat;
        node.inputs[i] = input->value;
    }
    int64_t rank = flat ? 2 : 4, axis = flat_int(builder->options, 0, 4, 0);
    if ((axis < 0 ? axis + rank : axis) != rank - 1 || flat_int(builder->options, 1, 1, 0) != 0)
        return tflite_fail(builder, "is supported over the channels and without an activation only");
    return tflite_add(builder, node, flat);
}

/* The shape that input 1 or the options ask for; 0 dimensions when there is none or too long a one. */
static size_t target_shape(struct tflite_builder *builder, int64_t to[static TFLITE_RANK_MAX])
{
    const struct tflite_tensor *constant =
        tflite_has_input(builder, 1) ? &builder->file.tensors[builder->op->inputs[1]] : NULL;
    struct flat_list list = flat_list(builder->options, 0, sizeof(int32_t));
    size_t count = !constant ? list.count : constant->data && constant->whole ? constant->count : 0;
    if (count > TFLITE_RANK_MAX)
        return 0;
    for (size_t i = 0; i < count; i++)
        to[i] = constant ? tflite_number(constant, i) : flat_list_int(list, i);
    return count;
}

bool tflite_reshape(struct tflite_builder *builder)
{
    struct tflite_tensor *input;
    int64_t to[TFLITE_RANK_MAX], product = 1;
    if (!tflite_value(builder, 0, &input))
        return false;
    struct graph_shape shape = tflite_shape_of(builder, input);
    int64_t batch = (int64_t)builder->batch, each = (int64_t)graph_shape_count(shape), all = batch * each;
    size_t count = target_shape(builder, to), open = SIZE_MAX; // the one dimension that is -1
    bool good = count > 0;
    for (size_t i = 0; good && i < count; i++) {
        good = to[i] == -1 ? open == SIZE_MAX : to[i] >= 1 && to[i] <= all / product;
        open = to[i] == -1 ? i : open;
        product *= good && to[i] != -1 ? to[i] : 1;
    }
    if (good && open != SIZE_MAX)
        to[open] = all / product;
    bool to_flat = good && count == 2 && to[0] == batch && to[1] == each;
    // Back to an image only where that moves nothing.
    bool to_image = good && count == 4 && to[0] == batch && to[1] == (int64_t)shape.height &&
                    to[2] == (int64_t)shape.width && to[3] == (int64_t)shape.channels;
    if (!to_flat && !to_image)
        return tflite_fail(builder, "is supported from (N, H, W, C) to (N, H*W*C) and back only");
    return tflite_alias(builder, input, to_flat);
}

bool tflite_squeeze(struct tflite_builder *builder)
{
    struct tflite_tensor *input;
    if (!tflite_value(builder, 0, &input))
        return false;
    struct graph_shape shape = tflite_shape_of(builder, input);
    struct flat_list axes = flat_list(builder->options, 0, sizeof(int32_t));
    if (input->flat || shape.height * shape.width != 1 || axes.count != 2 ||
        !are_sides((const int64_t[]){flat_list_int(axes, 0), flat_list_int(axes, 1)}))
        return tflite_fail(builder, "is supported over a height and width of 1 only");
    return tflite_alias(builder, input, true);
}
