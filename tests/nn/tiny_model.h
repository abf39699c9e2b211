/* SPDX-License-Identifier: MIT */
/*
 * Small ONNX files made by hand, for tests. Everything lives in one arena until tiny_release; a failed allocation ends
 * the program. Values that a test breaks on purpose are reached through `tiny.graph` and `tiny.model`.
 */
#ifndef AMS_TESTS_NN_TINY_MODEL_H
#define AMS_TESTS_NN_TINY_MODEL_H

#include "base/arena.h"
#include "onnx.pb-c.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

enum { TINY_ITEMS_MAX = 1200 };

struct tiny {
    struct arena arena;
    Onnx__ModelProto model;
    Onnx__GraphProto graph;
    Onnx__OperatorSetIdProto opset;
    Onnx__OperatorSetIdProto *opsets[1];
    Onnx__NodeProto *nodes[TINY_ITEMS_MAX];
    Onnx__TensorProto *tensors[TINY_ITEMS_MAX];
    Onnx__ValueInfoProto *inputs[4], *outputs[32];
};

static inline void *tiny_take(struct tiny *tiny, size_t size)
{
    void *memory = arena_calloc(&tiny->arena, 1, size);
    if (!memory)
        abort();
    return memory;
}

static inline char *tiny_text(struct tiny *tiny, const char *text)
{
    return memcpy(tiny_take(tiny, strlen(text) + 1), text, strlen(text) + 1);
}

static inline Onnx__ValueInfoProto *tiny_info(struct tiny *tiny, const char *name, const int64_t *dims, size_t rank)
{
    Onnx__ValueInfoProto *info = tiny_take(tiny, sizeof(*info));
    Onnx__TypeProto *type = tiny_take(tiny, sizeof(*type));
    Onnx__TypeProto__Tensor *tensor = tiny_take(tiny, sizeof(*tensor));
    Onnx__TensorShapeProto *shape = tiny_take(tiny, sizeof(*shape));
    onnx__value_info_proto__init(info);
    onnx__type_proto__init(type);
    onnx__type_proto__tensor__init(tensor);
    onnx__tensor_shape_proto__init(shape);
    info->name = tiny_text(tiny, name);
    info->type = type;
    type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    type->tensor_type = tensor;
    tensor->has_elem_type = 1;
    tensor->elem_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    tensor->shape = shape;
    shape->n_dim = rank;
    shape->dim = tiny_take(tiny, (rank + 1) * sizeof(*shape->dim));
    for (size_t i = 0; i < rank; i++) {
        shape->dim[i] = tiny_take(tiny, sizeof(*shape->dim[i]));
        onnx__tensor_shape_proto__dimension__init(shape->dim[i]);
        shape->dim[i]->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
        shape->dim[i]->dim_value = dims[i];
    }
    return info;
}

/* A model of one input "input" (1, channels, height, width) and no nodes yet. */
static inline void tiny_init(struct tiny *tiny, int64_t opset, int64_t channels, int64_t height, int64_t width)
{
    *tiny = (struct tiny){0};
    arena_init(&tiny->arena, 256 << 20);
    onnx__model_proto__init(&tiny->model);
    onnx__graph_proto__init(&tiny->graph);
    onnx__operator_set_id_proto__init(&tiny->opset);
    tiny->opset.has_version = 1;
    tiny->opset.version = opset;
    tiny->opsets[0] = &tiny->opset;
    tiny->model.opset_import = tiny->opsets;
    tiny->model.n_opset_import = 1;
    tiny->model.has_ir_version = 1;
    tiny->model.ir_version = 7;
    tiny->model.graph = &tiny->graph;
    tiny->graph.node = tiny->nodes;
    tiny->graph.initializer = tiny->tensors;
    tiny->graph.input = tiny->inputs;
    tiny->graph.output = tiny->outputs;
    tiny->inputs[tiny->graph.n_input++] = tiny_info(tiny, "input", (int64_t[]){1, channels, height, width}, 4);
}

static inline void tiny_release(struct tiny *tiny)
{
    arena_release(&tiny->arena);
}

static inline void tiny_output(struct tiny *tiny, const char *name)
{
    tiny->outputs[tiny->graph.n_output++] = tiny_info(tiny, name, NULL, 0);
}

static inline Onnx__TensorProto *tiny_raw(struct tiny *tiny, int type, const void *data, size_t size,
                                          const int64_t *dims, size_t rank)
{
    Onnx__TensorProto *tensor = tiny_take(tiny, sizeof(*tensor));
    onnx__tensor_proto__init(tensor);
    tensor->has_data_type = 1;
    tensor->data_type = type;
    tensor->n_dims = rank;
    tensor->dims = tiny_take(tiny, (rank + 1) * sizeof(*dims));
    for (size_t i = 0; i < rank; i++)
        tensor->dims[i] = dims[i];
    tensor->has_raw_data = 1;
    tensor->raw_data.len = size;
    tensor->raw_data.data = memcpy(tiny_take(tiny, size + 1), data, size);
    return tensor;
}

/* Float initializer `name`; returns it for breaking. */
static inline Onnx__TensorProto *tiny_floats(struct tiny *tiny, const char *name, const float *data,
                                             const int64_t *dims, size_t rank)
{
    size_t count = 1;
    for (size_t i = 0; i < rank; i++)
        count *= (size_t)dims[i];
    Onnx__TensorProto *tensor =
        tiny_raw(tiny, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, data, count * sizeof(*data), dims, rank);
    tensor->name = tiny_text(tiny, name);
    return tiny->tensors[tiny->graph.n_initializer++] = tensor;
}

/* Whole numbers as an initializer: a list of `count`. */
static inline Onnx__TensorProto *tiny_whole(struct tiny *tiny, const char *name, const int64_t *data, size_t count)
{
    Onnx__TensorProto *tensor = tiny_raw(tiny, ONNX__TENSOR_PROTO__DATA_TYPE__INT64, data, count * sizeof(*data),
                                         (int64_t[]){(int64_t)count}, 1);
    tensor->name = tiny_text(tiny, name);
    return tiny->tensors[tiny->graph.n_initializer++] = tensor;
}

/* A node named `output` that makes `output` from `inputs`, names separated by spaces ("-": left out). */
static inline Onnx__NodeProto *tiny_node(struct tiny *tiny, const char *op, const char *inputs, const char *output)
{
    Onnx__NodeProto *node = tiny_take(tiny, sizeof(*node));
    onnx__node_proto__init(node);
    node->op_type = tiny_text(tiny, op);
    node->name = tiny_text(tiny, output);
    node->input = tiny_take(tiny, 64 * sizeof(char *));
    node->output = tiny_take(tiny, sizeof(char *));
    node->output[node->n_output++] = tiny_text(tiny, output);
    node->attribute = tiny_take(tiny, 8 * sizeof(*node->attribute));
    char *rest, *list = tiny_text(tiny, inputs);
    for (char *name = strtok_r(list, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
        node->input[node->n_input++] = strcmp(name, "-") == 0 ? tiny_text(tiny, "") : name;
    return tiny->nodes[tiny->graph.n_node++] = node;
}

static inline Onnx__AttributeProto *tiny_attribute(struct tiny *tiny, Onnx__NodeProto *node, const char *name)
{
    Onnx__AttributeProto *attribute = tiny_take(tiny, sizeof(*attribute));
    onnx__attribute_proto__init(attribute);
    attribute->name = tiny_text(tiny, name);
    return node->attribute[node->n_attribute++] = attribute;
}

static inline void tiny_int(struct tiny *tiny, Onnx__NodeProto *node, const char *name, int64_t value)
{
    Onnx__AttributeProto *attribute = tiny_attribute(tiny, node, name);
    attribute->has_type = 1;
    attribute->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT;
    attribute->has_i = 1;
    attribute->i = value;
}

static inline void tiny_float(struct tiny *tiny, Onnx__NodeProto *node, const char *name, float value)
{
    Onnx__AttributeProto *attribute = tiny_attribute(tiny, node, name);
    attribute->has_type = 1;
    attribute->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT;
    attribute->has_f = 1;
    attribute->f = value;
}

static inline void tiny_ints(struct tiny *tiny, Onnx__NodeProto *node, const char *name, const int64_t *values,
                             size_t count)
{
    Onnx__AttributeProto *attribute = tiny_attribute(tiny, node, name);
    attribute->has_type = 1;
    attribute->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS;
    attribute->n_ints = count;
    attribute->ints = tiny_take(tiny, (count + 1) * sizeof(*values));
    for (size_t i = 0; i < count; i++)
        attribute->ints[i] = values[i];
}

/* The file's bytes, in the arena. */
static inline uint8_t *tiny_pack(struct tiny *tiny, size_t *ret_size)
{
    *ret_size = onnx__model_proto__get_packed_size(&tiny->model);
    uint8_t *bytes = tiny_take(tiny, *ret_size);
    onnx__model_proto__pack(&tiny->model, bytes);
    return bytes;
}

#endif
