-- A small school as the first release (schema 3) kept it: rows of every table, some of them awkward.

INSERT INTO users (id, name, role, email, password_hash, external_id, locale, created_at, disabled_at) VALUES
    (1, 'Ada Head', 'administrator', 'ada@college.example', NULL, NULL, 'en', 1795000000000, NULL),
    (2, 'Petra Prof', 'professor', 'petra@college.example', NULL, 'P-1', 'ar', 1795000000000, NULL),
    (3, 'سارة بنت علي 🎓', 'student', 'sara@college.example', NULL, 'S-1', NULL, 1795000000000, NULL),
    (4, 'O''Brien; DROP TABLE users; --', 'student', 'obrien@college.example', NULL, NULL, 'en', 1795000000000, NULL),
    (5, 'Gone Student', 'student', 'gone@college.example', NULL, NULL, 'en', 1795000000000, 1795100000000);

INSERT INTO invitations (id, token_hash, role, email, name, created_by, created_at, expires_at, used_at, used_by) VALUES
    (1, 'aa', 'professor', 'new@college.example', NULL, 1, 1795000000000, 1799000000000, NULL, NULL);

INSERT INTO sessions (id, token_hash, user_id, csrf, bearer, created_at, seen_at, expires_at, user_agent, address) VALUES
    (1, 'bb', 3, 'cc', 0, 1795000000000, 1795000000000, 1797000000000, 'A phone', '192.0.2.1');

INSERT INTO login_attempts (id, subject, at) VALUES (1, 'dd', 1795000000000);

INSERT INTO classrooms (id, subject, section, professor_id, join_code, term, timezone, late_after_minutes, window_minutes,
    policy, archived_at, created_at) VALUES
    (1, 'Optics', 'A', 2, 'ABCD2345', 'Autumn', 'Europe/Berlin', 10, 15, 'passive', NULL, 1795000000000),
    (2, 'Old course', NULL, 2, 'EFGH2345', NULL, 'UTC', 5, 20, 'active', 1795100000000, 1795000000000);

INSERT INTO students (user_id, class_id, image_url, joined_at) VALUES
    (3, 1, NULL, 1795000000000), (4, 1, NULL, 1795000000000), (5, 1, NULL, 1795000000000), (3, 2, NULL, 1795000000000);

INSERT INTO lectures (id, class_id, title, room, starts_at, ends_at, created_at, cancelled_at) VALUES
    (1, 1, 'Lenses', '12', 1795200000000, 1795203600000, 1795000000000, NULL),
    (2, 1, 'Mirrors', NULL, 1795300000000, 1795303600000, 1795000000000, NULL),
    (3, 1, 'Called off', NULL, 1795400000000, 1795403600000, 1795000000000, 1795100000000);

INSERT INTO windows (id, lecture_id, opens_at, closes_at, late_after_at, opened_by, closed_by, created_at) VALUES
    (1, 1, 1795200000000, 1795200900000, 1795200600000, 2, 2, 1795200000000);

INSERT INTO challenges (id, token_hash, student_id, lecture_id, session_id, expires_at, used_at) VALUES
    (1, 'ee', 3, 1, 1, 1795200060000, 1795200030000);

INSERT INTO consents (id, user_id, text_version, given_at, withdrawn_at, guardian) VALUES
    (1, 3, '2', 1795000000000, NULL, NULL), (2, 4, '1', 1795000000000, 1795050000000, 'A Parent');

INSERT INTO templates (user_id, model_id, sealed, frames, created_at, updated_at) VALUES
    (3, 'model-one', x'00112233', 3, 1795000000000, 1795000000000);

INSERT INTO attendance (id, student_id, class_id, lecture_id, timestamp, status, minutes_late, method, marked_by, note,
    updated_at, flag) VALUES
    (1, 3, 1, 1, 1795200010000, 'P', 0, 'face', NULL, NULL, 1795200010000, 'liveness_doubt'),
    (2, 4, 1, 1, 1795200700000, 'L', 2, 'manual', 2, 'the bus', 1795200800000, NULL),
    (3, 5, 1, 1, 1795200700000, 'E', 0, 'manual', 2, NULL, 1795200800000, NULL);

INSERT INTO face_refusals (id, student_id, lecture_id, reason, at) VALUES (1, 4, 1, 'too_dark', 1795200100000);

INSERT INTO idempotency (user_id, idempotency_key, request_hash, status, body, created_at) VALUES
    (3, 'key', 'ff', 200, '{}', 1795200000000);

INSERT INTO settings (name, value, updated_at, updated_by) VALUES
    ('audit_head', '', 1795000000000, NULL), ('identification', 'on', 1795000000000, 1);

INSERT INTO flags (id, kind, user_id, other_user_id, created_at, resolved_at, resolved_by, note) VALUES
    (1, 'look_alike', 4, 3, 1795000000000, NULL, NULL, NULL);
