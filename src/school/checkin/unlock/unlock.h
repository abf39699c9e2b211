/* SPDX-License-Identifier: MIT */
/*
 * The phone's own unlock as a part of a check-in: a passkey, shown with finger, face or PIN for this lecture. Whoever
 * holds somebody's unlocked phone has the phone and the session; what unlocks it is not in their hand. What stays: who
 * was told the PIN as well, and a program that carries challenge and answer to where the person is.
 */
#ifndef AMS_SCHOOL_UNLOCK_H
#define AMS_SCHOOL_UNLOCK_H

#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct arena;
struct passkey_offer;
struct passkey_signature;
struct school;

enum { UNLOCK_MINUTES = 5 }; // for the camera, a retry or two, and a code that has to be typed again

/*
 * What a browser needs to ask for it: a challenge for this person, session and lecture, and the person's passkeys.
 * Nothing is written. Faults: as a check-in's, UNLOCK_OFF (the classroom does not ask), ALREADY_MARKED, PASSKEYS_OFF,
 * PASSKEY_ABSENT.
 */
enum fault unlock_begin(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                        struct passkey_offer *ret_offer);

/*
 * From now on the person's next mark in this lecture, from this session, comes with it; until *ret_until. Faults: as
 * before, PASSKEY_REFUSED whatever is wrong with what was signed, TOO_MANY_ATTEMPTS with *ret_retry_after_s.
 */
enum fault unlock_show(struct school *school, const struct actor *actor, int64_t lecture_id,
                       const struct passkey_signature *signature, struct arena *arena, int64_t *ret_until,
                       int64_t *ret_retry_after_s);

#endif
