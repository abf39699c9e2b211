-- How a classroom counts, who may join it, its plan, its windows by the plan, and calendars.

ALTER TABLE classrooms ADD COLUMN version INTEGER NOT NULL DEFAULT 1; -- counts up with every edit: ETag

ALTER TABLE classrooms ADD COLUMN department VARCHAR(240);

ALTER TABLE classrooms ADD COLUMN threshold_percent INTEGER NOT NULL DEFAULT 75;

ALTER TABLE classrooms ADD COLUMN excused_counts VARCHAR(16) NOT NULL DEFAULT 'attended'; -- attended, ignored, missed

ALTER TABLE classrooms ADD COLUMN absent_at_close INTEGER NOT NULL DEFAULT 0;

ALTER TABLE classrooms ADD COLUMN join_closed INTEGER NOT NULL DEFAULT 0;

ALTER TABLE classrooms ADD COLUMN join_expires_at BIGINT;

ALTER TABLE classrooms ADD COLUMN join_approval INTEGER NOT NULL DEFAULT 0;

ALTER TABLE classrooms ADD COLUMN auto_open INTEGER NOT NULL DEFAULT 0;

ALTER TABLE classrooms ADD COLUMN auto_open_minutes INTEGER NOT NULL DEFAULT 0; -- from a lecture's start; below 0: before

ALTER TABLE classrooms ADD COLUMN status_set_version INTEGER NOT NULL DEFAULT 1;

-- Who has asked to be let in. A refusal stays, so that asking again does not ask the staff again.
CREATE TABLE join_requests (
    class_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    refused_at BIGINT,
    PRIMARY KEY (class_id, user_id),
    FOREIGN KEY (class_id) REFERENCES classrooms (id),
    FOREIGN KEY (user_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS join_requests_user ON join_requests (user_id);

-- What differs from the usual set: status P, L, E, A. What E counts as is classrooms.excused_counts.
CREATE TABLE status_sets (
    class_id BIGINT NOT NULL,
    status VARCHAR(4) NOT NULL,
    letter VARCHAR(8) NOT NULL,
    name VARCHAR(40) NOT NULL,
    points INTEGER NOT NULL, -- hundredths
    counts VARCHAR(16) NOT NULL, -- attended, ignored, missed
    PRIMARY KEY (class_id, status),
    FOREIGN KEY (class_id) REFERENCES classrooms (id)
) {table};

-- Lectures made together, at the classroom's local time.
CREATE TABLE series (
    id {id},
    class_id BIGINT NOT NULL,
    weekdays INTEGER NOT NULL, -- bit 0: Monday
    from_minute INTEGER NOT NULL, -- of the day
    to_minute INTEGER NOT NULL,
    first_day INTEGER NOT NULL, -- from 1970-01-01
    last_day INTEGER NOT NULL,
    every_weeks INTEGER NOT NULL,
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (class_id) REFERENCES classrooms (id)
) {table};

ALTER TABLE lectures ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

ALTER TABLE lectures ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0; -- of a calendar's event

ALTER TABLE lectures ADD COLUMN updated_at BIGINT; -- NULL: as created

ALTER TABLE lectures ADD COLUMN series_id BIGINT;

ALTER TABLE lectures ADD COLUMN moved_from BIGINT; -- where it started by the first plan

ALTER TABLE lectures ADD COLUMN cancel_reason VARCHAR(300);

ALTER TABLE lectures ADD COLUMN cancelled_by BIGINT;

ALTER TABLE lectures ADD COLUMN auto_open INTEGER; -- NULL: as the classroom

ALTER TABLE lectures ADD COLUMN auto_open_minutes INTEGER;

CREATE INDEX IF NOT EXISTS lectures_start ON lectures (starts_at);

CREATE INDEX IF NOT EXISTS lectures_series ON lectures (series_id, starts_at);

-- Of the whole institution.
CREATE TABLE holidays (
    id {id},
    day INTEGER NOT NULL, -- from 1970-01-01
    name VARCHAR(120) NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (day)
) {table};

-- What differs in one classroom.
CREATE TABLE classroom_days (
    class_id BIGINT NOT NULL,
    day INTEGER NOT NULL,
    off INTEGER NOT NULL, -- 1: no lectures; 0: lectures in spite of a holiday
    name VARCHAR(120),
    PRIMARY KEY (class_id, day),
    FOREIGN KEY (class_id) REFERENCES classrooms (id)
) {table};

ALTER TABLE windows ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;

ALTER TABLE windows ADD COLUMN untold INTEGER NOT NULL DEFAULT 0; -- its opening must still be told

ALTER TABLE windows ADD COLUMN unswept INTEGER NOT NULL DEFAULT 0; -- its close must still be dealt with

CREATE INDEX IF NOT EXISTS windows_untold ON windows (untold, opens_at);

CREATE INDEX IF NOT EXISTS windows_unswept ON windows (unswept, closes_at);

-- What the members of a classroom are still to be told, written with what it tells of, worked off in batches.
CREATE TABLE tellings (
    id {id},
    kind INTEGER NOT NULL, -- enum notification_kind
    class_id BIGINT NOT NULL,
    lecture_id BIGINT NOT NULL,
    actor_id BIGINT, -- who did it: not told
    text VARCHAR(300),
    reached_id BIGINT NOT NULL DEFAULT 0, -- members up to this id have been told
    created_at BIGINT NOT NULL
) {table};

-- Secret links to calendars.
CREATE TABLE calendar_links (
    user_id BIGINT NOT NULL PRIMARY KEY,
    token_hash VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (token_hash),
    FOREIGN KEY (user_id) REFERENCES users (id)
) {table};
