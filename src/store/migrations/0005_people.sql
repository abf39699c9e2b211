-- Signing in with a second factor, and what people may do about their account.

ALTER TABLE sessions ADD COLUMN stepped_up_at BIGINT; -- when the second factor was last shown in this session

ALTER TABLE users ADD COLUMN version INTEGER NOT NULL DEFAULT 1; -- counts up with every edit: ETag

ALTER TABLE users ADD COLUMN merged_into BIGINT; -- the account that took this one over

ALTER TABLE invitations ADD COLUMN proves_email INTEGER NOT NULL DEFAULT 0; -- it was sent to its e-mail address

CREATE INDEX IF NOT EXISTS users_external ON users (external_id);

CREATE INDEX IF NOT EXISTS users_role ON users (role, id);

-- sealed: the shared secret, under the key outside the database.
CREATE TABLE second_factors (
    user_id BIGINT NOT NULL PRIMARY KEY,
    sealed {blob} NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT, -- NULL: set up, but no code was typed yet
    last_step BIGINT NOT NULL DEFAULT 0, -- of the code that was taken last: it is taken once only
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

-- code_hash: a MAC under the key outside the database, for the codes are short.
CREATE TABLE recovery_codes (
    user_id BIGINT NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, code_hash),
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

-- One-time links by e-mail. user_id NULL: asked for an address that nobody has, kept so that both cost the same.
CREATE TABLE account_links (
    id {id},
    token_hash VARCHAR(64) NOT NULL,
    kind VARCHAR(16) NOT NULL, -- password, email
    user_id BIGINT,
    email VARCHAR(254), -- the new address, for kind email
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (token_hash),
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX IF NOT EXISTS account_links_user ON account_links (user_id, kind);

CREATE INDEX IF NOT EXISTS account_links_expiry ON account_links (expires_at);
