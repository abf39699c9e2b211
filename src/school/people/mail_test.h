/* SPDX-License-Identifier: MIT */
/* A mail to oneself, to see whether mails arrive. */
#ifndef AMS_SCHOOL_MAIL_TEST_H
#define AMS_SCHOOL_MAIL_TEST_H

#include "school/common/fault.h"

struct actor;
struct school;

/* Queues a mail to oneself, to see whether mail works. Administrators only. */
enum fault mail_test(struct school *school, const struct actor *actor);

#endif
