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
    char *text = malloc(size + 1); // so that one byte too far is seen
    if (!text)
        abort();
    if (size > 0)
        memcpy(text, bytes, size);
    text[size] = '\0';
    struct cell_orders orders = {0};
    for (int order = CELL_ORDER_NONE; order <= CELL_ORDER_MONTH; order++) {
        struct wide_moment moment;
        if (!wide_heading_moment(calendar, (enum cell_order)order, text, &moment))
            continue;
        assert(moment.behind > text && moment.behind <= text + strlen(text));
        assert(!moment.either || order == CELL_ORDER_NONE);
        assert(moment.local % MINUTE_MS == 0 && (!moment.day || moment.local % DAY_MS == 0));
        assert(moment.either || time_is_sane(moment.local));
    }
    wide_heading_see(calendar, text, &orders);
    assert(orders.day_first + orders.month_first + orders.either <= 1);
    free(text);
    return 0;
}
