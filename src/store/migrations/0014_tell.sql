-- Telling any audience in batches: who, of what, and the kind by its word, so that a version with other kinds reads it too.

ALTER TABLE tellings RENAME COLUMN kind TO number;

ALTER TABLE tellings ADD COLUMN kind VARCHAR(32) NOT NULL DEFAULT '';

UPDATE tellings SET kind = CASE number WHEN 0 THEN 'window_opened' ELSE 'lecture_changed' END;

ALTER TABLE tellings DROP COLUMN number;

ALTER TABLE tellings ADD COLUMN audience VARCHAR(16) NOT NULL DEFAULT 'members';

ALTER TABLE tellings ADD COLUMN subject_id BIGINT NOT NULL DEFAULT 0;
