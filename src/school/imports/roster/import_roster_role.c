/* SPDX-License-Identifier: MIT */
/* What people are: roles.csv (1.2), the column role of users.csv (1.1), and what they do in classes. Students and
 * teachers get an account. Guardians, administrators and whoever else a school knows do not: they are counted. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/imports/roster/import_roster.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"

static const struct {
    const char *word;
    int64_t says;
} roles[] = {
    {"student", SAYS_STUDENT},
    {"teacher", SAYS_TEACHER},
    {"guardian", SAYS_OTHER | SAYS_FAMILY},
    {"parent", SAYS_OTHER | SAYS_FAMILY},
    {"relative", SAYS_OTHER | SAYS_FAMILY},
    {"aide", SAYS_OTHER},
    {"administrator", SAYS_OTHER}, // 1.1
    {"counselor", SAYS_OTHER},
    {"districtAdministrator", SAYS_OTHER},
    {"principal", SAYS_OTHER},
    {"proctor", SAYS_OTHER},
    {"siteAdministrator", SAYS_OTHER},
    {"systemAdministrator", SAYS_OTHER},
};

/* The place of a role; ARRAY_LENGTH(roles): it is none. */
static size_t role_at(const char *role)
{
    size_t i = 0;
    while (i < ARRAY_LENGTH(roles) && strcasecmp(role, roles[i].word) != 0)
        i++;
    return i;
}

bool roster_role_is_word(const char *role)
{
    return role_at(role) < ARRAY_LENGTH(roles);
}

enum fault roster_role_note(struct import *import, const struct import_line *line, const char *user, const char *role,
                            bool primary)
{
    size_t at = role_at(role);
    if (at == ARRAY_LENGTH(roles) || !roster_id_is_good(user))
        return FAULT_NONE;
    struct import_seen *seen = import_see(import, ROSTER_ROLE, user, line->number);
    if (!seen)
        return FAULT_INTERNAL;
    seen->value |= roles[at].says;
    if (primary && roles[at].says == SAYS_STUDENT)
        seen->value |= SAYS_PRIMARY_STUDENT;
    if ((roles[at].says & SAYS_OTHER) && !seen->text)
        seen->text = roles[at].word;
    return FAULT_NONE;
}

enum fault roster_role_enrolled(struct import *import, const struct import_line *line, const char *user, bool teaches)
{
    if (!roster_id_is_good(user))
        return FAULT_NONE;
    struct import_seen *seen = import_see(import, ROSTER_ROLE, user, line->number);
    if (!seen)
        return FAULT_INTERNAL;
    seen->value |= teaches ? SAYS_TEACHES : SAYS_LEARNS;
    return FAULT_NONE;
}

static const char *account_of(int64_t says)
{
    bool teacher = (says & SAYS_TEACHES) || ((says & SAYS_TEACHER) && !(says & SAYS_PRIMARY_STUDENT));
    // Somebody of whom the files have no role at all is what they are in their classes.
    bool student = (says & (SAYS_STUDENT | SAYS_PRIMARY_STUDENT)) || ((says & SAYS_LEARNS) && !(says & SAYS_OTHER));
    return teacher ? "professor" : student ? "student" : NULL;
}

const char *roster_role_of(const struct import *import, const char *user, int64_t *ret_says)
{
    const struct import_seen *seen = import_seen(import, ROSTER_ROLE, user);
    *ret_says = seen ? seen->value : 0;
    return account_of(*ret_says);
}

/* ---- how many have a role without an account ---- */

static enum fault words_count(struct import *import, struct roster_run *roster)
{
    const struct import_seen *seen;
    roster->words = arena_calloc(import->work->arena, ARRAY_LENGTH(roles), sizeof(*roster->words));
    if (!roster->words)
        return FAULT_INTERNAL;
    for (size_t at = 0; (seen = import_seen_next(import, &at)) != NULL;)
        if (*seen->key == ROSTER_ROLE && seen->text && !account_of(seen->value) &&
            import_seen(import, ROSTER_USER, seen->key + 1))
            roster->words[role_at(seen->text)]++;
    return FAULT_NONE;
}

static enum fault words_next(struct db *db, struct import *import, struct import_line *ret_line,
                             struct import_verdict *ret_said, bool *ret_end)
{
    struct roster_run *roster = roster_of(import);
    (void)db;
    (void)ret_line;
    enum fault fault = roster->words ? FAULT_NONE : words_count(import, roster);
    if (fault != FAULT_NONE)
        return fault;
    while (roster->word_at < ARRAY_LENGTH(roles) && roster->words[roster->word_at] == 0)
        roster->word_at++;
    *ret_end = roster->word_at == ARRAY_LENGTH(roles);
    if (*ret_end)
        return FAULT_NONE;
    const char *word = roles[roster->word_at].word;
    *ret_said = (struct import_verdict){.outcome = JOB_IGNORED, .reason = "role_without_account"};
    ret_said->subject = arena_printf(import->scratch, "%s: %lld", word, (long long)roster->words[roster->word_at++]);
    return ret_said->subject ? FAULT_NONE : FAULT_INTERNAL;
}

const struct import_table roster_role_words = {.file = "users.csv", .next = words_next};
