-- When the outlet said it had last changed what an earlier version says.

ALTER TABLE article_version ADD COLUMN updated_at TEXT;

-- What the addresses of one story share: see pipeline.address.key_told.

ALTER TABLE article ADD COLUMN story TEXT NOT NULL DEFAULT '';

UPDATE article SET story = story_key(url) WHERE url LIKE 'http%';

CREATE INDEX article_story ON article(story);
