/* SPDX-License-Identifier: MIT */
#include "nn/tflite_build.h"

#include "base/str.h"

#include <math.h>
#include <stdarg.h>

/* How each operator is read: the schema's name, type and number of fields of its options. */
static const struct op_reader {
    int64_t code;
    const char *name;
    bool (*read)(struct tflite_builder *builder); // NULL: only as part of another
    int64_t options_type;                         // 0: any, and none is read
    size_t options_known;
} op_readers[] = {
    {TFLITE_ADD, "ADD", tflite_sum, 11, 1},
    {TFLITE_AVERAGE_POOL_2D, "AVERAGE_POOL_2D", tflite_average_pool, 5, 6},
    {TFLITE_CONCATENATION, "CONCATENATION", tflite_concatenation, 10, 2},
    {TFLITE_CONV_2D, "CONV_2D", tflite_conv, 1, 6},
    {TFLITE_DEPTHWISE_CONV_2D, "DEPTHWISE_CONV_2D", tflite_depthwise, 2, 7},
    {TFLITE_FULLY_CONNECTED, "FULLY_CONNECTED", tflite_dense, 8, 3},
    {TFLITE_L2_NORMALIZATION, "L2_NORMALIZATION", tflite_normalise, 12, 1},
    {TFLITE_LOGISTIC, "LOGISTIC", tflite_logistic, 0, 0},
    {TFLITE_MUL, "MUL", tflite_product, 21, 1},
    {TFLITE_RELU, "RELU", tflite_relu, 0, 0},
    {TFLITE_RELU_N1_TO_1, "RELU_N1_TO_1", tflite_relu_n1_to_1, 0, 0},
    {TFLITE_RELU6, "RELU6", tflite_relu6, 0, 0},
    {TFLITE_RESHAPE, "RESHAPE", tflite_reshape, 17, 1},
    {TFLITE_SOFTMAX, "SOFTMAX", tflite_softmax, 9, 1},
    {TFLITE_MEAN, "MEAN", tflite_mean, 27, 1},
    {TFLITE_SUB, "SUB", tflite_difference, 28, 1},
    {TFLITE_SQUEEZE, "SQUEEZE", tflite_squeeze, 30, 1},
    {TFLITE_PRELU, "PRELU", tflite_prelu, 0, 0},
    {TFLITE_ABS, "ABS", NULL, 0, 0},
};

static const struct op_reader *reader_of(int64_t code)
{
    for (size_t i = 0; i < ARRAY_LENGTH(op_readers); i++) {
        if (op_readers[i].code == code)
            return &op_readers[i];
    }
    return NULL;
}

const char *tflite_op_name(int64_t code)
{
    const struct op_reader *reader = reader_of(code);
    return reader ? reader->name : NULL;
}

bool tflite_fail(struct tflite_builder *builder, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    assembly_fail_list(&builder->assembly, format, arguments);
    va_end(arguments);
    return false;
}

bool tflite_has_input(const struct tflite_builder *builder, size_t index)
{
    return index < builder->op->input_count && builder->op->inputs[index] != TFLITE_NONE;
}

bool tflite_value(struct tflite_builder *builder, size_t index, struct tflite_tensor **ret_tensor)
{
    struct tflite_tensor *tensor =
        tflite_has_input(builder, index) ? &builder->file.tensors[builder->op->inputs[index]] : NULL;
    if (!tensor || tensor->data || tensor->whole)
        return tflite_fail(builder, "input %zu must be computed from the model's input", index);
    *ret_tensor = tensor;
    return true;
}

bool tflite_pixels(struct tflite_builder *builder, size_t index, struct tflite_tensor **ret_tensor)
{
    struct tflite_tensor *tensor = NULL;
    if (!tflite_value(builder, index, &tensor))
        return false;
    struct graph_shape shape = tflite_shape_of(builder, tensor);
    if (tensor->flat && shape.height * shape.width != 1)
        return tflite_fail(builder, "a flattened image may only enter a FULLY_CONNECTED");
    *ret_tensor = tensor;
    return true;
}

bool tflite_constant(struct tflite_builder *builder, size_t index, bool whole, const struct tflite_tensor **ret_tensor)
{
    const struct tflite_tensor *tensor =
        tflite_has_input(builder, index) ? &builder->file.tensors[builder->op->inputs[index]] : NULL;
    if (!tensor || !tensor->data || tensor->whole != whole)
        return tflite_fail(builder, "input %zu must be a constant of type %s", index, whole ? "int32" : "float32");
    *ret_tensor = tensor;
    return true;
}

int64_t tflite_number(const struct tflite_tensor *constant, size_t index)
{
    int32_t value;
    memcpy(&value, constant->data + index * sizeof(value), sizeof(value));
    return value;
}

bool tflite_activation(struct tflite_builder *builder, size_t field, float *ret_lowest, float *ret_highest)
{
    static const float bounds[][2] = {{-INFINITY, INFINITY}, {0, INFINITY}, {-1, 1}, {0, 6}};
    int64_t activation = flat_int(builder->options, field, 1, 0);
    if (activation < 0 || (size_t)activation >= ARRAY_LENGTH(bounds))
        return tflite_fail(builder, "fused activation %lld is not supported", (long long)activation);
    *ret_lowest = bounds[activation][0];
    *ret_highest = bounds[activation][1];
    return true;
}

struct graph_shape tflite_shape_of(const struct tflite_builder *builder, const struct tflite_tensor *tensor)
{
    return builder->assembly.shapes[tensor->value];
}

uint32_t tflite_uses(const struct tflite_builder *builder)
{
    return builder->file.tensors[builder->op->output].uses;
}

bool tflite_give(struct tflite_builder *builder, uint32_t value, bool flat)
{
    struct tflite_tensor *output = &builder->file.tensors[builder->op->output];
    output->value = value;
    output->flat = flat;
    return true;
}

bool tflite_add(struct tflite_builder *builder, struct graph_node node, bool flat)
{
    uint32_t value;
    return assembly_add(&builder->assembly, node, tflite_uses(builder), &value) && tflite_give(builder, value, flat);
}

bool tflite_alias(struct tflite_builder *builder, const struct tflite_tensor *tensor, bool flat)
{
    assembly_same(&builder->assembly, tensor->value, tflite_uses(builder));
    return tflite_give(builder, tensor->value, flat);
}

/* What was computed must have the shape the file says: otherwise one of the two was misunderstood. */
static bool check_shape(struct tflite_builder *builder)
{
    const struct tflite_tensor *output = &builder->file.tensors[builder->op->output];
    struct graph_shape shape = tflite_shape_of(builder, output);
    const size_t image[] = {builder->batch, shape.height, shape.width, shape.channels};
    const size_t row[] = {builder->batch, graph_shape_count(shape)};
    size_t rank = output->flat ? ARRAY_LENGTH(row) : ARRAY_LENGTH(image);
    if (output->whole || output->rank != rank ||
        memcmp(output->dims, output->flat ? row : image, rank * sizeof(*row)) != 0)
        return tflite_fail(builder, "gives %zu images of %zux%zux%zu, the file says something else", builder->batch,
                           shape.height, shape.width, shape.channels);
    return true;
}

static bool read_operator(struct tflite_builder *builder)
{
    const struct tflite_operator *op = builder->op;
    const struct op_reader *reader = reader_of(op->code);
    if (!reader || !reader->read)
        return tflite_fail(builder, "the op is not supported%s", reader ? " but as part of a PReLU" : "");
    builder->options = (struct flat_table){0};
    if (reader->options_type != 0 && op->options_type != 0) {
        if (op->options_type != reader->options_type)
            return tflite_fail(builder, "its options are another op's");
        if (flat_has_from(op->options, reader->options_known))
            return tflite_fail(builder, "it has options that are not known");
        builder->options = op->options;
    }
    return reader->read(builder) && check_shape(builder);
}

static bool read_all(struct tflite_builder *builder)
{
    struct tflite_file *file = &builder->file;
    for (size_t i = 0; i < file->operator_count; i++) {
        builder->op = &file->operators[i];
        builder->assembly.node_name = builder->op->name;
        builder->assembly.op_name = builder->op->op_name;
        if (!builder->op->joined && !read_operator(builder))
            return false;
    }
    builder->assembly.node_name = NULL;
    for (size_t i = 0; i < file->output_count; i++) {
        const struct tflite_tensor *tensor = &file->tensors[file->outputs[i]];
        if (!assembly_output(&builder->assembly, tensor->name, tensor->value, tensor->flat))
            return false;
    }
    return assembly_prune(&builder->assembly);
}

bool tflite_read(const void *bytes, size_t size, struct arena *scratch, struct arena *memory, struct graph *ret_graph,
                 char error[static MODEL_ERROR_SIZE])
{
    *ret_graph = (struct graph){0};
    struct flat_file flat = {.bytes = bytes, .size = size};
    struct tflite_builder builder = {
        .assembly = {.scratch = scratch, .memory = memory, .graph = ret_graph, .error = error},
    };
    if (!tflite_decode(&flat, &builder.assembly, &builder.file))
        return false;
    tflite_join_prelu(&builder.file);
    struct tflite_tensor *input = &builder.file.tensors[builder.file.input];
    builder.batch = input->dims[0];
    if (!assembly_init(&builder.assembly, builder.file.operator_count) ||
        !assembly_input(&builder.assembly, input->name,
                        (struct graph_shape){input->dims[1], input->dims[2], input->dims[3]}))
        return false;
    builder.assembly.uses[0] = input->uses;
    bool read = read_all(&builder);
    if (flat.broken)
        return assembly_fail(&builder.assembly, "the options are damaged");
    return read;
}
