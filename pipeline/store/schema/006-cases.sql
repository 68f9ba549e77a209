-- Which flagged stories tell of one case, which are copies of an earlier story, and what analysts decided about it.
-- case_id comes from the address of the case's first story. copy_of: the address of the story this one copies.

CREATE TABLE story_case (
    url TEXT PRIMARY KEY REFERENCES article(url), case_id TEXT NOT NULL, copy_of TEXT
) WITHOUT ROWID;

CREATE INDEX story_case_case ON story_case(case_id);

-- together: 1 where somebody joined the two stories, 0 where somebody parted them. The latest decision on a pair counts.

CREATE TABLE case_decision (
    one TEXT NOT NULL, other TEXT NOT NULL, together INTEGER NOT NULL, decided_by TEXT NOT NULL, decided_at TEXT NOT NULL,
    PRIMARY KEY (one, other), CHECK (one < other)
) WITHOUT ROWID;
