/* SPDX-License-Identifier: MIT */
/* The operators of a file, one after the other. */
#include "nn/tflite/tflite_build.h"

#include "base/str.h"

/* How each operator is read: the schema's type and number of fields of its options. */
static const struct op_reader {
    int64_t code;
    bool (*read)(struct tflite_builder *builder); // NULL: only as part of another
    int64_t options_type;                         // 0: any, and none is read
    size_t options_known;
} op_readers[] = {
    {TFLITE_ADD, tflite_sum, 11, 1},
    {TFLITE_AVERAGE_POOL_2D, tflite_average_pool, 5, 6},
    {TFLITE_CONCATENATION, tflite_concatenation, 10, 2},
    {TFLITE_CONV_2D, tflite_conv, 1, 6},
    {TFLITE_DEPTHWISE_CONV_2D, tflite_depthwise, 2, 7},
    {TFLITE_FULLY_CONNECTED, tflite_dense, 8, 3},
    {TFLITE_L2_NORMALIZATION, tflite_normalise, 12, 1},
    {TFLITE_LOGISTIC, tflite_logistic, 0, 0},
    {TFLITE_MUL, tflite_product, 21, 1},
    {TFLITE_RELU, tflite_relu, 0, 0},
    {TFLITE_RELU_N1_TO_1, tflite_relu_n1_to_1, 0, 0},
    {TFLITE_RELU6, tflite_relu6, 0, 0},
    {TFLITE_RESHAPE, tflite_reshape, 17, 1},
    {TFLITE_SOFTMAX, tflite_softmax, 9, 1},
    {TFLITE_MEAN, tflite_mean, 27, 1},
    {TFLITE_SUB, tflite_difference, 28, 1},
    {TFLITE_SQUEEZE, tflite_squeeze, 30, 1},
    {TFLITE_PRELU, tflite_prelu, 0, 0},
    {TFLITE_ABS, NULL, 0, 0},
};

static const struct op_reader *reader_of(int64_t code)
{
    for (size_t i = 0; i < ARRAY_LENGTH(op_readers); i++) {
        if (op_readers[i].code == code)
            return &op_readers[i];
    }
    return NULL;
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
