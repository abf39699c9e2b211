/* SPDX-License-Identifier: MIT */
/*
 * Small TFLite files made by hand, for tests. A test fills `struct tiny_tflite` with tensors and operators, may break
 * what it likes, and packs it. Written front to back: each table, then what it points to.
 */
#ifndef AMS_TESTS_NN_TINY_TFLITE_H
#define AMS_TESTS_NN_TINY_TFLITE_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    TINY_PARTS_MAX = 600,
    TINY_FIELDS_MAX = 10,
    TINY_BYTES_MAX = 8 << 20,
    TINY_FLOAT32 = 0,
    TINY_INT32 = 2,
    TINY_INT8 = 9,
};

struct tiny_field {
    int number, bytes;
    double value; // a fraction is written as a float
};

struct tiny_tensor {
    const char *name;
    int type;
    int32_t dims[6];
    size_t rank;
    const void *data; // NULL: computed
    size_t size;      // of the data, in bytes
    int32_t buffer;   // -1: one of its own
    int variable;
};

struct tiny_operator {
    int code;
    int32_t inputs[20];
    size_t input_count;
    int32_t output;
    int options_type;
    struct tiny_field options[TINY_FIELDS_MAX];
    size_t option_count;
    int32_t list[4]; // field 0 of the options, when it is one
    size_t list_count;
};

struct tiny_tflite {
    struct tiny_tensor tensors[TINY_PARTS_MAX];
    size_t tensor_count;
    struct tiny_operator operators[TINY_PARTS_MAX];
    size_t operator_count;
    int32_t inputs[4], outputs[20];
    size_t input_count, output_count;
    int version;
    size_t graphs; // copies of the graph

    uint8_t *bytes;
    size_t size;
};

static inline size_t tiny_put(struct tiny_tflite *tiny, const void *data, size_t size)
{
    size_t at = tiny->size;
    if (size > TINY_BYTES_MAX - at)
        abort();
    if (data)
        memcpy(tiny->bytes + at, data, size);
    else
        memset(tiny->bytes + at, 0, size);
    tiny->size += size;
    return at;
}

static inline size_t tiny_word(struct tiny_tflite *tiny, uint32_t word)
{
    return tiny_put(tiny, &word, sizeof(word));
}

static inline void tiny_align(struct tiny_tflite *tiny)
{
    tiny_put(tiny, NULL, (8 - tiny->size % 8) % 8);
}

/* A table whose field i takes bytes[i] (0: absent); all zero. Its places lie in front of it. */
static inline size_t tiny_table(struct tiny_tflite *tiny, const int *bytes, size_t count)
{
    uint16_t places[2 + TINY_FIELDS_MAX] = {(uint16_t)(4 + 2 * count)}, at = 4;
    for (size_t i = 0; i < count; i++) {
        at = (uint16_t)(bytes[i] > 0 ? (at + bytes[i] - 1) / bytes[i] * bytes[i] : at);
        places[2 + i] = bytes[i] > 0 ? at : 0;
        at = (uint16_t)(at + bytes[i]);
    }
    places[1] = at;
    tiny_align(tiny);
    size_t start = tiny_put(tiny, places, 4 + 2 * count);
    tiny_align(tiny);
    size_t table = tiny_put(tiny, NULL, at);
    uint32_t back = (uint32_t)(table - start);
    memcpy(tiny->bytes + table, &back, sizeof(back));
    return table;
}

/* Where field `field` of a table lies. */
static inline size_t tiny_place(const struct tiny_tflite *tiny, size_t table, size_t field)
{
    uint32_t back;
    uint16_t place;
    memcpy(&back, tiny->bytes + table, sizeof(back));
    memcpy(&place, tiny->bytes + table - back + 4 + 2 * field, sizeof(place));
    return table + place;
}

static inline void tiny_number(struct tiny_tflite *tiny, size_t table, size_t field, int64_t value, size_t bytes)
{
    memcpy(tiny->bytes + tiny_place(tiny, table, field), &value, bytes);
}

/* Makes the offset at `place` lead to what is written next. */
static inline void tiny_point(struct tiny_tflite *tiny, size_t place)
{
    uint32_t offset = (uint32_t)(tiny->size - place);
    memcpy(tiny->bytes + place, &offset, sizeof(offset));
}

static inline void tiny_list(struct tiny_tflite *tiny, size_t place, const void *items, size_t count, size_t bytes)
{
    tiny_align(tiny);
    tiny_point(tiny, place);
    tiny_word(tiny, (uint32_t)count);
    tiny_put(tiny, items, count * bytes);
    if (bytes == 1)
        tiny_put(tiny, "", 1);
}

/* A list of offsets, to be pointed one by one; returns where item 0 is. */
static inline size_t tiny_offsets(struct tiny_tflite *tiny, size_t place, size_t count)
{
    tiny_list(tiny, place, NULL, count, 4);
    return tiny->size - count * 4;
}

/* Tables are written with their places in front, so the offset is set afterwards. */
static inline size_t tiny_child(struct tiny_tflite *tiny, size_t place, const int *bytes, size_t count)
{
    size_t table = tiny_table(tiny, bytes, count);
    uint32_t offset = (uint32_t)(table - place);
    memcpy(tiny->bytes + place, &offset, sizeof(offset));
    return table;
}

static inline void tiny_put_options(struct tiny_tflite *tiny, size_t place, const struct tiny_operator *op)
{
    int bytes[TINY_FIELDS_MAX] = {0};
    for (size_t i = 0; i < op->option_count; i++)
        bytes[op->options[i].number] = op->options[i].bytes;
    bytes[0] = op->list_count > 0 ? 4 : bytes[0];
    size_t table = tiny_child(tiny, place, bytes, TINY_FIELDS_MAX);
    for (size_t i = 0; i < op->option_count; i++) {
        float fraction = (float)op->options[i].value;
        int64_t value = (int64_t)op->options[i].value;
        bool whole = (double)value == op->options[i].value;
        size_t at = tiny_place(tiny, table, (size_t)op->options[i].number);
        memcpy(tiny->bytes + at, whole ? (void *)&value : (void *)&fraction, (size_t)op->options[i].bytes);
    }
    if (op->list_count > 0)
        tiny_list(tiny, tiny_place(tiny, table, 0), op->list, op->list_count, 4);
}

static inline void tiny_put_graph(struct tiny_tflite *tiny, size_t place)
{
    size_t graph = tiny_child(tiny, place, (int[]){4, 4, 4, 4}, 4);
    size_t items = tiny_offsets(tiny, tiny_place(tiny, graph, 0), tiny->tensor_count);
    for (size_t i = 0; i < tiny->tensor_count; i++) {
        const struct tiny_tensor *tensor = &tiny->tensors[i];
        size_t table = tiny_child(tiny, items + i * 4, (int[]){4, 1, 4, 4, 0, tensor->variable ? 1 : 0}, 6);
        tiny_number(tiny, table, 1, tensor->type, 1);
        tiny_number(tiny, table, 2, tensor->buffer >= 0 ? tensor->buffer : (int32_t)i + 1, 4);
        if (tensor->variable)
            tiny_number(tiny, table, 5, 1, 1);
        tiny_list(tiny, tiny_place(tiny, table, 0), tensor->dims, tensor->rank, 4);
        tiny_list(tiny, tiny_place(tiny, table, 3), tensor->name, strlen(tensor->name), 1);
    }
    tiny_list(tiny, tiny_place(tiny, graph, 1), tiny->inputs, tiny->input_count, 4);
    tiny_list(tiny, tiny_place(tiny, graph, 2), tiny->outputs, tiny->output_count, 4);
    items = tiny_offsets(tiny, tiny_place(tiny, graph, 3), tiny->operator_count);
    for (size_t i = 0; i < tiny->operator_count; i++) {
        const struct tiny_operator *op = &tiny->operators[i];
        int options = op->options_type != 0;
        size_t table = tiny_child(tiny, items + i * 4, (int[]){4, 4, 4, options, 4 * options}, 5);
        tiny_number(tiny, table, 0, (int64_t)i, 4);
        tiny_list(tiny, tiny_place(tiny, table, 1), op->inputs, op->input_count, 4);
        tiny_list(tiny, tiny_place(tiny, table, 2), &op->output, 1, 4);
        if (options) {
            tiny_number(tiny, table, 3, op->options_type, 1);
            tiny_put_options(tiny, tiny_place(tiny, table, 4), op);
        }
    }
}

/* The file's bytes; they live until tiny_tflite_close. */
static inline const uint8_t *tiny_tflite_pack(struct tiny_tflite *tiny, size_t *ret_size)
{
    tiny->size = 0;
    tiny_word(tiny, 0);
    tiny_put(tiny, "TFL3", 4);
    size_t root = tiny_child(tiny, 0, (int[]){4, 4, 4, 0, 4}, 5);
    tiny_number(tiny, root, 0, tiny->version, 4);
    size_t items = tiny_offsets(tiny, tiny_place(tiny, root, 1), tiny->operator_count);
    for (size_t i = 0; i < tiny->operator_count; i++) {
        int code = tiny->operators[i].code;
        size_t table = tiny_child(tiny, items + i * 4, (int[]){1, 0, 0, 4}, 4);
        tiny_number(tiny, table, 0, code < 127 ? code : 127, 1);
        tiny_number(tiny, table, 3, code, 4);
    }
    items = tiny_offsets(tiny, tiny_place(tiny, root, 2), tiny->graphs);
    for (size_t i = 0; i < tiny->graphs; i++)
        tiny_put_graph(tiny, items + i * 4);
    items = tiny_offsets(tiny, tiny_place(tiny, root, 4), tiny->tensor_count + 1);
    tiny_child(tiny, items, (int[]){0}, 1); // the empty buffer
    for (size_t i = 0; i < tiny->tensor_count; i++) {
        const struct tiny_tensor *tensor = &tiny->tensors[i];
        size_t table = tiny_child(tiny, items + (i + 1) * 4, (int[]){tensor->data ? 4 : 0}, 1);
        if (tensor->data)
            tiny_list(tiny, tiny_place(tiny, table, 0), tensor->data, tensor->size, 1);
    }
    *ret_size = tiny->size;
    return tiny->bytes;
}

static inline struct tiny_tflite *tiny_tflite_open(void)
{
    struct tiny_tflite *tiny = calloc(1, sizeof(*tiny));
    if (!tiny || !(tiny->bytes = calloc(1, TINY_BYTES_MAX)))
        abort();
    tiny->version = 3;
    tiny->graphs = 1;
    return tiny;
}

static inline void tiny_tflite_close(struct tiny_tflite *tiny)
{
    free(tiny->bytes);
    free(tiny);
}

/* A tensor of up to four dimensions (0: no more); returns its number. The data stays the caller's. */
static inline int32_t tiny_tflite_tensor(struct tiny_tflite *tiny, const char *name, const int32_t dims[static 4],
                                         const void *data)
{
    struct tiny_tensor *tensor = &tiny->tensors[tiny->tensor_count];
    *tensor = (struct tiny_tensor){.name = name, .data = data, .size = 4, .buffer = data ? -1 : 0};
    for (size_t i = 0; i < 4 && dims[i] > 0; i++) {
        tensor->dims[tensor->rank++] = dims[i];
        tensor->size *= (size_t)dims[i];
    }
    return (int32_t)tiny->tensor_count++;
}

static inline int32_t tiny_tflite_input(struct tiny_tflite *tiny, int32_t batch, int32_t height, int32_t width,
                                        int32_t channels)
{
    int32_t dims[] = {batch, height, width, channels};
    return tiny->inputs[tiny->input_count++] = tiny_tflite_tensor(tiny, "input", dims, NULL);
}

/* An operator on up to three inputs (-1: no more); returns it for options and breaking. */
static inline struct tiny_operator *tiny_tflite_op(struct tiny_tflite *tiny, int code, const int32_t inputs[static 3],
                                                   int32_t output)
{
    struct tiny_operator *op = &tiny->operators[tiny->operator_count++];
    *op = (struct tiny_operator){.code = code, .output = output};
    for (size_t i = 0; i < 3 && inputs[i] >= 0; i++)
        op->inputs[op->input_count++] = inputs[i];
    return op;
}

static inline void tiny_tflite_option(struct tiny_operator *op, int type, int number, int bytes, double value)
{
    op->options_type = type;
    op->options[op->option_count++] = (struct tiny_field){number, bytes, value};
}

static inline void tiny_tflite_output(struct tiny_tflite *tiny, int32_t tensor)
{
    tiny->outputs[tiny->output_count++] = tensor;
}

#endif
