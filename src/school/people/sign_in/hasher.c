/* SPDX-License-Identifier: MIT */
#include "school/people/sign_in/hasher.h"

#include <string.h>

#include "school/common/state.h"

bool hasher_enter(struct school *school)
{
    pthread_mutex_lock(&school->hasher_lock);
    bool admitted = school->hashers_busy < school->config.password_hashers ||
                    school->hashers_waiting < school->config.password_waiters_max;
    if (admitted) {
        school->hashers_waiting++;
        while (school->hashers_busy >= school->config.password_hashers)
            pthread_cond_wait(&school->hasher_free, &school->hasher_lock);
        school->hashers_waiting--;
        school->hashers_busy++;
    }
    pthread_mutex_unlock(&school->hasher_lock);
    return admitted;
}

void hasher_leave(struct school *school)
{
    pthread_mutex_lock(&school->hasher_lock);
    school->hashers_busy--;
    pthread_cond_signal(&school->hasher_free);
    pthread_mutex_unlock(&school->hasher_lock);
}
