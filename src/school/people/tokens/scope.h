/* SPDX-License-Identifier: MIT */
/* What a program's token may be used for: a fixed list, a bit each. Which route needs which: src/api/gate/scopes.c. */
#ifndef AMS_SCHOOL_SCOPE_H
#define AMS_SCHOOL_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/school.h"

enum scope {
    SCOPE_PROFILE_READ, // this and the next: a person's own things
    SCOPE_PROFILE_WRITE,
    SCOPE_PEOPLE_READ,
    SCOPE_PEOPLE_WRITE,
    SCOPE_CLASSES_READ,
    SCOPE_CLASSES_WRITE,
    SCOPE_ROSTERS_READ,
    SCOPE_ROSTERS_WRITE,
    SCOPE_MARKS_READ,
    SCOPE_MARKS_WRITE,
    SCOPE_BOARD_READ,
    SCOPE_BOARD_WRITE,
    SCOPE_REQUESTS_READ, // leaves, and corrections that students ask for
    SCOPE_REQUESTS_WRITE,
    SCOPE_EXPORTS_READ, // registers, reports and figures of many people
    SCOPE_IMPORTS_WRITE,
    SCOPE_AUDIT_READ,
    SCOPE_PRIVACY_READ,
    SCOPE_PRIVACY_WRITE, // copies of people, and erasing them
    SCOPE_SETTINGS_READ,
    SCOPE_COUNT,
};

enum { SCOPES_TEXT_SIZE = 500 };

/* A set of scopes: bit `1 << scope`. */
typedef uint32_t scope_set;

/* "marks:write"; `scope` below SCOPE_COUNT. */
const char *scope_word(enum scope scope);
const char *scope_at(size_t index); // the same; NULL past the last
bool scope_parse(const char *word, enum scope *ret_scope);

/* Those that a person with this role may give a token of their own: what they could not do themselves is none of them.
 */
scope_set scopes_of_role(enum role role);

/* Those that a token of the institution may have: all but a person's own things. */
scope_set scopes_of_institution(void);

static inline bool scopes_have(scope_set scopes, enum scope scope)
{
    return (scopes >> scope & 1) != 0;
}

/* Words between spaces. A word that is not known (of a later version) gives nothing. */
void scopes_write(scope_set scopes, char text[static SCOPES_TEXT_SIZE]);
scope_set scopes_read(const char *text);

#endif
