/* SPDX-License-Identifier: MIT */
#include "api/describe/words.h"

#include <stddef.h>

const struct field_words words_numbers[] = {
    {0},
};
