/* SPDX-License-Identifier: MIT */
/* Several threads, each with a net of its own, on one model. Worth most under the thread sanitizer. */
#include "nn/net.h"

#include "base/str.h"
#include "nn/tiny_model.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { THREADS = 4, ROUNDS = 50, CHANNELS = 16 };

struct worker {
    const struct model *model;
    size_t side;
    float sum;
    bool failed;
};

static void *work(void *argument)
{
    struct worker *worker = argument;
    char error[MODEL_ERROR_SIZE];
    for (int round = 0; round < ROUNDS && !worker->failed; round++) {
        struct net *net = net_open(worker->model, worker->side, worker->side, NET_EXACT, error);
        if (!net) {
            worker->failed = true;
            break;
        }
        struct net_tensor input = net_input(net), output = net_output(net, 0);
        for (size_t i = 0; i < input.count; i++)
            input.data[i] = (float)(i % 17) - 8;
        net_run(net);
        worker->sum = 0;
        for (size_t i = 0; i < output.count; i++)
            worker->sum += output.data[i];
        net_close(net);
    }
    return NULL;
}

static struct model *make_model(void)
{
    static float depthwise[CHANNELS * 9], pointwise[CHANNELS * CHANNELS], slopes[CHANNELS];
    for (size_t i = 0; i < ARRAY_LENGTH(depthwise); i++)
        depthwise[i] = (float)(i % 7) * 0.1F - 0.2F;
    for (size_t i = 0; i < ARRAY_LENGTH(pointwise); i++)
        pointwise[i] = (float)(i % 5) * 0.1F - 0.2F;
    for (size_t i = 0; i < CHANNELS; i++)
        slopes[i] = 0.1F;
    struct tiny tiny;
    tiny_init(&tiny, 11, CHANNELS, 12, 12);
    tiny_floats(&tiny, "depthwise", depthwise, (int64_t[]){CHANNELS, 1, 3, 3}, 4);
    tiny_floats(&tiny, "pointwise", pointwise, (int64_t[]){CHANNELS, CHANNELS, 1, 1}, 4);
    tiny_floats(&tiny, "slopes", slopes, (int64_t[]){CHANNELS, 1, 1}, 3);
    Onnx__NodeProto *conv = tiny_node(&tiny, "Conv", "input depthwise", "a");
    tiny_ints(&tiny, conv, "pads", (int64_t[]){1, 1, 1, 1}, 4);
    tiny_int(&tiny, conv, "group", CHANNELS);
    tiny_node(&tiny, "PRelu", "a slopes", "b");
    tiny_node(&tiny, "Conv", "b pointwise", "c");
    tiny_node(&tiny, "Add", "c input", "d");
    tiny_output(&tiny, "d");
    char error[MODEL_ERROR_SIZE] = "";
    size_t size;
    uint8_t *bytes = tiny_pack(&tiny, &size);
    struct model *model = model_open_bytes(bytes, size, error);
    if (!model)
        fail_msg("%s", error);
    tiny_release(&tiny);
    return model;
}

static void test_threads_share_a_model(void **state)
{
    (void)state;
    struct model *model = make_model();
    pthread_t threads[THREADS];
    struct worker workers[THREADS], alone[2] = {{.model = model, .side = 12}, {.model = model, .side = 20}};
    work(&alone[0]);
    work(&alone[1]);
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.model = model, .side = alone[i % 2].side};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < THREADS; i++) {
        assert_false(workers[i].failed);
        assert_memory_equal(&workers[i].sum, &alone[i % 2].sum, sizeof(float)); // bit for bit
    }
    model_close(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_share_a_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
