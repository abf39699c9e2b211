/* SPDX-License-Identifier: MIT */
/* What happened at the other servers on this database, told to the pages that are open here. For src/school/ only. */
#ifndef AMS_SCHOOL_FOLLOW_H
#define AMS_SCHOOL_FOLLOW_H

#include <stdint.h>

#include "school/common/fault.h"

struct school;

struct follower;

/* Deletes what all servers have read long ago. */
enum fault follower_sweep(struct school *school, int64_t now);

/* NULL without memory. */
struct follower *follower_open(void);
void follower_close(struct follower *follower); // NULL is allowed

#endif
