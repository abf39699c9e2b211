-- Room: people. Keys with which somebody signs in without a password (WebAuthn): the public half.
CREATE TABLE passkeys (
    id {id},
    user_id BIGINT NOT NULL,
    fingerprint VARCHAR(64) NOT NULL, -- of the credential's id, which is too long for an index
    credential {blob} NOT NULL,
    algorithm INTEGER NOT NULL, -- by COSE: -7, -8 or -257
    public_key {blob} NOT NULL,
    handle VARCHAR(43) NOT NULL, -- what the authenticator knows the person by; one for all of theirs
    sign_count BIGINT NOT NULL, -- 0: it does not count
    transports VARCHAR(60) NOT NULL, -- how a browser reaches it, such as "internal,hybrid"; or ""
    synced INTEGER NOT NULL, -- may be copied to the person's other devices
    backed_up INTEGER NOT NULL, -- and was, when it signed last
    name VARCHAR(100) NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT, -- NULL: not since it was added
    UNIQUE (fingerprint),
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX passkeys_user ON passkeys (user_id, id);

-- Challenges carry their time under the institution's key; here stand those that were answered, until they are too old anyway.
CREATE TABLE passkey_challenges (
    fingerprint VARCHAR(64) NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
) {table};

CREATE INDEX passkey_challenges_age ON passkey_challenges (expires_at);
