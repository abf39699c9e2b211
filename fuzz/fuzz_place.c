/* SPDX-License-Identifier: MIT */
/* libFuzzer: any text as a geo URI, as a list of networks and as words that were heard. What passes is in range, and
 * reads back the same. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "school/checkin/network.h"
#include "school/checkin/position.h"
#include "school/checkin/sound_inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct position position;
    struct network networks[NETWORK_LIST_MAX], again[NETWORK_LIST_MAX];
    char formatted[NETWORK_LIST_SIZE];
    size_t count, count_again;
    char *text = malloc(size + 1);
    if (!text)
        abort();
    if (size)
        memcpy(text, bytes, size);
    text[size] = '\0';
    if (position_parse(text, &position)) {
        assert(fabs(position.latitude) <= 90 && fabs(position.longitude) <= 180 && position.accuracy_m >= 0);
        assert(position_distance(&position, &position) < 1);
    }
    if (network_parse_list(text, networks, &count)) {
        assert(count <= NETWORK_LIST_MAX);
        if (network_format_list(networks, count, formatted)) {
            assert(network_parse_list(formatted, again, &count_again) && count_again == count);
            for (size_t i = 0; i < count; i++)
                assert(networks[i].prefix == again[i].prefix &&
                       memcmp(networks[i].address, again[i].address, sizeof(again[i].address)) == 0);
        }
    }
    network_contains(networks, 0, text);
    char words[SOUND_HEARD_MAX][SOUND_WORD_SIZE];
    size_t heard = sound_parse(text, words);
    assert(heard == 0 || strlen(text) == heard * SOUND_WORD_SIZE - 1);
    for (size_t i = 0; i < heard; i++)
        assert(memcmp(text + i * SOUND_WORD_SIZE, words[i], SOUND_WORD_LENGTH) == 0 && !words[i][SOUND_WORD_LENGTH]);
    free(text);
    return 0;
}
