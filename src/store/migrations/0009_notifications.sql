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
    hidden INTEGER NOT NULL DEFAULT 0, -- wanted by e-mail alone
    mail_at BIGINT, -- when an e-mail about it is due; 0: to be decided; NULL: none, or it is on its way
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX IF NOT EXISTS notifications_user ON notifications (user_id, hidden, id);

CREATE INDEX IF NOT EXISTS notifications_unread ON notifications (user_id, read_at);

CREATE INDEX IF NOT EXISTS notifications_mail ON notifications (mail_at);

CREATE INDEX IF NOT EXISTS notifications_age ON notifications (created_at);

-- What somebody chose otherwise than the default of the kind.
CREATE TABLE notification_choices (
    user_id BIGINT NOT NULL,
    kind VARCHAR(32) NOT NULL,
    app INTEGER NOT NULL,
    email VARCHAR(8) NOT NULL, -- off, now, digest
    PRIMARY KEY (user_id, kind),
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

-- When somebody wants no e-mail, and when the digest: minutes after local midnight.
CREATE TABLE notification_hours (
    user_id BIGINT NOT NULL PRIMARY KEY,
    timezone VARCHAR(64) NOT NULL,
    quiet_from INTEGER, -- NULL: never quiet
    quiet_to INTEGER,
    digest_at INTEGER NOT NULL,
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

-- Lectures whose students have been told that they start soon.
CREATE TABLE lecture_reminders (
    lecture_id BIGINT NOT NULL PRIMARY KEY,
    told_at BIGINT NOT NULL,
    FOREIGN KEY (lecture_id) REFERENCES lectures (id)
) {table};

CREATE INDEX IF NOT EXISTS lecture_reminders_age ON lecture_reminders (told_at);

CREATE INDEX IF NOT EXISTS lectures_start ON lectures (starts_at);

-- The outbox.
CREATE TABLE mails (
    id {id},
    user_id BIGINT,
    recipient VARCHAR(254) NOT NULL,
    subject VARCHAR(200) NOT NULL,
    body {text} NOT NULL,
    created_at BIGINT NOT NULL,
    next_try_at BIGINT, -- NULL: sent, or given up
    tries INTEGER NOT NULL DEFAULT 0,
    sent_at BIGINT,
    error VARCHAR(300)
) {table};

CREATE INDEX IF NOT EXISTS mails_due ON mails (next_try_at);

CREATE INDEX IF NOT EXISTS mails_age ON mails (created_at);

CREATE INDEX IF NOT EXISTS mails_user ON mails (user_id);
