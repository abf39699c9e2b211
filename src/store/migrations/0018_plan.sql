-- Days off that cancel lectures; missed lectures that do not count; reminders of attendance that was not taken.

-- Room: plan. Which lectures a day off has cancelled, so that they come back with the day, unless somebody has touched them since.
CREATE TABLE holiday_lectures (
    lecture_id BIGINT NOT NULL PRIMARY KEY,
    day INTEGER NOT NULL, -- from 1970-01-01
    institution INTEGER NOT NULL, -- 1: for a holiday of the institution
    version INTEGER NOT NULL, -- of the lecture when it was cancelled
    job_id BIGINT NOT NULL, -- that cancelled or restored it last
    restored INTEGER NOT NULL DEFAULT 0, -- 1: by that job, whose people are still to be told
    FOREIGN KEY (lecture_id) REFERENCES lectures (id)
) {table};

CREATE INDEX IF NOT EXISTS holiday_lectures_day ON holiday_lectures (day);

CREATE INDEX IF NOT EXISTS holiday_lectures_job ON holiday_lectures (job_id);

-- Room: classes. Up to so many missed lectures of each student do not count; 0: all count.
ALTER TABLE classrooms ADD COLUMN leave_out INTEGER NOT NULL DEFAULT 0;

-- Room: post. Lectures whose staff has been reminded.
CREATE TABLE untaken_reminders (
    lecture_id BIGINT NOT NULL PRIMARY KEY,
    told_at BIGINT NOT NULL,
    FOREIGN KEY (lecture_id) REFERENCES lectures (id)
) {table};

CREATE INDEX IF NOT EXISTS untaken_reminders_age ON untaken_reminders (told_at);
