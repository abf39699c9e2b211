-- The text of a mail with a one-time link, sealed under the institution's key; NULL: `body` has it.
ALTER TABLE mails ADD COLUMN sealed {blob};
