-- What several servers on one database must know of one another.

-- Room: common. What has just happened, for the pages that are open at the other servers. Kept for minutes.
CREATE TABLE events (
    id {id},
    node BIGINT NOT NULL, -- the server that has told its own pages by itself
    kind VARCHAR(16) NOT NULL,
    lecture_id BIGINT,
    user_id BIGINT,
    reason VARCHAR(40), -- of a refused check
    at BIGINT NOT NULL
) {table};
