/* SPDX-License-Identifier: MIT */
/* What a server does while nobody asks: the table of its tasks and their periods. */
#ifndef AMS_APP_BACKGROUND_H
#define AMS_APP_BACKGROUND_H

#include "app/config.h"
#include "school/school.h"

struct api;
struct background;

/* Starts the tasks; all are borrowed until background_close. NULL without memory or threads. `api` NULL: there is
 * none. */
struct background *background_open(struct school *school, struct api *api, const struct config *config);

/*
 * Stops each task after the piece of work under way, and waits for it (up to a minute when the mail server hangs); jobs
 * go on after the next start. The school takes no more jobs then. NULL is allowed.
 */
void background_close(struct background *background);

#endif
