-- When the outlet said it had last changed what an earlier version says.

ALTER TABLE article_version ADD COLUMN updated_at TEXT;
