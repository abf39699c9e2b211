-- The text of a mail ends with its sending, for there may be a link in it; so do those of before.

UPDATE mails SET body = '' WHERE next_try_at IS NULL;
