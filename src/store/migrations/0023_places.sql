-- Erasing a person takes what somebody wrote about them out of the audit log; the chain over what stays still verifies.

-- common: NULL: as it was written; otherwise when its free text was taken out
ALTER TABLE audit ADD COLUMN redacted_at BIGINT;
