-- How a classroom counts and who may join it.

ALTER TABLE classrooms ADD COLUMN version INTEGER NOT NULL DEFAULT 1; -- counts up with every edit: ETag

ALTER TABLE classrooms ADD COLUMN threshold_percent INTEGER NOT NULL DEFAULT 75;

ALTER TABLE classrooms ADD COLUMN excused_counts VARCHAR(16) NOT NULL DEFAULT 'attended'; -- attended, ignored, missed

ALTER TABLE classrooms ADD COLUMN absent_at_close INTEGER NOT NULL DEFAULT 0;
