/* SPDX-License-Identifier: MIT */
#include "support/tongues.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* How often `size` bytes stand in a text. */
static size_t times(const char *text, const char *part, size_t size)
{
    size_t count = 0;
    for (; *text; text++)
        count += strncmp(text, part, size) == 0;
    return count;
}

/* Whether each {name} of `text` stands in `other` as often. */
static bool has_names(const char *text, const char *other)
{
    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
        size_t size = strcspn(at, "}") + 1;
        if (times(text, at, size) != times(other, at, size))
            return false;
    }
    return true;
}

/* Whether there is a small Latin letter outside of {names}. */
static bool is_latin(const char *text)
{
    for (bool name = false; *text; text++) {
        name = *text == '{' || (name && *text != '}');
        if (!name && *text >= 'a' && *text <= 'z')
            return true;
    }
    return false;
}

bool tongues_agree(const char *const says[static TONGUE_COUNT])
{
    const char *english = says[ENGLISH];
    if (!english || !*english) {
        fprintf(stderr, "a text is not there in English\n");
        return false;
    }
    for (size_t i = 0; i < TONGUE_COUNT; i++) {
        const char *text = says[i];
        const char *wrong = !text || !*text                                                  ? "is not there"
                            : !str_is_text(text, strlen(text), true)                         ? "is no text"
                            : !has_names(text, english) || !has_names(english, text)         ? "has other names in it"
                            : i != ENGLISH && (is_latin(text) || strcmp(text, english) == 0) ? "is left in English"
                                                                                             : NULL;
        if (wrong) {
            fprintf(stderr, "\"%s\" %s in \"%s\"\n", english, wrong, tongue_code((enum tongue)i));
            return false;
        }
    }
    return true;
}
