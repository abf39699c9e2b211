/* SPDX-License-Identifier: MIT */
/*
 * Consent and faces. The only door of the school to face/. A template is sealed for its owner before it reaches the
 * database, opened only in memory that is locked and wiped afterwards, and deleted at once with the consent.
 */
#ifndef AMS_SCHOOL_IDENTITY_H
#define AMS_SCHOOL_IDENTITY_H

#include <stddef.h>

#include "face/face.h"
#include "school/school.h"

struct consent {
    int64_t version;         // of the current text
    const char *const *text; // paragraphs
    size_t paragraphs;
    int64_t given_at; // when this person agreed to the current text; 0: not, or withdrawn
};

/* What a person may know of their own face. */
struct identity {
    bool consented; // to the current text
    bool enrolled;
    int64_t enrolled_at; // 0 when not
    int64_t frames;      // accepted at enrolment
    bool renew;          // the model has changed since: enrol again
};

/* The current text and whether the actor agreed to it. Static text; nothing of it lives in an arena. */
enum fault identity_consent(struct school *school, const struct actor *actor, struct consent *ret_consent);

/* Agrees to the text of `version`; again is fine. CONSENT_OUTDATED when that is not the current one. Audited. */
enum fault identity_consent_give(struct school *school, const struct actor *actor, int64_t version,
                                 struct consent *ret_consent);

/* Withdraws, and deletes the template in the same transaction. FAULT_NONE also when there was nothing. Audited. */
enum fault identity_consent_withdraw(struct school *school, const struct actor *actor);

enum fault identity_get(struct school *school, const struct actor *actor, struct identity *ret_identity);

/*
 * Enrols, or enrols anew, from FACE_FRAMES_MIN to FACE_FRAMES_MAX frames; borrowed until the call returns. Slow: a
 * worker's work. Faults: CONSENT_NEEDED, FAULT_FACE + reason, BUSY (too many wait for an engine, or a face of this
 * student is being looked at). *ret_report is set whenever frames were looked at, with a face fault too; otherwise its
 * `frames` is 0. Audited.
 */
enum fault identity_enrol(struct school *school, const struct actor *actor, const struct face_frame *frames,
                          size_t count, struct identity *ret_identity, struct face_burst_report *ret_report);

/* Deletes the template; the consent stays. FAULT_NONE also when there was none. Audited. */
enum fault identity_delete(struct school *school, const struct actor *actor);

#endif
