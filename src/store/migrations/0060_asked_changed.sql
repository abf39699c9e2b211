-- Rooms: requests. When a request, a leave was changed last, so that programs ask for what is new (updated_since). NULL: as made.
-- Whatever writes what others see of them sets it.
ALTER TABLE requests ADD COLUMN updated_at BIGINT;

ALTER TABLE leaves ADD COLUMN updated_at BIGINT;

-- Those of a classroom in every state, page by page.
CREATE INDEX IF NOT EXISTS requests_class_ids ON requests (class_id, id);
