/* SPDX-License-Identifier: MIT */
#include "school/faces/look.h"

#include <string.h>

#include "school/common/state.h"

bool look_enter(struct school *school, int64_t student_id)
{
    pthread_mutex_lock(&school->looks_lock);
    bool admitted = school->look_count < SCHOOL_LOOKS_MAX;
    for (size_t i = 0; i < school->look_count; i++)
        admitted &= school->looks[i] != student_id;
    if (admitted)
        school->looks[school->look_count++] = student_id;
    pthread_mutex_unlock(&school->looks_lock);
    return admitted;
}

void look_leave(struct school *school, int64_t student_id)
{
    pthread_mutex_lock(&school->looks_lock);
    for (size_t i = 0; i < school->look_count; i++) {
        if (school->looks[i] == student_id) {
            school->looks[i] = school->looks[--school->look_count];
            break;
        }
    }
    pthread_mutex_unlock(&school->looks_lock);
}
