/* SPDX-License-Identifier: MIT */
#include "school/office/person_place.h"

#include <stdio.h>
#include <string.h>

#define OWN_JOBS "job_id IN (SELECT id FROM jobs WHERE owner_id = ?)"
// What others have had written out about this person.
#define EXPORTS_OF "job_id IN (SELECT id FROM jobs WHERE kind = 'export_person' AND request = 'person=' || ?)"
// Files that others have had read, with everybody in them. One that is still to be read would bring the person back:
// that import says that its file is gone.
#define IMPORTS "job_id IN (SELECT id FROM jobs WHERE kind LIKE 'import!_%' ESCAPE '!')"
// And those that others have had written, packed so that nobody finds anybody in them.
#define OF_ALL "kind IN ('export_marks', 'export_roster')"
#define EXPORTS "job_id IN (SELECT id FROM jobs WHERE " OF_ALL ")"

#define SECRET "a secret, or the mark of one"
#define MOMENT "lives for minutes"
#define ANSWER "an answer that the person has had"

/* Something done to others' things: the number stays, and leads to a former name. */
#define DEED .file = "audit_by_me", .fate = ERASURE_KEPT, .merge = MERGE_MOVES, .kept = "thing"

/* clang-format off */
const struct person_place person_places[] = {
    // ---- theirs, and what was told, asked and proved ----
    // Before the sessions, with which they would go without a word.
    {.table = "pushes", .where = "subscription_id IN (SELECT id FROM push_subscriptions WHERE user_id = ?)",
     .why_not = MOMENT, .kind = "push_subscriptions", .merge = MERGE_ALONG, .kept = "swept"},
    {.table = "push_subscriptions", .column = "user_id", .file = "push_subscriptions", .kind = "push_subscriptions",
     .merge = MERGE_ENDS, .what = "push_subscriptions", .kept = "swept"},
    // Before the sessions, too.
    {.table = "sso_sessions", .column = "user_id", .why_not = SECRET, .kind = "sessions", .merge = MERGE_ENDS,
     .what = "sessions", .kept = "keep_sessions_days"},
    {.table = "sessions", .column = "user_id", .file = "sessions", .kind = "sessions", .merge = MERGE_ENDS,
     .what = "sessions", .kept = "keep_sessions_days"},
    {.table = "devices", .column = "user_id", .file = "devices", .kind = "devices", .merge = MERGE_MOVES,
     .what = "devices", .unique = "fingerprint", .kept = "person"},
    {.table = "check_in_signs", .column = "student_id", .file = "check_in_signs", .kind = "check_in_signs",
     .merge = MERGE_MOVES, .what = "check_in_signs", .unique = "lecture_id", .kept = "swept"},
    {.table = "second_factors", .column = "user_id", .file = "second_factor", .kind = "second_factor",
     .merge = MERGE_ENDS, .what = "second_factor", .kept = "person"},
    {.table = "passkeys", .column = "user_id", .file = "passkeys", .kind = "passkeys", .merge = MERGE_ENDS,
     .what = "passkeys", .kept = "person"},
    // One person at the provider is one account here: the one that stays.
    {.table = "sso_links", .column = "user_id", .file = "sso_links", .kind = "sso_links", .merge = MERGE_MOVES,
     .what = "sso_links", .kept = "person"},
    // What is sealed of them, wherever copies of it lie, is read by this alone. A merged account's evidence is under its.
    {.table = "person_keys", .column = "user_id", .why_not = SECRET, .kind = "own_key",
     .where = "user_id = ? OR user_id IN (SELECT id FROM users WHERE merged_into = ?)", .merge = MERGE_STAYS,
     .kept = "person"},
    {.table = "recovery_codes", .column = "user_id", .why_not = SECRET, .kind = "second_factor", .merge = MERGE_ENDS,
     .what = "recovery_codes", .kept = "person"},
    {.table = "sign_in_codes", .column = "user_id", .why_not = SECRET, .kind = "sign_in_code", .merge = MERGE_ENDS,
     .what = "sign_in_codes", .kept = "swept"},
    {.table = "kiosk_pins", .column = "user_id", .file = "kiosk_pin", .kind = "kiosk_pin", .merge = MERGE_ENDS,
     .what = "kiosk_pins", .kept = "person"},
    {.table = "account_links", .column = "user_id", .file = "account_links", .kind = "account_links",
     .merge = MERGE_ENDS, .what = "links", .kept = "swept"},
    {.table = "calendar_links", .column = "user_id", .file = "calendar_link", .kind = "calendar_link",
     .merge = MERGE_ENDS, .what = "calendar_links", .kept = "person"},
    // Their programs end with them; the institution's stay, and say who answers for them.
    {.table = "api_tokens", .column = "user_id", .file = "programs", .kind = "programs", .merge = MERGE_ENDS,
     .what = "programs", .kept = "person"},
    {.table = "join_requests", .column = "user_id", .file = "join_requests", .kind = "join_requests",
     .merge = MERGE_MOVES, .what = "join_requests", .unique = "class_id", .kept = "person"},
    {.table = "requests", .column = "student_id", .file = "requests", .kind = "requests", .merge = MERGE_MOVES,
     .what = "requests", .kept = "person"},
    // Without a leave it is swept with its bytes.
    {.table = "leave_files", .column = "owner_id", .file = "leave_evidence", .kind = "leave_evidence",
     .change = "name = 'erased', leave_id = NULL, created_at = 0", .merge = MERGE_MOVES, .what = "evidence",
     .kept = "keep_evidence_days"},
    {.table = "leave_answers", .where = "leave_id IN (SELECT id FROM leaves WHERE student_id = ?)",
     .file = "leave_answers", .kind = "leaves", .merge = MERGE_ALONG, .kept = "person"},
    {.table = "leave_marks", .column = "student_id", .file = "leave_marks", .kind = "leaves", .merge = MERGE_MOVES,
     .what = "leave_marks", .unique = "lecture_id", .kept = "person"},
    {.table = "leaves", .column = "student_id", .file = "leaves", .kind = "leaves", .merge = MERGE_MOVES,
     .what = "leaves", .kept = "person"},
    {.table = "leave_officers", .column = "user_id", .file = "leave_office", .kind = "leave_office",
     .merge = MERGE_MOVES, .what = "leave_office", .unique = "kind_id", .kept = "person"},
    {.table = "student_notes", .column = "student_id", .file = "staff_notes", .kind = "staff_notes",
     .merge = MERGE_MOVES, .what = "staff_notes", .kept = "person"},
    {.table = "board_reads", .column = "user_id", .file = "board_reads", .kind = "board_reads", .merge = MERGE_MOVES,
     .what = "board_reads", .unique = "item_id", .kept = "person"},
    // Without a place on the board they are swept with their bytes. What was published to a class stays there.
    {.table = "files", .column = "owner_id", .file = "files", .kind = "files",
     .where = "owner_id = ? AND item_id IS NULL", .change = "name = 'erased', hand_in_id = NULL, created_at = 0",
     .merge = MERGE_MOVES, .what = "files", .kept = "person"},
    {.table = "hand_ins", .column = "student_id", .file = "hand_ins", .kind = "hand_ins", .fate = ERASURE_ANONYMISED,
     .change = "text = '', comment = NULL", .merge = MERGE_MOVES, .what = "hand_ins", .unique = "item_id",
     .kept = "thing"},
    {.table = "notifications", .column = "user_id", .file = "notifications", .kind = "notifications",
     .merge = MERGE_MOVES, .what = "notifications", .kept = "swept"},
    {.table = "notification_choices", .column = "user_id", .file = "notification_choices",
     .kind = "notification_choices", .merge = MERGE_ENDS, .what = "notification_choices", .kept = "person"},
    {.table = "notification_hours", .column = "user_id", .file = "notification_hours", .kind = "notification_choices",
     .merge = MERGE_ENDS, .what = "notification_hours", .kept = "person"},
    {.table = "mails", .column = "user_id", .file = "mails", .kind = "mails", .merge = MERGE_MOVES, .what = "mails",
     .kept = "swept"},
    {.table = "flags", .column = "user_id", .file = "face_flags", .kind = "face_flags", .merge = MERGE_BY_ACT,
     .kept = "person"},
    {.table = "flags", .column = "other_user_id", .file = "face_flags", .kind = "face_flags", .merge = MERGE_BY_ACT,
     .kept = "person"},
    {.table = "face_refusals", .column = "student_id", .file = "face_refusals", .kind = "face_refusals",
     .merge = MERGE_MOVES, .what = "refused_checks", .kept = "keep_refusals_days"},
    {.table = "warnings", .column = "student_id", .file = "warnings", .kind = "warnings", .merge = MERGE_MOVES,
     .what = "warnings", .unique = "class_id", .kept = "person"},
    {.table = "advisers", .column = "student_id", .file = "adviser", .kind = "adviser", .merge = MERGE_MOVES,
     .what = "adviser", .unique = "student_id", .kept = "person"},
    {.table = "advisers", .column = "adviser_id", .file = "advised", .kind = "advised", .merge = MERGE_MOVES,
     .what = "advised", .kept = "person"},
    {.table = "challenges", .column = "student_id", .why_not = MOMENT, .kind = "challenges", .merge = MERGE_ENDS,
     .what = "challenges", .kept = "swept"},
    {.table = "unlocks", .column = "student_id", .why_not = MOMENT, .kind = "challenges", .merge = MERGE_ENDS,
     .what = "challenges", .kept = "swept"},
    {.table = "live_attempts", .column = "student_id", .why_not = MOMENT, .kind = "challenges", .merge = MERGE_ENDS,
     .what = "challenges", .kept = "swept"},
    // As the template: of no use outside.
    {.table = "live_traces", .column = "student_id", .why_not = "sealed marks that know a picture again",
     .kind = "face_traces", .merge = MERGE_ENDS, .what = "face_traces", .kept = "swept"},
    {.table = "picture_keys", .column = "student_id", .why_not = "sealed marks that know a picture again",
     .kind = "face_traces", .merge = MERGE_ENDS, .what = "face_traces", .kept = "swept"},
    {.table = "events", .column = "user_id", .why_not = MOMENT, .kind = "events", .merge = MERGE_ENDS, .what = "events",
     .kept = "swept"},
    {.table = "idempotency", .column = "user_id", .why_not = ANSWER, .kind = "kept_answers", .merge = MERGE_ENDS,
     .what = "repeats", .kept = "swept"},
    {.table = "job_chunks", .where = OWN_JOBS, .file = "jobs", .kind = "job_files", .merge = MERGE_ALONG,
     .kept = "swept"},
    {.table = "job_chunks", .where = EXPORTS_OF, .why_not = "a copy of all this", .kind = "job_files",
     .merge = MERGE_ALONG, .kept = "swept"},
    {.table = "job_files", .where = OWN_JOBS, .file = "jobs", .kind = "job_files", .merge = MERGE_ALONG,
     .kept = "swept"},
    {.table = "job_files", .where = EXPORTS_OF, .why_not = "a copy of all this", .kind = "job_files",
     .merge = MERGE_ALONG, .kept = "swept"},
    {.table = "job_rows", .where = OWN_JOBS, .file = "jobs", .kind = "job_reports", .merge = MERGE_ALONG,
     .kept = "swept"},
    {.table = "job_columns", .where = OWN_JOBS, .why_not = "cells of a file of everybody's", .kind = "imported_files",
     .merge = MERGE_ALONG, .kept = "swept"},
    {.table = "job_undo", .where = OWN_JOBS, .why_not = "what others were before", .kind = "job_reports",
     .merge = MERGE_ALONG, .kept = "swept"},
    {.table = "jobs", .column = "owner_id", .file = "jobs", .kind = "jobs", .merge = MERGE_MOVES, .what = "jobs",
     .kept = "swept"},
    {.table = "job_chunks", .where = "side = 'input' AND " IMPORTS, .why_not = "a file of everybody's",
     .kind = "imported_files", .merge = MERGE_STAYS, .kept = "swept"},
    {.table = "job_files", .where = "side = 'input' AND " IMPORTS, .why_not = "a file of everybody's",
     .kind = "imported_files", .merge = MERGE_STAYS, .kept = "swept"},
    {.table = "job_columns", .where = IMPORTS, .why_not = "cells of a file of everybody's", .kind = "imported_files",
     .merge = MERGE_STAYS, .kept = "swept"},
    {.table = "job_chunks", .where = "side = 'output' AND " EXPORTS, .why_not = "a file of everybody's",
     .kind = "job_files", .merge = MERGE_STAYS, .kept = "swept"},
    {.table = "job_files", .where = "side = 'output' AND " EXPORTS, .why_not = "a file of everybody's",
     .kind = "job_files", .merge = MERGE_STAYS, .kept = "swept"},
    // One that is being written has read them already: it begins anew.
    {.table = "jobs", .where = "state = 'running' AND " OF_ALL, .why_not = "a file of everybody's", .kind = "jobs",
     .fate = ERASURE_ANONYMISED, .change = "state = 'waiting', claim = NULL, next_try_at = 0", .merge = MERGE_STAYS,
     .kept = "swept"},
    // An import of which they were a part: undone, it leaves them out.
    {.table = "job_undo", .column = "subject_id", .which = "kind IN ('person', 'person_made', 'adviser')",
     .why_not = "what their account says was, for a week", .kind = "job_reports", .merge = MERGE_STAYS,
     .kept = "swept"},
    {.table = "job_undo", .column = "other_id", .which = "kind IN ('mark', 'student', 'staff', 'group_in')",
     .why_not = "what their marks and classes say was, for a week", .kind = "job_reports", .merge = MERGE_STAYS,
     .kept = "swept"},
    {.table = "classroom_staff", .column = "user_id", .file = "teaching", .kind = "teaching", .merge = MERGE_MOVES,
     .what = "staff", .unique = "class_id", .kept = "person"},
    {.table = "erasure_requests", .column = "user_id", .file = "erasure_request", .kind = "erasure_request",
     .merge = MERGE_ENDS, .what = "erasure_requests", .kept = "person"},
    {.table = "external_ids", .column = "subject_id", .which = "kind = 'user'", .file = "external_ids",
     .kind = "external_ids", .merge = MERGE_MOVES, .what = "external_ids", .kept = "person"},
    {.table = "external_ids", .column = "other_id", .which = "kind = 'enrollment'", .file = "external_ids",
     .kind = "external_ids", .merge = MERGE_MOVES, .what = "external_ids", .kept = "person"},

    // ---- what stays without what tells who it was ----
    {.table = "consents", .column = "user_id", .file = "consents", .kind = "consents", .fate = ERASURE_ANONYMISED,
     .change = "guardian = NULL", .merge = MERGE_MOVES, .what = "consents", .kept = "person"},
    {.table = "invitations", .column = "used_by", .file = "invitations", .kind = "invitations",
     .fate = ERASURE_ANONYMISED, .change = "name = NULL, email = NULL", .merge = MERGE_MOVES,
     .what = "invitations_used", .kept = "swept"},
    {.table = "students", .column = "user_id", .file = "enrolments", .kind = "enrolments", .fate = ERASURE_ANONYMISED,
     .change = "image_url = NULL", .merge = MERGE_MOVES, .what = "enrolments", .unique = "class_id", .kept = "thing"},
    {.table = "attendance", .column = "student_id", .file = "marks", .kind = "marks", .fate = ERASURE_ANONYMISED,
     .change = "note = NULL", .merge = MERGE_MOVES, .what = "marks", .kept = "thing"},
    // Of what they were the log keeps hashes alone, which without the salt tell of nobody.
    {.table = "mark_receipts", .column = "student_id", .file = "receipts", .kind = "receipts", .merge = MERGE_MOVES,
     .what = "receipts", .kept = "person"},
    {.table = "mark_receipts", .column = "subject_id", .file = "receipts", .fate = ERASURE_KEPT, .merge = MERGE_STAYS,
     .kept = "person"},
    {.table = "change_marks", .column = "student_id", .file = "earlier_marks", .kind = "earlier_marks",
     .fate = ERASURE_ANONYMISED, .change = "note = NULL", .merge = MERGE_MOVES, .what = "earlier_marks",
     .unique = "change_id", .kept = "swept"},
    // As counts, of nobody.
    {.table = "spot_checks", .column = "student_id", .file = "looked_up", .kind = "looked_up",
     .fate = ERASURE_ANONYMISED, .change = "student_id = NULL", .merge = MERGE_MOVES, .what = "looked_up",
     .unique = "lecture_id", .kept = "person"},
    {.table = "memberships", .column = "user_id", .file = "enrolments", .fate = ERASURE_KEPT, .merge = MERGE_MOVES,
     .what = "memberships", .kept = "thing"},
    {.table = "group_memberships", .column = "user_id", .file = "groups", .fate = ERASURE_KEPT, .merge = MERGE_MOVES,
     .what = "groups", .kept = "thing"},

    // ---- what they did, and what others did to them ----
    {.table = "audit", .column = "subject_id", .which = "subject_type = 'user'", .file = "audit_about_me",
     .kind = "audit", .fate = ERASURE_KEPT, .merge = MERGE_STAYS, .kept = "keep_audit_days"},
    {.table = "audit", .column = "actor_id", .file = "audit_by_me", .fate = ERASURE_KEPT, .merge = MERGE_STAYS,
     .kept = "keep_audit_days"},
    {.table = "deletions", .column = "subject_id", .file = "deletions", .fate = ERASURE_KEPT, .merge = MERGE_STAYS,
     .kept = "thing"},
    {.table = "deletions", .column = "actor_id", .file = "audit_by_me", .fate = ERASURE_KEPT, .merge = MERGE_STAYS,
     .kept = "thing"},
    {.table = "notifications", .column = "subject_id", .why_not = "others are told of them", .fate = ERASURE_KEPT,
     .merge = MERGE_BY_ACT, .kept = "swept"},
    {.table = "tellings", .column = "subject_id", .why_not = "others are told of them", .fate = ERASURE_KEPT,
     .merge = MERGE_BY_ACT, .kept = "thing"},
    {.table = "tellings", .column = "actor_id", .what = "tellings", DEED},
    {.table = "classrooms", .column = "professor_id", .file = "teaching", .fate = ERASURE_KEPT, .merge = MERGE_MOVES,
     .what = "classrooms", .kept = "thing"},
    {.table = "attendance", .column = "marked_by", .what = "marks_given", DEED},
    {.table = "change_marks", .column = "marked_by", .what = "marks_given", DEED},
    {.table = "changes", .column = "actor_id", .what = "marks_given", DEED},
    {.table = "leave_marks", .column = "marked_by", .what = "marks_replaced", DEED},
    {.table = "windows", .column = "opened_by", .what = "windows_opened", DEED},
    {.table = "windows", .column = "closed_by", .what = "windows_closed", DEED},
    {.table = "lectures", .column = "cancelled_by", .what = "lectures_cancelled", DEED},
    {.table = "series", .column = "created_by", .what = "lectures_planned", DEED},
    {.table = "proofs", .column = "updated_by", .what = "settings_changed", DEED},
    {.table = "settings", .column = "updated_by", .what = "settings_changed", DEED},
    {.table = "setting_history", .column = "changed_by", .what = "settings_changed", DEED},
    {.table = "lecture_finals", .column = "said_by", .what = "finals_said", DEED},
    {.table = "spot_draws", .column = "drawn_by", .what = "looked_up_others", DEED},
    {.table = "spot_checks", .column = "answered_by", .what = "looked_up_others", DEED},
    {.table = "board_items", .column = "author_id", .file = "board_items", .fate = ERASURE_KEPT, .merge = MERGE_MOVES,
     .what = "board_items", .kept = "thing"},
    {.table = "student_notes", .column = "author_id", .what = "staff_notes_written", DEED},
    {.table = "hand_ins", .column = "graded_by", .what = "grades", DEED},
    {.table = "requests", .column = "answered_by", .what = "requests_answered", DEED},
    {.table = "leaves", .column = "answered_by", .what = "leaves_answered", DEED},
    {.table = "leave_answers", .column = "answered_by", .what = "leaves_answered", DEED},
    {.table = "leaves", .column = "evidence_seen_by", .what = "evidence_seen", DEED},
    {.table = "invitations", .column = "created_by", .what = "invitations", DEED},
    {.table = "flags", .column = "resolved_by", .what = "flags_resolved", DEED},
    {.table = "students", .column = "added_by", .what = "students_added", DEED},
    {.table = "api_tokens", .column = "made_by", .what = "programs_made", DEED},
    // Whose key: as it was sealed.
    {.table = "leave_files", .column = "sealed_for", .file = "leave_evidence", .fate = ERASURE_KEPT,
     .merge = MERGE_STAYS, .kept = "keep_evidence_days"},
    {.table = "files", .column = "sealed_for", .file = "files", .fate = ERASURE_KEPT, .merge = MERGE_STAYS,
     .kept = "thing"},
    // The account itself: merge.c and erasure.c have acts of their own.
    {.table = "users", .column = "merged_into", .why_not = "an empty account", .fate = ERASURE_KEPT,
     .merge = MERGE_BY_ACT, .kept = "thing"},
    {.table = "templates", .column = "user_id", .file = "face", .fate = ERASURE_KEPT, .merge = MERGE_ENDS,
     .what = "faces", .kept = "keep_templates_days"},
    {0},
};

const struct person_word person_words[] = {
    {"job_reports", "job_rows", "subject", "INSTR(subject, ?) > 0", "subject = 'erased'", false},
    {"job_reports", "job_rows", "cell", "INSTR(cell, ?) > 0", "cell = NULL", false},
    {"job_reports", "job_rows", "header", "INSTR(header, ?) > 0", "header = NULL", false},
    {"jobs", "jobs", "detail", "INSTR(detail, ?) > 0", "detail = NULL", true}, // a header in quotes
    {"kept_answers", "idempotency", "body", "INSTR(body, ?) > 0", NULL, true},
    {"invitations", "invitations", "email", "email = ?", "name = NULL, email = NULL", false},
    {"account_links", "account_links", "email", "email = ?", NULL, false},
    {"mails", "mails", "recipient", "recipient = ?", NULL, false},
    {0},
};
/* clang-format on */

/* " AND kind = 'user'", or nothing. */
static void which_of(const struct person_place *place, char which[static PLACE_SQL_SIZE])
{
    snprintf(which, PLACE_SQL_SIZE, "%s%s", place->which ? " AND " : "", place->which ? place->which : "");
}

static void where_of(const struct person_place *place, char where[static PLACE_SQL_SIZE])
{
    char which[PLACE_SQL_SIZE];
    which_of(place, which);
    if (place->where)
        snprintf(where, PLACE_SQL_SIZE, "%s", place->where);
    else
        snprintf(where, PLACE_SQL_SIZE, "%s = ?%.80s", place->column, which);
}

void place_count_sql(const struct person_place *place, char sql[static PLACE_SQL_SIZE])
{
    char where[PLACE_SQL_SIZE];
    where_of(place, where);
    snprintf(sql, PLACE_SQL_SIZE, "SELECT COUNT(*) FROM %s WHERE %.400s", place->table, where);
}

bool place_erase_sql(const struct person_place *place, char sql[static PLACE_SQL_SIZE])
{
    char where[PLACE_SQL_SIZE];
    where_of(place, where);
    if (place->fate == ERASURE_KEPT)
        return false;
    if (!place->change)
        snprintf(sql, PLACE_SQL_SIZE, "DELETE FROM %s WHERE %.400s", place->table, where);
    else
        snprintf(sql, PLACE_SQL_SIZE, "UPDATE %s SET %s WHERE %.300s", place->table, place->change, where);
    return true;
}

bool place_drop_sql(const struct person_place *place, char sql[static PLACE_SQL_SIZE])
{
    const char *table = place->table, *column = place->column, *unique = place->unique;
    if (place->merge != MERGE_MOVES || !unique)
        return false;
    if (strcmp(unique, column) == 0)
        snprintf(sql, PLACE_SQL_SIZE,
                 "DELETE FROM %s WHERE %s = ? AND EXISTS (SELECT 1 FROM (SELECT %s FROM %s WHERE %s = ?) AS t)", table,
                 column, column, table, column);
    else
        snprintf(sql, PLACE_SQL_SIZE,
                 "DELETE FROM %s WHERE %s = ? AND %s IN (SELECT t.%s FROM (SELECT %s FROM %s WHERE %s = ?) AS t)",
                 table, column, unique, unique, unique, table, column);
    return true;
}

bool place_move_sql(const struct person_place *place, char sql[static PLACE_SQL_SIZE])
{
    char which[PLACE_SQL_SIZE];
    which_of(place, which);
    if (place->merge == MERGE_MOVES)
        snprintf(sql, PLACE_SQL_SIZE, "UPDATE %s SET %s = ? WHERE %s = ?%.80s", place->table, place->column,
                 place->column, which);
    else if (place->merge == MERGE_ENDS)
        snprintf(sql, PLACE_SQL_SIZE, "DELETE FROM %s WHERE %s = ?", place->table, place->column);
    return place->merge == MERGE_MOVES || place->merge == MERGE_ENDS;
}
