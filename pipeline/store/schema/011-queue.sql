-- What the desk lists. urgency: the chance of a case in percent, and one for each day since the beginning of days: a point of chance
-- weighs as much as a day. It orders stories the same on every day, so an index can hold it.

ALTER TABLE assessment ADD COLUMN urgency REAL NOT NULL DEFAULT 0;

UPDATE assessment SET urgency = 100 * flagged_probability + (SELECT julianday(coalesce(published_at, fetched_at, '2000-01-01'))
FROM article LEFT JOIN page USING (url) WHERE article.url = assessment.url);

CREATE INDEX assessment_urgency ON assessment(model, flagged, urgency DESC, url, status);

DROP INDEX assessment_url;

CREATE INDEX assessment_url ON assessment(model, url, flagged, urgency, status);

-- The words of what some model flagged, for searching.
CREATE TABLE lead (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE REFERENCES article(url), title TEXT NOT NULL, outlet TEXT NOT NULL
);

CREATE VIRTUAL TABLE lead_words USING fts5(
    title, outlet, url, content = 'lead', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4'
);

CREATE TRIGGER lead_added AFTER INSERT ON lead BEGIN
    INSERT INTO lead_words (rowid, title, outlet, url) VALUES (new.id, new.title, new.outlet, new.url);
END;

CREATE TRIGGER lead_changed AFTER UPDATE ON lead BEGIN
    INSERT INTO lead_words (lead_words, rowid, title, outlet, url) VALUES ('delete', old.id, old.title, old.outlet, old.url);
    INSERT INTO lead_words (rowid, title, outlet, url) VALUES (new.id, new.title, new.outlet, new.url);
END;

CREATE TRIGGER lead_removed AFTER DELETE ON lead BEGIN
    INSERT INTO lead_words (lead_words, rowid, title, outlet, url) VALUES ('delete', old.id, old.title, old.outlet, old.url);
END;

INSERT INTO lead (url, title, outlet)
SELECT url, title, outlet FROM article WHERE url IN (SELECT url FROM assessment WHERE flagged = 1);
