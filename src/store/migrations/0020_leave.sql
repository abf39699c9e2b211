-- Leave for all courses of a person at once, by kinds that the institution names. Before each table its room.

-- attendance
CREATE TABLE leave_kinds (
    id {id},
    name VARCHAR(60) NOT NULL,
    decider VARCHAR(16) NOT NULL, -- staff: each classroom's for its own; office: once for all
    evidence VARCHAR(16) NOT NULL, -- none, optional, required
    evidence_for VARCHAR(16) NOT NULL, -- who may see it: staff, office
    status VARCHAR(4) NOT NULL, -- what an accepted one gives
    days_after INTEGER NOT NULL, -- for so long after its end it may still be asked for
    retired_at BIGINT,
    version INTEGER NOT NULL DEFAULT 1
) {table};

-- attendance: who is the office of a kind; nobody here: every administrator
CREATE TABLE leave_officers (
    kind_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (kind_id, user_id),
    FOREIGN KEY (kind_id) REFERENCES leave_kinds (id) ON DELETE CASCADE,
    FOREIGN KEY (user_id) REFERENCES users (id)
) {table};

-- attendance: lectures that start from from_at to before until_at
CREATE TABLE leaves (
    id {id},
    student_id BIGINT NOT NULL,
    kind_id BIGINT, -- NULL: asked where the institution names no kinds
    class_id BIGINT, -- only this course; NULL: all
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    text VARCHAR(1000) NOT NULL,
    decider VARCHAR(16) NOT NULL, -- as the kind said when it was asked; so is the next
    evidence_for VARCHAR(16) NOT NULL,
    state VARCHAR(16) NOT NULL, -- open, accepted, refused (by the office), withdrawn
    status VARCHAR(4), -- given by the office
    comment VARCHAR(500),
    answered_by BIGINT,
    answered_at BIGINT,
    evidence_seen_by BIGINT,
    evidence_seen_at BIGINT,
    evidence_erased_at BIGINT,
    created_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    FOREIGN KEY (student_id) REFERENCES users (id),
    FOREIGN KEY (kind_id) REFERENCES leave_kinds (id),
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (answered_by) REFERENCES users (id),
    FOREIGN KEY (evidence_seen_by) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS leaves_student ON leaves (student_id, until_at);

CREATE INDEX IF NOT EXISTS leaves_until ON leaves (until_at);

CREATE INDEX IF NOT EXISTS leaves_state ON leaves (state, id);

-- attendance: what a classroom's staff decided for it
CREATE TABLE leave_answers (
    leave_id BIGINT NOT NULL,
    class_id BIGINT NOT NULL,
    state VARCHAR(16) NOT NULL, -- accepted, refused
    status VARCHAR(4),
    comment VARCHAR(500),
    answered_by BIGINT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (leave_id, class_id),
    FOREIGN KEY (leave_id) REFERENCES leaves (id) ON DELETE CASCADE,
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (answered_by) REFERENCES users (id)
) {table};

-- plan: where a leave has marked somebody, so that it does so once; and the Absent that somebody had set before
CREATE TABLE leave_marks (
    lecture_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    method VARCHAR(16), -- NULL: there was no mark, or one by the close
    timestamp BIGINT,
    marked_by BIGINT,
    note VARCHAR(500),
    PRIMARY KEY (lecture_id, student_id),
    FOREIGN KEY (lecture_id) REFERENCES lectures (id) ON DELETE CASCADE,
    FOREIGN KEY (student_id) REFERENCES users (id),
    FOREIGN KEY (marked_by) REFERENCES users (id)
) {table};

-- files: evidence, its bytes sealed
CREATE TABLE leave_files (
    id {id},
    leave_id BIGINT, -- NULL: belongs to nothing yet, or no more
    owner_id BIGINT NOT NULL,
    name VARCHAR(200) NOT NULL,
    type VARCHAR(100) NOT NULL,
    size BIGINT NOT NULL,
    blob_key VARCHAR(64) NOT NULL,
    sealed_for BIGINT NOT NULL, -- whose key; the owner when it was sent
    created_at BIGINT NOT NULL,
    UNIQUE (blob_key),
    FOREIGN KEY (leave_id) REFERENCES leaves (id) ON DELETE SET NULL,
    FOREIGN KEY (owner_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS leave_files_owner ON leave_files (owner_id, leave_id);

-- office: an administrator may say no, and why
ALTER TABLE erasure_requests ADD COLUMN refused_at BIGINT;

ALTER TABLE erasure_requests ADD COLUMN reason VARCHAR(500);
