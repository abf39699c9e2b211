/* SPDX-License-Identifier: MIT */
/*
 * The room sound: a word that the staff's pages play too high for most people to hear, new with each period of the room
 * code, and that the phones of those in the room hear while their camera looks. Made from the master key, the lecture
 * and the time; nothing of it is stored. A phone call or a voice chat does not carry it.
 */
#ifndef AMS_SCHOOL_SOUND_H
#define AMS_SCHOOL_SOUND_H

#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct school;

enum {
    SOUND_WORD_LENGTH = 8, // characters of an alphabet of 32: 40 bits
    SOUND_WORD_SIZE = SOUND_WORD_LENGTH + 1,
    SOUND_HEARD_MAX = 4,                                                // words that a check-in may bring
    SOUND_HEARD_LENGTH = SOUND_HEARD_MAX * (SOUND_WORD_LENGTH + 1) - 1, // with commas between
};

struct room_sound {
    char word[SOUND_WORD_SIZE];
    int64_t valid_until; // taken before this moment, grace included
    int64_t next_in_ms;  // until another word is played
};

/*
 * The word now. Who takes attendance in the lecture alone; NOT_FOUND for others, LECTURE_CANCELLED, CLASSROOM_ARCHIVED,
 * WINDOW_NOT_OPEN, WINDOW_CLOSED, SOUND_OFF (the classroom asks for no proof of the room, or not for this one).
 */
enum fault room_sound_get(struct school *school, const struct actor *actor, int64_t lecture_id,
                          struct room_sound *ret_sound);

#endif
