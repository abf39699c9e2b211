/* SPDX-License-Identifier: MIT */
/*
 * The face threshold on the institution's own people: all who let their face be compared with others are compared with
 * each other (face/calibrate/calibrate.h), and what is kept of it are counts. From these follows what the threshold in
 * force comes to among them, and which one would hold the rate that the operator has set (match_fmr), or a lower one.
 * Such a threshold is proposed; an administrator may choose it, and go back to that of models.json. Never is a rate
 * offered that is higher than the operator's.
 */
#ifndef AMS_SCHOOL_CALIBRATION_H
#define AMS_SCHOOL_CALIBRATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "face/calibrate/tally.h"
#include "school/school.h"

enum {
    CALIBRATION_OFFERS_MAX = 3,
    CALIBRATION_BARS = 100, // of the picture
};

/* The threshold that holds a rate with 97.5 % certainty, by people (face/calibrate/tally.h). */
struct calibration_offer {
    const char *rate;         // "1e-3", "1e-4", "1e-5"
    bool enough;              // there are enough people to say it; otherwise nothing below is set
    bool easier;              // it is below the threshold of models.json
    struct tally_point point; // with this threshold
};

/* By the cosine, or by s-norm. */
struct calibration_part {
    bool has_current;
    struct tally_point current; // with the threshold in force; without s-norm in force that part has none
    struct calibration_offer offers[CALIBRATION_OFFERS_MAX]; // from the operator's rate down
    size_t offer_count;
    int64_t bars[CALIBRATION_BARS]; // pairs by score
    double lowest, width;           // where the first bar begins; of each
};

struct calibration_view {
    double standard;             // threshold of models.json
    const char *standard_rate;   // NULL: models.json does not say
    double threshold;            // in force
    bool normalises;             // s-norm is in force
    double normalised_threshold; // in force
    int64_t chosen_at;           // 0: as in models.json

    int64_t id; // of the last calibration with this embedder; 0: none, and nothing below is set
    int64_t made_at;
    int64_t agreed;  // people who are enrolled and allow it
    int64_t people;  // of whom so many were compared, at most CALIBRATION_PEOPLE_MAX
    int64_t pairs;   // ... in so many pairs
    int64_t doubles; // pairs that may be one person: not among them
    struct calibration_part raw;
    bool has_normalised;
    struct calibration_part normalised;
};

/* Administrators (NOT_ALLOWED). INTERNAL without faces. */
enum fault calibration_get(struct school *school, const struct actor *actor, struct arena *arena,
                           struct calibration_view *ret_view);

struct calibration_choice {
    int64_t calibration_id; // what it was read from
    const char *rate;       // of an offer
    bool normalised;        // s-norm, with its own threshold
};

/*
 * Puts an offer in force: check-ins and the search for doubles go by it from now on. CHOICE_UNKNOWN (no such rate),
 * CHANGED_MEANWHILE (another calibration since), THRESHOLD_UNSUPPORTED (too few people for it). Audited.
 * Administrators.
 */
enum fault calibration_choose(struct school *school, const struct actor *actor, const struct calibration_choice *choice,
                              struct arena *arena, struct calibration_view *ret_view);

/* Back to the threshold of models.json, without s-norm. Audited when that changes anything. Administrators. */
enum fault calibration_reset(struct school *school, const struct actor *actor, struct arena *arena,
                             struct calibration_view *ret_view);

/* Told how far it is; anything but FAULT_NONE ends it. */
typedef enum fault (*calibration_progress)(void *context, int64_t done, int64_t total);

/*
 * Compares all and keeps the counts instead of the last ones, as the program itself: for a command. Slow: half a minute
 * for 10,000 people. No reader may be held. INTERNAL without models or key; NOT_FOUND: fewer people than
 * CALIBRATION_PEOPLE_MIN allow it (*ret_people tells). Audited.
 */
enum fault calibration_run(struct school *school, calibration_progress progress, void *context, int64_t *ret_people);

/* The same picture of it without an actor, for commands. */
enum fault calibration_read(struct school *school, struct arena *arena, struct calibration_view *ret_view);

#endif
