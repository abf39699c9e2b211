/* SPDX-License-Identifier: MIT */
/*
 * A trial with volunteers: people enrol, check in and play attacks against one another, and what became of each attempt
 * is kept, nothing else. Templates and probes lie in locked memory (locked.h), left out of core dumps and wiped. One
 * thread at a time. trial_judge.h says what becomes of a burst, trial_look.h looks at one, trial_report.h counts. For
 * the `ams trial` command and school/faces.
 *
 * The words are those of ISO/IEC 19795-1 (FTE, FTA, FNMR, FMR) and ISO/IEC 30107-3 (BPCER, APCER, IAPAR).
 */
#ifndef AMS_FACE_TRIAL_H
#define AMS_FACE_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/interval.h"
#include "face/face.h"
#include "face/trial/difference.h"

enum {
    TRIAL_PEOPLE_MAX = 2000,
    TRIAL_GENUINE = -1,   // as species: the person themselves
    TRIAL_FRAMES_MIN = 2, // of a burst, so many must pass the gate, as in a check-in
};

/* How somebody is looked at: the quick check (LIVE_PASSIVE) or the little turn (LIVE_TURN). */
enum trial_look { TRIAL_QUICK, TRIAL_TURN, TRIAL_LOOKS };

/* What became of one burst. */
struct trial_attempt {
    size_t person; // whom it was, or was played against
    int species;   // TRIAL_GENUINE, or the attack's
    enum trial_look look;
    bool enrolled; // the person has a template
    bool acquired; // enough frames passed the gate; the rest is false otherwise
    bool live;     // not taken for an attack. The quick check only marks what it doubts; equal frames, or those of two
                   // people, it refuses as well
    bool compared; // with the person's template
    bool matched;
};

/* What is counted. */
enum trial_kind {
    TRIAL_FTE,   // people who could not be enrolled
    TRIAL_FTA,   // genuine bursts of which too few frames passed the gate
    TRIAL_FNMR,  // genuine bursts, compared, that are another person's by the threshold
    TRIAL_BPCER, // genuine bursts, acquired, that were taken for an attack
    TRIAL_FMR,   // comparisons of a person's quick look with another's template that pass
    TRIAL_APCER, // attacks, acquired, that were taken for a living person
    TRIAL_IAPAR, // attacks on an enrolled person that the check as a whole accepts (the quick one, marked or not)
    TRIAL_KINDS
};

/* "FTE", "FTA", ... */
const char *trial_kind_word(enum trial_kind kind);

/* "quick", "turn". */
const char *trial_look_word(enum trial_look look);

/* Whether the attempt is one of those that the kind counts (not TRIAL_FTE, TRIAL_FMR), and whether it is an error. */
bool trial_counts(const struct trial_attempt *attempt, enum trial_kind kind, bool *ret_error);

struct trial;

/* Faces match from `threshold`, a cosine. NULL without memory. */
struct trial *trial_open(float threshold);

/* Wipes everything. NULL is allowed. */
void trial_close(struct trial *trial);

/* The next person, from 0; `enrolled` NULL: could not be enrolled. False without memory, or when there are
 * TRIAL_PEOPLE_MAX. */
bool trial_add_person(struct trial *trial, const struct face_template *enrolled);

/* An attempt, and what is compared with all others: the probe of a genuine quick look that was read, else NULL. False
 * without memory. */
bool trial_add_attempt(struct trial *trial, const struct trial_attempt *attempt, const struct face_template *probe);

/* Of an enrolled person; NULL of another. Valid until the next person. */
const struct face_template *trial_template(const struct trial *trial, size_t person);

bool trial_is_enrolled(const struct trial *trial, size_t person);
bool trial_is_locked(const struct trial *trial);

/* Everything so far, in order; valid until the next burst. */
const struct trial_attempt *trial_attempts(const struct trial *trial, size_t *ret_count);

/*
 * Every genuine quick look so far that was read, whatever its liveness, against the templates of all others. The result
 * is the trial's, valid until the next change; `inside` is NULL in it and the caller's to set. False without memory.
 */
bool trial_compare(struct trial *trial, struct difference_pairs *ret_pairs);

/* Comparisons of strangers. `by_people` allows for those that share a person (calibrate/tally.h); several of the same
 * two people make it a little wider than it need be. */
struct trial_strangers {
    int64_t comparisons, matches;
    struct interval by_pairs, by_people;
};

/* Of the people for whom `within` (one each, in their order) is true, with one another; NULL: of all. False without
 * memory. */
bool trial_strangers(struct trial *trial, const bool *within, struct trial_strangers *ret_strangers);

#endif
