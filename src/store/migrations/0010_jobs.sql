-- Slow work that outlives a request and a restart.

CREATE TABLE jobs (
    id {id},
    kind VARCHAR(32) NOT NULL,
    owner_id BIGINT NOT NULL,
    state VARCHAR(16) NOT NULL, -- waiting, running, done, failed
    request {text} NOT NULL, -- JSON
    result {text},
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    FOREIGN KEY (owner_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS jobs_due ON jobs (state, next_try_at);

CREATE INDEX IF NOT EXISTS jobs_owner ON jobs (owner_id);
