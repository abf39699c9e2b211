-- What a school that uses everything kept at schema 13, beside the rows of first_release.sql: rows of every table that came since.

INSERT INTO users (id, name, role, email, password_hash, external_id, locale, created_at, disabled_at, version, merged_into, erased_at) VALUES
    (6, 'Ines Assistant', 'professor', 'ines@college.example', NULL, 'P-2', 'en', 1795000000000, NULL, 3, NULL, NULL),
    (7, 'Doubled Student', 'student', 'merged-7@invalid', NULL, NULL, 'en', 1795000000000, 1795100000000, 2, 3, NULL),
    (8, 'Erased person', 'student', 'erased-8@invalid', NULL, NULL, NULL, 1795000000000, 1795100000000, 2, NULL, 1795150000000);

INSERT INTO classrooms (id, subject, section, professor_id, join_code, term, timezone, late_after_minutes, window_minutes,
    policy, archived_at, created_at, version, department, threshold_percent, excused_counts, absent_at_close, join_closed,
    join_expires_at, join_approval, auto_open, auto_open_minutes, status_set_version) VALUES
    (3, 'Statics', 'B', 2, 'JKLM2345', 'Autumn', 'Asia/Kolkata', 5, 10, 'active', NULL, 1795000000000, 4, 'Mechanics', 60,
        'ignored', 1, 0, 1799000000000, 1, 1, -5, 2);

INSERT INTO classroom_staff (class_id, user_id, kind, added_at) VALUES (3, 6, 'assistant', 1795000000000);

INSERT INTO students (user_id, class_id, image_url, joined_at) VALUES (3, 3, NULL, 1795000000000), (4, 3, NULL, 1795250000000);

INSERT INTO memberships (class_id, user_id, joined_at, left_at) VALUES
    (3, 3, 1795000000000, NULL), (3, 4, 1795000000000, 1795100000000), (3, 4, 1795250000000, NULL),
    (3, 5, 1795000000000, 1795350000000);

INSERT INTO join_requests (class_id, user_id, asked_at, refused_at) VALUES (3, 5, 1795360000000, 1795370000000);

INSERT INTO status_sets (class_id, status, letter, name, points, counts) VALUES
    (3, 'P', 'X', 'Here', 300, 'attended'), (3, 'L', 'V', 'Verspätet', 50, 'missed');

INSERT INTO series (id, class_id, weekdays, from_minute, to_minute, first_day, last_day, every_weeks, created_by, created_at) VALUES
    (1, 3, 31, 540, 600, 20777, 20797, 1, 2, 1795000000000);

INSERT INTO lectures (id, class_id, title, room, starts_at, ends_at, created_at, cancelled_at, version, sequence, updated_at,
    series_id, moved_from, cancel_reason, cancelled_by, auto_open, auto_open_minutes) VALUES
    (11, 3, 'Forces', '7', 1795200000000, 1795203600000, 1795000000000, NULL, 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL),
    (12, 3, 'Moments', '7', 1795300000000, 1795303600000, 1795000000000, NULL, 2, 1, 1795100000000, 1, 1795290000000, NULL, NULL, 0, NULL),
    (13, 3, 'Trusses', '7', 1795400000000, 1795403600000, 1795000000000, 1795390000000, 2, 1, 1795390000000, 1, NULL, 'ill', 2, 1, 10),
    (14, 3, 'Beams', NULL, 1799000000000, 1799003600000, 1795000000000, NULL, 1, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL);

INSERT INTO windows (id, lecture_id, opens_at, closes_at, late_after_at, opened_by, closed_by, created_at, automatic, untold, unswept) VALUES
    (11, 11, 1795200000000, 1795200600000, 1795200300000, 2, NULL, 1795200000000, 1, 0, 0),
    (12, 12, 1795300000000, 1795300600000, 1795300300000, 6, 2, 1795300000000, 0, 0, 0);

INSERT INTO attendance (id, student_id, class_id, lecture_id, timestamp, status, minutes_late, method, marked_by, note,
    updated_at, flags, version) VALUES
    (11, 3, 3, 11, 1795200100000, 'P', 0, 'face', NULL, NULL, 1795200100000, 'outside other_network', 1),
    (12, 5, 3, 11, 1795200100000, 'L', 3, 'code', NULL, NULL, 1795200100000, NULL, 1),
    (13, 3, 3, 12, 1795300100000, 'E', 0, 'manual', 2, 'Accepted: a fever', 1795310000000, NULL, 2),
    (14, 4, 3, 12, 1795300200000, 'P', 0, 'photo', 6, NULL, 1795300200000, NULL, 1),
    (15, 5, 3, 12, 1795300600000, 'A', 0, 'close', NULL, NULL, 1795300600000, NULL, 1);

INSERT INTO lecture_figures (lecture_id, class_id, opened, present, late, excused, absent, made_at, unmarked) VALUES
    (11, 3, 1, 1, 1, 0, 0, 1795310000000, 0);

INSERT INTO standing_warnings (class_id, student_id, below, out_of_reach, updated_at) VALUES (3, 5, 1, 0, 1795301000000);

INSERT INTO changes (id, lecture_id, actor_id, at, undone_at) VALUES (1, 12, 2, 1795310000000, NULL);

INSERT INTO change_marks (change_id, student_id, timestamp, status, minutes_late, method, marked_by, note, flags, after_version) VALUES
    (1, 3, 1795300600000, 'A', 0, 'close', NULL, NULL, NULL, 2);

INSERT INTO requests (id, class_id, student_id, kind, state, lecture_id, from_at, until_at, text, status, comment, answered_by,
    answered_at, created_at, version) VALUES
    (1, 3, 3, 'leave', 'accepted', NULL, 1795290000000, 1795310000000, 'a fever', 'E', 'Get well', 2, 1795310000000, 1795280000000, 2),
    (2, 3, 5, 'appeal', 'open', 12, NULL, NULL, 'I was there', NULL, NULL, NULL, NULL, 1795320000000, 1),
    (3, 3, 4, 'leave', 'open', 14, NULL, NULL, 'a wedding', NULL, NULL, NULL, NULL, 1795320000000, 1);

INSERT INTO holidays (id, day, name, created_at) VALUES (1, 20813, 'New Year', 1795000000000);

INSERT INTO classroom_days (class_id, day, off, name) VALUES (3, 20800, 1, 'Excursion'), (3, 20813, 0, NULL);

INSERT INTO tellings (id, kind, class_id, lecture_id, actor_id, text, reached_id, created_at) VALUES
    (100, 2, 3, 13, 2, 'cancelled', 3, 1795390000000);

INSERT INTO calendar_links (user_id, token_hash, created_at) VALUES (3, 'ca', 1795000000000);

INSERT INTO devices (id, user_id, fingerprint, first_seen_at, last_seen_at, marked_at, trusted) VALUES
    (1, 3, 'de', 1795000000000, 1795200100000, 1795200100000, 1);

INSERT INTO proofs (class_id, room_code, code_check_in, networks, network_rule, place, radius_m, place_rule, device_rule,
    device_minutes, version, updated_at, updated_by) VALUES
    (3, 1, 1, '192.0.2.0/24', 'flag', 'geo:52.5,13.4', 100, 'flag', 'refuse', 30, 2, 1795000000000, 2);

INSERT INTO second_factors (user_id, sealed, created_at, confirmed_at, last_step) VALUES (2, x'0011', 1795000000000, 1795000000000, 1);

INSERT INTO recovery_codes (user_id, code_hash, created_at) VALUES (2, 'rc', 1795000000000);

INSERT INTO account_links (id, token_hash, kind, user_id, email, created_at, expires_at) VALUES
    (1, 'al', 'email', 4, 'new@college.example', 1795000000000, 1799000000000);

INSERT INTO board_items (id, class_id, author_id, kind, title, body, points, due_at, pinned, publish_at, told_at, version, created_at, updated_at) VALUES
    (1, 3, 2, 'announcement', 'Welcome', '# Hello', NULL, NULL, 1, 1795000000000, 1795000000000, 1, 1795000000000, 1795000000000),
    (2, 3, 2, 'assessment', 'Sheet 1', 'Do it', 1000, 1795300000000, 0, 1795000000000, 1795000000000, 2, 1795000000000, 1795000000000);

INSERT INTO board_reads (item_id, user_id, read_at) VALUES (1, 3, 1795000000000);

INSERT INTO hand_ins (id, item_id, student_id, text, handed_in_at, late, version, points, comment, graded_by, graded_at) VALUES
    (1, 2, 3, 'My answer', 1795290000000, 0, 2, 850, 'Good', 2, 1795310000000);

INSERT INTO files (id, class_id, owner_id, item_id, hand_in_id, request_id, name, type, size, blob_key, created_at) VALUES
    (1, 3, 3, NULL, 1, NULL, 'answer.pdf', 'application/pdf', 10, 'ab', 1795290000000),
    (2, 3, 3, NULL, NULL, 1, 'doctor.jpg', 'image/jpeg', 10, 'cd', 1795280000000);

INSERT INTO notifications (id, user_id, kind, class_id, lecture_id, subject_id, text, created_at, read_at, hidden, mail_at) VALUES
    (1, 3, 'request_answered', 3, NULL, 1, 'accepted', 1795310000000, NULL, 0, NULL),
    (2, 5, 'below_threshold', 3, NULL, NULL, NULL, 1795301000000, 1795302000000, 0, NULL);

INSERT INTO notification_choices (user_id, kind, app, email) VALUES (3, 'board_item', 1, 'off');

INSERT INTO notification_hours (user_id, timezone, quiet_from, quiet_to, digest_at) VALUES (3, 'Asia/Kolkata', 1320, 420, 1080);

INSERT INTO lecture_reminders (lecture_id, told_at) VALUES (12, 1795299000000);

INSERT INTO mails (id, user_id, recipient, subject, body, created_at, next_try_at, tries, sent_at, error) VALUES
    (1, 3, 'sara@college.example', 'Your request', 'It was answered.', 1795310000000, NULL, 1, 1795310001000, NULL);

INSERT INTO jobs (id, kind, owner_id, class_id, parent_id, state, request, error, detail, done, total, tries, next_try_at, claim,
    created_at, updated_at, finished_at) VALUES
    (1, 'import_marks', 2, 3, NULL, 'done', 'apply=0', NULL, NULL, 1, 1, 1, 0, NULL, 1795310000000, 1795310000000, 1795310000000);

INSERT INTO job_files (job_id, side, name, type, size) VALUES (1, 'input', 'marks.csv', 'text/csv', 4);

INSERT INTO job_chunks (job_id, side, number, bytes) VALUES (1, 'input', 0, x'61620a63');

INSERT INTO job_rows (job_id, number, file, line, outcome, reason, subject) VALUES (1, 1, NULL, 2, 'refused', 'status_unknown', 'S-1');

INSERT INTO external_ids (kind, external_id, subject_id, other_id, title) VALUES ('class', 'OR-3', 3, NULL, NULL);

INSERT INTO setting_history (id, name, old_value, new_value, changed_by, changed_at) VALUES (1, 'identification', NULL, 'on', 1, 1795000000000);

INSERT INTO erasure_requests (user_id, asked_at) VALUES (4, 1795320000000);

INSERT INTO deletions (id, kind, rule, subject_id, deleted, actor_id, at) VALUES (1, 'person', 'request', 8, 3, 1, 1795150000000);
