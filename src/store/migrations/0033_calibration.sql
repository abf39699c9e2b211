-- Room: faces. What all enrolled people who allow it say of the face threshold: counts alone, of nobody in particular. `raw` and
-- `normalised` (NULL: too few people) hold three lines of as many whole numbers as there are bins: pairs by the bin of their score, the sum
-- over people of the square of their pairs at or above it, people with any (src/face/calibrate/tally.h). The last one alone is kept.
CREATE TABLE face_calibrations (
    id {id},
    model_id VARCHAR(64) NOT NULL,
    made_at BIGINT NOT NULL,
    agreed BIGINT NOT NULL, -- people who are enrolled and allow it
    people BIGINT NOT NULL, -- of whom so many were compared
    pairs BIGINT NOT NULL,
    doubles BIGINT NOT NULL, -- pairs that may be one person, which are not among `pairs`
    raw {text} NOT NULL,
    normalised {text}
) {table};

-- Which threshold was chosen when; of an embedder the last one is in force. Whole numbers: bins of the scores.
CREATE TABLE face_thresholds (
    id {id},
    model_id VARCHAR(64) NOT NULL,
    chosen_at BIGINT NOT NULL,
    raw BIGINT, -- NULL: the one of models.json
    normalised BIGINT -- NULL: no s-norm
) {table};
CREATE INDEX face_thresholds_model ON face_thresholds (model_id, id);
