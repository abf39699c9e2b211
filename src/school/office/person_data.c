/* SPDX-License-Identifier: MIT */
#include "school/office/person_data.h"

#include <stddef.h>

#include "school/office/erasure.h"

// What a status is called in its classroom, of `status_sets n`; without a row: the usual names.
#define STATUS_LETTER(status) "COALESCE(n.letter, " status ")"
#define STATUS_NAME(status)                                                                                            \
    "COALESCE(n.name, CASE " status " WHEN 'P' THEN 'Present' WHEN 'L' THEN 'Late' WHEN 'E' THEN 'Excused'"            \
    " WHEN 'A' THEN 'Absent' END)"

const struct person_file person_files[] = {
    {"account",
     "id:int,name:text,family_name:text,role:text,email:text,external_id:text,programme:text,locale:text,created_at:"
     "time,"
     "disabled_at:time",
     "SELECT id, name, family_name, role, CASE WHEN email >= '@' AND email < 'A' THEN NULL ELSE email END, "
     "external_id, programme,"
     " locale, created_at, disabled_at FROM users WHERE id = ? LIMIT ?"},
    {"consents", "text_version:text,scope:text,given_at:time,withdrawn_at:time,guardian:text",
     "SELECT text_version, scope, given_at, withdrawn_at, guardian FROM consents WHERE user_id = ? ORDER BY id LIMIT "
     "?"},
    // The template itself is of no use outside, and would be a danger there.
    {"face", "model:text,pictures:int,created_at:time,updated_at:time",
     "SELECT model_id, frames, created_at, updated_at FROM templates WHERE user_id = ? LIMIT ?"},
    {"face_flags", "kind:text,enrolled_last:bool,created_at:time,resolved_at:time,note:text",
     "SELECT kind, CASE WHEN user_id = ? THEN 1 ELSE 0 END, created_at, resolved_at, note FROM flags WHERE user_id = ?"
     " OR other_user_id = ? ORDER BY id LIMIT ?"},
    {"enrolments",
     "classroom_id:int,subject:text,section:text,professor:text,joined_at:time,left_at:time,added_by:text,"
     "accepted_at:time",
     "SELECT c.id, c.subject, c.section, p.name, m.joined_at, m.left_at, a.name, s.accepted_at FROM memberships m"
     " JOIN classrooms c ON c.id = m.class_id JOIN users p ON p.id = c.professor_id"
     " LEFT JOIN students s ON s.class_id = m.class_id AND s.user_id = m.user_id AND m.left_at IS NULL"
     " LEFT JOIN users a ON a.id = s.added_by WHERE m.user_id = ?"
     " ORDER BY c.id, m.joined_at LIMIT ?"},
    {"groups", "classroom_id:int,group:text,joined_at:time,left_at:time",
     "SELECT g.class_id, c.name, g.joined_at, g.left_at FROM group_memberships g JOIN class_groups c ON c.id = "
     "g.group_id"
     " WHERE g.user_id = ? ORDER BY g.class_id, g.joined_at, g.id LIMIT ?"},
    {"teaching", "classroom_id:int,subject:text,section:text,kind:text,since:time",
     "SELECT c.id, c.subject, c.section, 'professor', c.created_at FROM classrooms c WHERE c.professor_id = ?"
     " UNION ALL SELECT c.id, c.subject, c.section, k.kind, k.added_at FROM classroom_staff k JOIN classrooms c"
     " ON c.id = k.class_id WHERE k.user_id = ? LIMIT ?"},
    {"marks",
     "classroom_id:int,lecture_id:int,title:text,starts_at:time,status:text,letter:text,status_name:text,"
     "minutes_late:int,method:text,marked_at:time,marked_by:text,note:text",
     "SELECT a.class_id, a.lecture_id, l.title, l.starts_at, a.status, " STATUS_LETTER("a.status") ", " STATUS_NAME(
         "a.status") ", a.minutes_late, a.method, a.timestamp, m.name, a.note FROM attendance a JOIN lectures l"
                     " ON l.id = a.lecture_id LEFT JOIN users m ON m.id = a.marked_by"
                     " LEFT JOIN status_sets n ON n.class_id = a.class_id AND n.status = a.status"
                     " WHERE a.student_id = ? ORDER BY a.id LIMIT ?"},
    {"warnings", "classroom_id:int,rule:text,told_at:time,over_at:time",
     "SELECT class_id, kind, told_at, over_at FROM warnings WHERE student_id = ? LIMIT ?"},
    {"adviser", "adviser:text,assigned_at:time",
     "SELECT u.name, a.assigned_at FROM advisers a JOIN users u ON u.id = a.adviser_id WHERE a.student_id = ? LIMIT ?"},
    {"face_refusals", "lecture_id:int,reason:text,at:time",
     "SELECT lecture_id, reason, at FROM face_refusals WHERE student_id = ? ORDER BY id LIMIT ?"},
    {"sessions", "created_at:time,seen_at:time,expires_at:time,browser:text,address:text",
     "SELECT created_at, seen_at, expires_at, user_agent, address FROM sessions WHERE user_id = ? ORDER BY id LIMIT ?"},
    // Not their address, which is for the server alone.
    {"push_subscriptions", "device:text,made_at:time,last_ok_at:time",
     "SELECT device, made_at, last_ok_at FROM push_subscriptions WHERE user_id = ? ORDER BY id LIMIT ?"},
    {"second_factor", "created_at:time,confirmed_at:time",
     "SELECT created_at, confirmed_at FROM second_factors WHERE user_id = ? LIMIT ?"},
    // Not the PIN, of which only a hash is kept.
    {"programs", "name:text,begins:text,scopes:text,created_at:time,expires_at:time,last_used_at:time,revoked_at:time",
     "SELECT name, shown, scopes, created_at, expires_at, last_used_at, revoked_at FROM api_tokens WHERE user_id = ?"
     " ORDER BY id LIMIT ?"},
    {"kiosk_pin", "set_at:time", "SELECT set_at FROM kiosk_pins WHERE user_id = ? LIMIT ?"},
    // Not the key, which is for the server alone.
    {"passkeys", "name:text,created_at:time,used_at:time,synced:bool,backed_up:bool",
     "SELECT name, created_at, used_at, synced, backed_up FROM passkeys WHERE user_id = ? ORDER BY id LIMIT ?"},
    {"sso_links", "provider:text,issuer:text,subject:text,email:text,created_at:time,used_at:time",
     "SELECT p.name, l.issuer, l.subject, l.email, l.created_at, l.used_at FROM sso_links l JOIN sso_providers p"
     " ON p.id = l.provider_id WHERE l.user_id = ? ORDER BY l.id LIMIT ?"},
    {"account_links", "kind:text,email:text,created_at:time,expires_at:time",
     "SELECT kind, email, created_at, expires_at FROM account_links WHERE user_id = ? ORDER BY id LIMIT ?"},
    {"devices", "name:text,public_key:text,first_seen_at:time,last_seen_at:time,marked_at:time,trusted:bool",
     "SELECT name, public_key, first_seen_at, last_seen_at, marked_at, trusted FROM devices WHERE user_id = ?"
     " ORDER BY id LIMIT ?"},
    {"check_in_signs",
     "lecture_id:int,at:time,network:text,code_by:text,code_age_ms:int,code_held_ms:int,heard:bool,new_device:bool,"
     "reasons:text",
     "SELECT lecture_id, at, network, way, age_ms, held_ms, heard, new_device, reasons FROM check_in_signs"
     " WHERE student_id = ? ORDER BY lecture_id LIMIT ?"},
    {"requests",
     "classroom_id:int,kind:text,state:text,lecture_id:int,from:time,until:time,text:text,status:text,"
     "status_name:text,comment:text,answered_at:time,created_at:time",
     "SELECT r.class_id, r.kind, r.state, r.lecture_id, r.from_at, r.until_at, r.text, r.status, " STATUS_NAME(
         "r.status") ", r.comment, r.answered_at, r.created_at FROM requests r LEFT JOIN status_sets n"
                     " ON n.class_id = r.class_id AND n.status = r.status WHERE r.student_id = ? ORDER BY r.id LIMIT "
                     "?"},
    {"staff_notes", "classroom_id:int,text:text,written_by:text,created_at:time",
     "SELECT n.class_id, n.text, u.name, n.created_at FROM student_notes n JOIN users u ON u.id = n.author_id"
     " WHERE n.student_id = ? ORDER BY n.id LIMIT ?"},
    {"looked_up", "lecture_id:int,starts_at:time,there:bool,answered_at:time,answered_by:text",
     "SELECT x.lecture_id, l.starts_at, x.here, x.answered_at, b.name FROM spot_checks x JOIN lectures l"
     " ON l.id = x.lecture_id LEFT JOIN users b ON b.id = x.answered_by WHERE x.student_id = ? ORDER BY x.id LIMIT ?"},
    {"leaves",
     "id:int,kind:text,classroom_id:int,from:time,until:time,text:text,decided_by_office:bool,state:text,status:text,"
     "comment:text,answered_by:text,answered_at:time,evidence_seen_at:time,evidence_erased_at:time,created_at:time",
     "SELECT v.id, k.name, v.class_id, v.from_at, v.until_at, v.text, CASE WHEN v.decider = 'office' THEN 1 ELSE 0 END,"
     " v.state, v.status, v.comment, b.name, v.answered_at, v.evidence_seen_at, v.evidence_erased_at, v.created_at"
     " FROM leaves v LEFT JOIN leave_kinds k ON k.id = v.kind_id LEFT JOIN users b ON b.id = v.answered_by"
     " WHERE v.student_id = ? ORDER BY v.id LIMIT ?"},
    {"leave_answers",
     "leave_id:int,classroom_id:int,state:text,status:text,comment:text,answered_by:text,answered_at:time",
     "SELECT a.leave_id, a.class_id, a.state, a.status, a.comment, b.name, a.answered_at FROM leaves v JOIN"
     " leave_answers a ON a.leave_id = v.id JOIN users b ON b.id = a.answered_by WHERE v.student_id = ?"
     " ORDER BY a.leave_id, a.class_id LIMIT ?"},
    {"leave_marks", "lecture_id:int,replaced_method:text,replaced_at:time,replaced_note:text",
     "SELECT lecture_id, method, timestamp, note FROM leave_marks WHERE student_id = ? ORDER BY lecture_id LIMIT ?"},
    // Their bytes are beside the leave, for their owner to save.
    {"leave_evidence", "id:int,leave_id:int,name:text,type:text,size:int,created_at:time",
     "SELECT id, leave_id, name, type, size, created_at FROM leave_files WHERE owner_id = ? ORDER BY id LIMIT ?"},
    {"leave_office", "kind:text",
     "SELECT k.name FROM leave_officers o JOIN leave_kinds k ON k.id = o.kind_id WHERE o.user_id = ? ORDER BY k.id"
     " LIMIT ?"},
    {"earlier_marks",
     "lecture_id:int,changed_at:time,status:text,letter:text,status_name:text,minutes_late:int,method:text,"
     "marked_at:time,note:text",
     "SELECT c.lecture_id, c.at, m.status, " STATUS_LETTER("m.status") ", " STATUS_NAME(
         "m.status") ", m.minutes_late, m.method, m.timestamp, m.note FROM change_marks m"
                     " JOIN changes c ON c.id = m.change_id JOIN lectures l ON l.id = c.lecture_id"
                     " LEFT JOIN status_sets n ON n.class_id = l.class_id AND n.status = m.status WHERE m.student_id = "
                     "? ORDER BY c.id LIMIT ?"},
    // What the receipts are made of: who has it can show that it is in the log (docs/RECEIPTS.md).
    {"receipts",
     "classroom_id:int,lecture_id:int,status:text,minutes_late:int,method:text,by:text,marked_at:time,written_at:time,"
     "person_id:int,index:int,salt:text",
     "SELECT class_id, lecture_id, status, minutes_late, method, by_whom, at, written_at, subject_id, position,"
     " HEX(salt) FROM mark_receipts WHERE student_id = ? ORDER BY id LIMIT ?"},
    {"join_requests", "classroom_id:int,asked_at:time,refused_at:time",
     "SELECT class_id, asked_at, refused_at FROM join_requests WHERE user_id = ? LIMIT ?"},
    {"calendar_link", "created_at:time", "SELECT created_at FROM calendar_links WHERE user_id = ? LIMIT ?"},
    {"board_items", "id:int,classroom_id:int,kind:text,title:text,body:text,created_at:time",
     "SELECT id, class_id, kind, title, body, created_at FROM board_items WHERE author_id = ? ORDER BY id LIMIT ?"},
    {"board_reads", "item_id:int,read_at:time",
     "SELECT item_id, read_at FROM board_reads WHERE user_id = ? ORDER BY item_id LIMIT ?"},
    {"hand_ins",
     "item_id:int,title:text,text:text,handed_in_at:time,late:bool,hundredths:int,comment:text,graded_at:time",
     "SELECT h.item_id, i.title, h.text, h.handed_in_at, h.late, h.points, h.comment, h.graded_at FROM hand_ins h"
     " JOIN board_items i ON i.id = h.item_id WHERE h.student_id = ? ORDER BY h.id LIMIT ?"},
    // Their bytes are on the board, for as long as the person may read it: an archive of all would be too large.
    {"files", "id:int,name:text,type:text,size:int,created_at:time",
     "SELECT id, name, type, size, created_at FROM files WHERE owner_id = ? ORDER BY id LIMIT ?"},
    {"notification_choices", "kind:text,app:bool,email:text,push:bool",
     "SELECT kind, app, email, push FROM notification_choices WHERE user_id = ? ORDER BY kind LIMIT ?"},
    {"notification_hours", "timezone:text,quiet_from:int,quiet_to:int,digest_at:int",
     "SELECT timezone, quiet_from, quiet_to, digest_at FROM notification_hours WHERE user_id = ? LIMIT ?"},
    {"notifications", "kind:text,classroom_id:int,lecture_id:int,text:text,created_at:time,read_at:time",
     "SELECT kind, class_id, lecture_id, text, created_at, read_at FROM notifications WHERE user_id = ? ORDER BY id"
     " LIMIT ?"},
    {"mails", "recipient:text,subject:text,created_at:time,sent_at:time",
     "SELECT recipient, subject, created_at, sent_at FROM mails WHERE user_id = ? ORDER BY id LIMIT ?"},
    {"jobs", "kind:text,state:text,created_at:time,finished_at:time",
     "SELECT kind, state, created_at, finished_at FROM jobs WHERE owner_id = ? ORDER BY id LIMIT ?"},
    {"erasure_request", "asked_at:time,refused_at:time,reason:text",
     "SELECT asked_at, refused_at, reason FROM erasure_requests WHERE user_id = ? LIMIT ?"},
    {"advised", "student:text,assigned_at:time",
     "SELECT u.name, a.assigned_at FROM advisers a JOIN users u ON u.id = a.student_id WHERE a.adviser_id = ?"
     " ORDER BY a.student_id LIMIT ?"},
    {"invitations", "role:text,name:text,email:text,created_at:time,used_at:time",
     "SELECT role, name, email, created_at, used_at FROM invitations WHERE used_by = ? ORDER BY id LIMIT ?"},
    {"external_ids", "kind:text,id:text",
     "SELECT kind, external_id FROM external_ids WHERE (kind = 'user' AND subject_id = ?) OR (kind = 'enrollment' AND"
     " other_id = ?) ORDER BY kind, external_id LIMIT ?"},
    {"deletions", "kind:text,rule:text,deleted:int,at:time",
     "SELECT kind, rule, deleted, at FROM deletions WHERE subject_id = ? ORDER BY id LIMIT ?"},
    {"audit_by_me", "at:time,action:text,about:text,about_id:int,detail:text",
     "SELECT at, action, subject_type, subject_id, detail FROM audit WHERE actor_id = ? ORDER BY id LIMIT ?"},
    {"audit_about_me", "at:time,action:text,by:text,detail:text",
     "SELECT a.at, a.action, u.name, a.detail FROM audit a LEFT JOIN users u ON u.id = a.actor_id"
     " WHERE a.subject_type = 'user' AND a.subject_id = ? ORDER BY a.id LIMIT ?"},
    {0},
};
