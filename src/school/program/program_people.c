/* SPDX-License-Identifier: MIT */
/* Accounts in a request: the rows of the import of people, without a file. */
#include <string.h>

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/imports/import_name.h"
#include "school/imports/import_person.h"
#include "school/imports/import_work.h"
#include "school/jobs/job_work.h"
#include "school/program/program.h"
#include "school/school.h"
#include "store/db.h"

enum { SCRATCH_MAX = 4 << 20 };

/* People as the import takes them, and by what a second row about one of them is known. */
struct people {
    const struct actor *actor;
    struct school *school;
    const struct program_person *people;
    struct import_person *read;
    const char **emails; // as accounts have them; NULL: none that could be
    size_t first, count; // of the unit
    bool mail, make;     // make: only somebody who is not here
    struct program_outcome *outcomes;
};

static const char *said(const char *text)
{
    return text ? text : "";
}

static enum fault person_read(const struct program_person *person, struct arena *arena, struct import_person *ret,
                              const char **ret_email)
{
    struct import_name name;
    const struct import_name words = {said(person->name), said(person->given_name), said(person->family_name)};
    if (!import_name_read(&words, arena, &name))
        return FAULT_INTERNAL;
    *ret = (struct import_person){
        .name = name.name,
        .family_name = name.family,
        .email = said(person->email),
        .external_id = said(person->external_id),
        .locale = said(person->locale),
        .programme = said(person->programme),
        .role = said(person->role),
    };
    enum fault fault = text_email(ret->email, arena, ret_email);
    if (fault != FAULT_NONE)
        *ret_email = NULL;
    return fault == FAULT_INTERNAL ? fault : FAULT_NONE;
}

/* An earlier row is about the same: which is meant? */
static bool is_repeated(const struct people *all, size_t at)
{
    const char *email = all->emails[at], *external_id = all->read[at].external_id;
    for (size_t i = 0; i < at; i++) {
        bool same_email = email && all->emails[i] && strcmp(email, all->emails[i]) == 0;
        if (same_email || (*external_id && strcmp(external_id, all->read[i].external_id) == 0))
            return true;
    }
    return false;
}

/* Of a person who is to be made and is here. */
static enum fault taken_by(const struct people *all, size_t at, struct db *db)
{
    bool found = false;
    int64_t id;
    enum fault fault = all->emails[at] ? row_one_int(db, "SELECT id FROM users WHERE email = ?",
                                                     DB_VALUES(T(all->emails[at])), &found, &id)
                                       : FAULT_NONE;
    return fault != FAULT_NONE ? fault : found ? FAULT_EMAIL_TAKEN : FAULT_EXTERNAL_ID_TAKEN;
}

static enum fault person_one(struct db *db, struct people *all, struct import *import, size_t at)
{
    struct program_outcome *outcome = &all->outcomes[at];
    struct import_verdict verdict = {.outcome = JOB_REFUSED, .reason = "repeated_in_file"};
    int64_t id = 0;
    *outcome = (struct program_outcome){.outcome = JOB_REFUSED, .reason = verdict.reason};
    if (is_repeated(all, at))
        return FAULT_NONE;
    import->apply = !all->make;
    enum fault fault = import_person(db, import, &all->read[at], &verdict, &id);
    if (fault == FAULT_NONE && all->make && verdict.outcome == JOB_CREATED) {
        import->apply = true;
        fault = import_person(db, import, &all->read[at], &verdict, &id);
    }
    if (fault != FAULT_NONE)
        return fault;
    *outcome = (struct program_outcome){verdict.outcome, verdict.reason, FAULT_NONE, id};
    if (!all->make || verdict.outcome == JOB_CREATED || verdict.outcome == JOB_REFUSED)
        return FAULT_NONE;
    fault = taken_by(all, at, db);
    if (fault_is_trouble(fault))
        return fault;
    *outcome = (struct program_outcome){JOB_REFUSED, NULL, fault, id};
    return FAULT_NONE;
}

static enum fault people_unit(struct db *db, void *context)
{
    struct people *all = context;
    CLOSES(arena_release) struct arena scratch = arena_of(SCRATCH_MAX);
    struct job_work work = {
        .school = all->school,
        .actor = *all->actor,
        .request = all->mail ? "mail=yes\n" : "",
        .arena = &scratch,
    };
    struct import import = {.work = &work, .now = school_now(all->school), .scratch = &scratch};
    enum fault fault = FAULT_NONE;
    for (size_t i = all->first; fault == FAULT_NONE && i < all->first + all->count; i++)
        fault = person_one(db, all, &import, i);
    return fault;
}

static enum fault people_run(struct people *all, size_t count, struct arena *arena)
{
    if (all->actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if (count > PROGRAM_ROWS_MAX)
        return FAULT_TOO_MANY_THINGS;
    all->read = arena_calloc(arena, count + 1, sizeof(*all->read));
    all->emails = arena_calloc(arena, count + 1, sizeof(*all->emails));
    enum fault fault = all->read && all->emails ? FAULT_NONE : FAULT_INTERNAL;
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = person_read(&all->people[i], arena, &all->read[i], &all->emails[i]);
    for (size_t at = 0; fault == FAULT_NONE && at < count; at += PROGRAM_UNIT_ROWS) {
        all->first = at;
        all->count = count - at < PROGRAM_UNIT_ROWS ? count - at : PROGRAM_UNIT_ROWS;
        fault = school_change(all->school, people_unit, all);
    }
    return fault;
}

enum fault program_people(struct school *school, const struct actor *actor, const struct program_person *people,
                          size_t count, bool mail, struct arena *arena, struct program_outcome *ret_outcomes)
{
    struct people all = {.actor = actor, .school = school, .people = people, .mail = mail, .outcomes = ret_outcomes};
    return people_run(&all, count, arena);
}

enum fault program_person_make(struct school *school, const struct actor *actor, const struct program_person *person,
                               bool mail, struct arena *arena, struct program_outcome *ret_outcome)
{
    struct people all = {
        .actor = actor, .school = school, .people = person, .mail = mail, .make = true, .outcomes = ret_outcome};
    return people_run(&all, 1, arena);
}
