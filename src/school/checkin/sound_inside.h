/* SPDX-License-Identifier: MIT */
/* Judging the words that a check-in has heard. Pure functions. */
#ifndef AMS_SCHOOL_SOUND_INSIDE_H
#define AMS_SCHOOL_SOUND_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/checkin/room_code_inside.h"
#include "school/checkin/sound.h"

struct school;

/* The word of a period. Needs the key. */
void sound_word(const struct school *school, struct room_code_of of, int64_t period, char word[static SOUND_WORD_SIZE]);

/*
 * Words with commas between, as a page sends them: 1 to SOUND_HEARD_MAX, SOUND_WORD_LENGTH characters each, all of the
 * alphabet. How many, 0 on NULL and on anything else. Any text of strangers.
 */
size_t sound_parse(const char *heard, char words[static SOUND_HEARD_MAX][SOUND_WORD_SIZE]);

/* Whether one of the words in `heard` is the lecture's at `at`, or was in the period before. Needs the key. */
bool sound_is_right(const struct school *school, struct room_code_of of, const char *heard, int64_t at);

#endif
