/* SPDX-License-Identifier: MIT */
#include "base/tongue.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char *const codes[TONGUE_COUNT] = {
    [ENGLISH] = "en",
    [ARABIC] = "ar",
    [HINDI] = "hi",
};

enum tongue tongue_of(const char *locale)
{
    size_t size = locale ? strcspn(locale, "-") : 0;
    for (size_t i = 0; i < TONGUE_COUNT; i++)
        if (strlen(codes[i]) == size && strncasecmp(codes[i], locale, size) == 0)
            return (enum tongue)i;
    return ENGLISH;
}

bool tongue_is_rtl(enum tongue tongue)
{
    return tongue == ARABIC;
}

const char *tongue_code(enum tongue tongue)
{
    return codes[tongue];
}

const char *tongue_says(const char *const says[static TONGUE_COUNT], enum tongue tongue)
{
    return says[tongue] ? says[tongue] : says[ENGLISH];
}
