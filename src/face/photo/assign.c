/* SPDX-License-Identifier: MIT */
/*
 * The assignment problem by shortest augmenting paths (Jonker and Volgenant 1987; the Hungarian method's potentials).
 * The short side is seated one by one. For each newcomer a cheapest path of "takes the seat of the one who moves to
 * ..." is grown to a free seat, Dijkstra's way, with costs made non-negative by a potential of each side; then everyone
 * on the path moves. A pair that is not worth anything costs 0, so seating all never costs more than leaving some out.
 */
#include "face/photo/assign.h"

#include <assert.h>
#include <float.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY SIZE_MAX

/* The table with its short side first: `people` <= `seats`. Costs are -(score - floor), at most 0. */
struct table {
    const float *scores;
    float floor;
    size_t people, seats;
    size_t person_step, seat_step; // in `scores`
};

/* All per seat but for the second. One more seat, the last, where the newcomer stands. */
struct seating {
    double *seat_potential;
    double *person_potential;
    double *nearest; // cheapest path to this seat so far
    size_t *person;  // who sits here
    size_t *before;  // the seat before this one on that path
    bool *settled;
};

static double cost(const struct table *table, size_t person, size_t seat)
{
    float worth = table->scores[person * table->person_step + seat * table->seat_step] - table->floor;
    return worth > 0 ? -(double)worth : 0;
}

/* Grows paths from the newcomer's seat until one ends at a free seat, which is returned. */
static size_t find_free_seat(const struct table *table, struct seating *seating)
{
    size_t at = table->seats;
    for (size_t seat = 0; seat <= table->seats; seat++) {
        seating->nearest[seat] = DBL_MAX;
        seating->settled[seat] = false;
    }
    while (seating->person[at] != NOBODY) {
        size_t person = seating->person[at], next = 0;
        double least = DBL_MAX;
        seating->settled[at] = true;
        for (size_t seat = 0; seat < table->seats; seat++) {
            if (seating->settled[seat])
                continue;
            double reduced =
                cost(table, person, seat) - seating->person_potential[person] - seating->seat_potential[seat];
            if (reduced < seating->nearest[seat]) {
                seating->nearest[seat] = reduced;
                seating->before[seat] = at;
            }
            if (seating->nearest[seat] < least) {
                least = seating->nearest[seat];
                next = seat;
            }
        }
        for (size_t seat = 0; seat <= table->seats; seat++)
            if (seating->settled[seat]) {
                seating->person_potential[seating->person[seat]] += least;
                seating->seat_potential[seat] -= least;
            } else {
                seating->nearest[seat] -= least;
            }
        at = next;
    }
    return at;
}

static void seat_all(const struct table *table, struct seating *seating)
{
    for (size_t seat = 0; seat <= table->seats; seat++)
        seating->person[seat] = NOBODY;
    for (size_t newcomer = 0; newcomer < table->people; newcomer++) {
        seating->person[table->seats] = newcomer;
        size_t seat = find_free_seat(table, seating);
        while (seat != table->seats) {
            seating->person[seat] = seating->person[seating->before[seat]];
            seat = seating->before[seat];
        }
    }
}

bool assign_best(const float *scores, size_t rows, size_t columns, float floor, int *partners)
{
    assert(rows < INT_MAX && columns < INT_MAX);
    bool turned = rows > columns;
    struct table table = turned ? (struct table){scores, floor, columns, rows, 1, columns}
                                : (struct table){scores, floor, rows, columns, columns, 1};
    size_t seats = table.seats + 1;
    struct seating seating = {
        .seat_potential = calloc(seats, sizeof(double)),
        .person_potential = calloc(table.people + 1, sizeof(double)),
        .nearest = calloc(seats, sizeof(double)),
        .person = calloc(seats, sizeof(size_t)),
        .before = calloc(seats, sizeof(size_t)),
        .settled = calloc(seats, sizeof(bool)),
    };
    bool ready = seating.seat_potential && seating.person_potential && seating.nearest && seating.person &&
                 seating.before && seating.settled;
    if (ready) {
        seat_all(&table, &seating);
        for (size_t row = 0; row < rows; row++)
            partners[row] = ASSIGN_NONE;
        for (size_t seat = 0; seat < table.seats; seat++) {
            size_t person = seating.person[seat];
            if (person == NOBODY || cost(&table, person, seat) >= 0)
                continue;
            partners[turned ? seat : person] = (int)(turned ? person : seat);
        }
    }
    free(seating.seat_potential);
    free(seating.person_potential);
    free(seating.nearest);
    free(seating.person);
    free(seating.before);
    free(seating.settled);
    return ready;
}
