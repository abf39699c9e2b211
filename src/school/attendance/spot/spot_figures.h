/* SPDX-License-Identifier: MIT */
/*
 * How many of the marks that students made themselves were false, by what the staff found in the room
 * (attendance/spot/spot.h). A mark is false here when its student was looked for and not there: who had left by then
 * counts among them.
 */
#ifndef AMS_SCHOOL_SPOT_FIGURES_H
#define AMS_SCHOOL_SPOT_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/interval.h"

enum { SPOT_ENOUGH = 30 }; // looked up; of fewer no share is told

/* Of the flagged marks, or of the others. */
struct spot_kind {
    int64_t marks;                   // from which some were drawn
    int64_t drawn;                   // of these
    int64_t looked_up;               // of the drawn: somebody has said whether they were there
    int64_t not_there;               // of the looked up
    double weight, weight_not_there; // the same two, each row by out_of / chosen: the marks that it stands for
};

struct spot_figures {
    int64_t lectures; // in which some were drawn; not cancelled
    struct spot_kind flagged, plain;
};

/* Of what they say: the counts of both kinds; and, of SPOT_ENOUGH or more, the share with its interval. */
struct spot_verdict {
    int64_t marks, drawn, looked_up, not_there;
    bool enough;
    struct interval interval; // exact, 95 %, of not_there in looked_up as they are counted; when enough
    bool has_share;           // enough, and some of each kind that there is were looked up
    double share; // of all `marks`: each kind's share of the looked up, by weight, times the kind's part of the marks
};

/* Pure. */
struct spot_verdict spot_verdict(const struct spot_figures *figures);

/* Adds one classroom's figures to others'. */
void spot_figures_add(struct spot_figures *figures, const struct spot_figures *more);

#endif
