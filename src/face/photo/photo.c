/* SPDX-License-Identifier: MIT */
/* The matching half of the class photo: templates of faces and of the class -> proposals. */
#include "face/photo/photo.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "face/photo/assign.h"
#include "face/embed.h"
#include "face/gallery/gallery.h"
#include "face/photo/photo_ask.h"
#include "face/photo/photo_look.h"

enum { SURE_CLASS_MIN = 60 }; // smaller classes are judged like one of this size

static const double SURE_RATE = .0015, ASK_RATE = .00046;
static const float MARGIN = .05f; // a sure face is so much closer to its student than to any other

/* What is known of one face once it was compared with the class. */
struct match {
    float score;     // with `student`, or the best of all
    float runner_up; // the best with any other student
    int student;     // PHOTO_NOBODY: none
    enum photo_band band;
    bool dropped; // another face shows the same person better
};

/* One call. */
struct matching {
    const struct photo_found_list *found;
    const struct photo_roster *roster;
    float sure, ask;
    float *scores; // (found->count, roster->count)
    struct match *matches;
};

const char *photo_band_code(enum photo_band band)
{
    static const char *const codes[] = {[PHOTO_UNKNOWN] = "unknown", [PHOTO_ASK] = "ask", [PHOTO_SURE] = "sure"};
    return codes[band];
}

float photo_sure_threshold(const struct face_models *models, size_t students)
{
    return gallery_threshold(models, students < SURE_CLASS_MIN ? SURE_CLASS_MIN : students, SURE_RATE);
}

float photo_ask_threshold(const struct face_models *models)
{
    return gallery_threshold(models, 1, ASK_RATE);
}

static void fill_scores(struct matching *matching)
{
    size_t students = matching->roster->count;
    for (size_t i = 0; i < matching->found->count; i++) {
        const struct photo_found *found = &matching->found->faces[i];
        for (size_t s = 0; s < students; s++)
            matching->scores[i * students + s] =
                found->readable ? embedding_cosine(found->face->values, matching->roster->templates[s].values) : -1;
    }
}

/* One face's band, once its student is known. */
static void judge(const struct matching *matching, size_t index, int student)
{
    const float *scores = matching->scores + index * matching->roster->count;
    struct match match = {.score = -1, .runner_up = -1, .student = student};
    for (size_t s = 0; s < matching->roster->count; s++) {
        if ((int)s == student)
            match.score = scores[s];
        else if (scores[s] > match.runner_up)
            match.runner_up = scores[s];
    }
    if (student == PHOTO_NOBODY)
        match.score = match.runner_up;
    else if (match.score >= matching->sure && match.score - match.runner_up >= MARGIN &&
             matching->found->faces[index].height >= PHOTO_SURE_HEIGHT)
        match.band = PHOTO_SURE;
    else
        match.band = PHOTO_ASK;
    matching->matches[index] = match;
}

/* Each photo by itself: nobody sits twice in one photo. The faces of a photo lie side by side. */
static bool assign_photo(const struct matching *matching, size_t first, size_t count)
{
    size_t students = matching->roster->count;
    int *partners = calloc(count + 1, sizeof(*partners));
    bool done = partners && assign_best(matching->scores + first * students, count, students, matching->ask, partners);
    for (size_t i = 0; done && i < count; i++)
        judge(matching, first + i, partners[i] == ASSIGN_NONE ? PHOTO_NOBODY : partners[i]);
    free(partners);
    return done;
}

static bool assign_all(const struct matching *matching)
{
    const struct photo_found_list *found = matching->found;
    for (size_t first = 0, next; first < found->count; first = next) {
        for (next = first; next < found->count && found->faces[next].photo == found->faces[first].photo; next++)
            ;
        if (!assign_photo(matching, first, next - first))
            return false;
    }
    return true;
}

static bool is_better(const struct match *a, const struct match *b)
{
    return a->band != b->band ? a->band > b->band : a->score > b->score;
}

static int order(const struct matching *matching, size_t a, size_t b)
{
    if (is_better(&matching->matches[a], &matching->matches[b]))
        return -1;
    if (is_better(&matching->matches[b], &matching->matches[a]))
        return 1;
    return (a > b) - (a < b);
}

/* Two faces of different photos that are surely one person. */
static bool is_seen_again(const struct matching *matching, size_t a, size_t b)
{
    const struct photo_found *first = &matching->found->faces[a], *second = &matching->found->faces[b];
    return first->photo != second->photo && first->readable && second->readable &&
           embedding_cosine(first->face->values, second->face->values) >= matching->sure;
}

/*
 * Across photos the better face of a person stays, surest faces first. A worse face with the same student goes when it
 * is sure too or looks like the better one; otherwise it is somebody else, and nobody is named.
 */
static void merge_photos(const struct matching *matching, const size_t *ranked)
{
    struct match *matches = matching->matches;
    for (size_t i = 0; i < matching->found->count; i++) {
        struct match *worse = &matches[ranked[i]];
        for (size_t j = 0; j < i && !worse->dropped; j++) {
            const struct match *better = &matches[ranked[j]];
            if (better->dropped)
                continue;
            bool same_student = worse->student != PHOTO_NOBODY && worse->student == better->student;
            if (same_student && worse->band == PHOTO_SURE)
                worse->dropped = true;
            else if (is_seen_again(matching, ranked[i], ranked[j]) && (same_student || worse->student == PHOTO_NOBODY))
                worse->dropped = true;
            else if (same_student)
                *worse = (struct match){.score = worse->score, .student = PHOTO_NOBODY};
        }
    }
}

/* Insertion: the list is short and this is deterministic. */
static void rank(const struct matching *matching, size_t *ranked)
{
    for (size_t i = 0; i < matching->found->count; i++) {
        size_t at = i;
        for (; at > 0 && order(matching, ranked[at - 1], i) > 0; at--)
            ranked[at] = ranked[at - 1];
        ranked[at] = i;
    }
}

/* Moves the crops of the faces that stay into the result. */
static bool collect(const struct matching *matching, struct photo_found_list *found, const size_t *ranked,
                    struct photo_result *result)
{
    result->faces = calloc(found->count + 1, sizeof(*result->faces));
    if (!result->faces)
        return false;
    for (size_t i = 0; i < found->count; i++) {
        const struct match *match = &matching->matches[ranked[i]];
        struct photo_found *face = &found->faces[ranked[i]];
        if (match->dropped)
            continue;
        result->faces[result->count++] = (struct photo_face){
            .photo = face->photo,
            .box = face->box,
            .band = match->band,
            .student = match->student,
            .score = match->score,
            .crop = face->crop,
            .crop_size = face->crop_size,
        };
        face->crop = NULL;
    }
    return true;
}

static bool match_all(struct photo_found_list *found, const struct photo_roster *roster,
                      const struct face_models *models, struct photo_result *result)
{
    struct matching matching = {
        .found = found,
        .roster = roster,
        .sure = photo_sure_threshold(models, roster->count),
        .ask = photo_ask_threshold(models),
        .scores = calloc(found->count * roster->count + 1, sizeof(float)),
        .matches = calloc(found->count + 1, sizeof(struct match)),
    };
    size_t *ranked = calloc(found->count + 1, sizeof(*ranked));
    bool done = false;
    if (matching.scores && matching.matches && ranked) {
        fill_scores(&matching);
        done = assign_all(&matching);
    }
    if (done) {
        rank(&matching, ranked);
        merge_photos(&matching, ranked);
        // Some have lost their name.
        rank(&matching, ranked);
        done = collect(&matching, found, ranked, result);
    }
    free(matching.scores);
    free(matching.matches);
    free(ranked);
    return done;
}

static bool is_roster_of(const struct photo_roster *roster, const struct face_models *models)
{
    for (size_t i = 0; i < roster->count; i++)
        if (strcmp(roster->templates[i].model_id, face_models_id(models)) != 0)
            return false;
    return true;
}

enum face_reason photo_read(struct face_pool *pool, const struct face_frame *photos, size_t count,
                            const struct photo_roster *roster, struct photo_result *ret_result, size_t *ret_photo,
                            struct photo_timing *ret_timing)
{
    assert(count >= 1 && count <= PHOTO_MAX);
    struct photo_found_list found = {0};
    struct photo_result result = {0};
    struct photo_timing timing = {0};
    const struct face_models *models = face_pool_models(pool);
    enum face_reason reason = is_roster_of(roster, models) ? FACE_OK : FACE_OTHER_MODEL;
    size_t photo = 0;
    for (; reason == FACE_OK && photo < count; photo++)
        reason = photo_ask(pool, photos[photo], photo, &found, &timing);
    if (reason == FACE_BAD_IMAGE || reason == FACE_IMAGE_TOO_LARGE)
        *ret_photo = photo - 1;
    if (reason == FACE_OK) {
        int64_t start = clock_steady_ns();
        reason = match_all(&found, roster, models, &result) ? FACE_OK : FACE_FAULT;
        timing.match_ns = clock_steady_ns() - start;
    }
    photo_found_release(&found);
    if (reason == FACE_OK) {
        *ret_result = result;
        if (ret_timing)
            *ret_timing = timing;
    }
    return reason;
}

void photo_close(struct photo_result *result)
{
    for (size_t i = 0; i < result->count; i++)
        free(result->faces[i].crop);
    free(result->faces);
    *result = (struct photo_result){0};
}
