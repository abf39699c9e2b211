-- Who left a classroom of their own will is not put in again by the next import of the same files.
ALTER TABLE memberships ADD COLUMN left_by_self BIGINT NOT NULL DEFAULT 0;
