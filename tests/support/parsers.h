/* SPDX-License-Identifier: MIT */
/* The workers that look at files and archives, for tests of the school and the API. */
#ifndef AMS_TESTS_SUPPORT_PARSERS_H
#define AMS_TESTS_SUPPORT_PARSERS_H

#include "worker/worker.h"

struct parsers {
    struct keeper *keeper;
    struct workers *workers;
};

/* Ends the program when they cannot be had. */
void parsers_open(struct parsers *parsers);
void parsers_close(struct parsers *parsers);

#endif
