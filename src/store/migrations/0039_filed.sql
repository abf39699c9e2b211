-- Where no mail server is set, mails are files: written is not sent.
ALTER TABLE mails ADD COLUMN filed INTEGER NOT NULL DEFAULT 0;
