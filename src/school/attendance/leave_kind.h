/* SPDX-License-Identifier: MIT */
/*
 * Kinds of leave, as the institution names them: who decides, whether evidence is asked for and who may see it, and
 * what an accepted one makes of a lecture. A kind is retired, never deleted: what was asked under it stays readable.
 * While there is none, a leave has no kind and goes to the staff of each classroom.
 */
#ifndef AMS_SCHOOL_LEAVE_KIND_H
#define AMS_SCHOOL_LEAVE_KIND_H

#include <stddef.h>

#include "school/marks/mark.h"
#include "school/school.h"

enum {
    LEAVE_KIND_NAME_MAX = 60, // characters
    LEAVE_KINDS_MAX = 50,     // retired ones too
    LEAVE_OFFICERS_MAX = 20,  // of a kind
    LEAVE_DAYS_AFTER_MAX = 60,
};

/* LEAVE_STAFF: the teachers of each classroom. LEAVE_OFFICE: the people whom the kind names, or, where it names none,
 * every administrator. */
enum leave_side { LEAVE_STAFF, LEAVE_OFFICE, LEAVE_SIDE_COUNT };
enum leave_evidence { LEAVE_EVIDENCE_NONE, LEAVE_EVIDENCE_OPTIONAL, LEAVE_EVIDENCE_REQUIRED, LEAVE_EVIDENCE_COUNT };

/* "staff", "office"; "none", "optional", "required". The parsers answer false on anything else. */
const char *leave_side_code(enum leave_side side);
bool leave_side_parse(const char *code, enum leave_side *ret_side);
const char *leave_evidence_code(enum leave_evidence evidence);
bool leave_evidence_parse(const char *code, enum leave_evidence *ret_evidence);

struct leave_kind {
    int64_t id;
    const char *name;
    enum leave_side decider;
    enum leave_evidence evidence;
    enum leave_side evidence_for; // who may see it; the office always may where it decides
    enum mark_status status;      // MARK_EXCUSED or MARK_PRESENT; in a classroom with a status of this name that one
    int64_t days_after;           // it may be asked for until so many days after its end; 0: before its end
    bool retired;
    int64_t version;
    const struct person *officers; // for administrators alone
    size_t officer_count;
};

struct leave_kind_list {
    struct leave_kind *kinds;
    size_t count;
};

/* Those that can be asked for, by name: for everybody; to administrators all of them, with their officers. */
enum fault leave_kind_list(struct school *school, const struct actor *actor, struct arena *arena,
                           struct leave_kind_list *ret_list);

struct leave_kind_request {
    const char *name;
    enum leave_side decider;
    enum leave_evidence evidence;
    enum leave_side evidence_for;
    enum mark_status status;
    int64_t days_after;
    bool retired;
    const int64_t *officers; // professors and administrators
    size_t officer_count;
    int64_t version; // 0: any
};

/*
 * A new kind (`kind_id` 0), or another one in its place; what was asked already keeps its decider, and evidence is
 * never shown to more than it was sent to. Administrators (NOT_ALLOWED). TEXT_INVALID, STATUS_UNKNOWN, NUMBER_INVALID
 * (days), TOO_MANY_THINGS, ACCOUNT_UNKNOWN (an officer), NOT_FOUND, CHANGED_MEANWHILE. Audited.
 */
enum fault leave_kind_save(struct school *school, const struct actor *actor, int64_t kind_id,
                           const struct leave_kind_request *request, struct arena *arena, struct leave_kind *ret_kind);

#endif
