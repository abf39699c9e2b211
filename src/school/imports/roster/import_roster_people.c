/* SPDX-License-Identifier: MIT */
/* OneRoster's users and roles: accounts of students and professors. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/text.h"
#include "school/imports/import_person.h"
#include "school/imports/import_person_ahead.h"
#include "school/imports/roster/import_roster.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/people/account.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { GRADE_SIZE = 2, GRADES_MAX = 100 };

enum role_column { ROLE_USER = ROSTER_FIRST, ROLE_ROLE, ROLE_TYPE, ROLE_BEGINS, ROLE_ENDS };

static const struct import_column role_columns[] = {{"sourcedId", true}, {"status", false},   {"userSourcedId", true},
                                                    {"role", true},      {"roleType", false}, {"beginDate", false},
                                                    {"endDate", false}};

static const char *const role_known[] = {"dateLastModified", "orgSourcedId", "userProfileSourcedId", NULL};

enum user_column {
    USER_ENABLED = ROSTER_FIRST,
    USER_USERNAME,
    USER_GIVEN,
    USER_FAMILY,
    USER_PREFERRED_GIVEN,
    USER_PREFERRED_FAMILY,
    USER_IDENTIFIER,
    USER_EMAIL,
    USER_ROLE,
    USER_GRADES,
};

static const struct import_column user_columns[] = {
    {"sourcedId", true},
    {"status", false},
    {"enabledUser", false},
    {"username", false},
    {"givenName", true},
    {"familyName", true},
    {"preferredGivenName", false},
    {"preferredFamilyName", false},
    {"identifier", false},
    {"email", false},
    {"role", false},
    {"grades", false},
};

/* Pronouns, numbers of telephones and whose child somebody is are nobody's business here. */
static const char *const user_known[] = {"dateLastModified",
                                         "orgSourcedIds",
                                         "primaryOrgSourcedId",
                                         "userIds",
                                         "userMasterIdentifier",
                                         "middleName",
                                         "preferredMiddleName",
                                         "sms",
                                         "phone",
                                         "agents",
                                         "agentSourcedIds",
                                         "password",
                                         "resourceSourcedIds",
                                         "pronouns",
                                         NULL};

static enum fault role_collect(struct db *db, struct import *import, const struct import_line *line)
{
    bool deleted;
    (void)db;
    if (!roster_status(line->cells[ROSTER_STATUS], &deleted) || deleted ||
        roster_day(roster_of(import), line->cells[ROLE_BEGINS], line->cells[ROLE_ENDS]) == ROSTER_OVER)
        return FAULT_NONE;
    return roster_role_note(import, line, line->cells[ROLE_USER], line->cells[ROLE_ROLE],
                            strcasecmp(line->cells[ROLE_TYPE], "primary") == 0);
}

/* A role makes nothing by itself: it says what a new account is to be. */
static enum fault role_row(struct db *db, struct import *import, const struct import_line *line,
                           struct import_verdict *verdict)
{
    struct roster_id known;
    bool deleted, good;
    verdict->subject = line->cells[ROLE_USER];
    if (!roster_status(line->cells[ROSTER_STATUS], &deleted))
        return import_say(verdict, JOB_REFUSED, "status_unknown");
    if (!roster_role_is_word(line->cells[ROLE_ROLE]))
        return import_say(verdict, JOB_REFUSED, "role_unknown");
    if (import_seen(import, ROSTER_USER, line->cells[ROLE_USER]))
        return import_say(verdict, JOB_UNCHANGED, NULL);
    enum fault fault = roster_refer(db, import, ROSTER_USER, line->cells[ROLE_USER], "user_unknown", "user_refused",
                                    verdict, &known, &good);
    return fault != FAULT_NONE ? fault : good ? import_say(verdict, JOB_UNCHANGED, NULL) : FAULT_NONE;
}

const struct import_table roster_roles = {.file = "roles.csv",
                                          .columns = role_columns,
                                          .column_count = ARRAY_LENGTH(role_columns),
                                          .collect = role_collect,
                                          .row = role_row,
                                          .known = role_known,
                                          .rows_max = ROSTER_ROWS_MAX};

/* Not every system fills in the address where the user's name is one. */
static const char *email_of(const struct import_line *line)
{
    return *line->cells[USER_EMAIL]                  ? line->cells[USER_EMAIL]
           : strchr(line->cells[USER_USERNAME], '@') ? line->cells[USER_USERNAME]
                                                     : "";
}

/* Who has neither an address nor an identifier is known by the name that they sign in with elsewhere. */
static const char *number_of(const struct import_line *line)
{
    return *line->cells[USER_IDENTIFIER] || *email_of(line) ? line->cells[USER_IDENTIFIER] : line->cells[USER_USERNAME];
}

/* Families share addresses, and a child may be signed up under its mother's: nothing here is hers by that. */
static bool is_family(const struct import *import, const struct import_line *line)
{
    int64_t says;
    const char *role = roster_role_of(import, line->cells[ROSTER_SOURCED_ID], &says);
    return (says & SAYS_FAMILY) && !role;
}

static enum fault user_collect(struct db *db, struct import *import, const struct import_line *line)
{
    const char *email;
    bool deleted;
    (void)db;
    enum fault fault = roster_collect(import, ROSTER_USER, line);
    if (fault != FAULT_NONE || !roster_status(line->cells[ROSTER_STATUS], &deleted))
        return fault;
    if (!deleted)
        fault = roster_role_note(import, line, line->cells[ROSTER_SOURCED_ID], line->cells[USER_ROLE], true);
    if (fault != FAULT_NONE || is_family(import, line))
        return fault;
    if (text_email(email_of(line), import->scratch, &email) == FAULT_NONE &&
        !import_see(import, 'e', email, line->number))
        return FAULT_INTERNAL;
    return FAULT_NONE;
}

bool roster_grades(const char *text)
{
    if (*text == '\0' || strlen(text) > GRADES_MAX)
        return false;
    while (*text) {
        size_t size = strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (size != GRADE_SIZE)
            return false;
        text += size;
        text += strspn(text, ", ");
    }
    return true;
}

/* What somebody studies is their grade, unless more than a grade is known of it. */
static enum fault programme_find(struct db *db, struct import *import, int64_t user_id, const char *grades,
                                 const char **ret_programme)
{
    struct user user = {0};
    *ret_programme = "";
    if (!roster_grades(grades))
        return FAULT_NONE;
    enum fault fault = user_id ? import_person_user(db, import, user_id, &user) : FAULT_NONE;
    if (fault == FAULT_NONE && (!user.programme || roster_grades(user.programme)))
        *ret_programme = grades;
    return fault == FAULT_NOT_FOUND ? FAULT_NONE : fault;
}

static enum fault user_import(struct db *db, struct import *import, const struct import_line *line,
                              const struct roster_id *known, struct import_seen *seen, struct import_verdict *verdict)
{
    int64_t user_id;
    const char *given = line->cells[*line->cells[USER_PREFERRED_GIVEN] ? USER_PREFERRED_GIVEN : USER_GIVEN];
    const char *family = line->cells[*line->cells[USER_PREFERRED_FAMILY] ? USER_PREFERRED_FAMILY : USER_FAMILY];
    int64_t says;
    const char *role = roster_role_of(import, line->cells[ROSTER_SOURCED_ID], &says), *programme = "";
    enum fault fault = programme_find(db, import, known->subject_id, line->cells[USER_GRADES], &programme);
    if (fault != FAULT_NONE)
        return fault;
    struct import_person person = {
        .known_id = known->subject_id,
        .name = arena_printf(import->scratch, "%s %s", given, family),
        .family_name = family,
        .written = arena_printf(import->scratch, "%s %s", family, given), // as whole peoples say it
        .written_family = family,
        .email = email_of(line),
        .external_id = known->made ? line->cells[USER_IDENTIFIER] : number_of(line), // a name that we have made up
        .locale = "",
        .programme = programme,
        .role = role ? role : "",
        .role_of_new = true,
        .no_new = !role,
    };
    if (!person.name || !person.written)
        return FAULT_INTERNAL;
    fault = import_person(db, import, &person, verdict, &user_id);
    if (fault == FAULT_NONE && verdict->outcome == JOB_IGNORED) { // there is no account, and none is made
        seen->value = ROSTER_LEFT_OUT;
        verdict->untold = says != 0;
        return FAULT_NONE;
    }
    if (fault != FAULT_NONE || verdict->outcome == JOB_REFUSED)
        return fault;
    seen->value = ROSTER_GOOD;
    if (known->found)
        return FAULT_NONE;
    if (verdict->outcome == JOB_UNCHANGED) // but its sourcedId is news
        verdict->outcome = JOB_UPDATED;
    return import->apply ? roster_keep(db, import, ROSTER_USER, line->cells[ROSTER_SOURCED_ID], user_id, 0, NULL)
                         : FAULT_NONE;
}

static enum fault user_row(struct db *db, struct import *import, const struct import_line *line,
                           struct import_verdict *verdict)
{
    bool deleted;
    const char *email;
    struct roster_id known;
    struct import_seen *seen = roster_begin(import, ROSTER_USER, line, verdict, &deleted);
    if (!seen)
        return FAULT_NONE;
    const char *who = *email_of(line) ? email_of(line) : number_of(line);
    verdict->subject = *who ? who : line->cells[ROSTER_SOURCED_ID];
    enum fault fault = roster_read(db, import, ROSTER_USER, line->cells[ROSTER_SOURCED_ID], &known);
    if (fault != FAULT_NONE)
        return fault;
    if (deleted || (strcmp(line->cells[USER_ENABLED], "false") == 0 && !known.found)) {
        seen->value = known.found ? ROSTER_GOOD : ROSTER_LEFT_OUT;
        return import_say(verdict, JOB_IGNORED, deleted ? "not_removed" : "not_enabled");
    }
    if (is_family(import, line)) {
        seen->value = ROSTER_LEFT_OUT;
        import_judge(verdict, JOB_IGNORED, NULL);
        verdict->untold = true;
        return FAULT_NONE;
    }
    if (text_email(email_of(line), import->scratch, &email) == FAULT_NONE) {
        const struct import_seen *first = import_seen(import, 'e', email);
        if (first && first->number != line->number)
            return import_say(verdict, JOB_REFUSED, "repeated_in_file");
    }
    return user_import(db, import, line, &known, seen, verdict);
}

static enum fault user_ahead(struct db *db, struct import *import, const struct import_line *const *lines, size_t count)
{
    struct import_person people[JOB_UNIT_ROWS];
    enum fault fault = roster_ahead_ids(db, import, ROSTER_USER, lines, count, ROSTER_SOURCED_ID);
    for (size_t i = 0; i < count; i++) {
        struct roster_id known = {0};
        roster_ahead_id(import, ROSTER_USER, lines[i]->cells[ROSTER_SOURCED_ID], &known);
        people[i] = (struct import_person){
            .known_id = known.subject_id, .email = email_of(lines[i]), .external_id = number_of(lines[i])};
    }
    return fault != FAULT_NONE ? fault : import_person_ahead(db, import, people, count);
}

const struct import_table roster_users = {.file = "users.csv",
                                          .columns = user_columns,
                                          .column_count = ARRAY_LENGTH(user_columns),
                                          .collect = user_collect,
                                          .row = user_row,
                                          .ahead = user_ahead,
                                          .behind = import_person_behind,
                                          .known = user_known,
                                          .rows_max = ROSTER_ROWS_MAX};
