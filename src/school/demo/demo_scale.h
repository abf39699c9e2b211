/* SPDX-License-Identifier: MIT */
/* A whole college to measure with: a year of lectures and marks, made in a few minutes. No faces. */
#ifndef AMS_SCHOOL_DEMO_SCALE_H
#define AMS_SCHOOL_DEMO_SCALE_H

#include "school/demo/demo.h"

enum {
    SCALE_STUDENTS = 10000, // all of these at full size
    SCALE_CLASSROOMS = 400,
    SCALE_PROFESSORS = 200,
    SCALE_CLASS_STUDENTS = 200,
    SCALE_WEEKS_BACK = 50, // two lectures a week: 100 that are over, 4 that are planned
    SCALE_WEEKS_AHEAD = 2,
    SCALE_THOUSANDTHS_MAX = 1000,
};

struct demo_scale_request {
    int64_t thousandths; // of the full size: 1 to SCALE_THOUSANDTHS_MAX
    uint64_t seed;       // the same seed at the same time fills in the same
    void (*progress)(void *context, int64_t classrooms_done, int64_t classrooms); // after each classroom; may be NULL
    void *context;
};

/*
 * Fills a database, one transaction a classroom: 8 million marks at full size. NOT_ALLOWED, and nothing changed, when
 * there is any user already. After any other failure a part of it is there: start again with a fresh database.
 */
enum fault demo_scale(struct school *school, const struct demo_scale_request *request, struct demo *ret_demo);

#endif
