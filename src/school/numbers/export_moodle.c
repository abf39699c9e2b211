/* SPDX-License-Identifier: MIT */
/*
 * The register for Moodle (mod_attendance), by what its own code reads: a heading first, as many cells in each row,
 * users by username, idnumber or email, statuses by their acronym, nothing where there is none. Its import of marks
 * takes one session from a column that its teacher picks: of the wide form that of the session, of the rows `status`;
 * its import of marks of many sessions takes the rows, whose sessiondate it compares as "2026-11-23 09:00". Lectures
 * that nobody took are left out: there they would be sessions without a status.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/marks/standing.h"
#include "school/numbers/export.h"
#include "school/numbers/export_inside.h"
#include "school/plan/lecture.h"

static void words(struct csv_writer *writer, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        csv_text(writer, list[i]);
}

/* What people alone read. PHP's reader takes a quote behind a backslash for one within the cell, so that one name would
 * cost the whole file; a slash stands there instead. */
void export_moodle_prose(struct csv_writer *writer, struct arena *arena, const char *text, size_t size)
{
    char *copy = arena_strndup(arena, text, size);
    for (char *at = copy; at && (at = strchr(at, '\\'));)
        *at = '/';
    csv_text(writer, copy);
}

/* Moodle has two names, AMS has one: the last word is the last name. */
static void names(struct csv_writer *writer, struct arena *arena, const char *name)
{
    const char *space = strrchr(name, ' '), *last = space ? space + 1 : name;
    export_moodle_prose(writer, arena, last, strlen(last));
    export_moodle_prose(writer, arena, name, space ? (size_t)(space - name) : 0);
}

static void head(struct csv_writer *writer, const struct export *export)
{
    static const char *const before[] = {"Last name", "First name", "Groups", "ID number", "Username", "Email address"};
    static const char *const after[] = {"Taken sessions", "Points", "Percentage", "Left out"};
    char text[EXPORT_TIME_SIZE], which[24] = "", column[EXPORT_LABEL_SIZE + LECTURE_TITLE_MAX * 4 + 48];
    words(writer, before, ARRAY_LENGTH(before));
    for (size_t i = 0; i < export->sheet.lecture_count; i++) {
        const struct sheet_lecture *lecture = &export->sheet.lectures[i];
        if (!lecture->taken)
            continue;
        export_moment_moodle(export->starts[i], text);
        which[0] = '\0';
        if (export->shared[i])
            snprintf(which, sizeof(which), " #%lld", (long long)lecture->id);
        snprintf(column, sizeof(column), "%s %s%s%s%s", text, *export->labels[i] ? export->labels[i] : "All students",
                 lecture->title ? " " : "", lecture->title ? lecture->title : "", which);
        export_moodle_prose(writer, export->arena, column, strlen(column));
    }
    for (size_t i = 0; i < export->status_count; i++)
        csv_key(writer, export->statuses[i]->letter);
    words(writer, after, ARRAY_LENGTH(after));
    csv_end(writer);
}

static void row(struct csv_writer *writer, struct export *export, size_t student)
{
    const struct standing *standing = &export->sheet.students[student].standing;
    char text[2 * EXPORT_POINTS_SIZE + 4], points[EXPORT_POINTS_SIZE], most[EXPORT_POINTS_SIZE];
    names(writer, export->arena, export->sheet.students[student].student.name);
    const char *groups = export->people[student].groups;
    groups = *groups ? groups : export->classroom.section ? export->classroom.section : "";
    export_moodle_prose(writer, export->arena, groups, strlen(groups));
    csv_key(writer, export->people[student].external_id);
    csv_key(writer, export->people[student].email);
    csv_key(writer, export->people[student].email);
    for (size_t j = 0; j < export->sheet.lecture_count; j++)
        if (export->sheet.lectures[j].taken)
            csv_key(writer, export_letter(export, student, j));
    for (size_t i = 0; i < export->status_count; i++)
        csv_int(writer, standing->of[export->statuses[i]->status]);
    csv_int(writer, standing->taken);
    export_points(standing->points, points);
    export_points(standing->points_max, most);
    snprintf(text, sizeof(text), "%s / %s", points, most);
    csv_text(writer, text);
    export_percentage(writer, standing->points, standing->points_max);
    csv_int(writer, standing->left_out);
    csv_end(writer);
}

enum fault export_make_moodle(struct export *export, bool mark, struct export_file *file)
{
    struct csv_writer writer;
    csv_writer_init(&writer, EXPORT_BYTES_MAX, mark);
    head(&writer, export);
    for (size_t i = 0; i < export->sheet.student_count; i++)
        row(&writer, export, i);
    return export_take(export->arena, &writer, file);
}

static void mark_row(struct csv_writer *writer, const struct export *export, size_t student, size_t lecture)
{
    char moment[EXPORT_TIME_SIZE];
    const struct status_line *line = export_status(export, student, lecture);
    if (!line)
        return;
    export_moment(export->starts[lecture], moment);
    csv_text(writer, moment);
    csv_key(writer, export->people[student].email);
    csv_key(writer, export->people[student].external_id);
    csv_key(writer, export->people[student].email);
    csv_key(writer, line->letter);
    csv_int(writer, export->sheet.lectures[lecture].id);
    csv_end(writer);
}

enum fault export_make_moodle_marks(struct export *export, bool mark, struct export_file *file)
{
    // The last is for our own import: two lectures of a classroom may begin together.
    static const char *const columns[] = {"sessiondate", "username", "idnumber", "email", "status", "lecture_id"};
    struct csv_writer writer;
    csv_writer_init(&writer, EXPORT_BYTES_MAX, mark);
    words(&writer, columns, ARRAY_LENGTH(columns));
    csv_end(&writer);
    for (size_t j = 0; j < export->sheet.lecture_count; j++)
        for (size_t i = 0; export_wanted(export, j) && i < export->sheet.student_count; i++)
            mark_row(&writer, export, i, j);
    return export_take(export->arena, &writer, file);
}
