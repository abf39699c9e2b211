/* SPDX-License-Identifier: MIT */
#include "api/describe/limits.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "school/attendance/change.h"
#include "school/attendance/class_photo.h"
#include "school/attendance/leave_kind.h"
#include "school/common/limits.h"
#include "school/faces/trial/trial_run.h"
#include "school/files/evidence.h"
#include "school/files/file.h"
#include "school/marks/group/group.h"
#include "school/marks/mark.h"
#include "school/marks/warning/warning.h"
#include "school/plan/series.h"
#include "school/post/notification.h"
#include "school/program/program.h"
#include "school/school.h"

#define MARK_PATTERN "^([PLEA]|S[1-9][0-9]?)$"

/* clang-format off */
static const struct {
    const char *place; // NULL: everywhere
    const char *field;
    json_int_t lowest;
    json_int_t highest; // below `lowest`: none
    const char *pattern;
} limits[] = {
    {"postAttendanceMarks", "students", 1, CHANGE_STUDENTS_MAX, NULL},
    {"postAttendanceMarks", "versions", 1, CHANGE_STUDENTS_MAX, NULL},
    {"postAttendanceMarks", "status", 0, -1, "^([PLEA]|S[1-9][0-9]?|none)$"},
    {"postAttendancePhotoConfirm", "students", 1, CLASS_PHOTO_CONFIRM_MAX, NULL},
    {"postAttendancePhotoConfirm", "status", 0, -1, MARK_PATTERN},
    {"putAttendanceMarksByStudent", "status", 0, -1, MARK_PATTERN},
    {"postClassroomRequestsAnswer", "status", 0, -1, MARK_PATTERN},
    {"status_new", "status", 0, -1, MARK_PATTERN},
    {"postClassroomGroupsStudents", "students", 1, CLASSROOM_STUDENTS_MAX, NULL},
    {"postClassroomGroupsSplit", "groups", 1, GROUPS_PER_CLASSROOM_MAX, NULL},
    {"postClassroomLectures", "groups", 0, GROUPS_PER_LECTURE_MAX, NULL},
    {"postClassroomSeries", "groups", 0, GROUPS_PER_LECTURE_MAX, NULL},
    {"patchAttendanceByLecture", "groups", 0, GROUPS_PER_LECTURE_MAX, NULL},
    {"postClassroomSeries", "exceptions", 0, SERIES_EXCEPTIONS_MAX, NULL},
    {"postAdminFaceTrialVolunteers", "groups", 0, TRIAL_GROUPS_CHOSEN, NULL},
    {"postClassroomBoard", "files", 0, FILES_ATTACHED_MAX, NULL},
    {"putClassroomBoardByItem", "files", 0, FILES_ATTACHED_MAX, NULL},
    {"putClassroomBoardHandIn", "files", 0, FILES_ATTACHED_MAX, NULL},
    {"postStudentLeaves", "evidence", 0, EVIDENCE_FILES_MAX, NULL},
    {"postAdminLeaveKinds", "officers", 0, LEAVE_OFFICERS_MAX, NULL},
    {"putAdminLeaveKindsByLeaveKind", "officers", 0, LEAVE_OFFICERS_MAX, NULL},
    {"putClassroomStatuses", "statuses", 1, MARK_STATUS_COUNT, NULL},
    {"putUserNotificationChoices", "kinds", 0, NOTIFY_KIND_COUNT, NULL},
    {"warning_rule_given", "recipients", 0, WARN_RECIPIENTS, NULL},
    {"postAdminUsersBulk", "users", 1, PROGRAM_ROWS_MAX, NULL},
    {"putAdminClassroomsStudents", "students", 1, PROGRAM_ROWS_MAX, NULL},
    {"postAdminClassroomsLecturesBulk", "lectures", 1, PROGRAM_ROWS_MAX, NULL},
    {"putAdminMarks", "marks", 1, PROGRAM_ROWS_MAX, NULL},
    {"putAdminMarks.marks", "status", 0, -1, "^([PLEA]|S[1-9][0-9]?|none)$"},
    {"postAdminMarksUndo", "changes", 1, PROGRAM_ROWS_MAX, NULL},
    {"getClassroomRegister?", "limit", 1, CLASSROOM_STUDENTS_MAX, NULL},
    {"?", "limit", 1, PAGE_MAX, NULL},
};
/* clang-format on */

static bool put_bounds(json_t *schema, json_int_t lowest, json_int_t highest)
{
    const char *type = json_string_value(json_object_get(schema, "type"));
    bool list = type && strcmp(type, "array") == 0;
    if (!type && json_object_get(schema, "anyOf")) // a list, or a word for one
        return put_bounds(json_array_get(json_object_get(schema, "anyOf"), 0), lowest, highest);
    return json_object_set_new(schema, list ? "maxItems" : "maximum", json_integer(highest)) == 0 &&
           (lowest == 0 || json_object_set_new(schema, list ? "minItems" : "minimum", json_integer(lowest)) == 0);
}

bool limits_put(json_t *schema, const char *place, const char *field)
{
    bool query = strchr(place, '?') != NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(limits); i++) {
        bool here = strcmp(limits[i].place, place) == 0 || (query && strcmp(limits[i].place, "?") == 0);
        if (!here || strcmp(limits[i].field, field) != 0)
            continue;
        if (limits[i].pattern)
            return json_object_set_new(schema, "pattern", json_string(limits[i].pattern)) == 0;
        return put_bounds(schema, limits[i].lowest, limits[i].highest);
    }
    return true;
}
