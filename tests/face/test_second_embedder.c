/* SPDX-License-Identifier: MIT */
/*
 * The second embedder of models.json, a TFLite file of 192 values: what its net computes, and that the pipeline takes
 * templates of another length and never compares them with the first one's. Skipped where it is not fetched.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <unistd.h>

#include "base/str.h"
#include "face/embed.h"
#include "face/engine.h"
#include "face/gallery/gallery.h"
#include "nn/net.h"
#include "support/face_data.h"
#include "support/face_people.h"

enum { FIRST, SECOND, EMBEDDERS };
enum { SECOND_LENGTH = 192 };

static struct {
    const char *directory;
    struct face_models *models[EMBEDDERS];
    struct face_engine *engines[EMBEDDERS];
    struct face_people *people;
} rig;

static void set_up(void)
{
    static const char *const names[EMBEDDERS] = {NULL, "mobilefacenet-192"};
    char error[FACE_ERROR_SIZE] = "";
    rig.directory = face_data_models_with("MobileFaceNet.tflite");
    if (!rig.directory) {
        print_message("skip: no second embedder (tools/fetch-models mobilefacenet-192)\n");
        skip();
    }
    for (size_t i = 0; i < EMBEDDERS && !rig.engines[i]; i++) {
        rig.models[i] = face_models_open(rig.directory, names[i], error);
        rig.engines[i] = rig.models[i] ? face_engine_open(rig.models[i], error) : NULL;
        if (!rig.engines[i])
            fail_msg("%s", error);
    }
}

static void set_up_with_people(void)
{
    set_up();
    if (!rig.people)
        rig.people = face_people_open(rig.engines[FIRST]);
    if (!rig.people) {
        print_message("skip: no photos of faces here (tools/fetch-samples)\n");
        skip();
    }
}

static int tear_down(void **state)
{
    (void)state;
    face_people_close(rig.people);
    for (size_t i = 0; i < EMBEDDERS; i++) {
        face_engine_close(rig.engines[i]);
        face_models_close(rig.models[i]);
    }
    return 0;
}

/*
 * The first values for noise, as a naive interpreter of its own computed them from the file: every operator one by one,
 * PReLU in its five parts, sums in double precision.
 */
static void test_computes_what_the_file_says(void **state)
{
    (void)state;
    static const float expected[] = {-0.17814F, 0.93091F, 0.33503F,  -0.24437F, -1.90172F, 2.39245F,
                                     -1.04872F, 1.10635F, -0.20548F, 0.81117F,  -0.73228F, 0.11541F,
                                     -0.14252F, 0.85726F, -0.02487F, -1.01850F};
    char error[MODEL_ERROR_SIZE] = "";
    uint64_t noise = 1;
    set_up();
    struct net *net = net_open(rig.models[SECOND]->models[MANIFEST_EMBEDDER], 0, 0, NET_EXACT, error);
    assert_non_null(net);
    struct net_tensor input = net_input(net), output = net_output(net, 0);
    assert_int_equal(output.count, SECOND_LENGTH);
    for (size_t i = 0; i < input.count; i++) {
        noise = noise * 6364136223846793005U + 1442695040888963407U;
        input.data[i] = (float)(noise >> 40) / (1 << 23) - 1;
    }
    net_run(net);
    for (size_t i = 0; i < ARRAY_LENGTH(expected); i++)
        if (!(fabsf(output.data[i] - expected[i]) < 1e-4F))
            fail_msg("value %zu is %.5f instead of %.5f", i, (double)output.data[i], (double)expected[i]);
    net_close(net);
}

static void test_templates(void **state)
{
    (void)state;
    set_up_with_people();
    struct face_template made[EMBEDDERS], other;
    float score = -2;
    for (size_t i = 0; i < EMBEDDERS; i++) {
        assert_int_equal(face_enrol(rig.engines[i], rig.people->frames[0], 3, &made[i], NULL), FACE_OK);
        assert_string_equal(made[i].model_id, face_models_id(rig.models[i]));
        assert_true(fabsf(embedding_cosine(made[i].values, made[i].values) - 1) < 1e-5F);
        assert_int_equal(face_verify(rig.engines[i], rig.people->frames[0] + 3, 3, &made[i], &score, NULL), FACE_OK);
        assert_int_equal(face_verify(rig.engines[i], rig.people->frames[1], 3, &made[i], &score, NULL), FACE_NO_MATCH);
    }
    for (size_t v = SECOND_LENGTH; v < FACE_TEMPLATE_LENGTH; v++)
        assert_true(made[SECOND].values[v] == 0);
    // One person in both, and still never compared.
    score = -2;
    assert_string_not_equal(made[FIRST].model_id, made[SECOND].model_id);
    assert_false(face_compare(&made[FIRST], &made[SECOND], &score));
    assert_int_equal(face_verify(rig.engines[SECOND], rig.people->frames[0] + 3, 3, &made[FIRST], &score, NULL),
                     FACE_OTHER_MODEL);
    assert_true(score == -2);

    struct gallery *gallery = gallery_open(face_models_id(rig.models[SECOND]), 1);
    struct gallery_match match;
    size_t found;
    assert_non_null(gallery);
    assert_int_equal(face_enrol(rig.engines[SECOND], rig.people->frames[1], 3, &other, NULL), FACE_OK);
    assert_int_equal(gallery_add(gallery, 1, &made[SECOND]), FACE_OK);
    assert_int_equal(gallery_add(gallery, 2, &other), FACE_OK);
    assert_int_equal(gallery_add(gallery, 3, &made[FIRST]), FACE_OTHER_MODEL);
    assert_int_equal(gallery_search(gallery, &made[FIRST], 1, (struct gallery_wanted){1, -2}, &match, &found),
                     FACE_OTHER_MODEL);
    assert_int_equal(gallery_search(gallery, &other, 1, (struct gallery_wanted){1, -2}, &match, &found), FACE_OK);
    assert_int_equal(match.owner, 2);
    gallery_close(gallery);
}

/* models.json says how many values there are; an engine does not start with an embedder that gives another number. */
static void test_length_is_checked(void **state)
{
    (void)state;
    char error[FACE_ERROR_SIZE] = "";
    set_up();
    struct face_models *models = face_models_open(rig.directory, "mobilefacenet-192", error);
    assert_non_null(models);
    assert_int_equal(models->manifest.length, SECOND_LENGTH);
    models->manifest.length = 512;
    assert_null(face_engine_open(models, error));
    assert_non_null(strstr(error, "gives 192 values, models.json says 512"));
    face_models_close(models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_computes_what_the_file_says),
        cmocka_unit_test(test_templates),
        cmocka_unit_test(test_length_is_checked),
    };
    return cmocka_run_group_tests_name("face/second embedder", tests, NULL, tear_down);
}
