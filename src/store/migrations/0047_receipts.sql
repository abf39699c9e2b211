-- Room: marks. Each state that a mark was in, written with it; the receipt of it is made when its student asks.
CREATE TABLE mark_receipts (
    id {id},
    student_id BIGINT NOT NULL,
    subject_id BIGINT NOT NULL, -- the student's id as the log holds its hash, also after two accounts became one
    lecture_id BIGINT NOT NULL,
    class_id BIGINT NOT NULL,
    status VARCHAR(4) NOT NULL, -- as in attendance; none: it was taken away
    minutes_late INTEGER NOT NULL,
    method VARCHAR(16) NOT NULL, -- as in attendance, or none
    by_whom VARCHAR(8) NOT NULL, -- student, staff, rule; found: it was there without an entry
    at BIGINT NOT NULL, -- of the mark
    written_at BIGINT NOT NULL,
    position BIGINT, -- in the log; NULL: on its way there
    salt {blob}, -- hashed with it, so that who has the hash alone cannot try out what it is of
    UNIQUE (position),
    FOREIGN KEY (student_id) REFERENCES users (id),
    FOREIGN KEY (lecture_id) REFERENCES lectures (id)
) {table};

CREATE INDEX mark_receipts_lecture ON mark_receipts (lecture_id, student_id);

CREATE INDEX mark_receipts_student ON mark_receipts (student_id);

-- The log: a Merkle tree of hashes, which tell of nobody (crypto/merkle.h). Up to 256 of a level a row, 32 bytes each.
CREATE TABLE mark_tiles (
    level INTEGER NOT NULL,
    tile BIGINT NOT NULL,
    hashes {blob} NOT NULL,
    PRIMARY KEY (level, tile)
) {table};

-- One row, made at the start (marks/receipt/receipt_log.h): how many leaves the log has, and its head as it was published last.
CREATE TABLE mark_log (
    id BIGINT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    head VARCHAR(600), -- signed
    head_at BIGINT
) {table};

-- Public keys of receipts, ended ones too: what they have signed stays good. The private key of the one that has not ended is sealed in
-- person_keys.
CREATE TABLE receipt_keys (
    id VARCHAR(16) NOT NULL PRIMARY KEY,
    public_key {blob} NOT NULL,
    made_at BIGINT NOT NULL,
    ended_at BIGINT
) {table};
