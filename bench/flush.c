/* SPDX-License-Identifier: MIT */
/*
 * Preloaded by bench/peers into every peer: numbers too small to be normal count as zero from the start, on all
 * threads, which have the state of whoever made them; as AMS sets it for its nets.
 */
#ifdef __SSE__
#include <xmmintrin.h>

enum { FLUSH_TO_ZERO = 0x8000, DENORMALS_ARE_ZERO = 0x40 };

__attribute__((constructor)) static void flush(void)
{
    _mm_setcsr(_mm_getcsr() | FLUSH_TO_ZERO | DENORMALS_ARE_ZERO);
}
#endif
