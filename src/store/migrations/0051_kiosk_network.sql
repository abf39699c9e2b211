-- Where a kiosk stands: one that is carried away speaks from another network. Room: checkin.
ALTER TABLE kiosks ADD COLUMN network_rule VARCHAR(8) NOT NULL DEFAULT 'flag'; -- off, flag, refuse

-- Keyed marks of the ranges of addresses that it stands in, of this kiosk alone, with spaces between; NULL: the next one is taken.
ALTER TABLE kiosks ADD COLUMN networks VARCHAR(140);

ALTER TABLE kiosks ADD COLUMN network_now VARCHAR(32); -- the same of the one that it speaks from instead; NULL: it stands where it did

ALTER TABLE kiosks ADD COLUMN moved_at BIGINT; -- since when

ALTER TABLE kiosks ADD COLUMN moved_told_at BIGINT; -- when administrators were told of it last
