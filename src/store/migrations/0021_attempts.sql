-- The sweep takes old attempts away by their time alone.

CREATE INDEX IF NOT EXISTS login_attempts_age ON login_attempts (at);
