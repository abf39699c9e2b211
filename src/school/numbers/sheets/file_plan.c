/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/classes/classroom_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/marks/group/group.h"
#include "school/marks/group/group_inside.h"
#include "school/numbers/export_inside.h"
#include "school/numbers/sheets/files.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

struct planned {
    int64_t id;
    const char *title, *room; // NULL: none
    int64_t starts, ends;     // UTC, then on the classroom's clocks
};

struct plan {
    struct classroom classroom;
    struct planned *lectures; // by start
    size_t count;
    enum tongue reader;
    int64_t now;
};

static enum fault plan_read(struct db *db, const struct actor *actor, int64_t class_id, const char *language,
                            struct arena *arena, struct plan *plan)
{
    struct row row;
    struct access access;
    enum fault fault = access_class_staff(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = classroom_read(db, actor, class_id, plan->now, arena, &plan->classroom);
    if (fault != FAULT_NONE)
        return fault;
    fault = export_tongue(db, actor, language, &plan->reader);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena,
              "SELECT title, room, starts_at, ends_at, id FROM lectures WHERE class_id = ? AND cancelled_at IS NULL"
              " ORDER BY starts_at, id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        struct planned *list = row_list(&row, plan->lectures, plan->count, sizeof(*list));
        if (!list)
            break;
        plan->lectures = list;
        list[plan->count++] = (struct planned){row_int(&row, 4), row_text(&row, 0), row_text(&row, 1), row_int(&row, 2),
                                               row_int(&row, 3)};
    }
    return row_end(&row);
}

static enum fault on_clocks(struct school *school, struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        struct planned *lecture = &plan->lectures[i];
        enum fault fault = zone_to_local(school, plan->classroom.timezone, lecture->starts, &lecture->starts);
        if (fault != FAULT_NONE)
            return fault;
        fault = zone_to_local(school, plan->classroom.timezone, lecture->ends, &lecture->ends);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static enum fault plan_write(const struct plan *plan, const struct table_request *request, struct arena *arena,
                             int64_t made, struct export_file *file)
{
    static const enum export_word words[] = {WORD_DATE, WORD_FROM, WORD_TO, WORD_DESCRIPTION, WORD_ROOM};
    static const double widths[] = {12, 8, 8, 40, 20};
    struct table_column columns[ARRAY_LENGTH(words)];
    struct table table;
    char text[EXPORT_TIME_SIZE];
    const enum tongue tongue = request->fixed ? ENGLISH : plan->reader;
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        bool coded = request->fixed || request->form == TABLE_CSV;
        columns[i].head = coded ? export_column(words[i], tongue) : export_text(words[i], tongue);
        columns[i].width = widths[i];
    }
    export_moment(made, text);
    const struct table_about about = {.title = plan->classroom.subject,
                                      .author = plan->classroom.professor.name,
                                      .name = export_text(WORD_LECTURES, tongue),
                                      .made = text,
                                      .now = plan->now,
                                      .tongue = tongue,
                                      .names = 1};
    enum fault fault = table_open(&table, arena, request, &about, columns, ARRAY_LENGTH(words));
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < plan->count; i++) {
        table_moment(&table, plan->lectures[i].starts, TABLE_DAY);
        table_moment(&table, plan->lectures[i].starts, TABLE_CLOCK);
        table_moment(&table, plan->lectures[i].ends, TABLE_CLOCK);
        table_text(&table, plan->lectures[i].title);
        table_text(&table, plan->lectures[i].room);
        table_end(&table);
    }
    return table_close(&table, file);
}

/* The groups of a lecture as Moodle has several: with semicolons. False without memory. */
static bool groups_write(struct csv_writer *writer, const struct group_names *names, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; text && i < names->count; i++)
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? ";" : "", names->groups[i].name);
    csv_key(writer, text);
    return text != NULL;
}

/* When it begins and ends. Moodle takes the one time from the other, so that half past midnight is 24:30. */
static void times_write(struct csv_writer *writer, const struct planned *lecture)
{
    char text[EXPORT_TIME_SIZE];
    int64_t minutes = (lecture->ends - lecture->starts / SCHOOL_DAY_MS * SCHOOL_DAY_MS) / SCHOOL_MINUTE_MS;
    export_moment(lecture->starts, text);
    text[strcspn(text, " ")] = '\0';
    csv_text(writer, text);
    export_clock(lecture->starts, text);
    csv_text(writer, text);
    snprintf(text, sizeof(text), "%02lld:%02lld", (long long)minutes / 60, (long long)minutes % 60);
    csv_text(writer, text);
}

/* By the keys of Moodle's import (mod_attendance), whose teacher says which column is which. */
static enum fault moodle_write(struct school *school, const struct plan *plan, bool mark, struct arena *arena,
                               struct export_file *file)
{
    static const char *const heads[] = {"course", "groups", "sessiondate", "from", "to", "description"};
    CLOSES(csv_writer_release) struct csv_writer writer = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    const char *course = plan->classroom.external_id ? plan->classroom.external_id : plan->classroom.subject;
    struct lecture_groups groups;
    enum fault fault = lecture_groups_read(db, plan->classroom.id, arena, &groups);
    if (fault != FAULT_NONE)
        return fault;
    csv_writer_init(&writer, EXPORT_BYTES_MAX, mark);
    for (size_t i = 0; i < ARRAY_LENGTH(heads); i++)
        csv_text(&writer, heads[i]);
    csv_end(&writer);
    for (size_t i = 0; i < plan->count; i++) {
        const struct planned *lecture = &plan->lectures[i];
        const struct group_names names = lecture_groups_of(&groups, lecture->id);
        csv_key(&writer, course);
        if (!groups_write(&writer, &names, arena))
            return FAULT_INTERNAL;
        times_write(&writer, lecture);
        const char *title = lecture->title ? lecture->title : "";
        export_moodle_prose(&writer, arena, title, strlen(title));
        csv_end(&writer);
    }
    file->type = "text/csv; charset=utf-8";
    return export_take(arena, &writer, file);
}

enum fault file_plan(struct school *school, const struct actor *actor, int64_t class_id,
                     const struct table_request *request, struct arena *arena, struct export_file *ret_file)
{
    struct plan plan = {.now = school_now(school)};
    struct export_file file = {0};
    int64_t made;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = plan_read(db, actor, class_id, request->language, arena, &plan);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    fault = on_clocks(school, &plan);
    if (fault != FAULT_NONE)
        return fault;
    fault = zone_to_local(school, plan.classroom.timezone, plan.now, &made);
    if (fault != FAULT_NONE)
        return fault;
    fault = request->form == TABLE_MOODLE ? moodle_write(school, &plan, request->mark, arena, &file)
                                          : plan_write(&plan, request, arena, made, &file);
    if (fault != FAULT_NONE)
        return fault;
    const char *const parts[] = {plan.classroom.subject, plan.classroom.section, NULL};
    export_name(parts, made / SCHOOL_DAY_MS,
                export_text(request->form == TABLE_MOODLE ? FILE_MOODLE_PLAN : FILE_PLAN, plan.reader),
                request->form == TABLE_XLSX ? "xlsx" : "csv", file.name);
    *ret_file = file;
    return FAULT_NONE;
}
