/* SPDX-License-Identifier: MIT */
/* What e-mails say, in the languages that the app speaks. */
#include "school/post/notification_text.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/tongue.h"
#include "school/post/mail.h"
#include "school/post/notification.h"
#include "school/post/notification_rule.h"
#include "school/post/usual_status.h"

/* Of a mark that was final. */
static const char *const corrections[TONGUE_COUNT] = {
    [ENGLISH] = "A mark of yours was corrected after the marks were final",
    [ARABIC] = "صُحّحت إحدى علامات حضورك بعد أن صارت نهائية",
    [HINDI] = "आपकी एक उपस्थिति अंतिम हो जाने के बाद सुधारी गई",
};

/* The subject of an e-mail with more than one line; their number follows. */
static const char *const several[TONGUE_COUNT] = {
    [ENGLISH] = "News from your classrooms",
    [ARABIC] = "جديد من صفوفك",
    [HINDI] = "आपकी क्लासों की ख़बरें",
};

static const char *const greetings[TONGUE_COUNT] = {
    [ENGLISH] = "This is new:",
    [ARABIC] = "الجديد:",
    [HINDI] = "यह नया है:",
};

/* Before the address of the app. */
static const char *const ends[TONGUE_COUNT] = {
    [ENGLISH] = "Read all of it",
    [ARABIC] = "اقرأ الكل",
    [HINDI] = "सब पढ़ें",
};

/* What became of a lecture, by the word behind which there may be where it stood before, or a holiday's name. */
static const struct {
    const char *word;
    const char *says[TONGUE_COUNT];
} changes[] = {
    {"moved", {[ENGLISH] = "A lecture was moved", [ARABIC] = "نُقلت محاضرة", [HINDI] = "एक लेक्चर का समय बदला गया है"}},
    {"moved_following",
     {[ENGLISH] = "A lecture was moved, with those that follow",
      [ARABIC] = "نُقلت محاضرة مع ما بعدها",
      [HINDI] = "आगे के लेक्चरों समेत एक लेक्चर का समय बदला गया है"}},
    {"cancelled",
     {[ENGLISH] = "A lecture was cancelled",
      [ARABIC] = "أُلغيت محاضرة",
      [HINDI] = "एक लेक्चर "
                "रद्द हुआ है"}},
    {"cancelled_following",
     {[ENGLISH] = "A lecture was cancelled, with those that follow",
      [ARABIC] = "أُلغيت محاضرة مع ما بعدها",
      [HINDI] = "आगे के लेक्चरों समेत एक लेक्चर रद्द हुआ है"}},
    {"restored",
     {[ENGLISH] = "A lecture takes place after all",
      [ARABIC] = "ستُعقد محاضرة كانت قد أُلغيت",
      [HINDI] = "रद्द किया गया एक लेक्चर अब होगा"}},
    {"restored_following",
     {[ENGLISH] = "A lecture takes place after all, with those that follow",
      [ARABIC] = "ستُعقد محاضرة كانت قد أُلغيت مع ما بعدها",
      [HINDI] = "रद्द किया गया एक लेक्चर और उसके आगे के लेक्चर अब होंगे"}},
    {"holiday",
     {[ENGLISH] = "Lectures are cancelled for days off",
      [ARABIC] = "أُلغيت محاضرات بسبب عطلة",
      [HINDI] = "छुट्टी के कारण लेक्चर रद्द हुए हैं"}},
    {"holiday_over",
     {[ENGLISH] = "Lectures take place after all: the days off are no more",
      [ARABIC] = "ستُعقد محاضرات بعد أن أُزيلت العطلة",
      [HINDI] = "छुट्टी हटाई गई है: लेक्चर अब होंगे"}},
};

/* The sentence of a lecture that changed; NULL: another version's word. */
static const char *change_says(const char *text, enum tongue tongue)
{
    size_t size = strcspn(text, "| ");
    for (size_t i = 0; i < ARRAY_LENGTH(changes); i++)
        if (strlen(changes[i].word) == size && memcmp(changes[i].word, text, size) == 0)
            return tongue_says(changes[i].says, tongue);
    return NULL;
}

/* Behind the figures of these stand the lectures that they are about, for the app. */
static bool is_warning(enum notification_kind kind)
{
    return kind == NOTIFY_BELOW_THRESHOLD || kind == NOTIFY_OUT_OF_REACH || kind == NOTIFY_MISSED_IN_A_ROW ||
           kind == NOTIFY_MISSED_WITHIN;
}

/* What the ids do not tell is one of these words. */
static const struct {
    const char *word;
    const char *says[TONGUE_COUNT];
} details[] = {
    {"moved", {[ENGLISH] = "Moved", [ARABIC] = "نُقلت", [HINDI] = "समय बदला गया"}},
    {"moved_following",
     {[ENGLISH] = "Moved, with those that follow",
      [ARABIC] = "نُقلت مع ما بعدها",
      [HINDI] = "आगे के लेक्चरों समेत समय बदला गया"}},
    {"cancelled", {[ENGLISH] = "Cancelled", [ARABIC] = "أُلغيت", [HINDI] = "रद्द हुआ"}},
    {"cancelled_following",
     {[ENGLISH] = "Cancelled, with those that follow",
      [ARABIC] = "أُلغيت مع ما بعدها",
      [HINDI] = "आगे के लेक्चरों समेत रद्द हुआ"}},
    {"restored", {[ENGLISH] = "It takes place after all", [ARABIC] = "ستُعقد بعد كل شيء", [HINDI] = "यह लेक्चर होगा"}},
    {"restored_following",
     {[ENGLISH] = "It takes place after all, with those that follow",
      [ARABIC] = "ستُعقد بعد كل شيء مع ما بعدها",
      [HINDI] = "यह और आगे के लेक्चर होंगे"}},
    {"leave", {[ENGLISH] = "Leave", [ARABIC] = "إجازة", [HINDI] = "छुट्टी"}},
    {"appeal", {[ENGLISH] = "A correction of a mark", [ARABIC] = "تصحيح علامة", [HINDI] = "उपस्थिति में सुधार"}},
    {"accepted", {[ENGLISH] = "Accepted", [ARABIC] = "قُبل", [HINDI] = "स्वीकार हुआ"}},
    {"refused", {[ENGLISH] = "Refused", [ARABIC] = "رُفض", [HINDI] = "अस्वीकार हुआ"}},
    {"leave_accepted", {[ENGLISH] = "Leave accepted", [ARABIC] = "قُبلت الإجازة", [HINDI] = "छुट्टी स्वीकार हुई"}},
    {"leave_refused", {[ENGLISH] = "Leave refused", [ARABIC] = "رُفضت الإجازة", [HINDI] = "छुट्टी अस्वीकार हुई"}},
    {"erasure_refused",
     {[ENGLISH] = "You are not forgotten yet",
      [ARABIC] = "لم تُمحَ بياناتك بعد",
      [HINDI] = "आपका डेटा अभी मिटाया नहीं गया है"}},
    {"join_accepted", {[ENGLISH] = "You are in", [ARABIC] = "قُبلت", [HINDI] = "आपको शामिल कर लिया गया है"}},
    {"not_theirs",
     {[ENGLISH] = "They say that it is not theirs",
      [ARABIC] = "يقول إنه ليس صفه",
      [HINDI] = "उनका कहना है कि यह उनकी क्लास नहीं है"}},
    {"join_refused",
     {[ENGLISH] = "You were not let in", [ARABIC] = "لم يُقبل انضمامك", [HINDI] = "आपको शामिल नहीं किया गया"}},
};

/* The text of a notification in words: a title, a status and a warning's figures as they are, a word of the program's
 * in the language, the name of a holiday; "" for anything else. */
static const char *detail_of(enum notification_kind kind, const char *text, enum tongue tongue)
{
    const char *status = kind == NOTIFY_MARK_CHANGED ? usual_status_name(text, tongue) : NULL;
    if (status)
        return status;
    if (kind == NOTIFY_BOARD_ITEM || kind == NOTIFY_GRADED || kind == NOTIFY_MARK_CHANGED ||
        kind == NOTIFY_KIOSK_MOVED || kind == NOTIFY_TOKEN_MADE || kind == NOTIFY_TOKEN_ENDS || is_warning(kind))
        return text;
    for (size_t i = 0; i < ARRAY_LENGTH(details); i++)
        if (strcmp(details[i].word, text) == 0)
            return tongue_says(details[i].says, tongue);
    const char *name = strncmp(text, "holiday ", strlen("holiday ")) == 0 ? strstr(text, ": ") : NULL;
    return name ? name + strlen(": ") : "";
}

/* With dots between; "" is left out. Behind the first each keeps its own direction in a line from right to left. */
static const char *parts_join(const char *const parts[static 4], enum tongue tongue, struct arena *arena)
{
    bool rtl = tongue_is_rtl(tongue);
    const char *all = parts[0];
    for (size_t i = 1; all && i < 4; i++)
        if (*parts[i])
            all = arena_printf(arena, "%s · %s%s%s", all, rtl ? "\u2068" : "", parts[i], rtl ? "\u2069" : "");
    return all;
}

const char *notification_line(const struct notification *notification, const char *locale, struct arena *arena)
{
    enum notification_kind kind;
    enum tongue tongue = tongue_of(locale);
    if (!notification_kind_parse(notification->kind, &kind))
        return notification->kind;
    const char *subject = notification->subject ? notification->subject : "";
    const char *title = notification->title ? notification->title : "";
    const char *text = notification->text ? notification->text : "";
    const char *sentence = tongue_says(notification_rule(kind)->sentence, tongue);
    size_t size = strlen(text), tail = strlen(NOTIFICATION_CORRECTION);
    if (kind == NOTIFY_MARK_CHANGED && size > tail && strcmp(text + size - tail, NOTIFICATION_CORRECTION) == 0) {
        sentence = tongue_says(corrections, tongue);
        text = arena_strndup(arena, text, size - tail);
        if (!text)
            return NULL;
    }
    if (kind == NOTIFY_CLASS_ADDED) {
        title = notification->about.name ? notification->about.name : "";
        return parts_join((const char *const[]){sentence, subject, title, ""}, tongue, arena);
    }
    if (kind == NOTIFY_STUDENT_WARNED)
        text = ""; // mailboxes are read on lock screens: whom it is about stands in the app
    else if (is_warning(kind))
        text = arena_strndup(arena, text, strcspn(text, "|")); // without the lectures
    const char *change = kind == NOTIFY_LECTURE_CHANGED && text ? change_says(text, tongue) : NULL;
    if (change && strncmp(text, "holiday", strlen("holiday")) != 0)
        text = ""; // the sentence says it
    if (!text)
        return NULL;
    sentence = change ? change : sentence;
    text = detail_of(kind, text, tongue);
    return parts_join((const char *const[]){sentence, subject, title, text}, tongue, arena);
}

const char *notification_hint(const struct notification *notification, const char *locale)
{
    enum notification_kind kind;
    return notification_kind_parse(notification->kind, &kind)
               ? tongue_says(notification_rule(kind)->hint, tongue_of(locale))
               : NULL;
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
    return arena_printf(arena, "%s: %zu", tongue_says(several, tongue_of(locale)), count);
}

const char *notification_mail_text(const char *lines, const char *url, const char *locale, struct arena *arena)
{
    enum tongue tongue = tongue_of(locale);
    return arena_printf(arena, "%s\n\n%s\n%s: %s\n", tongue_says(greetings, tongue), lines, tongue_says(ends, tongue),
                        url);
}

const char *notification_items_join(const char *const *items, size_t count, struct arena *arena)
{
    size_t size = 1, used = 0;
    for (size_t i = 0; i < count; i++)
        size += strlen(items[i]) + 1;
    char *all = arena_alloc(arena, size);
    for (size_t i = 0; all && i < count; i++) {
        size_t part = strlen(items[i]);
        memcpy(all + used, items[i], part);
        used += part;
        if (i + 1 < count)
            all[used++] = '\n';
    }
    if (all)
        all[used] = '\0';
    return all;
}
