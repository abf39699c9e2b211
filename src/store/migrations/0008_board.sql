-- Announcements, notices and assessments of a classroom, their files, and what students hand in.

CREATE TABLE board_items (
    id {id},
    class_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL, -- announcement, notice, assessment
    title VARCHAR(200) NOT NULL,
    body {text} NOT NULL, -- Markdown
    points INTEGER, -- the most, in hundredths; NULL: not graded
    due_at BIGINT,
    pinned INTEGER NOT NULL DEFAULT 0,
    publish_at BIGINT NOT NULL,
    told_at BIGINT, -- when its students were told; NULL: not yet
    version INTEGER NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (author_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS board_items_class ON board_items (class_id, pinned, publish_at);

CREATE INDEX IF NOT EXISTS board_items_due ON board_items (told_at, publish_at);

-- Who has read what.
CREATE TABLE board_reads (
    item_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (item_id, user_id),
    FOREIGN KEY (item_id) REFERENCES board_items (id) ON DELETE CASCADE,
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX IF NOT EXISTS board_reads_user ON board_reads (user_id);

-- What a student handed in for an assessment, and what became of it.
CREATE TABLE hand_ins (
    id {id},
    item_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    text {text} NOT NULL,
    handed_in_at BIGINT NOT NULL,
    late INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    points INTEGER, -- in hundredths; NULL: not graded yet
    comment VARCHAR(2000),
    graded_by BIGINT,
    graded_at BIGINT,
    UNIQUE (item_id, student_id),
    FOREIGN KEY (item_id) REFERENCES board_items (id) ON DELETE CASCADE,
    FOREIGN KEY (student_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS hand_ins_student ON hand_ins (student_id);

-- A file: of an item, of what was handed in, of a request, or of nothing yet. Its bytes are in the blob store.
CREATE TABLE files (
    id {id},
    class_id BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    item_id BIGINT,
    hand_in_id BIGINT,
    request_id BIGINT,
    name VARCHAR(200) NOT NULL,
    type VARCHAR(100) NOT NULL,
    size BIGINT NOT NULL,
    blob_key VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (blob_key),
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (owner_id) REFERENCES users (id),
    FOREIGN KEY (item_id) REFERENCES board_items (id) ON DELETE SET NULL,
    FOREIGN KEY (hand_in_id) REFERENCES hand_ins (id) ON DELETE SET NULL,
    FOREIGN KEY (request_id) REFERENCES requests (id) ON DELETE SET NULL
) {table};

CREATE INDEX IF NOT EXISTS files_class ON files (class_id);

CREATE INDEX IF NOT EXISTS files_owner ON files (owner_id, item_id, hand_in_id);

CREATE INDEX IF NOT EXISTS files_item ON files (item_id);

CREATE INDEX IF NOT EXISTS files_request ON files (request_id);

CREATE INDEX IF NOT EXISTS files_hand_in ON files (hand_in_id);

CREATE INDEX IF NOT EXISTS files_loose ON files (created_at, item_id, hand_in_id);
