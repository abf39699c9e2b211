/* SPDX-License-Identifier: MIT */
/* Opening a session with what belongs to it. Only for people/. */
#ifndef AMS_SCHOOL_SESSION_INSIDE_H
#define AMS_SCHOOL_SESSION_INSIDE_H

#include "school/people/sign_in/session.h"

struct db;

/* How somebody has signed in who needed no password of ours. */
struct session_way {
    const char *how;       // for the audit log
    int64_t stepped_up_at; // when it was proved who it is; 0: nothing says that it was lately
    bool by_provider;      // the institution's own sign-in
    enum fault (*also)(struct db *db, int64_t session_id, int64_t user_id, void *context); // in the same unit; or NULL
    void *context;
};

/* As session_start_by. */
enum fault session_start_way(struct school *school, int64_t user_id, const struct session_way *way,
                             const struct session_origin *origin, struct arena *arena, struct session *ret_session);

#endif
