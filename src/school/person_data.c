/* SPDX-License-Identifier: MIT */
#include "school/person_data.h"

#include <stddef.h>

const struct person_file person_files[] = {
    {"account", "id:int,name:text,role:text,email:text,external_id:text,locale:text,created_at:time,disabled_at:time",
     "SELECT id, name, role, email, external_id, locale, created_at, disabled_at FROM users WHERE id = ? LIMIT ?"},
    {"consents", "text_version:text,scope:text,given_at:time,withdrawn_at:time,guardian:text",
     "SELECT text_version, scope, given_at, withdrawn_at, guardian FROM consents WHERE user_id = ? ORDER BY id LIMIT ?"},
    // The template itself is of no use outside, and would be a danger there.
    {"face", "model:text,pictures:int,created_at:time,updated_at:time",
     "SELECT model_id, frames, created_at, updated_at FROM templates WHERE user_id = ? LIMIT ?"},
    {"face_flags", "kind:text,enrolled_last:bool,created_at:time,resolved_at:time,note:text",
     "SELECT kind, CASE WHEN user_id = ? THEN 1 ELSE 0 END, created_at, resolved_at, note FROM flags WHERE user_id = ?"
     " OR other_user_id = ? ORDER BY id LIMIT ?"},
    {"enrolments", "classroom_id:int,subject:text,section:text,professor:text,joined_at:time",
     "SELECT c.id, c.subject, c.section, p.name, s.joined_at FROM students s JOIN classrooms c ON c.id = s.class_id"
     " JOIN users p ON p.id = c.professor_id WHERE s.user_id = ? ORDER BY c.id LIMIT ?"},
    {"teaching", "classroom_id:int,subject:text,section:text,kind:text,since:time",
     "SELECT c.id, c.subject, c.section, 'professor', c.created_at FROM classrooms c WHERE c.professor_id = ?"
     " UNION ALL SELECT c.id, c.subject, c.section, k.kind, k.added_at FROM classroom_staff k JOIN classrooms c"
     " ON c.id = k.class_id WHERE k.user_id = ? LIMIT ?"},
    {"marks",
     "classroom_id:int,lecture_id:int,title:text,starts_at:time,status:text,minutes_late:int,method:text,"
     "marked_at:time,marked_by:text,note:text",
     "SELECT a.class_id, a.lecture_id, l.title, l.starts_at, a.status, a.minutes_late, a.method, a.timestamp, m.name,"
     " a.note FROM attendance a JOIN lectures l ON l.id = a.lecture_id LEFT JOIN users m ON m.id = a.marked_by"
     " WHERE a.student_id = ? ORDER BY a.id LIMIT ?"},
    {"face_refusals", "lecture_id:int,reason:text,at:time",
     "SELECT lecture_id, reason, at FROM face_refusals WHERE student_id = ? ORDER BY id LIMIT ?"},
    {"sessions", "created_at:time,seen_at:time,expires_at:time,browser:text,address:text",
     "SELECT created_at, seen_at, expires_at, user_agent, address FROM sessions WHERE user_id = ? ORDER BY id LIMIT ?"},
    {"devices", "first_seen_at:time,last_seen_at:time",
     "SELECT first_seen_at, last_seen_at FROM devices WHERE user_id = ? ORDER BY id LIMIT ?"},
    {"notifications", "kind:text,classroom_id:int,lecture_id:int,text:text,created_at:time,read_at:time",
     "SELECT kind, class_id, lecture_id, text, created_at, read_at FROM notifications WHERE user_id = ? ORDER BY id"
     " LIMIT ?"},
    {"mails", "recipient:text,subject:text,created_at:time,sent_at:time",
     "SELECT recipient, subject, created_at, sent_at FROM mails WHERE user_id = ? ORDER BY id LIMIT ?"},
    {"jobs", "kind:text,state:text,created_at:time,finished_at:time",
     "SELECT kind, state, created_at, finished_at FROM jobs WHERE owner_id = ? ORDER BY id LIMIT ?"},
    {"erasure_request", "asked_at:time", "SELECT asked_at FROM erasure_requests WHERE user_id = ? LIMIT ?"},
    {"audit_by_me", "at:time,action:text,about:text,about_id:int,detail:text",
     "SELECT at, action, subject_type, subject_id, detail FROM audit WHERE actor_id = ? ORDER BY id LIMIT ?"},
    {"audit_about_me", "at:time,action:text,by:text,detail:text",
     "SELECT a.at, a.action, u.name, a.detail FROM audit a LEFT JOIN users u ON u.id = a.actor_id"
     " WHERE a.subject_type = 'user' AND a.subject_id = ? ORDER BY a.id LIMIT ?"},
    {0},
};

#define OWN_JOBS "job_id IN (SELECT id FROM jobs WHERE owner_id = ?)"
// What others have had written out about this person.
#define EXPORTS_OF "job_id IN (SELECT id FROM jobs WHERE kind = 'export_person' AND request = 'person=' || ?)"

const struct person_rows person_rows[] = {
    {"sessions", ERASURE_DELETED, "sessions", "user_id = ?", NULL},
    {"devices", ERASURE_DELETED, "devices", "user_id = ?", NULL},
    {"notifications", ERASURE_DELETED, "notifications", "user_id = ?", NULL},
    {"mails", ERASURE_DELETED, "mails", "user_id = ?", NULL},
    {"face_flags", ERASURE_DELETED, "flags", "user_id = ? OR other_user_id = ?", NULL},
    {"face_refusals", ERASURE_DELETED, "face_refusals", "student_id = ?", NULL},
    {"challenges", ERASURE_DELETED, "challenges", "student_id = ?", NULL},
    {"kept_answers", ERASURE_DELETED, "idempotency", "user_id = ?", NULL},
    {"job_files", ERASURE_DELETED, "job_chunks", OWN_JOBS, NULL},
    {"job_files", ERASURE_DELETED, "job_chunks", EXPORTS_OF, NULL},
    {"job_files", ERASURE_DELETED, "job_files", OWN_JOBS, NULL},
    {"job_files", ERASURE_DELETED, "job_files", EXPORTS_OF, NULL},
    {"job_reports", ERASURE_DELETED, "job_rows", OWN_JOBS, NULL},
    {"jobs", ERASURE_DELETED, "jobs", "owner_id = ?", NULL},
    {"teaching", ERASURE_DELETED, "classroom_staff", "user_id = ?", NULL},
    {"erasure_request", ERASURE_DELETED, "erasure_requests", "user_id = ?", NULL},
    {"external_ids", ERASURE_DELETED, "external_ids", "kind = 'user' AND subject_id = ?", NULL},
    {"external_ids", ERASURE_DELETED, "external_ids", "kind = 'enrollment' AND other_id = ?", NULL},
    {"consents", ERASURE_ANONYMISED, "consents", "user_id = ?", "guardian = NULL"},
    {"invitations", ERASURE_ANONYMISED, "invitations", "used_by = ?", "name = NULL, email = NULL"},
    {"enrolments", ERASURE_ANONYMISED, "students", "user_id = ?", "image_url = NULL"},
    {"marks", ERASURE_ANONYMISED, "attendance", "student_id = ?", "note = NULL"},
    {"audit", ERASURE_KEPT, "audit", "subject_type = 'user' AND subject_id = ?", NULL},
    {0},
};
