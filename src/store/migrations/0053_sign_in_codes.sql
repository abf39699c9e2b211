-- People without an e-mail address sign in by their number, the first time with a code that the institution hands them.

-- One at a time. code_hash: a MAC under the key outside the database, for the codes are short.
CREATE TABLE sign_in_codes (
    user_id BIGINT NOT NULL PRIMARY KEY,
    code_hash VARCHAR(64) NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, -- wrong ones
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX IF NOT EXISTS sign_in_codes_expiry ON sign_in_codes (expires_at);
