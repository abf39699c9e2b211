/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as the heading of a lecture's column. A moment is a whole minute of a year that is taken. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "school/common/text.h"
#include "school/imports/cells/cell_date.h"
#include "school/imports/wide/wide.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS };
    static struct cell_calendar *calendar;
    if (!calendar && !(calendar = cell_calendar_open()))
        abort();
    int64_t local = -1;
    bool day = false;
    char *text = malloc(size + 1); // so that one byte too far is seen
    if (!text)
        abort();
    if (size > 0)
        memcpy(text, bytes, size);
    text[size] = '\0';
    const char *behind = wide_heading_moment(calendar, text, &local, &day);
    if (behind) {
        assert(behind > text && behind <= text + strlen(text));
        assert(local % MINUTE_MS == 0 && (!day || local % DAY_MS == 0));
        assert(time_is_sane(local));
    }
    free(text);
    return 0;
}
