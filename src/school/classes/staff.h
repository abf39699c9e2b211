/* SPDX-License-Identifier: MIT */
/* Who teaches and assists in a classroom beside its professor. */
#ifndef AMS_SCHOOL_STAFF_H
#define AMS_SCHOOL_STAFF_H

#include "school/classes/classroom.h"

enum { STAFF_MAX = 50 }; // of one classroom, its professor not counted

struct staff_member {
    struct person person;
    const char *email;
    enum class_part part; // PART_OWNER, PART_TEACHER or PART_ASSISTANT
    int64_t added_at;
};

/* The professor first, then co-teachers, then assistants, by name. */
struct staff_list {
    struct staff_member *members;
    size_t count;
};

/* For the staff and administrators. */
enum fault staff_list(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                      struct staff_list *ret_list);

/*
 * Adds somebody who has an account, or (staff_change) gives another part: "teacher" for professors, "assistant" for
 * professors and students; nobody is both student and staff of one classroom. Its teachers only. Audited.
 * CHOICE_UNKNOWN (part), EMAIL_INVALID, ACCOUNT_UNKNOWN, PART_NOT_POSSIBLE, ALREADY_STAFF, ALREADY_STUDENT,
 * OWNER_STAYS, TOO_MANY_THINGS, CLASSROOM_ARCHIVED, NOT_FOUND.
 */
enum fault staff_add(struct school *school, const struct actor *actor, int64_t class_id, const char *email,
                     const char *part, struct arena *arena, struct staff_list *ret_list);
enum fault staff_change(struct school *school, const struct actor *actor, int64_t class_id, int64_t person_id,
                        const char *part, struct arena *arena, struct staff_list *ret_list);

/* By its teachers, or by the person: OWNER_STAYS, NOT_FOUND. Audited. */
enum fault staff_remove(struct school *school, const struct actor *actor, int64_t class_id, int64_t person_id);

/*
 * A co-teacher becomes the classroom's professor, the professor a co-teacher. By the professor only (OWNER_STAYS for
 * co-teachers). PART_NOT_POSSIBLE (no co-teacher), TOO_MANY_THINGS (they have as many classrooms as may be),
 * CLASSROOM_ARCHIVED. Audited.
 */
enum fault staff_hand_over(struct school *school, const struct actor *actor, int64_t class_id, int64_t person_id,
                           struct arena *arena, struct staff_list *ret_list);

/*
 * An administrator gives a classroom to a professor, for one who has left; who had it becomes a co-teacher. NOT_ALLOWED
 * (no administrator), EMAIL_INVALID, ACCOUNT_UNKNOWN, PART_NOT_POSSIBLE, ALREADY_STAFF (it is theirs), TOO_MANY_THINGS,
 * NOT_FOUND. Also while it is archived. Audited.
 */
enum fault staff_appoint(struct school *school, const struct actor *actor, int64_t class_id, const char *email,
                         struct arena *arena, struct staff_list *ret_list);

#endif
