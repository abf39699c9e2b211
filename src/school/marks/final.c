/* SPDX-License-Identifier: MIT */
#include "school/marks/final.h"

#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "store/db.h"
#include "store/engine.h"

enum fault final_wait(struct db *db, int64_t *ret_ms)
{
    int64_t minutes = 0;
    enum fault fault = setting_int(db, SETTING_CORRECTION_MINUTES, &minutes);
    if (fault != FAULT_NONE)
        return fault;
    *ret_ms = minutes * SCHOOL_MINUTE_MS;
    return FAULT_NONE;
}

enum fault final_read(struct db *db, int64_t lecture_id, int64_t now, bool *ret_final)
{
    bool found = false;
    int64_t wait = 0, is_final = 0;
    enum fault fault = final_wait(db, &wait);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db,
                        "SELECT CASE WHEN " IS_FINAL " THEN 1 ELSE 0 END FROM lectures l"
                        " LEFT JOIN windows w ON w.lecture_id = l.id" FINAL_JOIN
                        " WHERE l.id = ? AND l.cancelled_at IS NULL",
                        DB_VALUES(I(now - wait), I(lecture_id)), &found, &is_final);
    if (fault != FAULT_NONE)
        return fault;
    *ret_final = found && is_final != 0;
    return FAULT_NONE;
}

/* When marking of the lecture ends or has ended. */
static enum fault end_read(struct db *db, int64_t lecture_id, int64_t *ret_ended_at)
{
    bool found = false;
    enum fault fault = row_one_int(
        db, "SELECT " MARKING_ENDS " FROM lectures l LEFT JOIN windows w ON w.lecture_id = l.id WHERE l.id = ?",
        DB_VALUES(I(lecture_id)), &found, ret_ended_at);
    return fault != FAULT_NONE ? fault : !found ? FAULT_NOT_FOUND : FAULT_NONE;
}

enum fault final_say(struct db *db, int64_t lecture_id, int64_t actor_id, int64_t now)
{
    bool is_final = false;
    int64_t ended_at = 0;
    enum fault fault = end_read(db, lecture_id, &ended_at);
    if (fault != FAULT_NONE)
        return fault;
    if (ended_at > now)
        return FAULT_NOT_OVER;
    fault = final_read(db, lecture_id, now, &is_final);
    if (fault != FAULT_NONE || is_final)
        return fault;
    enum db_status status = db_exec(db, "DELETE FROM lecture_finals WHERE lecture_id = ?", DB_VALUES(I(lecture_id)));
    if (status == DB_OK) // one of another end would no longer hold
        status = db_exec(db, "INSERT INTO lecture_finals (lecture_id, ended_at, said_at, said_by) VALUES (?, ?, ?, ?)",
                         DB_VALUES(I(lecture_id), I(ended_at), I(now), I(actor_id)));
    return fault_of(status);
}

enum fault final_take_back(struct db *db, int64_t lecture_id, int64_t now)
{
    bool found = false;
    int64_t ended_at = 0, wait = 0, told = 0;
    enum fault fault = end_read(db, lecture_id, &ended_at);
    if (fault != FAULT_NONE)
        return fault;
    fault = final_wait(db, &wait);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT told FROM lecture_finals WHERE lecture_id = ? AND ended_at = ?",
                        DB_VALUES(I(lecture_id), I(ended_at)), &found, &told);
    if (fault != FAULT_NONE)
        return fault;
    if (found && told)
        return FAULT_FINAL_TOLD;
    if (!found || ended_at + wait <= now)
        return FAULT_FINAL_PASSED;
    return fault_of(db_exec(db, "DELETE FROM lecture_finals WHERE lecture_id = ?", DB_VALUES(I(lecture_id))));
}

enum fault final_told(struct db *db, int64_t class_id, int64_t lecture_id)
{
    return fault_of(db_exec(db,
                            "UPDATE lecture_finals SET told = 1 WHERE told = 0 AND lecture_id IN"
                            " (SELECT id FROM lectures WHERE class_id = ? AND id BETWEEN ? AND ?)",
                            DB_VALUES(I(class_id), I(lecture_id), I(lecture_id ? lecture_id : INT64_MAX))));
}
