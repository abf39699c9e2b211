/* SPDX-License-Identifier: MIT */
#include "school/classes/student_note.h"

#include <stdio.h>

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* Whether the student is or was in the classroom; NOT_FOUND otherwise. */
static enum fault was_here(struct db *db, int64_t class_id, int64_t student_id)
{
    bool found;
    int64_t one;
    enum fault fault = row_one_int(db, "SELECT 1 FROM memberships WHERE class_id = ? AND user_id = ? LIMIT 1",
                                   DB_VALUES(I(class_id), I(student_id)), &found, &one);
    return fault != FAULT_NONE ? fault : found ? FAULT_NONE : FAULT_NOT_FOUND;
}

/* ---- reading ---- */

static enum fault notes_read(struct db *db, const struct actor *actor, const struct access *access, int64_t student_id,
                             const struct page *page, struct arena *arena, struct student_note_list *list)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT n.id, n.author_id, u.name, n.text, n.created_at FROM student_notes n JOIN users u ON u.id ="
              " n.author_id WHERE n.class_id = ? AND n.student_id = ? AND n.id < ? ORDER BY n.id DESC LIMIT ?",
              DB_VALUES(I(access->class_id), I(student_id), I(page->after > 0 ? page->after : INT64_MAX),
                        I(page->limit + 1)));
    while (row_next(&row)) {
        if (list->count == (size_t)page->limit) {
            list->next = list->notes[list->count - 1].id;
            break;
        }
        struct student_note *notes = row_list(&row, list->notes, list->count, sizeof(*notes));
        if (!notes)
            break;
        list->notes = notes;
        notes[list->count++] = (struct student_note){
            .id = row_int(&row, 0),
            .author = {row_int(&row, 1), row_string(&row, 2)},
            .text = row_string(&row, 3),
            .created_at = row_int(&row, 4),
            .mine = access->teacher || row_int(&row, 1) == actor->user_id,
        };
    }
    return row_end(&row);
}

enum fault student_note_list(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                             const struct page *page, struct arena *arena, struct student_note_list *ret_list)
{
    struct access access;
    struct student_note_list list = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_class_staff(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = was_here(db, class_id, student_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = notes_read(db, actor, &access, student_id, page, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* ---- writing ---- */

struct note_unit {
    const struct actor *actor;
    int64_t class_id, student_id, note_id, now;
    const char *text;
};

static enum fault note_audit(struct db *db, const struct note_unit *unit, const char *action)
{
    char detail[STUDENT_NOTE_AUDIT_SIZE];
    snprintf(detail, sizeof(detail), "student %lld: note %lld", (long long)unit->student_id, (long long)unit->note_id);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = action,
                                .subject_type = "classroom",
                                .subject_id = unit->class_id,
                                .detail = detail,
                            });
}

static enum fault note_write(struct db *db, void *context)
{
    struct note_unit *unit = context;
    struct access access;
    int64_t count = 0;
    enum fault fault = access_class_work(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = was_here(db, unit->class_id, unit->student_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM student_notes WHERE class_id = ? AND student_id = ?",
                      DB_VALUES(I(unit->class_id), I(unit->student_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    if (count >= STUDENT_NOTES_MAX)
        return FAULT_TOO_MANY_THINGS;
    fault = row_insert(
        db,
        "INSERT INTO student_notes (class_id, student_id, author_id, text, created_at)"
        " VALUES (?, ?, ?, ?, ?) RETURNING id",
        DB_VALUES(I(unit->class_id), I(unit->student_id), I(unit->actor->user_id), T(unit->text), I(unit->now)),
        &unit->note_id);
    return fault != FAULT_NONE ? fault : note_audit(db, unit, "student_note_written");
}

enum fault student_note_add(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                            const char *text, struct arena *arena, struct student_note *ret_note)
{
    bool found;
    struct row row;
    struct note_unit unit = {.actor = actor, .class_id = class_id, .student_id = student_id, .now = school_now(school)};
    enum fault fault = text_clean(text, STUDENT_NOTE_MAX, true, false, arena, &unit.text);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, note_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    struct student_note note = {.id = unit.note_id, .text = unit.text, .created_at = unit.now, .mine = true};
    row_begin(&row, db, arena, "SELECT id, name FROM users WHERE id = ?", DB_VALUES(I(actor->user_id)));
    for (found = false; row_next(&row); found = true)
        note.author = (struct person){row_int(&row, 0), row_string(&row, 1)};
    fault = row_end(&row);
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : FAULT_INTERNAL;
    *ret_note = note;
    return FAULT_NONE;
}

static enum fault note_erase(struct db *db, void *context)
{
    struct note_unit *unit = context;
    struct access access;
    bool found;
    int64_t author = 0;
    enum fault fault = access_class_staff(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT author_id FROM student_notes WHERE id = ? AND class_id = ? AND student_id = ?",
                        DB_VALUES(I(unit->note_id), I(unit->class_id), I(unit->student_id)), &found, &author);
    if (fault != FAULT_NONE)
        return fault;
    if (!found || !access.assistant)
        return FAULT_NOT_FOUND;
    if (!access.teacher && author != unit->actor->user_id)
        return FAULT_NOTE_NOT_YOURS;
    fault = fault_of(db_exec(db, "DELETE FROM student_notes WHERE id = ?", DB_VALUES(I(unit->note_id))));
    return fault != FAULT_NONE ? fault : note_audit(db, unit, "student_note_erased");
}

enum fault student_note_erase(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                              int64_t note_id)
{
    struct note_unit unit = {
        .actor = actor, .class_id = class_id, .student_id = student_id, .note_id = note_id, .now = school_now(school)};
    return school_change(school, note_erase, &unit);
}
