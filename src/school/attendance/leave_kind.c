/* SPDX-License-Identifier: MIT */
#include "school/attendance/leave_kind.h"

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/leave_inside.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static const char *const side_codes[LEAVE_SIDE_COUNT] = {"staff", "office"};
static const char *const evidence_codes[LEAVE_EVIDENCE_COUNT] = {"none", "optional", "required"};

const char *leave_side_code(enum leave_side side)
{
    return side_codes[side];
}

bool leave_side_parse(const char *code, enum leave_side *ret_side)
{
    size_t index;
    bool found = str_among(side_codes, LEAVE_SIDE_COUNT, code, &index);
    if (found)
        *ret_side = (enum leave_side)index;
    return found;
}

const char *leave_evidence_code(enum leave_evidence evidence)
{
    return evidence_codes[evidence];
}

bool leave_evidence_parse(const char *code, enum leave_evidence *ret_evidence)
{
    size_t index;
    bool found = str_among(evidence_codes, LEAVE_EVIDENCE_COUNT, code, &index);
    if (found)
        *ret_evidence = (enum leave_evidence)index;
    return found;
}

/* ---- reading ---- */

static enum fault officers_read(struct db *db, int64_t kind_id, struct arena *arena, struct leave_kind *kind)
{
    struct row row;
    struct person *people = NULL;
    size_t count = 0;
    row_begin(&row, db, arena,
              "SELECT u.id, u.name FROM leave_officers o JOIN users u ON u.id = o.user_id WHERE o.kind_id = ?"
              " ORDER BY u.sort_key, u.id",
              DB_VALUES(I(kind_id)));
    while (row_next(&row)) {
        struct person *more = row_list(&row, people, count, sizeof(*more));
        if (!more)
            break;
        people = more;
        people[count++] = (struct person){row_int(&row, 0), row_string(&row, 1)};
    }
    enum fault fault = row_end(&row);
    kind->officers = people;
    kind->officer_count = count;
    return fault;
}

/* By name, as the institution's language sorts; there are few. */
static enum fault kinds_sort(struct db *db, struct leave_kind_list *list)
{
    CLOSES(ordering_close) struct ordering ordering = {0};
    if (list->count < 2)
        return FAULT_NONE;
    enum fault fault = ordering_open(db, &ordering);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 1; i < list->count; i++) {
        struct leave_kind kind = list->kinds[i];
        size_t at = i;
        for (; at > 0 && language_compare(ordering.language, list->kinds[at - 1].name, kind.name) > 0; at--)
            list->kinds[at] = list->kinds[at - 1];
        list->kinds[at] = kind;
    }
    return FAULT_NONE;
}

/* Kinds by name; `kind_id` 0: all. */
static enum fault kinds_read(struct db *db, int64_t kind_id, bool retired, struct arena *arena,
                             struct leave_kind_list *list)
{
    struct row row;
    row_begin(
        &row, db, arena,
        "SELECT id, name, decider, evidence, evidence_for, status, days_after, retired_at, version FROM leave_kinds"
        " WHERE (? = 0 OR id = ?) AND (? = 1 OR retired_at IS NULL) ORDER BY id LIMIT ?",
        DB_VALUES(I(kind_id), I(kind_id), I(retired), I(LEAVE_KINDS_MAX)));
    while (row_next(&row)) {
        struct leave_kind *kinds = row_list(&row, list->kinds, list->count, sizeof(*kinds));
        if (!kinds)
            break;
        list->kinds = kinds;
        struct leave_kind *kind = &kinds[list->count++];
        *kind = (struct leave_kind){.id = row_int(&row, 0),
                                    .name = row_string(&row, 1),
                                    .status = MARK_EXCUSED,
                                    .days_after = row_int(&row, 6),
                                    .retired = !db_is_null(&row.rows, 7),
                                    .version = row_int(&row, 8)};
        leave_side_parse(db_text(&row.rows, 2), &kind->decider);
        leave_evidence_parse(db_text(&row.rows, 3), &kind->evidence);
        leave_side_parse(db_text(&row.rows, 4), &kind->evidence_for);
        mark_status_parse(db_text(&row.rows, 5), &kind->status);
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : kinds_sort(db, list);
}

enum fault leave_kind_list(struct school *school, const struct actor *actor, struct arena *arena,
                           struct leave_kind_list *ret_list)
{
    struct leave_kind_list list = {0};
    bool all = actor->role == ROLE_ADMINISTRATOR;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = kinds_read(db, 0, all, arena, &list);
    for (size_t i = 0; all && fault == FAULT_NONE && i < list.count; i++)
        fault = officers_read(db, list.kinds[i].id, arena, &list.kinds[i]);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault leave_is_officer(struct db *db, const struct actor *actor, int64_t kind_id, bool *ret_officer)
{
    bool named = false;
    int64_t one;
    *ret_officer = false;
    if (kind_id == 0 || (actor->role != ROLE_ADMINISTRATOR && actor->role != ROLE_PROFESSOR))
        return FAULT_NONE;
    enum fault fault = row_one_int(db, "SELECT user_id FROM leave_officers WHERE kind_id = ? LIMIT 1",
                                   DB_VALUES(I(kind_id)), &named, &one);
    if (fault != FAULT_NONE)
        return fault;
    if (!named) {
        *ret_officer = actor->role == ROLE_ADMINISTRATOR;
        return FAULT_NONE;
    }
    return row_one_int(db, "SELECT user_id FROM leave_officers WHERE kind_id = ? AND user_id = ?",
                       DB_VALUES(I(kind_id), I(actor->user_id)), ret_officer, &one);
}

/* ---- saving ---- */

struct saving {
    const struct actor *actor;
    const struct leave_kind_request *request;
    const char *name;
    int64_t kind_id, now;
    bool is_new;
};

static enum fault saving_allowed(struct db *db, struct saving *unit)
{
    const struct leave_kind_request *request = unit->request;
    bool found = false;
    int64_t value = 0;
    enum fault fault = unit->is_new ? row_one_int(db, "SELECT COUNT(*) FROM leave_kinds", DB_NO_VALUES, &found, &value)
                                    : row_one_int(db, "SELECT version FROM leave_kinds WHERE id = ?",
                                                  DB_VALUES(I(unit->kind_id)), &found, &value);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->is_new && value >= LEAVE_KINDS_MAX)
        return FAULT_TOO_MANY_THINGS;
    if (!unit->is_new && !found)
        return FAULT_NOT_FOUND;
    if (!unit->is_new && request->version != 0 && request->version != value)
        return FAULT_CHANGED_MEANWHILE;
    for (size_t i = 0; i < request->officer_count; i++) {
        fault = row_one_int(db,
                            "SELECT id FROM users WHERE id = ? AND role IN ('professor', 'administrator') AND"
                            " disabled_at IS NULL",
                            DB_VALUES(I(request->officers[i])), &found, &value);
        if (fault != FAULT_NONE)
            return fault;
        if (!found)
            return FAULT_ACCOUNT_UNKNOWN;
    }
    return FAULT_NONE;
}

static enum db_status kind_write(struct db *db, struct saving *unit)
{
    const struct leave_kind_request *request = unit->request;
    const struct db_value retired = request->retired ? I(unit->now) : N();
    const char *decider = side_codes[request->decider], *evidence_for = side_codes[request->evidence_for];
    const char *evidence = evidence_codes[request->evidence], *status = mark_status_code(request->status);
    if (!unit->is_new)
        return db_exec(db,
                       "UPDATE leave_kinds SET name = ?, decider = ?, evidence = ?, evidence_for = ?, status = ?,"
                       " days_after = ?, retired_at = ?, version = version + 1 WHERE id = ?",
                       DB_VALUES(T(unit->name), T(decider), T(evidence), T(evidence_for), T(status),
                                 I(request->days_after), retired, I(unit->kind_id)));
    enum db_status inserted = db_one_int(
        db, &unit->kind_id,
        "INSERT INTO leave_kinds (name, decider, evidence, evidence_for, status, days_after, retired_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        DB_VALUES(T(unit->name), T(decider), T(evidence), T(evidence_for), T(status), I(request->days_after), retired));
    return inserted == DB_ROW ? DB_OK : inserted == DB_OK ? DB_FAIL : inserted;
}

static enum fault saving_write(struct db *db, void *context)
{
    struct saving *unit = context;
    char detail[4 * LEAVE_KIND_NAME_MAX + 160];
    if (unit->is_new)
        unit->kind_id = 0;
    enum fault fault = saving_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = kind_write(db, unit);
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM leave_officers WHERE kind_id = ?", DB_VALUES(I(unit->kind_id)));
    for (size_t i = 0; status == DB_OK && i < unit->request->officer_count; i++)
        status = db_exec(db, "INSERT INTO leave_officers (kind_id, user_id) VALUES (?, ?)",
                         DB_VALUES(I(unit->kind_id), I(unit->request->officers[i])));
    if (status != DB_OK)
        return fault_of(status);
    snprintf(detail, sizeof(detail), "%s: decided by %s, evidence %s, for %s, gives %s, %zu named%s", unit->name,
             side_codes[unit->request->decider], evidence_codes[unit->request->evidence],
             side_codes[unit->request->evidence_for], mark_status_code(unit->request->status),
             unit->request->officer_count, unit->request->retired ? ", retired" : "");
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = unit->is_new ? "leave_kind_made" : "leave_kind_changed",
                                .subject_type = "leave_kind",
                                .subject_id = unit->kind_id,
                                .detail = detail,
                            });
}

/* The officers, each once. */
static enum fault officers_once(struct leave_kind_request *request, struct arena *arena)
{
    int64_t *officers = arena_calloc(arena, request->officer_count + 1, sizeof(*officers));
    size_t count = 0;
    if (!officers)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < request->officer_count; i++) {
        bool there = false;
        for (size_t k = 0; k < count; k++)
            there |= officers[k] == request->officers[i];
        if (!there)
            officers[count++] = request->officers[i];
    }
    request->officers = officers;
    request->officer_count = count;
    return count > LEAVE_OFFICERS_MAX ? FAULT_TOO_MANY_THINGS : FAULT_NONE;
}

enum fault leave_kind_save(struct school *school, const struct actor *actor, int64_t kind_id,
                           const struct leave_kind_request *request, struct arena *arena, struct leave_kind *ret_kind)
{
    struct leave_kind_request asked = *request;
    struct leave_kind_list list = {0};
    struct saving unit = {
        .actor = actor, .request = &asked, .kind_id = kind_id, .is_new = kind_id == 0, .now = school_now(school)};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if (request->status != MARK_EXCUSED && request->status != MARK_PRESENT)
        return FAULT_STATUS_UNKNOWN;
    if (request->days_after < 0 || request->days_after > LEAVE_DAYS_AFTER_MAX)
        return FAULT_NUMBER_INVALID;
    if (request->officer_count > 2 * LEAVE_OFFICERS_MAX)
        return FAULT_TOO_MANY_THINGS;
    enum fault fault = officers_once(&asked, arena);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(request->name, LEAVE_KIND_NAME_MAX, false, false, arena, &unit.name);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, saving_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = kinds_read(db, unit.kind_id, true, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    if (list.count == 1)
        fault = officers_read(db, unit.kind_id, arena, &list.kinds[0]);
    if (fault != FAULT_NONE || list.count != 1)
        return fault != FAULT_NONE ? fault : FAULT_INTERNAL;
    *ret_kind = list.kinds[0];
    return FAULT_NONE;
}
