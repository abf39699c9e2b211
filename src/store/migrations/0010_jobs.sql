-- Slow work that outlives a request and a restart, its files and its report; and what other systems call our things.

CREATE TABLE jobs (
    id {id},
    kind VARCHAR(32) NOT NULL,
    owner_id BIGINT NOT NULL,
    class_id BIGINT, -- the classroom it is about
    parent_id BIGINT, -- the dry run that this one applies
    state VARCHAR(16) NOT NULL, -- waiting, running, done, failed, cancelled
    request VARCHAR(1000) NOT NULL, -- lines "name=value", words of the kind
    error VARCHAR(64), -- why it failed: a stable code,
    detail VARCHAR(300), -- and a sentence
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at BIGINT NOT NULL, -- waiting: when it is due; running: when its lease ends
    claim VARCHAR(64), -- running: a random word of the one that runs it
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    finished_at BIGINT,
    FOREIGN KEY (owner_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS jobs_due ON jobs (state, next_try_at);

CREATE INDEX IF NOT EXISTS jobs_owner ON jobs (owner_id, id);

CREATE INDEX IF NOT EXISTS jobs_parent ON jobs (parent_id);

CREATE INDEX IF NOT EXISTS jobs_finished ON jobs (finished_at);

CREATE TABLE job_files (
    job_id BIGINT NOT NULL,
    side VARCHAR(8) NOT NULL, -- input, output
    name VARCHAR(120) NOT NULL,
    type VARCHAR(100) NOT NULL,
    size BIGINT NOT NULL,
    PRIMARY KEY (job_id, side),
    FOREIGN KEY (job_id) REFERENCES jobs (id)
) {table};

-- A file in pieces that every server takes in one packet.
CREATE TABLE job_chunks (
    job_id BIGINT NOT NULL,
    side VARCHAR(8) NOT NULL,
    number INTEGER NOT NULL,
    bytes {blob} NOT NULL,
    PRIMARY KEY (job_id, side, number),
    FOREIGN KEY (job_id) REFERENCES jobs (id)
) {table};

-- The report: what became of each row of an imported file.
CREATE TABLE job_rows (
    job_id BIGINT NOT NULL,
    number INTEGER NOT NULL, -- in the order of the report
    file VARCHAR(64), -- of an archive
    line INTEGER NOT NULL, -- of the file, as a spreadsheet numbers its rows
    outcome VARCHAR(16) NOT NULL, -- created, updated, unchanged, refused, ignored
    reason VARCHAR(32), -- a stable code
    subject VARCHAR(120) NOT NULL, -- whom or what the row is about
    PRIMARY KEY (job_id, number),
    FOREIGN KEY (job_id) REFERENCES jobs (id)
) {table};

CREATE INDEX IF NOT EXISTS job_rows_outcome ON job_rows (job_id, outcome, number);

-- OneRoster's sourcedId of people, classrooms, enrolments, and of what they are only named by.
CREATE TABLE external_ids (
    kind VARCHAR(16) NOT NULL, -- user, class, enrollment, org, course, session
    external_id VARCHAR(255) NOT NULL,
    subject_id BIGINT, -- user: users.id; class, enrollment: classrooms.id
    other_id BIGINT, -- enrollment: users.id
    title VARCHAR(200), -- org, course, session
    PRIMARY KEY (kind, external_id)
) {table};

CREATE INDEX IF NOT EXISTS external_ids_subject ON external_ids (kind, subject_id);

-- People are found by the number that their institution gives them.
CREATE INDEX IF NOT EXISTS users_external ON users (external_id);
