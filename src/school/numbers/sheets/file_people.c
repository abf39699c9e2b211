/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/numbers/export_inside.h"
#include "school/numbers/sheets/files.h"
#include "school/people/account.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static const struct {
    enum export_word word;
    double width;
} columns[] = {{WORD_NAME, 28},   {WORD_FAMILY_NAME, 20}, {WORD_EMAIL, 30},   {WORD_ROLE, 12},
               {WORD_NUMBER, 14}, {WORD_LOCALE, 10},      {WORD_ADVISER, 30}, {WORD_PROGRAMME, 24}};

struct adviser {
    int64_t student_id;
    const char *email;
};

struct people {
    struct adviser *advisers; // by student
    struct id_index *index;
    size_t adviser_count;
    const char *institution; // NULL: it has no name
    enum tongue reader;
};

static enum fault about_read(struct db *db, const struct actor *actor, const char *language, struct arena *arena,
                             struct people *people)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT a.student_id, u.email FROM advisers a JOIN users u ON u.id = a.adviser_id ORDER BY a.student_id",
              DB_NO_VALUES);
    while (row_next(&row)) {
        struct adviser *list = row_list(&row, people->advisers, people->adviser_count, sizeof(*list));
        if (!list)
            break;
        people->advisers = list;
        list[people->adviser_count++] = (struct adviser){row_int(&row, 0), row_text(&row, 1)};
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    people->index = arena_calloc(arena, people->adviser_count + 1, sizeof(*people->index));
    if (!people->index)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < people->adviser_count; i++)
        people->index[i] = (struct id_index){people->advisers[i].student_id, i};
    fault = setting_text(db, SETTING_INSTITUTION_NAME, arena, &people->institution);
    return fault != FAULT_NONE ? fault : export_tongue(db, actor, language, &people->reader);
}

static void person_row(struct table *table, const struct people *people, const struct user *user)
{
    size_t at = 0;
    bool advised = id_index_find(people->index, people->adviser_count, user->id, &at);
    table_text(table, user->name);
    table_text(table, user->family_name);
    table_text(table, user->email);
    table_text(table, role_code(user->role));
    table_text(table, user->external_id);
    table_text(table, user->locale);
    table_text(table, advised && user->role == ROLE_STUDENT ? people->advisers[at].email : NULL);
    table_text(table, user->programme);
    table_end(table);
}

static enum fault rows_write(struct school *school, const struct actor *actor, struct account_filter filter,
                             const struct people *people, struct table *table)
{
    struct user_list list = {0};
    size_t count = 0;
    bool administrators = filter.role && strcmp(filter.role, role_code(ROLE_ADMINISTRATOR)) == 0;
    filter.page = (struct page){.limit = PAGE_MAX};
    do {
        CLOSES(arena_release) struct arena scratch = arena_of(4 << 20);
        enum fault fault = account_list(school, actor, &filter, &scratch, &list);
        if (fault != FAULT_NONE)
            return fault;
        for (size_t i = 0; i < list.count; i++) {
            const struct user *user = &list.users[i];
            if (user->erased || user->merged_into || (user->role == ROLE_ADMINISTRATOR && !administrators))
                continue;
            if (++count > FILES_PEOPLE_MAX)
                return FAULT_TOO_MANY_THINGS;
            person_row(table, people, user);
        }
        filter.page.after = list.next;
    } while (list.next != 0);
    return FAULT_NONE;
}

struct noting {
    const struct actor *actor;
    int64_t now;
};

static enum fault note(struct db *db, void *context)
{
    const struct noting *unit = context;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "people_exported",
                                .subject_type = "user",
                                .subject_id = unit->actor->user_id,
                            });
}

static enum fault table_make(struct school *school, const struct actor *actor, const struct account_filter *filter,
                             const struct table_request *request, const struct people *people, struct arena *arena,
                             struct export_file *file)
{
    struct table_column heads[ARRAY_LENGTH(columns)];
    struct table table;
    char made[EXPORT_TIME_SIZE];
    const enum tongue tongue = request->fixed ? ENGLISH : people->reader;
    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++) {
        bool coded = request->fixed || request->form == TABLE_CSV;
        heads[i].head = coded ? export_column(columns[i].word, tongue) : export_text(columns[i].word, tongue);
        heads[i].width = columns[i].width;
    }
    export_moment(school_now(school), made);
    const struct table_about about = {.title = people->institution,
                                      .name = export_text(FILE_PEOPLE, tongue),
                                      .made = made,
                                      .now = school_now(school),
                                      .tongue = tongue,
                                      .names = 1};
    enum fault fault = table_open(&table, arena, request, &about, heads, ARRAY_LENGTH(columns));
    if (fault != FAULT_NONE)
        return fault;
    fault = rows_write(school, actor, *filter, people, &table);
    enum fault closed = table_close(&table, file);
    return fault != FAULT_NONE ? fault : closed;
}

enum fault file_people(struct school *school, const struct actor *actor, const struct account_filter *filter,
                       const struct table_request *request, struct arena *arena, struct export_file *ret_file)
{
    struct people people = {0};
    struct export_file file = {0};
    struct noting unit = {.actor = actor, .now = school_now(school)};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = about_read(db, actor, request->language, arena, &people);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    fault = table_make(school, actor, filter, request, &people, arena, &file);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, note, &unit);
    if (fault != FAULT_NONE)
        return fault;
    const char *const parts[] = {people.institution, NULL, NULL};
    export_name(parts, unit.now / SCHOOL_DAY_MS, export_text(FILE_PEOPLE, people.reader),
                request->form == TABLE_XLSX ? "xlsx" : "csv", file.name);
    *ret_file = file;
    return FAULT_NONE;
}
