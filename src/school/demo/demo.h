/* SPDX-License-Identifier: MIT */
/* A believable college to look at: 1 administrator, 3 professors, 60 students, 4 classrooms, six weeks. No faces. */
#ifndef AMS_SCHOOL_DEMO_H
#define AMS_SCHOOL_DEMO_H

#include "school/school.h"

enum { DEMO_PASSWORD_SIZE = 44 };

/* Who to sign in as: all accounts share one random password, made anew with each fill. */
struct demo {
    const char *administrator; // e-mail addresses
    const char *professor;
    const char *student;
    char password[DEMO_PASSWORD_SIZE];
};

/*
 * Fills a database in one transaction: lectures from six weeks ago to one week ahead by the school's clock, with
 * windows and marks. NOT_ALLOWED, and nothing changed, when there is any user already.
 */
enum fault demo_fill(struct school *school, struct demo *ret_demo);

/* "ABCD-EFGH-JKMN-PQRS": 79 random bits that can be typed on a phone. */
void demo_password(char password[static DEMO_PASSWORD_SIZE]);

#endif
