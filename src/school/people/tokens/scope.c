/* SPDX-License-Identifier: MIT */
#include "school/people/tokens/scope.h"

#include <string.h>

#include "base/str.h"

enum holder {
    HOLDER_STUDENT = 1 << ROLE_STUDENT,
    HOLDER_PROFESSOR = 1 << ROLE_PROFESSOR,
    HOLDER_ADMINISTRATOR = 1 << ROLE_ADMINISTRATOR,
    HOLDER_INSTITUTION = 1 << ROLE_COUNT
};

enum {
    PERSONS = HOLDER_STUDENT | HOLDER_PROFESSOR | HOLDER_ADMINISTRATOR,
    EVERY = PERSONS | HOLDER_INSTITUTION, // a student may be a teaching assistant
    OFFICES = HOLDER_ADMINISTRATOR | HOLDER_INSTITUTION,
};

static const struct {
    const char *word;
    unsigned holders;
} rules[SCOPE_COUNT] = {
    [SCOPE_PROFILE_READ] = {"profile:read", PERSONS},   [SCOPE_PROFILE_WRITE] = {"profile:write", PERSONS},
    [SCOPE_PEOPLE_READ] = {"people:read", OFFICES},     [SCOPE_PEOPLE_WRITE] = {"people:write", OFFICES},
    [SCOPE_CLASSES_READ] = {"classes:read", EVERY},     [SCOPE_CLASSES_WRITE] = {"classes:write", EVERY},
    [SCOPE_ROSTERS_READ] = {"rosters:read", EVERY},     [SCOPE_ROSTERS_WRITE] = {"rosters:write", EVERY},
    [SCOPE_MARKS_READ] = {"marks:read", EVERY},         [SCOPE_MARKS_WRITE] = {"marks:write", EVERY},
    [SCOPE_BOARD_READ] = {"board:read", EVERY},         [SCOPE_BOARD_WRITE] = {"board:write", EVERY},
    [SCOPE_REQUESTS_READ] = {"requests:read", EVERY},   [SCOPE_REQUESTS_WRITE] = {"requests:write", EVERY},
    [SCOPE_EXPORTS_READ] = {"exports:read", EVERY},     [SCOPE_IMPORTS_WRITE] = {"imports:write", EVERY},
    [SCOPE_AUDIT_READ] = {"audit:read", OFFICES},       [SCOPE_PRIVACY_READ] = {"privacy:read", OFFICES},
    [SCOPE_PRIVACY_WRITE] = {"privacy:write", OFFICES}, [SCOPE_SETTINGS_READ] = {"settings:read", OFFICES},
};

_Static_assert(SCOPE_COUNT <= 32, "a bit each");

const char *scope_word(enum scope scope)
{
    return rules[scope].word;
}

const char *scope_at(size_t index)
{
    return index < SCOPE_COUNT ? rules[index].word : NULL;
}

static bool parse(const char *word, size_t size, enum scope *ret_scope)
{
    for (size_t i = 0; i < SCOPE_COUNT; i++)
        if (strlen(rules[i].word) == size && memcmp(rules[i].word, word, size) == 0) {
            *ret_scope = (enum scope)i;
            return true;
        }
    return false;
}

bool scope_parse(const char *word, enum scope *ret_scope)
{
    return word && parse(word, strlen(word), ret_scope);
}

static scope_set of_holder(unsigned holder)
{
    scope_set scopes = 0;
    for (size_t i = 0; i < SCOPE_COUNT; i++)
        if (rules[i].holders & holder)
            scopes |= (scope_set)1 << i;
    return scopes;
}

scope_set scopes_of_role(enum role role)
{
    return of_holder(1U << role);
}

scope_set scopes_of_institution(void)
{
    return of_holder(HOLDER_INSTITUTION);
}

void scopes_write(scope_set scopes, char text[static SCOPES_TEXT_SIZE])
{
    size_t size = 0;
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        size_t length = strlen(rules[i].word);
        if (!scopes_have(scopes, (enum scope)i) || size + length + 2 > SCOPES_TEXT_SIZE)
            continue;
        if (size > 0)
            text[size++] = ' ';
        memcpy(text + size, rules[i].word, length);
        size += length;
    }
    text[size] = '\0';
}

scope_set scopes_read(const char *text)
{
    scope_set scopes = 0;
    enum scope scope;
    while (text && *text != '\0') {
        size_t size = strcspn(text, " ");
        if (parse(text, size, &scope))
            scopes |= (scope_set)1 << scope;
        text += size + (text[size] == ' ');
    }
    return scopes;
}
