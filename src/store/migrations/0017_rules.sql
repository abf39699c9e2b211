-- When marks are final, and whose students are to be looked at again. Both are written by marks.

-- Somebody of the staff said that a lecture's marks are final before the time for corrections was over.
CREATE TABLE lecture_finals (
    lecture_id BIGINT NOT NULL PRIMARY KEY,
    ended_at BIGINT NOT NULL, -- when its marking had ended; where that has moved since, the word no longer holds
    said_at BIGINT NOT NULL,
    said_by BIGINT NOT NULL,
    told INTEGER NOT NULL DEFAULT 0, -- somebody has been told something since that they would not have been told before
    FOREIGN KEY (lecture_id) REFERENCES lectures (id),
    FOREIGN KEY (said_by) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS lecture_finals_said_by ON lecture_finals (said_by);

-- Classrooms in which something has changed that somebody might have to be warned of.
CREATE TABLE standing_due (
    class_id BIGINT NOT NULL PRIMARY KEY,
    due_at BIGINT NOT NULL,
    FOREIGN KEY (class_id) REFERENCES classrooms (id)
) {table};

-- What warns: of a classroom that has rules of its own, and (class_id 0) of the institution.
CREATE TABLE warning_rules (
    class_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL, -- in_a_row, within, below, out_of_reach
    is_on INTEGER NOT NULL,
    lectures INTEGER NOT NULL,
    days INTEGER NOT NULL,
    percent INTEGER NOT NULL, -- 0: the classroom's threshold
    counted_min INTEGER NOT NULL,
    recipients INTEGER NOT NULL, -- bits: 1 the student, 2 the teachers, 4 the adviser
    PRIMARY KEY (class_id, kind)
) {table};

-- Who has crossed a line: one row for each run of missed lectures, which is told once.
CREATE TABLE warnings (
    id {id},
    class_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    run BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    over_at BIGINT, -- NULL: they are still past it
    UNIQUE (class_id, student_id, kind, run),
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (student_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS warnings_student ON warnings (student_id);

INSERT INTO warnings (class_id, student_id, kind, run, told_at)
    SELECT class_id, student_id, 'below', 0, updated_at FROM standing_warnings WHERE below = 1;

INSERT INTO warnings (class_id, student_id, kind, run, told_at)
    SELECT class_id, student_id, 'out_of_reach', 0, updated_at FROM standing_warnings WHERE out_of_reach = 1;

DROP TABLE standing_warnings;

-- Whose adviser somebody is.
CREATE TABLE advisers (
    student_id BIGINT NOT NULL PRIMARY KEY,
    adviser_id BIGINT NOT NULL,
    assigned_at BIGINT NOT NULL,
    FOREIGN KEY (student_id) REFERENCES users (id),
    FOREIGN KEY (adviser_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS advisers_adviser ON advisers (adviser_id);
