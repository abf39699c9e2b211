/* SPDX-License-Identifier: MIT */
/* Somebody's classrooms, for the office: where they are, how they stand, and each lecture of a term. */
#ifndef AMS_SCHOOL_PERSON_RECORD_H
#define AMS_SCHOOL_PERSON_RECORD_H

#include "school/classes/classroom.h"
#include "school/marks/tally.h"
#include "school/numbers/record.h"

/* Of a student: as they see it themselves, in one classroom that is not archived. */
struct person_class {
    struct record record;
};

/* Of one who teaches. */
struct person_teaches {
    int64_t id;
    const char *subject;
    const char *section, *term; // NULL when none
    enum class_part part;
    bool archived;
    int64_t students;
};

struct person_record {
    struct person_class *classes; // by subject; of students
    size_t count;
    struct person_teaches *teaches; // by subject, archived ones last; of those with a part in the staff
    size_t teaches_count;
};

/* Administrators (NOT_ALLOWED). NOT_FOUND. */
enum fault person_record_read(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                              struct person_record *ret_record);

#endif
