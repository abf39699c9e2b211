-- A device shows that it is itself by a key that nothing reads out of it: a copied cookie has not got it.
ALTER TABLE devices ADD COLUMN public_key VARCHAR(90); -- P-256, base64url of the point; NULL: it has shown none

ALTER TABLE devices ADD COLUMN name VARCHAR(80); -- what its browser says of itself, as "Chrome on Android"; NULL: not yet noted

-- Of the token that it came with last. `fingerprint` is the same, or of token and key where a key came first.
ALTER TABLE devices ADD COLUMN browser VARCHAR(64);

ALTER TABLE devices ADD COLUMN lecture_id BIGINT; -- in which it last brought a mark

UPDATE devices SET browser = fingerprint;

CREATE INDEX IF NOT EXISTS devices_browser ON devices (browser, marked_at);
