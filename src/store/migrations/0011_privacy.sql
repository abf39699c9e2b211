-- Which value a setting had when, and who changed it.

CREATE TABLE setting_history (
    id {id},
    name VARCHAR(64) NOT NULL,
    old_value {text},
    new_value {text} NOT NULL,
    changed_by BIGINT,
    changed_at BIGINT NOT NULL
) {table};

CREATE INDEX IF NOT EXISTS setting_history_name ON setting_history (name, id);
