-- Room: files. How many bytes all files take, those of jobs among them: whoever adds one counts it here first, so that two
-- at once wait for one another. The one row ('all') is made when the school opens.
CREATE TABLE stored_bytes (
    name VARCHAR(16) NOT NULL PRIMARY KEY,
    bytes BIGINT NOT NULL
) {table};
