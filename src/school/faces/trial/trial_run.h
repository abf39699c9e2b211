/* SPDX-License-Identifier: MIT */
/*
 * A trial with volunteers on the page for it (face/trial/trial.h says what is measured): one at a time in the
 * institution, begun, led and ended by administrators. A volunteer is no account; they go by a word and choose their
 * groups themselves. No picture is kept. Templates are sealed under the trial's own key, opened in locked memory alone,
 * and end with the trial: when it is counted, discarded, or TRIAL_DAYS old. What stays of the last one that was counted
 * are counts.
 */
#ifndef AMS_SCHOOL_TRIAL_RUN_H
#define AMS_SCHOOL_TRIAL_RUN_H

#include <stddef.h>
#include <stdint.h>

#include "face/live/live.h"
#include "face/trial/trial_report.h"
#include "school/school.h"

enum {
    TRIAL_DAYS = 30,
    TRIAL_VOLUNTEERS_MAX = 200,
    TRIAL_BURSTS_MAX = 3000,   // of a trial
    TRIAL_WORD_MAX = 40,       // characters of a volunteer's word, a group, a species
    TRIAL_GROUPS_CHOSEN = 8,   // by one volunteer
    TRIAL_TURN_FRAMES_MIN = 3, // LIVE_LOOK_FRAMES that look ahead, and one that is turned
};

struct trial_volunteer {
    int64_t id;
    const char *word;
    const char **groups;
    size_t group_count;
    bool tried, enrolled;
    int64_t looks, turns, attacks; // bursts so far
};

/* A figure of the last trial that was counted. */
struct trial_figure {
    const char *group; // NULL: everybody
    int64_t group_size;
    bool mirrored;
    enum trial_kind kind;
    enum trial_look look; // not of TRIAL_FTE
    const char *species;  // NULL: of no attack
    int64_t errors, trials;
    struct interval interval; // of TRIAL_FMR by people
    bool highest;
    int64_t rest_errors, rest_trials;
    bool is_compared;
    double p, corrected;
    bool differs; // by the test, from the rest
};

struct trial_view {
    double threshold; // what a trial that begins now would go by
    bool runs;
    int64_t started_at, ends_at;
    double own_threshold;
    bool outdated; // the model has changed since: nothing can be added
    struct trial_volunteer *volunteers;
    size_t volunteer_count;

    int64_t counted_at; // of the last one; 0: none, and nothing below is set
    int64_t people, comparisons;
    double counted_threshold;
    const char **too_small;
    size_t too_small_count;
    struct trial_figure *figures;
    size_t figure_count;
};

/* All for administrators (NOT_ALLOWED); INTERNAL without models or key. */
enum fault trial_get(struct school *school, const struct actor *actor, struct arena *arena,
                     struct trial_view *ret_view);

/* TRIAL_RUNS: there is one. Audited. */
enum fault trial_start(struct school *school, const struct actor *actor, struct arena *arena,
                       struct trial_view *ret_view);

/* Ends it uncounted: nothing of it stays. FAULT_NONE also when there is none. Audited when there was one. */
enum fault trial_discard(struct school *school, const struct actor *actor);

/* TEXT_INVALID with *ret_groups true for a group, TRIAL_NONE, TOO_MANY_THINGS. */
struct trial_volunteer_request {
    const char *word;
    const char *const *groups;
    size_t group_count;
};
enum fault trial_volunteer_add(struct school *school, const struct actor *actor,
                               const struct trial_volunteer_request *request, struct arena *arena,
                               struct trial_volunteer *ret_volunteer, bool *ret_groups);

/* Everything of the volunteer goes. NOT_FOUND. */
enum fault trial_volunteer_remove(struct school *school, const struct actor *actor, int64_t volunteer_id);

/*
 * Enrols, or enrols anew, as a student's face is. Slow; no reader may be held. *ret_reason says what became of it, and
 * *ret_report, and who could not be enrolled is counted as that. NOT_FOUND, TRIAL_OUTDATED, BUSY, TOO_MANY_PICTURES.
 */
enum fault trial_volunteer_enrol(struct school *school, const struct actor *actor, int64_t volunteer_id,
                                 const struct face_frame *frames, size_t count, enum face_reason *ret_reason,
                                 struct face_burst_report *ret_report);

struct trial_burst_request {
    int64_t volunteer_id;
    const char *species;             // of an attack; NULL: their own
    enum live_pose side;             // of a little turn, LIVE_LEFT or LIVE_RIGHT; LIVE_CENTRE: a quick look
    const struct face_frame *frames; // of a turn: LIVE_LOOK_FRAMES that look ahead first
    size_t count;
};

/*
 * Looks at a burst and counts what became of it; of a turn also the quick check of its first frames. Slow; no reader
 * may be held. Faults as above, TEXT_INVALID (species), and FAULT_FACE + FACE_TOO_FEW_FRAMES or FACE_IMAGE_TOO_LARGE
 * for a number of frames that cannot be.
 */
enum fault trial_burst_add(struct school *school, const struct actor *actor, const struct trial_burst_request *request,
                           struct arena *arena, struct trial_attempt *ret_attempt);

#endif
