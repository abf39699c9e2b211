/* SPDX-License-Identifier: MIT */
/* What e-mails say, in the languages that the app speaks. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/post/mail.h"
#include "school/post/notification.h"
#include "school/post/notification_rule.h"

enum language { ENGLISH, ARABIC, LANGUAGE_COUNT };

static enum language language_of(const char *locale)
{
    return locale && strncmp(locale, "ar", 2) == 0 && (locale[2] == '\0' || locale[2] == '-') ? ARABIC : ENGLISH;
}

/* Each says one thing; the classroom, the lecture and the text follow behind it. */
static const char *const sentences[LANGUAGE_COUNT][NOTIFY_KIND_COUNT] = {
    [ENGLISH] =
        {
            [NOTIFY_WINDOW_OPENED] = "Attendance is open",
            [NOTIFY_LECTURE_SOON] = "A lecture starts soon",
            [NOTIFY_LECTURE_CHANGED] = "A lecture was moved or cancelled",
            [NOTIFY_BELOW_THRESHOLD] = "Your attendance has fallen below the threshold",
            [NOTIFY_OUT_OF_REACH] = "The attendance threshold can no longer be reached",
            [NOTIFY_BOARD_ITEM] = "There is something new on the board",
            [NOTIFY_GRADED] = "Your work has been graded",
            [NOTIFY_REQUEST] = "A student asks for leave or a correction",
            [NOTIFY_REQUEST_ANSWERED] = "Your request has been answered",
            [NOTIFY_JOIN_REQUEST] = "Somebody would like to join a classroom",
            [NOTIFY_NEW_DEVICE] = "Your account was used on a new device. If that was not you, change your password",
            [NOTIFY_MARK_CHANGED] = "A mark of yours was changed by hand",
            [NOTIFY_JOB_DONE] = "Work that you started has ended",
            [NOTIFY_ERASURE_REQUEST] = "Somebody asks to be forgotten",
            [NOTIFY_STUDENT_LEFT] = "A student has left a classroom",
        },
    [ARABIC] =
        {
            [NOTIFY_WINDOW_OPENED] = "تسجيل الحضور مفتوح",
            [NOTIFY_LECTURE_SOON] = "ستبدأ محاضرة قريبًا",
            [NOTIFY_LECTURE_CHANGED] = "نُقلت محاضرة أو أُلغيت",
            [NOTIFY_BELOW_THRESHOLD] = "انخفض حضورك عن الحد المطلوب",
            [NOTIFY_OUT_OF_REACH] = "لم يعد بلوغ حد الحضور ممكنًا",
            [NOTIFY_BOARD_ITEM] = "يوجد جديد على اللوحة",
            [NOTIFY_GRADED] = "قُيّم عملك",
            [NOTIFY_REQUEST] = "يطلب طالب إذنًا أو تصحيحًا",
            [NOTIFY_REQUEST_ANSWERED] = "تمت الإجابة عن طلبك",
            [NOTIFY_JOIN_REQUEST] = "يرغب شخص في الانضمام إلى صف",
            [NOTIFY_NEW_DEVICE] = "استُخدم حسابك على جهاز جديد. إن لم تكن أنت فغيّر كلمة المرور",
            [NOTIFY_MARK_CHANGED] = "غُيّرت إحدى علامات حضورك يدويًا",
            [NOTIFY_JOB_DONE] = "انتهى العمل الذي بدأته",
            [NOTIFY_ERASURE_REQUEST] = "يطلب شخص محو بياناته",
            [NOTIFY_STUDENT_LEFT] = "غادر طالب صفًا",
        },
};

static const struct {
    const char *several; // subject of an e-mail with more than one line; their number follows
    const char *greeting;
    const char *end; // before the address of the app
} frames[LANGUAGE_COUNT] = {
    [ENGLISH] = {"News from your classrooms", "This is new:", "Read more, and choose what you are told and when:"},
    [ARABIC] = {"جديد من صفوفك", "الجديد:", "اقرأ المزيد واختر ما تُبلَّغ به ومتى:"},
};

const char *notification_line(const struct notification *notification, const char *locale, struct arena *arena)
{
    enum notification_kind kind;
    if (!notification_kind_parse(notification->kind, &kind))
        return notification->kind;
    const char *subject = notification->subject ? notification->subject : "";
    const char *title = notification->title ? notification->title : "";
    const char *text = notification->text ? notification->text : "";
    return arena_printf(arena, "%s%s%s%s%s%s%s", sentences[language_of(locale)][kind], *subject ? " · " : "", subject,
                        *title ? " · " : "", title, *text ? " · " : "", text);
}

/* `text` up to `characters` characters, at the end of one. */
static const char *cut(const char *text, size_t characters, struct arena *arena)
{
    size_t size = 0;
    for (; text[size] != '\0' && characters > 0; characters--)
        size += str_sequence(text + size, strlen(text + size));
    return text[size] == '\0' ? text : arena_strndup(arena, text, size);
}

const char *notification_mail_subject(const char *line, size_t count, const char *locale, struct arena *arena)
{
    if (count == 1)
        return cut(line, MAIL_SUBJECT_MAX, arena);
    return arena_printf(arena, "%s: %zu", frames[language_of(locale)].several, count);
}

const char *notification_mail_text(const char *lines, const char *url, const char *locale, struct arena *arena)
{
    enum language language = language_of(locale);
    return arena_printf(arena, "%s\n\n%s\n%s\n%s\n", frames[language].greeting, lines, frames[language].end, url);
}
