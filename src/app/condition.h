/* SPDX-License-Identifier: MIT */
/* How this installation is: room on the disk and the age of its backups, for pages, metrics and `ams doctor`. */
#ifndef AMS_APP_CONDITION_H
#define AMS_APP_CONDITION_H

#include "api/api.h"
#include "app/config.h"

/* Looks now; cheap. `store` may be NULL. */
void condition_read(const struct config *config, struct store *store, struct api_condition *ret_condition);

/* Not this machine's own name for itself: links in mails lead nobody else there. */
bool address_reaches(const char *url);

#endif
