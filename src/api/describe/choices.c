/* SPDX-License-Identifier: MIT */
#include "api/describe/choices.h"

#include <string.h>

#include "api/describe/schema.h"
#include "api/shape.h"
#include "base/str.h"
#include "school/attendance/leave_kind.h"
#include "school/attendance/request.h"
#include "school/board/board.h"
#include "school/checkin/proof.h"
#include "school/classes/classroom.h"
#include "school/common/audit.h"
#include "school/common/setting.h"
#include "school/faces/identity.h"
#include "school/imports/cells/cell_date.h"
#include "school/imports/import.h"
#include "school/marks/mark.h"
#include "school/marks/warning/warning.h"
#include "school/people/sso/sso_provider.h"
#include "school/people/tokens/scope.h"
#include "school/plan/lecture.h"
#include "school/post/notification.h"

/* A list of the words of an enum, in its order. */
#define WORDS(name, count, word)                                                                                       \
    static const char *name(size_t index)                                                                              \
    {                                                                                                                  \
        return index < (size_t)(count) ? word : NULL;                                                                  \
    }

WORDS(policy, LIVE_POLICIES, live_policy_word((enum live_policy)index))
WORDS(role, ROLE_COUNT, role_code((enum role)index))
WORDS(counts_as, COUNTS_COUNT, mark_counts_code((enum mark_counts)index))
WORDS(auto_open, AUTO_COUNT, lecture_auto_code((enum lecture_auto)index))
WORDS(class_auto_open, AUTO_COUNT - AUTO_OFF, lecture_auto_code((enum lecture_auto)(index + AUTO_OFF)))
WORDS(side, LEAVE_SIDE_COUNT, leave_side_code((enum leave_side)index))
WORDS(evidence, LEAVE_EVIDENCE_COUNT, leave_evidence_code((enum leave_evidence)index))
WORDS(rule, PROOF_RULE_COUNT, proof_rule_code((enum proof_rule)index))
WORDS(badge_rule, PROOF_REFUSE, proof_rule_code((enum proof_rule)index))
WORDS(board_kind, BOARD_KIND_COUNT, board_kind_code((enum board_kind)index))
WORDS(request_kind, REQUEST_KIND_COUNT, request_kind_code((enum request_kind)index))
WORDS(scope, CONSENT_SCOPE_COUNT, consent_scope_code((enum consent_scope)index))
WORDS(staff_part, PART_ASSISTANT - PART_TEACHER + 1, class_part_code((enum class_part)(index + PART_TEACHER)))
WORDS(mark_flag, MARK_FLAG_COUNT, mark_flag_word(index))
WORDS(email_choice, NOTIFY_EMAIL_COUNT, notification_email_code((enum notification_email)index))
WORDS(sso_makes, SSO_MAKES_COUNT, sso_makes_word((enum sso_makes)index))
WORDS(day_order, CELL_ORDER_MONTH + 1, cell_order_code((enum cell_order)index))
WORDS(setting_name, SETTING_COUNT, setting_rule((enum setting)index)->name)

static const char *leave_status(size_t index)
{
    static const enum mark_status given[] = {MARK_EXCUSED, MARK_PRESENT};
    return index < ARRAY_LENGTH(given) ? mark_status_code(given[index]) : NULL;
}

/* clang-format off */
static const struct {
    const char *name;
    const char *(*text)(size_t index); // NULL past the last
} lists[] = {
    {"audit_action", audit_action_at},
    {"auto_open", auto_open},
    {"badge_rule", badge_rule},
    {"board_kind", board_kind},
    {"class_auto_open", class_auto_open},
    {"class_import", import_word_classroom},
    {"consent_scope_word", scope},
    {"counts_as", counts_as},
    {"day_order", day_order},
    {"email_choice", email_choice},
    {"leave_evidence", evidence},
    {"leave_side", side},
    {"leave_status", leave_status},
    {"live_policy", policy},
    {"mark_flag", mark_flag},
    {"notification_kind", notification_kind_at},
    {"office_import", import_word_office},
    {"proof_rule", rule},
    {"request_kind", request_kind},
    {"role", role},
    {"scope", scope_at},
    {"setting_name", setting_name},
    {"sso_makes", sso_makes},
    {"staff_part", staff_part},
};

/* What bodies hold, whose tables of fields know text alone. NULL: of every operation. */
static const struct {
    const char *place;
    const char *field;
    const char *list;
} fields[] = {
    {"patchAttendanceByLecture", "auto_open", "auto_open"},
    {"patchClassroomByClassroom", "auto_open", "class_auto_open"},
    {"postClassroomBoard", "kind", "board_kind"},
    {"postStudentRequests", "kind", "request_kind"},
    {"postAdminLeaveKinds", "evidence", "leave_evidence"},
    {"putAdminLeaveKindsByLeaveKind", "evidence", "leave_evidence"},
    {"postAdminLeaveKinds", "status", "leave_status"},
    {"putAdminLeaveKindsByLeaveKind", "status", "leave_status"},
    {"postClassroomStaff", "part", "staff_part"},
    {"patchClassroomStaffByPerson", "part", "staff_part"},
    {"postAdminKiosks", "badge", "badge_rule"},
    {"putAdminKiosksByKiosk", "badge", "badge_rule"},
    {"postAdminSso", "makes", "sso_makes"},
    {"patchAdminSsoBySso", "makes", "sso_makes"},
    {"postStudentConsent", "scope", "consent_scope_word"},
    {NULL, "dates", "day_order"},
    {NULL, "decider", "leave_side"},
    {NULL, "device_rule", "proof_rule"},
    {NULL, "evidence_for", "leave_side"},
    {NULL, "excused_counts", "counts_as"},
    {NULL, "network_rule", "proof_rule"},
    {NULL, "place_rule", "proof_rule"},
    {NULL, "policy", "live_policy"},
    {NULL, "role", "role"},
    {NULL, "room_rule", "proof_rule"},
    {NULL, "unlock_rule", "proof_rule"},
};
/* clang-format on */

const char *schema_choice(const char *name, size_t size, size_t index)
{
    return choices_text(name, size, index);
}

const char *choices_text(const char *name, size_t size, size_t index)
{
    for (size_t i = 0; i < ARRAY_LENGTH(lists); i++)
        if (strlen(lists[i].name) == size && memcmp(lists[i].name, name, size) == 0)
            return lists[i].text(index);
    return NULL;
}

const char *choices_of(const char *place, const char *field)
{
    for (size_t i = 0; i < ARRAY_LENGTH(fields); i++)
        if (strcmp(fields[i].field, field) == 0 && (!fields[i].place || strcmp(fields[i].place, place) == 0))
            return fields[i].list;
    return NULL;
}
