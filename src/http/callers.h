/* SPDX-License-Identifier: MIT */
/* How many of something each caller has at a time, up to a limit. Thread-safe. For the server's own files. */
#ifndef AMS_HTTP_CALLERS_H
#define AMS_HTTP_CALLERS_H

#include <stdbool.h>
#include <stddef.h>

struct callers;

/* `each_max` of each caller; 0: no limit, and nothing is counted. NULL when memory ends. */
struct callers *callers_open(size_t each_max);
void callers_close(struct callers *callers); // NULL is allowed

/*
 * One more of the caller with this name, at most CALLERS_NAME_SIZE - 1 bytes. *ret_caller is what to leave with, NULL
 * when nothing is counted. False: they have as many as they may, or memory ends.
 */
enum { CALLERS_NAME_SIZE = 64 };
struct caller;
bool callers_enter(struct callers *callers, const char *name, struct caller **ret_caller);
void callers_leave(struct callers *callers, struct caller *caller); // NULL is allowed

#endif
