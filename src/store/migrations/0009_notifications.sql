-- What people are told in the app, and by e-mail.

CREATE TABLE notifications (
    id {id},
    user_id BIGINT NOT NULL,
    kind VARCHAR(32) NOT NULL,
    class_id BIGINT,
    lecture_id BIGINT,
    subject_id BIGINT,
    text VARCHAR(300),
    created_at BIGINT NOT NULL,
    read_at BIGINT,
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX IF NOT EXISTS notifications_user ON notifications (user_id, read_at);

CREATE TABLE mails (
    id {id},
    user_id BIGINT,
    recipient VARCHAR(254) NOT NULL,
    subject VARCHAR(200) NOT NULL,
    body {text} NOT NULL,
    created_at BIGINT NOT NULL,
    next_try_at BIGINT,
    tries INTEGER NOT NULL DEFAULT 0,
    sent_at BIGINT,
    error VARCHAR(300)
) {table};

CREATE INDEX IF NOT EXISTS mails_due ON mails (sent_at, next_try_at);
