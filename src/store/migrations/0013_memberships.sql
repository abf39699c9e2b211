-- Who was in a classroom from when to when; `students` stays the list of who is in it now.

-- One row for each stay: several of one person in one classroom are possible, one after the other.
CREATE TABLE memberships (
    id {id},
    class_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at BIGINT, -- NULL: still in
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (user_id) REFERENCES users (id)
) {table};

-- Both answer by the index alone.
CREATE INDEX IF NOT EXISTS memberships_class ON memberships (class_id, user_id, joined_at, left_at);

CREATE INDEX IF NOT EXISTS memberships_user ON memberships (user_id, class_id, joined_at, left_at);

INSERT INTO memberships (class_id, user_id, joined_at) SELECT class_id, user_id, joined_at FROM students;

-- Until now who left took their dates along. Of those with marks these say from when to when they were there at least.
INSERT INTO memberships (class_id, user_id, joined_at, left_at)
    SELECT a.class_id, a.student_id, MIN(l.starts_at), MAX(l.ends_at) FROM attendance a
    JOIN lectures l ON l.id = a.lecture_id
    LEFT JOIN students s ON s.class_id = a.class_id AND s.user_id = a.student_id
    WHERE s.user_id IS NULL GROUP BY a.class_id, a.student_id;

-- Of the members of then; no roster of later changes it.
ALTER TABLE lecture_figures ADD COLUMN unmarked INTEGER NOT NULL DEFAULT 0;

UPDATE lecture_figures SET unmarked = (SELECT COUNT(DISTINCT m.user_id) FROM lectures l
    JOIN memberships m ON m.class_id = l.class_id
    LEFT JOIN attendance a ON a.lecture_id = l.id AND a.student_id = m.user_id
    WHERE l.id = lecture_figures.lecture_id AND m.joined_at < l.ends_at
    AND (m.left_at IS NULL OR m.left_at > l.starts_at) AND a.id IS NULL);

CREATE INDEX IF NOT EXISTS lecture_figures_all
    ON lecture_figures (lecture_id, opened, present, late, excused, absent, unmarked);
