/* SPDX-License-Identifier: MIT */
#include "nn/tflite/tflite_build.h"

#include "base/str.h"

#include <math.h>
#include <stdarg.h>

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
