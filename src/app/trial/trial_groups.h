/* SPDX-License-Identifier: MIT */
/* groups.csv of a trial's folder: who chose which group. */
#ifndef AMS_APP_TRIAL_GROUPS_H
#define AMS_APP_TRIAL_GROUPS_H

#include "app/trial/trial_folder.h"

/* Lines person,group; a first line of just these words may stand above them. Fills folder->groups and tells every
 * mistake with its line. No such file: no groups. */
void trial_groups_read(struct trial_folder *folder);

#endif
