/* SPDX-License-Identifier: MIT */
#include "nn/onnx/onnx.h"

#include <limits.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "raw tensor data is little-endian");
_Static_assert(sizeof(float) == 4, "raw tensor data is IEEE 754 single precision");

enum { WIRE_VARINT = 0, WIRE_64_BITS = 1, WIRE_LENGTH = 2, WIRE_32_BITS = 5 };

struct cursor {
    const uint8_t *at, *end;
};

static bool read_varint(struct cursor *cursor, unsigned bytes_max, uint64_t *ret_value)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes_max && cursor->at < cursor->end; i++) {
        uint8_t byte = *cursor->at++;
        value |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            *ret_value = value;
            return true;
        }
    }
    return false;
}

static bool skip(struct cursor *cursor, uint64_t size)
{
    if (size > (uint64_t)(cursor->end - cursor->at))
        return false;
    cursor->at += size;
    return true;
}

/*
 * protobuf-c decodes nested messages by recursion and without a limit, so a file of nothing but nesting would overflow
 * the stack. This walk follows the same fields and stops at ONNX_DEPTH_MAX.
 */
static bool nesting_is_sane(const ProtobufCMessageDescriptor *descriptor, struct cursor cursor, unsigned depth)
{
    if (depth > ONNX_DEPTH_MAX)
        return false;
    while (cursor.at < cursor.end) {
        uint64_t key, size = 0;
        if (!read_varint(&cursor, 5, &key) || key > UINT32_MAX)
            return false;
        switch (key & 7) {
        case WIRE_VARINT:
            if (!read_varint(&cursor, 10, &size))
                return false;
            continue;
        case WIRE_64_BITS:
            size = 8;
            break;
        case WIRE_32_BITS:
            size = 4;
            break;
        case WIRE_LENGTH:
            if (!read_varint(&cursor, 5, &size) || size > INT_MAX)
                return false;
            break;
        default:
            return false;
        }
        const uint8_t *body = cursor.at;
        if (!skip(&cursor, size))
            return false;
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field(descriptor, (unsigned)(key >> 3));
        if ((key & 7) == WIRE_LENGTH && field && field->type == PROTOBUF_C_TYPE_MESSAGE &&
            !nesting_is_sane(field->descriptor, (struct cursor){body, body + size}, depth + 1))
            return false;
    }
    return true;
}

static void *arena_take(void *arena, size_t size)
{
    return arena_alloc(arena, size);
}

static void arena_ignore(void *arena, void *pointer)
{
    (void)arena;
    (void)pointer;
}

const Onnx__ModelProto *onnx_decode(const void *bytes, size_t size, struct arena *arena,
                                    char error[static MODEL_ERROR_SIZE])
{
    struct cursor cursor = {bytes, (const uint8_t *)bytes + size};
    if (size == 0 || !nesting_is_sane(&onnx__model_proto__descriptor, cursor, 0)) {
        snprintf(error, MODEL_ERROR_SIZE, "neither an ONNX nor a TFLite model, or a truncated one");
        return NULL;
    }
    ProtobufCAllocator allocator = {.alloc = arena_take, .free = arena_ignore, .allocator_data = arena};
    const Onnx__ModelProto *model = onnx__model_proto__unpack(&allocator, size, bytes);
    if (!model)
        snprintf(error, MODEL_ERROR_SIZE, "not an ONNX model, or one that needs too much memory to read");
    return model;
}

/* The data in the one field that may hold it; NULL when there is none or several. */
static const void *tensor_data(const Onnx__TensorProto *tensor, bool whole, size_t *ret_size)
{
    bool typed = whole ? tensor->n_int64_data > 0 : tensor->n_float_data > 0;
    if (tensor->has_raw_data == typed)
        return NULL;
    if (tensor->has_raw_data) {
        *ret_size = tensor->raw_data.len;
        return tensor->raw_data.data;
    }
    *ret_size = whole ? tensor->n_int64_data * sizeof(int64_t) : tensor->n_float_data * sizeof(float);
    return whole ? (const void *)tensor->int64_data : (const void *)tensor->float_data;
}

const char *onnx_constant_read(const Onnx__TensorProto *tensor, struct onnx_constant *ret_constant)
{
    struct onnx_constant constant = {.rank = (uint32_t)tensor->n_dims, .count = 1};
    if (tensor->n_external_data > 0 ||
        (tensor->has_data_location && tensor->data_location != ONNX__TENSOR_PROTO__DATA_LOCATION__DEFAULT))
        return "keeps its data outside the file";
    if (tensor->segment)
        return "is split into segments";
    if (tensor->data_type != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT &&
        tensor->data_type != ONNX__TENSOR_PROTO__DATA_TYPE__INT64)
        return "is neither float32 nor int64";
    constant.whole = tensor->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__INT64;
    if (tensor->n_dims > ONNX_RANK_MAX)
        return "has too many dimensions";
    for (size_t i = 0; i < tensor->n_dims; i++) {
        int64_t dim = tensor->dims[i];
        if (dim < 1 || dim > MODEL_ELEMENTS_MAX || constant.count > MODEL_ELEMENTS_MAX / (size_t)dim)
            return "has an empty, negative or huge dimension";
        constant.count *= (size_t)dim;
        constant.dims[i] = dim;
    }
    size_t size = 0;
    constant.data = tensor_data(tensor, constant.whole, &size);
    if (!constant.data || size != constant.count * (constant.whole ? sizeof(int64_t) : sizeof(float)))
        return "holds another amount of data than its dimensions say";
    *ret_constant = constant;
    return NULL;
}

float onnx_constant_float(const struct onnx_constant *constant, size_t index)
{
    float value;
    memcpy(&value, (const char *)constant->data + index * sizeof(value), sizeof(value));
    return value;
}

int64_t onnx_constant_int(const struct onnx_constant *constant, size_t index)
{
    int64_t value;
    memcpy(&value, (const char *)constant->data + index * sizeof(value), sizeof(value));
    return value;
}

const Onnx__AttributeProto *onnx_attribute(const Onnx__NodeProto *node, const char *name)
{
    for (size_t i = 0; i < node->n_attribute; i++) {
        if (strcmp(onnx_text(node->attribute[i]->name), name) == 0)
            return node->attribute[i];
    }
    return NULL;
}

const char *onnx_text(const char *text)
{
    return text ? text : "";
}
