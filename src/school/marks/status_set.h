/* SPDX-License-Identifier: MIT */
/*
 * How a classroom names its statuses, what points they give, what they count as, and whether such a student is in the
 * room: P, L, E and A, which the rules give, and up to MARK_OWN_MAX of its own.
 *
 * An own status is never deleted: left out of the set it is retired, which is to say no longer offered; its marks keep
 * it, its name and what it counts as, and it can be offered again. So no code ever comes to mean something else.
 */
#ifndef AMS_SCHOOL_STATUS_SET_H
#define AMS_SCHOOL_STATUS_SET_H

#include "school/marks/mark.h"

enum {
    STATUS_LETTER_MAX = 2, // characters
    STATUS_NAME_MAX = 30,
    STATUS_POINTS_MAX = 10000, // hundredths
};

/* Names of colours: which they are, in light and in dark, is the page's. */
enum status_colour {
    STATUS_GREEN,
    STATUS_AMBER,
    STATUS_BLUE,
    STATUS_RED,
    STATUS_TEAL,
    STATUS_VIOLET,
    STATUS_PINK,
    STATUS_GREY,
    STATUS_COLOUR_COUNT,
};

/* "green", "amber", "blue", "red", "teal", "violet", "pink", "grey". */
const char *status_colour_code(enum status_colour colour);
bool status_colour_parse(const char *code, enum status_colour *ret_colour);

struct status_line {
    enum mark_status status; // of a set to be written: MARK_UNMARKED for a new one, which gets the next code
    const char *letter;      // of its own in the set; the codes of the API stay what they are
    const char *name;
    int64_t points;          // hundredths, 0 to STATUS_POINTS_MAX
    enum mark_counts counts; // of Excused: the classroom's excused_counts
    enum status_colour colour;
    bool in_room;
    bool retired; // never of P, L, E and A
};

/*
 * Until somebody changes it: P Present 2 points, L Late 1, E Excused 1, A Absent 0, as Moodle has them; in the room
 * are P and L.
 */
struct status_set {
    struct status_line lines[MARK_STATUS_COUNT]; // in the classroom's order
    size_t count;
    int64_t version; // counts up with every edit
};

/* The line of a status, NULL when the set has none of it. */
const struct status_line *status_set_line(const struct status_set *set, enum mark_status status);

/* Which status a file means by a code of the API, a letter or a name of the set: the one that is written so, or else
 * folded as searching folds it (common/language.h), so that SPAT finds Spät. STATUS_NAMES_SEVERAL: one's letter is
 * another's code, or the like. *ret_status only of STATUS_NAMES_ONE. */
enum status_named { STATUS_NAMES_NONE, STATUS_NAMES_ONE, STATUS_NAMES_SEVERAL };
enum status_named status_set_find(const struct status_set *set, const char *text, enum mark_status *ret_status);

/* For everybody in the classroom. */
enum fault status_set_get(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                          struct status_set *ret_set);

/*
 * Replaces the whole set; set->version is what it is based on (0: whatever there is). Own statuses that are left out
 * are retired. Its teachers only. CHANGED_MEANWHILE, TEXT_INVALID, NUMBER_INVALID, STATUS_SET_INVALID (P, L, E or A
 * missing or retired, a status twice or unknown, a letter twice), STATUSES_TOO_MANY, CLASSROOM_ARCHIVED. Audited.
 */
enum fault status_set_change(struct school *school, const struct actor *actor, int64_t class_id,
                             const struct status_set *set, struct arena *arena, struct status_set *ret_set);

#endif
