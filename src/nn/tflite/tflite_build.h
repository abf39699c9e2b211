/* SPDX-License-Identifier: MIT */
/* From the decoded TFLite file to the graph. Internal to nn. */
#ifndef AMS_NN_TFLITE_BUILD_H
#define AMS_NN_TFLITE_BUILD_H

#include "nn/tflite/tflite.h"

/* How often the file names the value that the current operator gives is what the assembly is told as `uses`. */
struct tflite_builder {
    struct assembly assembly;
    struct tflite_file file;
    size_t batch;               // images that the file's input holds; the graph is for one
    struct tflite_operator *op; // the one being read
    struct flat_table options;  // its options
};

/* Puts `format` after the current operator's name into the error; always false. */
bool tflite_fail(struct tflite_builder *builder, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Input `index`, which must be computed from the model's input; false with the reason otherwise. */
bool tflite_value(struct tflite_builder *builder, size_t index, struct tflite_tensor **ret_tensor);

/* The same of one that is no image under a flat face, as only FULLY_CONNECTED takes it. */
bool tflite_pixels(struct tflite_builder *builder, size_t index, struct tflite_tensor **ret_tensor);

/* Input `index`, which must be a float32 (or int32 when `whole`) constant; false with the reason otherwise. */
bool tflite_constant(struct tflite_builder *builder, size_t index, bool whole, const struct tflite_tensor **ret_tensor);

/* Whether input `index` is given. */
bool tflite_has_input(const struct tflite_builder *builder, size_t index);

/* Item `index` of a whole constant. */
int64_t tflite_number(const struct tflite_tensor *constant, size_t index);

/* The bounds of the activation in field `field` of the options: none, RELU, RELU_N1_TO_1 or RELU6. */
bool tflite_activation(struct tflite_builder *builder, size_t field, float *ret_lowest, float *ret_highest);

struct graph_shape tflite_shape_of(const struct tflite_builder *builder, const struct tflite_tensor *tensor);

/* How often the file names the current operator's output. */
uint32_t tflite_uses(const struct tflite_builder *builder);

/* Makes the current operator's output `value`, which the assembly gave for it; always true. */
bool tflite_give(struct tflite_builder *builder, uint32_t value, bool flat);

/* Adds `node` to the graph and makes the current operator's output its value. */
bool tflite_add(struct tflite_builder *builder, struct graph_node node, bool flat);

/* Makes the current operator's output another name of `tensor`'s value; always true. */
bool tflite_alias(struct tflite_builder *builder, const struct tflite_tensor *tensor, bool flat);

/* The operators, each in its family's file. */
bool tflite_conv(struct tflite_builder *builder);
bool tflite_depthwise(struct tflite_builder *builder);
bool tflite_dense(struct tflite_builder *builder);

bool tflite_sum(struct tflite_builder *builder);
bool tflite_difference(struct tflite_builder *builder);
bool tflite_product(struct tflite_builder *builder);
bool tflite_relu(struct tflite_builder *builder);
bool tflite_relu_n1_to_1(struct tflite_builder *builder);
bool tflite_relu6(struct tflite_builder *builder);
bool tflite_prelu(struct tflite_builder *builder);
bool tflite_logistic(struct tflite_builder *builder);
bool tflite_softmax(struct tflite_builder *builder);
bool tflite_normalise(struct tflite_builder *builder);
bool tflite_mean(struct tflite_builder *builder);
bool tflite_average_pool(struct tflite_builder *builder);

bool tflite_concatenation(struct tflite_builder *builder);
bool tflite_reshape(struct tflite_builder *builder);
bool tflite_squeeze(struct tflite_builder *builder);

#endif
