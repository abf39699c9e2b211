-- Any number of statuses a classroom: beside P, L, E and A its own, S1 and on, whose codes are never given again.

ALTER TABLE status_sets ADD COLUMN colour VARCHAR(16) NOT NULL DEFAULT 'grey';

ALTER TABLE status_sets ADD COLUMN in_room INTEGER NOT NULL DEFAULT 0; -- such a student is in the room

ALTER TABLE status_sets ADD COLUMN place INTEGER NOT NULL DEFAULT 0; -- in the order of the set

ALTER TABLE status_sets ADD COLUMN retired INTEGER NOT NULL DEFAULT 0; -- no longer offered, still named

UPDATE status_sets SET
    colour = CASE status WHEN 'P' THEN 'green' WHEN 'L' THEN 'amber' WHEN 'E' THEN 'violet' ELSE 'red' END,
    in_room = CASE WHEN status IN ('P', 'L') THEN 1 ELSE 0 END,
    place = CASE status WHEN 'P' THEN 1 WHEN 'L' THEN 2 WHEN 'E' THEN 3 ELSE 4 END;

-- Marks of the classroom's own statuses, by what they counted as; an edit of that throws the figures away.
ALTER TABLE lecture_figures ADD COLUMN other_attended INTEGER NOT NULL DEFAULT 0;

ALTER TABLE lecture_figures ADD COLUMN other_missed INTEGER NOT NULL DEFAULT 0;

ALTER TABLE lecture_figures ADD COLUMN other_ignored INTEGER NOT NULL DEFAULT 0;

CREATE INDEX IF NOT EXISTS lecture_figures_counts ON lecture_figures (lecture_id, opened, present, late, excused,
    absent, unmarked, other_attended, other_missed, other_ignored);
