-- What a classroom asks for when a face is checked, and what its professor should look at.

UPDATE classrooms SET policy = 'passive' WHERE policy = 'face';

ALTER TABLE attendance ADD COLUMN flag VARCHAR(32); -- liveness_doubt
