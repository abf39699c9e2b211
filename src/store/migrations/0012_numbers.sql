-- What reports look up.

CREATE INDEX IF NOT EXISTS face_refusals_at ON face_refusals (at);
