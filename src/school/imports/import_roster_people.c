/* SPDX-License-Identifier: MIT */
/* OneRoster's users and roles: accounts of students and professors. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/text.h"
#include "school/imports/import_person.h"
#include "school/imports/import_roster.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "store/engine.h"

enum role_column { ROLE_USER = ROSTER_FIRST, ROLE_ROLE };

static const struct import_column role_columns[] = {
    {"sourcedId", true}, {"status", false}, {"userSourcedId", true}, {"role", true}};

enum user_column {
    USER_ENABLED = ROSTER_FIRST,
    USER_USERNAME,
    USER_GIVEN,
    USER_FAMILY,
    USER_PREFERRED_GIVEN,
    USER_PREFERRED_FAMILY,
    USER_IDENTIFIER,
    USER_EMAIL,
};

static const struct import_column user_columns[] = {
    {"sourcedId", true},   {"status", false},    {"enabledUser", false},        {"username", false},
    {"givenName", true},   {"familyName", true}, {"preferredGivenName", false}, {"preferredFamilyName", false},
    {"identifier", false}, {"email", false},
};

static enum fault role_collect(struct db *db, struct import *import, const struct import_line *line)
{
    (void)db;
    if (roster_id_is_good(line->cells[ROLE_USER]) && strcmp(line->cells[ROLE_ROLE], "teacher") == 0) {
        struct import_seen *seen = import_see(import, ROSTER_ROLE, line->cells[ROLE_USER], line->number);
        if (!seen)
            return FAULT_INTERNAL;
        seen->value = 1;
    }
    return FAULT_NONE;
}

/* A role makes nothing by itself: it says what a new account is to be. */
static enum fault role_row(struct db *db, struct import *import, const struct import_line *line,
                           struct import_verdict *verdict)
{
    static const char *const words[] = {"student",
                                        "teacher",
                                        "aide",
                                        "proctor",
                                        "guardian",
                                        "parent",
                                        "relative",
                                        "counselor",
                                        "principal",
                                        "siteAdministrator",
                                        "districtAdministrator",
                                        "systemAdministrator"};
    struct roster_id known;
    bool deleted, good, is_word = false;
    verdict->subject = line->cells[ROLE_USER];
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        is_word |= strcmp(line->cells[ROLE_ROLE], words[i]) == 0;
    if (!roster_status(line->cells[ROSTER_STATUS], &deleted))
        return import_say(verdict, JOB_REFUSED, "status_unknown");
    if (!is_word)
        return import_say(verdict, JOB_REFUSED, "role_unknown");
    if (import_seen(import, ROSTER_USER, line->cells[ROLE_USER]))
        return import_say(verdict, JOB_UNCHANGED, NULL);
    enum fault fault = roster_refer(db, import, ROSTER_USER, line->cells[ROLE_USER], "user_unknown", "user_refused",
                                    verdict, &known, &good);
    return fault != FAULT_NONE ? fault : good ? import_say(verdict, JOB_UNCHANGED, NULL) : FAULT_NONE;
}

const struct import_table roster_roles = {
    "roles.csv", role_columns, ARRAY_LENGTH(role_columns), role_collect, role_row, NULL, 0};

/* Not every system fills in the address where the user's name is one. */
static const char *email_of(const struct import_line *line)
{
    return *line->cells[USER_EMAIL]                  ? line->cells[USER_EMAIL]
           : strchr(line->cells[USER_USERNAME], '@') ? line->cells[USER_USERNAME]
                                                     : "";
}

static enum fault user_collect(struct db *db, struct import *import, const struct import_line *line)
{
    const char *email;
    (void)db;
    if (text_email(email_of(line), import->scratch, &email) == FAULT_NONE &&
        !import_see(import, 'e', email, line->number))
        return FAULT_INTERNAL;
    return roster_collect(import, ROSTER_USER, line);
}

static enum fault user_import(struct db *db, struct import *import, const struct import_line *line,
                              const struct roster_id *known, struct import_seen *seen, struct import_verdict *verdict)
{
    int64_t user_id;
    const char *given = line->cells[*line->cells[USER_PREFERRED_GIVEN] ? USER_PREFERRED_GIVEN : USER_GIVEN];
    const char *family = line->cells[*line->cells[USER_PREFERRED_FAMILY] ? USER_PREFERRED_FAMILY : USER_FAMILY];
    const struct import_seen *teacher = import_seen(import, ROSTER_ROLE, line->cells[ROSTER_SOURCED_ID]);
    struct import_person person = {
        .known_id = known->subject_id,
        .name = arena_printf(import->scratch, "%s %s", given, family),
        .family_name = family,
        .email = email_of(line),
        .external_id = line->cells[USER_IDENTIFIER],
        .locale = "",
        .role = teacher && teacher->value == 1 ? "professor" : "student",
        .role_of_new = true,
    };
    if (!person.name)
        return FAULT_INTERNAL;
    enum fault fault = import_person(db, import, &person, verdict, &user_id);
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
    verdict->subject = *email_of(line) ? email_of(line) : line->cells[ROSTER_SOURCED_ID];
    enum fault fault = roster_read(db, ROSTER_USER, line->cells[ROSTER_SOURCED_ID], import->scratch, &known);
    if (fault != FAULT_NONE)
        return fault;
    if (deleted || (strcmp(line->cells[USER_ENABLED], "false") == 0 && !known.found)) {
        seen->value = known.found ? ROSTER_GOOD : ROSTER_REFUSED;
        return import_say(verdict, JOB_IGNORED, deleted ? "not_removed" : "not_enabled");
    }
    if (text_email(email_of(line), import->scratch, &email) == FAULT_NONE) {
        const struct import_seen *first = import_seen(import, 'e', email);
        if (first && first->number != line->number)
            return import_say(verdict, JOB_REFUSED, "repeated_in_file");
    }
    return user_import(db, import, line, &known, seen, verdict);
}

const struct import_table roster_users = {
    "users.csv", user_columns, ARRAY_LENGTH(user_columns), user_collect, user_row, NULL, 0};
