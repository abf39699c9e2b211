-- Announcements, notices and assessments of a classroom.

CREATE TABLE board_items (
    id {id},
    class_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL, -- announcement, notice, assessment
    title VARCHAR(200) NOT NULL,
    body {text} NOT NULL, -- Markdown
    points INTEGER,
    due_at BIGINT,
    pinned INTEGER NOT NULL DEFAULT 0,
    publish_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (author_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS board_items_class ON board_items (class_id, publish_at);
