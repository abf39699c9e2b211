/* SPDX-License-Identifier: MIT */
/*
 * The list of a class: who is in it, by the address or the number of an account that is there. Whoever is not in the
 * classroom is put in, as by hand (school/classes/join.h); nobody is taken out, and no account is made. A group puts a
 * student into it.
 */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/join_inside.h"
#include "school/classes/staff_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/text.h"
#include "school/imports/import_cells.h"
#include "school/imports/import_group.h"
#include "school/imports/import_lectures.h"
#include "school/imports/import_person_ahead.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/people/account.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum column { EMAIL, EXTERNAL_ID, USERNAME, ID_NUMBER, GROUP, NAME, GIVEN_NAME, FAMILY_NAME };

/* The one class that its rows are about, as import_group.h has classes. */
#define THE_CLASS "class"

static const struct import_column columns[] = {
    [EMAIL] = {"email", IMPORT_MEANS(KNOWN_EMAIL)},
    [EXTERNAL_ID] = {"external_id", IMPORT_MEANS(KNOWN_EXTERNAL_ID)},
    [USERNAME] = {"username", IMPORT_MEANS(KNOWN_USERNAME)},
    [ID_NUMBER] = {"idnumber", false},
    [GROUP] = {"group", IMPORT_MEANS(KNOWN_GROUP)},
    // Known so that they are not told as unknown: an account has its name.
    [NAME] = {"name", IMPORT_MEANS(KNOWN_NAME)},
    [GIVEN_NAME] = {"givenName", IMPORT_MEANS(KNOWN_GIVEN_NAME)},
    [FAMILY_NAME] = {"familyName", IMPORT_MEANS(KNOWN_FAMILY_NAME)},
};

static const struct import_need needs[] = {
    {"who the row is about", 1U << EMAIL | 1U << EXTERNAL_ID | 1U << USERNAME | 1U << ID_NUMBER},
};

static const struct import_who who = {EMAIL, USERNAME, EXTERNAL_ID, ID_NUMBER};

struct students {
    struct import_ids ids[IMPORT_WHO_IDS];
    int64_t comers; // rows that put somebody in
};

/* A row, checked. */
struct student_row {
    int64_t user_id;
    const char *name;    // of the account
    const char *subject; // as the file names them
    bool there;
    bool of_staff;
    struct import_group group;
    const char *reason; // why it is refused; NULL: it is not
    int column;
};

static enum fault blame(struct student_row *row, const char *reason, int column)
{
    row->reason = reason;
    row->column = column;
    return FAULT_NONE;
}

static enum fault student_survey(struct import *import, const struct import_line *line)
{
    struct students *students = import->context;
    import_who_see(students->ids, line, &who);
    return FAULT_NONE;
}

static enum fault student_surveyed(struct db *db, struct import *import, const struct import_match *match)
{
    const struct students *students = import->context;
    (void)db;
    return import_who_note(import, students->ids, match, &who);
}

/* ---- who ---- */

static enum fault by_email(struct db *db, struct import *import, const struct import_line *line, int column,
                           struct student_row *row)
{
    const char *written, *email;
    bool typed = false;
    const char *several = import_email_read(import, line->cells[column], &written);
    if (!written)
        return FAULT_INTERNAL;
    row->subject = written;
    if (several)
        return blame(row, several, column);
    if (text_email(written, import->scratch, &email) != FAULT_NONE)
        return blame(row, column == EMAIL ? "email_invalid" : "account_unknown", column);
    enum fault fault = import_person_by_email(db, import, email, &row->user_id, &typed);
    if (fault != FAULT_NONE || row->user_id != 0)
        return fault;
    return blame(row, typed ? "email_unproven" : "account_unknown", column);
}

/* Of a number that several have nobody is meant. */
static enum fault by_number(struct db *db, struct import *import, const struct import_line *line, int column,
                            struct student_row *row)
{
    bool several = false;
    const char *shortened = import_id_read(import, line->cells[column], &row->subject);
    if (!row->subject)
        return FAULT_INTERNAL;
    enum fault fault = import_person_by_number(db, import, row->subject, &row->user_id, &several);
    if (fault != FAULT_NONE || (row->user_id != 0 && !several))
        return fault;
    return blame(row, several ? "external_id_twice" : shortened ? shortened : "account_unknown", column);
}

static enum fault account_find(struct db *db, struct import *import, const struct import_line *line,
                               struct student_row *row)
{
    bool address;
    const int column = import_who_column(line, &who, &address);
    row->subject = "";
    if (column == IMPORT_NO_COLUMN)
        return blame(row, "who_missing", IMPORT_NO_COLUMN);
    return address ? by_email(db, import, line, column, row) : by_number(db, import, line, column, row);
}

/* Whether the account may be in the class, and is. */
static enum fault account_judge(struct db *db, struct import *import, struct student_row *row)
{
    struct user user;
    int64_t one;
    const struct db_value class_id = I(import->work->class_id), user_id = I(row->user_id);
    enum fault fault = user_read(db, row->user_id, import->scratch, &user);
    if (fault == FAULT_NOT_FOUND || (fault == FAULT_NONE && user.disabled))
        return blame(row, "account_unknown", IMPORT_NO_COLUMN);
    if (fault != FAULT_NONE)
        return fault;
    row->name = user.name;
    fault = row_one_int(db,
                        "SELECT 1 FROM classrooms WHERE id = ? AND professor_id = ? UNION"
                        " SELECT 1 FROM classroom_staff WHERE class_id = ? AND user_id = ?",
                        DB_VALUES(class_id, user_id, class_id, user_id), &row->of_staff, &one);
    if (fault != FAULT_NONE || row->of_staff)
        return fault;
    if (user.role != ROLE_STUDENT)
        return blame(row, "not_student", IMPORT_NO_COLUMN);
    return class_has_student(db, import->work->class_id, row->user_id, &row->there);
}

static enum fault row_read(struct db *db, struct import *import, const struct import_line *line,
                           struct student_row *row)
{
    enum fault fault = account_find(db, import, line, row);
    return fault != FAULT_NONE || row->reason ? fault : account_judge(db, import, row);
}

static const char *key_of(struct import *import, const struct student_row *row)
{
    return arena_printf(import->scratch, "%lld", (long long)row->user_id);
}

/* ---- the rows ---- */

static enum fault student_collect(struct db *db, struct import *import, const struct import_line *line)
{
    struct student_row row = {0};
    enum fault fault = row_read(db, import, line, &row);
    if (fault != FAULT_NONE || row.reason || row.of_staff)
        return fault;
    struct students *students = import->context;
    const char *key = key_of(import, &row);
    struct import_seen *seen = key ? import_see(import, 'i', key, line->number) : NULL;
    if (!seen)
        return FAULT_INTERNAL;
    if (!row.there && seen->value == 0)
        seen->value = ++students->comers;
    return import_group_collect(import, line, THE_CLASS, line->cells[GROUP]);
}

/* Whether there is room for them, in the class and among their own. Of a dry run the rows before this one count, too:
 * it is the `comer`-th. */
static enum fault room_find(struct db *db, const struct import *import, int64_t comer, struct student_row *row)
{
    int64_t students = 0, joined = 0;
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM students WHERE class_id = ?",
                                 DB_VALUES(I(import->work->class_id)), &students);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM students WHERE user_id = ?", DB_VALUES(I(row->user_id)), &joined);
    if (students + (import->apply ? 0 : comer - 1) >= CLASSROOM_STUDENTS_MAX)
        row->reason = "class_full";
    else if (joined >= CLASSROOMS_PER_PERSON_MAX)
        row->reason = "classes_many";
    row->column = IMPORT_NO_COLUMN;
    return fault;
}

static enum fault student_put(struct db *db, struct import *import, const struct student_row *row)
{
    struct join_one one = {.actor = &import->work->actor,
                           .class_id = import->work->class_id,
                           .student_id = row->user_id,
                           .now = import->now,
                           .arena = import->scratch};
    enum fault fault = import_student_keep(db, import, one.class_id, row->user_id, false);
    if (fault != FAULT_NONE)
        return fault;
    fault = join_put_in(db, &one);
    return fault != FAULT_NONE ? fault : one.changed ? FAULT_NONE : FAULT_BUSY;
}

static enum fault student_do(struct db *db, struct import *import, const struct student_row *row,
                             struct import_verdict *verdict)
{
    enum fault fault = FAULT_NONE;
    if (row->there && !row->group.moves)
        return import_say(verdict, JOB_UNCHANGED, NULL);
    import_judge(verdict, row->there ? JOB_UPDATED : JOB_CREATED, row->group.makes ? "group_made" : NULL);
    if (!import->apply)
        return FAULT_NONE;
    verdict->subject = row->name;
    if (!row->there)
        fault = student_put(db, import, row);
    if (fault != FAULT_NONE || !row->group.moves)
        return fault;
    return import_group_write(db, import, import->work->class_id, row->user_id, &row->group);
}

/* What of the row has to be known before it is judged. */
static enum fault student_find(struct db *db, struct import *import, const struct import_line *line,
                               const struct import_seen *seen, struct student_row *row)
{
    enum fault fault = row->there ? FAULT_NONE : room_find(db, import, seen->value, row);
    if (fault != FAULT_NONE || row->reason || !*line->cells[GROUP])
        return fault;
    fault = import_group_find(db, import, line, THE_CLASS, import->work->class_id, row->user_id, line->cells[GROUP],
                              &row->group, &row->reason);
    row->column = GROUP;
    return fault;
}

static enum fault student_row(struct db *db, struct import *import, const struct import_line *line,
                              struct import_verdict *verdict)
{
    struct student_row row = {0};
    enum fault fault = row_read(db, import, line, &row);
    if (fault != FAULT_NONE)
        return fault;
    // Whoever is in the class is known to who teaches it; a number that was tried tells nobody's name.
    verdict->subject = row.there || row.of_staff ? row.name : row.subject;
    if (row.of_staff)
        return import_say(verdict, JOB_IGNORED, "row_of_staff");
    if (row.reason)
        return import_blame(verdict, row.reason, row.column);
    const char *key = key_of(import, &row);
    if (!key)
        return FAULT_INTERNAL;
    const struct import_seen *seen = import_seen(import, 'i', key);
    if (!seen) // since the rows were collected the account became another: the next try sees it
        return FAULT_BUSY;
    if (seen->number != line->number)
        return import_say(verdict, JOB_REFUSED, "repeated_in_file");
    fault = student_find(db, import, line, seen, &row);
    if (fault != FAULT_NONE)
        return fault;
    return row.reason ? import_blame(verdict, row.reason, row.column) : student_do(db, import, &row, verdict);
}

extern const struct import_format import_students;

static enum fault run(struct job_work *work)
{
    const char *zone;
    struct students students = {0};
    const struct import_survey survey = {.needs = needs,
                                         .need_count = ARRAY_LENGTH(needs),
                                         .heads = NULL,
                                         .row = student_survey,
                                         .done = student_surveyed};
    struct import_table table = {
        .columns = columns, .column_count = ARRAY_LENGTH(columns), .collect = student_collect, .row = student_row};
    struct import import = {.work = work, .survey = &survey, .format = &import_students, .context = &students};
    enum fault fault = import_classroom_open(work, &zone);
    if (fault != FAULT_NONE)
        return fault;
    fault = job_input(work, &table.bytes, &table.size);
    return fault != FAULT_NONE ? fault : import_run(&import, &table, 1);
}

const struct import_format import_students = {
    .word = "students",
    .of_classroom = true,
    .run = run,
    .columns = columns,
    .column_count = ARRAY_LENGTH(columns),
    .needs = needs,
    .need_count = ARRAY_LENGTH(needs),
};
