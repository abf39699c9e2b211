-- A key a person, wrapped by the master key: what is sealed of somebody is read by it alone, and ends with it.

-- common: user_id 0: the institution's; -1: the master key itself, of what was sealed under it before this
CREATE TABLE person_keys (
    user_id BIGINT NOT NULL PRIMARY KEY,
    key_id VARCHAR(16) NOT NULL, -- which generation of the master key wraps it
    wrapped {blob} NOT NULL,
    created_at BIGINT NOT NULL
) {table};

CREATE INDEX IF NOT EXISTS person_keys_generation ON person_keys (key_id);

-- 1: sealed under the person's own key; 0: under the master key, until the next start or sweep
ALTER TABLE templates ADD COLUMN own_key INTEGER NOT NULL DEFAULT 0;

CREATE INDEX IF NOT EXISTS templates_own_key ON templates (own_key);

ALTER TABLE second_factors ADD COLUMN own_key INTEGER NOT NULL DEFAULT 0;

ALTER TABLE leave_files ADD COLUMN own_key INTEGER NOT NULL DEFAULT 0;

CREATE INDEX IF NOT EXISTS leave_files_own_key ON leave_files (own_key);

-- whose key the bytes are sealed under; 0: the institution's, for what staff gives to a class; NULL: not sealed yet
ALTER TABLE files ADD COLUMN sealed_for BIGINT;

CREATE INDEX IF NOT EXISTS files_sealed_for ON files (sealed_for);

-- of the detail, under the institution's key; NULL: an entry of before, chained without a key
ALTER TABLE audit ADD COLUMN detail_hash VARCHAR(64);

-- whose accounts somebody has taken over
CREATE INDEX IF NOT EXISTS users_merged_into ON users (merged_into);
