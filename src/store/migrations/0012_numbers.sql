-- What reports look up.

CREATE INDEX IF NOT EXISTS face_refusals_at ON face_refusals (at);

CREATE INDEX IF NOT EXISTS face_refusals_lecture ON face_refusals (lecture_id);

-- One student's marks, one classroom's marks: answered by the index alone, without a look at each row.
CREATE INDEX IF NOT EXISTS attendance_student_marks
    ON attendance (student_id, class_id, lecture_id, status, minutes_late);

CREATE INDEX IF NOT EXISTS attendance_class_marks
    ON attendance (class_id, lecture_id, student_id, status, minutes_late);

-- The marks of a lecture that is over, counted once. What changes a mark deletes its lecture's row in the same
-- transaction; the sweep makes it anew; until then reports count the marks themselves.
CREATE TABLE lecture_figures (
    lecture_id BIGINT NOT NULL PRIMARY KEY,
    class_id BIGINT NOT NULL,
    opened INTEGER NOT NULL, -- its window had been opened then
    present INTEGER NOT NULL,
    late INTEGER NOT NULL,
    excused INTEGER NOT NULL,
    absent INTEGER NOT NULL,
    made_at BIGINT NOT NULL,
    FOREIGN KEY (lecture_id) REFERENCES lectures (id)
) {table};

CREATE INDEX IF NOT EXISTS lecture_figures_age ON lecture_figures (made_at);

CREATE INDEX IF NOT EXISTS lecture_figures_marks
    ON lecture_figures (lecture_id, opened, present, late, excused, absent);

CREATE INDEX IF NOT EXISTS lectures_class_time ON lectures (class_id, starts_at, cancelled_at);

-- Who was told last that they are below a classroom's threshold, or can no longer reach it.
CREATE TABLE standing_warnings (
    class_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    below INTEGER NOT NULL,
    out_of_reach INTEGER NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (class_id, student_id),
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (student_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS standing_warnings_student ON standing_warnings (student_id);

CREATE INDEX IF NOT EXISTS windows_close ON windows (closes_at);
