-- When the outlet says it last changed the story, and the lines that were taken out of its text, as JSON.

ALTER TABLE article ADD COLUMN updated_at TEXT;

ALTER TABLE article ADD COLUMN removed TEXT NOT NULL DEFAULT '[]';
