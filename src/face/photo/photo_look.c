/* SPDX-License-Identifier: MIT */
#include "face/photo/photo_look.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "face/boxes.h"
#include "face/image/image_crop.h"
#include "face/photo/photo_tiles.h"

static const float INSIDE = .7f; // of the smaller box: two looks may see one face at two sizes

/* One photo while it is looked at. The threads take the next tile, or the next face, until there are no more. */
struct look {
    struct image image;
    struct tile tiles[TILES_MAX];
    size_t tile_count;
    pthread_mutex_t lock; // guards the boxes
    struct face_box *boxes;
    size_t box_count;
    struct photo_found *faces;
    size_t face_count;
    atomic_size_t next;
    atomic_size_t turned;  // faces that stand on their head or on their side
    atomic_size_t upright; // those that stand on their feet, and are clear
    atomic_bool failed;
};

/* One thread of it. */
struct look_thread {
    struct look *look;
    struct face_engine *engine;
    void (*work)(struct look_thread *thread, size_t index);
    size_t count;      // of the work
    struct image tile; // scratch
};

static void *run_thread(void *context)
{
    struct look_thread *thread = context;
    size_t index;
    while ((index = atomic_fetch_add(&thread->look->next, 1)) < thread->count && !atomic_load(&thread->look->failed))
        thread->work(thread, index);
    image_release(&thread->tile);
    return NULL;
}

/* Does `count` pieces of work on all engines; the calling thread is one of them. False when any failed. */
static bool run_all(struct look *look, const struct photo_engines *engines, void (*work)(struct look_thread *, size_t),
                    size_t count)
{
    struct look_thread threads[PHOTO_THREADS_MAX];
    pthread_t ids[PHOTO_THREADS_MAX];
    size_t started = 0;
    atomic_store(&look->next, 0);
    for (size_t i = 0; i < engines->count; i++)
        threads[i] = (struct look_thread){.look = look, .engine = engines->engines[i], .work = work, .count = count};
    // Without a thread the others do its work.
    while (started + 1 < engines->count && started + 1 < count &&
           pthread_create(&ids[started], NULL, run_thread, &threads[started + 1]) == 0)
        started++;
    run_thread(&threads[0]);
    for (size_t i = 0; i < started; i++)
        pthread_join(ids[i], NULL);
    return !atomic_load(&look->failed);
}

/* A copy of the tile's pixels: the samplers want rows without gaps. */
static bool cut_tile(const struct image *image, const struct tile *tile, struct image *cut)
{
    size_t wanted = tile->width * tile->height * 3 + IMAGE_SLACK;
    if (cut->pixels_size < wanted) {
        image_release(cut);
        cut->pixels = malloc(wanted);
        if (!cut->pixels)
            return false;
        cut->pixels_size = wanted;
    }
    cut->width = cut->full_width = tile->width;
    cut->height = cut->full_height = tile->height;
    for (size_t y = 0; y < tile->height; y++)
        memcpy(cut->pixels + y * tile->width * 3, image->pixels + ((tile->top + y) * image->width + tile->left) * 3,
               tile->width * 3);
    return true;
}

static void look_at_tile(struct look_thread *thread, size_t index)
{
    struct look *look = thread->look;
    const struct tile *tile = &look->tiles[index];
    const struct image *image = &look->image;
    struct face_box boxes[FACE_FIND_MAX];
    size_t count;
    if (tile->width < image->width || tile->height < image->height) {
        if (!cut_tile(image, tile, &thread->tile)) {
            atomic_store(&look->failed, true);
            return;
        }
        image = &thread->tile;
    }
    if (!face_engine_find(thread->engine, image, tile->fine, boxes, &count)) {
        atomic_store(&look->failed, true);
        return;
    }
    pthread_mutex_lock(&look->lock);
    for (size_t i = 0; i < count; i++) {
        struct face_box box = boxes[i];
        box.x1 += (float)tile->left;
        box.x2 += (float)tile->left;
        box.y1 += (float)tile->top;
        box.y2 += (float)tile->top;
        if (!tile_cuts(tile, look->image.width, look->image.height, &box))
            look->boxes[look->box_count++] = box;
    }
    pthread_mutex_unlock(&look->lock);
}

/* Times what a face is clear from: blurred faces of 40 pixels come near it, shoulders and hands do not. */
static const float thing_clarity = .85f;

static void read_face(struct look_thread *thread, size_t index)
{
    struct look *look = thread->look;
    struct photo_found *found = &look->faces[index];
    struct face_detection detection;
    const struct face_box *box = &look->boxes[index];
    enum face_reason reason = face_engine_read_face(thread->engine, &look->image, box, found->face, &detection);
    if (reason == FACE_FAULT)
        atomic_store(&look->failed, true);
    bool turned = reason == FACE_OK && detection.quality == FACE_TURNED;
    float clear_from = face_engine_models(thread->engine)->manifest.clarity;
    atomic_fetch_add(&look->turned, turned);
    found->readable = reason == FACE_OK && !turned;
    // What is neither upright nor nearly clear: of 900 pictures of LFW 102 such boxes beside the person's own, nearly
    // all of them ears, hands, clothes and letters, and half faces.
    found->thing = turned && detection.clarity < thing_clarity * clear_from;
    atomic_fetch_add(&look->upright, found->readable && detection.clarity >= clear_from);
    // Without a crop the professor still has the box.
    (void)image_crop_jpeg(&look->image, box, PHOTO_CROP_SIZE, &found->crop, &found->crop_size);
}

static int compare_boxes(const void *a, const void *b)
{
    const struct face_box *first = a, *second = b;
    if (first->score != second->score)
        return first->score > second->score ? -1 : 1;
    if (first->y1 != second->y1)
        return first->y1 < second->y1 ? -1 : 1;
    return (first->x1 > second->x1) - (first->x1 < second->x1);
}

static bool find_faces(struct look *look, const struct photo_engines *engines)
{
    const struct face_models *models = face_engine_models(engines->engines[0]);
    look->tile_count = tiles_plan(look->image.width, look->image.height, look->tiles);
    look->boxes = calloc(look->tile_count * FACE_FIND_MAX, sizeof(*look->boxes));
    if (!look->boxes || !run_all(look, engines, look_at_tile, look->tile_count))
        return false;
    // Threads append in any order: sorted, the same photo always gives the same faces.
    qsort(look->boxes, look->box_count, sizeof(*look->boxes), compare_boxes);
    look->face_count = boxes_suppress(look->boxes, look->box_count, models->manifest.overlap, INSIDE, PHOTO_FACES_MAX);
    return true;
}

/* Room for the photo's faces behind those of the list. */
static bool make_room(struct look *look, size_t photo, struct photo_found_list *list)
{
    float x = (float)look->image.full_width / (float)look->image.width;
    float y = (float)look->image.full_height / (float)look->image.height;
    struct photo_found *faces = realloc(list->faces, (list->count + look->face_count + 1) * sizeof(*faces));
    if (!faces)
        return false;
    list->faces = faces;
    look->faces = faces + list->count;
    for (size_t i = 0; i < look->face_count; i++) {
        const struct face_box *box = &look->boxes[i];
        struct face_template *face = malloc(sizeof(*face));
        if (!face)
            return false;
        look->faces[i] = (struct photo_found){
            .photo = photo,
            .box = {box->x1 * x, box->y1 * y, box->x2 * x, box->y2 * y, box->score},
            .height = box->y2 - box->y1,
            .face = face,
        };
        list->count++;
    }
    return true;
}

/* Finds and reads the faces of the pixels as they lie now. */
static bool look_at_pixels(struct look *look, const struct photo_engines *engines, size_t index,
                           struct photo_found_list *list, struct photo_timing *timing)
{
    int64_t start = clock_steady_ns();
    free(look->boxes);
    look->boxes = NULL;
    look->box_count = look->face_count = 0;
    atomic_store(&look->turned, 0);
    atomic_store(&look->upright, 0);
    bool found = find_faces(look, engines);
    int64_t detected = clock_steady_ns();
    bool read = found && make_room(look, index, list) && run_all(look, engines, read_face, look->face_count);
    timing->detect_ns += detected - start;
    timing->read_ns += clock_steady_ns() - detected;
    return read;
}

static void forget_from(struct photo_found_list *list, size_t first)
{
    while (list->count > first) {
        struct photo_found *found = &list->faces[--list->count];
        explicit_bzero(found->face, sizeof(*found->face));
        free(found->face);
        free(found->crop);
    }
}

/* Half of the faces at least, or there are none: the detector misses some that lie on their side. */
static bool seems_turned(const struct look *look)
{
    return 2 * atomic_load(&look->turned) >= look->face_count;
}

/* A box of pixels that were turned by `quarters` to the right, as it lies in those of the photo as it was sent. */
static void turn_back(struct photo_found *found, const struct look *look, unsigned quarters)
{
    float width = (float)look->image.full_width, height = (float)look->image.full_height;
    for (; quarters > 0; quarters--) {
        struct face_box box = found->box;
        found->box = (struct face_box){box.y1, width - box.x2, box.y2, width - box.x1, box.score};
        float swap = width;
        width = height;
        height = swap;
    }
}

/* The later of two looks takes the place of the earlier one, which begins at `first`. */
static void replace(struct photo_found_list *list, size_t first, size_t later)
{
    struct photo_found_list earlier = {list->faces + first, later - first};
    forget_from(&earlier, 0);
    memmove(list->faces + first, list->faces + later, (list->count - later) * sizeof(*list->faces));
    list->count -= later - first;
}

/*
 * A photo whose file says nothing of its orientation, or something wrong, shows itself by its faces: where half of what
 * is found or more does not stand upright, it is looked at in the other turns, too, and that with the most upright
 * faces counts.
 */
static enum face_reason look_upright(struct look *look, const struct photo_engines *engines, size_t index,
                                     struct photo_found_list *list, struct photo_timing *timing)
{
    enum { RIGHT_TURN = 6, TURNS = 4 }; // as EXIF counts
    size_t first = list->count, most = 0;
    for (unsigned quarters = 0; quarters < TURNS; quarters++) {
        size_t before = list->count;
        if ((quarters > 0 && !image_turn(&look->image, RIGHT_TURN)) ||
            !look_at_pixels(look, engines, index, list, timing))
            return FACE_FAULT;
        for (size_t i = before; i < list->count; i++)
            turn_back(&list->faces[i], look, quarters);
        size_t upright = atomic_load(&look->upright);
        if (quarters == 0 || upright > most) {
            replace(list, first, before);
            most = upright;
        } else {
            forget_from(list, before);
        }
        if (quarters == 0 && !seems_turned(look))
            break;
    }
    return FACE_OK;
}

/* In the turn that counts, what is no face goes. */
static void drop_things(struct photo_found_list *list, size_t first)
{
    size_t kept = first;
    for (size_t i = first; i < list->count; i++) {
        struct photo_found found = list->faces[i];
        if (found.thing) {
            struct photo_found_list one = {&found, 1};
            forget_from(&one, 0);
        } else {
            list->faces[kept++] = found;
        }
    }
    list->count = kept;
}

enum face_reason photo_look(const struct photo_engines *engines, struct face_frame photo, size_t index,
                            struct photo_found_list *list, struct photo_timing *timing)
{
    const struct image_limits limits = {PHOTO_BYTES_MAX, PHOTO_PIXELS_MAX, PHOTO_PIXELS_MAX, PHOTO_LONG_SIDE};
    struct look *look = calloc(1, sizeof(*look));
    if (!look)
        return FACE_FAULT;
    pthread_mutex_init(&look->lock, NULL);
    image_init(&look->image);
    int64_t start = clock_steady_ns();
    enum face_reason reason = image_decode(&look->image, photo.bytes, photo.size, &limits);
    timing->decode_ns += clock_steady_ns() - start;
    size_t first = list->count;
    if (reason == FACE_OK)
        reason = look_upright(look, engines, index, list, timing);
    if (reason == FACE_OK)
        drop_things(list, first);
    image_release(&look->image);
    free(look->boxes);
    pthread_mutex_destroy(&look->lock);
    free(look);
    return reason;
}

void photo_found_release(struct photo_found_list *list)
{
    forget_from(list, 0);
    free(list->faces);
    *list = (struct photo_found_list){0};
}
