-- Who put a student into a classroom, and since when the student has said yes to it: by joining, by accepting, by a check-in.
ALTER TABLE students ADD COLUMN added_by BIGINT; -- NULL: joined by oneself, or before this was noted

ALTER TABLE students ADD COLUMN accepted_at BIGINT; -- NULL: not yet

-- Of those who are there nobody can tell who joined by themselves and who was added. Their own check-in says it.
UPDATE students SET accepted_at = joined_at WHERE EXISTS (SELECT 1 FROM attendance a
    WHERE a.student_id = students.user_id AND a.class_id = students.class_id AND a.method IN ('face', 'code'));

-- Where accounts are there, they could be made by anybody unless somebody had chosen otherwise: that stays.
INSERT INTO settings (name, value, updated_at) SELECT 'registration', 'open', MAX(u.created_at) FROM users u
    WHERE NOT EXISTS (SELECT 1 FROM settings s WHERE s.name = 'registration') HAVING COUNT(*) > 0;
