/* SPDX-License-Identifier: MIT */
#include "school/marks/mark.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/mark_inside.h"
#include "school/marks/membership.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

static const char *const status_codes[MARK_STATUS_COUNT] = {
    [MARK_PRESENT] = "P",
    [MARK_LATE] = "L",
    [MARK_EXCUSED] = "E",
    [MARK_ABSENT] = "A",
    "S1",
    "S2",
    "S3",
    "S4",
    "S5",
    "S6",
    "S7",
    "S8",
    "S9",
    "S10",
    "S11",
    "S12",
    "S13",
    "S14",
    "S15",
    "S16",
    "S17",
    "S18",
    "S19",
    "S20",
    "S21",
    "S22",
    "S23",
    "S24",
    "S25",
    "S26",
    "S27",
    "S28",
    "S29",
    "S30",
    "S31",
    "S32",
    "S33",
    "S34",
    "S35",
    "S36",
    "S37",
    "S38",
    "S39",
    "S40",
};

static const char *const method_codes[] = {
    [MARK_BY_FACE] = "face",   [MARK_BY_HAND] = "manual",   [MARK_BY_PHOTO] = "photo", [MARK_BY_CODE] = "code",
    [MARK_BY_CLOSE] = "close", [MARK_BY_IMPORT] = "import", [MARK_BY_LEAVE] = "leave", [MARK_BY_KIOSK] = "kiosk",
};

static const char *const flag_words[MARK_FLAG_COUNT] = {
    "liveness_doubt", "outside",       "no_position",    "other_network", "shared_device",
    "new_device",     "same_pictures", "room_unproven",  "maybe_relayed", "device_unsigned",
    "odd_camera",     "badge_only",    "unlock_missing", "kiosk_moved",
};

// A state's number: the row's id is never given twice, so no two marks of a student in a lecture share one.
enum { VERSION_BITS = 20 };

int64_t mark_version(int64_t id, int64_t version)
{
    return id << VERSION_BITS | (version & ((1 << VERSION_BITS) - 1));
}

const char *mark_flag_word(size_t index)
{
    return flag_words[index];
}

void mark_flags_write(unsigned flags, char text[static MARK_FLAGS_SIZE])
{
    size_t size = 0;
    text[0] = '\0';
    for (size_t i = 0; i < MARK_FLAG_COUNT; i++)
        if (flags & 1U << i)
            size += (size_t)snprintf(text + size, MARK_FLAGS_SIZE - size, "%s%s", size > 0 ? " " : "", flag_words[i]);
}

unsigned mark_flags_read(const char *text)
{
    unsigned flags = 0;
    while (text && *text) {
        size_t size = strcspn(text, " ");
        for (size_t i = 0; i < MARK_FLAG_COUNT; i++)
            if (strlen(flag_words[i]) == size && memcmp(flag_words[i], text, size) == 0)
                flags |= 1U << i;
        text += size;
        text += strspn(text, " ");
    }
    return flags;
}

const char *mark_status_code(enum mark_status status)
{
    return status_codes[status];
}

bool mark_status_parse(const char *code, enum mark_status *ret_status)
{
    for (size_t i = MARK_PRESENT; code && i < ARRAY_LENGTH(status_codes); i++) {
        if (strcmp(code, status_codes[i]) == 0) {
            *ret_status = (enum mark_status)i;
            return true;
        }
    }
    return false;
}

const char *mark_method_code(enum mark_method method)
{
    return method_codes[method];
}

bool mark_method_yields(enum mark_method method)
{
    return method == MARK_BY_CLOSE || method == MARK_BY_LEAVE;
}

enum mark_method mark_method_of(const char *word)
{
    for (size_t i = 0; word && i < ARRAY_LENGTH(method_codes); i++)
        if (strcmp(word, method_codes[i]) == 0)
            return (enum mark_method)i;
    return MARK_BY_HAND;
}

static void mark_from_row(struct row *row, struct mark *mark)
{
    const char *method = db_text(&row->rows, 4);
    int64_t left_at = row_int(row, 12);
    *mark = (struct mark){
        .student = {row_int(row, 0), row_string(row, 1)},
        .left_at = left_at == SPAN_OPEN ? 0 : left_at,
        .outside = db_is_null(&row->rows, 2) && row_int(row, 13) == 0,
        .other_group = row_int(row, 14) != 0,
        .external_id = row_text(row, 15),
    };
    if (!mark_status_parse(db_text(&row->rows, 2), &mark->status))
        return;
    mark->minutes_late = row_int(row, 3);
    mark->method = mark_method_of(method);
    mark->marked_at = row_int(row, 5);
    mark->marked_by = (struct person){row_int(row, 6), row_string(row, 7)};
    mark->note = row_text(row, 8);
    mark->flags = mark_flags_read(db_text(&row->rows, 9));
    mark->version = mark_version(row_int(row, 10), row_int(row, 11));
}

enum fault mark_read_list(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id, struct arena *arena,
                          struct mark_list *ret_list)
{
    struct row row;
    struct mark_list list = {0};
    row_begin(
        &row, db, arena,
        "SELECT s.user_id, u.name, a.status, a.minutes_late, a.method, a.timestamp, a.marked_by, b.name, a.note,"
        " a.flags, a.id, a.version, s.left_at, s.member, s.other, u.external_id FROM (SELECT m.user_id, "
        "MAX(COALESCE(m.left_at, ?)) AS"
        " left_at, MAX(CASE WHEN " MEMBER_THEN " THEN 1 ELSE 0 END) AS member, MAX(l.ends_at) AS ends_at,"
        " MAX(CASE WHEN " GROUP_THEN(
            "m.user_id") " THEN 0 ELSE 1 END) AS other"
                         " FROM lectures l JOIN memberships m ON m.class_id = l.class_id WHERE l.id = ? AND l.class_id "
                         "= ?"
                         " AND m.user_id BETWEEN ? AND ? GROUP BY m.user_id) AS s JOIN users u ON u.id = s.user_id"
                         " LEFT JOIN attendance a ON a.lecture_id = ? AND a.student_id = s.user_id"
                         " LEFT JOIN users b ON b.id = a.marked_by"
                         " WHERE s.left_at = ? OR a.id IS NOT NULL OR (s.member = 1 AND s.left_at >= s.ends_at)"
                         " ORDER BY u.sort_key, s.user_id",
        DB_VALUES(I(SPAN_OPEN), I(lecture_id), I(class_id), I(student_id), I(student_id ? student_id : INT64_MAX),
                  I(lecture_id), I(SPAN_OPEN)));
    while (row_next(&row)) {
        struct mark *marks = row_list(&row, list.marks, list.count, sizeof(*marks));
        if (!marks)
            break;
        list.marks = marks;
        mark_from_row(&row, &marks[list.count++]);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault mark_read(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id, struct arena *arena,
                     struct mark *ret_mark)
{
    struct mark_list list;
    if (student_id <= 0)
        return FAULT_NOT_FOUND;
    enum fault fault = mark_read_list(db, class_id, lecture_id, student_id, arena, &list);
    if (fault != FAULT_NONE || list.count != 1)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    *ret_mark = list.marks[0];
    return FAULT_NONE;
}

static const char *const counts_codes[COUNTS_COUNT] = {
    [COUNTS_ATTENDED] = "attended",
    [COUNTS_IGNORED] = "ignored",
    [COUNTS_MISSED] = "missed",
};

const char *mark_counts_code(enum mark_counts counts)
{
    return counts_codes[counts];
}

bool mark_counts_parse(const char *code, enum mark_counts *ret_counts)
{
    size_t index;
    bool found = str_among(counts_codes, ARRAY_LENGTH(counts_codes), code, &index);
    if (found)
        *ret_counts = (enum mark_counts)index;
    return found;
}
