/* SPDX-License-Identifier: MIT */
/* Ops without weights that compute: activations, pooling, softmax. */
#include "nn/onnx/build.h"

#include <math.h>

/* Refuses what has no single pixel behind its flat face: its channels would come out in another order. */
static bool not_flattened(struct builder *builder, const struct symbol *input)
{
    struct graph_shape shape = build_shape_of(builder, input);
    if (input->flat && shape.height * shape.width != 1)
        return build_fail(builder, "a flattened image may only enter a Gemm or MatMul");
    return true;
}

static bool add_bounds(struct builder *builder, const struct symbol *input, float lowest, float highest)
{
    uint32_t value;
    return not_flattened(builder, input) &&
           assembly_bounds(&builder->assembly, input->value, lowest, highest, build_uses(builder), &value) &&
           build_give(builder, value, input->flat);
}

bool build_relu(struct builder *builder)
{
    static const char *const known[] = {NULL};
    struct symbol *input;
    return build_known_attributes(builder, known) && build_value(builder, 0, &input) &&
           add_bounds(builder, input, 0, INFINITY);
}

static bool clip_bound(struct builder *builder, size_t index, float *ret_bound)
{
    if (!build_input(builder, index))
        return true;
    const struct onnx_constant *constant;
    if (!build_constant(builder, index, false, &constant))
        return false;
    if (constant->count != 1 || isnan(onnx_constant_float(constant, 0)))
        return build_fail(builder, "its bounds must be numbers");
    *ret_bound = onnx_constant_float(constant, 0);
    return true;
}

bool build_clip(struct builder *builder)
{
    static const char *const known_before_11[] = {"max", "min", NULL};
    static const char *const known[] = {NULL};
    struct symbol *input;
    float lowest = -INFINITY, highest = INFINITY;
    if (!build_known_attributes(builder, builder->opset < 11 ? known_before_11 : known) ||
        !build_value(builder, 0, &input) || !build_float(builder, "min", &lowest) ||
        !build_float(builder, "max", &highest) || !clip_bound(builder, 1, &lowest) || !clip_bound(builder, 2, &highest))
        return false;
    return add_bounds(builder, input, lowest, highest);
}

bool build_prelu(struct builder *builder)
{
    static const char *const known[] = {NULL};
    struct symbol *input;
    const struct onnx_constant *slopes;
    if (!build_known_attributes(builder, known) || !build_value(builder, 0, &input) ||
        !build_constant(builder, 1, false, &slopes) || !not_flattened(builder, input))
        return false;
    size_t channels = build_shape_of(builder, input).channels;
    // (C), (C, 1, 1) and (1, C, 1, 1) are all written for the same thing.
    bool each = slopes->count == channels;
    for (uint32_t i = 0; i < slopes->rank; i++)
        each = each && (slopes->dims[i] == 1 || (size_t)slopes->dims[i] == channels);
    if (slopes->count != 1 && !each)
        return build_fail(builder, "must have one slope, or one for each channel");
    float *values = assembly_weights(&builder->assembly, channels);
    if (!values)
        return false;
    for (size_t c = 0; c < channels; c++) {
        values[c] = onnx_constant_float(slopes, each ? c : 0);
        if (!isfinite(values[c]))
            return build_fail(builder, "its slopes hold a value that is not finite");
    }
    uint32_t value;
    return assembly_slopes(&builder->assembly, input->value, values, build_uses(builder), &value) &&
           build_give(builder, value, input->flat);
}

static bool add_plain(struct builder *builder, enum graph_op op, const struct symbol *input)
{
    uint32_t value;
    return not_flattened(builder, input) &&
           assembly_plain(&builder->assembly, op, input->value, build_uses(builder), &value) &&
           build_give(builder, value, input->flat);
}

bool build_sigmoid(struct builder *builder)
{
    static const char *const known[] = {NULL};
    struct symbol *input;
    return build_known_attributes(builder, known) && build_value(builder, 0, &input) &&
           add_plain(builder, GRAPH_SIGMOID, input);
}

bool build_pool(struct builder *builder)
{
    static const char *const known[] = {NULL};
    struct symbol *input;
    if (!build_known_attributes(builder, known) || !build_value(builder, 0, &input))
        return false;
    if (input->flat)
        return build_fail(builder, "needs an image, not a flattened one");
    return add_plain(builder, GRAPH_POOL, input);
}

bool build_softmax(struct builder *builder)
{
    static const char *const known[] = {"axis", NULL};
    struct symbol *input;
    if (!build_known_attributes(builder, known) || !build_value(builder, 0, &input))
        return false;
    int64_t rank = input->flat ? 2 : 4, axis = builder->opset < 13 ? 1 : -1;
    if (!build_int(builder, "axis", -rank, rank - 1, &axis))
        return false;
    // Before opset 13 all dimensions from the axis on were one.
    struct graph_shape shape = build_shape_of(builder, input);
    bool one_pixel = shape.height * shape.width == 1;
    if ((axis + rank) % rank != 1 || (builder->opset < 13 && !one_pixel))
        return build_fail(builder, "is supported over the channels only");
    return add_plain(builder, GRAPH_SOFTMAX, input);
}
