-- What was collected, and what models say of it.

CREATE TABLE page (
    url TEXT PRIMARY KEY, source TEXT NOT NULL, outlet TEXT NOT NULL, timezone TEXT NOT NULL, fetched_at TEXT NOT NULL,
    html BLOB NOT NULL, title TEXT, published TEXT, author TEXT
) WITHOUT ROWID;

CREATE TABLE article (
    url TEXT PRIMARY KEY REFERENCES page(url), source TEXT NOT NULL, outlet TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, published_at TEXT, date_source TEXT, author TEXT, place TEXT
) WITHOUT ROWID;

CREATE INDEX article_published ON article(published_at);

CREATE TABLE assessment (
    url TEXT NOT NULL REFERENCES article(url), model TEXT NOT NULL, status TEXT NOT NULL, flagged INTEGER NOT NULL,
    flagged_probability REAL NOT NULL, probabilities TEXT NOT NULL, bentuk TEXT NOT NULL, evidence TEXT NOT NULL,
    pemilihan TEXT NOT NULL, pasal TEXT NOT NULL, bantahan INTEGER NOT NULL, PRIMARY KEY (url, model)
) WITHOUT ROWID;

CREATE INDEX assessment_flagged ON assessment(model, flagged, flagged_probability);

CREATE TABLE mention (
    url TEXT NOT NULL, model TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
    "group" TEXT NOT NULL, role TEXT NOT NULL, person TEXT, PRIMARY KEY (url, model, start),
    FOREIGN KEY (url, model) REFERENCES assessment(url, model)
) WITHOUT ROWID;

CREATE TABLE failure (
    url TEXT NOT NULL, source TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL, first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (url, source)
) WITHOUT ROWID;

CREATE TABLE run (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT NOT NULL, model TEXT NOT NULL,
    pages INTEGER NOT NULL, articles INTEGER NOT NULL, flagged INTEGER NOT NULL, failures TEXT NOT NULL
);
