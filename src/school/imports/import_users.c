/* SPDX-License-Identifier: MIT */
/* People from a table: name (or givenName and familyName), email, role, external_id, locale, adviser (of a student, a
 * professor's e-mail address; "-": nobody), programme ("-": none). */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/text.h"
#include "school/imports/import_person.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/marks/warning/adviser_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum column { NAME, EMAIL, ROLE, EXTERNAL_ID, LOCALE, GIVEN_NAME, FAMILY_NAME, ADVISER, PROGRAMME };

static const struct import_column columns[] = {
    [NAME] = {"name", false},
    [EMAIL] = {"email", true},
    [ROLE] = {"role", false},
    [EXTERNAL_ID] = {"external_id", false},
    [LOCALE] = {"locale", false},
    [GIVEN_NAME] = {"givenName", false},
    [FAMILY_NAME] = {"familyName", false},
    [ADVISER] = {"adviser", false},
    [PROGRAMME] = {"programme", false},
};

/* Nobody may be in the file twice: which row would be meant? */
static enum fault user_collect(struct db *db, struct import *import, const struct import_line *line)
{
    (void)db;
    const char *email;
    bool good = text_email(line->cells[EMAIL], import->scratch, &email) == FAULT_NONE;
    if (good && !import_see(import, 'e', email, line->number))
        return FAULT_INTERNAL;
    if (*line->cells[EXTERNAL_ID] && !import_see(import, 'x', line->cells[EXTERNAL_ID], line->number))
        return FAULT_INTERNAL;
    return FAULT_NONE;
}

static bool is_repeated(const struct import *import, const struct import_line *line)
{
    const char *email;
    const struct import_seen *by_email = NULL;
    if (text_email(line->cells[EMAIL], import->scratch, &email) == FAULT_NONE)
        by_email = import_seen(import, 'e', email);
    const struct import_seen *by_number = import_seen(import, 'x', line->cells[EXTERNAL_ID]);
    return (by_email && by_email->number != line->number) || (by_number && by_number->number != line->number);
}

/* The name, or else the given and the family name together. NULL: no memory. */
static const char *name_of(struct import *import, const struct import_line *line)
{
    const char *given = line->cells[GIVEN_NAME], *family = line->cells[FAMILY_NAME];
    if (*line->cells[NAME])
        return line->cells[NAME];
    return arena_printf(import->scratch, "%s%s%s", given, *given && *family ? " " : "", family);
}

/* Whom the row names as adviser, 0 for nobody, and in a dry run for one whom a row above would make; *ret_reason not
 * NULL: none that is there. */
static enum fault adviser_find(struct db *db, struct import *import, const char *cell, int64_t *ret_adviser_id,
                               const char **ret_reason)
{
    bool found = true;
    const char *email;
    *ret_adviser_id = 0;
    *ret_reason = NULL;
    if (strcmp(cell, "-") == 0)
        return FAULT_NONE;
    if (text_email(cell, import->scratch, &email) != FAULT_NONE) {
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
        fault = adviser_write(db, import->work->actor.user_id, user_id, adviser_id, import->now, NULL);
    if (fault != FAULT_NONE)
        return fault;
    if (before != adviser_id && verdict->outcome == JOB_UNCHANGED)
        import_judge(verdict, JOB_UPDATED, NULL);
    return FAULT_NONE;
}

/* From this row on there is a professor with this address: rows below may name them, in a dry run too. */
static enum fault professor_note(struct db *db, const struct import *import, const struct import_line *line,
                                 int64_t user_id, const struct import_verdict *verdict)
{
    const char *email;
    int64_t one;
    bool is_professor = verdict->outcome == JOB_CREATED && strcmp(line->cells[ROLE], "professor") == 0;
    if (import->apply || text_email(line->cells[EMAIL], import->scratch, &email) != FAULT_NONE)
        return FAULT_NONE;
    struct import_seen *seen = import_seen(import, 'e', email);
    enum fault fault =
        is_professor
            ? FAULT_NONE
            : row_one_int(db, "SELECT 1 FROM users WHERE id = ? AND role = 'professor' AND disabled_at IS NULL",
                          DB_VALUES(I(user_id)), &is_professor, &one);
    if (fault == FAULT_NONE && seen)
        seen->value = is_professor;
    return fault;
}

static enum fault user_row(struct db *db, struct import *import, const struct import_line *line,
                           struct import_verdict *verdict)
{
    int64_t user_id, adviser_id = 0;
    const char *reason = NULL, *adviser = line->cells[ADVISER], *name = name_of(import, line);
    if (!name)
        return FAULT_INTERNAL;
    verdict->subject = *line->cells[EMAIL] ? line->cells[EMAIL] : name;
    if (is_repeated(import, line))
        return import_say(verdict, JOB_REFUSED, "repeated_in_file");
    bool is_student = !*line->cells[ROLE] || strcmp(line->cells[ROLE], "student") == 0;
    enum fault fault = *adviser ? adviser_find(db, import, adviser, &adviser_id, &reason) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    if (*adviser && !is_student)
        reason = "adviser_of_staff";
    if (reason)
        return import_say(verdict, JOB_REFUSED, reason);
    fault = import_person(db, import,
                          &(struct import_person){.name = name,
                                                  .family_name = line->cells[FAMILY_NAME],
                                                  .email = line->cells[EMAIL],
                                                  .external_id = line->cells[EXTERNAL_ID],
                                                  .locale = line->cells[LOCALE],
                                                  .programme = line->cells[PROGRAMME],
                                                  .role = line->cells[ROLE]},
                          verdict, &user_id);
    if (fault != FAULT_NONE)
        return fault;
    if (verdict->outcome == JOB_REFUSED)
        return FAULT_NONE;
    fault = professor_note(db, import, line, user_id, verdict);
    if (fault != FAULT_NONE)
        return fault;
    return *adviser ? adviser_row(db, import, user_id, adviser_id, verdict) : FAULT_NONE;
}

static enum fault run(struct job_work *work)
{
    struct import import = {.work = work};
    struct import_table table = {
        .columns = columns, .column_count = ARRAY_LENGTH(columns), .collect = user_collect, .row = user_row};
    if (work->actor.role != ROLE_ADMINISTRATOR)
        return job_refuse(work, FAULT_NOT_ALLOWED, "not_allowed", "The account may no longer do this.");
    enum fault fault = job_input(work, &table.bytes, &table.size);
    return fault != FAULT_NONE ? fault : import_run(&import, &table, 1);
}

extern const struct import_format import_users;
const struct import_format import_users = {.word = "users", .options = IMPORT_MAIL, .run = run};
