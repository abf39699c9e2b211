/* SPDX-License-Identifier: MIT */
/*
 * Class photos made of real faces: how many are found, how many named rightly, how long it takes.
 * Usage: photo MODELS IMAGES TRIALS LOW HIGH THREADS. IMAGES is a folder of a folder for each person (as LFW). Each
 * trial seats 54 people of a class of 60 and 6 strangers in a picture of 4000 x 3000, their faces LOW to HIGH pixels
 * high, each in a light, a blur and a noise of its own; three other pictures of each of the class are its templates.
 * The seed is fixed. Prints one line.
 */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <turbojpeg.h>

#include "base/clock.h"
#include "base/str.h"
#include "face/embed.h"
#include "face/image/image.h"
#include "face/photo/photo.h"

enum {
    WIDTH = 4000,
    HEIGHT = 3000,
    COLUMNS = 10,
    FACES = 60,
    STRANGERS = 6,
    CLASS = 60,
    ENROLLED = 3, // pictures of each template
    PEOPLE_MAX = 2000,
    PATH_SIZE = 1024,
    TRIALS_MAX = 1000,
    JPEG_QUALITY = 88,
};

struct person {
    char folder[PATH_SIZE];
    size_t pictures;
    bool enrolled;
    struct face_template face;
};

struct seat {
    size_t person; // index among all
    struct face_box box;
};

struct totals {
    size_t faces, found, false_boxes;
    size_t known, sure_right, ask_right, sure_wrong, ask_wrong;
    size_t strangers_sure, strangers_ask, twice;
    double ms[TRIALS_MAX], cpu_ms[TRIALS_MAX];
    struct photo_timing timing;
};

struct bench {
    const char *images;
    struct face_engine *engine;
    struct face_pool *pool;
    struct person *people;
    size_t count;
    float low, high;
    uint64_t random;
    uint8_t *canvas; // (HEIGHT, WIDTH, 3)
    struct seat seats[FACES];
    size_t order[PEOPLE_MAX]; // the class first, then strangers
};

static uint64_t next_random(struct bench *bench)
{
    // splitmix64
    uint64_t z = (bench->random += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static float uniform(struct bench *bench, float low, float high)
{
    return low + (high - low) * (float)(next_random(bench) >> 40) / (float)(1 << 24);
}

static void die(const char *what, const char *why)
{
    fprintf(stderr, "photo: %s: %s\n", what, why);
    exit(1);
}

static struct face_frame read_picture(const struct person *person, size_t number)
{
    char path[PATH_SIZE + 64];
    const char *name = strrchr(person->folder, '/') + 1;
    snprintf(path, sizeof(path), "%s/%.40s_%04zu.jpg", person->folder, name, number);
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(FACE_FRAME_BYTES_MAX);
    size_t size = file && bytes ? fread(bytes, 1, FACE_FRAME_BYTES_MAX, file) : 0;
    if (size == 0)
        die(path, "cannot be read");
    fclose(file);
    return (struct face_frame){bytes, size};
}

static int by_folder(const void *a, const void *b)
{
    return strcmp(((const struct person *)a)->folder, ((const struct person *)b)->folder);
}

/* People with a picture to spare. LFW numbers pictures from 1; folds 1 to 5 leave some out. */
static void list_people(struct bench *bench)
{
    DIR *folder = opendir(bench->images);
    if (!folder)
        die(bench->images, "cannot be read");
    for (struct dirent *entry; (entry = readdir(folder)) && bench->count < PEOPLE_MAX;) {
        struct person *person = &bench->people[bench->count];
        char path[PATH_SIZE + 64];
        if (entry->d_name[0] == '.' || strlen(entry->d_name) > 40)
            continue;
        snprintf(person->folder, sizeof(person->folder), "%s/%s", bench->images, entry->d_name);
        for (person->pictures = 0; person->pictures <= ENROLLED; person->pictures++) {
            snprintf(path, sizeof(path), "%s/%s_%04zu.jpg", person->folder, entry->d_name, person->pictures + 1);
            FILE *file = fopen(path, "rb");
            if (!file)
                break;
            fclose(file);
        }
        bench->count += person->pictures > ENROLLED;
    }
    closedir(folder);
    qsort(bench->people, bench->count, sizeof(*bench->people), by_folder);
    if (bench->count < CLASS + STRANGERS)
        die(bench->images, "has too few people with four pictures");
}

static void enrol(struct bench *bench, struct person *person)
{
    struct face_template sum = {0}, one;
    for (size_t picture = 1; picture <= ENROLLED && !person->enrolled; picture++) {
        struct face_frame frame = read_picture(person, picture);
        if (face_embed(bench->engine, frame, false, &one, NULL) != FACE_OK)
            die(person->folder, "has a picture without a face");
        memcpy(sum.model_id, one.model_id, sizeof(sum.model_id));
        for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
            sum.values[i] += one.values[i];
        free((void *)frame.bytes);
    }
    if (person->enrolled)
        return;
    embedding_normalise(sum.values);
    person->face = sum;
    person->enrolled = true;
}

/* A wall in uneven light. */
static void paint_wall(struct bench *bench)
{
    float base[3], across[3], down[3];
    for (size_t c = 0; c < 3; c++) {
        base[c] = uniform(bench, 60, 170);
        across[c] = uniform(bench, -50, 50);
        down[c] = uniform(bench, -50, 50);
    }
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++) {
        float x = (float)(i % WIDTH) / WIDTH, y = (float)(i / WIDTH) / HEIGHT;
        float stripes = 12 * sinf(40 * x + 9 * y) * sinf(31 * y);
        for (size_t c = 0; c < 3; c++)
            bench->canvas[3 * i + c] = (uint8_t)fminf(fmaxf(base[c] + across[c] * x + down[c] * y + stripes, 0), 255);
    }
}

/* The mean of the picture over a square of `side` pixels about (x, y): scales down and blurs at once. */
static float mean_at(const struct image *image, float x, float y, float side, size_t channel)
{
    enum { STEPS = 4 };
    float sum = 0;
    for (size_t i = 0; i < STEPS * STEPS; i++) {
        float at_x = x + side * (((float)(i % STEPS) + .5f) / STEPS - .5f);
        float at_y = y + side * (((float)(i / STEPS) + .5f) / STEPS - .5f);
        size_t column = (size_t)fminf(fmaxf(at_x, 0), (float)image->width - 1);
        size_t row = (size_t)fminf(fmaxf(at_y, 0), (float)image->height - 1);
        sum += image->pixels[(row * image->width + column) * 3 + channel];
    }
    return sum / (STEPS * STEPS);
}

/* Pastes head and shoulders, `height` pixels of face, about (x, y), with soft edges. */
static void paste(struct bench *bench, const struct image *image, const struct face_box *box, float height, float x,
                  float y)
{
    float scale = (box->y2 - box->y1) / height, blur = uniform(bench, 1, 1.8f) * scale;
    float gain = uniform(bench, .6f, 1.25f), noise = uniform(bench, 1, 6), tint[3];
    float middle_x = (box->x1 + box->x2) / 2, middle_y = (box->y1 + box->y2) / 2, reach = height * .95f;
    for (size_t c = 0; c < 3; c++)
        tint[c] = gain * uniform(bench, .93f, 1.07f);
    for (float row = -reach; row < reach; row++)
        for (float column = -reach; column < reach; column++) {
            float out = fmaxf(fabsf(row), fabsf(column)) / reach, cover = fminf((1 - out) * 8, 1);
            long at_x = lrintf(x + column), at_y = lrintf(y + row);
            if (at_x < 0 || at_y < 0 || at_x >= WIDTH || at_y >= HEIGHT)
                continue;
            uint8_t *pixel = bench->canvas + ((size_t)at_y * WIDTH + (size_t)at_x) * 3;
            for (size_t c = 0; c < 3; c++) {
                float value = mean_at(image, middle_x + column * scale, middle_y + row * scale, blur, c) * tint[c];
                value += noise * (uniform(bench, -1, 1) + uniform(bench, -1, 1));
                pixel[c] = (uint8_t)fminf(fmaxf(pixel[c] * (1 - cover) + value * cover, 0), 255);
            }
        }
}

static void shuffle(struct bench *bench)
{
    for (size_t i = 0; i < bench->count; i++)
        bench->order[i] = i;
    for (size_t i = bench->count - 1; i > 0; i--) {
        size_t j = next_random(bench) % (i + 1), kept = bench->order[i];
        bench->order[i] = bench->order[j];
        bench->order[j] = kept;
    }
}

/* order[0 .. 59] are the class, the first 54 of them present; order[60 .. 65] the strangers. */
static void compose(struct bench *bench)
{
    static struct image image;
    const struct image_limits limits = {FACE_FRAME_BYTES_MAX, FACE_FRAME_PIXELS_MAX, FACE_FRAME_PIXELS_MAX,
                                        IMAGE_ALL_PIXELS};
    paint_wall(bench);
    shuffle(bench);
    for (size_t i = 0; i < FACES; i++) {
        size_t person = bench->order[i < FACES - STRANGERS ? i : CLASS + i - (FACES - STRANGERS)];
        struct face_frame frame = read_picture(&bench->people[person], ENROLLED + 1);
        struct face_detection face;
        struct face_template unused;
        if (face_embed(bench->engine, frame, false, &unused, &face) != FACE_OK ||
            image_decode(&image, frame.bytes, frame.size, &limits) != FACE_OK)
            die(bench->people[person].folder, "has a picture without a face");
        float height = uniform(bench, bench->low, bench->high), cell_x = (float)WIDTH / COLUMNS;
        float cell_y = (float)HEIGHT / (FACES / COLUMNS);
        float x = roundf(cell_x * ((float)(i % COLUMNS) + uniform(bench, .3f, .7f)));
        float y = roundf(cell_y * ((float)(i / COLUMNS) + uniform(bench, .3f, .7f)));
        paste(bench, &image, &face.box, height, x, y);
        float half_width = (face.box.x2 - face.box.x1) / (face.box.y2 - face.box.y1) * height / 2;
        bench->seats[i] = (struct seat){person, {x - half_width, y - height / 2, x + half_width, y + height / 2, 1}};
        free((void *)frame.bytes);
    }
}

static float shared_part(const struct face_box *a, const struct face_box *b)
{
    float width = fminf(a->x2, b->x2) - fmaxf(a->x1, b->x1), height = fminf(a->y2, b->y2) - fmaxf(a->y1, b->y1);
    float shared = width > 0 && height > 0 ? width * height : 0;
    return shared / ((a->x2 - a->x1) * (a->y2 - a->y1) + (b->x2 - b->x1) * (b->y2 - b->y1) - shared);
}

static void count_face(const struct bench *bench, const struct photo_face *face, bool seen[static FACES],
                       struct totals *totals)
{
    size_t seat = 0;
    while (seat < FACES && shared_part(&face->box, &bench->seats[seat].box) < .4f)
        seat++;
    if (seat == FACES || seen[seat]) {
        totals->false_boxes++;
        return;
    }
    seen[seat] = true;
    totals->found++;
    bool stranger = seat >= FACES - STRANGERS;
    if (face->student == PHOTO_NOBODY)
        return;
    bool sure = face->band == PHOTO_SURE;
    if (stranger) {
        totals->strangers_sure += sure;
        totals->strangers_ask += !sure;
        return;
    }
    // Students are the class in its order, so the seat's number is the student's.
    bool right = (size_t)face->student == seat;
    totals->sure_right += sure && right;
    totals->sure_wrong += sure && !right;
    totals->ask_right += !sure && right;
    totals->ask_wrong += !sure && !right;
}

/* All threads' work: what others do on the machine disturbs it least. */
static int64_t process_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void run_trial(struct bench *bench, size_t trial, struct totals *totals)
{
    static struct face_template templates[CLASS];
    struct photo_result result;
    struct photo_timing timing;
    uint8_t *jpeg = NULL;
    unsigned long size = 0;
    size_t bad, named[CLASS] = {0};
    bool seen[FACES] = {false};
    compose(bench);
    for (size_t i = 0; i < CLASS; i++) {
        enrol(bench, &bench->people[bench->order[i]]);
        templates[i] = bench->people[bench->order[i]].face;
    }
    tjhandle encoder = tjInitCompress();
    if (tjCompress2(encoder, bench->canvas, WIDTH, 0, HEIGHT, TJPF_RGB, &jpeg, &size, TJSAMP_420, JPEG_QUALITY, 0))
        die("the picture", tjGetErrorStr2(encoder));
    tjDestroy(encoder);
    struct face_frame photo = {jpeg, size};
    const char *keep = getenv("BENCH_KEEP");
    FILE *kept = keep ? fopen(keep, "wb") : NULL;
    if (kept && (fwrite(jpeg, 1, size, kept) != size || fclose(kept) != 0))
        die(keep, "could not be written");
    int64_t start = clock_steady_ns(), cpu = process_ns();
    enum face_reason reason =
        photo_read(bench->pool, &photo, 1, &(struct photo_roster){templates, CLASS}, &result, &bad, &timing);
    totals->ms[trial] = (double)(clock_steady_ns() - start) * 1e-6;
    totals->cpu_ms[trial] = (double)(process_ns() - cpu) * 1e-6;
    tjFree(jpeg);
    if (reason != FACE_OK)
        die("the picture", face_reason_code(reason));
    totals->timing.decode_ns += timing.decode_ns;
    totals->timing.detect_ns += timing.detect_ns;
    totals->timing.read_ns += timing.read_ns;
    totals->timing.match_ns += timing.match_ns;
    totals->faces += FACES;
    totals->known += FACES - STRANGERS;
    for (size_t i = 0; i < result.count; i++) {
        count_face(bench, &result.faces[i], seen, totals);
        if (result.faces[i].student != PHOTO_NOBODY)
            totals->twice += ++named[result.faces[i].student] > 1;
    }
    photo_close(&result);
}

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static double percent(size_t part, size_t whole)
{
    return 100 * (double)part / (double)whole;
}

static void print(const struct bench *bench, struct totals *totals, size_t trials, size_t threads)
{
    double each = 1e-6 / (double)trials;
    qsort(totals->ms, trials, sizeof(double), by_value);
    qsort(totals->cpu_ms, trials, sizeof(double), by_value);
    printf("faces=%zu height=%.0f-%.0f threads=%zu found=%.2f%% false_boxes=%zu sure_right=%.2f%% ask_right=%.2f%% "
           "sure_wrong=%zu ask_wrong=%zu strangers=%zu strangers_sure=%zu strangers_ask=%zu twice=%zu\n"
           "least_ms=%.0f median_ms=%.0f median_cpu_ms=%.0f decode_ms=%.0f detect_ms=%.0f read_ms=%.0f match_ms=%.2f\n",
           totals->faces, (double)bench->low, (double)bench->high, threads, percent(totals->found, totals->faces),
           totals->false_boxes, percent(totals->sure_right, totals->known), percent(totals->ask_right, totals->known),
           totals->sure_wrong, totals->ask_wrong, totals->faces - totals->known, totals->strangers_sure,
           totals->strangers_ask, totals->twice, totals->ms[0], totals->ms[trials / 2], totals->cpu_ms[trials / 2],
           (double)totals->timing.decode_ns * each, (double)totals->timing.detect_ns * each,
           (double)totals->timing.read_ns * each, (double)totals->timing.match_ns * each);
}

int main(int argc, char **argv)
{
    static struct totals totals;
    static struct bench bench = {.random = 20260101};
    char error[FACE_ERROR_SIZE];
    int64_t trials, low, high, threads;
    if (argc != 7 || !str_to_int(argv[3], 1, TRIALS_MAX, &trials) || !str_to_int(argv[4], 10, 240, &low) ||
        !str_to_int(argv[5], low, 240, &high) || !str_to_int(argv[6], 1, PHOTO_THREADS_MAX, &threads))
        die("usage", "photo MODELS IMAGES TRIALS LOW HIGH THREADS");
    struct face_models *models = face_models_open(argv[1], getenv("AMS_EMBEDDER"), error);
    if (!models || !(bench.engine = face_engine_open(models, error)) ||
        !(bench.pool = face_pool_fork(models, (size_t)threads, error)))
        die(argv[1], error);
    bench.images = argv[2];
    bench.people = calloc(PEOPLE_MAX, sizeof(*bench.people));
    bench.canvas = malloc((size_t)WIDTH * HEIGHT * 3);
    if (!bench.people || !bench.canvas)
        die("memory", "there is too little");
    bench.low = (float)low;
    bench.high = (float)high;
    list_people(&bench);
    for (size_t trial = 0; trial < (size_t)trials; trial++)
        run_trial(&bench, trial, &totals);
    print(&bench, &totals, (size_t)trials, (size_t)threads);
    free(bench.people);
    free(bench.canvas);
    face_pool_close(bench.pool);
    face_engine_close(bench.engine);
    face_models_close(models);
    return 0;
}
