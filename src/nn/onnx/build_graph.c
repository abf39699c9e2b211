/* SPDX-License-Identifier: MIT */
/* The nodes of a file, one after the other. */
#include "nn/onnx/build.h"

#include "base/str.h"

enum { OPSET_MIN = 7, OPSET_MAX = 17 };

/* How each op is read, and whether it may also stand in the tail. */
static const struct op_reader {
    const char *name;
    bool (*read)(struct builder *builder);
    bool tail;
} op_readers[] = {
    {"Add", build_add_op, true},          {"BatchNormalization", build_batch_normalization, false},
    {"Cast", build_cast, true},           {"Clip", build_clip, false},
    {"Concat", build_concat, true},       {"Constant", build_constant_op, true},
    {"Conv", build_conv, false},          {"Div", build_divide_op, true},
    {"Dropout", build_identity, false},   {"Exp", NULL, true},
    {"Flatten", build_flatten, true},     {"Gather", build_gather, true},
    {"Gemm", build_gemm, false},          {"GlobalAveragePool", build_pool, false},
    {"Identity", build_identity, true},   {"MatMul", build_matmul, false},
    {"Mul", build_multiply_op, true},     {"PRelu", build_prelu, false},
    {"Relu", build_relu, false},          {"Reshape", build_reshape, true},
    {"Shape", build_shape, true},         {"Sigmoid", build_sigmoid, true},
    {"Slice", build_slice, true},         {"Softmax", build_softmax, true},
    {"Squeeze", build_squeeze, true},     {"Sub", build_subtract_op, true},
    {"Transpose", build_transpose, true}, {"Unsqueeze", build_unsqueeze, true},
};

/* The node that is read from now on; NULL: none. */
static void set_node(struct builder *builder, const Onnx__NodeProto *node)
{
    builder->node = node;
    builder->assembly.node_name = node ? onnx_text(node->name) : NULL;
    builder->assembly.op_name = node ? onnx_text(node->op_type) : NULL;
}

static bool check_header(struct builder *builder, const Onnx__ModelProto *model)
{
    for (size_t i = 0; i < model->n_opset_import; i++) {
        const Onnx__OperatorSetIdProto *opset = model->opset_import[i];
        const char *domain = onnx_text(opset->domain);
        if (!*domain || strcmp(domain, "ai.onnx") == 0)
            builder->opset = opset->version;
    }
    if (builder->opset < OPSET_MIN || builder->opset > OPSET_MAX)
        return build_fail(builder, "opset %lld is not supported: %d to %d are", (long long)builder->opset, OPSET_MIN,
                          OPSET_MAX);
    const Onnx__GraphProto *file = model->graph;
    if (!file || file->n_node == 0)
        return build_fail(builder, "the model has no graph");
    if (file->n_node > MODEL_NODES_MAX || file->n_initializer > MODEL_TENSORS_MAX)
        return build_fail(builder, "the model has %zu nodes and %zu tensors, supported are %d and %d", file->n_node,
                          file->n_initializer, MODEL_NODES_MAX, MODEL_TENSORS_MAX);
    if (file->n_sparse_initializer > 0 || file->n_quantization_annotation > 0 || model->n_functions > 0)
        return build_fail(builder, "sparse or quantized tensors and functions are not supported");
    if (file->n_output == 0 || file->n_output > GRAPH_OUTPUTS_MAX)
        return build_fail(builder, "the model must have 1 to %d outputs", GRAPH_OUTPUTS_MAX);
    builder->file = file;
    return true;
}

static bool make_room(struct builder *builder)
{
    const Onnx__GraphProto *file = builder->file;
    size_t names = file->n_initializer + file->n_input;
    for (size_t i = 0; i < file->n_node; i++)
        names += file->node[i]->n_output;
    builder->symbol_slots = 16;
    while (builder->symbol_slots < names * 2)
        builder->symbol_slots *= 2;
    builder->symbols = arena_calloc(builder->assembly.scratch, builder->symbol_slots, sizeof(*builder->symbols));
    if (!builder->symbols)
        return build_fail(builder, "out of memory");
    return assembly_init(&builder->assembly, file->n_node);
}

/* The size of a dimension; 0 when it is a name or absent. */
static int64_t dimension(const Onnx__TensorShapeProto__Dimension *dim)
{
    return dim->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE ? dim->dim_value : 0;
}

static bool read_input(struct builder *builder, const Onnx__ValueInfoProto *info)
{
    const Onnx__TypeProto *type = info->type;
    if (!type || type->value_case != ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE || !type->tensor_type ||
        type->tensor_type->elem_type != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT || !type->tensor_type->shape)
        return build_fail(builder, "input \"%.*s\" must be a float32 tensor", ASSEMBLY_NAME_SHOWN,
                          onnx_text(info->name));
    const Onnx__TensorShapeProto *shape = type->tensor_type->shape;
    if (shape->n_dim != 4 || dimension(shape->dim[0]) < 0 || dimension(shape->dim[0]) > 1)
        return build_fail(builder, "input \"%.*s\" must be one image, (1, C, H, W)", ASSEMBLY_NAME_SHOWN,
                          onnx_text(info->name));
    size_t sides[3]; // channels, height, width
    for (size_t i = 0; i < ARRAY_LENGTH(sides); i++) {
        int64_t side = dimension(shape->dim[i + 1]);
        sides[i] = side < 0 ? 0 : (size_t)side;
    }
    if (!assembly_input(&builder->assembly, onnx_text(info->name), (struct graph_shape){sides[1], sides[2], sides[0]}))
        return false;
    return build_symbol_add(builder, info->name, (struct symbol){.kind = SYMBOL_VALUE});
}

/* Registers every name of the file, so that what is missing or given twice is found before anything is built. */
static bool read_names(struct builder *builder)
{
    const Onnx__GraphProto *file = builder->file;
    for (size_t i = 0; i < file->n_initializer; i++) {
        struct symbol symbol = {.kind = SYMBOL_CONSTANT};
        const char *wrong = onnx_constant_read(file->initializer[i], &symbol.constant);
        if (wrong)
            return build_fail(builder, "tensor \"%.*s\" %s", ASSEMBLY_NAME_SHOWN, onnx_text(file->initializer[i]->name),
                              wrong);
        if (!build_symbol_add(builder, file->initializer[i]->name, symbol))
            return false;
    }
    // Files of before 2019 list their initializers among the inputs too.
    for (size_t i = 0; i < file->n_input; i++) {
        struct symbol *known = build_symbol(builder, onnx_text(file->input[i]->name));
        if (known && known->kind == SYMBOL_CONSTANT)
            continue;
        if (builder->assembly.graph->value_count > 0)
            return build_fail(builder, "the model has more than one input");
        if (!read_input(builder, file->input[i]))
            return false;
    }
    if (builder->assembly.graph->value_count == 0)
        return build_fail(builder, "the model has no input");
    for (size_t i = 0; i < file->n_node; i++) {
        set_node(builder, file->node[i]);
        if (file->node[i]->n_output != 1)
            return build_fail(builder, "must have one output");
        if (!build_symbol_add(builder, file->node[i]->output[0], (struct symbol){.kind = SYMBOL_PENDING}))
            return false;
    }
    set_node(builder, NULL);
    return true;
}

static bool count_uses(struct builder *builder)
{
    const Onnx__GraphProto *file = builder->file;
    for (size_t i = 0; i < file->n_node; i++) {
        set_node(builder, file->node[i]);
        for (size_t k = 0; k < file->node[i]->n_input; k++) {
            const char *name = onnx_text(file->node[i]->input[k]);
            struct symbol *symbol = build_symbol(builder, name);
            if (*name && !symbol)
                return build_fail(builder, "its input \"%.*s\" is nowhere in the file", ASSEMBLY_NAME_SHOWN, name);
            if (symbol)
                symbol->uses++;
        }
    }
    set_node(builder, NULL);
    for (size_t i = 0; i < file->n_output; i++) {
        const char *name = onnx_text(file->output[i]->name);
        struct symbol *symbol = build_symbol(builder, name);
        if (!symbol)
            return build_fail(builder, "the output \"%.*s\" is nowhere in the file", ASSEMBLY_NAME_SHOWN, name);
        symbol->uses++;
    }
    struct symbol *input = build_symbol(builder, builder->assembly.graph->input_name);
    builder->assembly.uses[0] = input->uses;
    return true;
}

/* Whether any input is in the tail; false as failure when one is not defined yet. */
static bool check_inputs(struct builder *builder, bool *ret_tail)
{
    for (size_t i = 0; i < builder->node->n_input; i++) {
        struct symbol *symbol = build_input(builder, i);
        if (symbol && symbol->kind == SYMBOL_PENDING)
            return build_fail(builder, "its input \"%.*s\" is computed after it, or from its own output",
                              ASSEMBLY_NAME_SHOWN, symbol->name);
        *ret_tail |= symbol && symbol->kind == SYMBOL_TAIL;
    }
    return true;
}

static bool read_node(struct builder *builder)
{
    const char *op = onnx_text(builder->node->op_type), *domain = onnx_text(builder->node->domain);
    const struct op_reader *reader = NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(op_readers) && !reader; i++)
        reader = strcmp(op_readers[i].name, op) == 0 ? &op_readers[i] : NULL;
    if (!reader || (*domain && strcmp(domain, "ai.onnx") != 0))
        return build_fail(builder, "the op is not supported");
    bool tail = false;
    if (!check_inputs(builder, &tail))
        return false;
    if (tail && reader->tail) {
        build_output(builder)->kind = SYMBOL_TAIL;
        return true;
    }
    if (tail || !reader->read)
        return build_fail(builder, "the op is not supported %s a Transpose to channels-last",
                          tail ? "behind" : "before");
    return reader->read(builder);
}

static bool add_output(struct builder *builder, const struct symbol *symbol)
{
    return assembly_output(&builder->assembly, symbol->name, symbol->value, symbol->flat);
}

static bool read_outputs(struct builder *builder)
{
    const Onnx__GraphProto *file = builder->file;
    for (size_t i = 0; i < file->n_output; i++) {
        struct symbol *symbol = build_symbol(builder, file->output[i]->name);
        if (symbol->kind == SYMBOL_CONSTANT)
            return build_fail(builder, "the output \"%.*s\" is a constant", ASSEMBLY_NAME_SHOWN, symbol->name);
        if (symbol->kind == SYMBOL_VALUE && !add_output(builder, symbol))
            return false;
    }
    for (size_t i = 0; i < file->n_node; i++) {
        set_node(builder, file->node[i]);
        struct symbol *input = build_input(builder, 0);
        bool leaves = strcmp(file->node[i]->op_type, "Transpose") == 0 && input->kind == SYMBOL_VALUE;
        if (leaves && !add_output(builder, input))
            return false;
    }
    set_node(builder, NULL);
    return builder->assembly.graph->output_count > 0 || build_fail(builder, "the model has no output that it computes");
}

bool build_graph(const Onnx__ModelProto *model, struct arena *scratch, struct arena *memory, struct graph *ret_graph,
                 char error[static MODEL_ERROR_SIZE])
{
    *ret_graph = (struct graph){0};
    struct builder builder = {
        .assembly = {.scratch = scratch, .memory = memory, .graph = ret_graph, .error = error},
    };
    if (!check_header(&builder, model) || !make_room(&builder) || !read_names(&builder) || !count_uses(&builder))
        return false;
    for (size_t i = 0; i < builder.file->n_node; i++) {
        set_node(&builder, builder.file->node[i]);
        if (!read_node(&builder))
            return false;
    }
    set_node(&builder, NULL);
    return read_outputs(&builder) && assembly_prune(&builder.assembly);
}
