/* SPDX-License-Identifier: MIT */
/* Calibrating the face threshold over the API, with made-up faces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "face/face.h"
#include "school/jobs/job.h"
#include "support/api_client.h"
#include "support/face_crowd.h"

enum { CROWD = 420 };

static const char path[] = "/api/admin/face-calibration", threshold_path[] = "/api/admin/face-threshold";

struct scene {
    struct api_world world;
    struct college college;
};

static void scene_open(struct scene *scene, void **state)
{
    memset(scene, 0, sizeof(*scene));
    api_world_open(&scene->world, state, NULL);
    api_college(&scene->world, &scene->college);
}

static struct answer ask(struct scene *scene, enum http_method method, const char *target, const char *body)
{
    return api_ask(&scene->world, &scene->college.administrator, method, target, body);
}

static void calibrate(struct scene *scene)
{
    size_t jobs;
    json_decref(api_expect(ask(scene, HTTP_POST, path, NULL), 202));
    assert_int_equal(school_work(scene->world.school, &jobs), FAULT_NONE);
}

static struct answer choose(struct scene *scene, int64_t id, const char *rate, const char *normalised)
{
    char body[128];
    snprintf(body, sizeof(body), "{\"calibration\":%lld,\"rate\":\"%s\",\"normalised\":%s}", (long long)id, rate,
             normalised);
    return ask(scene, HTTP_PUT, threshold_path, body);
}

static void test_calibration(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    json_t *body = api_expect(ask(&scene, HTTP_GET, path, NULL), 200);
    assert_true(json_is_null(json_object_get(body, "result")));
    double standard = json_number_value(json_object_get(json_object_get(body, "standard"), "threshold"));
    assert_true(standard == json_number_value(json_object_get(json_object_get(body, "in_force"), "threshold")));
    json_decref(body);

    const char *model = face_models_id(scene.world.described);
    face_crowd_plant(scene.world.school, &(struct face_crowd){"Crowd", model, CONSENT_ALL, .alike = CROWD}, CROWD,
                     NULL);
    calibrate(&scene);
    body = api_expect(ask(&scene, HTTP_GET, path, NULL), 200);
    json_t *result = json_object_get(body, "result"), *raw = json_object_get(result, "raw");
    int64_t id = json_integer_value(json_object_get(result, "id")), bars = 0;
    assert_int_equal(json_integer_value(json_object_get(result, "people")), CROWD);
    for (size_t i = 0; i < 100; i++)
        bars += json_integer_value(json_array_get(json_object_get(raw, "bars"), i));
    assert_int_equal(bars, CROWD * (CROWD - 1) / 2);
    json_t *offer = json_array_get(json_object_get(raw, "offers"), 0), *point = json_object_get(offer, "point");
    double offered = json_number_value(json_object_get(point, "threshold"));
    assert_true(json_is_true(json_object_get(offer, "easier")) && offered < standard);
    assert_false(json_is_null(json_object_get(result, "normalised")));
    json_decref(body);

    api_expect_problem(choose(&scene, id, "1e-3", "false"), 422, "choice_unknown");
    api_expect_problem(choose(&scene, id, "1e-5", "false"), 409, "threshold_unsupported");
    api_expect_problem(choose(&scene, id + 1, "1e-4", "false"), 412, "changed_meanwhile");
    body = api_expect(choose(&scene, id, "1e-4", "true"), 200);
    json_t *in_force = json_object_get(body, "in_force");
    assert_true(json_number_value(json_object_get(in_force, "threshold")) == offered);
    assert_true(json_is_real(json_object_get(in_force, "normalised_threshold")));
    assert_true(json_is_string(json_object_get(in_force, "chosen_at")));
    json_decref(body);
    body = api_expect(ask(&scene, HTTP_DELETE, threshold_path, NULL), 200);
    in_force = json_object_get(body, "in_force");
    assert_true(json_number_value(json_object_get(in_force, "threshold")) == standard);
    assert_true(json_is_null(json_object_get(in_force, "normalised_threshold")));
    json_decref(body);
    api_world_close(&scene.world);
}

/* Choosing a threshold asks for fresh proof, as whatever an administrator changes does. */
static void test_fresh_proof(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    clock_set_ms(&scene.world.clock, clock_now_ms(&scene.world.clock) + 11 * 60 * 1000);
    api_expect_problem(choose(&scene, 1, "1e-4", "false"), 403, "step_up_needed");
    api_expect_problem(ask(&scene, HTTP_DELETE, threshold_path, NULL), 403, "step_up_needed");
    api_expect_problem(api_ask(&scene.world, &scene.college.professor, HTTP_GET, path, NULL), 403, "not_allowed");
    api_world_close(&scene.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_calibration),
        TEST_ON_BOTH(test_fresh_proof),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
