-- Where updated_at was read: page, text, or feed.
ALTER TABLE article ADD COLUMN updated_source TEXT;
