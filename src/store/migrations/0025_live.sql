-- Any server on the database goes on with a check with head turns, also after a restart.

-- Room: faces. Where a check with head turns stands between its requests.
CREATE TABLE live_attempts (
    id {id},
    student_id BIGINT NOT NULL,
    lecture_id BIGINT NOT NULL,
    fingerprint VARCHAR(64) NOT NULL, -- of the challenge's token
    expires_at BIGINT NOT NULL,
    step INTEGER NOT NULL, -- steps accepted
    is_over INTEGER NOT NULL,
    version BIGINT NOT NULL,
    state {blob}, -- sealed; NULL: over, or expired
    UNIQUE (student_id, lecture_id),
    FOREIGN KEY (student_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS live_attempts_age ON live_attempts (expires_at);

-- Room: faces. What is kept of the frames of ended checks to know them again: neither frames nor templates.
CREATE TABLE live_traces (
    id {id},
    student_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    sealed {blob} NOT NULL,
    FOREIGN KEY (student_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS live_traces_student ON live_traces (student_id);

CREATE INDEX IF NOT EXISTS live_traces_age ON live_traces (at);
