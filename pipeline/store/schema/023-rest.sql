-- Hosts (with their port) that asked to be left alone, or had trouble again and again, and until when no run asks them.
CREATE TABLE rest (host TEXT PRIMARY KEY, until TEXT NOT NULL) WITHOUT ROWID;
