-- What a person studies, in the institution's own words, such as "BSc Physics, 2nd year".
ALTER TABLE users ADD COLUMN programme VARCHAR(120); -- NULL: nobody has said
