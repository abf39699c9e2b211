/* SPDX-License-Identifier: MIT */
/* How often each route was asked, how it was answered, and how long that took. Thread-safe. */
#ifndef AMS_API_MEASURE_H
#define AMS_API_MEASURE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "http/router.h"

struct measure;

/* For so many routes. NULL when memory ends. */
struct measure *measure_open(size_t routes);
void measure_close(struct measure *measure); // NULL is allowed

/* One answer of a route; `us` microseconds from when all of the request was there. */
void measure_answer(struct measure *measure, size_t route, unsigned status, int64_t us);

/* One refusal that came before any route was asked. */
void measure_refusal(struct measure *measure, unsigned status);

/* One problem that was answered: a fault of the school, or PROBLEM_... of api/gate/problem.h. */
void measure_problem(struct measure *measure, unsigned problem);

/* In the text format of Prometheus; `routes` as given to the router. Routes that nobody has asked yet are left out. */
void measure_write(struct measure *measure, const struct route *routes, FILE *out);

#endif
