/* SPDX-License-Identifier: MIT */
/* What people type. */
#ifndef AMS_SCHOOL_TEXT_H
#define AMS_SCHOOL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/secret.h"
#include "school/common/fault.h"

struct arena;

/*
 * `text` without the spaces around it, in the arena, when it is 1 to `characters` characters of clean UTF-8 without
 * direction overrides, of which something can be seen; FAULT_TEXT_INVALID otherwise (NULL too). With `optional`, NULL
 * and blank give *ret_text NULL.
 */
enum fault text_clean(const char *text, size_t characters, bool lines, bool optional, struct arena *arena,
                      const char **ret_text);

/* An e-mail address in lower case, in the arena; FAULT_EMAIL_INVALID unless it looks like one (ASCII, one @, a domain
 * of letters, digits, dots and dashes). */
enum fault text_email(const char *email, struct arena *arena, const char **ret_email);

/* "%text%" with the signs of LIKE escaped by '!'; `pattern` has room for any text of `size` bytes: 2 * size + 3. */
void text_like(const char *text, size_t size, char *pattern);

/* From the first moment of ZONE_YEAR_MIN to the last of ZONE_YEAR_MAX, in UTC. */
bool time_is_sane(int64_t ms);

/* True for "UTC" and for the name of a time zone in `zoneinfo` (NULL: the system's folder). No path can be smuggled in.
 */
bool timezone_exists(const char *zoneinfo, const char *name);

/*
 * Accounts without an e-mail address have in users.email, which is unique and never NULL, a mark that is no address and
 * that nobody else has: NO_ADDRESS and random letters. Nobody is shown it and no mail goes there; struct user has "".
 * In SQL: email >= '@' AND email < 'A'.
 */
#define NO_ADDRESS '@' // no local part begins so
enum { NO_ADDRESS_LENGTH = 24, NO_ADDRESS_SIZE = NO_ADDRESS_LENGTH + 2 };

/* A new mark. */
static inline void no_address(char text[static NO_ADDRESS_SIZE])
{
    text[0] = NO_ADDRESS;
    secret_code(text + 1, NO_ADDRESS_LENGTH);
}

/* users.email as people are shown it: "" for the mark, and for NULL. */
static inline const char *address_shown(const char *email)
{
    return email && *email != NO_ADDRESS ? email : "";
}

#endif
