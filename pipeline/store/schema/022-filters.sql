-- What the desk asks of many stories, from an index alone: of which day they are (in the table it lies behind the text), and whom they accuse.
ALTER TABLE lead ADD COLUMN published_at TEXT;

UPDATE lead SET published_at = (SELECT published_at FROM article WHERE article.url = lead.url);

CREATE INDEX lead_day ON lead(published_at, url);

CREATE TRIGGER lead_dated AFTER UPDATE OF published_at ON article BEGIN
    UPDATE lead SET published_at = new.published_at WHERE url = new.url;
END;

CREATE INDEX mention_accused ON mention(model, "group", url) WHERE role = 'terduga';
