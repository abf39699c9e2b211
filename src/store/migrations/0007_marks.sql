-- What a mark needs beside a face, how marks are changed and changed back, and what students ask about them.

-- One row for each browser that a student has checked in with, or tried to.
CREATE TABLE devices (
    id {id},
    user_id BIGINT NOT NULL,
    fingerprint VARCHAR(64) NOT NULL, -- of a random token that the browser keeps
    first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    marked_at BIGINT, -- when it last brought a mark
    trusted INTEGER NOT NULL DEFAULT 0, -- the first device of its student
    UNIQUE (user_id, fingerprint),
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX IF NOT EXISTS devices_fingerprint ON devices (fingerprint, marked_at);

-- A classroom without a row asks for nothing but the face check that classrooms.policy names.
CREATE TABLE proofs (
    class_id BIGINT NOT NULL PRIMARY KEY,
    room_code INTEGER NOT NULL,
    code_check_in INTEGER NOT NULL,
    networks VARCHAR(1000) NOT NULL, -- CIDR ranges with commas between; '': anywhere
    network_rule VARCHAR(8) NOT NULL, -- off, flag, refuse
    place VARCHAR(64) NOT NULL, -- geo URI; '': anywhere
    radius_m INTEGER NOT NULL,
    place_rule VARCHAR(8) NOT NULL,
    device_rule VARCHAR(8) NOT NULL,
    device_minutes INTEGER NOT NULL,
    version INTEGER NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by BIGINT NOT NULL,
    FOREIGN KEY (class_id) REFERENCES classrooms (id)
) {table};

ALTER TABLE attendance ADD COLUMN flags VARCHAR(100); -- words with spaces between; NULL: none

UPDATE attendance SET flags = flag;

ALTER TABLE attendance DROP COLUMN flag;

ALTER TABLE attendance ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- One act of somebody that changed marks: for undoing it.
CREATE TABLE changes (
    id {id},
    lecture_id BIGINT NOT NULL,
    actor_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    undone_at BIGINT,
    FOREIGN KEY (lecture_id) REFERENCES lectures (id)
) {table};

CREATE INDEX IF NOT EXISTS changes_at ON changes (at);

-- What each mark was before; status NULL: there was none.
CREATE TABLE change_marks (
    change_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    timestamp BIGINT,
    status VARCHAR(4),
    minutes_late INTEGER,
    method VARCHAR(16),
    marked_by BIGINT,
    note VARCHAR(500),
    flags VARCHAR(100),
    after_version BIGINT NOT NULL, -- of the mark it became; 0: it was taken away
    PRIMARY KEY (change_id, student_id),
    FOREIGN KEY (change_id) REFERENCES changes (id) ON DELETE CASCADE
) {table};

CREATE TABLE requests (
    id {id},
    class_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL, -- leave, appeal
    state VARCHAR(16) NOT NULL, -- open, accepted, refused, withdrawn
    lecture_id BIGINT, -- an appeal's; a leave's when it is for one lecture
    from_at BIGINT, -- a leave's other lectures: those that start from here
    until_at BIGINT, -- to before here
    text VARCHAR(1000) NOT NULL,
    status VARCHAR(4), -- given when it was accepted
    comment VARCHAR(500),
    answered_by BIGINT,
    answered_at BIGINT,
    created_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (student_id) REFERENCES users (id),
    FOREIGN KEY (lecture_id) REFERENCES lectures (id)
) {table};

CREATE INDEX IF NOT EXISTS requests_class ON requests (class_id, state, id);

CREATE INDEX IF NOT EXISTS requests_student ON requests (student_id, class_id, state);
