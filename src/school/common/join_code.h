/* SPDX-License-Identifier: MIT */
/* The code by which students join a classroom, as people type it. */
#ifndef AMS_SCHOOL_JOIN_CODE_H
#define AMS_SCHOOL_JOIN_CODE_H

#include <stdbool.h>

#include "school/common/limits.h"

enum { JOIN_CODE_TYPED_MAX = 40 }; // characters, with what is typed around it

/* Upper case without spaces and dashes. False: it cannot be a code. */
bool join_code_normalise(const char *text, char code[static CLASSROOM_CODE_LENGTH + 1]);

#endif
