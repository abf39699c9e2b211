-- Rooms: people, classes. When an account, a classroom was changed last, so that programs ask for what is new (updated_since). NULL: as
-- created. Whatever writes what others see of them sets it.
ALTER TABLE users ADD COLUMN updated_at BIGINT;

ALTER TABLE classrooms ADD COLUMN updated_at BIGINT;

-- Marks of a classroom by their ids, as programs read them page by page.
CREATE INDEX IF NOT EXISTS attendance_class_ids ON attendance (class_id, id);
