/* SPDX-License-Identifier: MIT */
#include "school/common/join_code.h"

#include <stddef.h>

bool join_code_normalise(const char *text, char code[static CLASSROOM_CODE_LENGTH + 1])
{
    size_t length = 0;
    for (; text && *text; text++) {
        if (*text == ' ' || *text == '-')
            continue;
        char upper = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
        bool known = (upper >= 'A' && upper <= 'Z') || (upper >= '0' && upper <= '9');
        if (!known || length == CLASSROOM_CODE_LENGTH)
            return false;
        code[length++] = upper;
    }
    code[length] = '\0';
    return length == CLASSROOM_CODE_LENGTH;
}
