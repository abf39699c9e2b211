/* SPDX-License-Identifier: MIT */
/* A trial's report for people, and as JSON. No person is named in it. */
#ifndef AMS_APP_TRIAL_PRINT_H
#define AMS_APP_TRIAL_PRINT_H

#include <stdio.h>

#include "face/trial/trial_report.h"

/* What stands above the rows. */
struct trial_heading {
    const struct trial_division *division;
    const char *model_id;
    const char *match_fmr; // NULL: the threshold was given by itself
    double threshold;
};

void trial_report_print(FILE *out, const struct trial_report *report, const struct trial_heading *heading);

/* The same as JSON. False when it cannot be written. */
bool trial_report_write(const char *path, const struct trial_report *report, const struct trial_heading *heading);

#endif
