/* SPDX-License-Identifier: MIT */
/* Numbers drawn from a state of the caller's: the same ones on every machine. */
#ifndef AMS_TESTS_NN_DRAW_H
#define AMS_TESTS_NN_DRAW_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static inline uint32_t draw_below(uint64_t *state, uint32_t limit)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*state >> 33) % limit;
}

/* From -1 to 1 in `steps` steps a unit; of the exact size, so that a sanitizer sees one read or written too far. */
static inline float *draw_floats(uint64_t *state, size_t count, uint32_t steps)
{
    float *values = malloc(count * sizeof(*values));
    assert_non_null(values);
    for (size_t i = 0; i < count; i++)
        values[i] = (float)draw_below(state, 2 * steps + 1) / (float)steps - 1;
    return values;
}

#endif
