-- What a person studies, in the institution's own words, such as "BSc Physics, 2nd year".
ALTER TABLE users ADD COLUMN programme VARCHAR(120); -- NULL: nobody has said

-- The act by which the answer to an appeal set its mark: it is put back when the answer is taken back.
ALTER TABLE requests ADD COLUMN change_id BIGINT; -- NULL: it set none, or was given before this was noted
