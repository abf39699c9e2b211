/* SPDX-License-Identifier: MIT */
/* Keeping templates: as floats, and as codes of one byte with a scale, in blocks (gallery_kernel.h). */
#include "face/gallery/gallery_inside.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

enum { WORK_WAITING_MAX = 256 };

struct gallery *gallery_open(const char *model_id, unsigned threads)
{
    gallery_kernel *kernels[GALLERY_KERNELS_MAX];
    assert(threads >= 1 && threads <= GALLERY_THREADS_MAX);
    struct gallery *gallery = calloc(1, sizeof(*gallery));
    if (!gallery)
        return NULL;
    pthread_rwlock_init(&gallery->lock, NULL);
    gallery_kernels(kernels);
    gallery->kernel = kernels[0];
    gallery->threads = threads;
    if (threads > 1)
        gallery->work = work_open(threads - 1, WORK_WAITING_MAX);
    if ((threads > 1 && !gallery->work) || !str_copy(gallery->model_id, sizeof(gallery->model_id), model_id)) {
        gallery_close(gallery);
        return NULL;
    }
    return gallery;
}

void gallery_close(struct gallery *gallery)
{
    if (!gallery)
        return;
    work_close(gallery->work);
    locked_release(&gallery->codes);
    locked_release(&gallery->facts);
    locked_release(&gallery->values);
    locked_release(&gallery->owners);
    pthread_rwlock_destroy(&gallery->lock);
    free(gallery);
}

/* ---- one template as codes ---- */

static float rounded_up(double value)
{
    return nextafterf((float)value, INFINITY);
}

bool gallery_quantise(const float values[static FACE_TEMPLATE_LENGTH], struct quantised *ret)
{
    double length = 0, error = 0, coded = 0;
    float largest = 0;
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++) {
        length += (double)values[i] * (double)values[i];
        largest = fmaxf(largest, fabsf(values[i]));
    }
    // Written so that a length that is no number is refused.
    if (!(fabs(sqrt(length) - 1) <= GALLERY_UNIT_TOLERANCE))
        return false;
    float scale = largest / GALLERY_CODE_MAX;
    int32_t sum = 0;
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++) {
        long code = lrintf(values[i] / scale);
        code = code > GALLERY_CODE_MAX ? GALLERY_CODE_MAX : code < -GALLERY_CODE_MAX ? -GALLERY_CODE_MAX : code;
        ret->codes.codes[i] = (int8_t)code;
        sum += (int32_t)code;
        double kept = (double)scale * (double)code, left = (double)values[i] - kept;
        coded += kept * kept;
        error += left * left;
    }
    ret->scale = scale;
    ret->error = rounded_up(sqrt(error));
    ret->length = rounded_up(sqrt(coded));
    ret->sum = sum;
    return true;
}

/* ---- adding and removing, under the write lock ---- */

static int8_t *code_at(const struct gallery *gallery, size_t row, size_t step)
{
    int8_t *block = (int8_t *)gallery->codes.bytes + row / GALLERY_LANES * GALLERY_BLOCK_BYTES;
    return block + (step * GALLERY_LANES + row % GALLERY_LANES) * 4;
}

static bool reserve(struct gallery *gallery, size_t count)
{
    size_t blocks = (count + GALLERY_LANES - 1) / GALLERY_LANES;
    if (blocks * sizeof(struct block_facts) <= gallery->facts.size &&
        blocks * GALLERY_BLOCK_BYTES <= gallery->codes.size && count * sizeof(int64_t) <= gallery->owners.size &&
        count * FACE_TEMPLATE_LENGTH * sizeof(float) <= gallery->values.size)
        return true;
    blocks += blocks / 4 + 1;
    return locked_grow(&gallery->codes, blocks * GALLERY_BLOCK_BYTES) &&
           locked_grow(&gallery->facts, blocks * sizeof(struct block_facts)) &&
           locked_grow(&gallery->values, blocks * GALLERY_LANES * FACE_TEMPLATE_LENGTH * sizeof(float)) &&
           locked_grow(&gallery->owners, blocks * GALLERY_LANES * sizeof(int64_t));
}

enum face_reason gallery_add(struct gallery *gallery, int64_t owner, const struct face_template *template)
{
    struct quantised new;
    if (strncmp(template->model_id, gallery->model_id, sizeof(gallery->model_id)) != 0)
        return FACE_OTHER_MODEL;
    enum face_reason reason = gallery_quantise(template->values, &new) ? FACE_OK : FACE_FAULT;
    pthread_rwlock_wrlock(&gallery->lock);
    size_t row = gallery->count, lane = row % GALLERY_LANES;
    if (reason == FACE_OK && (row == GALLERY_TEMPLATES_MAX || !reserve(gallery, row + 1)))
        reason = FACE_FAULT;
    if (reason == FACE_OK) {
        struct block_facts *facts = facts_of(gallery, row / GALLERY_LANES);
        for (size_t step = 0; step < GALLERY_STEPS; step++)
            memcpy(code_at(gallery, row, step), new.codes.codes + step * 4, 4);
        facts->scales[lane] = new.scale;
        facts->errors[lane] = new.error;
        facts->sums[lane] = new.sum;
        memcpy(values_of(gallery, row), template->values, FACE_TEMPLATE_LENGTH * sizeof(float));
        ((int64_t *)gallery->owners.bytes)[row] = owner;
        gallery->count++;
    }
    pthread_rwlock_unlock(&gallery->lock);
    explicit_bzero(&new, sizeof(new));
    return reason;
}

/* The last template takes the row's place. */
static void remove_row(struct gallery *gallery, size_t row)
{
    size_t last = --gallery->count, lane = row % GALLERY_LANES, last_lane = last % GALLERY_LANES;
    struct block_facts *to = facts_of(gallery, row / GALLERY_LANES), *from = facts_of(gallery, last / GALLERY_LANES);
    int64_t *owners = gallery->owners.bytes;
    for (size_t step = 0; step < GALLERY_STEPS; step++) {
        if (row != last)
            memcpy(code_at(gallery, row, step), code_at(gallery, last, step), 4);
        explicit_bzero(code_at(gallery, last, step), 4);
    }
    to->scales[lane] = from->scales[last_lane];
    to->errors[lane] = from->errors[last_lane];
    to->sums[lane] = from->sums[last_lane];
    owners[row] = owners[last];
    if (row != last)
        memcpy(values_of(gallery, row), values_of(gallery, last), FACE_TEMPLATE_LENGTH * sizeof(float));
    explicit_bzero(values_of(gallery, last), FACE_TEMPLATE_LENGTH * sizeof(float));
}

size_t gallery_remove(struct gallery *gallery, int64_t owner)
{
    size_t removed = 0;
    pthread_rwlock_wrlock(&gallery->lock);
    const int64_t *owners = gallery->owners.bytes;
    for (size_t row = gallery->count; row-- > 0;) {
        if (owners[row] == owner) {
            remove_row(gallery, row);
            removed++;
        }
    }
    pthread_rwlock_unlock(&gallery->lock);
    return removed;
}

void gallery_clear(struct gallery *gallery)
{
    pthread_rwlock_wrlock(&gallery->lock);
    locked_release(&gallery->codes);
    locked_release(&gallery->facts);
    locked_release(&gallery->values);
    locked_release(&gallery->owners);
    gallery->count = 0;
    pthread_rwlock_unlock(&gallery->lock);
}

size_t gallery_count(struct gallery *gallery)
{
    pthread_rwlock_rdlock(&gallery->lock);
    size_t count = gallery->count;
    pthread_rwlock_unlock(&gallery->lock);
    return count;
}

bool gallery_is_locked(struct gallery *gallery)
{
    pthread_rwlock_rdlock(&gallery->lock);
    bool locked = gallery->count == 0 ||
                  (gallery->codes.locked && gallery->facts.locked && gallery->values.locked && gallery->owners.locked);
    pthread_rwlock_unlock(&gallery->lock);
    return locked;
}
