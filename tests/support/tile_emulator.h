/* SPDX-License-Identifier: MIT */
/*
 * AMX in software, by Intel's manual (volume 2: LDTILECFG, TILELOADD, TILEZERO, TDPBF16PS, TILESTORED, TILERELEASE):
 * where the CPU has no tiles, their instructions raise SIGILL, and this answers it. For kernels whose CPU is not at
 * hand; what it says of speed is nothing.
 */
#ifndef AMS_TESTS_SUPPORT_TILE_EMULATOR_H
#define AMS_TESTS_SUPPORT_TILE_EMULATOR_H

#include <stdbool.h>

/* From now on, for this process, one thread at a time. An instruction that is none of these ends the program. False:
 * not x86-64. */
bool tile_emulator_start(void);

/* Products that were emulated since the start. */
unsigned long tile_emulator_products(void);

#endif
