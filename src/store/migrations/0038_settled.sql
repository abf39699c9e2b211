-- Room: post. What a request was told with is found by the request when it is answered.
CREATE INDEX IF NOT EXISTS notifications_subject ON notifications (subject_id, kind);
