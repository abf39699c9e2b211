/* SPDX-License-Identifier: MIT */
/* Error rates with their intervals against known values, templates on a made set, the curve, the write-back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/face/face_plot.h"
#include "app/face/face_rates.h"
#include "app/face/face_thresholds.h"
#include "app/face/face_cross.h"
#include "app/face/face_trial.h"
#include "base/str.h"

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.9g is not within %g of %.9g", value, tolerance, expected);
}

/* Values of any table of Clopper-Pearson limits. */
static void test_intervals(void **state)
{
    (void)state;
    static const struct {
        size_t errors, count;
        double low, high;
    } known[] = {
        {0, 10, 0, .30850},      {5, 10, .18709, .81291},   {10, 10, .69150, 1},
        {1, 20, .00127, .24873}, {4, 1000, .00109, .01021}, {0, 1000, 0, .00368},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
        struct rate_interval interval = rates_interval(known[i].errors, known[i].count);
        assert_near(interval.low, known[i].low, 1e-5);
        assert_near(interval.high, known[i].high, 1e-5);
    }
    struct rate_interval many = rates_interval(100, 1000000);
    assert_near(many.low, 8.14e-5, 1e-7);
    assert_near(many.high, 1.2163e-4, 1e-7);
    struct rate_interval nothing = rates_interval(0, 0);
    assert_near(nothing.high - nothing.low, 1, 0);
}

static void test_deviates(void **state)
{
    (void)state;
    assert_near(rates_deviate(.5), 0, 1e-6);
    assert_near(rates_deviate(.975), 1.959964, 1e-5);
    assert_near(rates_deviate(1e-3), -3.090232, 1e-5);
    assert_near(rates_deviate(0), -5, 1e-6);
    assert_near(rates_deviate(1), 5, 1e-6);
}

enum { IMPOSTORS = 30000, GENUINE = 200 };

/* Impostors at 0, 1, 2, ... of 30,000ths of .5; genuine pairs at .4 + 0, 1, ... of 200ths of .5. To be freed. */
static struct rate_scores made_scores(void)
{
    struct rate_scores scores = {malloc(GENUINE * sizeof(float)), GENUINE, malloc(IMPOSTORS * sizeof(float)),
                                 IMPOSTORS};
    assert_non_null(scores.genuine);
    assert_non_null(scores.impostor);
    for (size_t i = 0; i < IMPOSTORS; i++)
        scores.impostor[i] = .5f * (float)i / IMPOSTORS;
    for (size_t i = 0; i < GENUINE; i++)
        scores.genuine[i] = .4f + .5f * (float)i / GENUINE;
    rates_sort(&scores);
    return scores;
}

static void free_scores(struct rate_scores *scores)
{
    free(scores->genuine);
    free(scores->impostor);
}

static void test_rates_count_exactly(void **state)
{
    (void)state;
    struct rate_scores scores = made_scores();
    struct rate_point point = rates_at(&scores, 1e-3);
    assert_int_equal(point.false_matches, 30);
    assert_near(point.threshold, .4995, 2e-5);
    assert_int_equal(point.false_non_matches, 40); // .4 to .4975
    assert_near(point.fnmr, .2, 1e-9);
    assert_true(point.supported && point.fnmr_interval.low < .2 && point.fnmr_interval.high > .2);
    assert_true(rates_at(&scores, 1e-4).supported); // exactly 3 / rate
    point = rates_at(&scores, 1e-5);
    assert_false(point.supported);
    assert_int_equal(point.false_matches, 0);
    scores.impostor_count = 29999;
    assert_false(rates_at(&scores, 1e-4).supported);
    free_scores(&scores);
}

static void test_curve_falls(void **state)
{
    (void)state;
    struct rate_corner corners[60];
    struct rate_scores scores = made_scores();
    size_t count = rates_curve(&scores, corners, ARRAY_LENGTH(corners));
    assert_true(count > 20);
    for (size_t i = 1; i < count; i++) {
        assert_true(corners[i].fmr <= corners[i - 1].fmr && corners[i].fnmr >= corners[i - 1].fnmr);
        assert_true(corners[i].threshold > corners[i - 1].threshold);
    }
    assert_near(corners[0].fmr, 1, 1e-9);
    assert_near(corners[0].fnmr, 0, 1e-9);
    assert_near(corners[count - 1].fmr, 0, 1e-9);
    assert_near(corners[count - 1].fnmr, .2, 1e-9);
    free_scores(&scores);
}

static char folder[] = "/tmp/ams-rates-XXXXXX";

static char *read_text(const char *name)
{
    static char text[65536];
    char path[128];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void test_plot_is_drawn(void **state)
{
    (void)state;
    char path[128];
    struct rate_corner corners[60];
    struct rate_scores scores = made_scores();
    struct rate_point points[2] = {rates_at(&scores, 1e-3), rates_at(&scores, 1e-5)};
    struct face_plot plot = {
        "Mine & <yours>", "200 pairs", corners, rates_curve(&scores, corners, ARRAY_LENGTH(corners)), points, 2};
    snprintf(path, sizeof(path), "%s/det.svg", folder);
    assert_true(face_plot_write(path, &plot));
    const char *text = read_text("det.svg");
    assert_non_null(strstr(text, "Mine &amp; &lt;yours>"));
    assert_non_null(strstr(text, "false match rate"));
    assert_non_null(strstr(text, "fill=\"#fff\"/>\n")); // the hollow point
    assert_null(strstr(text, "nan"));
    assert_string_equal(text + strlen(text) - 7, "</svg>\n");
    assert_false(face_plot_write("/nonexistent/det.svg", &plot));
    free_scores(&scores);
    unlink(path);
}

enum { PEOPLE = 4, LAST_IMAGES = 2 };

/* Four people; the last one with two images is a stranger. Person p's template is axis p, image 0 of person 1 is axis
 * 0. */
static size_t made_set(struct face_pairs_image *images, struct face_set_result *results)
{
    size_t count = 0;
    for (unsigned person = 0; person < PEOPLE; person++)
        for (unsigned image = 0; image < (person == PEOPLE - 1 ? LAST_IMAGES : 7); image++, count++) {
            images[count] = (struct face_pairs_image){.number = image + 1};
            snprintf(images[count].name, sizeof(images[count].name), "P%u", person);
            results[count] = (struct face_set_result){.found = true, .quality = FACE_OK};
            results[count].template.values[person == 1 && image == 0 ? 0 : person] = 1;
        }
    return count;
}

static void test_templates_are_compared(void **state)
{
    (void)state;
    static struct face_pairs_image images[7 * PEOPLE];
    static struct face_set_result results[7 * PEOPLE];
    struct face_trial trial;
    struct face_set set = {.images = images, .results = results};
    set.count = made_set(images, results);
    results[0].found = false;          // person 0: one enrolment image without a face
    results[7].quality = FACE_BLURRED; // person 1: the image that shows person 0
    assert_true(face_trial_compare(&set, false, &trial));
    assert_int_equal(trial.people, 3);
    assert_int_equal(trial.others, 1);
    assert_int_equal(trial.images, 18); // the seventh image of each is not used
    assert_int_equal(trial.no_face, 1);
    assert_int_equal(trial.refused, 0);
    assert_int_equal(trial.failures, 0);
    assert_int_equal(trial.scores.genuine_count, 3);
    assert_int_equal(trial.scores.impostor_count, 6);
    assert_int_equal(trial.open.impostor_count, 9);
    assert_near((double)trial.scores.genuine[2], 2 / sqrt(5), 1e-6); // (1, 2) / sqrt 5 against (0, 1)
    assert_near((double)trial.scores.impostor[0], 1 / sqrt(5), 1e-6);
    face_trial_release(&trial);

    for (size_t i = 14 + 3; i < 14 + 6; i++) // person 2: no probe image passes the gate
        results[i].quality = FACE_TOO_DARK;
    assert_true(face_trial_compare(&set, true, &trial));
    assert_int_equal(trial.refused, 4);
    assert_int_equal(trial.failures, 1);
    assert_int_equal(trial.scores.genuine_count, 3);
    assert_near((double)trial.scores.genuine[1], 1, 1e-6); // person 1, without the wrong image
    assert_near((double)trial.scores.genuine[2], -1, 1e-6);
    assert_int_equal(trial.scores.impostor_count, 4); // nobody is compared with the probe that is not there
    face_trial_release(&trial);

    set.count = 7;
    assert_false(face_trial_compare(&set, false, &trial));
}

/* The same set, every image against every other. */
static void test_all_are_compared(void **state)
{
    (void)state;
    static struct face_pairs_image images[7 * PEOPLE];
    static struct face_set_result results[7 * PEOPLE];
    struct rate_scores scores;
    struct face_set set = {.images = images, .results = results};
    set.count = made_set(images, results);
    assert_true(face_cross_compare(&set, false, &scores));
    assert_int_equal(scores.genuine_count, 3 * 21 + 1);
    assert_int_equal(scores.impostor_count, 23 * 22 / 2 - 64);
    assert_near((double)scores.genuine[63], 0, 0); // person 1's image that shows person 0, with its six others
    assert_near((double)scores.genuine[58], 0, 0);
    assert_near((double)scores.genuine[57], 1, 0);
    assert_near((double)scores.impostor[6], 1, 0); // and with the seven of person 0
    assert_near((double)scores.impostor[7], 0, 0);
    free_scores(&scores);

    // Without a face a person's own pairs are refused and a stranger's are none at all; the gate leaves out all of
    // them.
    results[0].found = false;
    results[7].quality = FACE_BLURRED;
    assert_true(face_cross_compare(&set, false, &scores));
    assert_int_equal(scores.genuine_count, 64);
    assert_near((double)scores.genuine[63], -1, 0);
    assert_near((double)scores.genuine[57], 0, 0);
    assert_int_equal(scores.impostor_count, 23 * 22 / 2 - 64 - 16);
    free_scores(&scores);
    assert_true(face_cross_compare(&set, true, &scores));
    assert_int_equal(scores.genuine_count, 64 - 6);
    free_scores(&scores);

    set.count = 7; // one person alone
    assert_false(face_cross_compare(&set, false, &scores));
    free_scores(&scores);
}

static const char id[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

static void write_models(const char *thresholds)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/models.json", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file,
            "{\"format\": 1, \"note\": \"kept\", \"models\": [{\"role\": \"detector\", \"thresholds\": {\"score\": "
            "0.8}}, {\"role\": \"embedder\", \"sha256\": \"%s\", \"input\": {\"scale\": 0.0078125}, \"thresholds\": "
            "%s}]}\n",
            id, thresholds);
    fclose(file);
}

static double written_threshold(const char *key)
{
    json_t *root = json_loads(read_text("models.json"), 0, NULL);
    assert_non_null(root);
    json_t *embedder = json_array_get(json_object_get(root, "models"), 1);
    double value = json_number_value(json_object_get(json_object_get(embedder, "thresholds"), key));
    assert_near(json_number_value(json_object_get(json_object_get(embedder, "input"), "scale")), .0078125, 0);
    assert_string_equal(json_string_value(json_object_get(root, "note")), "kept");
    json_decref(root);
    return value;
}

static void test_thresholds_are_written(void **state)
{
    (void)state;
    char error[FACE_THRESHOLDS_ERROR_SIZE] = "";
    json_t *written;
    struct rate_scores scores = made_scores();
    write_models("{\"match\": 0.411, \"fmr_1e-3\": 0.335, \"fmr_1e-4\": 0.411, \"fmr_1e-5\": 0.476, \"clarity\": 2.5}");
    assert_true(face_thresholds_write(folder, id, &scores, &written, error));
    assert_near(written_threshold("fmr_1e-2"), .495, 2e-4);
    assert_near(written_threshold("fmr_1e-3"), .4995, 2e-4);
    assert_near(written_threshold("fmr_1e-4"), .5, 2e-4);
    assert_near(written_threshold("match"), written_threshold("fmr_1e-4"), 0);
    // Not measured with 30,000 pairs, but never below a rate that was.
    assert_near(written_threshold("fmr_1e-5"), written_threshold("fmr_1e-4"), 0);
    assert_near(written_threshold("clarity"), 2.5, 0);
    json_decref(written);

    // 1,000 impostors: two rates are measured, the smaller ones stay where they were, above them.
    write_models("{\"match\": 0.6, \"fmr_1e-4\": 0.6}");
    scores.impostor += IMPOSTORS - 1000;
    scores.impostor_count = 1000;
    assert_true(face_thresholds_write(folder, id, &scores, &written, error));
    assert_near(written_threshold("fmr_1e-3"), .0167, 2e-4);
    assert_near(written_threshold("fmr_1e-4"), .6, 0);
    assert_near(written_threshold("match"), .6, 0);
    assert_int_equal(json_object_size(written), 2);
    json_decref(written);
    scores.impostor -= IMPOSTORS - 1000;
    free_scores(&scores);
}

static void test_thresholds_are_refused(void **state)
{
    (void)state;
    char error[FACE_THRESHOLDS_ERROR_SIZE] = "", before[4096];
    json_t *written;
    struct rate_scores scores = made_scores();
    write_models("{\"match\": 0.411}");
    str_copy(before, sizeof(before), read_text("models.json"));
    assert_false(face_thresholds_write(folder, "another", &scores, &written, error));
    assert_non_null(strstr(error, "no thresholds for the embedder"));
    scores.impostor_count = 99;
    assert_false(face_thresholds_write(folder, id, &scores, &written, error));
    assert_non_null(strstr(error, "fewer than 100"));
    assert_string_equal(read_text("models.json"), before);
    assert_false(face_thresholds_write("/nonexistent", id, &scores, &written, error));
    assert_non_null(strstr(error, "/nonexistent"));
    free_scores(&scores);
}

/* Only Name/Name_0001.jpg, in order; what else lies about is passed over. */
static void test_set_is_listed(void **state)
{
    (void)state;
    static const char *const files[] = {"B_C/B_C_0002.jpg", "A/A_0010.jpg", "A/A_0002.jpg", "A/B_0001.jpg",
                                        "A/A_1.jpg",        "A/A_00x1.jpg", "A/A_0001.png"};
    char path[128], error[FACE_SET_ERROR_SIZE];
    static const char *const folders[] = {"A", "B_C"};
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, folders[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
        fclose(fopen(path, "w"));
    }
    size_t count;
    struct face_pairs_image *images = face_set_list(folder, &count, error);
    assert_non_null(images);
    assert_int_equal(count, 3);
    assert_string_equal(images[0].name, "A");
    assert_int_equal(images[0].number, 2);
    assert_int_equal(images[1].number, 10);
    assert_string_equal(images[2].name, "B_C");
    free(images);
    assert_null(face_set_list("/nonexistent", &count, error));
    assert_non_null(strstr(error, "/nonexistent"));
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
        unlink(path);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, folders[i]);
        rmdir(path);
    }
    assert_null(face_set_list(folder, &count, error));
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char path[128];
    snprintf(path, sizeof(path), "%s/models.json", folder);
    unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_deviates),
        cmocka_unit_test(test_rates_count_exactly),
        cmocka_unit_test(test_curve_falls),
        cmocka_unit_test(test_plot_is_drawn),
        cmocka_unit_test(test_templates_are_compared),
        cmocka_unit_test(test_all_are_compared),
        cmocka_unit_test(test_set_is_listed),
        cmocka_unit_test(test_thresholds_are_written),
        cmocka_unit_test(test_thresholds_are_refused),
    };
    return cmocka_run_group_tests_name("app/face_rates", tests, make_folder, remove_folder);
}
