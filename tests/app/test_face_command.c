/* SPDX-License-Identifier: MIT */
/* `ams face`: what it prints and how it exits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/str.h"
#include "support/face_picture.h"

static const char *embedder; // the setting; NULL: the first of models.json

/* Runs the command with what it prints taken; the JSON of it, or NULL. Standard error is silenced. */
static json_t *run(char **words, int count, int *ret_code)
{
    FILE *out = tmpfile();
    assert_non_null(out);
    fflush(stdout);
    fflush(stderr);
    int kept_out = dup(STDOUT_FILENO), kept_error = dup(STDERR_FILENO);
    assert_non_null(freopen("/dev/null", "w", stderr));
    assert_int_equal(dup2(fileno(out), STDOUT_FILENO), STDOUT_FILENO);
    *ret_code = face_command(count, words, &(struct face_choice){"models", embedder, "three"});
    fflush(stdout);
    fflush(stderr);
    dup2(kept_out, STDOUT_FILENO);
    dup2(kept_error, STDERR_FILENO);
    close(kept_out);
    close(kept_error);
    rewind(out);
    json_t *printed = json_loadf(out, 0, NULL);
    fclose(out);
    return printed;
}

static void test_refuses_wrong_words(void **state)
{
    (void)state;
    static char *const cases[][5] = {
        {NULL},
        {"dance"},
        {"detect"},
        {"detect", "a", "b"},
        {"verify", "a"},
        {"eval"},
        {"eval", "--pairs", "p"},
        {"detect", "--threads"},
        {"detect", "--threads", "0", "a"},
        {"detect", "--colour", "red", "a"},
        {"photo"},
        {"photo", "a"},
        {"photo", "--gallery", "g"},
        {"photo", "a", "--gallery", "/no/such/folder"},
        {"eval", "--images", "d"},
        {"eval", "--protocol", "all"},
        {"eval", "--protocol", "some", "--images", "d"},
        {"detect", "--gate", "a"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char *words[6] = {cases[i][0], cases[i][1], cases[i][2], cases[i][3], cases[i][4], NULL};
        int count = 0, code;
        while (words[count])
            count++;
        json_t *printed = run(words, count, &code);
        assert_null(printed);
        assert_int_equal(code, 2);
    }
}

static void test_names_a_photo(void **state)
{
    (void)state;
    char first[FACE_DATA_PATH_SIZE], again[FACE_DATA_PATH_SIZE], other[FACE_DATA_PATH_SIZE];
    char folder[] = "/tmp/ams-class-XXXXXX", student[64], picture[80];
    if (!face_data_models() || !face_picture_path("Abel_Pacheco_0001", first) ||
        !face_picture_path("Abel_Pacheco_0004", again) || !face_picture_path("Dean_Barker_0001", other)) {
        print_message("skip: no models or no photographs (./check fetches them)\n");
        skip();
    }
    int code;
    char whole[PATH_MAX];
    assert_non_null(mkdtemp(folder));
    snprintf(student, sizeof(student), "%s/Abel", folder);
    snprintf(picture, sizeof(picture), "%s/one.jpg", student);
    assert_int_equal(mkdir(student, 0700), 0);
    assert_non_null(realpath(first, whole));
    assert_int_equal(symlink(whole, picture), 0);
    json_t *printed = run((char *[]){"photo", again, other, "--gallery", folder}, 5, &code);
    assert_int_equal(code, 0);
    assert_int_equal(json_integer_value(json_object_get(printed, "students")), 1);
    assert_int_equal(json_integer_value(json_object_get(printed, "seen")), 1);
    json_t *faces = json_object_get(printed, "faces");
    assert_int_equal(json_array_size(faces), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(faces, 0), "student")), "Abel");
    // One picture, of another day: named, whether surely or not.
    assert_string_not_equal(json_string_value(json_object_get(json_array_get(faces, 0), "band")), "unknown");
    assert_true(json_is_null(json_object_get(json_array_get(faces, 1), "student")));
    json_decref(printed);
    // An empty folder is no class.
    assert_int_equal(unlink(picture), 0);
    assert_null(run((char *[]){"photo", again, "--gallery", folder}, 4, &code));
    assert_int_equal(code, 2);
    assert_int_equal(rmdir(student), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void test_verifies(void **state)
{
    (void)state;
    char first[FACE_DATA_PATH_SIZE], again[FACE_DATA_PATH_SIZE], other[FACE_DATA_PATH_SIZE];
    if (!face_data_models() || !face_picture_path("Abel_Pacheco_0001", first) ||
        !face_picture_path("Abel_Pacheco_0004", again) || !face_picture_path("Dean_Barker_0001", other)) {
        print_message("skip: no models or no photographs (./check fetches them)\n");
        skip();
    }
    int code;
    json_t *printed = run((char *[]){"verify", first, again}, 3, &code);
    assert_int_equal(code, 0);
    assert_true(json_is_true(json_object_get(printed, "same")));
    assert_true(json_real_value(json_object_get(printed, "cosine")) > .6);
    json_decref(printed);

    printed = run((char *[]){"verify", first, other}, 3, &code);
    assert_int_equal(code, 1);
    assert_true(json_is_false(json_object_get(printed, "same")));
    json_decref(printed);

    printed = run((char *[]){"verify", first, "models/models.json"}, 3, &code);
    assert_int_equal(code, 2);
    assert_true(json_is_null(json_object_get(printed, "same")));
    assert_string_equal(json_string_value(json_array_get(json_object_get(printed, "reasons"), 1)), "bad_image");
    json_decref(printed);

    printed = run((char *[]){"detect", first}, 2, &code);
    assert_int_equal(code, 0);
    assert_int_equal(json_array_size(json_object_get(printed, "faces")), 1);
    json_decref(printed);

    printed = run((char *[]){"detect", "/nonexistent"}, 2, &code);
    assert_null(printed);
    assert_int_equal(code, 2);
}

/* The setting `embedder` chooses among those of models.json; its own threshold comes with it. */
static void test_another_embedder(void **state)
{
    (void)state;
    char first[FACE_DATA_PATH_SIZE], again[FACE_DATA_PATH_SIZE];
    int code;
    embedder = "no-such";
    assert_null(run((char *[]){"verify", "a", "b"}, 3, &code));
    assert_int_equal(code, 2);
    embedder = NULL;
    if (!face_data_models_with("MobileFaceNet.tflite") || !face_picture_path("Abel_Pacheco_0001", first) ||
        !face_picture_path("Abel_Pacheco_0004", again)) {
        print_message(
            "skip: no second embedder or no photographs (tools/fetch-models mobilefacenet-192, tools/fetch-samples)\n");
        skip();
    }
    json_t *one = run((char *[]){"verify", first, again}, 3, &code);
    embedder = "mobilefacenet-192";
    json_t *two = run((char *[]){"verify", first, again}, 3, &code);
    embedder = NULL;
    assert_int_equal(code, 0);
    assert_true(json_is_true(json_object_get(two, "same")));
    assert_true(json_real_value(json_object_get(two, "threshold")) >
                json_real_value(json_object_get(one, "threshold")) + .1);
    json_decref(one);
    json_decref(two);
}

/* Two pairs of the golden photographs in LFW's own layout would need a copy; a missing file must be named, not skipped.
 */
static void test_eval_needs_every_image(void **state)
{
    (void)state;
    char path[] = "/tmp/ams-pairs-XXXXXX";
    if (!face_data_models()) {
        print_message("skip: no models (tools/fetch-models)\n");
        skip();
    }
    int file = mkstemp(path), code;
    static const char pairs[] = "1\nNobody\t1\t2\nNobody\t1\tNoone\t1\n";
    assert_true(file >= 0);
    assert_int_equal(write(file, pairs, sizeof(pairs) - 1), (int)sizeof(pairs) - 1);
    close(file);
    json_t *printed = run((char *[]){"eval", "--pairs", path, "--images", "/nonexistent"}, 5, &code);
    assert_null(printed);
    assert_int_equal(code, 2);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses_wrong_words),    cmocka_unit_test(test_names_a_photo),
        cmocka_unit_test(test_another_embedder),       cmocka_unit_test(test_verifies),
        cmocka_unit_test(test_eval_needs_every_image),
    };
    return cmocka_run_group_tests_name("app/face_command", tests, NULL, NULL);
}
