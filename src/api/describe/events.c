/* SPDX-License-Identifier: MIT */
/* The shapes of live events, which no answer names. */
#include "api/routes.h"

/* clang-format off */
const struct shape_words event_shapes[] = {
    {"event_closed", "{code:right_lost|too_many_streams}"},
    {"event_mark", "{mark:mark,counts:counts}"},
    {"event_notification", "{id:int}"},
    {"event_refusal", "{student:person,code:text,at:time}"},
    {"event_window", "{window:window?}"},
    {0},
};
/* clang-format on */
