-- The state of every address, what lists of stories said of themselves, earlier versions, and visits to sources.

-- state: discovered  seen in a list, not asked for yet
--        fetched     it answered, but no story could be read out of it (code says why)
--        extracted   the story is held in article
--        failed      it could not be had (code says why)
-- next_try: NULL where asking again would give the same. final: where the site led us on to.
-- title, published and author are the words of the list; changed is when it says the story last changed.
CREATE TABLE address (
    url TEXT PRIMARY KEY, source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('discovered', 'fetched', 'extracted', 'failed')),
    title TEXT, published TEXT, author TEXT, changed TEXT, final TEXT,
    discovered_at TEXT NOT NULL, fetched_at TEXT, code TEXT, tries INTEGER NOT NULL DEFAULT 0, next_try TEXT
) WITHOUT ROWID;

CREATE INDEX address_source ON address(source, discovered_at);

INSERT INTO address (url, source, state, title, published, author, discovered_at, fetched_at)
SELECT url, source, 'extracted', title, published, author, fetched_at, fetched_at FROM page;

INSERT OR IGNORE INTO address (url, source, state, discovered_at, code, tries)
SELECT url, source, 'failed', first_seen, code, times FROM failure
WHERE code IN ('http-404', 'http-4xx', 'robots-disallowed', 'bad-address', 'not-html', 'not-text', 'too-big',
               'too-short', 'not-indonesian', 'unreadable', 'bad-redirect');

CREATE TABLE listing (
    url TEXT PRIMARY KEY, source TEXT NOT NULL, read_at TEXT NOT NULL, terms TEXT NOT NULL,
    etag TEXT, last_modified TEXT, changed TEXT
) WITHOUT ROWID;

-- What an article said before the outlet changed it; article holds the latest version. Counted from 1, the oldest.
CREATE TABLE article_version (
    url TEXT NOT NULL, version INTEGER NOT NULL, fetched_at TEXT NOT NULL, replaced_at TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, published_at TEXT, date_source TEXT, author TEXT, place TEXT,
    PRIMARY KEY (url, version)
) WITHOUT ROWID;

-- What a run found at one source. failures: counts by code, as JSON.
CREATE TABLE visit (
    source TEXT NOT NULL, started TEXT NOT NULL, finished TEXT NOT NULL, done INTEGER NOT NULL,
    found INTEGER NOT NULL, new INTEGER NOT NULL, changed INTEGER NOT NULL, unchanged INTEGER NOT NULL,
    failures TEXT NOT NULL, PRIMARY KEY (source, started)
) WITHOUT ROWID;
