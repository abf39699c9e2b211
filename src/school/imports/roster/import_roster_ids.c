/* SPDX-License-Identifier: MIT */
/* What sourcedIds are: their kinds, and which of them are ours. */
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "school/imports/import_work.h"
#include "school/imports/roster/import_roster.h"

const char *roster_word(enum roster_kind kind)
{
    switch (kind) {
    case ROSTER_ORG:
        return "org";
    case ROSTER_SESSION:
        return "session";
    case ROSTER_COURSE:
        return "course";
    case ROSTER_USER:
        return "user";
    case ROSTER_CLASS:
        return "class";
    default:
        return "enrollment";
    }
}

bool roster_id_is_good(const char *id)
{
    return *id != '\0' && str_is_text(id, strlen(id), false) && str_characters(id) <= SOURCED_ID_MAX;
}

struct roster_run *roster_of(const struct import *import)
{
    return import->context;
}

bool roster_is_department(const struct roster_titled *org)
{
    return strcasecmp(org->type, "department") == 0;
}

bool roster_titled_made(const struct import *import, enum roster_kind kind, const char *id, struct roster_id *ret_id)
{
    char made[ROSTER_MADE_SIZE], institution[ROSTER_MADE_SIZE];
    const struct roster_maker *maker = &roster_of(import)->maker;
    const struct import_seen *seen = import_seen(import, (char)kind, id);
    const struct roster_titled *more = seen ? seen->more : NULL;
    if (!more || !seen->text)
        return false;
    bool department = kind == ROSTER_ORG && roster_is_department(more);
    const char *what = kind == ROSTER_ORG       ? ROSTER_MADE_DEPARTMENT
                       : kind == ROSTER_SESSION ? ROSTER_MADE_TERM
                                                : ROSTER_MADE_COURSE;
    roster_made_of(maker, what, seen->text, kind == ROSTER_COURSE ? more->parent : "", made);
    roster_made(maker, ROSTER_MADE_INSTITUTION, 1, 0, institution);
    bool ours = strcmp(id, made) == 0 ? kind != ROSTER_ORG || department
                                      : kind == ROSTER_ORG && !department && strcmp(id, institution) == 0;
    if (ours)
        *ret_id = (struct roster_id){.found = true, .other_id = department, .title = seen->text, .made = true};
    return ours;
}
