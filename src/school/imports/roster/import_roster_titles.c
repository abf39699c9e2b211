/* SPDX-License-Identifier: MIT */
/* OneRoster's orgs, sessions and courses: what classes are described by. Of each only what it is called is kept, and of
 * an org whether it is a department. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/text.h"
#include "school/imports/roster/import_roster.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"

enum { TITLE_MAX = 200, ORG_DEPTH_MAX = 8 };

enum org_column { ORG_NAME = ROSTER_FIRST, ORG_TYPE, ORG_PARENT };
enum session_column { SESSION_TITLE = ROSTER_FIRST, SESSION_TYPE, SESSION_TO };
enum course_column { COURSE_TITLE = ROSTER_FIRST, COURSE_CODE, COURSE_ORG };

static const struct import_column org_columns[] = {
    {"sourcedId", true}, {"status", false}, {"name", true}, {"type", false}, {"parentSourcedId", false}};

static const struct import_column session_columns[] = {
    {"sourcedId", true}, {"status", false}, {"title", true}, {"type", false}, {"endDate", false}};

static const struct import_column course_columns[] = {
    {"sourcedId", true}, {"status", false}, {"title", true}, {"courseCode", false}, {"orgSourcedId", false}};

static const char *const org_known[] = {"dateLastModified", "identifier", NULL};
static const char *const session_known[] = {"dateLastModified", "startDate", "parentSourcedId", "schoolYear", NULL};
static const char *const course_known[] = {
    "dateLastModified", "schoolYearSourcedId", "schoolYearId",       "grades", "subjects",
    "subjectCodes",     "resources",           "resourceSourcedIds", NULL};

/* `department`: 1 an org that is one, otherwise 0. */
static enum fault titled_row(struct db *db, struct import *import, enum roster_kind kind,
                             const struct import_line *line, int64_t department, struct import_verdict *verdict)
{
    bool deleted;
    const char *title;
    struct roster_id known;
    struct import_seen *seen = roster_begin(import, kind, line, verdict, &deleted);
    if (!seen)
        return FAULT_NONE;
    if (text_clean(line->cells[ROSTER_FIRST], TITLE_MAX, false, false, import->scratch, &title) != FAULT_NONE)
        return import_say(verdict, JOB_REFUSED, "text_invalid");
    verdict->subject = title;
    seen->value = ROSTER_GOOD;
    enum fault fault = roster_read(db, import, kind, line->cells[ROSTER_SOURCED_ID], &known);
    if (fault != FAULT_NONE || deleted)
        return fault != FAULT_NONE ? fault : import_say(verdict, JOB_IGNORED, "not_removed");
    bool same = known.found && known.title && strcmp(known.title, title) == 0 && known.other_id == department;
    import_judge(verdict, same ? JOB_UNCHANGED : known.found ? JOB_UPDATED : JOB_CREATED, NULL);
    return same || !import->apply ? FAULT_NONE
                                  : roster_keep(db, import, kind, line->cells[ROSTER_SOURCED_ID], 0, department, title);
}

/* Notes the row's title, and `titled` beside it. Of several rows with one id the first. */
static enum fault titled_collect(struct import *import, enum roster_kind kind, const struct import_line *line,
                                 const struct roster_titled *titled)
{
    struct arena *arena = import->work->arena;
    enum fault fault = roster_collect(import, kind, line);
    struct import_seen *seen = import_seen(import, (char)kind, line->cells[ROSTER_SOURCED_ID]);
    if (fault != FAULT_NONE || !seen || seen->text)
        return fault;
    struct roster_titled *more = arena_calloc(arena, 1, sizeof(*more));
    if (!more)
        return FAULT_INTERNAL;
    more->type = arena_strdup(arena, titled->type);
    more->parent = arena_strdup(arena, titled->parent);
    more->code = arena_strdup(arena, titled->code);
    more->over = titled->over;
    seen->text = arena_strdup(arena, line->cells[ROSTER_FIRST]);
    seen->more = more;
    return more->type && more->parent && more->code && seen->text ? FAULT_NONE : FAULT_INTERNAL;
}

static enum fault org_collect(struct db *db, struct import *import, const struct import_line *line)
{
    (void)db;
    return titled_collect(
        import, ROSTER_ORG, line,
        &(struct roster_titled){.type = line->cells[ORG_TYPE], .parent = line->cells[ORG_PARENT], .code = ""});
}

static enum fault org_row(struct db *db, struct import *import, const struct import_line *line,
                          struct import_verdict *verdict)
{
    const struct roster_titled org = {.type = line->cells[ORG_TYPE]};
    return titled_row(db, import, ROSTER_ORG, line, roster_is_department(&org), verdict);
}

static enum fault session_collect(struct db *db, struct import *import, const struct import_line *line)
{
    (void)db;
    bool over = roster_day(roster_of(import), NULL, line->cells[SESSION_TO]) == ROSTER_OVER;
    return titled_collect(
        import, ROSTER_SESSION, line,
        &(struct roster_titled){.type = line->cells[SESSION_TYPE], .parent = "", .code = "", .over = over});
}

static enum fault session_row(struct db *db, struct import *import, const struct import_line *line,
                              struct import_verdict *verdict)
{
    return titled_row(db, import, ROSTER_SESSION, line, 0, verdict);
}

static enum fault course_collect(struct db *db, struct import *import, const struct import_line *line)
{
    (void)db;
    return titled_collect(
        import, ROSTER_COURSE, line,
        &(struct roster_titled){.type = "", .parent = line->cells[COURSE_ORG], .code = line->cells[COURSE_CODE]});
}

static enum fault course_row(struct db *db, struct import *import, const struct import_line *line,
                             struct import_verdict *verdict)
{
    return titled_row(db, import, ROSTER_COURSE, line, 0, verdict);
}

static enum fault org_ahead(struct db *db, struct import *import, const struct import_line *const *lines, size_t count)
{
    return roster_ahead_ids(db, import, ROSTER_ORG, lines, count, ROSTER_SOURCED_ID);
}

static enum fault session_ahead(struct db *db, struct import *import, const struct import_line *const *lines,
                                size_t count)
{
    return roster_ahead_ids(db, import, ROSTER_SESSION, lines, count, ROSTER_SOURCED_ID);
}

static enum fault course_ahead(struct db *db, struct import *import, const struct import_line *const *lines,
                               size_t count)
{
    return roster_ahead_ids(db, import, ROSTER_COURSE, lines, count, ROSTER_SOURCED_ID);
}

/* ---- what classes ask ---- */

/* Long texts are no reason to refuse a class: NULL instead. */
static const char *cleaned(struct import *import, const char *text, size_t most)
{
    const char *clean;
    return text && text_clean(text, most, false, true, import->scratch, &clean) == FAULT_NONE ? clean : NULL;
}

enum fault roster_course(struct db *db, struct import *import, const char *id, struct roster_course *ret_course)
{
    struct roster_id known;
    const struct import_seen *seen = import_seen(import, ROSTER_COURSE, id);
    const struct roster_titled *more = seen ? seen->more : NULL;
    *ret_course = (struct roster_course){.title = "", .code = more ? more->code : "", .org = more ? more->parent : ""};
    enum fault fault = *id ? roster_read(db, import, ROSTER_COURSE, id, &known) : FAULT_NONE;
    if (fault == FAULT_NONE && *id)
        ret_course->title = seen && seen->text ? seen->text : known.title ? known.title : "";
    return fault;
}

/* The next of a list "t1, y1" in the arena; NULL behind the last. */
static const char *next_id(const char **list, struct arena *arena)
{
    *list += strspn(*list, ", ");
    size_t size = strcspn(*list, ",");
    const char *id = size > 0 ? arena_strndup(arena, *list, size) : NULL;
    *list += size;
    return id;
}

enum fault roster_term(struct db *db, struct import *import, const char *list, struct roster_term *ret_term)
{
    const char *id;
    bool picked = false, any = false, all_over = true;
    *ret_term = (struct roster_term){0};
    while ((id = next_id(&list, import->scratch)) != NULL) {
        struct roster_id known;
        const struct import_seen *seen = import_seen(import, ROSTER_SESSION, id);
        const struct roster_titled *more = seen ? seen->more : NULL;
        enum fault fault = roster_read(db, import, ROSTER_SESSION, id, &known);
        if (fault != FAULT_NONE)
            return fault;
        if (!known.found && (!seen || seen->value == ROSTER_REFUSED)) {
            ret_term->unknown = true;
            continue;
        }
        const char *title = cleaned(import, seen && seen->text ? seen->text : known.title, CLASSROOM_TERM_MAX);
        bool year = more && strcasecmp(more->type, "schoolYear") == 0;
        all_over &= more && more->over;
        // "t1,y1" is the autumn of a year: the term says more than the year around it.
        if (!any || (!picked && !year)) {
            ret_term->title = title;
            picked = !year;
        }
        any = true;
    }
    ret_term->over = any && all_over;
    return FAULT_NONE;
}

enum fault roster_department(struct db *db, struct import *import, const char *org, const char **ret_name)
{
    *ret_name = NULL;
    for (int depth = 0; *org && depth < ORG_DEPTH_MAX; depth++) {
        struct roster_id known;
        const struct import_seen *seen = import_seen(import, ROSTER_ORG, org);
        const struct roster_titled *more = seen ? seen->more : NULL;
        enum fault fault = roster_read(db, import, ROSTER_ORG, org, &known);
        if (fault != FAULT_NONE)
            return fault;
        if (more ? roster_is_department(more) : known.found && known.other_id == 1) {
            *ret_name = cleaned(import, more ? seen->text : known.title, CLASSROOM_DEPARTMENT_MAX);
            return FAULT_NONE;
        }
        org = more ? more->parent : "";
    }
    return FAULT_NONE;
}

const struct import_table roster_orgs = {.file = "orgs.csv",
                                         .columns = org_columns,
                                         .column_count = ARRAY_LENGTH(org_columns),
                                         .collect = org_collect,
                                         .row = org_row,
                                         .ahead = org_ahead,
                                         .known = org_known,
                                         .rows_max = ROSTER_ROWS_MAX};
const struct import_table roster_sessions = {.file = "academicSessions.csv",
                                             .columns = session_columns,
                                             .column_count = ARRAY_LENGTH(session_columns),
                                             .collect = session_collect,
                                             .row = session_row,
                                             .ahead = session_ahead,
                                             .known = session_known,
                                             .rows_max = ROSTER_ROWS_MAX};
const struct import_table roster_courses = {.file = "courses.csv",
                                            .columns = course_columns,
                                            .column_count = ARRAY_LENGTH(course_columns),
                                            .collect = course_collect,
                                            .row = course_row,
                                            .ahead = course_ahead,
                                            .known = course_known,
                                            .rows_max = ROSTER_ROWS_MAX};
