/* SPDX-License-Identifier: MIT */
/* The class photo: assignment against brute force, tiles, and whole photos of real faces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "face/photo/assign.h"
#include "face/boxes.h"
#include "face/image/image_crop.h"
#include "face/photo/photo.h"
#include "face/photo/photo_tiles.h"
#include "support/class_picture.h"
#include "support/face_picture.h"
#include "support/photo_pixels.h"

/* ---- assignment ---- */

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    return z ^ (z >> 27);
}

/* Tries everything: row by row, each free column or none. */
static double brute_force(const float *scores, size_t rows, size_t columns, float floor, size_t row, unsigned taken)
{
    if (row == rows)
        return 0;
    double best = brute_force(scores, rows, columns, floor, row + 1, taken);
    for (size_t column = 0; column < columns; column++) {
        float worth = scores[row * columns + column] - floor;
        if (taken & 1u << column || !(worth > 0))
            continue;
        double with = (double)worth + brute_force(scores, rows, columns, floor, row + 1, taken | 1u << column);
        best = with > best ? with : best;
    }
    return best;
}

static double worth_of(const float *scores, size_t rows, size_t columns, float floor, const int *partners)
{
    bool taken[16] = {false};
    double sum = 0;
    for (size_t row = 0; row < rows; row++) {
        if (partners[row] == ASSIGN_NONE)
            continue;
        assert_in_range(partners[row], 0, columns - 1);
        assert_false(taken[partners[row]]); // once each
        taken[partners[row]] = true;
        assert_true(scores[row * columns + (size_t)partners[row]] > floor);
        sum += (double)(scores[row * columns + (size_t)partners[row]] - floor);
    }
    return sum;
}

static void test_assignment_is_best(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < 3000; round++) {
        float scores[36];
        int partners[6];
        size_t rows = next_random(&random) % 7, columns = next_random(&random) % 7;
        // Few distinct values: ties are where such code goes wrong.
        uint64_t steps = round % 2 ? 5 : 1000;
        for (size_t i = 0; i < rows * columns; i++)
            scores[i] = (float)(next_random(&random) % steps) / (float)steps - .2f;
        float floor = (float)(next_random(&random) % 5) / 10;
        assert_true(assign_best(scores, rows, columns, floor, partners));
        double made = worth_of(scores, rows, columns, floor, partners);
        double best = brute_force(scores, rows, columns, floor, 0, 0);
        if (fabs(made - best) > 1e-5)
            fail_msg("round %d: %zu x %zu: %f instead of %f", round, rows, columns, made, best);
    }
}

static void test_assignment_corners(void **state)
{
    (void)state;
    int partners[3];
    // The greedy choice (0, 0) would leave the second row nobody.
    assert_true(assign_best((const float[]){.9f, .8f, .85f, .1f}, 2, 2, .36f, partners));
    assert_int_equal(partners[0], 1);
    assert_int_equal(partners[1], 0);
    // At the floor is not above it; what is no number is nobody's.
    assert_true(assign_best((const float[]){.36f, NAN, -1}, 3, 1, .36f, partners));
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(partners[i], ASSIGN_NONE);
    assert_true(assign_best(NULL, 0, 5, .36f, partners));
    assert_true(assign_best(NULL, 2, 0, .36f, partners));
    assert_int_equal(partners[0], ASSIGN_NONE);
}

static void test_assignment_is_fast_enough(void **state)
{
    (void)state;
    enum { ROWS = 300, COLUMNS = 2000 };
    float *scores = malloc(sizeof(float) * ROWS * COLUMNS);
    int partners[ROWS];
    uint64_t random = 1;
    assert_non_null(scores);
    for (size_t i = 0; i < (size_t)ROWS * COLUMNS; i++)
        scores[i] = (float)(next_random(&random) % 1000) / 1000;
    assert_true(assign_best(scores, ROWS, COLUMNS, 0, partners));
    bool taken[COLUMNS] = {false};
    for (size_t i = 0; i < ROWS; i++) {
        assert_in_range(partners[i], 0, COLUMNS - 1);
        assert_false(taken[partners[i]]);
        taken[partners[i]] = true;
    }
    free(scores);
}

/* ---- tiles ---- */

/* Whether some look sees this face whole and at a size that the detector finds. */
static bool is_seen(const struct tile *tiles, size_t count, size_t width, size_t height, const struct face_box *face)
{
    for (size_t i = 0; i < count; i++) {
        const struct tile *tile = &tiles[i];
        float scale = fmaxf((float)tile->width / TILE_WIDTH, (float)tile->height / TILE_HEIGHT);
        float size = (face->y2 - face->y1) / (tile->fine ? scale : scale * 2);
        bool inside = face->x1 >= (float)tile->left && face->y1 >= (float)tile->top &&
                      face->x2 <= (float)(tile->left + tile->width) && face->y2 <= (float)(tile->top + tile->height);
        if (inside && !tile_cuts(tile, width, height, face) && size >= 15 && size <= (tile->fine ? 200 : 240))
            return true;
    }
    return false;
}

static void test_tiles_see_every_face(void **state)
{
    (void)state;
    static const size_t sizes[][2] = {{4000, 3000}, {3000, 4000}, {640, 480}, {1000, 700},   {8000, 6000},
                                      {1280, 960},  {9000, 600},  {961, 721}, {20000, 2500}, {100, 100}};
    static struct tile tiles[TILES_MAX];
    uint64_t random = 3;
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        size_t width = sizes[i][0], height = sizes[i][1], count = tiles_plan(width, height, tiles);
        assert_in_range(count, 2, TILES_MAX - 1);
        for (size_t t = 0; t < count; t++) {
            assert_true(tiles[t].left + tiles[t].width <= width);
            assert_true(tiles[t].top + tiles[t].height <= height);
        }
        for (int face = 0; face < 2000; face++) {
            float high = 32 + (float)(next_random(&random) % 1000) / 1000 * ((float)height * .7f - 32);
            float wide = high * .75f, x, y;
            if (high < 32 || wide > (float)width)
                continue;
            x = (float)(next_random(&random) % 1000) / 1000 * ((float)width - wide);
            y = (float)(next_random(&random) % 1000) / 1000 * ((float)height - high);
            const struct face_box box = {x, y, x + wide, y + high, 1};
            if (!is_seen(tiles, count, width, height, &box))
                fail_msg("%zu x %zu: nobody sees a face of %.0f at %.0f, %.0f", width, height, (double)high, (double)x,
                         (double)y);
        }
    }
}

static void test_cut_faces_are_left_to_other_tiles(void **state)
{
    (void)state;
    const struct tile left = {0, 0, 960, 720, true}, right = {840, 0, 960, 720, true};
    const struct face_box at_seam = {900, 100, 958, 180, .9f}, at_edge = {0, 100, 58, 180, .9f};
    assert_true(tile_cuts(&left, 1800, 720, &at_seam));
    assert_false(tile_cuts(&right, 1800, 720, &at_seam));
    assert_false(tile_cuts(&left, 1800, 720, &at_edge)); // the photo itself ends there
}

static void test_merge_drops_parts(void **state)
{
    (void)state;
    struct face_box boxes[] = {
        {100, 100, 180, 200, .99f},
        {110, 120, 150, 170, .98f}, // a part of the first: IoU .25, but all inside
        {102, 98, 184, 203, .97f},  // the first, from another tile
        {300, 100, 380, 200, .9f},
    };
    assert_int_equal(boxes_suppress(boxes, 4, .4f, .7f, 10), 2);
    assert_true(boxes[0].x1 == 100 && boxes[1].x1 == 300);
}

/* ---- whole photos ---- */

static const char *const class_names[] = {"Abel_Pacheco", "Akhmed_Zakayev", "Amber_Tamblyn", "Anders_Fogh_Rasmussen",
                                          "Angela_Bassett"};
static const char *const class_pictures[] = {"Abel_Pacheco_0001", "Akhmed_Zakayev_0001", "Amber_Tamblyn_0001",
                                             "Anders_Fogh_Rasmussen_0001", "Angela_Bassett_0001"};
static const char *const seen_pictures[] = {"Abel_Pacheco_0004",  "Akhmed_Zakayev_0003",
                                            "Amber_Tamblyn_0002", "Anders_Fogh_Rasmussen_0004",
                                            "Dean_Barker_0001",   "Portia_de_Rossi_0001"};
enum { CLASS = ARRAY_LENGTH(class_pictures), SEEN = ARRAY_LENGTH(seen_pictures), KNOWN = 4 };

static struct {
    struct face_models *models;
    struct face_pool *pool;
    struct face_template class[CLASS];
    struct face_frame seen[SEEN];
} room;

static bool read_picture(const char *name, struct face_frame *ret_frame)
{
    struct face_data_file file = face_picture_read(name);
    *ret_frame = (struct face_frame){file.bytes, file.size};
    return file.bytes != NULL;
}

static int room_open(void **state)
{
    (void)state;
    char error[FACE_ERROR_SIZE];
    const char *directory = face_data_models();
    struct face_frame frame;
    if (!directory || !read_picture(class_pictures[0], &frame))
        return 0;
    free((void *)frame.bytes);
    room.models = face_models_open(directory, NULL, error);
    room.pool = room.models ? face_pool_fork(room.models, 2, error) : NULL;
    if (!room.pool)
        return -1;
    struct face_engine *engine = face_engine_open(room.models, error);
    if (!engine)
        return -1;
    for (size_t i = 0; i < CLASS; i++) {
        if (!read_picture(class_pictures[i], &frame) ||
            face_embed(engine, frame, false, &room.class[i], NULL) != FACE_OK)
            return -1;
        free((void *)frame.bytes);
    }
    for (size_t i = 0; i < SEEN; i++)
        if (!read_picture(seen_pictures[i], &room.seen[i]))
            return -1;
    face_engine_close(engine);
    return 0;
}

static int room_close(void **state)
{
    (void)state;
    for (size_t i = 0; i < SEEN; i++)
        free((void *)room.seen[i].bytes);
    face_pool_close(room.pool);
    face_models_close(room.models);
    return 0;
}

static void need_room(void)
{
    if (room.pool)
        return;
    print_message("skip: no models or no photographs (./check fetches them)\n");
    skip();
}

static struct class_picture make(const struct face_frame *people, size_t count, size_t width, size_t height,
                                 float face_height)
{
    char error[FACE_ERROR_SIZE];
    struct face_engine *engine = face_engine_open(room.models, error);
    assert_non_null(engine);
    struct class_picture picture = class_picture_make(engine, people, count, width, height, face_height);
    face_engine_close(engine);
    return picture;
}

/* The face at a box; NULL when none was found there. */
static const struct photo_face *face_at(const struct photo_result *result, size_t photo, const struct face_box *box)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->faces[i].photo == photo &&
            box_intersection(&result->faces[i].box, box) > .6f * fminf(box_area(box), box_area(&result->faces[i].box)))
            return &result->faces[i];
    return NULL;
}

static void test_photo_names_the_class(void **state)
{
    (void)state;
    need_room();
    struct class_picture picture = make(room.seen, SEEN, 2600, 1800, 60);
    const struct photo_roster roster = {room.class, CLASS};
    struct photo_result result = {0};
    struct photo_timing timing = {0};
    size_t bad = 99;
    assert_int_equal(photo_read(room.pool, &picture.photo, 1, &roster, &result, &bad, &timing), FACE_OK);
    assert_int_equal(bad, 99);
    assert_true(timing.decode_ns > 0 && timing.detect_ns > 0 && timing.read_ns > 0);
    for (size_t i = 0; i < SEEN; i++) {
        const struct photo_face *face = face_at(&result, 0, &picture.boxes[i]);
        if (!face)
            fail_msg("%s was not found", seen_pictures[i]);
        if (i < KNOWN && (face->student != (int)i || face->band == PHOTO_UNKNOWN))
            fail_msg("%s is taken for %s (%f)", seen_pictures[i],
                     face->student < 0 ? "nobody" : class_names[face->student], (double)face->score);
        if (i >= KNOWN)
            assert_int_equal(face->student, PHOTO_NOBODY);
        assert_int_equal(face->student == PHOTO_NOBODY, face->band == PHOTO_UNKNOWN);
        // A JPEG, and an honest one.
        assert_true(face->crop_size > 500 && memcmp(face->crop, "\xFF\xD8\xFF", 3) == 0);
    }
    for (size_t i = 1; i < result.count; i++)
        assert_true(result.faces[i - 1].band >= result.faces[i].band);
    photo_close(&result);
    class_picture_free(&picture);
}

/* A full hall, looked at by a real worker: what is found there is sorted, and sorting many asks the system things. */
static void test_a_full_hall(void **state)
{
    (void)state;
    enum { HALL = 60 };
    need_room();
    struct face_frame people[HALL];
    for (size_t i = 0; i < HALL; i++)
        people[i] = room.seen[i % SEEN];
    struct class_picture picture = make(people, HALL, 4000, 3000, 60);
    const struct photo_roster roster = {room.class, CLASS};
    struct photo_result result = {0};
    size_t bad, found = 0;
    assert_int_equal(photo_read(room.pool, &picture.photo, 1, &roster, &result, &bad, NULL), FACE_OK);
    for (size_t i = 0; i < HALL; i++)
        found += face_at(&result, 0, &picture.boxes[i]) != NULL;
    assert_true(found > HALL * 9 / 10);
    photo_close(&result);
    class_picture_free(&picture);
}

static void test_low_faces_are_never_sure(void **state)
{
    (void)state;
    need_room();
    struct class_picture picture = make(room.seen, KNOWN, 1600, 900, 32);
    const struct photo_roster roster = {room.class, CLASS};
    struct photo_result result = {0};
    size_t bad;
    assert_int_equal(photo_read(room.pool, &picture.photo, 1, &roster, &result, &bad, NULL), FACE_OK);
    size_t named = 0;
    for (size_t i = 0; i < result.count; i++) {
        assert_int_not_equal(result.faces[i].band, PHOTO_SURE);
        named += result.faces[i].student != PHOTO_NOBODY;
    }
    assert_true(named >= 2);
    photo_close(&result);
    class_picture_free(&picture);
}

static void test_several_photos_name_everybody_once(void **state)
{
    (void)state;
    need_room();
    const struct face_frame back[] = {room.seen[1], room.seen[2], room.seen[4]};
    struct class_picture first = make(room.seen, KNOWN + 1, 1800, 1200, 80), second = make(back, 3, 1800, 1200, 56);
    const struct face_frame photos[] = {first.photo, second.photo};
    const struct photo_roster roster = {room.class, CLASS};
    struct photo_result result = {0};
    size_t bad, named[CLASS] = {0}, strangers = 0;
    assert_int_equal(photo_read(room.pool, photos, 2, &roster, &result, &bad, NULL), FACE_OK);
    for (size_t i = 0; i < result.count; i++)
        if (result.faces[i].student == PHOTO_NOBODY)
            strangers++;
        else
            named[result.faces[i].student]++;
    for (size_t i = 0; i < CLASS; i++)
        assert_int_equal(named[i], i < KNOWN ? 1 : 0);
    assert_int_equal(strangers, 1); // Dean Barker, in both photos
    photo_close(&result);
    class_picture_free(&first);
    class_picture_free(&second);
}

static void test_one_face_is_one_student(void **state)
{
    (void)state;
    need_room();
    // The same person twice in one photo, and two students with one face: each pair gets one of the other.
    const struct face_frame twice[] = {room.seen[0], room.seen[0]};
    struct class_picture picture = make(twice, 2, 1200, 900, 80), single = make(room.seen, 1, 1200, 900, 80);
    struct photo_result result = {0};
    size_t bad;
    const struct photo_roster roster = {room.class, CLASS};
    assert_int_equal(photo_read(room.pool, &picture.photo, 1, &roster, &result, &bad, NULL), FACE_OK);
    assert_int_equal(result.count, 2);
    assert_int_equal(result.faces[0].student, 0);
    assert_int_equal(result.faces[1].student, PHOTO_NOBODY);
    photo_close(&result);

    const struct face_template twins[] = {room.class[0], room.class[0]};
    const struct photo_roster twin_roster = {twins, 2};
    assert_int_equal(photo_read(room.pool, &single.photo, 1, &twin_roster, &result, &bad, NULL), FACE_OK);
    assert_int_equal(result.count, 1);
    assert_int_equal(result.faces[0].band, PHOTO_ASK); // it could be either
    photo_close(&result);
    class_picture_free(&picture);
    class_picture_free(&single);
}

static void test_photo_refusals(void **state)
{
    (void)state;
    need_room();
    struct class_picture picture = make(room.seen, 1, 900, 700, 80);
    struct face_template other = room.class[0];
    struct photo_result result = {0};
    size_t bad = 99;
    const struct photo_roster roster = {room.class, CLASS}, nobody = {NULL, 0}, foreign = {&other, 1};
    const struct face_frame photos[] = {picture.photo, {(const uint8_t *)"no picture", 10}};
    assert_int_equal(photo_read(room.pool, photos, 2, &roster, &result, &bad, NULL), FACE_BAD_IMAGE);
    assert_int_equal(bad, 1);
    assert_null(result.faces);
    other.model_id[0] ^= 1;
    assert_int_equal(photo_read(room.pool, photos, 1, &foreign, &result, &bad, NULL), FACE_OTHER_MODEL);
    // A class in which nobody has agreed: faces, and no names.
    assert_int_equal(photo_read(room.pool, photos, 1, &nobody, &result, &bad, NULL), FACE_OK);
    assert_int_equal(result.count, 1);
    assert_int_equal(result.faces[0].band, PHOTO_UNKNOWN);
    photo_close(&result);
    class_picture_free(&picture);
}

/* ---- what is no face ---- */

// Under ASan a part: ./check looks at all of them without it, in a tenth of the time.
#ifdef __SANITIZE_ADDRESS__
enum { WINDOW_STEP = 640 };
#else
enum { WINDOW_STEP = 320 };
#endif
enum { WINDOW_WIDTH = 640, WINDOW_HEIGHT = 480 };

/* What the detector says of every face of these photos, and of nothing else in them. */
#define FACE_FOR_CERTAIN .995f

/* What the windows of a photo came to. */
struct windows {
    size_t count;
    size_t whole, found; // faces that stand whole in a window; and were found there
    size_t things;       // what was found where the whole photo shows no face
};

static void look_at_window(const struct photo_pixels *pixels, int left, int top, const struct photo_result *faces,
                           struct windows *windows)
{
    struct photo_pixels window = {.width = WINDOW_WIDTH, .height = WINDOW_HEIGHT};
    const struct photo_roster nobody = {NULL, 0};
    struct photo_result result = {0};
    size_t bad;
    window.at = malloc((size_t)WINDOW_WIDTH * WINDOW_HEIGHT * PHOTO_CHANNELS);
    assert_non_null(window.at);
    for (int y = 0; y < WINDOW_HEIGHT; y++)
        memcpy(window.at + (size_t)y * WINDOW_WIDTH * PHOTO_CHANNELS,
               pixels->at + ((size_t)(top + y) * (size_t)pixels->width + (size_t)left) * PHOTO_CHANNELS,
               (size_t)WINDOW_WIDTH * PHOTO_CHANNELS);
    windows->count++;
    struct face_data_file file = photo_encode(&window, 90);
    const struct face_frame frame = {file.bytes, file.size};
    assert_int_equal(photo_read(room.pool, &frame, 1, &nobody, &result, &bad, NULL), FACE_OK);
    for (size_t i = 0; i < faces->count; i++) {
        struct face_box box = faces->faces[i].box;
        box =
            (struct face_box){box.x1 - (float)left, box.y1 - (float)top, box.x2 - (float)left, box.y2 - (float)top, 1};
        if (faces->faces[i].box.score < FACE_FOR_CERTAIN || box.x1 < 0 || box.y1 < 0 || box.x2 > WINDOW_WIDTH ||
            box.y2 > WINDOW_HEIGHT)
            continue;
        windows->whole++;
        windows->found += face_at(&result, 0, &box) != NULL;
    }
    for (size_t i = 0; i < result.count; i++) {
        struct face_box box = result.faces[i].box;
        bool shows = false;
        box =
            (struct face_box){box.x1 + (float)left, box.y1 + (float)top, box.x2 + (float)left, box.y2 + (float)top, 1};
        for (size_t f = 0; f < faces->count; f++)
            shows = shows || (faces->faces[f].box.score >= FACE_FOR_CERTAIN &&
                              box_intersection(&faces->faces[f].box, &box) > .3f * box_area(&box));
        windows->things += !shows;
    }
    photo_close(&result);
    free(file.bytes);
    free(window.at);
}

/* Shoulders, hands, ears and letters are no faces: in windows of the sample photos, of which each face is known. */
static void test_things_are_no_faces(void **state)
{
    (void)state;
    need_room();
    static const int samples[] = {1, 3, 5};
    struct windows windows = {0};
    for (size_t i = 0; i < ARRAY_LENGTH(samples); i++) {
        char path[64];
        const struct photo_roster nobody = {NULL, 0};
        struct photo_result faces = {0};
        size_t bad;
        snprintf(path, sizeof(path), "build/samples/sample%d.jpg", samples[i]);
        struct face_data_file file = face_data_read(path);
        if (!file.bytes) {
            print_message("skip: no sample photos (./check fetches them)\n");
            skip();
        }
        const struct face_frame frame = {file.bytes, file.size};
        assert_int_equal(photo_read(room.pool, &frame, 1, &nobody, &faces, &bad, NULL), FACE_OK);
        struct photo_pixels pixels = photo_decode(file);
        for (int top = 0; top + WINDOW_HEIGHT <= pixels.height; top += WINDOW_STEP)
            for (int left = 0; left + WINDOW_WIDTH <= pixels.width; left += WINDOW_STEP)
                look_at_window(&pixels, left, top, &faces, &windows);
        free(pixels.at);
        free(file.bytes);
        photo_close(&faces);
    }
    print_message("%zu windows: %zu of %zu whole faces found, and %zu things\n", windows.count, windows.found,
                  windows.whole, windows.things);
    assert_true(windows.whole > 0);
    assert_int_equal(windows.found, windows.whole);
    assert_true(10 * windows.things <= windows.count); // ten, before anybody looked what they are
}

static void test_thresholds_rise_with_the_class(void **state)
{
    (void)state;
    need_room();
    float small = photo_sure_threshold(room.models, 3), usual = photo_sure_threshold(room.models, 60);
    assert_true(small == usual && usual > .5f && usual < .51f);
    assert_true(photo_sure_threshold(room.models, 400) > usual + .02f);
    assert_true(fabsf(photo_ask_threshold(room.models) - .396f) < .005f);
}

static void test_crops_are_pictures(void **state)
{
    (void)state;
    enum { SIDE = 600, SIZE = 144 };
    uint8_t *pixels = malloc(SIDE * SIDE * 3 + IMAGE_SLACK);
    assert_non_null(pixels);
    memset(pixels, 200, SIDE * SIDE * 3 + IMAGE_SLACK);
    const struct image image = {.pixels = pixels, .width = SIDE, .height = SIDE};
    // Small, large, and half outside.
    static const struct face_box boxes[] = {{50, 50, 80, 90, 1}, {0, 0, 600, 600, 1}, {580, -20, 660, 70, 1}};
    for (size_t i = 0; i < ARRAY_LENGTH(boxes); i++) {
        uint8_t *jpeg;
        size_t size;
        struct image decoded;
        const struct image_limits limits = {1 << 20, 1 << 20, 1 << 20, IMAGE_ALL_PIXELS};
        assert_true(image_crop_jpeg(&image, &boxes[i], SIZE, &jpeg, &size));
        image_init(&decoded);
        assert_int_equal(image_decode(&decoded, jpeg, size, &limits), FACE_OK);
        assert_int_equal(decoded.width, SIZE);
        assert_int_equal(decoded.height, SIZE);
        if (i == 0)
            assert_in_range(decoded.pixels[(SIZE / 2 * SIZE + SIZE / 2) * 3], 190, 210);
        image_release(&decoded);
        free(jpeg);
    }
    free(pixels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_assignment_is_best),
        cmocka_unit_test(test_assignment_corners),
        cmocka_unit_test(test_assignment_is_fast_enough),
        cmocka_unit_test(test_tiles_see_every_face),
        cmocka_unit_test(test_cut_faces_are_left_to_other_tiles),
        cmocka_unit_test(test_merge_drops_parts),
        cmocka_unit_test(test_crops_are_pictures),
        cmocka_unit_test(test_photo_names_the_class),
        cmocka_unit_test(test_a_full_hall),
        cmocka_unit_test(test_low_faces_are_never_sure),
        cmocka_unit_test(test_several_photos_name_everybody_once),
        cmocka_unit_test(test_one_face_is_one_student),
        cmocka_unit_test(test_photo_refusals),
        cmocka_unit_test(test_things_are_no_faces),
        cmocka_unit_test(test_thresholds_rise_with_the_class),
    };
    return cmocka_run_group_tests_name("class photo", tests, room_open, room_close);
}
