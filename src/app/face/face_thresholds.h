/* SPDX-License-Identifier: MIT */
/* `ams face eval --write-thresholds`: what was measured on one's own people, back into models.json. */
#ifndef AMS_APP_FACE_THRESHOLDS_H
#define AMS_APP_FACE_THRESHOLDS_H

#include <jansson.h>
#include <stdbool.h>

#include "app/face/face_rates.h"

enum { FACE_THRESHOLDS_ERROR_SIZE = 512 };

/*
 * Writes the embedder's thresholds fmr_1e-2 and fmr_1e-3 where there were at least 1 / rate impostor pairs, fmr_1e-4
 * and fmr_1e-5 where there were 3 / rate (the rule of three). A smaller rate that was not measured keeps its threshold,
 * but never below that of a larger rate; `match` follows fmr_1e-4 when that was written, else it is raised to fmr_1e-3
 * where it was below. All else in the file stays; the file is replaced in one step. *ret_written: an object, rate ->
 * threshold, to be released. False with a sentence in `error`, and the file as it was.
 */
bool face_thresholds_write(const char *models_directory, const char *embedder_id, const struct rate_scores *sorted,
                           json_t **ret_written, char error[static FACE_THRESHOLDS_ERROR_SIZE]);

#endif
