-- The share of words and pairs of words of a story that the model never saw in training; NULL where it was judged before this was kept.

ALTER TABLE assessment ADD COLUMN unknown REAL;
