-- Room: checkin. The room sound: what of the room a check-in in several steps has shown so far, and for which lectures anything was given out that could show it.
ALTER TABLE challenges ADD COLUMN room INTEGER NOT NULL DEFAULT 0; -- enum room_shown

CREATE TABLE room_offers (
    lecture_id BIGINT NOT NULL PRIMARY KEY,
    first_at BIGINT NOT NULL, -- when a staff's page first asked for the room code or the room sound
    FOREIGN KEY (lecture_id) REFERENCES lectures (id)
) {table};
