/* SPDX-License-Identifier: MIT */
/* The table of the kinds of notification. */
#include <string.h>

#include "school/post/notification.h"
#include "school/post/notification_rule.h"

/* clang-format off */
static const struct notification_rule rules[NOTIFY_KIND_COUNT] = {
    [NOTIFY_WINDOW_OPENED] = {
        "window_opened", TOLD_STUDENTS | TOLD_STAFF, {true, NOTIFY_EMAIL_OFF}, false,
        {"Attendance is open",
         "تسجيل الحضور مفتوح"},
        {0},
    },
    [NOTIFY_LECTURE_SOON] = {
        "lecture_soon", TOLD_STUDENTS, {true, NOTIFY_EMAIL_OFF}, false,
        {"A lecture starts soon",
         "ستبدأ محاضرة قريبًا"},
        {0},
    },
    [NOTIFY_LECTURE_CHANGED] = {
        "lecture_changed", TOLD_STUDENTS | TOLD_STAFF, {true, NOTIFY_EMAIL_NOW}, false,
        {"A lecture was moved or cancelled",
         "نُقلت محاضرة أو أُلغيت"},
        {0},
    },
    [NOTIFY_BELOW_THRESHOLD] = {
        "below_threshold", TOLD_STUDENTS, {true, NOTIFY_EMAIL_NOW}, false,
        {"Your attendance has fallen below the threshold",
         "انخفض حضورك عن الحد المطلوب"},
        {0},
    },
    [NOTIFY_OUT_OF_REACH] = {
        "out_of_reach", TOLD_STUDENTS, {true, NOTIFY_EMAIL_NOW}, false,
        {"The attendance threshold can no longer be reached",
         "لم يعد بلوغ حد الحضور ممكنًا"},
        {0},
    },
    [NOTIFY_BOARD_ITEM] = {
        "board_item", TOLD_STUDENTS, {true, NOTIFY_EMAIL_DIGEST}, false,
        {"There is something new on the board",
         "يوجد جديد على اللوحة"},
        {0},
    },
    [NOTIFY_GRADED] = {
        "graded", TOLD_STUDENTS, {true, NOTIFY_EMAIL_DIGEST}, false,
        {"Your work has been graded",
         "قُيّم عملك"},
        {0},
    },
    [NOTIFY_REQUEST] = {
        "request", TOLD_STAFF | TOLD_ADMINISTRATORS, {true, NOTIFY_EMAIL_DIGEST}, false,
        {"A student asks for leave or a correction",
         "يطلب طالب إذنًا أو تصحيحًا"},
        {0},
    },
    [NOTIFY_REQUEST_ANSWERED] = {
        "request_answered", TOLD_ALL, {true, NOTIFY_EMAIL_NOW}, false,
        {"Your request has been answered",
         "تمت الإجابة عن طلبك"},
        {0},
    },
    [NOTIFY_JOIN_REQUEST] = {
        "join_request", TOLD_STAFF, {true, NOTIFY_EMAIL_DIGEST}, true,
        {"Somebody would like to join a classroom",
         "يرغب شخص في الانضمام إلى صف"},
        {0},
    },
    [NOTIFY_NEW_DEVICE] = {
        "new_device", TOLD_ALL, {true, NOTIFY_EMAIL_NOW}, false,
        {"Your account was used on a new device. If that was not you, change your password",
         "استُخدم حسابك على جهاز جديد. إن لم تكن أنت فغيّر كلمة المرور"},
        {0},
    },
    [NOTIFY_MARK_CHANGED] = {
        "mark_changed", TOLD_STUDENTS, {true, NOTIFY_EMAIL_NOW}, false,
        {"A mark of yours was changed by hand",
         "غُيّرت إحدى علامات حضورك يدويًا"},
        {0},
    },
    [NOTIFY_JOB_DONE] = {
        "job_done", TOLD_ALL, {true, NOTIFY_EMAIL_OFF}, false,
        {"Work that you started has ended",
         "انتهى العمل الذي بدأته"},
        {0},
    },
    [NOTIFY_ERASURE_REQUEST] = {
        "erasure_request", TOLD_ADMINISTRATORS, {true, NOTIFY_EMAIL_NOW}, true,
        {"Somebody asks to be forgotten",
         "يطلب شخص محو بياناته"},
        {0},
    },
    [NOTIFY_STUDENT_LEFT] = {
        "student_left", TOLD_STAFF, {true, NOTIFY_EMAIL_DIGEST}, true,
        {"A student has left a classroom",
         "غادر طالب صفًا"},
        {0},
    },
    [NOTIFY_NOT_TAKEN] = {
        "not_taken", TOLD_STAFF, {true, NOTIFY_EMAIL_DIGEST}, false,
        {"Attendance was not taken in a lecture",
         "لم يُسجَّل الحضور في محاضرة"},
        {0},
    },
    [NOTIFY_MISSED_IN_A_ROW] = {
        "missed_in_a_row", TOLD_STUDENTS, {true, NOTIFY_EMAIL_NOW}, false,
        {"You have missed several lectures in a row",
         "غبت عن عدة محاضرات متتالية"},
        {0},
    },
    [NOTIFY_MISSED_WITHIN] = {
        "missed_within", TOLD_STUDENTS, {true, NOTIFY_EMAIL_NOW}, false,
        {"You have missed several lectures in a short time",
         "غبت عن عدة محاضرات في وقت قصير"},
        {0},
    },
    [NOTIFY_CLASS_ADDED] = {
        "class_added", TOLD_STUDENTS, {true, NOTIFY_EMAIL_NOW}, true,
        {"You were added to a classroom",
         "أُضفت إلى صف"},
        {"Its teachers see your name, your e-mail address and your attendance there. Accept it in the app, or say there that "
         "it is not yours: then you are out of it.",
         "يرى معلّموه اسمك وبريدك الإلكتروني وحضورك فيه. اقبل ذلك في التطبيق، أو قل هناك إنه ليس صفك فتخرج منه."},
    },
    [NOTIFY_STUDENT_WARNED] = {
        "student_warned", TOLD_STAFF, {true, NOTIFY_EMAIL_DIGEST}, true,
        {"A student has crossed a line of the attendance rules",
         "تجاوز طالب حدًا من قواعد الحضور"},
        {0},
    },
};
/* clang-format on */

bool notification_about_person(enum notification_kind kind)
{
    return rules[kind].about_person;
}

const struct notification_rule *notification_rule(enum notification_kind kind)
{
    return &rules[kind];
}

const char *notification_kind_code(enum notification_kind kind)
{
    return rules[kind].code;
}

const char *notification_kind_at(size_t index)
{
    return index < NOTIFY_KIND_COUNT ? rules[index].code : NULL;
}

bool notification_kind_parse(const char *code, enum notification_kind *ret_kind)
{
    for (size_t i = 0; code && i < NOTIFY_KIND_COUNT; i++)
        if (strcmp(rules[i].code, code) == 0) {
            *ret_kind = (enum notification_kind)i;
            return true;
        }
    return false;
}
