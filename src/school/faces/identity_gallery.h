/* SPDX-License-Identifier: MIT */
/*
 * Every enrolled face of the institution, opened into locked memory once and kept up to date, so that a face that is
 * enrolled for a second account is seen at once. Faces of other models than the current are left out. For identity*.c
 * and school.c only.
 *
 * A change of a face is a turn: identity_gallery_enter, look for matches, commit, tell the gallery, leave. Turns go one
 * after the other, so that of two who enrol one face at the same moment the second is seen. Faces that another process
 * on the same database has stored are read at the start of each search; those it has deleted are noticed by their
 * number, and before a flag is raised the transaction looks whether the other face is still there.
 */
#ifndef AMS_SCHOOL_IDENTITY_GALLERY_H
#define AMS_SCHOOL_IDENTITY_GALLERY_H

#include "face/calibrate/cohort.h"
#include "face/face.h"
#include "school/common/fault.h"
#include "school/faces/flag_inside.h"

enum { IDENTITY_MATCHES_MAX = 8 }; // accounts that one enrolment is flagged with

struct identity_gallery;

/* Opens all faces. NULL when the database or memory fails. The school needs its faces and its key. */
struct identity_gallery *identity_gallery_open(struct school *school);
void identity_gallery_close(struct identity_gallery *gallery); // NULL is allowed

/* Begins and ends a turn; a NULL gallery has none. */
struct identity_gallery *identity_gallery_enter(struct identity_gallery *gallery);
void identity_gallery_leave(struct identity_gallery **gallery);

/*
 * Within a turn: the accounts other than the user's whose face is this one, or close to it, best first. INTERNAL and
 * BUSY when the gallery could not be brought up to date: then nobody can be enrolled.
 */
enum fault identity_gallery_match(struct school *school, int64_t user_id, const struct face_template *template,
                                  struct flag_match matches[static IDENTITY_MATCHES_MAX], size_t *ret_count);

/*
 * The best scores of two templates of one user against all other faces (cohort.h). *ret_whole false: there are too few.
 * Waits for the turn itself. BUSY, INTERNAL: the gallery could not be brought up to date.
 */
enum fault identity_gallery_cohorts(struct school *school, int64_t user_id, const struct face_template *const both[2],
                                    struct cohort ret_cohorts[static 2], bool *ret_whole);

/*
 * Within a turn, after the commit: the user's face is now `template`, or gone (NULL). When the commit's outcome is not
 * known (`fault` other than FAULT_NONE) all faces are read again before the next search.
 */
void identity_gallery_set(struct identity_gallery *gallery, int64_t user_id, const struct face_template *template,
                          enum fault fault);

#endif
