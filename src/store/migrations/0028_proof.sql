-- Whether somebody has shown that they read the mail of their address, and when.
ALTER TABLE users ADD COLUMN email_proven_at BIGINT; -- NULL: it was only typed

-- Of those who are there: whom the institution has entered itself, by a file or by an invitation, and its staff.
UPDATE users SET email_proven_at = created_at WHERE role <> 'student' OR external_id IS NOT NULL OR password_hash IS NULL;
