/* SPDX-License-Identifier: MIT */
#include "school/attendance/final_word.h"

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/final.h"
#include "school/marks/warning/warning_sweep_inside.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "store/db.h"
#include "store/engine.h"

struct word {
    const struct actor *actor;
    int64_t lecture_id, now;
};

static enum fault word_begin(struct db *db, const struct word *unit, struct access *access)
{
    return access_lecture_work(db, unit->actor, unit->lecture_id, access);
}

static enum fault say(struct db *db, void *context)
{
    struct word *unit = context;
    struct access access;
    bool is_final = false;
    int64_t released;
    enum fault fault = word_begin(db, unit, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = final_read(db, unit->lecture_id, unit->now, &is_final);
    if (fault != FAULT_NONE)
        return fault;
    if (is_final)
        return FAULT_NONE;
    fault = final_say(db, unit->lecture_id, unit->actor->user_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = audit_append(db, &(struct audit_entry){
                                 .at = unit->now,
                                 .actor_id = unit->actor->user_id,
                                 .action = "marks_final",
                                 .subject_type = "lecture",
                                 .subject_id = unit->lecture_id,
                             });
    if (fault != FAULT_NONE)
        return fault;
    fault = warning_release(db, unit->now, &released);
    if (fault != FAULT_NONE)
        return fault;
    return warning_check_class(db, access.class_id, unit->now);
}

static enum fault take_back(struct db *db, void *context)
{
    struct word *unit = context;
    struct access access;
    enum fault fault = word_begin(db, unit, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = final_take_back(db, unit->lecture_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "marks_provisional",
                                .subject_type = "lecture",
                                .subject_id = unit->lecture_id,
                            });
}

static enum fault word_write(struct school *school, school_unit write, struct word *unit, struct arena *arena,
                             struct lecture *ret_lecture)
{
    unit->now = school_now(school);
    enum fault fault = school_change(school, write, unit);
    if (fault != FAULT_NONE)
        return fault;
    event_window_shared(school, unit->lecture_id);
    return lecture_get(school, unit->actor, unit->lecture_id, arena, ret_lecture);
}

enum fault lecture_final_say(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                             struct lecture *ret_lecture)
{
    return word_write(school, say, &(struct word){.actor = actor, .lecture_id = lecture_id}, arena, ret_lecture);
}

enum fault lecture_final_take_back(struct school *school, const struct actor *actor, int64_t lecture_id,
                                   struct arena *arena, struct lecture *ret_lecture)
{
    return word_write(school, take_back, &(struct word){.actor = actor, .lecture_id = lecture_id}, arena, ret_lecture);
}
