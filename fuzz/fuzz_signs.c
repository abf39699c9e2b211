/* SPDX-License-Identifier: MIT */
/* libFuzzer: any text as what a page says of its camera, as a stamp and as kept reasons. What passes is in range. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "school/checkin/camera.h"
#include "school/checkin/code_stamp.h"
#include "school/checkin/network.h"
#include "school/checkin/signs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct camera camera;
    struct code_stamp_words words;
    struct sign list[SIGNS_REASONS_MAX];
    char reasons[SIGNS_REASONS_SIZE] = "", range[NETWORK_RANGE_SIZE];
    char *text = malloc(size + 1);
    if (!text)
        abort();
    if (size)
        memcpy(text, bytes, size);
    text[size] = '\0';
    if (camera_parse(text, &camera)) {
        assert(strlen(text) <= CAMERA_TEXT_MAX && camera.still >= 0 && camera.still <= 100);
        assert(memchr(camera.label, '\0', sizeof(camera.label)));
    }
    bool odd = camera_is_odd(text, reasons);
    assert(odd == (reasons[0] != '\0'));
    size_t count = signs_split(reasons, list); // what is kept is read again, whole
    assert(!odd || count > 0);
    if (code_stamp_parse(text, &words))
        assert(words.at > 0 && words.period > 0 && strlen(words.mac) == 2 * SECRET_MAC_BYTES &&
               strlen(text) < CODE_STAMP_SIZE);
    count = signs_split(text, list);
    assert(count <= SIGNS_REASONS_MAX);
    for (size_t i = 0; i < count; i++)
        assert(list[i].flag != 0 && list[i].reason[0] && memchr(list[i].value, '\0', SIGN_WORD_SIZE));
    if (network_range(text, range))
        assert(strchr(range, '/'));
    free(text);
    return 0;
}
