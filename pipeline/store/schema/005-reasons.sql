-- Why a model said what it said: [[text, weight], …], and the codes of what makes it uncertain.

ALTER TABLE assessment ADD COLUMN considerations TEXT NOT NULL DEFAULT '[]';

ALTER TABLE assessment ADD COLUMN doubts TEXT NOT NULL DEFAULT '[]';
