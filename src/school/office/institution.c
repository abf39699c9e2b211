/* SPDX-License-Identifier: MIT */
#include "school/office/institution.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum fault institution_name(struct school *school, struct arena *arena, const char **ret_name)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return setting_text(db, SETTING_INSTITUTION_NAME, arena, ret_name);
}

static enum fault steps_count(struct db *db, int64_t now, struct first_steps *steps)
{
    int64_t said = 0, students = 0, professors = 0, invited = 0;
    const struct {
        const char *sql;
        struct db_values values;
        int64_t *value;
    } counts[] = {
        {"SELECT COUNT(*) FROM settings WHERE name = ?", DB_VALUES(T(setting_rule(SETTING_REGISTRATION)->name)), &said},
        {"SELECT COUNT(*) FROM users WHERE role = 'student'", DB_NO_VALUES, &students},
        {"SELECT COUNT(*) FROM users WHERE role = 'professor'", DB_NO_VALUES, &professors},
        {"SELECT COUNT(*) FROM invitations WHERE role = 'professor' AND used_at IS NULL AND expires_at > ?",
         DB_VALUES(I(now)), &invited},
        {"SELECT COUNT(*) FROM classrooms", DB_NO_VALUES, &steps->classrooms},
    };
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(counts); i++)
        fault = row_count(db, counts[i].sql, counts[i].values, counts[i].value);
    steps->registration = said + students > 0;
    steps->professors = professors + invited > 0;
    return fault;
}

enum fault first_steps_read(struct school *school, const struct actor *actor, struct arena *arena,
                            struct first_steps *ret_steps)
{
    const char *shown, *name;
    struct first_steps steps = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = setting_text(db, SETTING_FIRST_STEPS, arena, &shown);
    if (fault != FAULT_NONE)
        return fault;
    fault = setting_text(db, SETTING_INSTITUTION_NAME, arena, &name);
    if (fault != FAULT_NONE)
        return fault;
    fault = steps_count(db, school_now(school), &steps);
    if (fault != FAULT_NONE)
        return fault;
    steps.hidden = strcmp(shown, "hidden") == 0;
    steps.named = *name != '\0';
    *ret_steps = steps;
    return FAULT_NONE;
}
