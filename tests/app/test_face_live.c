/* SPDX-License-Identifier: MIT */
/* `ams face live` on a folder of rendered frames: its exit codes, and what it refuses to judge. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/str.h"
#include "support/face_picture.h"
#include "support/live_scene.h"

static char folder[] = "/tmp/ams-face-live-XXXXXX";
static const char *const names[] = {"0.jpg", "1.jpg", "2.jpg"};

static void path_of(const char *name, char path[static 256])
{
    snprintf(path, 256, "%s/%s", folder, name);
}

/* A head that turns to its left, faces the camera and turns to its right. */
static bool render_frames(void)
{
    char error[FACE_ERROR_SIZE], frame_path[256];
    const char *models_dir = face_data_models();
    struct face_data_file file = face_picture_read("Casey_Mears_0001");
    if (!models_dir || !file.bytes) {
        free(file.bytes);
        return false;
    }
    struct face_models *models = face_models_open(models_dir, NULL, error);
    struct face_engine *engine = face_engine_open(models, error);
    struct scene scene;
    assert_true(scene_open(&scene, engine, (struct face_frame){file.bytes, file.size}));
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        struct scene_random random = {i};
        struct scene_view view = scene_plain();
        view.yaw = 28 - 28 * (float)i;
        struct face_frame frame = scene_render(&scene, &view, &random);
        path_of(names[i], frame_path);
        FILE *out = fopen(frame_path, "wb");
        assert_non_null(out);
        assert_int_equal(fwrite(frame.bytes, 1, frame.size, out), frame.size);
        fclose(out);
        free((void *)frame.bytes);
    }
    scene_close(&scene);
    free(file.bytes);
    face_engine_close(engine);
    face_models_close(models);
    return true;
}

static int run(const char *challenge)
{
    char *argv[] = {(char[]){"live"}, folder, (char[]){"--challenge"}, (char *)(uintptr_t)challenge, NULL};
    return face_live_command(challenge ? 4 : 2, argv, &(struct face_choice){face_data_models(), NULL, "three"});
}

static void test_exit_codes(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    if (!render_frames()) {
        rmdir(folder);
        print_message("skip: no models or no photographs (./check fetches them)\n");
        skip();
    }
    assert_int_equal(run("{\"policy\":\"active\",\"poses\":[\"left\",\"centre\",\"right\"]}"), 0);
    assert_int_equal(run("{\"policy\":\"active\",\"poses\":[\"right\",\"centre\",\"left\"]}"), 1);
    assert_int_equal(run("{\"policy\":\"active\",\"poses\":[\"left\",\"centre\"]}"), 2); // a frame too many
    assert_int_equal(run("{\"policy\":\"active\",\"poses\":[\"left\",\"sideways\",\"right\"]}"), 2);
    assert_int_equal(run("{\"policy\":\"active_colour\",\"poses\":[\"left\",\"centre\",\"right\"]}"), 2);
    assert_int_equal(run("{\"policy\":"), 2);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        char path[256];
        path_of(names[i], path);
        unlink(path);
    }
    assert_int_equal(run(NULL), 2); // nothing to judge
    rmdir(folder);
    assert_int_equal(run(NULL), 2); // no folder
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_exit_codes)};
    return cmocka_run_group_tests_name("app/face_live", tests, NULL, NULL);
}
