/* SPDX-License-Identifier: MIT */
/* What every form of the export says with the same words. */
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/mark.h"
#include "school/marks/sheet.h"
#include "school/marks/tally.h"
#include "school/numbers/export.h"
#include "school/numbers/export_inside.h"
#include "school/post/usual_status.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum fault export_tongue(struct db *db, const struct actor *actor, const char *language, enum tongue *ret_tongue)
{
    struct row row;
    enum tongue own = ENGLISH;
    row_begin(&row, db, NULL, "SELECT locale FROM users WHERE id = ?", DB_VALUES(I(actor->user_id)));
    while (row_next(&row))
        own = tongue_of(db_text(&row.rows, 0));
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_tongue = language ? tongue_of(language) : own;
    return FAULT_NONE;
}

static bool has_letter(const struct status_set *set, const char *letter)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->lines[i].letter, letter) == 0)
            return true;
    return false;
}

enum fault export_translate(struct export *export)
{
    const struct status_set *as_kept = export->classroom.statuses;
    struct status_set *set = arena_calloc(export->arena, 1, sizeof(*set));
    if (!set)
        return FAULT_INTERNAL;
    *set = *as_kept;
    for (size_t i = 0; i < set->count; i++) {
        struct status_line *line = &set->lines[i];
        const char *code = mark_status_code(line->status), *usual = usual_status_name(code, ENGLISH);
        if (!usual || strcmp(line->name, usual) != 0)
            continue;
        const char *letter = usual_status_letter(code, export->tongue);
        line->name = usual_status_name(code, export->tongue);
        if (strcmp(line->letter, code) == 0 && !has_letter(as_kept, letter)) // else two would have it
            line->letter = letter;
    }
    export->classroom.statuses = set;
    return FAULT_NONE;
}

static void moment_of(int64_t local, struct tm *ret_moment)
{
    time_t seconds = (time_t)(local / SCHOOL_SECOND_MS);
    gmtime_r(&seconds, ret_moment);
}

void export_moment(int64_t local, char text[static EXPORT_TIME_SIZE])
{
    struct tm moment;
    moment_of(local, &moment);
    snprintf(text, EXPORT_TIME_SIZE, "%04d-%02d-%02d %02d:%02d", moment.tm_year + 1900, moment.tm_mon + 1,
             moment.tm_mday, moment.tm_hour, moment.tm_min);
}

void export_clock(int64_t local, char text[static EXPORT_TIME_SIZE])
{
    struct tm moment;
    moment_of(local, &moment);
    snprintf(text, EXPORT_TIME_SIZE, "%02d:%02d", moment.tm_hour, moment.tm_min);
}

void export_moment_moodle(int64_t local, char text[static EXPORT_TIME_SIZE])
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm moment;
    moment_of(local, &moment);
    snprintf(text, EXPORT_TIME_SIZE, "%d %s %d %d.%02d%s", moment.tm_mday, months[moment.tm_mon], moment.tm_year + 1900,
             moment.tm_hour % 12 ? moment.tm_hour % 12 : 12, moment.tm_min, moment.tm_hour < 12 ? "AM" : "PM");
}

void export_lecture_head(const struct export *export, size_t lecture, char text[static EXPORT_LABEL_SIZE])
{
    char moment[EXPORT_TIME_SIZE], clock[EXPORT_TIME_SIZE], which[24] = "";
    const char *label = export->labels[lecture];
    export_moment(export->starts[lecture], moment);
    export_clock(export->ends[lecture], clock);
    if (export->shared[lecture])
        snprintf(which, sizeof(which), " #%lld", (long long)export->sheet.lectures[lecture].id);
    snprintf(text, EXPORT_LABEL_SIZE, "%s-%s%s%s%s", moment, clock, *label ? " " : "", label, which);
}

bool export_wanted(const struct export *export, size_t lecture)
{
    return export->lecture_id == 0 || export->sheet.lectures[lecture].id == export->lecture_id;
}

/* Room for what people typed: a file system takes 255 bytes, and the day and the kind must be among them. */
enum { NAME_PARTS_MAX = 150 };

/* Adds a part and a space, as much of it as there is room for in whole letters. */
static size_t name_add(char name[static EXPORT_NAME_SIZE], size_t size, const char *part)
{
    size_t bytes = strlen(part), room = NAME_PARTS_MAX - size;
    if (bytes + 1 > room)
        for (bytes = room > 0 ? room - 1 : 0; bytes > 0 && (part[bytes] & 0xC0) == 0x80;)
            bytes--;
    if (bytes == 0)
        return size;
    memcpy(name + size, part, bytes);
    name[size + bytes] = ' ';
    return size + bytes + 1;
}

void export_name(const char *const parts[static 3], int64_t day, const char *kind, const char *suffix,
                 char name[static EXPORT_NAME_SIZE])
{
    char date[ZONE_DATE_SIZE];
    size_t size = 0;
    zone_day_format(day, date);
    for (size_t i = 0; i < 3; i++)
        if (parts[i])
            size = name_add(name, size, parts[i]);
    snprintf(name + size, EXPORT_NAME_SIZE - size, "%s %s%s%s", date, kind, suffix ? "." : "", suffix ? suffix : "");
    for (char *c = name; *c; c++)
        if (strchr("\\/:*?\"<>|'%;`$&", *c) || (*c > 0 && *c < ' '))
            *c = '-';
}

void export_points(int64_t hundredths, char text[static EXPORT_POINTS_SIZE])
{
    size_t size = (size_t)snprintf(text, EXPORT_POINTS_SIZE, "%lld.%02lld", (long long)(hundredths / 100),
                                   (long long)(hundredths % 100));
    while (text[size - 1] == '0')
        text[--size] = '\0';
    if (text[size - 1] == '.')
        text[size - 1] = '\0';
}

void export_percentage(struct csv_writer *writer, int64_t part, int64_t whole)
{
    char text[16];
    double percentage;
    bool known = tally_percentage(part, whole, &percentage);
    snprintf(text, sizeof(text), "%.1f", known ? percentage : 0);
    csv_text(writer, known ? text : NULL);
}

bool export_theirs(const struct export *export, size_t student, size_t lecture)
{
    const struct sheet_cell *cell = &export->sheet.students[student].cells[lecture];
    const struct tally_moment moment = sheet_moment(&export->sheet.lectures[lecture], cell);
    return tally_theirs(&moment, (enum mark_status)cell->status);
}

const struct status_line *export_status(const struct export *export, size_t student, size_t lecture)
{
    const enum mark_status status = (enum mark_status) export->sheet.students[student].cells[lecture].status;
    return status == MARK_UNMARKED ? NULL : status_set_line(export->classroom.statuses, status);
}

const char *export_letter(const struct export *export, size_t student, size_t lecture)
{
    const struct status_line *line = export_status(export, student, lecture);
    if (line)
        return line->letter;
    return export->sheet.lectures[lecture].taken && export_theirs(export, student, lecture) ? "" : NULL;
}

void export_legend(const struct export *export, const struct status_line *line, char text[static EXPORT_LEGEND_SIZE])
{
    enum export_word counts = WORD_IS_ATTENDED + (enum export_word)line->counts;
    enum export_word room = line->in_room ? WORD_AND_IN_ROOM : WORD_AND_NOT_IN_ROOM;
    snprintf(text, EXPORT_LEGEND_SIZE, "%s = %s: %s%s", line->letter, line->name, export_text(counts, export->tongue),
             export_text(room, export->tongue));
}

int64_t export_in_room(const struct export *export, size_t lecture)
{
    int64_t count = 0;
    for (size_t i = 0; i < export->sheet.student_count; i++)
        count += export->sheet.rule.in_room[export->sheet.students[i].cells[lecture].status];
    return count;
}

enum fault export_take(struct arena *arena, struct csv_writer *writer, struct export_file *file)
{
    const char *bytes;
    enum fault fault = FAULT_TOO_MANY_THINGS;
    if (csv_done(writer, &bytes, &file->size)) {
        char *copy = arena_alloc(arena, file->size + 1);
        fault = copy ? FAULT_NONE : FAULT_INTERNAL;
        if (copy)
            memcpy(copy, bytes, file->size);
        file->bytes = copy;
    }
    csv_writer_release(writer);
    return fault;
}

const char *export_groups_then(const struct export *export, size_t student, size_t lecture)
{
    struct group_names in;
    return groups_at(&export->groups, &export->sheet.students[student].groups,
                     export->sheet.lectures[lecture].starts_at, export->arena, &in)
               ? group_names_text(&in, export->arena)
               : NULL;
}
