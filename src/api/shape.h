/* SPDX-License-Identifier: MIT */
/* The school's structs as the JSON of docs/API.md. Each returns a new reference, NULL when memory ran out. */
#ifndef AMS_API_SHAPE_H
#define AMS_API_SHAPE_H

#include <jansson.h>

#include "school/checkin/check_in.h"
#include "school/people/account.h"
#include "school/classes/classroom.h"
#include "school/files/file.h"
#include "school/files/quota.h"
#include "school/faces/identity.h"
#include "school/numbers/register.h"

struct late_pattern;
struct record_lecture;

/*
 * Appends to a list and takes the item's reference. When memory has run out (for the item, too) the list becomes NULL
 * and stays so: a list is whole or not there.
 */
void shape_append(json_t **list, json_t *item);

json_t *shape_time(int64_t ms);                 // RFC 3339; 0: null
json_t *shape_id(int64_t id);                   // 0: null
json_t *shape_file(const struct file *file);    // files.c
json_t *shape_quota(const struct quota *quota); // files.c
/* Of struct user and the like: "" is none, and null. */
const char *shape_email(const char *email);

json_t *shape_user(const struct user *user);
json_t *shape_person(const struct person *person); // id 0: null
json_t *shape_window(const struct window *window);
json_t *shape_lecture(const struct lecture *lecture); // with counts when it has them
json_t *shape_lectures(const struct lecture *lectures, size_t count);
json_t *shape_classroom(const struct classroom *classroom);
json_t *shape_statuses(const struct status_set *set);
json_t *shape_counts(const struct counts *counts);
json_t *shape_mark(const struct mark *mark);         // not yet marked: status null
json_t *shape_mark_or_null(const struct mark *mark); // not yet marked: null
struct record_lecture;                               // school/numbers/record.h
json_t *shape_record_lectures(const struct record_lecture *lectures, size_t count);
json_t *shape_standing(const struct standing *standing);
struct spot_figures;                                            // school/attendance/spot/spot_figures.h
json_t *shape_spot_figures(const struct spot_figures *figures); // spot.c
json_t *shape_late(const struct late_pattern *late);            // numbers.c
json_t *shape_face(const struct identity *identity);
json_t *shape_consent(const struct consent *consent);
json_t *shape_step(const struct challenge_step *step);

#endif
