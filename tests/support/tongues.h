/* SPDX-License-Identifier: MIT */
/* Whether a text is there in every language of base/tongue.h, and says the same. */
#ifndef AMS_TESTS_SUPPORT_TONGUES_H
#define AMS_TESTS_SUPPORT_TONGUES_H

#include <stdbool.h>

#include "base/tongue.h"

/*
 * Each language has the text, puts the same {names} into it as often as English does, and has no word in small Latin
 * letters besides them. Otherwise prints which text fails.
 */
bool tongues_agree(const char *const says[static TONGUE_COUNT]);

#endif
