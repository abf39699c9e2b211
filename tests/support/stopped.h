/* SPDX-License-Identifier: MIT */
#pragma once

#include <sys/types.h>

/* Stops a process by SIGSTOP and comes back once each of its threads stands still: kill() alone comes back while they
 * still run on other processors. A process that is gone, or not ours, ends the test. */
void stop_process(pid_t process);
