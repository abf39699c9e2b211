-- Which value a setting had when, and who changed it; what consents allow; searching the audit log; proofs of deletion.

CREATE TABLE setting_history (
    id {id},
    name VARCHAR(64) NOT NULL,
    old_value {text},
    new_value {text} NOT NULL,
    changed_by BIGINT,
    changed_at BIGINT NOT NULL
) {table};

CREATE INDEX IF NOT EXISTS setting_history_name ON setting_history (name, id);

-- check_in: one's own check-ins alone; all: class photos and the search for doubles, too. Texts 1 and 2 named both.
ALTER TABLE consents ADD COLUMN scope VARCHAR(16) NOT NULL DEFAULT 'all';

CREATE INDEX IF NOT EXISTS templates_age ON templates (updated_at);

CREATE INDEX IF NOT EXISTS audit_actor ON audit (actor_id, id);

CREATE INDEX IF NOT EXISTS audit_action ON audit (action, id);

CREATE INDEX IF NOT EXISTS audit_subject ON audit (subject_type, subject_id, id);

CREATE INDEX IF NOT EXISTS audit_at ON audit (at);

-- NULL: a person; otherwise when name and e-mail were taken away.
ALTER TABLE users ADD COLUMN erased_at BIGINT;

CREATE INDEX IF NOT EXISTS users_disabled ON users (disabled_at);

-- Who has asked to be forgotten. Answered by erasing, or taken back.
CREATE TABLE erasure_requests (
    user_id BIGINT NOT NULL PRIMARY KEY,
    asked_at BIGINT NOT NULL,
    FOREIGN KEY (user_id) REFERENCES users (id)
) {table};

-- Proof of what was deleted: how many of what, when, and by which rule.
CREATE TABLE deletions (
    id {id},
    kind VARCHAR(32) NOT NULL,
    rule VARCHAR(64) NOT NULL, -- "keep_refusals_days 180", "erasure"
    subject_id BIGINT, -- whose, where it was one person's
    deleted BIGINT NOT NULL,
    actor_id BIGINT, -- NULL: the program itself
    at BIGINT NOT NULL
) {table};

CREATE INDEX IF NOT EXISTS mails_user ON mails (user_id);

CREATE INDEX IF NOT EXISTS change_marks_student ON change_marks (student_id);
