/* SPDX-License-Identifier: MIT */
/* Apart from event.c, which whatever writes leans on. */
#include "school/common/event.h"

#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "store/db.h"

enum fault event_lecture(struct db *db, struct school_event *event)
{
    bool found = false;
    enum fault fault = row_one_int(db, "SELECT class_id FROM lectures WHERE id = ?", DB_VALUES(I(event->lecture_id)),
                                   &found, &event->class_id);
    return fault != FAULT_NONE ? fault : found ? FAULT_NONE : FAULT_NOT_FOUND;
}
