-- Room: checkin. Tablets at a door, for those without a phone, and the PIN that a student types there.
CREATE TABLE kiosks (
    id {id},
    name VARCHAR(100) NOT NULL,
    room VARCHAR(400) NOT NULL, -- as it was typed
    badge INTEGER NOT NULL, -- this and the following: what it takes. A badge alone is flagged
    pin INTEGER NOT NULL,
    face INTEGER NOT NULL,
    code_hash VARCHAR(64), -- of the code that a tablet is enrolled with; NULL: none waits
    code_ends_at BIGINT,
    token_hash VARCHAR(64), -- what its tablet holds; NULL: it has none yet
    made_at BIGINT NOT NULL,
    enrolled_at BIGINT,
    seen_at BIGINT,
    revoked_at BIGINT,
    lecture_id BIGINT, -- that it was lent, until attendance closes; NULL: those of its room
    misses INTEGER NOT NULL DEFAULT 0, -- tries in a row that marked nobody
    missed_at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (code_hash),
    UNIQUE (token_hash)
) {table};

CREATE TABLE kiosk_pins (
    user_id BIGINT NOT NULL PRIMARY KEY,
    hash VARCHAR(128) NOT NULL, -- Argon2id
    set_at BIGINT NOT NULL,
    FOREIGN KEY (user_id) REFERENCES users (id)
) {table};
