/* SPDX-License-Identifier: MIT */
/*
 * A template is kept twice: as floats, and as codes of one byte with a scale, in blocks (gallery_kernel.h). With
 * g = s_g c_g + e_g for a template and q = s_q c_q + e_q for a query, where the e are what rounding left over,
 *
 *     |q . g - s_q s_g (c_q . c_g)| <= |s_q c_q| |e_g| + |e_q| |g|
 *
 * so each product of codes comes with an upper and a lower bound of the cosine. A template whose upper bound is below
 * the k-th largest lower bound (or the k-th cosine already known) is not among the best k; the others are candidates
 * and are compared in floats. About one template in a thousand of a large gallery is.
 *
 * Threads take chunks of blocks one after the other until there are none, so that one that is held up holds up nobody.
 */
#include <assert.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "face/embed.h"
#include "face/gallery/gallery_inside.h"

enum {
    CHUNK_BLOCKS = 256, // that one thread takes at a time: 2 MB of codes
    CHUNKS_ALONE = 4,   // a gallery of fewer is not worth waking a thread
    CANDIDATES_MAX = 1024,
    QUERIES_TOGETHER = 16, // that one pass over the gallery serves
};

static const float ROUNDING_SLACK = 4e-6f; // of float sums, in the bounds and in the cosines that they bound

struct candidate {
    uint32_t row;
    float upper; // bound of its cosine
};

struct found {
    uint32_t row;
    float score;
};

/* What one thread knows of one query's best. */
struct tally {
    float floor; // a template with an upper bound below this is not among them
    size_t candidate_count, low_count, best_count;
    float lows[GALLERY_BEST_MAX];        // the largest lower bounds, falling
    struct found best[GALLERY_BEST_MAX]; // the best cosines of all that have been compared, falling
    struct candidate candidates[CANDIDATES_MAX];
};

/* One query; its codes are in a row with the others'. */
struct query {
    const float *values;
    float scale, error, length;
};

/* One pass over the gallery for up to QUERIES_TOGETHER queries. */
struct scan {
    const struct gallery *gallery;
    struct gallery_codes codes[QUERIES_TOGETHER];
    struct query queries[QUERIES_TOGETHER];
    size_t count;
    struct gallery_wanted wanted;
    struct tally *tallies; // (threads, count)
    atomic_size_t next_chunk;
    pthread_mutex_t lock; // guards the rest
    pthread_cond_t done;
    unsigned helpers; // still to finish
    float floors[QUERIES_TOGETHER];
};

/* Puts a lower bound where it belongs; the k-th largest raises the floor. */
static void note_low(struct tally *tally, size_t wanted, float low)
{
    size_t at = tally->low_count;
    if (at == wanted) {
        if (low <= tally->lows[wanted - 1])
            return;
        at--;
    } else {
        tally->low_count++;
    }
    for (; at > 0 && tally->lows[at - 1] < low; at--)
        tally->lows[at] = tally->lows[at - 1];
    tally->lows[at] = low;
    if (tally->low_count == wanted && tally->lows[wanted - 1] > tally->floor)
        tally->floor = tally->lows[wanted - 1];
}

static void note_best(struct tally *tally, size_t wanted, struct found found)
{
    size_t at = tally->best_count;
    if (at == wanted) {
        if (found.score <= tally->best[wanted - 1].score)
            return;
        at--;
    } else {
        tally->best_count++;
    }
    for (; at > 0 && tally->best[at - 1].score < found.score; at--)
        tally->best[at] = tally->best[at - 1];
    tally->best[at] = found;
}

/* Compares the candidates that are left in floats. */
static void settle(const struct scan *scan, size_t query, struct tally *tally)
{
    size_t wanted = scan->wanted.best;
    for (size_t i = 0; i < tally->candidate_count; i++) {
        const struct candidate *candidate = &tally->candidates[i];
        if (candidate->upper < tally->floor)
            continue;
        float score = embedding_cosine(scan->queries[query].values, values_of(scan->gallery, candidate->row));
        if (score >= scan->wanted.at_least)
            note_best(tally, wanted, (struct found){candidate->row, score});
        if (tally->best_count == wanted && tally->best[wanted - 1].score - ROUNDING_SLACK > tally->floor)
            tally->floor = tally->best[wanted - 1].score - ROUNDING_SLACK;
    }
    tally->candidate_count = 0;
}

static void sift(const struct scan *scan, size_t index, struct tally *tally, size_t block, size_t lanes,
                 const int32_t products[static GALLERY_LANES])
{
    const struct block_facts *facts = facts_of(scan->gallery, block);
    const struct query *query = &scan->queries[index];
    float upper[GALLERY_LANES];
    int reached = 0;
    for (size_t lane = 0; lane < GALLERY_LANES; lane++) {
        float middle = (float)products[lane] * (query->scale * facts->scales[lane]);
        upper[lane] = middle + (query->length * facts->errors[lane] + query->error);
        reached |= upper[lane] >= tally->floor;
    }
    if (!reached)
        return;
    for (size_t lane = 0; lane < lanes; lane++) {
        if (upper[lane] < tally->floor)
            continue;
        if (tally->candidate_count == CANDIDATES_MAX)
            settle(scan, index, tally);
        tally->candidates[tally->candidate_count++] =
            (struct candidate){(uint32_t)(block * GALLERY_LANES + lane), upper[lane]};
        float margin = query->length * facts->errors[lane] + query->error;
        note_low(tally, scan->wanted.best, upper[lane] - 2 * margin);
    }
}

static void scan_chunk(const struct scan *scan, struct tally *tallies, size_t first, size_t end)
{
    const struct gallery *gallery = scan->gallery;
    int32_t products[GALLERY_TOGETHER][GALLERY_LANES];
    for (size_t block = first; block < end; block++) {
        size_t left = gallery->count - block * GALLERY_LANES, lanes = left < GALLERY_LANES ? left : GALLERY_LANES;
        const int8_t *codes = (const int8_t *)gallery->codes.bytes + block * GALLERY_BLOCK_BYTES;
        for (size_t q = 0; q < scan->count; q += GALLERY_TOGETHER) {
            size_t together = scan->count - q < GALLERY_TOGETHER ? scan->count - q : GALLERY_TOGETHER;
            gallery->kernel(codes, facts_of(gallery, block)->sums, &scan->codes[q], together, products);
            for (size_t i = 0; i < together; i++)
                sift(scan, q + i, &tallies[q + i], block, lanes, products[i]);
        }
    }
}

static size_t block_count(const struct gallery *gallery)
{
    return (gallery->count + GALLERY_LANES - 1) / GALLERY_LANES;
}

/* What one thread has learnt is a bound for all. */
static void share_floors(struct scan *scan, struct tally *tallies)
{
    pthread_mutex_lock(&scan->lock);
    for (size_t q = 0; q < scan->count; q++) {
        float floor = fmaxf(scan->floors[q], tallies[q].floor);
        scan->floors[q] = tallies[q].floor = floor;
    }
    pthread_mutex_unlock(&scan->lock);
}

static void scan_run(struct scan *scan, struct tally *tallies)
{
    size_t blocks = block_count(scan->gallery);
    for (size_t q = 0; q < scan->count; q++) {
        tallies[q].floor = scan->wanted.at_least - ROUNDING_SLACK;
        tallies[q].candidate_count = tallies[q].low_count = tallies[q].best_count = 0;
    }
    for (;;) {
        size_t first = atomic_fetch_add(&scan->next_chunk, 1) * CHUNK_BLOCKS;
        if (first >= blocks)
            break;
        scan_chunk(scan, tallies, first, first + CHUNK_BLOCKS < blocks ? first + CHUNK_BLOCKS : blocks);
        share_floors(scan, tallies);
    }
    for (size_t q = 0; q < scan->count; q++)
        settle(scan, q, &tallies[q]);
}

struct helper {
    struct scan *scan;
    struct tally *tallies;
};

static void help(void *argument)
{
    const struct helper *helper = argument;
    struct scan *scan = helper->scan;
    scan_run(scan, helper->tallies);
    pthread_mutex_lock(&scan->lock);
    if (--scan->helpers == 0)
        pthread_cond_signal(&scan->done);
    pthread_mutex_unlock(&scan->lock);
}

/* Runs the scan on this thread and up to threads - 1 helpers. Returns how many took part. */
static unsigned scan_together(struct scan *scan, unsigned threads)
{
    struct helper helpers[GALLERY_THREADS_MAX];
    unsigned taking_part = 1;
    pthread_mutex_lock(&scan->lock);
    while (taking_part < threads) {
        helpers[taking_part] = (struct helper){scan, scan->tallies + taking_part * scan->count};
        if (!work_submit(scan->gallery->work, help, &helpers[taking_part]))
            break;
        scan->helpers++;
        taking_part++;
    }
    pthread_mutex_unlock(&scan->lock);
    scan_run(scan, scan->tallies);
    pthread_mutex_lock(&scan->lock);
    while (scan->helpers > 0)
        pthread_cond_wait(&scan->done, &scan->lock);
    pthread_mutex_unlock(&scan->lock);
    return taking_part;
}

/* All threads' best of one query into one list. */
static size_t collect(const struct scan *scan, size_t query, unsigned threads, struct gallery_match *matches)
{
    const int64_t *owners = scan->gallery->owners.bytes;
    struct tally *first = &scan->tallies[query];
    for (unsigned thread = 1; thread < threads; thread++) {
        const struct tally *other = &scan->tallies[thread * scan->count + query];
        for (size_t i = 0; i < other->best_count; i++)
            note_best(first, scan->wanted.best, other->best[i]);
    }
    for (size_t i = 0; i < first->best_count; i++)
        matches[i] = (struct gallery_match){owners[first->best[i].row], first->best[i].score};
    return first->best_count;
}

static enum face_reason scan_prepare(struct scan *scan, const struct face_template *queries)
{
    for (size_t q = 0; q < scan->count; q++) {
        struct quantised quantised;
        if (strncmp(queries[q].model_id, scan->gallery->model_id, sizeof(scan->gallery->model_id)) != 0)
            return FACE_OTHER_MODEL;
        if (!gallery_quantise(queries[q].values, &quantised))
            return FACE_FAULT;
        scan->codes[q] = quantised.codes;
        gallery_codes_finish(&scan->codes[q]);
        scan->floors[q] = scan->wanted.at_least - ROUNDING_SLACK;
        // |g| is 1 within GALLERY_UNIT_TOLERANCE.
        scan->queries[q] =
            (struct query){queries[q].values, quantised.scale,
                           quantised.error * (float)(1 + GALLERY_UNIT_TOLERANCE) + ROUNDING_SLACK, quantised.length};
        explicit_bzero(&quantised, sizeof(quantised));
    }
    return FACE_OK;
}

/* At most QUERIES_TOGETHER queries, under the read lock. */
static enum face_reason search_together(struct scan *scan, const struct face_template *queries,
                                        struct gallery_match *matches, size_t *ret_counts)
{
    size_t chunks = (block_count(scan->gallery) + CHUNK_BLOCKS - 1) / CHUNK_BLOCKS;
    unsigned threads = chunks < CHUNKS_ALONE ? 1 : scan->gallery->threads;
    enum face_reason reason = scan_prepare(scan, queries);
    if (reason != FACE_OK)
        return reason;
    scan->tallies = malloc(threads * scan->count * sizeof(*scan->tallies));
    if (!scan->tallies)
        return FACE_FAULT;
    atomic_store(&scan->next_chunk, 0);
    threads = scan_together(scan, threads);
    for (size_t q = 0; q < scan->count; q++)
        ret_counts[q] = collect(scan, q, threads, matches + q * scan->wanted.best);
    free(scan->tallies);
    return FACE_OK;
}

enum face_reason gallery_search(struct gallery *gallery, const struct face_template *queries, size_t count,
                                struct gallery_wanted wanted, struct gallery_match *matches, size_t *ret_counts)
{
    struct scan scan = {.gallery = gallery, .wanted = wanted};
    enum face_reason reason = FACE_OK;
    assert(wanted.best >= 1 && wanted.best <= GALLERY_BEST_MAX);
    pthread_mutex_init(&scan.lock, NULL);
    pthread_cond_init(&scan.done, NULL);
    pthread_rwlock_rdlock(&gallery->lock);
    for (size_t q = 0; reason == FACE_OK && q < count; q += scan.count) {
        scan.count = count - q < QUERIES_TOGETHER ? count - q : QUERIES_TOGETHER;
        reason = search_together(&scan, queries + q, matches + q * wanted.best, ret_counts + q);
    }
    pthread_rwlock_unlock(&gallery->lock);
    pthread_cond_destroy(&scan.done);
    pthread_mutex_destroy(&scan.lock);
    explicit_bzero(scan.codes, sizeof(scan.codes));
    return reason;
}
