/* SPDX-License-Identifier: MIT */
/* libFuzzer: any three lines as a device's key, its signature and the challenge. Only what the key has signed is
 * proven, and what is signed has no line that somebody else wrote. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "face/face.h"
#include "school/checkin/device_proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct face_frame frames[] = {{(const uint8_t *)"first frame", 11},
                                               {(const uint8_t *)"second frame", 12}};
    char *text = malloc(size + 1), written[DEVICE_TEXT_SIZE], kept[ES256_KEY_SIZE];
    if (!text)
        abort();
    if (size)
        memcpy(text, bytes, size);
    text[size] = '\0';
    char *lines[3] = {text, NULL, NULL};
    for (size_t i = 1; i < 3; i++)
        if (lines[i - 1] && (lines[i] = strchr(lines[i - 1], '\n')))
            *lines[i]++ = '\0';
    const struct device_signed over = {12, 345, lines[2], frames, 2, INT64_C(1764500000000)};
    if (device_text(&over, over.at, written)) {
        size_t count = 0;
        for (const char *c = written; *c; c++)
            count += *c == '\n';
        assert(count == 7 && strlen(written) < DEVICE_TEXT_SIZE);
    }
    if (device_proven(&over, lines[0], lines[1], kept))
        assert(strcmp(kept, lines[0]) == 0 && strcmp(lines[2], "Y2hhbGxlbmdl_-09") == 0);
    else
        assert(kept[0] == '\0');
    free(text);
    return 0;
}
