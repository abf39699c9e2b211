-- Faces that two accounts share, or nearly: for an administrator to look at. No score is kept.

CREATE TABLE flags (
    id {id},
    kind VARCHAR(16) NOT NULL, -- duplicate_face, look_alike
    user_id BIGINT NOT NULL, -- who enrolled last
    other_user_id BIGINT NOT NULL, -- whose face was there
    created_at BIGINT NOT NULL,
    resolved_at BIGINT,
    resolved_by BIGINT, -- NULL: the program itself, because one of the faces is no longer there
    note VARCHAR(500),
    UNIQUE (kind, user_id, other_user_id),
    FOREIGN KEY (user_id) REFERENCES users (id),
    FOREIGN KEY (other_user_id) REFERENCES users (id)
) {table};

CREATE INDEX IF NOT EXISTS flags_user ON flags (user_id, resolved_at);

CREATE INDEX IF NOT EXISTS flags_other ON flags (other_user_id, resolved_at);

-- Which faces are new since the last look: for servers that share one database.
CREATE INDEX IF NOT EXISTS templates_changes ON templates (model_id, updated_at);
