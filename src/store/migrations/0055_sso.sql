-- Room: people. The institution's own sign-in: providers (OpenID Connect, Firebase), whose person there is whose account here.
CREATE TABLE sso_providers (
    id {id},
    slug VARCHAR(40) NOT NULL, -- in addresses, and never another: the provider has it in its list
    name VARCHAR(100) NOT NULL,
    kind VARCHAR(16) NOT NULL, -- oidc, firebase
    issuer VARCHAR(500) NOT NULL,
    client_id VARCHAR(255) NOT NULL, -- Firebase: the project
    secret {blob}, -- sealed under the institution's key; NULL: a public client
    scopes VARCHAR(255) NOT NULL,
    makes VARCHAR(16) NOT NULL, -- nobody, students, by_role: whose account is made
    by_email INTEGER NOT NULL, -- an account is found by a proven address
    admins INTEGER NOT NULL, -- an administrator's, too
    trusts_email INTEGER NOT NULL, -- addresses of `domains` are the person's, though the provider does not say so
    external_claim VARCHAR(100) NOT NULL, -- an account is found by this; '': not
    role_claim VARCHAR(100) NOT NULL,
    role_map VARCHAR(2000) NOT NULL, -- lines "value=role"
    domains VARCHAR(1000) NOT NULL, -- whose addresses alone are let in; '': all
    enabled INTEGER NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (slug)
) {table};

CREATE TABLE sso_links (
    id {id},
    user_id BIGINT NOT NULL,
    provider_id BIGINT NOT NULL,
    fingerprint VARCHAR(64) NOT NULL, -- of issuer and subject, which are too long for an index
    issuer VARCHAR(500) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    email VARCHAR(254), -- as the provider said it last
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    UNIQUE (fingerprint),
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    FOREIGN KEY (provider_id) REFERENCES sso_providers (id) ON DELETE CASCADE
) {table};

CREATE INDEX sso_links_user ON sso_links (user_id, id);

-- Sessions that a provider opened: it may end them, and is told when they end.
CREATE TABLE sso_sessions (
    session_id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    provider_id BIGINT NOT NULL,
    person VARCHAR(64) NOT NULL, -- fingerprint of issuer and subject, as in sso_links
    there VARCHAR(64) NOT NULL, -- that of issuer and the provider's own session; '': it named none
    id_token {blob}, -- sealed under the person's key; NULL: not kept
    FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE,
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    FOREIGN KEY (provider_id) REFERENCES sso_providers (id) ON DELETE CASCADE
) {table};

CREATE INDEX sso_sessions_person ON sso_sessions (person);

CREATE INDEX sso_sessions_there ON sso_sessions (there);

-- What may be used once: answers of a provider, tokens of Firebase, logout tokens; until they are too old anyway.
CREATE TABLE sso_spent (
    fingerprint VARCHAR(64) NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
) {table};

CREATE INDEX sso_spent_age ON sso_spent (expires_at);
