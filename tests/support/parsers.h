/* SPDX-License-Identifier: MIT */
/* The worker that looks at files and archives, for tests of the school and the API. */
#ifndef AMS_TESTS_SUPPORT_PARSERS_H
#define AMS_TESTS_SUPPORT_PARSERS_H

#include "worker/worker.h"

/*
 * One worker, begun before main() and kept until the program ends: forking a program under ASan costs a quarter of a
 * second. A program that links this ends at once when it cannot be had.
 */
struct workers *parsers_shared(void);

#endif
