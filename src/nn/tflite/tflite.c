/* SPDX-License-Identifier: MIT */
/* Field numbers below are those of the TFLite schema, version 3 (tensorflow/lite/schema/schema.fbs). */
#include "nn/tflite/tflite.h"

enum { SCHEMA_VERSION = 3, TYPE_FLOAT32 = 0, TYPE_INT32 = 2 };

/* The parts of the file while it is read. */
struct decoder {
    struct assembly *assembly;
    struct flat_file *bytes;
    struct flat_table graph;
    struct flat_list codes, buffers;
    struct tflite_file file;
};

bool tflite_is(const void *bytes, size_t size)
{
    return flat_is(bytes, size, "TFL3");
}

static bool broken(struct decoder *decoder)
{
    return assembly_fail(decoder->assembly, "the TFLite file is damaged or truncated");
}

static bool read_shape(struct decoder *decoder, struct flat_table from, struct tflite_tensor *tensor)
{
    struct flat_list shape = flat_list(from, 0, sizeof(int32_t));
    if (shape.count > TFLITE_RANK_MAX)
        return assembly_fail(decoder->assembly, "tensor \"%.*s\" has too many dimensions", ASSEMBLY_NAME_SHOWN,
                             tensor->name);
    tensor->rank = shape.count;
    tensor->count = 1;
    for (size_t i = 0; i < shape.count; i++) {
        int32_t dim = flat_list_int(shape, i);
        if (dim < 1 || dim > MODEL_ELEMENTS_MAX || tensor->count > MODEL_ELEMENTS_MAX / (size_t)dim)
            return assembly_fail(decoder->assembly, "tensor \"%.*s\" has an empty, negative or huge dimension",
                                 ASSEMBLY_NAME_SHOWN, tensor->name);
        tensor->dims[i] = (size_t)dim;
        tensor->count *= (size_t)dim;
    }
    return true;
}

static bool read_data(struct decoder *decoder, struct flat_table from, struct tflite_tensor *tensor)
{
    int64_t number = flat_int(from, 2, 4, 0);
    if (number < 0 || (size_t)number >= decoder->buffers.count)
        return assembly_fail(decoder->assembly, "tensor \"%.*s\" has no buffer", ASSEMBLY_NAME_SHOWN, tensor->name);
    struct flat_table buffer = flat_list_table(decoder->buffers, (size_t)number);
    struct flat_list data = flat_list(buffer, 0, 1);
    if (flat_has_from(buffer, 1))
        return assembly_fail(decoder->assembly, "tensor \"%.*s\" keeps its data outside the file's buffers",
                             ASSEMBLY_NAME_SHOWN, tensor->name);
    if (data.count == 0)
        return true;
    if (data.count != tensor->count * sizeof(float))
        return assembly_fail(decoder->assembly, "tensor \"%.*s\" holds another amount of data than its dimensions say",
                             ASSEMBLY_NAME_SHOWN, tensor->name);
    tensor->data = decoder->bytes->bytes + data.at;
    return true;
}

static bool read_tensor(struct decoder *decoder, struct flat_table from, struct tflite_tensor *ret_tensor)
{
    struct tflite_tensor tensor = {.name = flat_text(from, 3), .maker = TFLITE_NONE};
    int64_t type = flat_int(from, 1, 1, TYPE_FLOAT32);
    tensor.whole = type == TYPE_INT32;
    if (type != TYPE_FLOAT32 && type != TYPE_INT32)
        return assembly_fail(decoder->assembly, "tensor \"%.*s\" is neither float32 nor int32: quantized?",
                             ASSEMBLY_NAME_SHOWN, tensor.name);
    if (flat_int(from, 5, 1, 0) != 0 || flat_child(from, 6).at != 0)
        return assembly_fail(decoder->assembly, "tensor \"%.*s\" is variable or sparse", ASSEMBLY_NAME_SHOWN,
                             tensor.name);
    if (!read_shape(decoder, from, &tensor) || !read_data(decoder, from, &tensor))
        return false;
    *ret_tensor = tensor;
    return !decoder->bytes->broken || broken(decoder);
}

static bool read_tensors(struct decoder *decoder)
{
    struct flat_list list = flat_list(decoder->graph, 0, 4);
    struct tflite_file *file = &decoder->file;
    if (list.count > MODEL_TENSORS_MAX)
        return assembly_fail(decoder->assembly, "the model has %zu tensors, supported are %d", list.count,
                             MODEL_TENSORS_MAX);
    file->tensors = arena_calloc(decoder->assembly->scratch, list.count + 1, sizeof(*file->tensors));
    if (!file->tensors)
        return assembly_fail(decoder->assembly, "out of memory");
    file->tensor_count = list.count;
    for (size_t i = 0; i < list.count; i++) {
        if (!read_tensor(decoder, flat_list_table(list, i), &file->tensors[i]))
            return false;
    }
    return true;
}

/* The builtin operator behind a code; newer files give numbers above 127 in a field of their own. */
static int64_t builtin_of(struct decoder *decoder, int64_t index)
{
    if (index < 0 || (size_t)index >= decoder->codes.count)
        return -1;
    struct flat_table code = flat_list_table(decoder->codes, (size_t)index);
    int64_t old = flat_int(code, 0, 1, 0), wide = flat_int(code, 3, 4, 0);
    return old > wide ? old : wide;
}

/* Inputs must be there before the operator: no loops, and nothing that nobody computes. */
static bool read_inputs(struct decoder *decoder, struct flat_list inputs, struct tflite_operator *op)
{
    struct tflite_file *file = &decoder->file;
    if (inputs.count < 1 || inputs.count > GRAPH_INPUTS_MAX)
        return assembly_fail(decoder->assembly, "must have 1 to %d inputs", GRAPH_INPUTS_MAX);
    for (size_t i = 0; i < inputs.count; i++) {
        int32_t number = flat_list_int(inputs, i);
        op->inputs[i] = TFLITE_NONE;
        if (number == -1)
            continue;
        if (number < 0 || (size_t)number >= file->tensor_count)
            return assembly_fail(decoder->assembly, "its input %zu is nowhere in the file", i);
        struct tflite_tensor *tensor = &file->tensors[number];
        if (!tensor->data && (uint32_t)number != file->input && tensor->maker == TFLITE_NONE)
            return assembly_fail(decoder->assembly,
                                 "its input \"%.*s\" is computed after it, from its own output, or not at all",
                                 ASSEMBLY_NAME_SHOWN, tensor->name);
        op->inputs[i] = (uint32_t)number;
        tensor->uses++;
    }
    op->input_count = inputs.count;
    return true;
}

static bool read_output(struct decoder *decoder, struct flat_list outputs, uint32_t index, struct tflite_operator *op)
{
    struct tflite_file *file = &decoder->file;
    int32_t number = outputs.count == 1 ? flat_list_int(outputs, 0) : -1;
    if (number < 0 || (size_t)number >= file->tensor_count)
        return assembly_fail(decoder->assembly, "must have one output");
    struct tflite_tensor *tensor = &file->tensors[number];
    decoder->assembly->node_name = op->name = tensor->name;
    if (tensor->data || (uint32_t)number == file->input || tensor->maker != TFLITE_NONE)
        return assembly_fail(decoder->assembly, "its output is a constant, the input, or another operator's");
    tensor->maker = index;
    op->output = (uint32_t)number;
    return true;
}

static bool read_operator(struct decoder *decoder, struct flat_table from, uint32_t index)
{
    struct assembly *assembly = decoder->assembly;
    struct tflite_operator *op = &decoder->file.operators[index];
    *op = (struct tflite_operator){
        .name = "",
        .code = builtin_of(decoder, flat_int(from, 0, 4, 0)),
        .options_type = flat_int(from, 3, 1, 0),
        .options = flat_child(from, 4),
        .slope_scale = 1,
    };
    op->op_name = tflite_op_name(op->code);
    assembly->node_name = op->name;
    assembly->op_name = op->op_name ? op->op_name : "unknown";
    if (!op->op_name) {
        char text[32];
        snprintf(text, sizeof(text), "builtin %lld", (long long)op->code);
        op->op_name = arena_strdup(assembly->scratch, text);
    }
    if (!op->op_name)
        return assembly_fail(assembly, "out of memory");
    assembly->op_name = op->op_name;
    // The inputs first: an operator is not to read what it makes itself.
    bool read = read_inputs(decoder, flat_list(from, 1, sizeof(int32_t)), op) &&
                read_output(decoder, flat_list(from, 2, sizeof(int32_t)), index, op);
    assembly->node_name = NULL;
    return read && (!decoder->bytes->broken || broken(decoder));
}

static bool read_operators(struct decoder *decoder)
{
    struct flat_list list = flat_list(decoder->graph, 3, 4);
    struct tflite_file *file = &decoder->file;
    if (list.count < 1 || list.count > MODEL_NODES_MAX)
        return assembly_fail(decoder->assembly, "the model has %zu nodes, supported are 1 to %d", list.count,
                             MODEL_NODES_MAX);
    file->operators = arena_calloc(decoder->assembly->scratch, list.count, sizeof(*file->operators));
    if (!file->operators)
        return assembly_fail(decoder->assembly, "out of memory");
    file->operator_count = list.count;
    for (size_t i = 0; i < list.count; i++) {
        if (!read_operator(decoder, flat_list_table(list, i), (uint32_t)i))
            return false;
    }
    return true;
}

static bool read_input(struct decoder *decoder)
{
    struct flat_list inputs = flat_list(decoder->graph, 1, sizeof(int32_t));
    struct tflite_file *file = &decoder->file;
    int32_t number = inputs.count == 1 ? flat_list_int(inputs, 0) : -1;
    if (number < 0 || (size_t)number >= file->tensor_count)
        return assembly_fail(decoder->assembly, "the model must have one input");
    if (file->tensors[number].data || file->tensors[number].whole || file->tensors[number].rank != 4)
        return assembly_fail(decoder->assembly, "input \"%.*s\" must be float32 images, (N, H, W, C)",
                             ASSEMBLY_NAME_SHOWN, file->tensors[number].name);
    file->input = (uint32_t)number;
    return true;
}

static bool read_outputs(struct decoder *decoder)
{
    struct flat_list outputs = flat_list(decoder->graph, 2, sizeof(int32_t));
    struct tflite_file *file = &decoder->file;
    if (outputs.count < 1 || outputs.count > GRAPH_OUTPUTS_MAX)
        return assembly_fail(decoder->assembly, "the model must have 1 to %d outputs", GRAPH_OUTPUTS_MAX);
    for (size_t i = 0; i < outputs.count; i++) {
        int32_t number = flat_list_int(outputs, i);
        if (number < 0 || (size_t)number >= file->tensor_count || file->tensors[number].maker == TFLITE_NONE)
            return assembly_fail(decoder->assembly, "output %zu is not computed by the model", i);
        file->outputs[i] = (uint32_t)number;
        file->tensors[number].uses++;
    }
    file->output_count = outputs.count;
    return true;
}

bool tflite_decode(struct flat_file *bytes, struct assembly *assembly, struct tflite_file *ret_file)
{
    struct flat_table root = flat_root(bytes);
    struct flat_list graphs = flat_list(root, 2, 4);
    struct decoder decoder = {.assembly = assembly, .bytes = bytes, .codes = flat_list(root, 1, 4)};
    decoder.buffers = flat_list(root, 4, 4);
    if (bytes->broken)
        return broken(&decoder);
    if (flat_int(root, 0, 4, 0) != SCHEMA_VERSION)
        return assembly_fail(assembly, "only version %d of the TFLite schema is supported", SCHEMA_VERSION);
    if (graphs.count != 1)
        return assembly_fail(assembly, "the model must have one graph, it has %zu", graphs.count);
    decoder.graph = flat_list_table(graphs, 0);
    if (!read_tensors(&decoder) || !read_input(&decoder) || !read_operators(&decoder) || !read_outputs(&decoder))
        // What looked missing may only have been unreadable.
        return bytes->broken ? broken(&decoder) : false;
    if (bytes->broken)
        return broken(&decoder);
    *ret_file = decoder.file;
    return true;
}
