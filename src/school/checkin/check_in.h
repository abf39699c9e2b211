/* SPDX-License-Identifier: MIT */
/* The check-in with a face, in one step or several. */
#ifndef AMS_SCHOOL_CHECK_IN_H
#define AMS_SCHOOL_CHECK_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/secret.h"
#include "face/live/live.h"
#include "school/checkin/proof.h"
#include "school/common/fault.h"
#include "school/faces/identity.h"
#include "school/faces/challenge.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"

struct actor;
struct arena;
struct face_burst_report;
struct face_frame;
struct school;

struct challenge {
    char token[SECRET_TOKEN_SIZE];
    int64_t expires_at;
    int64_t frames;   // to send
    bool code_needed; // the check-in must bring the room code: school/checkin/room_code.h
    enum live_policy policy;
    struct challenge_step step; // the first one, unless the policy is LIVE_PASSIVE
};

/*
 * A challenge for one check-in, bound to student, lecture and session; a newer one replaces it. Under an active policy
 * it is for attendance_step(), with CHALLENGE_ACTIVE_SECONDS; leaving one after its first step counts as a refused
 * check. Faults: NOT_FOUND (not a student of the class), LECTURE_CANCELLED, WINDOW_NOT_OPEN (not yet), WINDOW_CLOSED,
 * ALREADY_MARKED, CONSENT_NEEDED, FACE_NOT_ENROLLED, FACE_OUTDATED, TOO_MANY_TRIES (*ret_retry_after_s is then set:
 * whole seconds).
 */
enum fault attendance_challenge(struct school *school, const struct actor *actor, int64_t lecture_id,
                                struct challenge *ret_challenge, int64_t *ret_retry_after_s);

struct check_in_request {
    int64_t lecture_id;
    const char *challenge;           // any text, may be NULL
    const struct face_frame *frames; // borrowed until the call returns
    size_t count;                    // CHECK_FRAMES_MIN to FACE_FRAMES_MAX; of a step: as it says
    const char *room_code;           // six digits or what the QR code holds; any text, may be NULL
    struct proof_input proofs;
    int64_t received_at; // when the request first reached the server; 0: now (check_in_rules.h)
};

/*
 * Marks the actor present or late by face. Slow: a worker's work. The challenge is used up, also by a refusal. Window
 * and challenge are judged by `received_at`: a check-in that reached the server before the close counts, even when its
 * verification ends after it. A student who is already marked gets that mark again, whatever was sent. Of the
 * burst CHECK_FRAMES_MIN must pass the quality gate; a burst that holds fewer is TOO_FEW_FRAMES and uses nothing up.
 * Faults: NOT_FOUND, LECTURE_CANCELLED, WINDOW_NOT_OPEN, WINDOW_CLOSED, CONSENT_NEEDED, FACE_NOT_ENROLLED,
 * FACE_OUTDATED, CHALLENGE_UNKNOWN (another's, another session's, used, replaced), CHALLENGE_EXPIRED, CODE_NEEDED
 * (nothing is used up), CODE_WRONG (counts as a refusal), NETWORK_OTHER, POSITION_NEEDED, POSITION_INVALID, OUTSIDE,
 * DEVICE_SHARED, DEVICE_NEW, DEVICE_UNSIGNED, ROOM_NEEDED (nothing is used up), CHALLENGE_ACTIVE (it asks for turns;
 * nothing is used up), FAULT_FACE + reason, BUSY (too many wait for an engine, or a face of this student is being
 * looked at), TOO_MANY_PICTURES. *ret_report as in identity_enrol. Told.
 */
enum fault attendance_check_in(struct school *school, const struct actor *actor, const struct check_in_request *request,
                               struct arena *arena, struct mark *ret_mark, struct face_burst_report *ret_report);

/* What came of a step's frames. */
struct step_result {
    bool marked; // `mark` is meant; otherwise `next`
    struct mark mark;
    struct challenge_step next;
};

/*
 * The frames of the step told last. The next one is told only when these are accepted; after the last one the actor is
 * marked, or refused. Faults as attendance_check_in, the room code at the first step, without CHALLENGE_ACTIVE. After
 * FAULT_FACE + a reason for which live_may_retry(), the step may be sent again, live_step_tries() times in all; every
 * other face fault, and the last of those tries, ends the challenge and counts as a refused check. *ret_report as
 * above.
 */
enum fault attendance_step(struct school *school, const struct actor *actor, const struct check_in_request *request,
                           struct arena *arena, struct step_result *ret_result, struct face_burst_report *ret_report);

#endif
