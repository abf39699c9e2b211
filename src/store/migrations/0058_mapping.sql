-- Room: imports. What the columns of a file were taken for, what people have chosen, and what an import has changed.

-- Of a dry run. A file without a header has line 0, and its columns are called A, B, C.
CREATE TABLE job_columns (
    job_id BIGINT NOT NULL,
    place INTEGER NOT NULL, -- in the file, from 0
    line INTEGER NOT NULL, -- of the header, as a spreadsheet numbers its rows
    header VARCHAR(120) NOT NULL,
    name VARCHAR(32), -- of the format's columns; NULL: left out
    how VARCHAR(12) NOT NULL, -- named, guessed, chosen, remembered, unknown, twice
    samples VARCHAR(500) NOT NULL, -- its first cells, each ended by a line feed
    PRIMARY KEY (job_id, place),
    FOREIGN KEY (job_id) REFERENCES jobs (id)
) {table};

-- What people have said of a header, for the next file that has the same one.
CREATE TABLE import_mappings (
    id {id},
    format VARCHAR(25) NOT NULL,
    class_id BIGINT NOT NULL, -- 0: of the institution
    fingerprint VARCHAR(64) NOT NULL, -- SHA-256 of the header's words, folded
    chosen VARCHAR(4000) NOT NULL, -- the names of the format's columns in the file's order, with commas; '-': left out
    used_at BIGINT NOT NULL,
    UNIQUE (format, class_id, fingerprint)
) {table};

-- What an import that was applied has changed, thing by thing, until that is undone or the job is swept.
CREATE TABLE job_undo (
    job_id BIGINT NOT NULL,
    number INTEGER NOT NULL, -- of the row in its report
    part INTEGER NOT NULL, -- of what the row did, in its order
    kind VARCHAR(16) NOT NULL,
    subject_id BIGINT NOT NULL, -- what was made or changed
    other_id BIGINT, -- whom it is about beside
    field VARCHAR(16), -- which of its fields
    was VARCHAR(2000), -- and what stood there; NULL: nothing
    became VARCHAR(2000),
    state VARCHAR(255), -- what else there is to know, in words of the kind
    PRIMARY KEY (job_id, number, part),
    FOREIGN KEY (job_id) REFERENCES jobs (id)
) {table};

CREATE INDEX IF NOT EXISTS job_undo_subject ON job_undo (subject_id);

CREATE INDEX IF NOT EXISTS job_undo_other ON job_undo (other_id);

-- Who is removed, and which lecture, is looked for in whatever may name them.
CREATE INDEX IF NOT EXISTS changes_lecture ON changes (lecture_id);

CREATE INDEX IF NOT EXISTS requests_lecture ON requests (lecture_id);

CREATE INDEX IF NOT EXISTS board_items_author ON board_items (author_id);

CREATE INDEX IF NOT EXISTS leave_marks_student ON leave_marks (student_id);

CREATE INDEX IF NOT EXISTS leaves_answered_by ON leaves (answered_by);
