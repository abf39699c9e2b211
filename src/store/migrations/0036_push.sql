-- Room: post. The browsers in which somebody wants to be told (RFC 8030): an address at the browser's push service, and what a message for it
-- is sealed with. One ends with the session that made it.
CREATE TABLE push_subscriptions (
    id {id},
    user_id BIGINT NOT NULL,
    session_id BIGINT NOT NULL,
    endpoint VARCHAR(1000) NOT NULL,
    fingerprint VARCHAR(64) NOT NULL, -- of the endpoint, which is too long for an index
    p256dh {blob} NOT NULL,
    auth {blob} NOT NULL,
    device VARCHAR(100) NOT NULL, -- such as "Firefox on Linux"
    made_at BIGINT NOT NULL,
    last_ok_at BIGINT, -- NULL: its push service has taken nothing yet
    refused INTEGER NOT NULL DEFAULT 0, -- pushes in a row that it refused
    UNIQUE (fingerprint),
    UNIQUE (session_id),
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
) {table};

CREATE INDEX push_subscriptions_user ON push_subscriptions (user_id, made_at);

-- On their way out.
CREATE TABLE pushes (
    id {id},
    subscription_id BIGINT NOT NULL,
    kind VARCHAR(32) NOT NULL,
    tag VARCHAR(60) NOT NULL, -- a later one of the same tag takes its place
    path VARCHAR(120) NOT NULL, -- of the app
    lecture_id BIGINT, -- is of no use to who has a mark in it; NULL: none
    next_try_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL, -- is of no use to anybody from then on
    tries INTEGER NOT NULL DEFAULT 0,
    FOREIGN KEY (subscription_id) REFERENCES push_subscriptions (id) ON DELETE CASCADE
) {table};

CREATE INDEX pushes_due ON pushes (next_try_at);

CREATE INDEX pushes_tag ON pushes (subscription_id, tag);

-- When a push of it is due; 0: to be decided; NULL: none, or it is on its way.
ALTER TABLE notifications ADD COLUMN push_at BIGINT;

CREATE INDEX notifications_push ON notifications (push_at);

-- NULL: the default of the kind.
ALTER TABLE notification_choices ADD COLUMN push INTEGER;
