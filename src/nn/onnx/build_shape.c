/* SPDX-License-Identifier: MIT */
/* Shape plumbing, resolved while the file is read, and the joints of the graph: Concat, Flatten, Reshape, Transpose. */
#include "nn/onnx/build.h"

/* Makes the current node's output a list of whole numbers (rank 1), or a single one (rank 0). */
static bool add_ints(struct builder *builder, const int64_t *values, size_t count, uint32_t rank)
{
    if (count == 0 || count > ONNX_INTS_MAX)
        return build_fail(builder, "its result must hold 1 to %d whole numbers", ONNX_INTS_MAX);
    int64_t *data = arena_calloc(builder->assembly.scratch, count, sizeof(*data));
    if (!data)
        return build_fail(builder, "out of memory");
    memcpy(data, values, count * sizeof(*data));
    struct symbol *output = build_output(builder);
    output->kind = SYMBOL_CONSTANT;
    output->constant =
        (struct onnx_constant){.whole = true, .rank = rank, .dims = {(int64_t)count}, .count = count, .data = data};
    return true;
}

static bool add_copy(struct builder *builder, const struct onnx_constant *constant)
{
    struct symbol *output = build_output(builder);
    output->kind = SYMBOL_CONSTANT;
    output->constant = *constant;
    return true;
}

bool build_constant_op(struct builder *builder)
{
    static const char *const known[] = {"value", NULL};
    const Onnx__AttributeProto *value = onnx_attribute(builder->node, "value");
    if (!build_known_attributes(builder, known))
        return false;
    if (!value || !value->t || builder->node->n_input > 0)
        return build_fail(builder, "must hold a tensor");
    struct onnx_constant constant;
    const char *wrong = onnx_constant_read(value->t, &constant);
    if (wrong)
        return build_fail(builder, "its tensor %s", wrong);
    return add_copy(builder, &constant);
}

bool build_shape(struct builder *builder)
{
    static const char *const known[] = {NULL};
    struct symbol *input = build_input(builder, 0);
    if (!build_known_attributes(builder, known))
        return false;
    if (!input || builder->node->n_input != 1)
        return build_fail(builder, "must have one input");
    if (input->kind == SYMBOL_CONSTANT)
        return add_ints(builder, input->constant.dims, input->constant.rank, 1);
    struct graph_shape shape = build_shape_of(builder, input);
    int64_t channels = (int64_t)shape.channels, height = (int64_t)shape.height, width = (int64_t)shape.width;
    if (input->flat)
        return add_ints(builder, (int64_t[]){1, channels * height * width}, 2, 1);
    return add_ints(builder, (int64_t[]){1, channels, height, width}, 4, 1);
}

bool build_gather(struct builder *builder)
{
    static const char *const known[] = {"axis", NULL};
    const struct onnx_constant *data, *indices;
    int64_t axis = 0;
    if (!build_known_attributes(builder, known) || !build_constant(builder, 0, true, &data) ||
        !build_constant(builder, 1, true, &indices) || !build_int(builder, "axis", 0, 0, &axis))
        return false;
    int64_t values[ONNX_INTS_MAX], length = (int64_t)data->count;
    for (size_t i = 0; i < indices->count; i++) {
        int64_t index = onnx_constant_int(indices, i);
        if (index < -length || index >= length || data->rank != 1)
            return build_fail(builder, "index %lld is out of range", (long long)index);
        values[i] = onnx_constant_int(data, (size_t)(index < 0 ? index + length : index));
    }
    return add_ints(builder, values, indices->count, indices->rank);
}

/* One number out of an attribute (before opset 10) or input `index`; absent: *ret_value keeps what it holds. */
static bool slice_number(struct builder *builder, const char *name, size_t index, int64_t *ret_value)
{
    if (builder->opset < 10)
        return build_ints(builder, name, 1, INT64_MIN, INT64_MAX, ret_value);
    const struct onnx_constant *constant;
    if (!build_input(builder, index))
        return true;
    if (!build_constant(builder, index, true, &constant))
        return false;
    if (constant->count != 1)
        return build_fail(builder, "is supported on one axis only");
    *ret_value = onnx_constant_int(constant, 0);
    return true;
}

bool build_slice(struct builder *builder)
{
    static const char *const known_before_10[] = {"axes", "ends", "starts", NULL};
    static const char *const known[] = {NULL};
    const struct onnx_constant *data;
    int64_t start = 0, end = INT64_MAX, axis = 0, step = 1;
    if (!build_known_attributes(builder, builder->opset < 10 ? known_before_10 : known) ||
        !build_constant(builder, 0, true, &data) || !slice_number(builder, "starts", 1, &start) ||
        !slice_number(builder, "ends", 2, &end) || !slice_number(builder, "axes", 3, &axis))
        return false;
    if (builder->opset >= 10 && !slice_number(builder, "", 4, &step))
        return false;
    if (axis != 0 || step != 1 || data->rank != 1)
        return build_fail(builder, "is supported on lists of whole numbers with step 1 only");
    int64_t length = (int64_t)data->count, values[ONNX_INTS_MAX];
    start = start < -length ? 0 : start < 0 ? start + length : start;
    end = end < -length ? 0 : end < 0 ? end + length : end > length ? length : end;
    size_t count = 0;
    for (int64_t i = start; i < end; i++)
        values[count++] = onnx_constant_int(data, (size_t)i);
    return add_ints(builder, values, count, 1);
}

/* Unsqueeze and Squeeze of whole numbers: between one number and a list of one. */
static bool change_rank(struct builder *builder, uint32_t from, uint32_t to)
{
    static const char *const known[] = {"axes", NULL};
    const struct onnx_constant *data, *axes;
    int64_t axis = 0;
    if (!build_known_attributes(builder, known) || !build_constant(builder, 0, true, &data) ||
        !build_ints(builder, "axes", 1, 0, 0, &axis))
        return false;
    if (build_input(builder, 1)) {
        if (!build_constant(builder, 1, true, &axes))
            return false;
        if (axes->count != 1 || onnx_constant_int(axes, 0) != 0)
            return build_fail(builder, "is supported on axis 0 only");
    }
    if (data->rank != from || data->count != 1)
        return build_fail(builder, "is supported on single whole numbers only");
    int64_t value = onnx_constant_int(data, 0);
    return add_ints(builder, &value, 1, to);
}

bool build_unsqueeze(struct builder *builder)
{
    return change_rank(builder, 0, 1);
}

bool build_squeeze(struct builder *builder)
{
    return change_rank(builder, 1, 0);
}

bool build_cast(struct builder *builder)
{
    static const char *const known[] = {"to", NULL};
    struct symbol *input = build_input(builder, 0);
    int64_t to = 0;
    if (!build_known_attributes(builder, known) ||
        !build_int(builder, "to", ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, ONNX__TENSOR_PROTO__DATA_TYPE__INT64, &to))
        return false;
    bool whole = to == ONNX__TENSOR_PROTO__DATA_TYPE__INT64, real = to == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    if (input && input->kind == SYMBOL_CONSTANT &&
        ((input->constant.whole && whole) || (!input->constant.whole && real)))
        return add_copy(builder, &input->constant);
    if (input && input->kind == SYMBOL_VALUE && real) {
        build_alias(builder, input, input->flat);
        return true;
    }
    return build_fail(builder, "is supported where it changes nothing");
}

static bool concat_ints(struct builder *builder)
{
    int64_t values[ONNX_INTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < builder->node->n_input; i++) {
        const struct onnx_constant *part;
        if (!build_constant(builder, i, true, &part))
            return false;
        for (size_t k = 0; k < part->count; k++) {
            if (count == ONNX_INTS_MAX || part->rank != 1)
                return build_fail(builder, "must join lists, of %d whole numbers at most", ONNX_INTS_MAX);
            values[count++] = onnx_constant_int(part, k);
        }
    }
    return add_ints(builder, values, count, 1);
}

bool build_concat(struct builder *builder)
{
    static const char *const known[] = {"axis", NULL};
    size_t count = builder->node->n_input;
    struct symbol *first = build_input(builder, 0);
    if (!build_known_attributes(builder, known))
        return false;
    if (!first || count > GRAPH_INPUTS_MAX)
        return build_fail(builder, "must have 1 to %d inputs", GRAPH_INPUTS_MAX);
    bool ints = first->kind == SYMBOL_CONSTANT;
    int64_t axis = INT64_MIN, rank = ints ? 1 : first->flat ? 2 : 4;
    if (!build_int(builder, "axis", -rank, rank - 1, &axis))
        return false;
    if (ints && axis != INT64_MIN)
        return concat_ints(builder);
    if (axis == INT64_MIN || (axis + rank) % rank != 1)
        return build_fail(builder, "is supported over the channels only");
    struct graph_node node = {.op = GRAPH_CONCAT, .input_count = (uint32_t)count};
    for (size_t i = 0; i < count; i++) {
        struct symbol *input;
        if (!build_value(builder, i, &input))
            return false;
        struct graph_shape shape = build_shape_of(builder, input);
        if (input->flat != first->flat || (input->flat && shape.height * shape.width != 1))
            return build_fail(builder, "a flattened image may only enter a Gemm or MatMul");
        node.inputs[i] = input->value;
    }
    return build_add(builder, node, first->flat);
}

bool build_flatten(struct builder *builder)
{
    static const char *const known[] = {"axis", NULL};
    struct symbol *input;
    int64_t axis = 1;
    if (!build_known_attributes(builder, known) || !build_int(builder, "axis", 1, 1, &axis) ||
        !build_value(builder, 0, &input))
        return false;
    build_alias(builder, input, true);
    return true;
}

bool build_reshape(struct builder *builder)
{
    static const char *const known[] = {"allowzero", NULL};
    struct symbol *input;
    const struct onnx_constant *target;
    int64_t allow_zero = 0;
    if (!build_known_attributes(builder, known) || !build_int(builder, "allowzero", 0, 0, &allow_zero) ||
        !build_value(builder, 0, &input) || !build_constant(builder, 1, true, &target))
        return false;
    struct graph_shape shape = build_shape_of(builder, input);
    int64_t channels = (int64_t)shape.channels, height = (int64_t)shape.height, width = (int64_t)shape.width;
    int64_t all = channels * height * width;
    int64_t from[4] = {1, input->flat ? all : channels, height, width};
    size_t rank = input->flat ? 2 : 4;
    int64_t to[ONNX_RANK_MAX], known_product = 1;
    size_t open = SIZE_MAX; // the one dimension that is -1
    for (size_t i = 0; i < target->count; i++) {
        int64_t dim = onnx_constant_int(target, i);
        if (dim == 0 && i < rank)
            dim = from[i];
        if (target->count > 4 || dim < -1 || dim == 0 || dim > all || (dim == -1 && open != SIZE_MAX))
            return build_fail(builder, "its target shape is not supported");
        open = dim == -1 ? i : open;
        to[i] = dim;
        known_product *= dim == -1 ? 1 : dim;
        if (known_product > all)
            return build_fail(builder, "its target shape is not supported");
    }
    if (open != SIZE_MAX)
        to[open] = all / known_product;
    bool to_flat = target->count == 2 && to[0] == 1 && to[1] == all;
    // Back to an image only where that moves nothing.
    bool to_image = target->count == 4 && to[0] == 1 && to[1] == channels && to[2] == height && to[3] == width;
    if (!to_flat && !to_image)
        return build_fail(builder, "is supported from (1, C, H, W) to (1, C*H*W) and back only");
    build_alias(builder, input, to_flat);
    return true;
}

bool build_transpose(struct builder *builder)
{
    static const char *const known[] = {"perm", NULL};
    struct symbol *input;
    int64_t perm[4] = {3, 2, 1, 0};
    if (!build_known_attributes(builder, known) || !build_value(builder, 0, &input) ||
        !build_ints(builder, "perm", 4, 0, 3, perm))
        return false;
    if (input->flat || perm[0] != 0 || perm[1] != 2 || perm[2] != 3 || perm[3] != 1)
        return build_fail(builder, "is supported to channels-last, (0, 2, 3, 1), only");
    build_output(builder)->kind = SYMBOL_TAIL;
    return true;
}

bool build_identity(struct builder *builder)
{
    struct symbol *input = build_input(builder, 0);
    if (!input)
        return build_fail(builder, "must have an input");
    if (input->kind == SYMBOL_CONSTANT)
        return add_copy(builder, &input->constant);
    build_alias(builder, input, input->flat);
    return true;
}
