/* SPDX-License-Identifier: MIT */
/*
 * What a worker may still do once it is shut in: compute, take memory, start threads of its own, and read and write the
 * one socket it has. For the worker room, and for the program's own start.
 */
#ifndef AMS_WORKER_SANDBOX_H
#define AMS_WORKER_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/* For every process of the program: no core dumps, and no other process of its user may look into it. */
void sandbox_keep_private(void);

struct sandbox_limits {
    size_t memory_max; // bytes of address space; 0: none, as a sanitizer needs it
    unsigned cpu_s;    // of the process's whole life
};

/*
 * Shuts the calling process in for good. It must have one thread; all descriptors but `socket` are closed, and 0, 1 and
 * 2 lead nowhere. From then on:
 *   - no new privileges; no core dump; no process of the same user may trace it;
 *   - Landlock, where the kernel has it: no file, no TCP port, no signal or abstract socket outside;
 *   - seccomp: the calls that computing needs; any other ends the process at once. No file can be opened, no socket
 * made, no process or program started, no memory made executable. The system rather ends it than the server when memory
 * is short. False when the kernel refuses a part of it that it should have: the caller must not look at anything then.
 */
bool sandbox_enter(int socket, const struct sandbox_limits *limits);

/* For a process that starts such workers and looks at nothing strange itself: no file from now on, no new privileges.
 */
bool sandbox_enter_keeper(void);

/* What this kernel gives, for a person, such as "seccomp, Landlock 5". Never NULL. */
const char *sandbox_words(char text[static 64]);

#endif
