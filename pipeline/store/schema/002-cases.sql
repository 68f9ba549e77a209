-- Which articles are one text, and which flagged stories tell one case.

-- Every article that was compared with the earlier ones. "original": the address of the text it copies, its own where
-- it copies none. Only originals are assessed.
CREATE TABLE fingerprint (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE REFERENCES article(url), original TEXT NOT NULL REFERENCES article(url)
);

CREATE INDEX fingerprint_original ON fingerprint(original, url);

-- Where originals are filed by pieces of their MinHash signature; likely copies share a key.
CREATE TABLE band (
    key INTEGER NOT NULL, id INTEGER NOT NULL REFERENCES fingerprint(id), PRIMARY KEY (key, id)
) WITHOUT ROWID;

-- A flagged article as a story of a case. "region": official code. "traits": what it is recognised by (JSON), as the
-- model that grouped it saw it. "by_hand": when an analyst put it there; NULL where the rule did.
CREATE TABLE story (
    url TEXT PRIMARY KEY REFERENCES article(url), case_id TEXT NOT NULL, day TEXT, region TEXT, traits TEXT NOT NULL,
    by_hand TEXT
) WITHOUT ROWID;

CREATE INDEX story_case ON story(case_id);

-- Where stories are filed by person, region and telling word; those of one case share a key. "day": "" where unknown.
CREATE TABLE story_key (
    key TEXT NOT NULL, day TEXT NOT NULL, url TEXT NOT NULL REFERENCES story(url), PRIMARY KEY (key, day, url)
) WITHOUT ROWID;

-- Case ids that went into another case by hand.
CREATE TABLE joined_case (
    id TEXT PRIMARY KEY, case_id TEXT NOT NULL, joined_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX joined_case_target ON joined_case(case_id);

CREATE INDEX assessment_url ON assessment(model, url);
