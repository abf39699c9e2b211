/* SPDX-License-Identifier: MIT */
/* `ams face calibrate` and what `ams doctor` says of the threshold, on a college with made-up faces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/cli.h"
#include "base/clock.h"
#include "crypto/secret.h"
#include "face/face.h"
#include "school/faces/calibration.h"
#include "school/school.h"
#include "store/store.h"
#include "support/drill.h"
#include "support/face_crowd.h"

enum { CROWD = 420 };

/* The drill's school in this process, for what commands cannot do. */
struct inside {
    struct store *store;
    struct clock clock;
    struct secret_key *key;
    struct face_models *models;
    struct school *school;
};

static void inside_open(struct inside *inside, const struct drill *drill)
{
    char error[STORE_ERROR_SIZE], reason[FACE_ERROR_SIZE];
    memset(inside, 0, sizeof(*inside));
    inside->store =
        store_open(&(struct store_config){.url = drill->test->url, .readers = 2, .writers = 1, .queue_max = 64}, error);
    assert_non_null(inside->store);
    inside->key = secret_key_open(drill_path(drill, "data/master.key"), false);
    inside->models = face_models_describe("models", NULL, reason);
    assert_true(inside->key && inside->models);
    inside->school = school_open(&(struct school_config){.store = inside->store,
                                                         .clock = &inside->clock,
                                                         .key = inside->key,
                                                         .face_model_id = face_models_id(inside->models),
                                                         .face_models = inside->models});
    assert_non_null(inside->school);
}

static void inside_close(struct inside *inside)
{
    school_close(inside->school);
    face_models_close(inside->models);
    secret_key_close(inside->key);
    store_close(inside->store);
}

static void test_calibrate(void **state)
{
    struct drill drill;
    struct inside inside;
    char models[1100], here[1000];
    drill_open(&drill, test_store_need(state));
    assert_non_null(getcwd(here, sizeof(here)));
    snprintf(models, sizeof(models), "AMS_MODELS_DIR=%s/models", here);
    drill_expect(&drill, "face calibrate", CLI_FAILED, "models.json");
    drill.environment[3] = models;
    drill_run(&drill, "doctor");
    assert_non_null(strstr(drill.said, "ok    threshold    faces match from 0.444, of models.json; never calibrated"));
    drill_expect(&drill, "face calibrate", CLI_FAILED, "too few to say anything");

    inside_open(&inside, &drill);
    const struct face_crowd crowd = {
        .prefix = "Crowd", .model_id = face_models_id(inside.models), .scope = CONSENT_ALL, .alike = CROWD};
    face_crowd_plant(inside.school, &crowd, CROWD, NULL);
    inside_close(&inside);
    drill_expect(&drill, "face calibrate", CLI_OK, "420 of 420 people who let their faces be compared: 87990 pairs.");
    assert_non_null(strstr(drill.said, "in force, of models.json: 0.444: "));
    assert_non_null(strstr(drill.said, "1e-4 is held from, easier than now, 0."));
    assert_non_null(strstr(drill.said, "1e-5: too few people to say."));
    assert_non_null(strstr(drill.said, "with s-norm (off)"));
    drill_run(&drill, "doctor");
    assert_non_null(strstr(drill.said, "calibrated 0 days ago on 420 people"));
    drill_close(&drill);
}

/* With words it is the process that a command starts of itself, for pictures and archives. */
int main(int argc, char **argv)
{
    if (argc > 1)
        return cli_run(argc, argv, environ);
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_calibrate)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
