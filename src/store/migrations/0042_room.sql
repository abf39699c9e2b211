-- What shows that a check-in was made in the room.
ALTER TABLE proofs ADD COLUMN room_rule VARCHAR(8) NOT NULL DEFAULT 'off'; -- off, flag, refuse: the room code or the room sound
ALTER TABLE proofs ADD COLUMN sound INTEGER NOT NULL DEFAULT 1; -- the professor's pages play it

-- The flags have become more.
ALTER TABLE attendance MODIFY flags VARCHAR(250);
ALTER TABLE change_marks MODIFY flags VARCHAR(250);
