-- What analysts decided, one row for each decision, never changed: undoing one adds a row that names it in undoes.
-- verdict: benar, salah, ragu or empty. status: the right status, or empty. roles: {"start": role, …} of mentions. model: whose
-- assessment was judged. origin: desk, csv, xlsx, label-studio, …; batch: shared by the rows of one imported file.

CREATE TABLE review (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL REFERENCES article(url), model TEXT NOT NULL, verdict TEXT NOT NULL,
    status TEXT NOT NULL, roles TEXT NOT NULL, note TEXT NOT NULL, reviewer TEXT NOT NULL, decided_at TEXT NOT NULL,
    origin TEXT NOT NULL, batch TEXT, undoes INTEGER UNIQUE REFERENCES review(id)
);

CREATE INDEX review_url ON review(url, id);

CREATE INDEX review_batch ON review(batch);

-- The decision that counts for each story: the latest one that was not undone. Kept beside the log, since asking the log
-- takes too long for a queue.

CREATE TABLE reviewed (url TEXT PRIMARY KEY REFERENCES article(url), review INTEGER NOT NULL REFERENCES review(id)) WITHOUT ROWID;

CREATE VIEW review_now AS SELECT review.* FROM reviewed JOIN review ON review.id = reviewed.review;

CREATE INDEX article_outlet ON article(outlet);
