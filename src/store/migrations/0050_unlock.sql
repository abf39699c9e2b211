-- Room: checkin. Whether a check-in must come with the phone's own unlock: a passkey, shown for this lecture.
ALTER TABLE proofs ADD COLUMN unlock_rule VARCHAR(8) NOT NULL DEFAULT 'off'; -- off, flag, refuse

-- Unlocks that wait for their mark, for minutes: the mark uses them up.
CREATE TABLE unlocks (
    id {id},
    student_id BIGINT NOT NULL,
    lecture_id BIGINT NOT NULL,
    session_id BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (student_id, lecture_id, session_id),
    FOREIGN KEY (student_id) REFERENCES users (id) ON DELETE CASCADE,
    FOREIGN KEY (lecture_id) REFERENCES lectures (id) ON DELETE CASCADE
) {table};

CREATE INDEX IF NOT EXISTS unlocks_expiry ON unlocks (expires_at);

CREATE INDEX IF NOT EXISTS unlocks_lecture ON unlocks (lecture_id);
