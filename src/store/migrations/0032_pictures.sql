-- A picture that was shown once does not pass again: neither in another lecture, nor from the enrolment, nor for another
-- student without a flag.

ALTER TABLE live_traces ADD COLUMN lecture_id BIGINT; -- of an accepted check-in; NULL: of a refused one, or an enrolment

ALTER TABLE live_traces ADD COLUMN enrolled INTEGER NOT NULL DEFAULT 0; -- 1: of the enrolment that stands, 2: of an earlier one

CREATE INDEX IF NOT EXISTS live_traces_lecture ON live_traces (lecture_id);

CREATE INDEX IF NOT EXISTS live_traces_enrolled ON live_traces (enrolled, student_id);

-- Room: faces. Which pictures' bytes have been accepted, as keyed hashes: whose they are can be asked without opening
-- anything.
CREATE TABLE picture_keys (
    id {id},
    picture BIGINT NOT NULL, -- 63 bits of a keyed hash
    student_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (picture, student_id),
    FOREIGN KEY (student_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS picture_keys_student ON picture_keys (student_id);

CREATE INDEX IF NOT EXISTS picture_keys_age ON picture_keys (at);
