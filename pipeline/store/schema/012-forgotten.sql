-- Stories that were forgotten on request: the SHA-256 of their addresses, by which they are known if they come again.
CREATE TABLE forgotten (story TEXT PRIMARY KEY, forgotten_at TEXT NOT NULL) WITHOUT ROWID;
