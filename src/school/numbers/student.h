/* SPDX-License-Identifier: MIT */
/* All that the staff of a classroom sees of one student of it: their record, when they are late, what they asked, what
 * a check refused, and each change of their marks. */
#ifndef AMS_SCHOOL_STUDENT_H
#define AMS_SCHOOL_STUDENT_H

#include "school/marks/group/group.h"
#include "school/numbers/record.h"
#include "school/numbers/statistics.h"

enum {
    STUDENT_ASKED_MAX = 50,    // leaves and appeals of a page, each
    STUDENT_REFUSALS_MAX = 50, // refused checks of a page
};

/* A leave or an appeal, without what was written in it: that is for who decides. */
struct student_asked {
    bool leave;
    int64_t id;
    const char *kind;          // of a leave; NULL: for one classroom alone, or an appeal
    const char *state;         // open, accepted, refused, withdrawn: in this classroom
    int64_t lecture_id;        // 0: none
    int64_t from_at, until_at; // 0: none
    int64_t created_at;
};

struct student_refusal {
    int64_t lecture_id, at;
    const char *reason; // face_reason_code
};

struct student_details {
    struct record record; // marks with what they are flagged with, and their versions
    struct person student;
    const char *email;
    bool email_proven;
    const char *number;    // what another system calls the person; NULL: none
    const char *programme; // what they study; NULL: nobody has said
    bool enrolled;         // has a face template
    bool accepted;         // in it by their own will
    int64_t joined_at, left_at;
    struct group_names groups; // that they are in now
    struct late_pattern late;
    struct student_asked *asked; // newest first
    size_t asked_count;
    int64_t asked_total;
    struct student_refusal *refusals; // newest first
    size_t refusal_count;
    int64_t refusal_total;
};

/* Its staff and administrators; also of one who has left. NOT_FOUND, also when no lecture of the classroom was theirs.
 */
enum fault student_details(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                           struct arena *arena, struct student_details *ret_details);

/* A change of a mark by hand, as the audit log has it. */
struct student_change {
    int64_t id, at;
    struct person actor;
    int64_t lecture_id;
    enum mark_status from, to; // MARK_UNMARKED: none
    const char *reason;        // NULL: none was given
};

struct student_change_list {
    struct student_change *changes; // newest first
    size_t count;
    int64_t next; // for page.after; 0: no more
};

/* The same people; for as long as the audit log is kept. */
enum fault student_changes(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                           const struct page *page, struct arena *arena, struct student_change_list *ret_list);

#endif
