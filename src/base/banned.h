/* SPDX-License-Identifier: MIT */
/*
 * Functions this project does not use, because a safer one exists (idea: git's banned.h). Force-included by the build,
 * after the headers that declare them, so that a use does not compile and the error names the better way.
 */
#ifndef AMS_BANNED_H
#define AMS_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef strtok
#undef sprintf
#undef vsprintf
#undef atoi
#undef atol
#undef gets
#undef localtime
#undef gmtime
#define strcpy(...) banned__use_str_copy
#define strcat(...) banned__use_snprintf
#define strncpy(...) banned__use_str_copy
#define strncat(...) banned__use_snprintf
#define sprintf(...) banned__use_snprintf
#define vsprintf(...) banned__use_vsnprintf
#define strtok(...) banned__use_strtok_r
#define atoi(...) banned__use_str_to_int
#define atol(...) banned__use_str_to_int
#define gets(...) banned__use_fgets
#define localtime(...) banned__use_localtime_r
#define gmtime(...) banned__use_gmtime_r

/*
 * Of an enum: an answer of this type must be looked at. C17 has no word for that; `./check` compiles as the next C too,
 * which has (STANDARD=gnu2x).
 */
#if __STDC_VERSION__ > 201710L
#define MUST_LOOK [[nodiscard]]
#else
#define MUST_LOOK
#endif

/*
 * Of a variable: what it holds is given back when its block ends, by whatever way, so that a function may return early.
 *
 *     CLOSES(store_reader_close) struct db *db = store_reader(store);
 *     CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX);
 *
 * `close` takes the variable's address. Always with a value: it is closed even when nothing was put into it.
 */
#define CLOSES(close) __attribute__((cleanup(close)))

#endif
