-- Signing in with a second factor, and what people may do about their account.

ALTER TABLE sessions ADD COLUMN stepped_up_at BIGINT; -- when the second factor was last shown in this session
