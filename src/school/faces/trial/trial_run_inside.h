/* SPDX-License-Identifier: MIT */
/* Counting a trial, for the job; and its rows and seals. */
#ifndef AMS_SCHOOL_TRIAL_RUN_INSIDE_H
#define AMS_SCHOOL_TRIAL_RUN_INSIDE_H

#include "face/trial/trial_report.h"
#include "school/common/keys.h"
#include "school/faces/identity_template.h"
#include "school/faces/trial/trial_run.h"

struct db;

/* The trial that goes on. */
struct trial_row_kept {
    int64_t id, started_at, ends_at;
    char model_id[FACE_MODEL_ID_SIZE];
    float threshold;
};

/* NOT_FOUND: there is none. */
enum fault trial_kept_read(struct db *db, struct trial_row_kept *ret_kept);

/* A face under the trial's key, for a volunteer. */
void trial_seal(const struct own_key *own, int64_t volunteer_id, const struct face_template *face,
                uint8_t sealed[static SEALED_BYTES]);
bool trial_unseal(const struct own_key *own, int64_t volunteer_id, const char *model_id, const void *sealed,
                  size_t size, struct face_template *ret_face);

/* The next line of a text of lines, which *text moves behind. False at its end. */
bool trial_next_line(const char **text, const char **ret_line, size_t *ret_size);

/* Inside a unit: volunteers, bursts and the key of the trial that goes on. */
enum fault trial_forget(struct db *db, int64_t trial_id);

/* What the job counts with, and what came of it. */
struct trial_count {
    struct school *school;
    int64_t actor_id;
    struct trial_row_kept kept;
    struct trial_division division;
    struct trial_report report;
};

/* Opens all of it in locked memory and counts. Slow: some ten seconds for the largest. NOT_FOUND: no trial goes on.
 * To be released in any case. */
enum fault trial_count(struct school *school, struct trial_count *ret_count);
void trial_count_release(struct trial_count *count);

/* A unit: keeps the figures (`context`) instead of the last ones and ends the trial. CHANGED_MEANWHILE: another goes
 * on, or none. Audited. */
enum fault trial_count_keep(struct db *db, void *context);

/* Inside the sweep's unit: ends what is older than TRIAL_DAYS. */
enum fault trial_sweep(struct db *db, int64_t now);

#endif
