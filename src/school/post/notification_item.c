/* SPDX-License-Identifier: MIT */
#include "school/post/notification_item.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/tongue.h"
#include "school/common/rows.h"
#include "school/post/moment_text.h"
#include "school/post/notification_rule.h"
#include "school/post/notification_text.h"
#include "store/db.h"

enum { MISSED_NAMED_MAX = 5 };

enum label {
    WHEN,
    BEFORE,
    NOW,
    ROOM,
    ROOM_BEFORE,
    REASON,
    DUE,
    POINTS,
    DAYS,
    TOLD,
    ATTENDED,
    IN_A_ROW,
    WITHIN,
    MISSED,
    WORK,
    OPEN,
    LABELS
};

/* Those with a %: what is put in, in order. */
static const char *const labels[LABELS][TONGUE_COUNT] = {
    [WHEN] = {[ENGLISH] = "When", [ARABIC] = "الموعد", [HINDI] = "कब"},
    [BEFORE] = {[ENGLISH] = "Before", [ARABIC] = "الموعد السابق", [HINDI] = "पहले"},
    [NOW] = {[ENGLISH] = "Now", [ARABIC] = "الموعد الجديد", [HINDI] = "अब"},
    [ROOM] = {[ENGLISH] = "Room", [ARABIC] = "القاعة", [HINDI] = "कमरा"},
    [ROOM_BEFORE] = {[ENGLISH] = "Room before", [ARABIC] = "القاعة السابقة", [HINDI] = "पहले का कमरा"},
    [REASON] = {[ENGLISH] = "Reason", [ARABIC] = "السبب", [HINDI] = "कारण"},
    [DUE] = {[ENGLISH] = "Hand in by", [ARABIC] = "آخر موعد للتسليم", [HINDI] = "जमा करने की अंतिम तिथि"},
    [POINTS] = {[ENGLISH] = "Points", [ARABIC] = "الدرجة", [HINDI] = "अंक"},
    [DAYS] = {[ENGLISH] = "Asked for", [ARABIC] = "المدة المطلوبة", [HINDI] = "अनुरोध की अवधि"},
    [TOLD] = {[ENGLISH] = "At", [ARABIC] = "وقت الحدوث", [HINDI] = "समय"},
    [ATTENDED] = {[ENGLISH] = "Attended", [ARABIC] = "الحضور", [HINDI] = "उपस्थिति"},
    [IN_A_ROW] = {[ENGLISH] = "Missed in a row", [ARABIC] = "غياب متتالٍ", [HINDI] = "लगातार अनुपस्थित"},
    [WITHIN] = {[ENGLISH] = "Missed / days", [ARABIC] = "الغياب / الأيام", [HINDI] = "अनुपस्थित / दिन"},
    [MISSED] = {[ENGLISH] = "Missed", [ARABIC] = "محاضرة فائتة", [HINDI] = "छूटा हुआ लेक्चर"},
    [WORK] = {[ENGLISH] = "Work", [ARABIC] = "العمل", [HINDI] = "काम"},
    [OPEN] = {[ENGLISH] = "Open it", [ARABIC] = "افتحه", [HINDI] = "खोलें"},
};

/* What works of the program are called; the first that the name of a kind begins with. */
static const struct {
    const char *begins;
    const char *says[TONGUE_COUNT];
} works[] = {
    {"export_person", {[ENGLISH] = "Copy of your data", [ARABIC] = "نسخة من بياناتك", [HINDI] = "आपके डेटा की कॉपी"}},
    {"export", {[ENGLISH] = "Export", [ARABIC] = "تصدير", [HINDI] = "निर्यात"}},
    {"import", {[ENGLISH] = "Import of a file", [ARABIC] = "استيراد ملف", [HINDI] = "फ़ाइल का आयात"}},
    {"calibrate", {[ENGLISH] = "Calibration", [ARABIC] = "معايرة", [HINDI] = "कैलिब्रेशन"}},
    {"holiday", {[ENGLISH] = "Days off", [ARABIC] = "أيام العطلة", [HINDI] = "छुट्टी के दिन"}},
    {"trial", {[ENGLISH] = "Trial of the face check", [ARABIC] = "تجربة فحص الوجه", [HINDI] = "चेहरा जाँच का परीक्षण"}},
    {"", {[ENGLISH] = "Work of the program", [ARABIC] = "عمل للبرنامج", [HINDI] = "प्रोग्राम का काम"}},
};

static const struct {
    const char *word;
    const char *says[TONGUE_COUNT];
} states[] = {
    {"done", {[ENGLISH] = "finished", [ARABIC] = "اكتمل", [HINDI] = "पूरा हुआ"}},
    {"failed", {[ENGLISH] = "failed", [ARABIC] = "فشل", [HINDI] = "विफल हुआ"}},
    {"cancelled", {[ENGLISH] = "cancelled", [ARABIC] = "أُلغي", [HINDI] = "रद्द हुआ"}},
};

void notification_item_of_row(struct row *row, struct notification_item *ret_item)
{
    bool tells = db_int(&row->rows, 24) != 0; // the points stand in mails when their reader wants it
    *ret_item = (struct notification_item){
        .told = {.kind = row_text(row, 0),
                 .subject = row_text(row, 1),
                 .title = row_text(row, 2),
                 .text = row_text(row, 3),
                 .about = {row_int(row, 4), row_text(row, 5)},
                 .class_id = row_int(row, 6),
                 .lecture_id = row_int(row, 7),
                 .subject_id = row_int(row, 8),
                 .starts_at = row_int(row, 9),
                 .timezone = row_text(row, 10),
                 .created_at = row_int(row, 11)},
        .section = row_text(row, 12),
        .room = row_text(row, 13),
        .ends_at = row_int(row, 14),
        .cancelled = !db_is_null(&row->rows, 15),
        .reason = row_text(row, 16),
        .from_at = row_int(row, 17),
        .until_at = row_int(row, 18),
        .item = row_text(row, 19),
        .due_at = row_int(row, 20),
        .points = !tells || db_is_null(&row->rows, 21) ? -1 : row_int(row, 21),
        .most_points = !tells || db_is_null(&row->rows, 22) ? -1 : row_int(row, 22),
        .zone = row_text(row, 23),
    };
}

const char *notification_shown(const char *kind, const char *text, struct arena *arena)
{
    size_t size = text ? strcspn(text, "|") : 0;
    bool whole = !text || text[size] == '\0' || strcmp(kind, notification_kind_code(NOTIFY_LECTURE_CHANGED)) != 0;
    return whole ? text : arena_strndup(arena, text, size);
}

/* ---- the lines ---- */

/* The text so far; NULL once there was no memory. */
struct lines {
    struct school *school;
    const struct notification_item *item;
    enum tongue tongue;
    struct arena *arena;
    const char *text;
};

/* "  Label: value\n". In a text from right to left the value keeps its own direction (U+2068, U+2069). */
static void add(struct lines *lines, enum label label, const char *value)
{
    bool rtl = tongue_is_rtl(lines->tongue);
    if (lines->text && value)
        lines->text =
            arena_printf(lines->arena, "%s  %s: %s%s%s\n", lines->text, tongue_says(labels[label], lines->tongue),
                         rtl ? "\u2068" : "", value, rtl ? "\u2069" : "");
    else
        lines->text = NULL;
}

static void add_moment(struct lines *lines, enum label label, int64_t from, int64_t until)
{
    const struct notification_item *item = lines->item;
    const char *zone = item->told.timezone ? item->told.timezone : item->zone;
    add(lines, label, moment_span(lines->school, zone, from, until, lines->tongue, lines->arena));
}

/* Where a lecture stood before it was moved: "moved|from until room", as tell was given it. */
static void add_before(struct lines *lines)
{
    long long from, until;
    int size = 0;
    const char *was = lines->item->told.text ? strchr(lines->item->told.text, NOTIFICATION_WAS) : NULL;
    const char *now = lines->item->room ? lines->item->room : "";
    if (was && sscanf(was + 1, "%lld %lld%n", &from, &until, &size) == 2 && size > 0) {
        const char *room = was + 1 + size;
        room += *room == ' ';
        add_moment(lines, BEFORE, from, until);
        if (*room && strcmp(room, now) != 0)
            add(lines, ROOM_BEFORE, room);
        add_moment(lines, NOW, lines->item->told.starts_at, lines->item->ends_at);
    } else {
        add_moment(lines, WHEN, lines->item->told.starts_at, lines->item->ends_at);
    }
}

static void add_lecture(struct lines *lines, enum notification_kind kind)
{
    const struct notification_item *item = lines->item;
    if (kind == NOTIFY_LECTURE_CHANGED && !item->cancelled)
        add_before(lines);
    else
        add_moment(lines, WHEN, item->told.starts_at, item->ends_at);
    if (item->room)
        add(lines, ROOM, item->room);
    if (kind == NOTIFY_LECTURE_CHANGED && item->cancelled && item->reason)
        add(lines, REASON, item->reason);
}

/* "3000" -> "30", "850" -> "8.5". */
static const char *points_text(int64_t hundredths, struct arena *arena)
{
    long long whole = hundredths / 100, part = hundredths % 100;
    if (part == 0)
        return arena_printf(arena, "%lld", whole);
    return part % 10 == 0 ? arena_printf(arena, "%lld.%lld", whole, part / 10)
                          : arena_printf(arena, "%lld.%02lld", whole, part);
}

static void add_board(struct lines *lines, enum notification_kind kind)
{
    const struct notification_item *item = lines->item;
    if (kind == NOTIFY_BOARD_ITEM && item->due_at)
        add_moment(lines, DUE, item->due_at, 0);
    if (kind != NOTIFY_GRADED || item->points < 0)
        return;
    const char *points = points_text(item->points, lines->arena);
    const char *most = item->most_points >= 0 ? points_text(item->most_points, lines->arena) : NULL;
    add(lines, POINTS, most ? arena_printf(lines->arena, "%s / %s", points, most) : points);
}

/* "12/20, 75 %|1767225600000 Optics|...": the figures, and the lectures that they are about. */
static void add_warning(struct lines *lines, enum notification_kind kind)
{
    const char *text = lines->item->told.text ? lines->item->told.text : "";
    const char *figures = arena_strndup(lines->arena, text, strcspn(text, "|"));
    add(lines, kind == NOTIFY_MISSED_IN_A_ROW ? IN_A_ROW : kind == NOTIFY_MISSED_WITHIN ? WITHIN : ATTENDED, figures);
    for (int i = 0; i < MISSED_NAMED_MAX && (text = strchr(text, '|')) != NULL; i++) {
        char *end;
        long long at = strtoll(++text, &end, 10);
        const char *title = *end == ' ' ? arena_strndup(lines->arena, end + 1, strcspn(end + 1, "|")) : NULL;
        const char *when = moment_span(lines->school, lines->item->told.timezone, at, 0, lines->tongue, lines->arena);
        add(lines, MISSED, title && when ? arena_printf(lines->arena, "%s · %s", title, when) : when);
    }
}

/* "import_people done". */
static void add_work(struct lines *lines)
{
    const char *text = lines->item->told.text ? lines->item->told.text : "", *state = strrchr(text, ' ');
    size_t work = 0;
    while (strncmp(text, works[work].begins, strlen(works[work].begins)) != 0)
        work++;
    const char *says = tongue_says(works[work].says, lines->tongue);
    for (size_t i = 0; state && i < ARRAY_LENGTH(states); i++)
        if (strcmp(state + 1, states[i].word) == 0)
            says = arena_printf(lines->arena, "%s (%s)", says, tongue_says(states[i].says, lines->tongue));
    add(lines, WORK, says);
}

static bool is_warning(enum notification_kind kind)
{
    return kind == NOTIFY_BELOW_THRESHOLD || kind == NOTIFY_OUT_OF_REACH || kind == NOTIFY_MISSED_IN_A_ROW ||
           kind == NOTIFY_MISSED_WITHIN;
}

static void add_details(struct lines *lines, enum notification_kind kind)
{
    const struct notification_item *item = lines->item;
    if (item->told.starts_at)
        add_lecture(lines, kind);
    if (item->from_at)
        add_moment(lines, DAYS, item->from_at, item->until_at);
    if (kind == NOTIFY_BOARD_ITEM || kind == NOTIFY_GRADED)
        add_board(lines, kind);
    if (is_warning(kind))
        add_warning(lines, kind);
    if (kind == NOTIFY_JOB_DONE)
        add_work(lines);
    // What is not about a lecture is about the moment at which it happened.
    if (!item->told.starts_at)
        add_moment(lines, TOLD, item->told.created_at, 0);
}

const char *notification_item_place(const struct notification_item *item, struct arena *arena)
{
    const char *subject = item->told.subject ? item->told.subject : "";
    return item->section ? arena_printf(arena, "%s (%s)", subject, item->section) : subject;
}

const char *notification_item_text(struct school *school, const struct notification_item *item, const char *site,
                                   const char *locale, bool student, struct arena *arena)
{
    enum notification_kind kind;
    struct notification told = item->told;
    char path[NOTIFICATION_PATH_SIZE];
    struct lines lines = {school, item, tongue_of(locale), arena, NULL};
    told.subject = notification_item_place(item, arena);
    if (!told.text)
        told.text = item->item; // of a grade the title of what was graded
    const char *line = told.subject ? notification_line(&told, locale, arena) : NULL;
    const char *hint = notification_hint(&told, locale);
    lines.text = line ? arena_printf(arena, "- %s\n", line) : NULL;
    if (!lines.text || !notification_kind_parse(told.kind, &kind))
        return lines.text;
    add_details(&lines, kind);
    if (lines.text && hint)
        lines.text = arena_printf(arena, "%s  %s\n", lines.text, hint);
    notification_path(notification_rule(kind),
                      &(struct notification_place){student, told.class_id, told.lecture_id, told.subject_id}, path);
    return lines.text
               ? arena_printf(arena, "%s  %s: %s%s\n", lines.text, tongue_says(labels[OPEN], lines.tongue), site, path)
               : NULL;
}
