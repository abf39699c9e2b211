/* SPDX-License-Identifier: MIT */
#include "school/marks/status_set.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/language.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/marks/mark.h"
#include "school/marks/status_set_inside.h"
#include "school/marks/warning/due.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { USUAL_COUNT = 4 };

static const struct status_line usual[USUAL_COUNT] = {
    {MARK_PRESENT, "P", "Present", 200, COUNTS_ATTENDED, STATUS_GREEN, true, false},
    {MARK_LATE, "L", "Late", 100, COUNTS_ATTENDED, STATUS_AMBER, true, false},
    {MARK_EXCUSED, "E", "Excused", 100, COUNTS_ATTENDED, STATUS_VIOLET, false, false},
    {MARK_ABSENT, "A", "Absent", 0, COUNTS_MISSED, STATUS_RED, false, false},
};

static const char *const colour_codes[STATUS_COLOUR_COUNT] = {"green", "amber",  "blue", "red",
                                                              "teal",  "violet", "pink", "grey"};

const char *status_colour_code(enum status_colour colour)
{
    return colour_codes[colour];
}

bool status_colour_parse(const char *code, enum status_colour *ret_colour)
{
    size_t index;
    bool found = str_among(colour_codes, STATUS_COLOUR_COUNT, code, &index);
    if (found)
        *ret_colour = (enum status_colour)index;
    return found;
}

const struct status_line *status_set_line(const struct status_set *set, enum mark_status status)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->lines[i].status == status)
            return &set->lines[i];
    return NULL;
}

/* Whether it goes by a text: as it is written, or (`folded` not NULL) by what that folds to. */
static bool is_called(const char *name, const char *text, const char *folded)
{
    char other[LANGUAGE_FOLD_SIZE];
    if (!folded)
        return strcmp(name, text) == 0;
    return language_fold(name, other) && strcmp(other, folded) == 0;
}

static enum status_named find(const struct status_set *set, const char *text, const char *folded,
                              enum mark_status *ret_status)
{
    enum mark_status found = MARK_UNMARKED;
    for (size_t i = 0; i < set->count; i++) {
        const struct status_line *line = &set->lines[i];
        if (!is_called(mark_status_code(line->status), text, folded) && !is_called(line->letter, text, folded) &&
            !is_called(line->name, text, folded))
            continue;
        if (found != MARK_UNMARKED)
            return STATUS_NAMES_SEVERAL;
        found = line->status;
    }
    if (found == MARK_UNMARKED)
        return STATUS_NAMES_NONE;
    *ret_status = found;
    return STATUS_NAMES_ONE;
}

enum status_named status_set_find(const struct status_set *set, const char *text, enum mark_status *ret_status)
{
    char folded[LANGUAGE_FOLD_SIZE];
    enum status_named named = find(set, text, NULL, ret_status);
    // What folds to nothing, a sign, is only itself.
    if (named != STATUS_NAMES_NONE || !language_fold(text, folded) || !*folded)
        return named;
    return find(set, text, folded, ret_status);
}

/* ---- the names ---- */

static void line_from_row(struct row *row, struct status_set *set)
{
    enum mark_status status;
    if (!mark_status_parse(db_text(&row->rows, 2), &status) || set->count >= MARK_STATUS_COUNT)
        return;
    struct status_line *line = &set->lines[set->count++];
    *line = (struct status_line){
        .status = status,
        .letter = row_string(row, 3),
        .name = row_string(row, 4),
        .points = row_int(row, 5),
        .colour = STATUS_GREY,
        .in_room = row_int(row, 8) != 0,
        .retired = row_int(row, 9) != 0,
    };
    status_colour_parse(db_text(&row->rows, 7), &line->colour);
    // What Excused counts as stands in the classroom.
    mark_counts_parse(db_text(&row->rows, status == MARK_EXCUSED ? 1 : 6), &line->counts);
}

enum fault status_set_read(struct db *db, int64_t class_id, struct arena *arena, struct status_set *ret_set)
{
    struct row row;
    struct status_set set = {.version = 0};
    enum mark_counts excused = COUNTS_ATTENDED;
    row_begin(&row, db, arena,
              "SELECT c.status_set_version, c.excused_counts, s.status, s.letter, s.name, s.points, s.counts, s.colour,"
              " s.in_room, s.retired FROM classrooms c LEFT JOIN status_sets s ON s.class_id = c.id WHERE c.id = ?"
              " ORDER BY s.retired, s.place, s.status",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        set.version = row_int(&row, 0);
        mark_counts_parse(db_text(&row.rows, 1), &excused);
        line_from_row(&row, &set);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < USUAL_COUNT && set.count < MARK_STATUS_COUNT; i++) {
        if (status_set_line(&set, usual[i].status))
            continue;
        set.lines[set.count] = usual[i];
        if (usual[i].status == MARK_EXCUSED)
            set.lines[set.count].counts = excused;
        set.count++;
    }
    *ret_set = set;
    return FAULT_NONE;
}

enum fault status_set_get(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                          struct status_set *ret_set)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    return fault == FAULT_NONE ? status_set_read(db, class_id, arena, ret_set) : fault;
}

enum fault status_word(struct db *db, int64_t class_id, enum mark_status status, struct arena *arena,
                       const char **ret_word)
{
    struct row row;
    const char *code = mark_status_code(status), *word = code ? code : "-";
    row_begin(&row, db, arena, "SELECT name FROM status_sets WHERE class_id = ? AND status = ?",
              DB_VALUES(I(class_id), T(code ? code : "")));
    while (row_next(&row)) {
        const char *name = row_string(&row, 0);
        bool as_usual = status < MARK_OWN && name && strcmp(name, usual[status - MARK_PRESENT].name) == 0;
        word = as_usual ? code : name;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_word = word;
    return FAULT_NONE;
}

/* ---- how they count ---- */

void status_rule_usual(struct standing_rule *ret_rule)
{
    struct standing_rule rule = {.counts = {COUNTS_ATTENDED}};
    for (int i = 0; i < MARK_STATUS_COUNT; i++)
        rule.counts[i] = COUNTS_MISSED;
    for (size_t i = 0; i < USUAL_COUNT; i++) {
        rule.counts[usual[i].status] = usual[i].counts;
        rule.points[usual[i].status] = usual[i].points;
        rule.in_room[usual[i].status] = usual[i].in_room;
    }
    *ret_rule = rule;
}

enum fault status_rule_read(struct db *db, int64_t class_id, struct standing_rule *rule)
{
    struct row row;
    struct standing_rule read;
    status_rule_usual(&read);
    read.threshold_percent = rule->threshold_percent;
    read.leave_out = rule->leave_out;
    row_begin(&row, db, NULL,
              "SELECT c.excused_counts, s.status, s.points, s.counts, s.in_room FROM classrooms c"
              " LEFT JOIN status_sets s ON s.class_id = c.id WHERE c.id = ?",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        enum mark_status status;
        if (mark_status_parse(db_text(&row.rows, 1), &status)) {
            read.points[status] = row_int(&row, 2);
            mark_counts_parse(db_text(&row.rows, 3), &read.counts[status]);
            read.in_room[status] = row_int(&row, 4) != 0;
            read.own += status >= MARK_OWN;
        }
        mark_counts_parse(db_text(&row.rows, 0), &read.counts[MARK_EXCUSED]);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *rule = read;
    return FAULT_NONE;
}

enum fault status_offered(struct db *db, int64_t class_id, enum mark_status status)
{
    bool found = false;
    int64_t one;
    if (status <= MARK_UNMARKED || status >= MARK_STATUS_COUNT)
        return FAULT_STATUS_UNKNOWN;
    if (status < MARK_OWN)
        return FAULT_NONE;
    enum fault fault = row_one_int(db, "SELECT 1 FROM status_sets WHERE class_id = ? AND status = ? AND retired = 0",
                                   DB_VALUES(I(class_id), T(mark_status_code(status))), &found, &one);
    return fault == FAULT_NONE && !found ? FAULT_STATUS_UNKNOWN : fault;
}

/* ---- changing it ---- */

/* Of the audit log: what each line that differs is now. */
enum { DETAIL_SIZE = 2000, DETAIL_LINE_SIZE = 240 };

struct set_edit {
    const struct actor *actor;
    int64_t class_id;
    const struct status_set *wanted;
    struct status_set now, set; // as it is, and as it will be
    struct arena *arena;
    int64_t at;
};

static enum fault edit_allowed(struct db *db, struct set_edit *unit)
{
    struct access access;
    enum fault fault = access_class_change(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = status_set_read(db, unit->class_id, unit->arena, &unit->now);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->wanted->version != 0 && unit->wanted->version != unit->now.version)
        return FAULT_CHANGED_MEANWHILE;
    return FAULT_NONE;
}

/* The code behind the last one that was ever given: own statuses stay for good. */
static enum mark_status next_code(const struct status_set *now)
{
    int next = MARK_OWN;
    for (size_t i = 0; i < now->count; i++)
        if ((int)now->lines[i].status >= next)
            next = (int)now->lines[i].status + 1;
    return (enum mark_status)next;
}

/* The set as it will be: new lines with their codes, those left out retired behind the others. */
static enum fault set_complete(struct set_edit *unit)
{
    const struct status_set *wanted = unit->wanted;
    int next = (int)next_code(&unit->now);
    unit->set = (struct status_set){.version = unit->now.version + 1};
    for (size_t i = 0; i < wanted->count; i++) {
        struct status_line line = wanted->lines[i];
        if (line.status == MARK_UNMARKED && next >= MARK_STATUS_COUNT)
            return FAULT_STATUSES_TOO_MANY;
        if (line.status == MARK_UNMARKED)
            line.status = (enum mark_status)next++;
        else if (!status_set_line(&unit->now, line.status))
            return FAULT_STATUS_SET_INVALID;
        if (status_set_line(&unit->set, line.status) || (line.status < MARK_OWN && line.retired))
            return FAULT_STATUS_SET_INVALID;
        unit->set.lines[unit->set.count++] = line;
    }
    for (size_t i = 0; i < unit->now.count; i++) {
        struct status_line line = unit->now.lines[i];
        if (status_set_line(&unit->set, line.status))
            continue;
        if (line.status < MARK_OWN)
            return FAULT_STATUS_SET_INVALID;
        line.retired = true;
        unit->set.lines[unit->set.count++] = line;
    }
    for (size_t i = 0; i < unit->set.count; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(unit->set.lines[i].letter, unit->set.lines[k].letter) == 0)
                return FAULT_STATUS_SET_INVALID;
    return FAULT_NONE;
}

static enum db_status line_insert(struct db *db, const struct set_edit *unit, size_t place)
{
    const struct status_line *line = &unit->set.lines[place];
    return db_exec(db,
                   "INSERT INTO status_sets (class_id, status, letter, name, points, counts, colour, in_room, place,"
                   " retired) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   DB_VALUES(I(unit->class_id), T(mark_status_code(line->status)), T(line->letter), T(line->name),
                             I(line->points), T(mark_counts_code(line->counts)), T(status_colour_code(line->colour)),
                             I(line->in_room), I((int64_t)place + 1), I(line->retired)));
}

/* Kept figures hold own statuses by what they counted as. */
static bool own_counts_differ(const struct set_edit *unit)
{
    for (size_t i = 0; i < unit->now.count; i++) {
        const struct status_line *before = &unit->now.lines[i];
        const struct status_line *after = status_set_line(&unit->set, before->status);
        if (before->status >= MARK_OWN && after->counts != before->counts)
            return true;
    }
    return false;
}

static bool same_line(const struct status_line *a, const struct status_line *b)
{
    return a && b && strcmp(a->letter, b->letter) == 0 && strcmp(a->name, b->name) == 0 && a->points == b->points &&
           a->counts == b->counts && a->colour == b->colour && a->in_room == b->in_room && a->retired == b->retired;
}

static enum fault edit_audit(struct db *db, const struct set_edit *unit)
{
    char detail[DETAIL_SIZE] = "";
    size_t size = 0;
    for (size_t i = 0; i < unit->set.count && size < DETAIL_SIZE - DETAIL_LINE_SIZE; i++) {
        const struct status_line *line = &unit->set.lines[i];
        if (!same_line(line, status_set_line(&unit->now, line->status)))
            size +=
                (size_t)snprintf(detail + size, DETAIL_LINE_SIZE, "%s%s: %s, %s, %lld, %s, %s%s%s", size ? "; " : "",
                                 mark_status_code(line->status), line->letter, line->name, (long long)line->points,
                                 mark_counts_code(line->counts), status_colour_code(line->colour),
                                 line->in_room ? ", in the room" : "", line->retired ? ", retired" : "");
    }
    return audit_append(db, &(struct audit_entry){
                                .at = unit->at,
                                .actor_id = unit->actor->user_id,
                                .action = "status_set_changed",
                                .subject_type = "classroom",
                                .subject_id = unit->class_id,
                                .detail = detail,
                            });
}

static enum fault rows_write(struct db *db, const struct set_edit *unit)
{
    const char *excused = mark_counts_code(status_set_line(&unit->set, MARK_EXCUSED)->counts);
    enum db_status status = db_exec(db, "DELETE FROM status_sets WHERE class_id = ?", DB_VALUES(I(unit->class_id)));
    for (size_t i = 0; status == DB_OK && i < unit->set.count; i++)
        status = line_insert(db, unit, i);
    if (status == DB_OK)
        status =
            db_exec(db,
                    "UPDATE classrooms SET version = version + CASE WHEN excused_counts = ? THEN 0 ELSE 1 END,"
                    " excused_counts = ?, status_set_version = status_set_version + 1, updated_at = ? WHERE id = ?",
                    DB_VALUES(T(excused), T(excused), I(unit->at), I(unit->class_id)));
    if (status == DB_OK && own_counts_differ(unit))
        status =
            db_exec(db, "DELETE FROM lecture_figures WHERE lecture_id IN (SELECT id FROM lectures WHERE class_id = ?)",
                    DB_VALUES(I(unit->class_id)));
    return fault_of(status);
}

static enum fault edit_write(struct db *db, void *context)
{
    struct set_edit *unit = context;
    enum fault fault = edit_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = set_complete(unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = rows_write(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = due_touch(db, unit->class_id, unit->at);
    return fault != FAULT_NONE ? fault : edit_audit(db, unit);
}

static enum fault line_check(struct status_line *line, struct arena *arena)
{
    enum fault fault = text_clean(line->letter, STATUS_LETTER_MAX, false, false, arena, &line->letter);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(line->name, STATUS_NAME_MAX, false, false, arena, &line->name);
    if (fault != FAULT_NONE)
        return fault;
    if (line->points < 0 || line->points > STATUS_POINTS_MAX)
        return FAULT_NUMBER_INVALID;
    return FAULT_NONE;
}

enum fault status_set_change(struct school *school, const struct actor *actor, int64_t class_id,
                             const struct status_set *set, struct arena *arena, struct status_set *ret_set)
{
    struct status_set *wanted = arena_calloc(arena, 1, sizeof(*wanted));
    struct set_edit *unit = arena_calloc(arena, 1, sizeof(*unit)); // too large for a worker's stack
    if (!wanted || !unit)
        return FAULT_INTERNAL;
    *wanted = *set;
    enum fault fault = wanted->count > MARK_STATUS_COUNT ? FAULT_STATUSES_TOO_MANY : FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < wanted->count; i++)
        fault = line_check(&wanted->lines[i], arena);
    *unit = (struct set_edit){
        .actor = actor, .class_id = class_id, .wanted = wanted, .arena = arena, .at = school_now(school)};
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, edit_write, unit);
    return fault != FAULT_NONE ? fault : status_set_get(school, actor, class_id, arena, ret_set);
}
