/* SPDX-License-Identifier: MIT */
/* The worker that looks at files and archives, for tests of the school and the API. */
#ifndef AMS_TESTS_SUPPORT_PARSERS_H
#define AMS_TESTS_SUPPORT_PARSERS_H

#include "worker/worker.h"

/*
 * One worker, begun at the first call and kept until the program ends: forking a program under ASan costs a quarter of
 * a second. Ends the program when it cannot be had.
 */
struct workers *parsers_shared(void);

#endif
