-- What stands below the main picture of an article, and whose time zone its date is in (stated, outlet, assumed).

ALTER TABLE article ADD COLUMN caption TEXT;

ALTER TABLE article ADD COLUMN zone_source TEXT;
