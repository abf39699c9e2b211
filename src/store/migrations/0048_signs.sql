-- What check-ins show of where they were made from, until the marks are final: whether a room code may have been passed on.
CREATE TABLE check_in_signs (
    lecture_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    at BIGINT NOT NULL, -- when the check-in reached the server
    network VARCHAR(32), -- where it came from: a keyed mark of a range of addresses, made anew for each room; NULL: not known
    way VARCHAR(8), -- how the room code was brought: digits, link, stamp; NULL: none was
    period BIGINT, -- of which ten seconds the code was
    age_ms INTEGER, -- how old it was by then
    held_ms INTEGER NOT NULL, -- how long a stamp was kept before it was used
    heard INTEGER NOT NULL, -- the room sound
    new_device INTEGER NOT NULL,
    reasons VARCHAR(250), -- why it is flagged: words with spaces between, some with a value behind a colon
    PRIMARY KEY (lecture_id, student_id),
    FOREIGN KEY (lecture_id) REFERENCES lectures (id) ON DELETE CASCADE,
    FOREIGN KEY (student_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX IF NOT EXISTS check_in_signs_at ON check_in_signs (at);

CREATE INDEX IF NOT EXISTS check_in_signs_student ON check_in_signs (student_id);

-- A check of several steps brings the code with the first: what it was then.
ALTER TABLE challenges ADD COLUMN code_way VARCHAR(8);

ALTER TABLE challenges ADD COLUMN code_period BIGINT;

ALTER TABLE challenges ADD COLUMN code_at BIGINT;

ALTER TABLE challenges ADD COLUMN code_held_ms INTEGER;
