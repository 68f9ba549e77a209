-- On which text a decision was made: the SHA-256 of the article's text, empty where it was decided before this was kept and the
-- text still stands. A decision counts only for that text. mentions: [[start, end, group, role, text, person], …] where an annotator marked
-- other phrases than the program, else NULL.

ALTER TABLE review ADD COLUMN text_hash TEXT NOT NULL DEFAULT '';

ALTER TABLE review ADD COLUMN mentions TEXT;
