-- Room: jobs. Which cell of a row a line of an import's report is about, and what stands there.
ALTER TABLE job_rows ADD COLUMN header VARCHAR(120);

ALTER TABLE job_rows ADD COLUMN cell VARCHAR(200);
