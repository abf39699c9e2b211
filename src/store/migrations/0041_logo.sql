-- The picture that stands for the institution, as it is handed out; nobody's face, nobody's name.
CREATE TABLE institution_logo (
    id BIGINT NOT NULL PRIMARY KEY, -- 1: there is one at most
    bytes {blob} NOT NULL,          -- PNG, made by a worker (face/image/image_logo.h)
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    changed_at BIGINT NOT NULL
) {table};
