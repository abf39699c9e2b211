/* SPDX-License-Identifier: MIT */
/*
 * The keys by which people and classrooms are sorted and found, and the one place that writes them: `users.sort_key`,
 * `users.search_key`, `classrooms.sort_key`. They follow from a name, from two settings (the institution's language,
 * and whether family names come first) and from ICU's version. Every ORDER BY of people goes by `sort_key, id`
 * (tools/sorted). Inside a unit or a reader.
 *
 * Family names first: by the family name, then by the whole name. Where nobody has said what the family name is, the
 * last word of the name is taken for it.
 */
#ifndef AMS_SCHOOL_ORDERING_H
#define AMS_SCHOOL_ORDERING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/common/language.h"

struct db;
struct school;

/* The institution's order, as it is set. */
struct ordering {
    struct language *language;
    char tag[LANGUAGE_TAG_MAX + 1];
    bool by_family;
};

/* Every one that was opened is closed; *ret_ordering is untouched on failure. */
enum fault ordering_open(struct db *db, struct ordering *ret_ordering);
void ordering_close(struct ordering *ordering);

/* Writes the keys of what is in the row now. To be called after every write of a name, in the same unit. */
enum fault ordering_user(struct db *db, int64_t user_id);
enum fault ordering_users(struct db *db, int64_t from_id, int64_t count);
enum fault ordering_classroom(struct db *db, int64_t class_id);

/*
 * Makes the keys that are missing or were made by other rules, a bounded unit at a time, going on where the last one
 * ended. `all`: until there are none, also those of another version of ICU (at opening); otherwise a few units, and
 * only after the settings have changed, so that two servers with two versions do not undo one another's work for ever.
 */
enum fault ordering_renew(struct school *school, bool all);

#endif
