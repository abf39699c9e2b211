-- Groups within a classroom, whose lectures are some students' alone.

-- marks
CREATE TABLE class_groups (
    id {id},
    class_id BIGINT NOT NULL,
    name VARCHAR(60) NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT, -- NULL: in use
    version BIGINT NOT NULL DEFAULT 1,
    UNIQUE (class_id, name),
    FOREIGN KEY (class_id) REFERENCES classrooms (id)
) {table};

-- One row for each time of a student in a group; it may begin in the future.
CREATE TABLE group_memberships (
    id {id},
    group_id BIGINT NOT NULL,
    class_id BIGINT NOT NULL, -- the group's
    user_id BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at BIGINT, -- NULL: until further notice
    FOREIGN KEY (group_id) REFERENCES class_groups (id),
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (user_id) REFERENCES users (id)
) {table};

-- All three answer by the index alone.
CREATE INDEX IF NOT EXISTS group_memberships_group ON group_memberships (group_id, user_id, joined_at, left_at);

CREATE INDEX IF NOT EXISTS group_memberships_class ON group_memberships (class_id, user_id, group_id, joined_at, left_at);

CREATE INDEX IF NOT EXISTS group_memberships_user ON group_memberships (user_id, group_id, joined_at, left_at);

-- For which groups a lecture is; no row: for the whole classroom.
CREATE TABLE lecture_groups (
    lecture_id BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    PRIMARY KEY (lecture_id, group_id),
    FOREIGN KEY (lecture_id) REFERENCES lectures (id),
    FOREIGN KEY (group_id) REFERENCES class_groups (id)
) {table};

CREATE INDEX IF NOT EXISTS lecture_groups_group ON lecture_groups (group_id, lecture_id);
