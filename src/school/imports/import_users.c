/* SPDX-License-Identifier: MIT */
/* People from a table, its columns by any name (cells/import_words.h): name (or givenName and familyName), email, role,
 * external_id, locale, adviser (of a student, a professor's e-mail address; "-": nobody), programme ("-": none). */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/text.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/import_cells.h"
#include "school/imports/import_name.h"
#include "school/imports/import_person.h"
#include "school/imports/import_person_ahead.h"
#include "school/imports/import_work.h"
#include "school/imports/undo/undo_keep.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/marks/warning/adviser_inside.h"
#include "school/people/account.h"
#include "school/post/export_text.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { NUMBER_SIZE = 24 };

enum column { NAME, EMAIL, ROLE, EXTERNAL_ID, LOCALE, GIVEN_NAME, FAMILY_NAME, ADVISER, PROGRAMME };

static const struct import_column columns[] = {
    [NAME] = {"name", IMPORT_MEANS(KNOWN_NAME)},
    [EMAIL] = {"email", IMPORT_MEANS(KNOWN_EMAIL)},
    [ROLE] = {"role", IMPORT_MEANS(KNOWN_ROLE)},
    [EXTERNAL_ID] = {"external_id", IMPORT_MEANS(KNOWN_EXTERNAL_ID)},
    [LOCALE] = {"locale", IMPORT_MEANS(KNOWN_LOCALE)},
    [GIVEN_NAME] = {"givenName", IMPORT_MEANS(KNOWN_GIVEN_NAME)},
    [FAMILY_NAME] = {"familyName", IMPORT_MEANS(KNOWN_FAMILY_NAME)},
    [ADVISER] = {"adviser", IMPORT_MEANS(KNOWN_ADVISER)},
    [PROGRAMME] = {"programme", IMPORT_MEANS(KNOWN_PROGRAMME)},
};

static const struct import_need needs[] = {
    {"what the people are called", 1U << NAME | 1U << GIVEN_NAME | 1U << FAMILY_NAME},
    {"the e-mail address", 1U << EMAIL},
};

struct users {
    struct import_ids ids; // of the column external_id
};

/* A row as it is meant. */
struct user_cells {
    const char *name, *family, *email, *external_id, *role, *locale;
    const char *reason; // why it is refused; NULL: it is not
    int column;
};

/* "pt_BR", as some systems write it. NULL without memory. */
static const char *locale_of(const char *cell, struct arena *arena)
{
    char *locale = arena_strdup(arena, cell);
    for (char *at = locale; at && *at; at++)
        if (*at == '_')
            *at = '-';
    return locale;
}

/* The cells, read; false without memory. */
static bool cells_read(struct import *import, const struct import_line *line, struct user_cells *ret)
{
    struct import_name name;
    enum role role;
    const char *written = line->cells[NAME], *number = *line->cells[EXTERNAL_ID] ? line->cells[EXTERNAL_ID] : written;
    *ret = (struct user_cells){.role = line->cells[ROLE]};
    if (!*written && !*line->cells[GIVEN_NAME] && !*line->cells[FAMILY_NAME])
        written = import_email_name(import, line->cells[EMAIL]);
    if (!written || !import_name_read(&(struct import_name){written, line->cells[GIVEN_NAME], line->cells[FAMILY_NAME]},
                                      import->scratch, &name))
        return false;
    if (!*line->cells[EXTERNAL_ID] && !import_name_number(written, NULL))
        number = "";
    ret->name = name.name;
    ret->family = name.family;
    if (import_words_role(line->cells[ROLE], &role))
        ret->role = role_code(role);
    ret->locale = locale_of(line->cells[LOCALE], import->scratch);
    const char *several = import_email_read(import, line->cells[EMAIL], &ret->email);
    const char *shortened = import_id_read(import, number, &ret->external_id);
    ret->reason = several ? several : shortened;
    ret->column = several ? EMAIL : EXTERNAL_ID;
    return ret->email && ret->external_id && ret->locale;
}

/* A number that somebody has just so only looks as if it were shortened. */
static enum fault shortened_settle(struct db *db, const struct import_line *line, struct user_cells *cells)
{
    bool found = false;
    int64_t one;
    if (!cells->reason || cells->column != EXTERNAL_ID)
        return FAULT_NONE;
    enum fault fault = row_one_int(db, "SELECT 1 FROM users WHERE external_id = ? LIMIT 1",
                                   DB_VALUES(T(line->cells[EXTERNAL_ID])), &found, &one);
    if (fault == FAULT_NONE && found)
        cells->reason = NULL;
    return fault;
}

/* Numbers that have lost a zero are seen in their column alone. */
static enum fault user_survey(struct import *import, const struct import_line *line)
{
    struct users *users = import->context;
    import_ids_see(&users->ids, line->cells[EXTERNAL_ID]);
    return FAULT_NONE;
}

static enum fault user_surveyed(struct db *db, struct import *import, const struct import_match *match)
{
    (void)db;
    const struct users *users = import->context;
    return import_ids_note(import, &users->ids, import_match_find(match, EXTERNAL_ID));
}

/* Nobody may be in the file twice: which row would be meant? */
static enum fault user_collect(struct db *db, struct import *import, const struct import_line *line)
{
    struct user_cells cells;
    const char *email;
    if (!cells_read(import, line, &cells))
        return FAULT_INTERNAL;
    enum fault fault = shortened_settle(db, line, &cells);
    if (fault != FAULT_NONE || cells.reason)
        return fault;
    bool good = text_email(cells.email, import->scratch, &email) == FAULT_NONE;
    if (good && !import_see(import, 'e', email, line->number))
        return FAULT_INTERNAL;
    if (*cells.external_id && !import_see(import, 'x', cells.external_id, line->number))
        return FAULT_INTERNAL;
    return FAULT_NONE;
}

/* The column by which an earlier row is about the same; IMPORT_NO_COLUMN: there is none. */
static int repeated_by(const struct import *import, const struct import_line *line, const struct user_cells *cells)
{
    const char *email;
    const struct import_seen *by_email = NULL;
    if (text_email(cells->email, import->scratch, &email) == FAULT_NONE)
        by_email = import_seen(import, 'e', email);
    if (by_email && by_email->number != line->number)
        return EMAIL;
    const struct import_seen *by_number = import_seen(import, 'x', cells->external_id);
    return by_number && by_number->number != line->number ? EXTERNAL_ID : IMPORT_NO_COLUMN;
}

/* Whom the row names as adviser, 0 for nobody, and in a dry run for one whom a row above would make; *ret_reason not
 * NULL: none that is there. */
static enum fault adviser_find(struct db *db, struct import *import, const char *cell, int64_t *ret_adviser_id,
                               const char **ret_reason)
{
    bool found = true;
    const char *email, *written;
    *ret_adviser_id = 0;
    *ret_reason = NULL;
    if (strcmp(cell, "-") == 0)
        return FAULT_NONE;
    const char *several = import_email_read(import, cell, &written);
    if (!written)
        return FAULT_INTERNAL;
    if (several || text_email(written, import->scratch, &email) != FAULT_NONE) {
        *ret_reason = "adviser_unknown";
        return FAULT_NONE;
    }
    enum fault fault = row_one_int(db,
                                   "SELECT id FROM users WHERE email = ? AND role = 'professor' AND disabled_at IS NULL"
                                   " AND email_proven_at IS NOT NULL",
                                   DB_VALUES(T(email)), &found, ret_adviser_id);
    if (fault != FAULT_NONE)
        return fault;
    const struct import_seen *above = import->apply ? NULL : import_seen(import, 'e', email);
    if (!found && !(above && above->value))
        *ret_reason = "adviser_unknown";
    return FAULT_NONE;
}

static enum fault adviser_change(struct db *db, struct import *import, int64_t user_id, int64_t before_id,
                                 int64_t adviser_id)
{
    char was[NUMBER_SIZE], became[NUMBER_SIZE];
    snprintf(was, sizeof(was), "%lld", (long long)before_id);
    snprintf(became, sizeof(became), "%lld", (long long)adviser_id);
    enum fault fault = adviser_write(db, import->work->actor.user_id, user_id, adviser_id, import->now, NULL);
    if (fault != FAULT_NONE || before_id == adviser_id)
        return fault;
    const struct undo_item item = {.kind = UNDO_ADVISER, .subject_id = user_id, .was = was, .became = became};
    return undo_keep(db, import, &item);
}

/* Of a student who is there, or is made by this row. */
static enum fault adviser_row(struct db *db, struct import *import, int64_t user_id, int64_t adviser_id,
                              struct import_verdict *verdict)
{
    bool found = false;
    int64_t before = 0;
    if (!user_id)
        return FAULT_NONE; // a dry run, of somebody new
    enum fault fault = row_one_int(db,
                                   "SELECT COALESCE(a.adviser_id, 0) FROM users u LEFT JOIN advisers a ON"
                                   " a.student_id = u.id WHERE u.id = ? AND u.role = 'student'",
                                   DB_VALUES(I(user_id)), &found, &before);
    if (fault != FAULT_NONE)
        return fault;
    if (!found) { // the account that is there is no student's
        import_judge(verdict, verdict->outcome, "adviser_of_staff");
        return FAULT_NONE;
    }
    if (import->apply)
        fault = adviser_change(db, import, user_id, before, adviser_id);
    if (fault != FAULT_NONE)
        return fault;
    if (before != adviser_id && verdict->outcome == JOB_UNCHANGED)
        import_judge(verdict, JOB_UPDATED, NULL);
    return FAULT_NONE;
}

/* From this row on there is a professor with this address: rows below may name them, in a dry run too. */
static enum fault professor_note(struct db *db, struct import *import, const struct user_cells *cells, int64_t user_id,
                                 const struct import_verdict *verdict)
{
    const char *email;
    bool is_professor = verdict->outcome == JOB_CREATED && strcmp(cells->role, "professor") == 0;
    struct user user;
    if (import->apply || text_email(cells->email, import->scratch, &email) != FAULT_NONE)
        return FAULT_NONE;
    struct import_seen *seen = import_seen(import, 'e', email);
    enum fault fault = is_professor || !user_id ? FAULT_NONE : import_person_user(db, import, user_id, &user);
    if (fault == FAULT_NONE && user_id && !is_professor)
        is_professor = user.role == ROLE_PROFESSOR && !user.disabled;
    if (fault == FAULT_NONE && seen)
        seen->value = is_professor;
    return fault;
}

/* Which cell a refusal of the person is about. */
static int column_of(const char *reason, const struct import_line *line)
{
    static const struct {
        const char *reason;
        enum column column;
    } table[] = {
        {"role_unknown", ROLE},
        {"role_protected", ROLE},
        {"role_differs", ROLE},
        {"locale_invalid", LOCALE},
        {"programme_invalid", PROGRAMME},
        {"external_id_invalid", EXTERNAL_ID},
        {"external_id_taken", EXTERNAL_ID},
        {"external_id_twice", EXTERNAL_ID},
        {"external_id_differs", EXTERNAL_ID},
        {"email_invalid", EMAIL},
        {"email_missing", EMAIL},
        {"email_taken", EMAIL},
        {"email_unproven", EMAIL},
        {"email_of_staff", EMAIL},
    };
    for (size_t i = 0; reason && i < ARRAY_LENGTH(table); i++)
        if (strcmp(reason, table[i].reason) == 0)
            return (int)table[i].column;
    if (reason && strcmp(reason, "name_invalid") == 0)
        return *line->cells[NAME] ? NAME : *line->cells[GIVEN_NAME] ? GIVEN_NAME : FAMILY_NAME;
    return IMPORT_NO_COLUMN;
}

static enum fault person_row(struct db *db, struct import *import, const struct import_line *line,
                             const struct user_cells *cells, int64_t *ret_user_id, struct import_verdict *verdict)
{
    enum fault fault = import_person(db, import,
                                     &(struct import_person){.name = cells->name,
                                                             .written = line->cells[NAME],
                                                             .written_family = line->cells[FAMILY_NAME],
                                                             .family_name = cells->family,
                                                             .email = cells->email,
                                                             .external_id = cells->external_id,
                                                             .locale = cells->locale,
                                                             .programme = line->cells[PROGRAMME],
                                                             .role = cells->role},
                                     verdict, ret_user_id);
    verdict->column = column_of(verdict->reason, line) + 1;
    return fault;
}

static enum fault user_row(struct db *db, struct import *import, const struct import_line *line,
                           struct import_verdict *verdict)
{
    int64_t user_id, adviser_id = 0;
    struct user_cells cells;
    const char *reason = NULL, *adviser = line->cells[ADVISER];
    if (!cells_read(import, line, &cells))
        return FAULT_INTERNAL;
    enum fault fault = shortened_settle(db, line, &cells);
    if (fault != FAULT_NONE)
        return fault;
    // Of several addresses an erasure would find none.
    bool several = cells.reason && cells.column == EMAIL;
    verdict->subject = *cells.email && !several ? cells.email : cells.name;
    if (cells.reason)
        return import_blame(verdict, cells.reason, cells.column);
    if (!cell_has_letter(cells.name)) // a sum
        return import_blame(verdict, "name_invalid", column_of("name_invalid", line));
    int repeated = repeated_by(import, line, &cells);
    if (repeated != IMPORT_NO_COLUMN)
        return import_blame(verdict, "repeated_in_file", repeated);
    bool is_student = !*cells.role || strcmp(cells.role, "student") == 0;
    fault = *adviser ? adviser_find(db, import, adviser, &adviser_id, &reason) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    if (*adviser && !is_student)
        reason = "adviser_of_staff";
    if (reason)
        return import_blame(verdict, reason, ADVISER);
    fault = person_row(db, import, line, &cells, &user_id, verdict);
    if (fault != FAULT_NONE || verdict->outcome == JOB_REFUSED)
        return fault;
    fault = professor_note(db, import, &cells, user_id, verdict);
    if (fault != FAULT_NONE)
        return fault;
    return *adviser ? adviser_row(db, import, user_id, adviser_id, verdict) : FAULT_NONE;
}

static enum fault user_ahead(struct db *db, struct import *import, const struct import_line *const *lines, size_t count)
{
    struct user_cells cells;
    struct import_person people[JOB_UNIT_ROWS];
    for (size_t i = 0; i < count; i++) {
        if (!cells_read(import, lines[i], &cells))
            return FAULT_INTERNAL;
        people[i] = (struct import_person){.email = cells.email, .external_id = cells.external_id};
    }
    return import_person_ahead(db, import, people, count);
}

extern const struct import_format import_users;

static enum fault run(struct job_work *work)
{
    struct users users = {0};
    const struct import_survey survey = {.needs = needs,
                                         .need_count = ARRAY_LENGTH(needs),
                                         .heads = export_heads,
                                         .row = user_survey,
                                         .done = user_surveyed};
    struct import import = {.work = work, .survey = &survey, .format = &import_users, .context = &users};
    struct import_table table = {.columns = columns,
                                 .column_count = ARRAY_LENGTH(columns),
                                 .collect = user_collect,
                                 .row = user_row,
                                 .ahead = user_ahead,
                                 .behind = import_person_behind};
    if (work->actor.role != ROLE_ADMINISTRATOR)
        return job_refuse(work, FAULT_NOT_ALLOWED, "not_allowed", "The account may no longer do this.");
    enum fault fault = job_input(work, &table.bytes, &table.size);
    return fault != FAULT_NONE ? fault : import_run(&import, &table, 1);
}

const struct import_format import_users = {.word = "users",
                                           .options = IMPORT_MAIL,
                                           .run = run,
                                           .columns = columns,
                                           .column_count = ARRAY_LENGTH(columns),
                                           .needs = needs,
                                           .need_count = ARRAY_LENGTH(needs)};
