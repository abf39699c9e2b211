-- What reports look up.

CREATE INDEX IF NOT EXISTS face_refusals_at ON face_refusals (at);

-- One student's marks, one classroom's marks: answered by the index alone, without a look at each row.
CREATE INDEX IF NOT EXISTS attendance_student_marks
    ON attendance (student_id, class_id, lecture_id, status, minutes_late);

CREATE INDEX IF NOT EXISTS attendance_class_marks
    ON attendance (class_id, lecture_id, student_id, status, minutes_late);
