/* SPDX-License-Identifier: MIT */
/* What a trial comes to: a table of counts with intervals, by group, and which differences are real. No person is named
 * in it. */
#ifndef AMS_APP_TRIAL_REPORT_H
#define AMS_APP_TRIAL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "app/trial/trial_folder.h"
#include "face/calibrate/interval.h"
#include "face/trial/trial.h"

enum { TRIAL_EVERYBODY = -1, TRIAL_NO_SPECIES = -1 };

/* A figure of everybody or of one group. */
struct trial_row {
    int group; // TRIAL_EVERYBODY or an index of folder->groups
    enum trial_kind kind;
    enum trial_look look; // not of TRIAL_FTE
    int species;          // of attacks, or TRIAL_NO_SPECIES
    int64_t errors, trials;
    struct interval interval;         // 95 %, exact; trials as if independent
    struct interval by_people;        // of TRIAL_FMR: those that share a person counted as such
    bool highest;                     // of everybody's TRIAL_APCER of a look: the species with the highest share
    int64_t rest_errors, rest_trials; // of a group: those of the others
    // NaN: not compared, as where nobody or everybody is an error: no division of people could show anything there, and
    // it need not be corrected for (Tarone, Biometrics 46, 1990). Holm's correction over all rows.
    double p, corrected;
};

struct trial_report {
    struct trial_row *rows;
    size_t row_count;
    size_t comparisons;              // rows that were compared
    bool shown[TRIAL_GROUPS_MAX];    // false: too small, or all but a few; it has no row
    bool mirrored[TRIAL_GROUPS_MAX]; // the rest of a group before it, which has the comparisons of both
};

/* Whether the test says that the group differs from the rest. */
bool trial_row_is_real(const struct trial_row *row);

/* Counts. False without memory. To be released in any case. */
bool trial_report_make(struct trial_report *report, const struct trial_folder *folder, struct trial *trial);
void trial_report_release(struct trial_report *report);

/* What stands above the rows. */
struct trial_heading {
    const struct trial_folder *folder;
    const char *model_id;
    const char *match_fmr; // NULL: the threshold was given by itself
    double threshold;
};

void trial_report_print(FILE *out, const struct trial_report *report, const struct trial_heading *heading);

/* The same as JSON. False when it cannot be written. */
bool trial_report_write(const char *path, const struct trial_report *report, const struct trial_heading *heading);

#endif
