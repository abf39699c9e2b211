-- People, classrooms, lectures, marks, and what signing in needs. Times are milliseconds UTC.
-- {id} {blob} {text} {table} are filled in per engine; see docs/STORE.md for what both engines understand.

CREATE TABLE users (
    id {id},
    name VARCHAR(200) NOT NULL,
    role VARCHAR(16) NOT NULL, -- administrator, professor, student
    email VARCHAR(254) NOT NULL, -- lower case
    password_hash VARCHAR(160),
    external_id VARCHAR(64),
    locale VARCHAR(16),
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    UNIQUE (email)
) {table};

CREATE TABLE invitations (
    id {id},
    token_hash VARCHAR(64) NOT NULL,
    role VARCHAR(16) NOT NULL,
    email VARCHAR(254),
    name VARCHAR(200),
    created_by BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    used_by BIGINT,
    UNIQUE (token_hash)
) {table};

CREATE TABLE sessions (
    id {id},
    token_hash VARCHAR(64) NOT NULL,
    user_id BIGINT NOT NULL,
    csrf VARCHAR(64) NOT NULL,
    bearer INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_agent VARCHAR(200),
    address VARCHAR(64),
    UNIQUE (token_hash),
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX IF NOT EXISTS sessions_user ON sessions (user_id);

CREATE INDEX IF NOT EXISTS sessions_expiry ON sessions (expires_at);

-- subject: a fingerprint of an e-mail or an address. Kept here so that throttling survives a restart.
CREATE TABLE login_attempts (
    id {id},
    subject VARCHAR(128) NOT NULL,
    at BIGINT NOT NULL
) {table};

CREATE INDEX IF NOT EXISTS login_attempts_subject ON login_attempts (subject, at);

CREATE TABLE classrooms (
    id {id},
    subject VARCHAR(200) NOT NULL,
    section VARCHAR(64),
    professor_id BIGINT NOT NULL,
    join_code VARCHAR(16) NOT NULL,
    term VARCHAR(64),
    timezone VARCHAR(64) NOT NULL,
    late_after_minutes INTEGER NOT NULL,
    window_minutes INTEGER NOT NULL,
    policy VARCHAR(16) NOT NULL DEFAULT 'face',
    archived_at BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (join_code),
    FOREIGN KEY (professor_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS classrooms_professor ON classrooms (professor_id);

-- An enrolment of a person in a classroom.
CREATE TABLE students (
    user_id BIGINT NOT NULL,
    class_id BIGINT NOT NULL,
    image_url VARCHAR(500),
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (class_id, user_id),
    FOREIGN KEY (user_id) REFERENCES users (id),
    FOREIGN KEY (class_id) REFERENCES classrooms (id)
) {table};

CREATE INDEX IF NOT EXISTS students_user ON students (user_id);

CREATE TABLE lectures (
    id {id},
    class_id BIGINT NOT NULL,
    title VARCHAR(200) NOT NULL,
    room VARCHAR(64),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    cancelled_at BIGINT,
    FOREIGN KEY (class_id) REFERENCES classrooms (id)
) {table};

CREATE INDEX IF NOT EXISTS lectures_class ON lectures (class_id, starts_at);

-- When a lecture takes marks.
CREATE TABLE windows (
    id {id},
    lecture_id BIGINT NOT NULL,
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    late_after_at BIGINT NOT NULL,
    opened_by BIGINT NOT NULL,
    closed_by BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (lecture_id),
    FOREIGN KEY (lecture_id) REFERENCES lectures (id)
) {table};

CREATE TABLE challenges (
    id {id},
    token_hash VARCHAR(64) NOT NULL,
    student_id BIGINT NOT NULL,
    lecture_id BIGINT NOT NULL,
    session_id BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    UNIQUE (token_hash)
) {table};

CREATE INDEX IF NOT EXISTS challenges_student ON challenges (student_id, lecture_id);

CREATE INDEX IF NOT EXISTS challenges_expiry ON challenges (expires_at);

CREATE TABLE consents (
    id {id},
    user_id BIGINT NOT NULL,
    text_version VARCHAR(32) NOT NULL,
    given_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    guardian VARCHAR(200),
    FOREIGN KEY (user_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS consents_user ON consents (user_id);

-- sealed: a face template under the key outside the database.
CREATE TABLE templates (
    user_id BIGINT NOT NULL PRIMARY KEY,
    model_id VARCHAR(64) NOT NULL,
    sealed {blob} NOT NULL,
    frames INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    FOREIGN KEY (user_id) REFERENCES users (id)
) {table};

CREATE TABLE attendance (
    id {id},
    student_id BIGINT NOT NULL,
    class_id BIGINT NOT NULL,
    lecture_id BIGINT NOT NULL,
    timestamp BIGINT NOT NULL,
    status VARCHAR(4) NOT NULL, -- P, L, E, A
    minutes_late INTEGER NOT NULL DEFAULT 0,
    method VARCHAR(16) NOT NULL, -- face, manual, code, photo, import, close
    marked_by BIGINT,
    note VARCHAR(500),
    updated_at BIGINT NOT NULL,
    UNIQUE (lecture_id, student_id),
    FOREIGN KEY (student_id) REFERENCES users (id),
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (lecture_id) REFERENCES lectures (id)
) {table};

CREATE INDEX IF NOT EXISTS attendance_student ON attendance (student_id, class_id);

CREATE INDEX IF NOT EXISTS attendance_class ON attendance (class_id, lecture_id);

-- Only the reason: no score is kept.
CREATE TABLE face_refusals (
    id {id},
    student_id BIGINT NOT NULL,
    lecture_id BIGINT NOT NULL,
    reason VARCHAR(32) NOT NULL,
    at BIGINT NOT NULL
) {table};

CREATE INDEX IF NOT EXISTS face_refusals_student ON face_refusals (student_id, lecture_id);

CREATE TABLE idempotency (
    user_id BIGINT NOT NULL,
    idempotency_key VARCHAR(80) NOT NULL,
    request_hash VARCHAR(64) NOT NULL,
    status INTEGER NOT NULL,
    body {text} NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, idempotency_key)
) {table};

CREATE INDEX IF NOT EXISTS idempotency_age ON idempotency (created_at);

-- A chain: each row's hash covers its fields and the hash before it.
CREATE TABLE audit (
    id {id},
    at BIGINT NOT NULL,
    actor_id BIGINT,
    action VARCHAR(64) NOT NULL,
    subject_type VARCHAR(32) NOT NULL,
    subject_id BIGINT,
    detail {text} NOT NULL,
    previous_hash VARCHAR(64) NOT NULL,
    hash VARCHAR(64) NOT NULL
) {table};

CREATE TABLE settings (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    value {text} NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by BIGINT
) {table};
