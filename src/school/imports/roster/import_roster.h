/* SPDX-License-Identifier: MIT */
/* What the files of the OneRoster import share; for those alone. */
#ifndef AMS_SCHOOL_IMPORT_ROSTER_H
#define AMS_SCHOOL_IMPORT_ROSTER_H

#include "school/imports/import_work.h"
#include "school/imports/roster/roster_made.h"

struct unpacked;

enum {
    SOURCED_ID_MAX = 250,     // characters
    ROSTER_ROWS_MAX = 200000, // of a table: a college's enrolments are several of each person

    /* A roster that would end more places in classes than this stops and asks: TAKES_LEAST at least, and more than
     * TAKES_PERCENT of those that rosters have made. */
    ROSTER_TAKES_LEAST = 3,
    ROSTER_TAKES_PERCENT = 5,

    ROSTER_NEARLY_FULL = 200, // a class with fewer places left is counted anew for each of its rows
};

/* Kinds of things that the files name: of import_see, and by their words in the table external_ids. */
enum roster_kind {
    ROSTER_ORG = 'o',
    ROSTER_SESSION = 's',
    ROSTER_COURSE = 'c',
    ROSTER_USER = 'u',
    ROSTER_CLASS = 'k',
    ROSTER_ENROLLMENT = 'n',
    ROSTER_ROLE = 'r',    // a user's sourcedId; value: what they are, of enum roster_says; text: a role without account
    ROSTER_PAIR = 'p',    // a class's and a user's sourcedId: an enrolment of these files is good for both
    ROSTER_TEACHER = 't', // a class's sourcedId; text: the teacher's; value: 2 the primary one, 1 another
};

/* What is kept of a sourcedId: found, and what it stands for here. */
struct roster_id {
    bool found;
    int64_t subject_id, other_id; // 0: none
    const char *title;            // NULL: none
    bool made;                    // by AMS, for what no roster has named (roster_made.h)
};

/* The word in external_ids. */
const char *roster_word(enum roster_kind kind);

enum fault roster_read(struct db *db, const struct import *import, enum roster_kind kind, const char *id,
                       struct roster_id *ret_id);

/* Keeps it, or what is new about it. `title` is cut to what fits. */
enum fault roster_keep(struct db *db, struct import *import, enum roster_kind kind, const char *id, int64_t subject_id,
                       int64_t other_id, const char *title);

/* An enrolment that begins now, or (`since` 0) has ended. */
enum fault roster_keep_enrollment(struct db *db, struct import *import, const char *id, int64_t class_id,
                                  int64_t user_id, int64_t since);

/* Before somebody beside the professor becomes this kind of staff, or (NULL) none: so that the import can be undone. */
enum fault roster_staff_keep(struct db *db, struct import *import, int64_t class_id, int64_t user_id,
                             const char *became);

/* Whether an id is 1 to SOURCED_ID_MAX characters of clean text. */
bool roster_id_is_good(const char *id);

/* "" and "active": in use; "tobedeleted": *ret_deleted. False for any other word. */
bool roster_status(const char *status, bool *ret_deleted);

/*
 * Judges a reference: `id` must be named by a row of these files that was not refused, or be known here. Sets the
 * verdict to refused with `unknown` or `refused`, and *ret_good false. What it stands for, as far as it is known.
 */
enum fault roster_refer(struct db *db, struct import *import, enum roster_kind kind, const char *id,
                        const char *unknown, const char *refused, struct import_verdict *verdict,
                        struct roster_id *ret_id, bool *ret_good);

/* Values of import_seen of a row: what became of it. ROSTER_LEFT_OUT: no mistake, and nothing here. */
enum { ROSTER_UNJUDGED = 0, ROSTER_GOOD = 1, ROSTER_REFUSED = 2, ROSTER_LEFT_OUT = 3 };

/* What the import of a roster knows beside its rows: import->context. */
struct roster_run {
    int64_t today;       // day, on the clocks of the institution
    bool orgs, sessions; // the archive has the table
    bool bulk;           // enrollments.csv has all that there are
    bool odd;            // a row of it cannot be told from others, so nobody can say who is missing in it

    struct roster_maker maker; // of ids that are ours

    const char *notes[4]; // reasons, of the archive as a whole
    size_t note_count, note_at;

    int64_t *words; // of each role, how many people have no account by it; NULL: not counted yet
    size_t word_at;

    struct roster_coming *coming;    // import_roster_ahead.c
    struct import_seen_list *counts; // students of classrooms

    struct roster_absent *absent; // import_roster_absent.c
    size_t absent_count, absent_at;
    bool absent_there;
};

struct roster_run *roster_of(const struct import *import);

/* Where today is: before `from`, behind `to` (the last day), or between. What is empty, NULL or no date is open. */
enum roster_time { ROSTER_EARLY, ROSTER_NOW, ROSTER_OVER };
enum roster_time roster_day(const struct roster_run *roster, const char *from, const char *to);

/* Begins with any row: sourcedId and status are good and the row is the first of its id. *ret_seen NULL: the verdict is
 * set already. */
struct import_seen *roster_begin(struct import *import, enum roster_kind kind, const struct import_line *line,
                                 struct import_verdict *verdict, bool *ret_deleted);

/* The collecting half. */
enum fault roster_collect(struct import *import, enum roster_kind kind, const struct import_line *line);

/* ---- import_roster_ahead.c ---- */

/* In a table's `ahead`: of each line the sourcedId in its column. */
enum fault roster_ahead_ids(struct db *db, struct import *import, enum roster_kind kind,
                            const struct import_line *const *lines, size_t count, int column);

/* False: it was not read ahead. */
bool roster_ahead_id(const struct import *import, enum roster_kind kind, const char *id, struct roster_id *ret_id);

/* What an id that is ours stands for; ret_id->found false: it is not, or that is gone. */
enum fault roster_made_read(struct db *db, const struct import *import, enum roster_kind kind, const char *id,
                            struct roster_id *ret_id);

/* A row has kept this of it. */
enum fault roster_ahead_keep(struct import *import, enum roster_kind kind, const char *id,
                             const struct roster_id *kept);

/* Behind roster_ahead_ids of classes and users: the classrooms, the people, and the places of these in those. */
enum fault roster_ahead_places(struct db *db, struct import *import, const struct import_line *const *lines,
                               size_t count, int class_column, int user_column);

/* False: it was not read ahead. *ret_left: they are not in it, and left of their own will. */
bool roster_ahead_professor(const struct import *import, int64_t class_id, int64_t *ret_professor_id);
bool roster_ahead_place(const struct import *import, int64_t class_id, int64_t user_id, bool *ret_in, bool *ret_left);

/* A row has put them in or taken them out. */
void roster_ahead_moved(struct import *import, int64_t class_id, int64_t user_id, bool in);

/* A student who is in a place no more is put there, with the others of the batch: roster_come_now, at its end or before
 * a row that asks. roster_come_none: of a unit that runs again. */
enum fault roster_come(struct import *import, int64_t class_id, int64_t user_id);
enum fault roster_come_now(struct db *db, struct import *import);
void roster_come_none(struct import *import);

/* Before a row that puts somebody in: how many students the classroom has. */
enum fault roster_class_count(struct db *db, struct import *import, int64_t class_id, int64_t *ret_count);

/* ---- import_roster_titles.c ---- */

/* What a row says beside its title, of any of the three. */
struct roster_titled {
    const char *type, *parent; // an org's; a session's type; a course's org
    const char *code;          // a course's
    bool over;                 // a session's last day is behind us
};

bool roster_is_department(const struct roster_titled *org);

/* Whether the id is ours for an org, session or course that these files name just so. */
bool roster_titled_made(const struct import *import, enum roster_kind kind, const char *id, struct roster_id *ret_id);

struct roster_course {
    const char *title, *code, *org; // "": not known
};

enum fault roster_course(struct db *db, struct import *import, const char *id, struct roster_course *ret_course);

struct roster_term {
    const char *title; // NULL: none
    bool unknown;      // one of them is named by nobody
    bool over;         // all of them are
};

/* The term of a class by its list of sessions: the first that is no whole year. */
enum fault roster_term(struct db *db, struct import *import, const char *list, struct roster_term *ret_term);

/* The department that an org is, or the nearest above it; NULL: none. */
enum fault roster_department(struct db *db, struct import *import, const char *org, const char **ret_name);

/* ---- import_roster_role.c ---- */

/* What the files say of a person, in any number of rows: bits. */
enum roster_says {
    SAYS_STUDENT = 1,
    SAYS_TEACHER = 2,
    SAYS_OTHER = 4,           // a role that makes no account
    SAYS_PRIMARY_STUDENT = 8, // in what they are first of all
    SAYS_LEARNS = 16,         // an enrolment
    SAYS_TEACHES = 32,
    SAYS_FAMILY = 64, // a guardian: no account is theirs, whatever address they share
};

/* Notes a role of a user; a word that is none is left to its row. */
enum fault roster_role_note(struct import *import, const struct import_line *line, const char *user, const char *role,
                            bool primary);
enum fault roster_role_enrolled(struct import *import, const struct import_line *line, const char *user, bool teaches);

/* Whether OneRoster has the role. */
bool roster_role_is_word(const char *role);

/* What an account of theirs would be: "student", "professor" or NULL, none. *ret_says: the bits. */
const char *roster_role_of(const struct import *import, const char *user, int64_t *ret_says);

/* ---- import_roster_absent.c ---- */

/* The key of ROSTER_PAIR; NULL without memory. */
const char *roster_pair(struct import *import, const char *class, const char *user);

/* Whether a roster began the place that they have in the class now. */
enum fault roster_began(struct db *db, int64_t class_id, int64_t user_id, bool staff, bool *ret_began);

/* ---- import_roster_words.c ---- */

/* The sentence of a reason that rosters alone have; NULL: it is none. */
const char *roster_sentence(const char *reason);

/* ---- import_roster_open.c ---- */

/* Finds the tables of the archive and what its manifest says of them. */
enum fault roster_open(struct job_work *work, const struct unpacked *archive, struct import_table *tables, size_t count,
                       struct roster_run *roster);

/* Every table of the roster begins with these two columns. */
enum { ROSTER_SOURCED_ID, ROSTER_STATUS, ROSTER_FIRST };

/* The tables, in the order in which they are judged: see import_roster_run.c. */
extern const struct import_table roster_orgs, roster_sessions, roster_courses;
extern const struct import_table roster_roles, roster_users, roster_role_words;
extern const struct import_table roster_classes, roster_enrollments, roster_absent;

#endif
