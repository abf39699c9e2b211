-- What a mark needs beside a face, and what students ask about their marks.

CREATE TABLE devices (
    id {id},
    user_id BIGINT NOT NULL,
    fingerprint VARCHAR(64) NOT NULL, -- of a random token that the browser keeps
    first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    UNIQUE (user_id, fingerprint),
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX IF NOT EXISTS devices_fingerprint ON devices (fingerprint);
