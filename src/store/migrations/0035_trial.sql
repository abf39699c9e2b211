-- Room: faces. A trial with volunteers, one at a time (docs/OPERATING.md). Volunteers are no accounts: they go by a word, and choose their
-- groups themselves. What is sealed is sealed under the trial's own key (person_keys, user_id -2). When it ends, the key, the volunteers and
-- the bursts go, and what stays of the last one that was counted are counts.
CREATE TABLE trials (
    id {id},
    started_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL, -- then it is forgotten, counted or not
    counted_at BIGINT, -- NULL: it goes on
    model_id VARCHAR(64) NOT NULL,
    threshold DOUBLE NOT NULL, -- faces match from here, as long as it goes on
    people BIGINT NOT NULL, -- this and the following: of one that was counted
    comparisons BIGINT NOT NULL,
    too_small {text} NOT NULL -- groups that are not shown, a line each
) {table};

CREATE TABLE trial_volunteers (
    id {id},
    trial_id BIGINT NOT NULL,
    word VARCHAR(60) NOT NULL,
    chosen {text} NOT NULL, -- groups, a line each
    tried INTEGER NOT NULL, -- to be enrolled
    sealed {blob} -- the template; NULL: none
) {table};
CREATE INDEX trial_volunteers_trial ON trial_volunteers (trial_id, id);

CREATE TABLE trial_bursts (
    id {id},
    trial_id BIGINT NOT NULL,
    volunteer_id BIGINT NOT NULL, -- whose it is, or whom it was played against
    species VARCHAR(60), -- of an attack; NULL: the volunteer's own
    look INTEGER NOT NULL, -- 0: quick, 1: with a little turn
    enrolled INTEGER NOT NULL,
    acquired INTEGER NOT NULL,
    live INTEGER NOT NULL,
    compared INTEGER NOT NULL,
    matched INTEGER NOT NULL,
    sealed {blob} -- the face of a quick one of the volunteer's own, to be compared with the others
) {table};
CREATE INDEX trial_bursts_trial ON trial_bursts (trial_id, id);
CREATE INDEX trial_bursts_volunteer ON trial_bursts (volunteer_id);

-- The figures of the last trial that was counted (src/face/trial/trial_report.h), in order.
CREATE TABLE trial_figures (
    id {id},
    trial_id BIGINT NOT NULL,
    chosen VARCHAR(60), -- the group; NULL: everybody
    chosen_size BIGINT NOT NULL,
    mirrored INTEGER NOT NULL, -- its comparisons stand with the group that it is the rest of
    figure INTEGER NOT NULL,
    look INTEGER NOT NULL,
    species VARCHAR(60),
    errors BIGINT NOT NULL,
    trials BIGINT NOT NULL,
    low DOUBLE NOT NULL,
    high DOUBLE NOT NULL,
    highest INTEGER NOT NULL,
    rest_errors BIGINT NOT NULL,
    rest_trials BIGINT NOT NULL,
    p DOUBLE, -- NULL: not compared
    corrected DOUBLE
) {table};
CREATE INDEX trial_figures_trial ON trial_figures (trial_id, id);
