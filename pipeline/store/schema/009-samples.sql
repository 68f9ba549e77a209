-- Stories drawn to be labelled. kind: acak, drawn blindly, from which precision and recall can be estimated; ragu, drawn because
-- the model was unsure.

CREATE TABLE sample (
    url TEXT PRIMARY KEY REFERENCES article(url), kind TEXT NOT NULL CHECK (kind IN ('acak', 'ragu')), drawn_at TEXT NOT NULL
) WITHOUT ROWID;
