/* SPDX-License-Identifier: MIT */
/*
 * The cosine against adaptive s-norm (face/calibrate/cohort.h), on one set of people who are their own cohort, as an
 * institution is.
 * Usage: cohort MODELS IMAGES WOMEN. IMAGES is a folder of a folder for each person (as LFW), WOMEN a file with the
 * names of the women, one a line; all others count as men. Of each person the first three pictures at most, and no more
 * than half, make the enrolled template; each further picture is a probe. Thresholds are those that hold a rate over
 * all pairs of enrolled people. Prints a line for each rate and score, and one for the time of a calibration.
 */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "face/calibrate/calibrate.h"
#include "face/embed.h"
#include "face/face.h"

enum { PEOPLE_MAX = 4000, PROBES_MAX = 8000, PICTURES_MAX = 600, ENROLLED = 3, PATH_SIZE = 1024, NAME_SIZE = 128 };
enum { RAW, NORMALISED, SCORES };
enum { WOMEN, MEN, MIXED, GROUPS };

struct person {
    char name[NAME_SIZE];
    bool woman;
    struct face_template face;
    struct cohort cohort;
    struct cohort_moments all;
};

struct probe {
    size_t person;
    struct face_template face;
    struct cohort_moments moments;
};

struct scores {
    float *values;
    size_t count;
};

static struct {
    struct person people[PEOPLE_MAX];
    struct probe probes[PROBES_MAX];
    size_t count, probe_count;
    float certain;
    struct scores impostors[SCORES][GROUPS], genuine[SCORES][GROUPS]; // of MIXED genuine ones there are none
} bench;

static int fail(const char *sentence)
{
    fprintf(stderr, "cohort: %s\n", sentence);
    return 1;
}

/* ---- pictures ---- */

static bool read_picture(struct face_engine *engine, const char *path, struct face_template *ret_face)
{
    static uint8_t bytes[FACE_FRAME_BYTES_MAX];
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(bytes, 1, sizeof(bytes), file) : 0;
    if (file)
        fclose(file);
    return size > 0 && face_embed(engine, (struct face_frame){bytes, size}, false, ret_face, NULL) == FACE_OK;
}

static void read_person(struct face_engine *engine, const char *images, const char *name, bool woman)
{
    char folder[PATH_SIZE], path[2 * PATH_SIZE];
    struct dirent **entries;
    struct face_template faces[PICTURES_MAX];
    size_t count = 0;
    struct person *person = &bench.people[bench.count];
    snprintf(folder, sizeof(folder), "%s/%s", images, name);
    int found = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < found; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && count < PICTURES_MAX)
            count += read_picture(engine, path, &faces[count]);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    size_t enrolled = count / 2 < ENROLLED ? (count + 1) / 2 : ENROLLED;
    if (count == 0 || bench.count == PEOPLE_MAX || !str_copy(person->name, sizeof(person->name), name))
        return;
    person->woman = woman;
    person->face = faces[0];
    for (size_t i = 1; i < enrolled; i++)
        for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++)
            person->face.values[v] += faces[i].values[v];
    if (!embedding_normalise(person->face.values))
        return;
    for (size_t i = enrolled; i < count && bench.probe_count < PROBES_MAX; i++)
        bench.probes[bench.probe_count++] = (struct probe){.person = bench.count, .face = faces[i]};
    bench.count++;
}

static bool is_listed(const char *path, const char *name)
{
    char line[NAME_SIZE];
    FILE *file = fopen(path, "r");
    bool found = false;
    while (file && !found && fgets(line, sizeof(line), file)) {
        line[strcspn(line, "\r\n")] = '\0';
        found = strcmp(line, name) == 0;
    }
    if (file)
        fclose(file);
    return found;
}

static bool read_people(struct face_engine *engine, const char *images, const char *women)
{
    struct dirent **entries;
    int found = scandir(images, &entries, NULL, alphasort);
    for (int i = 0; i < found; i++) {
        if (entries[i]->d_name[0] != '.')
            read_person(engine, images, entries[i]->d_name, is_listed(women, entries[i]->d_name));
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    return bench.count >= COHORT_PEOPLE_MIN;
}

/* ---- scores ---- */

static size_t group_of(size_t a, size_t b)
{
    return bench.people[a].woman != bench.people[b].woman ? MIXED : bench.people[a].woman ? WOMEN : MEN;
}

static bool add(struct scores *scores, float value)
{
    if ((scores->count & (scores->count - 1)) == 0) { // a power of two: full
        float *grown = realloc(scores->values, (scores->count ? 2 * scores->count : 1) * sizeof(*grown));
        if (!grown)
            return false;
        scores->values = grown;
    }
    scores->values[scores->count++] = value;
    return true;
}

static void fill_cohort(const struct face_template *face, size_t own, struct cohort *cohort)
{
    for (size_t i = 0; i < bench.count; i++) {
        float score = embedding_cosine(face->values, bench.people[i].face.values);
        if (i != own && score < bench.certain)
            cohort_add(cohort, score);
    }
}

static struct cohort_moments without(const struct person *person, float score)
{
    struct cohort_moments moments = person->all;
    (void)cohort_moments(&person->cohort, score, &moments);
    return moments;
}

static bool compare_all(void)
{
    bool whole = true;
    for (size_t i = 0; i < bench.count; i++) {
        fill_cohort(&bench.people[i].face, i, &bench.people[i].cohort);
        whole = whole && cohort_moments(&bench.people[i].cohort, -2, &bench.people[i].all);
    }
    for (size_t i = 0; whole && i < bench.count; i++)
        for (size_t j = 0; j < i; j++) {
            const struct person *a = &bench.people[i], *b = &bench.people[j];
            float score = embedding_cosine(a->face.values, b->face.values);
            if (score >= bench.certain)
                continue;
            whole = add(&bench.impostors[RAW][group_of(i, j)], score) &&
                    add(&bench.impostors[NORMALISED][group_of(i, j)],
                        cohort_normalise(score, without(a, score), without(b, score)));
        }
    for (size_t i = 0; whole && i < bench.probe_count; i++) {
        const struct probe *probe = &bench.probes[i];
        const struct person *own = &bench.people[probe->person];
        struct cohort cohort = {.count = 0};
        struct cohort_moments moments;
        fill_cohort(&probe->face, probe->person, &cohort);
        float score = embedding_cosine(own->face.values, probe->face.values);
        size_t group = own->woman ? WOMEN : MEN;
        whole = cohort_moments(&cohort, -2, &moments) && add(&bench.genuine[RAW][group], score) &&
                add(&bench.genuine[NORMALISED][group], cohort_normalise(score, own->all, moments));
    }
    return whole;
}

static int falling(const void *a, const void *b)
{
    float first = *(const float *)a, second = *(const float *)b;
    return (first < second) - (first > second);
}

/* The lowest threshold at which at most that share of all impostor pairs passes. */
static float threshold_for(size_t score, double rate)
{
    struct scores all = {NULL, 0};
    for (size_t group = 0; group < GROUPS; group++)
        for (size_t i = 0; i < bench.impostors[score][group].count; i++)
            if (!add(&all, bench.impostors[score][group].values[i]))
                exit(fail("no memory"));
    qsort(all.values, all.count, sizeof(float), falling);
    float threshold = nextafterf(all.values[(size_t)(rate * (double)all.count)], INFINITY);
    free(all.values);
    return threshold;
}

static size_t passing(const struct scores *scores, float threshold)
{
    size_t count = 0;
    for (size_t i = 0; i < scores->count; i++)
        count += scores->values[i] >= threshold;
    return count;
}

static void print_group(const char *name, size_t score, size_t group, float threshold)
{
    const struct scores *impostors = &bench.impostors[score][group], *genuine = &bench.genuine[score][group];
    size_t matches = passing(impostors, threshold), missed = genuine->count - passing(genuine, threshold);
    struct interval fmr = interval_exact((double)matches, (double)impostors->count);
    struct interval fnmr = interval_exact((double)missed, (double)genuine->count);
    printf(",\"%s\":{\"pairs\":%zu,\"matches\":%zu,\"fmr\":%.2e,\"fmr_low\":%.2e,\"fmr_high\":%.2e,\"probes\":%zu,"
           "\"missed\":%zu,\"fnmr\":%.4f,\"fnmr_low\":%.4f,\"fnmr_high\":%.4f}",
           name, impostors->count, matches, (double)matches / (double)impostors->count, fmr.low, fmr.high,
           genuine->count, missed, (double)missed / (double)genuine->count, fnmr.low, fnmr.high);
}

static void print_all(void)
{
    static const double rates[] = {1e-3, 1e-4};
    static const char *const names[] = {"cosine", "s-norm"};
    for (size_t r = 0; r < ARRAY_LENGTH(rates); r++)
        for (size_t score = 0; score < SCORES; score++) {
            float threshold = threshold_for(score, rates[r]);
            printf("{\"rate\":%.0e,\"score\":\"%s\",\"threshold\":%.4f", rates[r], names[score], (double)threshold);
            print_group("women", score, WOMEN, threshold);
            print_group("men", score, MEN, threshold);
            printf("}\n");
        }
}

/* ---- time ---- */

/* A calibration of everybody, and again until `people` are in it. */
static int print_time(size_t people)
{
    struct calibration *calibration = calibration_open(bench.people[0].face.model_id, bench.certain);
    size_t done = 0, total = 1;
    for (size_t i = 0; calibration && i < people; i++)
        if (calibration_add(calibration, &bench.people[i % bench.count].face) != FACE_OK)
            return fail("no memory");
    int64_t begun = clock_steady_ns();
    while (calibration && done < total)
        if (!calibration_step(calibration, people, &done, &total))
            return fail("no memory");
    printf("{\"people\":%zu,\"rows\":%zu,\"seconds\":%.2f}\n", people, total,
           (double)(clock_steady_ns() - begun) * 1e-9);
    calibration_close(calibration);
    return 0;
}

int main(int argc, char **argv)
{
    char error[FACE_ERROR_SIZE];
    if (argc != 4)
        return fail("usage: cohort MODELS IMAGES WOMEN");
    struct face_models *models = face_models_open(argv[1], getenv("AMS_EMBEDDER"), error);
    struct face_engine *engine = models ? face_engine_open(models, error) : NULL;
    if (!engine)
        return fail(error);
    bench.certain = cohort_certain(models);
    if (!read_people(engine, argv[2], argv[3]) || !compare_all())
        return fail("too few people, or no memory");
    printf("{\"people\":%zu,\"probes\":%zu,\"certain\":%.3f}\n", bench.count, bench.probe_count, (double)bench.certain);
    print_all();
    int code = print_time(bench.count) + print_time(CALIBRATION_PEOPLE_MAX);
    face_engine_close(engine);
    face_models_close(models);
    return code;
}
