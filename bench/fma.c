/* SPDX-License-Identifier: MIT */
/*
 * The fused multiply-adds one core can do: twelve independent chains, for the widest registers it has.
 * Usage: fma. Prints "fma gflops=... width=...", two operations a multiply-add: the best of many short runs, so that
 * other work on the machine counts least.
 */
#include <stdint.h>
#include <stdio.h>

#include "base/clock.h"

enum { CHAINS = 12, STEPS = 50000, RUNS = 3000 };

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx512f"), noinline)) static float chains_512(void)
{
    __m512 sums[CHAINS], factor = _mm512_set1_ps(.999999f), addend = _mm512_set1_ps(1e-6f);
    for (size_t i = 0; i < CHAINS; i++)
        sums[i] = _mm512_set1_ps((float)i);
    for (size_t step = 0; step < STEPS; step++)
#pragma GCC unroll 12
        for (size_t i = 0; i < CHAINS; i++)
            sums[i] = _mm512_fmadd_ps(sums[i], factor, addend);
    float total = 0;
    for (size_t i = 0; i < CHAINS; i++)
        total += _mm512_reduce_add_ps(sums[i]);
    return total;
}

__attribute__((target("avx2,fma"), noinline)) static float chains_256(void)
{
    __m256 sums[CHAINS], factor = _mm256_set1_ps(.999999f), addend = _mm256_set1_ps(1e-6f);
    for (size_t i = 0; i < CHAINS; i++)
        sums[i] = _mm256_set1_ps((float)i);
    for (size_t step = 0; step < STEPS; step++)
#pragma GCC unroll 12
        for (size_t i = 0; i < CHAINS; i++)
            sums[i] = _mm256_fmadd_ps(sums[i], factor, addend);
    float total = 0, values[8];
    for (size_t i = 0; i < CHAINS; i++) {
        _mm256_storeu_ps(values, sums[i]);
        total += values[0] + values[7];
    }
    return total;
}

static float chains(int *ret_width)
{
    *ret_width = __builtin_cpu_supports("avx512f") ? 16 : 8;
    return *ret_width == 16 ? chains_512() : chains_256();
}
#else
/* The compiler's own vectors: four floats a register wherever there are registers of 128 bits. */
static float chains(int *ret_width)
{
    typedef float vector __attribute__((vector_size(16)));
    vector sums[CHAINS] = {{0}}, factor = {.999999f, .999999f, .999999f, .999999f};
    *ret_width = 4;
    for (size_t step = 0; step < STEPS; step++)
#pragma GCC unroll 12
        for (size_t i = 0; i < CHAINS; i++)
            sums[i] = sums[i] * factor + factor;
    return sums[0][0] + sums[CHAINS - 1][3];
}
#endif

int main(void)
{
    double best = 0;
    volatile float kept = 0;
    int width = 0;
    for (int run = 0; run < RUNS; run++) {
        int64_t start = clock_steady_ns();
        kept = kept + chains(&width);
        double seconds = (double)(clock_steady_ns() - start) * 1e-9;
        double rate = 2.0 * STEPS * CHAINS * width / seconds * 1e-9;
        best = rate > best ? rate : best;
    }
    printf("fma gflops=%.1f width=%d\n", best, width);
    return 0;
}
