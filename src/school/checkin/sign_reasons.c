/* SPDX-License-Identifier: MIT */
/* Reasons as they are kept: words with spaces between, some with a value behind a colon. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "school/checkin/signs.h"
#include "school/marks/mark.h"

static const struct {
    const char *reason;
    unsigned flag;
} known_reasons[] = {
    {"code_old", MARK_RELAYED},        {"code_held", MARK_RELAYED},        {"lone_network", MARK_RELAYED},
    {"few_network", MARK_RELAYED},     {"code_spread", MARK_RELAYED},      {"new_device", MARK_RELAYED},
    {"camera_label", MARK_ODD_CAMERA}, {"camera_still", MARK_ODD_CAMERA},  {"camera_even", MARK_ODD_CAMERA},
    {"camera_lens", MARK_ODD_CAMERA},  {"camera_facing", MARK_ODD_CAMERA}, {"camera_unreadable", MARK_ODD_CAMERA},
};

void signs_add(char reasons[static SIGNS_REASONS_SIZE], const char *reason, const char *value)
{
    size_t size = strlen(reasons);
    int written = snprintf(reasons + size, SIGNS_REASONS_SIZE - size, "%s%s%s%s", size ? " " : "", reason,
                           value ? ":" : "", value ? value : "");
    if (written < 0 || (size_t)written >= SIGNS_REASONS_SIZE - size)
        reasons[size] = '\0';
}

static bool sign_parse(const char *word, size_t size, struct sign *ret_sign)
{
    size_t length = strcspn(word, ": ");
    size_t rest = length < size ? size - length - 1 : 0;
    for (size_t i = 0; i < ARRAY_LENGTH(known_reasons); i++) {
        const char *reason = known_reasons[i].reason;
        if (strlen(reason) != length || strncmp(word, reason, length) != 0 || rest >= SIGN_WORD_SIZE)
            continue;
        *ret_sign = (struct sign){.flag = known_reasons[i].flag};
        memcpy(ret_sign->reason, word, length);
        memcpy(ret_sign->value, word + size - rest, rest);
        return true;
    }
    return false;
}

size_t signs_split(const char *reasons, struct sign list[static SIGNS_REASONS_MAX])
{
    size_t count = 0;
    for (const char *word = reasons ? reasons : ""; *word && count < SIGNS_REASONS_MAX;) {
        size_t size = strcspn(word, " ");
        count += size > 0 && sign_parse(word, size, &list[count]);
        word += size + (word[size] == ' ');
    }
    return count;
}
