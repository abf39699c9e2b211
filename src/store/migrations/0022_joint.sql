-- Lectures of several classrooms that are held together, each a row of its own.

-- Room: plan. What the lectures of one such hour share.
CREATE TABLE joints (
    id {id},
    class_id BIGINT NOT NULL, -- whose settings the attendance window has, one of theirs
    created_at BIGINT NOT NULL,
    FOREIGN KEY (class_id) REFERENCES classrooms (id)
) {table};

CREATE INDEX IF NOT EXISTS joints_class ON joints (class_id);

ALTER TABLE lectures ADD COLUMN joint_id BIGINT; -- NULL: its classroom's alone

CREATE INDEX IF NOT EXISTS lectures_joint ON lectures (joint_id);
