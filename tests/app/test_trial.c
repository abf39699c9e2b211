/* SPDX-License-Identifier: MIT */
/* `ams trial`: a trial of the people of the sample photos, counted again by hand; and what it refuses to begin with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/cli.h"
#include "app/trial/trial_folder.h"
#include "base/str.h"
#include "base/interval.h"
#include "face/live/live.h"
#include "face/trial/difference.h"
#include "support/face_picture.h"
#include "support/live_scene.h"

enum { PEOPLE = 9, FIRST_GROUP = 5, SAID_SIZE = 32768, ENROL = 3, TURNS = 6, NO_PICTURE = -1 };

/* What is played: the moments of a burst, of the person `next` places on. */
static const struct burst {
    const char *name;
    size_t next;
    int moments[3]; // 0: no more; NO_PICTURE: a file that is none
} bursts[] = {
    {"enrol", 0, {1, 2, 3}},
    {"check-1", 0, {4, 5}},
    {"check-2", 0, {1, 5}},
    {"attack-stranger-1", 1, {4, 5}},
    {"attack-own-photo-1", 0, {2, 4}},
    {"check-3", 0, {5, 5}},
    {"check-4", 0, {4, NO_PICTURE}},
};

static char folder[] = "/tmp/ams-trial-XXXXXX", report_path[64], said[SAID_SIZE];

static void path_of(char path[static 256], size_t person, const char *burst, const char *name)
{
    snprintf(path, 256, "%s/%s%s%s%s%s", folder, face_picture_name(person), burst ? "/" : "", burst ? burst : "",
             name ? "/" : "", name ? name : "");
}

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

static struct face_data_file play(size_t person, int moment)
{
    char name[64];
    if (moment == NO_PICTURE)
        return (struct face_data_file){(uint8_t *)strdup("no picture"), sizeof("no picture") - 1};
    snprintf(name, sizeof(name), "%s_%04d", face_picture_name(person), moment);
    return face_picture_play(name);
}

static void write_burst(size_t person, const struct burst *burst)
{
    char path[256], name[16];
    path_of(path, person, burst->name, NULL);
    assert_int_equal(mkdir(path, 0700), 0);
    for (size_t i = 0; i < ARRAY_LENGTH(burst->moments) && burst->moments[i]; i++) {
        struct face_data_file file = play((person + burst->next) % PEOPLE, burst->moments[i]);
        assert_non_null(file.bytes);
        snprintf(name, sizeof(name), "%zu.jpg", i);
        path_of(path, person, burst->name, name);
        write_file(path, file.bytes, file.size);
        free(file.bytes);
    }
}

static void write_groups(const char *text)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/groups.csv", folder);
    write_file(path, text, strlen(text));
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

/* Files and bytes of the folder. */
static size_t files, bytes_of_files;
static int count_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)path;
    (void)place;
    files++;
    bytes_of_files += kind == FTW_F ? (size_t)status->st_size : 0;
    return 0;
}

static int open_folder(void **state)
{
    char text[1024] = "person,group\n", path[256];
    (void)state;
    struct face_data_file file = play(0, 1);
    if (!file.bytes || !face_data_models())
        return 0;
    free(file.bytes);
    assert_non_null(mkdtemp(folder));
    snprintf(report_path, sizeof(report_path), "%s.json", folder);
    for (size_t person = 0; person < PEOPLE; person++) {
        path_of(path, person, NULL, NULL);
        assert_int_equal(mkdir(path, 0700), 0);
        for (size_t b = 0; b < ARRAY_LENGTH(bursts); b++)
            write_burst(person, &bursts[b]);
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s,%s\n", face_picture_name(person),
                 person < FIRST_GROUP ? "first" : "second");
    }
    snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s,only two\n%s,only two\n", face_picture_name(0),
             face_picture_name(8));
    write_groups(text);
    return 0;
}

static int close_folder(void **state)
{
    (void)state;
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    unlink(report_path);
    return 0;
}

static bool is_there(void)
{
    bool there = access(folder, F_OK) == 0;
    if (!there)
        print_message("skip: no models or no sample photos (./check fetches them)\n");
    return there;
}

/* Runs a command with what it says, on either stream, in `said`. */
static int run(int argc, char **argv)
{
    char models[FACE_DATA_PATH_SIZE + 32], *environment[] = {models, NULL};
    snprintf(models, sizeof(models), "AMS_MODELS_DIR=%s", face_data_models());
    FILE *file = tmpfile();
    assert_non_null(file);
    fflush(stdout);
    int out = dup(STDOUT_FILENO), error = dup(STDERR_FILENO);
    dup2(fileno(file), STDOUT_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    int code = cli_run(argc, argv, environment);
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    dup2(error, STDERR_FILENO);
    close(out);
    close(error);
    rewind(file);
    said[fread(said, 1, sizeof(said) - 1, file)] = '\0';
    fclose(file);
    return code;
}

static int run_trial(void)
{
    char *argv[] = {(char[]){"ams"}, (char[]){"trial"}, folder, (char[]){"--report"}, report_path, NULL};
    return run(5, argv);
}

/* ---- counted by hand ---- */

struct counts {
    int64_t errors, trials;
};

struct by_hand {
    struct face_template enrolled[PEOPLE];
    bool is_enrolled[PEOPLE];
    struct counts fte, fta, fnmr, bpcer, fmr, stranger, own, stranger_in, own_in;
    struct face_template probes[PEOPLE * 3];
    size_t probe_people[PEOPLE * 3], probe_count;
};

static void count(struct counts *counts, bool error)
{
    counts->trials++;
    counts->errors += error;
}

/* Its pictures one by one: whether it can be used, what it shows, and whether it looks alive. */
static bool look(struct face_engine *engine, const struct face_models *models, size_t person, const struct burst *burst,
                 struct face_template *ret_face, bool *ret_live, bool *ret_refused)
{
    static struct live_step step;
    struct face_template one, sum = {.values = {0}};
    double squares = 0;
    step = (struct live_step){.count = 0};
    *ret_refused = burst->moments[0] == burst->moments[1];
    for (size_t i = 0; i < ARRAY_LENGTH(burst->moments) && burst->moments[i]; i++) {
        struct face_data_file file = play((person + burst->next) % PEOPLE, burst->moments[i]);
        struct face_frame frame = {file.bytes, file.size};
        if (face_embed(engine, frame, true, &one, NULL) == FACE_OK) {
            memcpy(sum.model_id, one.model_id, sizeof(sum.model_id));
            for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++)
                sum.values[v] += one.values[v];
            assert_int_equal(face_observe(engine, frame, 0, &step.frames[step.count++]), FACE_OK);
        }
        free(file.bytes);
    }
    for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++)
        squares += (double)sum.values[v] * (double)sum.values[v];
    for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++)
        sum.values[v] = (float)((double)sum.values[v] / sqrt(squares));
    *ret_face = sum;
    if (*ret_refused || step.count < 2)
        return false;
    *ret_live = !live_doubts(&step, face_models_threshold(models));
    return true;
}

static bool is_match(const struct face_models *models, const struct face_template *a, const struct face_template *b)
{
    double cosine = 0;
    for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++)
        cosine += (double)a->values[v] * (double)b->values[v];
    return cosine >= (double)face_models_threshold(models);
}

static void count_burst(struct by_hand *hand, struct face_engine *engine, const struct face_models *models,
                        size_t person, const struct burst *burst)
{
    struct face_template seen;
    bool live = false, refused, genuine = strncmp(burst->name, "check-", 6) == 0;
    bool read = look(engine, models, person, burst, &seen, &live, &refused);
    bool matches = read && hand->is_enrolled[person] && is_match(models, &seen, &hand->enrolled[person]);
    bool stranger = strstr(burst->name, "stranger") != NULL;
    if (genuine) {
        count(&hand->fta, !read && !refused);
        if (read || refused)
            count(&hand->bpcer, !live);
        if (read && hand->is_enrolled[person])
            count(&hand->fnmr, !matches);
        if (read) {
            hand->probes[hand->probe_count] = seen;
            hand->probe_people[hand->probe_count++] = person;
        }
        return;
    }
    if (read)
        count(stranger ? &hand->stranger : &hand->own, live);
    if (hand->is_enrolled[person])
        count(stranger ? &hand->stranger_in : &hand->own_in, matches);
}

static struct by_hand *count_by_hand(struct face_engine *engine, const struct face_models *models)
{
    struct by_hand *hand = calloc(1, sizeof(*hand));
    assert_non_null(hand);
    for (size_t person = 0; person < PEOPLE; person++) {
        struct face_data_file played[ENROL];
        struct face_frame frames[ENROL];
        for (size_t i = 0; i < ENROL; i++) {
            played[i] = play(person, bursts[0].moments[i]);
            frames[i] = (struct face_frame){played[i].bytes, played[i].size};
        }
        hand->is_enrolled[person] = face_enrol(engine, frames, ENROL, &hand->enrolled[person], NULL) == FACE_OK;
        count(&hand->fte, !hand->is_enrolled[person]);
        for (size_t i = 0; i < ENROL; i++)
            free(played[i].bytes);
    }
    for (size_t person = 0; person < PEOPLE; person++)
        for (size_t b = 1; b < ARRAY_LENGTH(bursts); b++)
            count_burst(hand, engine, models, person, &bursts[b]);
    return hand;
}

/* Strangers within a group: -1 everybody, 0 first, 1 second. */
static struct counts strangers(const struct by_hand *hand, const struct face_models *models, int group)
{
    struct counts counts = {0, 0};
    for (size_t p = 0; p < hand->probe_count; p++)
        for (size_t person = 0; person < PEOPLE; person++) {
            size_t prober = hand->probe_people[p];
            if (person == prober || !hand->is_enrolled[person])
                continue;
            if (group < 0 || ((prober >= FIRST_GROUP) == (group == 1) && (person >= FIRST_GROUP) == (group == 1)))
                count(&counts, is_match(models, &hand->probes[p], &hand->enrolled[person]));
        }
    return counts;
}

static const json_t *find_row(const json_t *report, const char *group, const char *figure, const char *look_word,
                              const char *species)
{
    const char *words[] = {group, figure, look_word, species};
    static const char *const keys[] = {"group", "figure", "look", "species"};
    size_t index;
    json_t *row;
    json_array_foreach(json_object_get(report, "rows"), index, row)
    {
        bool same = true;
        for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
            const char *word = json_string_value(json_object_get(row, keys[i]));
            same = same && (word && words[i] ? strcmp(word, words[i]) == 0 : word == words[i]);
        }
        if (same)
            return row;
    }
    return NULL;
}

static void expect_row(const json_t *row, struct counts counts)
{
    assert_non_null(row);
    assert_int_equal(json_integer_value(json_object_get(row, "errors")), counts.errors);
    assert_int_equal(json_integer_value(json_object_get(row, "trials")), counts.trials);
    struct interval interval = interval_exact((double)counts.errors, (double)counts.trials);
    const json_t *told = json_object_get(row, "interval");
    assert_true(fabs(json_real_value(json_array_get(told, 0)) - interval.low) < 1e-8);
    assert_true(fabs(json_real_value(json_array_get(told, 1)) - interval.high) < 1e-8);
}

static void expect_all(const json_t *report, const struct by_hand *hand, const struct face_models *models)
{
    expect_row(find_row(report, NULL, "FTE", NULL, NULL), hand->fte);
    expect_row(find_row(report, NULL, "FTA", "quick", NULL), hand->fta);
    expect_row(find_row(report, NULL, "FNMR", "quick", NULL), hand->fnmr);
    expect_row(find_row(report, NULL, "BPCER", "quick", NULL), hand->bpcer);
    expect_row(find_row(report, NULL, "FMR", "quick", NULL), strangers(hand, models, -1));
    expect_row(find_row(report, "first", "FMR", "quick", NULL), strangers(hand, models, 0));
    expect_row(find_row(report, "second", "FMR", "quick", NULL), strangers(hand, models, 1));
    expect_row(find_row(report, NULL, "APCER", "quick", "stranger"), hand->stranger);
    expect_row(find_row(report, NULL, "APCER", "quick", "own-photo"), hand->own);
    expect_row(find_row(report, NULL, "IAPAR", "quick", "stranger"), hand->stranger_in);
    expect_row(find_row(report, NULL, "IAPAR", "quick", "own-photo"), hand->own_in);
}

/* No name of a person, no number of a template, nothing new in the folder. */
static void expect_nothing_kept(size_t files_before, size_t bytes_before, const struct by_hand *hand)
{
    struct face_data_file file = face_data_read(report_path);
    assert_non_null(file.bytes);
    for (size_t i = 0; i < PEOPLE; i++) {
        assert_null(memmem(file.bytes, file.size, face_picture_name(i), strlen(face_picture_name(i))));
        assert_null(strstr(said, face_picture_name(i)));
        for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++) {
            char number[32];
            snprintf(number, sizeof(number), "%.8f", (double)hand->enrolled[i].values[v]);
            bool tells = fabsf(hand->enrolled[i].values[v]) > 1e-3f;
            assert_false(tells && (strstr(said, number) || memmem(file.bytes, file.size, number, strlen(number))));
        }
    }
    free(file.bytes);
    files = bytes_of_files = 0;
    nftw(folder, count_one, 16, FTW_PHYS);
    assert_int_equal(files, files_before);
    assert_int_equal(bytes_of_files, bytes_before);
}

static void test_trial(void **state)
{
    char error[FACE_ERROR_SIZE];
    (void)state;
    if (!is_there())
        skip();
    files = bytes_of_files = 0;
    nftw(folder, count_one, 16, FTW_PHYS);
    size_t files_before = files, bytes_before = bytes_of_files;
    int code = run_trial();
    if (getenv("AMS_SHOW"))
        fputs(said, stdout);
    assert_int_equal(code, CLI_OK);
    json_t *report = json_load_file(report_path, 0, NULL);
    assert_non_null(report);
    struct face_models *models = face_models_open(face_data_models(), NULL, error);
    struct face_engine *engine = face_engine_open(models, error);
    assert_non_null(engine);
    struct by_hand *hand = count_by_hand(engine, models);
    assert_int_equal(hand->fte.trials, PEOPLE);
    assert_true(hand->fnmr.trials > PEOPLE && hand->own.trials > 0 && hand->own_in.errors > 0);
    assert_true(hand->bpcer.errors >= PEOPLE); // one picture twice
    assert_true(hand->fta.errors >= PEOPLE);   // one picture alone
    expect_all(report, hand, models);
    assert_null(find_row(report, "only two", "FTE", NULL, NULL));
    assert_non_null(strstr(said, "only two: fewer than 3 people"));
    assert_null(find_row(report, NULL, "FNMR", "turn", NULL));
    // Nothing is said of a group that the test does not say.
    assert_null(strstr(said, "higher than"));
    assert_non_null(strstr(said, "too few people to tell"));
    expect_nothing_kept(files_before, bytes_before, hand);
    free(hand);
    json_decref(report);
    face_engine_close(engine);
    face_models_close(models);
}

/* ---- a turn ---- */

static void render(struct scene *scene, const char *burst, const char *name, float yaw, uint64_t seed)
{
    char path[256];
    struct scene_random random = {seed};
    struct scene_view view = scene_plain();
    view.yaw = yaw;
    view.noise = 2; // a camera's: no two frames are equal
    struct face_frame frame = scene_render(scene, &view, &random);
    path_of(path, TURNS, burst, NULL);
    mkdir(path, 0700);
    path_of(path, TURNS, burst, name);
    write_file(path, frame.bytes, frame.size);
    free((void *)frame.bytes);
}

static void test_turn(void **state)
{
    char error[FACE_ERROR_SIZE];
    struct scene scene;
    (void)state;
    if (!is_there())
        skip();
    struct face_data_file file = play(TURNS, 1);
    struct face_models *models = face_models_open(face_data_models(), NULL, error);
    struct face_engine *engine = face_engine_open(models, error);
    assert_true(scene_open(&scene, engine, (struct face_frame){file.bytes, file.size}));
    static const struct {
        const char *burst, *turn;
        float yaw;
    } turns[] = {{"check-11", "turn-left-1.jpg", 25},
                 {"check-12", "turn-right-1.jpg", -25},
                 {"check-13", "turn-right-1.jpg", 25}, // the other way
                 {"attack-mask-1", "turn-left-1.jpg", 25},
                 {"attack-print-1", "turn-left-1.jpg", 0}};
    for (size_t i = 0; i < ARRAY_LENGTH(turns); i++) {
        render(&scene, turns[i].burst, "look-1.jpg", 0, 3 * i + 1);
        render(&scene, turns[i].burst, "look-2.jpg", 0, 3 * i + 2);
        render(&scene, turns[i].burst, turns[i].turn, turns[i].yaw, 3 * i + 3);
    }
    scene_close(&scene);
    free(file.bytes);
    face_engine_close(engine);
    face_models_close(models);
    assert_int_equal(run_trial(), CLI_OK);
    json_t *report = json_load_file(report_path, 0, NULL);
    assert_non_null(report);
    expect_row(find_row(report, NULL, "FTA", "turn", NULL), (struct counts){0, 3});
    expect_row(find_row(report, NULL, "BPCER", "turn", NULL), (struct counts){1, 3});
    expect_row(find_row(report, NULL, "APCER", "turn", "mask"), (struct counts){1, 1});
    expect_row(find_row(report, NULL, "APCER", "turn", "print"), (struct counts){0, 1});
    assert_true(json_is_true(json_object_get(find_row(report, NULL, "APCER", "turn", "mask"), "highest")));
    assert_false(json_is_true(json_object_get(find_row(report, NULL, "APCER", "turn", "print"), "highest")));
    assert_null(find_row(report, "second", "BPCER", "turn", NULL)); // one person alone
    json_decref(report);
}

/* ---- what is told before anything is looked at ---- */

static void expect_said(const char *sentence)
{
    if (!strstr(said, sentence)) {
        fputs(said, stdout);
        fail_msg("not said: %s", sentence);
    }
}

/* A threshold that is chosen on the page is given to the trial, which counts by it. */
static void test_threshold(void **state)
{
    (void)state;
    if (!is_there())
        skip();
    // Two people alone, in a folder beside: everybody else's pictures are not looked at again.
    char few[] = "/tmp/ams-trial-XXXXXX", path[256], all[sizeof(folder)];
    memcpy(all, folder, sizeof(all));
    assert_non_null(mkdtemp(few));
    memcpy(folder, few, sizeof(few));
    for (size_t person = 0; person < 2; person++) {
        path_of(path, person, NULL, NULL);
        assert_int_equal(mkdir(path, 0700), 0);
        for (size_t b = 0; b < 2; b++)
            write_burst(person, &bursts[b]);
    }
    static const char *const thresholds[] = {"0.2", "0.9999"};
    for (size_t i = 0; i < ARRAY_LENGTH(thresholds); i++) {
        char value[16], sentence[64];
        snprintf(value, sizeof(value), "%s", thresholds[i]);
        char *argv[] = {(char[]){"ams"}, (char[]){"trial"}, folder, (char[]){"--threshold"}, value, NULL};
        assert_int_equal(run(5, argv), CLI_OK);
        snprintf(sentence, sizeof(sentence), "Faces match from %.3f (as given).", strtod(value, NULL));
        expect_said(sentence);
        expect_said(i == 0 ? "not enrolled              0 of 2" : "not enrolled              2 of 2");
    }
    static const char *const bad[] = {"0", "1", "-1", "x", "0.4x", "nan"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        char value[16];
        snprintf(value, sizeof(value), "%s", bad[i]);
        char *argv[] = {(char[]){"ams"}, (char[]){"trial"}, folder, (char[]){"--threshold"}, value, NULL};
        assert_int_equal(run(5, argv), CLI_USAGE);
    }
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    memcpy(folder, all, sizeof(all));
}

static void test_mistakes(void **state)
{
    char path[256], many[4096] = "";
    (void)state;
    if (!is_there())
        skip();
    write_groups("person,group\nAbel_Pacheco\nNobody,first\nAbel_Pacheco,first\nAbel_Pacheco,first\nAbel_Pacheco,\n");
    path_of(path, 1, "photos", NULL);
    mkdir(path, 0700);
    path_of(path, 2, "attack-print", NULL);
    mkdir(path, 0700);
    path_of(path, 3, "check-7", NULL);
    mkdir(path, 0700);
    unlink(report_path);
    assert_int_equal(run_trial(), CLI_FAILED);
    expect_said("groups.csv, line 2: is to be person,group.");
    expect_said("groups.csv, line 3: there is no folder of Nobody.");
    expect_said("groups.csv, line 5: this line was there before.");
    expect_said("groups.csv, line 6: is to be person,group.");
    assert_null(strstr(said, "line 4"));
    expect_said("/photos: is to be called enrol, check-N or attack-SPECIES-N.");
    expect_said("/attack-print: is to be called attack-SPECIES-N");
    expect_said("/check-7: 0 pictures (.jpg, .png, .webp) that look ahead; 2 to 8 are needed.");
    expect_said("7 mistakes in ");
    assert_int_equal(access(report_path, F_OK), -1);
    write_groups("person,group\n\"Abel_Pacheco,first\n");
    assert_int_equal(run_trial(), CLI_FAILED);
    expect_said("groups.csv, line 2: ");
    for (int i = 0; i < 45; i++)
        snprintf(many + strlen(many), sizeof(many) - strlen(many), "Abel_Pacheco,group %d\n", i);
    write_groups(many);
    assert_int_equal(run_trial(), CLI_FAILED);
    expect_said("groups.csv, line 41: there may be 40 groups.");
    char *none[] = {(char[]){"ams"}, (char[]){"trial"}, (char[]){"/nowhere-at-all"}, NULL};
    assert_int_equal(run(3, none), CLI_FAILED);
    expect_said("/nowhere-at-all: ");
    assert_int_equal(run(2, none), CLI_USAGE);
    expect_said("usage: ams trial DIR");
}

/* ---- a difference that is real ---- */

/* Everybody of one group sends one picture twice, nobody of the other does: 1 of 126 ways to choose five of nine. */
static void test_difference(void **state)
{
    static const struct burst twice = {"check-1", 0, {5, 5}}, two = {"check-1", 0, {4, 5}};
    char text[1024] = "", path[256];
    (void)state;
    if (!is_there())
        skip();
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    assert_int_equal(mkdir(folder, 0700), 0);
    for (size_t person = 0; person < PEOPLE; person++) {
        path_of(path, person, NULL, NULL);
        assert_int_equal(mkdir(path, 0700), 0);
        write_burst(person, &bursts[0]);
        write_burst(person, person >= PEOPLE - FIRST_GROUP ? &twice : &two);
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s,%s\n", face_picture_name(person),
                 person >= PEOPLE - FIRST_GROUP ? "first" : "second");
    }
    write_groups(text);
    assert_int_equal(run_trial(), CLI_OK);
    expect_said("second: BPCER quick is lower than among the rest: 0 of 4 against 5 of 5; p = 0.0079, corrected "
                "(comparisons made: 1).");
    expect_said("Of all else: too few people to tell.");
    assert_null(strstr(said, "first: "));
    json_t *report = json_load_file(report_path, 0, NULL);
    const json_t *second = find_row(report, "second", "BPCER", "quick", NULL);
    assert_true(json_is_true(json_object_get(second, "differs")));
    assert_true(fabs(json_real_value(json_object_get(second, "p_corrected")) - 1 / 126.) < 1e-8);
    assert_true(json_is_null(json_object_get(find_row(report, "first", "BPCER", "quick", NULL), "p")));
    json_decref(report);
}

/* ---- docs/OPERATING.md ---- */

__attribute__((format(printf, 2, 3))) static void expect_phrase(const char *page, const char *format, ...)
{
    char phrase[128];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(phrase, sizeof(phrase), format, arguments);
    va_end(arguments);
    if (!strstr(page, phrase))
        fail_msg("docs/OPERATING.md does not say: %s", phrase);
}

static void test_page(void **state)
{
    (void)state;
    struct face_data_file file = face_data_read("docs/OPERATING.md");
    assert_non_null(file.bytes);
    char *page = strndup((char *)file.bytes, file.size);
    assert_non_null(page);
    expect_phrase(page, "| %d to %d pictures, as for an enrolment.", FACE_FRAMES_MIN, FACE_FRAMES_MAX);
    expect_phrase(page, "| %d to %d pictures of one check-in", TRIAL_FRAMES_MIN, FACE_FRAMES_MAX);
    expect_phrase(page, "a check-in gives four");
    assert_int_equal(LIVE_TURN_TRIES, 4);
    expect_phrase(page, "%d,000 shuffles", DIFFERENCE_SHUFFLES / 1000);
    expect_phrase(page, "A group of fewer than %d people, or with fewer than %d beside it", TRIAL_GROUP_MIN,
                  TRIAL_GROUP_MIN);
    assert_non_null(strstr(page, "ams trial DIR [--report FILE.json] [--threshold COSINE]"));
    free(page);
    free(file.bytes);
}

/* With words it is the program itself. */
int main(int argc, char **argv)
{
    if (argc > 1)
        return cli_run(argc, argv, environ);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trial),    cmocka_unit_test(test_turn),       cmocka_unit_test(test_threshold),
        cmocka_unit_test(test_mistakes), cmocka_unit_test(test_difference), cmocka_unit_test(test_page),
    };
    return cmocka_run_group_tests_name("app/trial", tests, open_folder, close_folder);
}
