-- judged: the status that the reviewer saw, which a verdict is about whatever another model says later. judge: who decided what a
-- later reviewer left as it stood; empty where that is the reviewer.

ALTER TABLE review ADD COLUMN judged TEXT NOT NULL DEFAULT '';

ALTER TABLE review ADD COLUMN judge TEXT NOT NULL DEFAULT '';

UPDATE review SET judged = coalesce(
    (SELECT status FROM assessment WHERE assessment.url = review.url AND assessment.model = review.model), ''
);
