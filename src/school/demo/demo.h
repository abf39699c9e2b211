/* SPDX-License-Identifier: MIT */
/*
 * A believable college to look at: 1 administrator, 3 professors, 60 students, 4 classrooms, six weeks; in the first
 * classroom a lecture that runs, groups, a status of its own, leaves, an appeal and a board. No faces: there is no
 * lawful source of faces of made-up people.
 */
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
 * Fills a database: lectures from six weeks ago to one week ahead by the school's clock, with windows and marks, in one
 * transaction; then what its people do besides, by their own acts (demo_act.h). NOT_ALLOWED, and nothing changed, when
 * there is any user already. After any other failure a part of it may be there: start again with a fresh database.
 */
enum fault demo_fill(struct school *school, struct demo *ret_demo);

/* "ABCD-EFGH-JKMN-PQRS": 79 random bits that can be typed on a phone. */
void demo_password(char password[static DEMO_PASSWORD_SIZE]);

#endif
