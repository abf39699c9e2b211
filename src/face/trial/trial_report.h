/* SPDX-License-Identifier: MIT */
/* What a trial comes to: a table of counts with intervals, by group, and which differences are real. No person is named
 * in it. */
#ifndef AMS_FACE_TRIAL_REPORT_H
#define AMS_FACE_TRIAL_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/interval.h"
#include "face/trial/trial.h"

enum {
    TRIAL_NAME_SIZE = 128,  // of a group, a species
    TRIAL_SPECIES_MAX = 24, // kinds of attacks
    TRIAL_GROUPS_MAX = 40,  // of all questions together
    TRIAL_GROUP_MIN = 3,    // people; a smaller group, or rest, would tell of persons
};

struct trial_group {
    char name[TRIAL_NAME_SIZE];
    bool *inside; // (people)
    size_t size;
};

/* Who chose which groups, and what was played. A zeroed one holds nothing. */
struct trial_division {
    size_t people;
    struct trial_group groups[TRIAL_GROUPS_MAX]; // in the order they are named in
    size_t group_count;
    char species[TRIAL_SPECIES_MAX][TRIAL_NAME_SIZE];
    size_t species_count;
};

/* The group of this name, made when there is none, or NULL: no memory, no room for one more, or too long a name.
 * `division->people` is set. */
struct trial_group *trial_division_group(struct trial_division *division, const char *name);

/* The number of this species, new or not. False: no room for one more, or too long a name. */
bool trial_division_species(struct trial_division *division, const char *name, int *ret_species);

void trial_division_release(struct trial_division *division);

enum { TRIAL_EVERYBODY = -1, TRIAL_NO_SPECIES = -1 };

/* A figure of everybody or of one group. */
struct trial_row {
    int group; // TRIAL_EVERYBODY or an index of division->groups
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
bool trial_is_real(double corrected); // of its corrected p

/* Counts. False without memory. To be released in any case. */
bool trial_report_make(struct trial_report *report, const struct trial_division *division, struct trial *trial);
void trial_report_release(struct trial_report *report);

#endif
