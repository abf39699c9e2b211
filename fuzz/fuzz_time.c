/* SPDX-License-Identifier: MIT */
/* libFuzzer: any text as a time of RFC 3339 and as a number. What is taken comes back the same from its own words. */
#include <assert.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"
#include "own_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = own_text(bytes, size);
    char words[CLOCK_TEXT_SIZE], digits[32];
    int64_t ms, again, number, number_again;
    if (clock_parse(text, &ms)) {
        clock_format(ms, words);
        assert(clock_parse(words, &again));
        // Only what an offset has carried out of the years 0000 to 9999 is clamped.
        assert(again == ms || strncmp(words, "0000-01-01", 10) == 0 || strncmp(words, "9999-12-31", 10) == 0);
    }
    if (str_to_int(text, INT64_MIN, INT64_MAX, &number)) {
        snprintf(digits, sizeof(digits), "%lld", (long long)number);
        assert(str_to_int(digits, INT64_MIN, INT64_MAX, &number_again) && number_again == number);
    }
    if (str_to_int(text, 1, 200, &number))
        assert(number >= 1 && number <= 200);
    free(text);
    return 0;
}
