/* SPDX-License-Identifier: MIT */
/* Calibrating in pieces, for the job; keeping and reading what came of it. */
#ifndef AMS_SCHOOL_CALIBRATION_INSIDE_H
#define AMS_SCHOOL_CALIBRATION_INSIDE_H

#include "face/calibrate/calibrate.h"
#include "school/faces/calibration.h"

struct db;

/* What calibration_count() has made and calibration_keep() keeps. */
struct calibration_counts {
    struct school *school;
    int64_t actor_id; // 0: the program
    int64_t agreed;
    struct calibration_result result;
    char *raw, *normalised; // as texts, in the arena; `normalised` NULL: none
};

/* The comparing alone; faults of calibration_run(), and those of `progress`. */
enum fault calibration_count(struct school *school, calibration_progress progress, void *context, struct arena *arena,
                             struct calibration_counts *ret_counts);

/* A unit: keeps the counts (`context`) instead of the last ones. Audited. */
enum fault calibration_keep(struct db *db, void *context);

/* A tally as three lines of whole numbers, in the arena; NULL without memory. */
char *calibration_text(const struct tally *tally, struct arena *arena);

/* And back. False for what is no such text. */
bool calibration_of_text(const char *text, struct tally_scale scale, int64_t people, struct tally *ret_tally);

#endif
