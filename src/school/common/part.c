/* SPDX-License-Identifier: MIT */
#include "school/common/part.h"

#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/engine.h"
#include "store/store.h"

enum fault part_check(struct school *school, const struct actor *actor, struct part_place place, enum part part)
{
    struct access access = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = place.lecture_id ? access_lecture(db, actor, place.lecture_id, &access)
                                        : access_classroom(db, actor, place.class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    const bool has[] = {
        [PART_TEACHER] = access.teacher, [PART_ASSISTANT] = access.assistant, [PART_STAFF_READER] = access.staff_reader,
        [PART_MEMBER] = access.member,   [PART_READER] = access.reader,
    };
    return has[part] ? FAULT_NONE : FAULT_NOT_FOUND;
}
