/* SPDX-License-Identifier: MIT */
/*
 * Flags: pairs of accounts whose faces are one (duplicate_face) or so alike that one may pass for the other
 * (look_alike). Raised when a face is enrolled, read and resolved by administrators. As long as one is open, both
 * students are asked for the room code when they check in. No score is kept or told.
 */
#ifndef AMS_SCHOOL_FLAG_H
#define AMS_SCHOOL_FLAG_H

#include <stddef.h>

#include "school/school.h"

enum { FLAG_NOTE_MAX = 500 }; // characters

enum flag_kind { FLAG_DUPLICATE_FACE, FLAG_LOOK_ALIKE, FLAG_SAME_PICTURES, FLAG_KIND_COUNT };

/* "duplicate_face", "look_alike", "same_pictures". */
const char *flag_kind_code(enum flag_kind kind);

struct flag {
    int64_t id;
    enum flag_kind kind;
    struct person user;  // who enrolled last
    struct person other; // whose face was there
    int64_t created_at;
    int64_t resolved_at;       // 0: open
    struct person resolved_by; // id 0: nobody yet, or the program, because one of the faces is no longer there
    const char *note;          // may be NULL
};

struct flag_list {
    struct flag *flags;
    size_t count;
    int64_t next; // the cursor of the next page; 0: this was the last
};

/* Open ones first, newest first. The cursor is `next` of the page before. Administrators. */
enum fault flag_page(struct school *school, const struct actor *actor, const struct page *page, struct arena *arena,
                     struct flag_list *ret_list);

/*
 * Resolves a flag with a note of 1 to FLAG_NOTE_MAX characters; one that is resolved already stays as it is.
 * Administrators. NOT_FOUND, TEXT_INVALID. Audited.
 */
enum fault flag_resolve(struct school *school, const struct actor *actor, int64_t flag_id, const char *note,
                        struct arena *arena, struct flag *ret_flag);

#endif
