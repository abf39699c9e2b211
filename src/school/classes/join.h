/* SPDX-License-Identifier: MIT */
/* How students come into a classroom and leave it. */
#ifndef AMS_SCHOOL_JOIN_H
#define AMS_SCHOOL_JOIN_H

#include "school/classes/classroom.h"

enum {
    JOIN_REQUESTS_MAX = 2000,    // waiting in one classroom, and listed
    JOIN_REQUESTS_OWN_MAX = 200, // of one student, those that were refused, too
};

/*
 * A student joins by code, in any case, with or without spaces and dashes; joining again answers the same classroom.
 * Guessing is throttled: after 20 unknown codes in 15 minutes by one student, TOO_MANY_ATTEMPTS.
 * Where the staff lets each one in, the first call asks (and tells the teachers) and answers JOIN_WAITING, as does
 * every further one until somebody has decided; then JOIN_REFUSED or the classroom.
 * Faults: JOIN_CODE_UNKNOWN, JOIN_CLOSED (off, or expired), JOIN_WAITING, JOIN_REFUSED, ALREADY_STAFF, CLASSROOM_FULL,
 * CLASSROOM_ARCHIVED, TOO_MANY_THINGS, TOO_MANY_ATTEMPTS.
 */
enum fault classroom_join(struct school *school, const struct actor *actor, const char *code, struct arena *arena,
                          struct classroom *ret_classroom);

/* A class as whoever holds its code may know it before joining. */
struct join_preview {
    int64_t class_id;                     // of who is in it already; otherwise 0
    const char *subject, *section, *term; // section, term: NULL: none
    const char *professor, *timezone;
    int64_t students;
    bool approval;              // the staff lets each one in
    bool asked;                 // the actor has asked, and waits or was refused
    int64_t starts_at, ends_at; // the next lecture; 0: none is planned
    const char *room;           // its; NULL: none
};

/* Which class a code is for, and nothing happens. Counted as classroom_join counts, together with it.
 * JOIN_CODE_UNKNOWN, JOIN_CLOSED, CLASSROOM_ARCHIVED, TOO_MANY_ATTEMPTS. */
enum fault join_preview(struct school *school, const struct actor *actor, const char *code, struct arena *arena,
                        struct join_preview *ret_preview);

/* Somebody who has asked to be let in. */
struct join_request {
    int64_t class_id;
    const char *subject; // the classroom's
    struct person student;
    const char *email;
    bool email_proven; // it was shown that the address is theirs (people/address.h)
    int64_t asked_at;
    bool refused;
};

struct join_request_list {
    struct join_request *requests; // at most JOIN_REQUESTS_MAX: all that wait, and of the refused as many as fit
    size_t count;
    int64_t total; // those beyond, too
};

/* Who has asked, those who wait first, then the oldest first: for the staff and administrators, e-mail addresses
 * included. */
enum fault join_request_list(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                             struct join_request_list *ret_list);

/* The actor's own requests. */
enum fault join_request_own(struct school *school, const struct actor *actor, struct arena *arena,
                            struct join_request_list *ret_list);

/* Lets somebody in who has asked, or refuses; a refusal may be turned into a yes later, and the student is told. Of the
 * staff. NOT_FOUND (no request), CLASSROOM_FULL, TOO_MANY_THINGS, CLASSROOM_ARCHIVED. Audited. */
enum fault join_request_answer(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                               bool accepted);

/* The student takes a request back that still waits. NOT_FOUND: there is none. */
enum fault join_request_withdraw(struct school *school, const struct actor *actor, int64_t class_id);

/* Puts a student with an account into the classroom; once more changes nothing. Who has not asked to be let in is told,
 * and has not accepted yet (marks/membership.h). Of the staff. EMAIL_INVALID, ACCOUNT_UNKNOWN, PART_NOT_POSSIBLE (no
 * student's account), ALREADY_STAFF, and the limits above. Audited. */
enum fault join_add(struct school *school, const struct actor *actor, int64_t class_id, const char *email,
                    struct arena *arena, struct person *ret_student);

/*
 * Takes a student out of the classroom. Nothing of theirs is deleted: the register, exports and past figures keep them
 * with their marks and the day they left; lists of who is there now do not. The staff is told. Its teachers. NOT_FOUND.
 * Audited.
 */
enum fault join_remove(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id);

/* The student says that they belong where they were put. Once more changes nothing. NOT_FOUND. Audited. */
enum fault join_accept(struct school *school, const struct actor *actor, int64_t class_id);

/* join_remove by the student, who may also say so that it is not theirs. Allowed in an archived classroom. */
enum fault join_leave(struct school *school, const struct actor *actor, int64_t class_id);

#endif
