/* SPDX-License-Identifier: MIT */
#ifndef AMS_TESTS_SUPPORT_THREADS_H
#define AMS_TESTS_SUPPORT_THREADS_H

/*
 * Waits until every other thread of this program sleeps, for whoever forks next: tests fork workers, commands and what
 * is to be killed. A thread that is just beginning may hold the allocator's lock, and where libasan does not take it
 * before a fork (gcc 12) the child waits for ever.
 */
void threads_rest(void);

#endif
