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
