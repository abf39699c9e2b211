/* SPDX-License-Identifier: MIT */
/*
 * The keeper: a process of one thread that has opened what workers need (models above all), looks at nothing that
 * strangers send, and forks workers when it is asked to. So a worker that died is replaced in a millisecond, all share
 * the memory of the models, and none was ever the server: the keeper is the program itself run anew, without its
 * settings, keys and descriptors.
 */
#ifndef AMS_WORKER_KEEPER_H
#define AMS_WORKER_KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "worker/serve.h"

enum { KEEPER_ERROR_SIZE = 512, KEEPER_SOCKET = 3 };

struct keeper;

/*
 * Runs this program again with these words (NULL-ended; the first is its name), an empty environment, and
 * KEEPER_SOCKET, which it hands to keeper_serve. Waits until it says that it is ready. NULL with a sentence in `error`,
 * the keeper's own where it gave one. Run anew when it dies. `words` must outlive it.
 */
struct keeper *keeper_open(char *const *words, char error[static KEEPER_ERROR_SIZE]);

/* The same without a program of its own: forks the calling process. For tests and commands, which are no servers. Not
 * run anew; `kit` may go afterwards. */
struct keeper *keeper_fork(const struct worker_kit *kit, char error[static KEEPER_ERROR_SIZE]);

/* Its workers must be closed. NULL is allowed. */
void keeper_close(struct keeper *keeper);

/* A new worker at the other end of *ret_socket. False when that is not possible now. Thread-safe. */
bool keeper_start(struct keeper *keeper, pid_t *ret_worker, int *ret_socket);

/* Ends a worker that must not go on, if it has not ended itself. Thread-safe. */
void keeper_end(struct keeper *keeper, pid_t worker);

/* The keeper's own part, in its process: says that it is ready, serves until the server is gone, ends the process. */
_Noreturn void keeper_serve(int socket, const struct worker_kit *kit);

/* Instead: says why it cannot be, and ends the process. */
_Noreturn void keeper_refuse(int socket, const char *sentence);

#endif
