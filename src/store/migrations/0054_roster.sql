-- What a roster has made, which it may also end; where its classes meet; and what a dry run would take away.

ALTER TABLE external_ids ADD COLUMN since BIGINT; -- enrollment: when a roster began it; NULL: it did not, or has ended it

-- Of those who are there: whom somebody put in, under an id of a roster.
UPDATE external_ids SET since = (SELECT s.joined_at FROM students s WHERE s.class_id = external_ids.subject_id
    AND s.user_id = external_ids.other_id AND s.added_by IS NOT NULL) WHERE kind = 'enrollment';

ALTER TABLE classrooms ADD COLUMN room VARCHAR(64); -- of lectures that are planned without one

ALTER TABLE jobs ADD COLUMN takes BIGINT NOT NULL DEFAULT 0; -- a roster's dry run: the places in classes that it would end,

ALTER TABLE jobs ADD COLUMN takes_of BIGINT NOT NULL DEFAULT 0; -- of so many that rosters have made
