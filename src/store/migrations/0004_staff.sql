-- Who teaches beside a classroom's professor.

CREATE TABLE classroom_staff (
    class_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL, -- teacher, assistant
    added_at BIGINT NOT NULL,
    PRIMARY KEY (class_id, user_id),
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (user_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS classroom_staff_user ON classroom_staff (user_id);
