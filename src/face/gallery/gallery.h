/* SPDX-License-Identifier: MIT */
/*
 * 1:N: whose face is this? Templates of one model in memory, searched exactly: every template is scanned, none is
 * skipped by chance. The scan reads an eight-bit copy (one byte a value, one scale a template); each rounding's error
 * is known, so a template is compared in full floats unless it is proven not to be among the best. What comes back is
 * what a float search gives.
 *
 * Opened templates are biometric data: the gallery's memory is left out of core dumps, locked as far as RLIMIT_MEMLOCK
 * allows, and wiped. About 2.6 KB a template. Thread-safe: searches run beside each other, changes alone. For
 * school/identity*.c and the `ams face` commands.
 */
#ifndef AMS_FACE_GALLERY_H
#define AMS_FACE_GALLERY_H

#include "face/face.h"

enum {
    GALLERY_BEST_MAX = 64,    // matches one search may ask for
    GALLERY_THREADS_MAX = 16, // of one search
    GALLERY_TEMPLATES_MAX = 16 << 20,
};

struct gallery;

/*
 * An empty gallery for templates of `model_id`. A search of a large gallery uses up to `threads` threads, the caller's
 * among them (1 to GALLERY_THREADS_MAX); a small one only the caller's. NULL without memory or threads.
 */
struct gallery *gallery_open(const char *model_id, unsigned threads);

/* Wipes everything. NULL is allowed. No call may be running. */
void gallery_close(struct gallery *gallery);

/*
 * Adds a template; an owner may have several. FACE_OK; FACE_OTHER_MODEL: such templates are never compared; FACE_FAULT:
 * no memory, GALLERY_TEMPLATES_MAX reached, or values that are no unit vector.
 */
enum face_reason gallery_add(struct gallery *gallery, int64_t owner, const struct face_template *template);

/* Removes and wipes all of an owner's templates; returns how many. */
size_t gallery_remove(struct gallery *gallery, int64_t owner);

/* Removes and wipes all templates. */
void gallery_clear(struct gallery *gallery);

size_t gallery_count(struct gallery *gallery);

/* Whether all of its memory is locked; false is no fault, only worth a word in the log. */
bool gallery_is_locked(struct gallery *gallery);

struct gallery_match {
    int64_t owner;
    float score; // cosine
};

/* What a search is to find. */
struct gallery_wanted {
    size_t best;    // at most so many templates, 1 to GALLERY_BEST_MAX
    float at_least; // with this cosine or more; -2: whatever it is
};

/*
 * The best templates for each of `count` queries, best first; of equal ones any. `matches` (count, wanted.best),
 * `ret_counts` (count). Several queries at once share the reading of a large gallery. FACE_OK also when nothing was
 * found; FACE_OTHER_MODEL; FACE_FAULT: no memory, or a query that is no unit vector.
 */
enum face_reason gallery_search(struct gallery *gallery, const struct face_template *queries, size_t count,
                                struct gallery_wanted wanted, struct gallery_match *matches, size_t *ret_counts);

/* A measured point: the cosine at which this share of 1:1 comparisons of different people is taken for one person. */
struct gallery_rate {
    double fmr;
    float threshold;
};

/*
 * The cosine to ask for so that a search for somebody who is not among `size` templates finds anybody in at most `fpir`
 * (0 to 1, both excluded) of searches:
 *
 *     FPIR = 1 - (1 - FMR)^size, so FMR = 1 - (1 - fpir)^(1 / size)
 *
 * and between the measured rates the threshold goes straight with log FMR. Not below the threshold of the highest rate;
 * beyond the lowest it goes on with the last slope for two powers of ten and then stays: nobody measured there. It
 * holds for strangers drawn at random. Relatives, and a class of one age and sex, are closer.
 */
float gallery_threshold(const struct face_models *models, size_t size, double fpir);

/* The same from `count` rates, highest first (at least one). Pure. */
float gallery_threshold_at(const struct gallery_rate *rates, size_t count, size_t size, double fpir);

#endif
