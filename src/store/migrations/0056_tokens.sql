-- Room: people. Tokens by which a program acts as a person or for the institution.
CREATE TABLE api_tokens (
    id {id},
    kind VARCHAR(16) NOT NULL, -- person, institution
    user_id BIGINT, -- whom a person's acts as; NULL: it acts for the institution
    made_by BIGINT NOT NULL, -- who answers for it
    name VARCHAR(400) NOT NULL, -- as it was typed
    shown VARCHAR(32) NOT NULL, -- the first characters, to tell it by
    hash VARCHAR(64) NOT NULL, -- of its characters, under a key that is not in the database
    scopes VARCHAR(500) NOT NULL, -- words between spaces
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,
    warned_at BIGINT, -- when its end was told
    revoked_at BIGINT,
    UNIQUE (hash),
    FOREIGN KEY (user_id) REFERENCES users (id),
    FOREIGN KEY (made_by) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS api_tokens_user ON api_tokens (user_id);

CREATE INDEX IF NOT EXISTS api_tokens_end ON api_tokens (expires_at);

-- Which program did it; NULL: a person. Of the audit log the chain covers it.
ALTER TABLE audit ADD COLUMN token_id BIGINT;

ALTER TABLE jobs ADD COLUMN token_id BIGINT;
