-- How names are sorted and found: keys that a language makes of them (src/school/common/ordering.h), which compare byte by byte.
-- The rows that are here get theirs when the school is opened.

-- As the person, a roster or an administrator says; NULL: nobody has said.
ALTER TABLE users ADD COLUMN family_name VARCHAR(200);

ALTER TABLE users ADD COLUMN sort_key VARCHAR(400) NOT NULL DEFAULT ''; -- hex

ALTER TABLE users ADD COLUMN search_key VARCHAR(400) NOT NULL DEFAULT ''; -- folded

ALTER TABLE classrooms ADD COLUMN sort_key VARCHAR(400) NOT NULL DEFAULT ''; -- hex; of the subject and the section

CREATE INDEX IF NOT EXISTS users_sorted ON users (sort_key, id);

CREATE INDEX IF NOT EXISTS classrooms_sorted ON classrooms (sort_key, id);
