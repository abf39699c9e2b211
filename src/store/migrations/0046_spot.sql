-- Whom the staff of a lecture was asked to look up in the room, and whether they were there. Room: attendance.
ALTER TABLE classrooms ADD COLUMN spot_names INTEGER NOT NULL DEFAULT 5; -- of a lecture; 0: nobody

CREATE TABLE spot_draws (
    id {id},
    lecture_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    drawn_by BIGINT NOT NULL,
    names INTEGER NOT NULL, -- asked for in this lecture
    flagged INTEGER NOT NULL, -- the marks that could be drawn, with a flag,
    plain INTEGER NOT NULL, -- and without one
    FOREIGN KEY (lecture_id) REFERENCES lectures (id),
    FOREIGN KEY (drawn_by) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS spot_draws_lecture ON spot_draws (lecture_id);

CREATE TABLE spot_checks (
    id {id},
    draw_id BIGINT NOT NULL,
    lecture_id BIGINT NOT NULL,
    student_id BIGINT, -- NULL: erased
    flagged INTEGER NOT NULL, -- from which of the two
    chosen INTEGER NOT NULL, -- the chance of each mark there to be drawn: so many
    out_of INTEGER NOT NULL, -- of so many
    here INTEGER, -- 1, 0; NULL: nobody has said
    answered_at BIGINT,
    answered_by BIGINT,
    UNIQUE (lecture_id, student_id),
    FOREIGN KEY (draw_id) REFERENCES spot_draws (id),
    FOREIGN KEY (lecture_id) REFERENCES lectures (id),
    FOREIGN KEY (student_id) REFERENCES users (id),
    FOREIGN KEY (answered_by) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS spot_checks_student ON spot_checks (student_id);
