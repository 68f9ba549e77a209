-- As before, joined by the address too, so that one story is found without going through all that were reviewed.
DROP VIEW review_now;

CREATE VIEW review_now AS SELECT review.* FROM reviewed JOIN review USING (url) WHERE review.id = reviewed.review;

-- What an analyst decided, and not only noted: a note alone leaves a story in the queue.
CREATE VIEW decided AS SELECT url FROM review_now
WHERE verdict <> '' OR status <> '' OR roles <> '{}' OR mentions IS NOT NULL OR bentuk IS NOT NULL;

-- What some model flagged is searched by its text and its region too. region: the code, empty for the whole country and where
-- nothing tells it; region_name: in full, with the province.
DROP TABLE lead_words;

DROP TABLE lead;

CREATE TABLE lead (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE REFERENCES article(url), region TEXT NOT NULL, region_name TEXT NOT NULL
);

CREATE INDEX lead_region ON lead(region, url);

CREATE VIEW lead_told AS SELECT id, title, outlet, url, region_name || ' ' || coalesce(place, '') AS place, text
FROM lead JOIN article USING (url);

CREATE VIRTUAL TABLE lead_words USING fts5(
    title, outlet, url, place, text, content = 'lead_told', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4'
);

CREATE TRIGGER lead_added AFTER INSERT ON lead BEGIN
    INSERT INTO lead_words (rowid, title, outlet, url, place, text) SELECT * FROM lead_told WHERE id = new.id;
END;

CREATE TRIGGER lead_removed BEFORE DELETE ON lead BEGIN
    INSERT INTO lead_words (lead_words, rowid, title, outlet, url, place, text) SELECT 'delete', * FROM lead_told WHERE id = old.id;
END;

-- Before and after an article changes: the index has to be told the words it held.
CREATE TRIGGER lead_outdated BEFORE UPDATE ON article
WHEN (old.title, old.outlet, old.place, old.text) IS NOT (new.title, new.outlet, new.place, new.text) BEGIN
    INSERT INTO lead_words (lead_words, rowid, title, outlet, url, place, text) SELECT 'delete', * FROM lead_told WHERE url = old.url;
END;

CREATE TRIGGER lead_renewed AFTER UPDATE ON article
WHEN (old.title, old.outlet, old.place, old.text) IS NOT (new.title, new.outlet, new.place, new.text) BEGIN
    INSERT INTO lead_words (rowid, title, outlet, url, place, text) SELECT * FROM lead_told WHERE url = new.url;
END;

INSERT INTO lead (url, region, region_name)
SELECT DISTINCT url, coalesce(region, ''), region_name(region) FROM assessment LEFT JOIN story USING (url) WHERE flagged = 1;
