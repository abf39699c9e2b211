/* SPDX-License-Identifier: MIT */
/*
 * The audit log: append-only, each entry chained to the one before by an HMAC under a key that is not in the database,
 * and written in the transaction of what it tells of. Who can write to the database but has no master key cannot make
 * or change an entry. They can cut off the end (the newest hash stands in `settings`, which they can set back): note
 * the newest hash elsewhere, and verify against it.
 */
#ifndef AMS_SCHOOL_AUDIT_H
#define AMS_SCHOOL_AUDIT_H

#include <stddef.h>

#include "school/school.h"

enum { AUDIT_HASH_SIZE = 65, AUDIT_CUT = -1 };

/* Walks the whole chain, from the oldest entry that is kept: *ret_broken_id is the first entry that does not fit,
 * AUDIT_CUT when the end was cut off, 0 when all is well. */
enum fault audit_verify(struct school *school, int64_t *ret_broken_id);

/* Notes that somebody was refused something that they may not do: `what` names the route and the reason. `times` 0: for
 * the first time; otherwise so often within the hour. */
enum fault audit_refusal(struct school *school, int64_t user_id, const char *what, int64_t times);

/* When the newest entry was written; 0 while there is none. */
enum fault audit_newest_at(struct school *school, int64_t *ret_at);

/* The same, and whether the newest hash of an earlier day, which was kept elsewhere, is in the chain: AUDIT_CUT when it
 * is not. (When retention has deleted its entry since, it is not, either.) */
enum fault audit_verify_against(struct school *school, const char *kept, int64_t *ret_broken_id);

/* The newest hash ("" while the log is empty) and the number of entries, to note elsewhere. */
enum fault audit_head(struct school *school, char ret_hash[static AUDIT_HASH_SIZE], int64_t *ret_entries);

/* Every action that an entry may tell of, in order; NULL past the last. An entry with another one is refused. */
const char *audit_action_at(size_t index);
bool audit_action_known(const char *action);

/* What an action has to do with. */
enum audit_group {
    AUDIT_MARKS,
    AUDIT_SIGNING_IN,
    AUDIT_ACCOUNTS,
    AUDIT_FACES,
    AUDIT_CLASSES,
    AUDIT_LECTURES,
    AUDIT_REQUESTS,
    AUDIT_BOARD,
    AUDIT_PRIVACY,
    AUDIT_SYSTEM,
    AUDIT_GROUP_COUNT,
};

/* Of the action at this index; AUDIT_GROUP_COUNT past the last. */
enum audit_group audit_group_at(size_t index);

/* Reads "marks", "signing_in" and so on; false, and *ret_group untouched, on anything else. */
bool audit_group_parse(const char *word, enum audit_group *ret_group);

enum { AUDIT_TEXT_MAX = 100 }; // characters

/* Which entries. What is 0 or NULL is not asked. */
struct audit_filter {
    int64_t actor_id;
    int64_t person_id; // who did it or whom it was done to
    int64_t about_id;  // whom it was done to
    int64_t class_id;  // in which classroom: it itself, its lectures, its board, its requests
    bool grouped;      // `group` is asked
    enum audit_group group;
    const char *text; // somewhere in the detail
    const char *action;
    const char *subject_type;
    int64_t subject_id;
    int64_t from, before; // times
};

struct audit_line {
    int64_t id;
    int64_t at;
    struct person actor; // id 0: the program itself, or nobody signed in
    const char *action;
    const char *subject_type;
    int64_t subject_id;            // 0: none
    const char *subject_name;      // of a person or a program's token; NULL otherwise
    const char *detail;            // NULL: none
    struct person person;          // whom it was done to, where the subject is something else; id 0: nobody, or many
    int64_t class_id;              // where; 0: nowhere, or it is gone
    const char *subject;           // of that classroom
    const char *section;           // NULL: none
    int64_t lecture_id, starts_at; // 0: none
    int64_t token_id;              // of the program that did it, in the actor's name; 0: a person did
    const char *token_name;        // NULL: it is gone
    bool institution;              // it acted for the institution, which the actor answers for
};

struct audit_list {
    struct audit_line *lines;
    size_t count;
    int64_t next; // the cursor of the next page; 0: this was the last
};

/* Newest first: those with ids below page->after (0: from the newest). Administrators (NOT_ALLOWED). TEXT_INVALID. */
enum fault audit_search(struct school *school, const struct actor *actor, const struct audit_filter *filter,
                        const struct page *page, struct arena *arena, struct audit_list *ret_list);

/* The same as a file, the newest AUDIT_EXPORT_MAX of them. */
enum { AUDIT_EXPORT_MAX = 5000 };
enum fault audit_export(struct school *school, const struct actor *actor, const struct audit_filter *filter, bool mark,
                        struct arena *arena, const char **ret_bytes, size_t *ret_size);

#endif
