/* SPDX-License-Identifier: MIT */
/*
 * PReLU before TFLite had an operator for it:
 *
 *     r = RELU(x)   a = ABS(x)   s = SUB(x, a)   m = MUL(c, s)   y = ADD(r, m)
 *
 * For x < 0 that is c * 2x, and doubling is exact: y = PRELU(x) with slopes 2c.
 */
#include "nn/tflite/tflite.h"

/* The operator with this code that makes tensor `number` for one reader alone; NULL otherwise. */
static struct tflite_operator *maker_of(struct tflite_file *file, uint32_t number, int64_t code, size_t inputs)
{
    if (number == TFLITE_NONE || file->tensors[number].maker == TFLITE_NONE || file->tensors[number].uses != 1)
        return NULL;
    struct tflite_operator *op = &file->operators[file->tensors[number].maker];
    // No options, or none that is set: nothing is fused to it.
    bool plain = op->code == code && op->input_count == inputs && flat_int(op->options, 0, 1, 0) == 0 &&
                 !flat_has_from(op->options, 1);
    return plain ? op : NULL;
}

/* Input `one` of `add` as RELU(x), the other as MUL(c, SUB(x, ABS(x))). */
static bool join(struct tflite_file *file, struct tflite_operator *add, size_t one)
{
    struct tflite_operator *relu = maker_of(file, add->inputs[one], TFLITE_RELU, 1);
    struct tflite_operator *mul = maker_of(file, add->inputs[1 - one], TFLITE_MUL, 2);
    if (!relu || !mul)
        return false;
    size_t slopes = mul->inputs[0] != TFLITE_NONE && file->tensors[mul->inputs[0]].data ? 0 : 1;
    uint32_t x = relu->inputs[0], c = mul->inputs[slopes];
    struct tflite_operator *sub = maker_of(file, mul->inputs[1 - slopes], TFLITE_SUB, 2);
    struct tflite_operator *magnitude = sub ? maker_of(file, sub->inputs[1], TFLITE_ABS, 1) : NULL;
    if (!magnitude || x == TFLITE_NONE || sub->inputs[0] != x || magnitude->inputs[0] != x || c == TFLITE_NONE ||
        !file->tensors[c].data)
        return false;
    relu->joined = mul->joined = sub->joined = magnitude->joined = true;
    file->tensors[x].uses -= 2;
    add->code = TFLITE_PRELU;
    add->op_name = tflite_op_name(TFLITE_PRELU);
    add->inputs[0] = x;
    add->inputs[1] = c;
    add->slope_scale = 2;
    add->options = (struct flat_table){0};
    add->options_type = 0;
    return true;
}

void tflite_join_prelu(struct tflite_file *file)
{
    for (size_t i = 0; i < file->operator_count; i++) {
        struct tflite_operator *op = &file->operators[i];
        bool plain = op->code == TFLITE_ADD && op->input_count == 2 && flat_int(op->options, 0, 1, 0) == 0 &&
                     !flat_has_from(op->options, 1);
        if (plain && !join(file, op, 0))
            join(file, op, 1);
    }
}
