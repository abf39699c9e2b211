/* SPDX-License-Identifier: MIT */
#include "school/attendance/spot/spot_pick.h"

static void swap(struct spot_mark *marks, size_t a, size_t b)
{
    struct spot_mark mark = marks[a];
    marks[a] = marks[b];
    marks[b] = mark;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Moves `count` of them to the front. */
static void shuffle(struct spot_mark *marks, size_t size, size_t count, spot_chance chance)
{
    for (size_t i = 0; i < count && i < size; i++)
        swap(marks, i, i + chance((uint32_t)(size - i)));
}

/* How many come from the flagged ones. */
static size_t flagged_of(size_t flagged, size_t plain, size_t names, spot_chance chance)
{
    if (flagged == 0 || plain == 0)
        return least(flagged, names);
    if (names == 1)
        return chance(2);
    size_t wanted = least((3 * names + 4) / 5, names - 1);
    size_t others = least(plain, names - least(flagged, wanted));
    return least(flagged, names - others);
}

size_t spot_pick(struct spot_mark *marks, size_t count, size_t names, spot_chance chance)
{
    size_t flagged = 0;
    if (names == 0 || count == 0)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (marks[i].flagged)
            swap(marks, i, flagged++);
    size_t plain = count - flagged;
    size_t from_flagged = flagged_of(flagged, plain, names, chance);
    size_t from_plain = least(plain, names - from_flagged);
    // Each kind's own chance; where a coin has chosen the kind, half of it.
    int64_t coins = names == 1 && flagged > 0 && plain > 0 ? 2 : 1;
    shuffle(marks, flagged, from_flagged, chance);
    shuffle(marks + flagged, plain, from_plain, chance);
    for (size_t i = 0; i < from_plain; i++)
        swap(marks, from_flagged + i, flagged + i);
    size_t drawn = from_flagged + from_plain;
    for (size_t i = 0; i < drawn; i++) {
        marks[i].chosen = (int64_t)(marks[i].flagged ? from_flagged : from_plain);
        marks[i].out_of = coins * (int64_t)(marks[i].flagged ? flagged : plain);
    }
    shuffle(marks, drawn, drawn, chance);
    return drawn;
}
