/* SPDX-License-Identifier: MIT */
/* models.json: what is read, and what is refused with a sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <unistd.h>

#include "base/str.h"
#include "face/manifest.h"

static char directory[] = "/tmp/ams-manifest-XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

#define SHA_OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

/* Three models, of which one field of one is as told. */
static void write_manifest(const char *file, const char *sha256, const char *input, const char *thresholds)
{
    char text[4096];
    snprintf(
        text, sizeof(text),
        "{\"format\": 1, \"models\": ["
        "{\"role\": \"detector\", \"file\": \"%s\", \"sha256\": \"%s\", \"input\": %s, \"thresholds\": %s},"
        "{\"role\": \"landmarks\", \"file\": \"l.onnx\", \"sha256\": \"" SHA_OF_ABC
        "\", \"input\": {\"colour\": \"grey\", \"mean\": 0, \"scale\": 0.00390625}},"
        "{\"role\": \"embedder\", \"file\": \"e.onnx\", \"sha256\": \"" SHA_OF_ABC
        "\", \"input\": {\"colour\": \"BGR\", \"mean\": 127.5, \"scale\": 0.0078125}, \"thresholds\": {\"match\": 0.4}}"
        "]}",
        file, sha256, input, thresholds);
    write_file("models.json", text);
}

static const char *const good_input = "{\"colour\": \"RGB\", \"mean\": 127, \"scale\": 0.0078125}";
static const char *const good_thresholds = "{\"score\": 0.8, \"overlap\": 0.4}";

static void test_reads(void **state)
{
    (void)state;
    char error[FACE_ERROR_SIZE];
    struct manifest manifest;
    write_manifest("d.onnx", SHA_OF_ABC, good_input, good_thresholds);
    assert_true(manifest_read(directory, NULL, &manifest, error));
    assert_true(manifest.score > .79f && manifest.score < .81f && manifest.match > .39f && manifest.match < .41f);
    assert_true(manifest.models[MANIFEST_EMBEDDER].input.bgr && !manifest.models[MANIFEST_DETECTOR].input.bgr);
    assert_true(manifest.models[MANIFEST_EMBEDDER].input.mean == 127.5f);
    assert_non_null(strstr(manifest.models[MANIFEST_DETECTOR].path, "/d.onnx"));
}

/* What is said of turned and of covered faces is checked, too: at most four directions, base64 of no more bytes than a
 * template has.
 */
static void test_alike(void **state)
{
    (void)state;
    static const struct {
        const char *directions, *limit;
        bool good;
    } cases[] = {
        {"[\"fwA=\", \"AH8=\"]", "0.24", true},
        {"[]", "0.24", true},
        {"[\"fwA=\"]", "1.5", false},
        {"\"fwA=\"", "0.24", false},
        {"[\"AAA=\"]", "0.24", false},
        {"[\"f!A=\"]", "0.24", false},
        {"[\"f\", \"AH8=\"]", "0.24", false},
        {"[7]", "0.24", false},
        {"[\"fwA=\",\"fwA=\",\"fwA=\",\"fwA=\",\"fwA=\"]", "0.24", false},
    };
    char text[2048], error[FACE_ERROR_SIZE];
    struct manifest manifest;
    for (size_t i = 0; i < 2 * ARRAY_LENGTH(cases); i++) {
        const char *kind = i % 2 ? "covered" : "turned", *directions = cases[i / 2].directions,
                   *limit = cases[i / 2].limit;
        snprintf(
            text, sizeof(text),
            "{\"format\": 1, \"models\": ["
            "{\"role\": \"detector\", \"file\": \"d.onnx\", \"sha256\": \"" SHA_OF_ABC
            "\", \"input\": %s, \"thresholds\": %s},"
            "{\"role\": \"landmarks\", \"file\": \"l.onnx\", \"sha256\": \"" SHA_OF_ABC "\", \"input\": %s},"
            "{\"role\": \"embedder\", \"file\": \"e.onnx\", \"sha256\": \"" SHA_OF_ABC
            "\", \"input\": %s, \"%s\": %s, \"thresholds\": {\"match\": 0.4, \"covered_likely\": 0.1, \"%s\": %s}}]}",
            good_input, good_thresholds, good_input, good_input, kind, directions, kind, limit);
        write_file("models.json", text);
        if (manifest_read(directory, NULL, &manifest, error) != cases[i / 2].good)
            fail_msg("%s: %s, limit %s", kind, directions, limit);
        if (!cases[i / 2].good)
            assert_non_null(strstr(error, kind));
    }
    write_file("models.json", "");
}

/* Any number of anti-spoof nets up to the limit, none too; each says its crops, the first the limits of the sums. */
static void test_spoof(void **state)
{
    (void)state;
    static const char good_net[] =
        "\"live\": 1, \"crop\": \"inside\", \"crops\": {\"three\": [2.7], \"seven\": [2.7, 1.3]}",
                      limits[] = "{\"three\": 0, \"seven\": -1.5}";
    static const struct {
        const char *net, *limits, *named; // NULL: good
    } cases[] = {
        {good_net, limits, NULL},
        {good_net, "{\"three\": 0}", "thresholds.seven"},
        {good_net, "{\"three\": \"0\", \"seven\": 0}", "thresholds.three"},
        {good_net, "{\"three\": 0, \"seven\": 1e9}", "thresholds.seven"},
        {"\"live\": -1, \"crop\": \"inside\"", limits, "live"},
        {"\"live\": 1.5, \"crop\": \"inside\"", limits, "live"},
        {"\"live\": 1, \"crop\": \"outside\"", limits, "crop"},
        {"\"live\": 1", limits, "crop"},
        {"\"live\": 1, \"crop\": \"mirrored\"", limits, "crops.three"},
        {"\"live\": 1, \"crop\": \"mirrored\", \"crops\": {\"three\": [1.5], \"seven\": []}", limits, "crops.seven"},
        {"\"live\": 1, \"crop\": \"mirrored\", \"crops\": {\"three\": [0.5], \"seven\": [1]}", limits, "crops.three"},
        {"\"live\": 1, \"crop\": \"mirrored\", \"crops\": {\"three\": [1,1,1,1,1], \"seven\": [1]}", limits,
         "crops.three"},
    };
    char text[4096], error[FACE_ERROR_SIZE];
    struct manifest manifest;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        snprintf(text, sizeof(text),
                 "{\"format\": 1, \"models\": ["
                 "{\"role\": \"detector\", \"file\": \"d.onnx\", \"sha256\": \"" SHA_OF_ABC
                 "\", \"input\": %s, \"thresholds\": %s},"
                 "{\"role\": \"landmarks\", \"file\": \"l.onnx\", \"sha256\": \"" SHA_OF_ABC "\", \"input\": %s},"
                 "{\"role\": \"embedder\", \"file\": \"e.onnx\", \"sha256\": \"" SHA_OF_ABC
                 "\", \"input\": %s, \"thresholds\": {\"match\": 0.4}},"
                 "{\"role\": \"antispoof\", \"name\": \"n\", \"file\": \"n.onnx\", \"sha256\": \"" SHA_OF_ABC
                 "\", \"input\": %s, %s, \"thresholds\": %s}]}",
                 good_input, good_thresholds, good_input, good_input, good_input, cases[i].net, cases[i].limits);
        write_file("models.json", text);
        if (manifest_read(directory, NULL, &manifest, error) != !cases[i].named)
            fail_msg("case %zu: %s", i, error);
        if (cases[i].named && !strstr(error, cases[i].named))
            fail_msg("\"%s\" does not name %s", error, cases[i].named);
    }
    write_file("models.json", "");
}

/* What this repository ships: three nets, three or seven crops. */
static void test_own_spoof(void **state)
{
    (void)state;
    char error[FACE_ERROR_SIZE];
    struct manifest manifest;
    size_t counts[FACE_SPOOF_SETS] = {0};
    if (!manifest_read("models", NULL, &manifest, error))
        fail_msg("%s", error);
    assert_int_equal(manifest.spoof_count, 3);
    for (size_t i = 0; i < manifest.spoof_count; i++)
        for (size_t set = 0; set < FACE_SPOOF_SETS; set++)
            counts[set] += manifest.spoof[i].crops[set].count;
    assert_true(counts[FACE_SPOOF_THREE] == 3 && counts[FACE_SPOOF_SEVEN] == 7);
    assert_true(manifest.spoof_min[FACE_SPOOF_THREE] == 0 && manifest.spoof_min[FACE_SPOOF_SEVEN] == 0);
}

static void test_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *file, *sha256, *input, *thresholds, *named;
    } cases[] = {
        {"../d.onnx", SHA_OF_ABC, NULL, NULL, "detector's file"},
        {"", SHA_OF_ABC, NULL, NULL, "detector's file"},
        {"d.onnx", "12", NULL, NULL, "sha256"},
        {"d.onnx", SHA_OF_ABC, "{\"colour\": \"CMYK\", \"mean\": 0, \"scale\": 1}", NULL, "colour"},
        {"d.onnx", SHA_OF_ABC, "{\"colour\": \"RGB\", \"mean\": \"0\", \"scale\": 1}", NULL, "mean"},
        {"d.onnx", SHA_OF_ABC, "{\"colour\": \"RGB\", \"mean\": 0, \"scale\": 0}", NULL, "scale"},
        {"d.onnx", SHA_OF_ABC, "[]", NULL, "input"},
        {"d.onnx", SHA_OF_ABC, NULL, "{\"score\": 1.5, \"overlap\": 0.4}", "thresholds.score"},
        {"d.onnx", SHA_OF_ABC, NULL, "{\"score\": 0.8}", "thresholds.overlap"},
        {"d.onnx", SHA_OF_ABC, NULL, "7", "thresholds.score"},
    };
    struct manifest manifest, untouched;
    memset(&untouched, 7, sizeof(untouched));
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char error[FACE_ERROR_SIZE] = "";
        memcpy(&manifest, &untouched, sizeof(manifest));
        write_manifest(cases[i].file, cases[i].sha256, cases[i].input ? cases[i].input : good_input,
                       cases[i].thresholds ? cases[i].thresholds : good_thresholds);
        assert_false(manifest_read(directory, NULL, &manifest, error));
        if (!strstr(error, cases[i].named))
            fail_msg("\"%s\" does not name %s", error, cases[i].named);
        assert_memory_equal(&manifest, &untouched, sizeof(manifest));
    }
}

static void test_refuses_other_json(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "[",
                                        "[]",
                                        "{}",
                                        "{\"format\": 2, \"models\": []}",
                                        "{\"format\": 1, \"format\": 1, \"models\": []}",
                                        "{\"format\": 1, \"models\": 3}"};
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        char error[FACE_ERROR_SIZE] = "";
        struct manifest manifest;
        write_file("models.json", wrong[i]);
        assert_false(manifest_read(directory, NULL, &manifest, error));
        assert_true(error[0] != '\0');
    }
    char error[FACE_ERROR_SIZE] = "";
    struct manifest manifest;
    assert_false(manifest_read("/nonexistent", NULL, &manifest, error));
    assert_non_null(strstr(error, "/nonexistent/models.json"));
}

static void test_checks_the_bytes(void **state)
{
    (void)state;
    char error[FACE_ERROR_SIZE] = "";
    struct manifest manifest;
    write_manifest("d.onnx", SHA_OF_ABC, good_input, good_thresholds);
    assert_true(manifest_read(directory, NULL, &manifest, error));
    size_t size = 0;
    assert_null(manifest_load(&manifest.models[MANIFEST_DETECTOR], &size, error));
    assert_non_null(strstr(error, "fetch-models"));
    write_file("d.onnx", "abd");
    assert_null(manifest_load(&manifest.models[MANIFEST_DETECTOR], &size, error));
    assert_non_null(strstr(error, "sha256"));
    write_file("d.onnx", "");
    assert_null(manifest_load(&manifest.models[MANIFEST_DETECTOR], &size, error));
    write_file("d.onnx", "abc");
    char *bytes = manifest_load(&manifest.models[MANIFEST_DETECTOR], &size, error);
    assert_non_null(bytes);
    assert_int_equal(size, 3);
    free(bytes);
}

/* Two embedders: the first, unless one is named. */
static void write_embedders(const char *second)
{
    char text[4096];
    snprintf(text, sizeof(text),
             "{\"format\": 1, \"models\": ["
             "{\"role\": \"detector\", \"file\": \"d.onnx\", \"sha256\": \"" SHA_OF_ABC "\", \"input\": %s, "
             "\"thresholds\": %s}, {\"role\": \"landmarks\", \"file\": \"l.onnx\", \"sha256\": \"" SHA_OF_ABC
             "\", \"input\": %s}, {\"role\": \"embedder\", \"name\": \"one\", \"file\": \"e.onnx\", \"sha256\": "
             "\"" SHA_OF_ABC "\", \"input\": %s, \"thresholds\": {\"match\": 0.4}}, {\"role\": \"embedder\", \"file\": "
             "\"f.tflite\", \"sha256\": "
             "\"" SHA_OF_ABC "\", \"input\": %s, %s}]}",
             good_input, good_thresholds, good_input, good_input, good_input, second);
    write_file("models.json", text);
}

static void test_chooses_the_embedder(void **state)
{
    (void)state;
    char error[FACE_ERROR_SIZE] = "";
    struct manifest manifest;
    write_embedders(
        "\"name\": \"two\", \"length\": 192, \"thresholds\": {\"match\": 0.5, \"fmr_1e-3\": 0.45, \"agreement\": 0.7}");
    const char *const first[] = {NULL, "", "one"};
    for (size_t i = 0; i < ARRAY_LENGTH(first); i++) {
        assert_true(manifest_read(directory, first[i], &manifest, error));
        assert_non_null(strstr(manifest.models[MANIFEST_EMBEDDER].path, "/e.onnx"));
        assert_true(manifest.match < .41f && manifest.length == 0 && manifest.agreement == 0);
    }
    assert_true(manifest_read(directory, "two", &manifest, error));
    assert_non_null(strstr(manifest.models[MANIFEST_EMBEDDER].path, "/f.tflite"));
    assert_string_equal(manifest.models[MANIFEST_EMBEDDER].name, "two");
    assert_int_equal(manifest.length, 192);
    assert_true(manifest.match == .5f && manifest.match_at[0] == .45f && manifest.agreement == .7f);
    // What is fetched only on demand is asked for by its name.
    size_t size;
    assert_null(manifest_load(&manifest.models[MANIFEST_EMBEDDER], &size, error));
    assert_non_null(strstr(error, "`tools/fetch-models two` fetches it"));
    assert_false(manifest_read(directory, "three", &manifest, error));
    assert_non_null(strstr(error, "names no embedder \"three\""));
    static const struct {
        const char *second, *named;
    } wrong[] = {
        {"\"name\": \"two\", \"thresholds\": {}", "thresholds.match"},
        {"\"name\": \"two\", \"length\": 513, \"thresholds\": {\"match\": 0.5}", "length"},
        {"\"name\": \"two\", \"length\": 0, \"thresholds\": {\"match\": 0.5}", "length"},
        {"\"name\": \"two\", \"length\": \"192\", \"thresholds\": {\"match\": 0.5}", "length"},
        {"\"name\": \"two\", \"thresholds\": {\"match\": 0.5, \"agreement\": 1}", "agreement"},
        {"\"thresholds\": {\"match\": 0.5}", "names no embedder \"two\""},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        write_embedders(wrong[i].second);
        assert_false(manifest_read(directory, "two", &manifest, error));
        if (!strstr(error, wrong[i].named))
            fail_msg("%s", error);
        assert_true(manifest_read(directory, "one", &manifest, error)); // nobody asked for the other
    }
}

static void test_the_project_s_own(void **state)
{
    (void)state;
    char error[FACE_ERROR_SIZE] = "";
    struct manifest manifest;
    if (!manifest_read("models", NULL, &manifest, error))
        fail_msg("%s", error);
    assert_int_equal(manifest.length, 512);
    if (!manifest_read("models", "mobilefacenet-192", &manifest, error))
        fail_msg("%s", error);
    assert_int_equal(manifest.length, 192);
    for (size_t i = 1; i < MANIFEST_RATES; i++)
        assert_true(manifest.match_at[i] > manifest.match_at[i - 1]); // each given, in their order
}

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void)state;
    static const char *const names[] = {"models.json", "d.onnx"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        char path[256];
        snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
        unlink(path);
    }
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads),
        cmocka_unit_test(test_spoof),
        cmocka_unit_test(test_own_spoof),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_alike),
        cmocka_unit_test(test_refuses_other_json),
        cmocka_unit_test(test_checks_the_bytes),
        cmocka_unit_test(test_chooses_the_embedder),
        cmocka_unit_test(test_the_project_s_own),
    };
    return cmocka_run_group_tests_name("face/manifest", tests, make_directory, remove_directory);
}
