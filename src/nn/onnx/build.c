/* SPDX-License-Identifier: MIT */
#include "nn/onnx/build.h"

#include "base/str.h"

#include <math.h>
#include <stdarg.h>

bool build_fail(struct builder *builder, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    assembly_fail_list(&builder->assembly, format, arguments);
    va_end(arguments);
    return false;
}

/* The slot that holds `name`, or the free one where it belongs. FNV-1a. */
static struct symbol *symbol_slot(struct builder *builder, const char *name)
{
    uint64_t hash = 0xcbf29ce484222325U;
    for (const char *c = name; *c; c++)
        hash = (hash ^ (uint8_t)*c) * 0x100000001b3U;
    size_t slot = (hash ^ hash >> 32) & (builder->symbol_slots - 1);
    while (builder->symbols[slot].name && strcmp(builder->symbols[slot].name, name) != 0)
        slot = (slot + 1) & (builder->symbol_slots - 1);
    return &builder->symbols[slot];
}

struct symbol *build_symbol(struct builder *builder, const char *name)
{
    struct symbol *slot = symbol_slot(builder, name);
    return slot->name ? slot : NULL;
}

bool build_symbol_add(struct builder *builder, const char *name, struct symbol symbol)
{
    if (!*onnx_text(name))
        return build_fail(builder, "a tensor has no name");
    struct symbol *slot = symbol_slot(builder, name);
    if (slot->name)
        return build_fail(builder, "the name \"%.*s\" is given twice", ASSEMBLY_NAME_SHOWN, name);
    *slot = symbol;
    slot->name = name;
    return true;
}

struct symbol *build_input(struct builder *builder, size_t index)
{
    const Onnx__NodeProto *node = builder->node;
    if (index >= node->n_input || !*onnx_text(node->input[index]))
        return NULL;
    return build_symbol(builder, node->input[index]);
}

struct symbol *build_output(struct builder *builder)
{
    return build_symbol(builder, builder->node->output[0]);
}

bool build_value(struct builder *builder, size_t index, struct symbol **ret_symbol)
{
    struct symbol *symbol = build_input(builder, index);
    if (!symbol || symbol->kind != SYMBOL_VALUE)
        return build_fail(builder, "input %zu must be computed from the model's input", index);
    *ret_symbol = symbol;
    return true;
}

bool build_constant(struct builder *builder, size_t index, bool whole, const struct onnx_constant **ret_constant)
{
    struct symbol *symbol = build_input(builder, index);
    if (!symbol || symbol->kind != SYMBOL_CONSTANT || symbol->constant.whole != whole)
        return build_fail(builder, "input %zu must be a constant of type %s", index, whole ? "int64" : "float32");
    if (whole && (symbol->constant.count > ONNX_INTS_MAX || symbol->constant.rank > 1))
        return build_fail(builder, "input %zu must be a short list of whole numbers", index);
    *ret_constant = &symbol->constant;
    return true;
}

bool build_int(struct builder *builder, const char *name, int64_t lowest, int64_t highest, int64_t *ret_value)
{
    const Onnx__AttributeProto *attribute = onnx_attribute(builder->node, name);
    if (!attribute)
        return true;
    if (!attribute->has_i)
        return build_fail(builder, "attribute %s must be a whole number", name);
    if (attribute->i < lowest || attribute->i > highest)
        return build_fail(builder, "attribute %s is %lld, supported are %lld to %lld", name, (long long)attribute->i,
                          (long long)lowest, (long long)highest);
    *ret_value = attribute->i;
    return true;
}

bool build_float(struct builder *builder, const char *name, float *ret_value)
{
    const Onnx__AttributeProto *attribute = onnx_attribute(builder->node, name);
    if (!attribute)
        return true;
    if (!attribute->has_f || !isfinite(attribute->f))
        return build_fail(builder, "attribute %s must be a finite number", name);
    *ret_value = attribute->f;
    return true;
}

bool build_ints(struct builder *builder, const char *name, size_t count, int64_t lowest, int64_t highest,
                int64_t *values)
{
    const Onnx__AttributeProto *attribute = onnx_attribute(builder->node, name);
    if (!attribute)
        return true;
    if (attribute->n_ints != count)
        return build_fail(builder, "attribute %s must hold %zu whole numbers", name, count);
    for (size_t i = 0; i < count; i++) {
        if (attribute->ints[i] < lowest || attribute->ints[i] > highest)
            return build_fail(builder, "attribute %s holds %lld, supported are %lld to %lld", name,
                              (long long)attribute->ints[i], (long long)lowest, (long long)highest);
        values[i] = attribute->ints[i];
    }
    return true;
}

bool build_known_attributes(struct builder *builder, const char *const *known)
{
    for (size_t i = 0; i < builder->node->n_attribute; i++) {
        const char *name = onnx_text(builder->node->attribute[i]->name);
        const char *const *match = known;
        while (*match && strcmp(*match, name) != 0)
            match++;
        if (!*match)
            return build_fail(builder, "attribute %.*s is not supported", ASSEMBLY_NAME_SHOWN, name);
        if (*onnx_text(builder->node->attribute[i]->ref_attr_name))
            return build_fail(builder, "attribute %s refers to a function's", name);
        for (size_t other = 0; other < i; other++) {
            if (strcmp(onnx_text(builder->node->attribute[other]->name), name) == 0)
                return build_fail(builder, "attribute %s is given twice", name);
        }
    }
    return true;
}

struct graph_shape build_shape_of(const struct builder *builder, const struct symbol *symbol)
{
    return builder->assembly.shapes[symbol->value];
}

uint32_t build_uses(struct builder *builder)
{
    return build_output(builder)->uses;
}

bool build_give(struct builder *builder, uint32_t value, bool flat)
{
    struct symbol *output = build_output(builder);
    output->kind = SYMBOL_VALUE;
    output->value = value;
    output->flat = flat;
    return true;
}

bool build_add(struct builder *builder, struct graph_node node, bool flat)
{
    uint32_t value;
    return assembly_add(&builder->assembly, node, build_uses(builder), &value) && build_give(builder, value, flat);
}

void build_alias(struct builder *builder, const struct symbol *symbol, bool flat)
{
    assembly_same(&builder->assembly, symbol->value, build_uses(builder));
    build_give(builder, symbol->value, flat);
}
