/* SPDX-License-Identifier: MIT */
/* The process that keeps workers ready for the server: this program run anew (worker/keeper.h). */
#ifndef AMS_APP_KEEPER_COMMAND_H
#define AMS_APP_KEEPER_COMMAND_H

#include <stdbool.h>

#include "app/config.h"
#include "worker/keeper.h"

#define KEEPER_WORD "keep-workers" // the command that the server gives itself; no one else has a use for it

/*
 * Starts it with what it needs and nothing else: it is told of the models (`faces`), never of keys, passwords or the
 * database. The settings must outlive it. One a process. NULL with a sentence in `error`.
 */
struct keeper *keeper_open_own(const struct config *config, bool faces, char error[static KEEPER_ERROR_SIZE]);

#endif
