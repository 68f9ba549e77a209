-- The code of the region that the source says its outlet is of: what is left where a story names none.
ALTER TABLE article ADD COLUMN home TEXT;
