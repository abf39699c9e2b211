-- Mails in their reader's language, which their reader can turn off from the mail itself. Room: post.
ALTER TABLE mails ADD COLUMN locale VARCHAR(35); -- NULL: the institution speaks English there

ALTER TABLE mails ADD COLUMN kinds VARCHAR(600); -- of notification that it is of, with dots between; NULL: nobody can turn it off

-- Whether mails about a grade say the points: a mailbox is read on lock screens, so its owner decides.
ALTER TABLE notification_hours ADD COLUMN points INTEGER NOT NULL DEFAULT 0;
