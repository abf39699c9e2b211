/* SPDX-License-Identifier: MIT */
/*
 * sourcedIds that AMS gives to what no roster has named, in the file that it exports: "ams-", ten signs of this
 * installation, what it is, and which. The import of a roster knows them again, so that a file that went out comes back
 * without a change; those of another installation are strangers to it. What has a row here goes by the row's id; what
 * is only a text in AMS (a term, a department, a course) by a hash of that text, and is another when the text is.
 */
#ifndef AMS_SCHOOL_ROSTER_MADE_H
#define AMS_SCHOOL_ROSTER_MADE_H

#include <stdbool.h>
#include <stdint.h>

enum { ROSTER_MADE_SIZE = 100, ROSTER_TAG_SIZE = 11 };

struct school;

/* This installation's. Without a master key all have the same. */
struct roster_maker {
    char tag[ROSTER_TAG_SIZE];
};
void roster_maker_init(struct roster_maker *maker, const struct school *school);

/* Of a person ("user", "role"), of a classroom ("class"); `other_id` 0, or somebody's place in it ("student",
 * "teacher", "aide"). */
void roster_made(const struct roster_maker *maker, const char *what, int64_t id, int64_t other_id,
                 char out[static ROSTER_MADE_SIZE]);

/* Of a text; `more`: what else tells it apart, "" for nothing. */
void roster_made_of(const struct roster_maker *maker, const char *what, const char *text, const char *more,
                    char out[static ROSTER_MADE_SIZE]);

/* The row's id in an id of roster_made without `other_id`; false: it is none of ours. */
bool roster_made_parse(const struct roster_maker *maker, const char *what, const char *sourced_id, int64_t *ret_id);

/* Of texts: an org that is the institution, a department, a term, a course. */
#define ROSTER_MADE_INSTITUTION "institution"
#define ROSTER_MADE_DEPARTMENT "department"
#define ROSTER_MADE_TERM "term"
#define ROSTER_MADE_COURSE "course"

/* Whether a programme is one or more of CEDS' codes of grades: 09; KG; "09,10". */
bool roster_grades(const char *programme);

#endif
