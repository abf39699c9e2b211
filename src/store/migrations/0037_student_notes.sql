-- What the staff of a classroom notes about a student of it; and which classroom a classroom was copied from.

CREATE TABLE student_notes (
    id {id},
    class_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    text VARCHAR(1000) NOT NULL,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (student_id) REFERENCES users (id),
    FOREIGN KEY (author_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS student_notes_class ON student_notes (class_id, student_id, id);

CREATE INDEX IF NOT EXISTS student_notes_student ON student_notes (student_id, id);

ALTER TABLE classrooms ADD COLUMN copied_from BIGINT; -- NULL: none, or before this was noted
