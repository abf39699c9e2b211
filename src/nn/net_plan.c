/* SPDX-License-Identifier: MIT */
/*
 * Memory is planned once: a value takes the lowest place that is free while it lives; what feeds a Concat is written
 * straight into the Concat's memory; and activations and sums overwrite an input that nobody needs afterwards.
 */
#include "nn/net_plan.h"

static bool infer(const struct graph *graph, size_t height, size_t width, struct arena *arena,
                  struct plan_value *values, char error[static MODEL_ERROR_SIZE])
{
    struct graph_shape *shapes = arena_calloc(arena, graph->value_count, sizeof(*shapes));
    if (!shapes) {
        snprintf(error, MODEL_ERROR_SIZE, "out of memory");
        return false;
    }
    shapes[0] = (struct graph_shape){height, width, graph->input.channels};
    size_t taps = 0;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        const struct graph_node *node = &graph->nodes[i];
        const char *reason;
        bool fits = graph_infer_node(node, shapes, &reason);
        if (fits && node->op == GRAPH_CONV)
            taps += shapes[node->output].height * shapes[node->output].width * node->window.height * node->window.width;
        if (taps > GRAPH_WINDOW_TAPS_MAX) {
            fits = false;
            reason = "the model is too large for so large an input";
        }
        if (!fits) {
            snprintf(error, MODEL_ERROR_SIZE, "node \"%.48s\" (%s) at input %zux%zu: %s", node->name, node->op_name,
                     width, height, reason);
            return false;
        }
    }
    for (uint32_t i = 0; i < graph->output_count; i++) {
        struct graph_shape shape = shapes[graph->outputs[i].value];
        if (graph->outputs[i].flat && shape.height * shape.width != 1) {
            snprintf(error, MODEL_ERROR_SIZE, "at input %zux%zu the output would be an image: not fully convolutional",
                     width, height);
            return false;
        }
    }
    for (uint32_t i = 0; i < graph->value_count; i++)
        values[i].shape = shapes[i];
    return true;
}

static void find_lives(const struct graph *graph, struct plan_value *values)
{
    for (uint32_t i = 0; i < graph->node_count; i++) {
        const struct graph_node *node = &graph->nodes[i];
        values[node->output].first = i;
        values[node->output].last = i;
        for (uint32_t k = 0; k < node->input_count; k++)
            values[node->inputs[k]].last = i;
    }
    values[0].last = UINT32_MAX; // the caller may run again without writing it anew
    for (uint32_t i = 0; i < graph->output_count; i++)
        values[graph->outputs[i].value].last = UINT32_MAX;
}

static bool is_binary(const struct graph_node *node)
{
    return node->op == GRAPH_ADD || node->op == GRAPH_MULTIPLY;
}

/* A value can be in one place only. */
static bool can_lie_in_concat(const struct graph *graph, const struct plan_value *values, uint32_t value)
{
    if (value == 0 || values[value].home != value || values[value].last == UINT32_MAX)
        return false;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (graph->nodes[i].output == value && graph->nodes[i].op == GRAPH_CONCAT)
            return false;
    }
    return true;
}

static void place_in_concat(const struct graph *graph, struct plan_value *values, const struct graph_node *concat)
{
    struct plan_value *whole = &values[concat->output];
    size_t channel = 0;
    for (uint32_t k = 0; k < concat->input_count; k++) {
        struct plan_value *part = &values[concat->inputs[k]];
        if (can_lie_in_concat(graph, values, concat->inputs[k])) {
            part->home = concat->output;
            part->channel = channel;
            whole->first = part->first < whole->first ? part->first : whole->first;
            whole->last = part->last > whole->last ? part->last : whole->last;
        }
        channel += part->shape.channels;
    }
}

/* Lets node `index` write over an input that it is the last to read. */
static void place_over_input(const struct graph *graph, struct plan_value *values, uint32_t index)
{
    const struct graph_node *node = &graph->nodes[index];
    struct plan_value *output = &values[node->output];
    bool elementwise = is_binary(node) || node->op == GRAPH_PRELU || node->op == GRAPH_CLAMP;
    if (!elementwise || output->home != node->output)
        return;
    for (uint32_t k = 0; k < node->input_count; k++) {
        const struct plan_value *input = &values[node->inputs[k]];
        struct plan_value *home = &values[input->home];
        bool same = graph_shape_count(input->shape) == graph_shape_count(output->shape) &&
                    graph_shape_count(home->shape) == graph_shape_count(output->shape);
        if (same && home->last == index && values[home->home].home == home->home) {
            home->last = output->last;
            output->home = input->home;
            return;
        }
    }
}

/* The lowest place for `value` that no other home which lives at the same time has. */
static size_t find_place(const struct plan_value *values, const uint32_t *placed, size_t placed_count, uint32_t value,
                         size_t size)
{
    size_t place = 0;
    for (size_t i = 0; i < placed_count; i++) {
        const struct plan_value *other = &values[placed[i]];
        if (other->first > values[value].last || other->last < values[value].first)
            continue;
        size_t other_end = other->place + (graph_shape_count(other->shape) / NET_ALIGNMENT + 2) * NET_ALIGNMENT;
        if (other->place < place + size && place < other_end) {
            place = other_end;
            i = SIZE_MAX; // look at all again, from 0
        }
    }
    return place;
}

static bool place_homes(const struct graph *graph, struct plan_value *values, struct arena *arena, size_t *ret_elements)
{
    uint32_t *placed = arena_calloc(arena, graph->value_count, sizeof(*placed));
    if (!placed)
        return false;
    size_t count = 0, elements = 0;
    for (uint32_t value = 0; value < graph->value_count; value++) {
        size_t size = (graph_shape_count(values[value].shape) / NET_ALIGNMENT + 2) * NET_ALIGNMENT;
        if (values[value].home != value || values[value].shape.channels == 0)
            continue;
        values[value].place = find_place(values, placed, count, value, size);
        placed[count++] = value;
        elements = values[value].place + size > elements ? values[value].place + size : elements;
        if (elements > NET_ELEMENTS_MAX)
            return false;
    }
    *ret_elements = elements;
    return true;
}

bool plan_make(const struct graph *graph, size_t height, size_t width, struct arena *arena, struct plan *ret_plan,
               char error[static MODEL_ERROR_SIZE])
{
    struct plan_value *values = arena_calloc(arena, graph->value_count, sizeof(*values));
    if (!values) {
        snprintf(error, MODEL_ERROR_SIZE, "out of memory");
        return false;
    }
    if (!infer(graph, height, width, arena, values, error))
        return false;
    find_lives(graph, values);
    for (uint32_t i = 0; i < graph->value_count; i++)
        values[i].home = i;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (graph->nodes[i].op == GRAPH_CONCAT)
            place_in_concat(graph, values, &graph->nodes[i]);
    }
    for (uint32_t i = 0; i < graph->node_count; i++)
        place_over_input(graph, values, i);
    if (!place_homes(graph, values, arena, &ret_plan->elements)) {
        snprintf(error, MODEL_ERROR_SIZE, "at input %zux%zu the model needs too much memory", width, height);
        return false;
    }
    for (uint32_t i = 0; i < graph->value_count; i++) {
        const struct plan_value *home = &values[values[i].home];
        values[i].stride = home->shape.channels;
        values[i].place = home->place + values[i].channel;
    }
    ret_plan->values = values;
    return true;
}

bool plan_concat_copies(const struct plan *plan, const struct graph_node *node, uint32_t index)
{
    return plan->values[node->inputs[index]].home != node->output;
}
