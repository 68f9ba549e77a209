-- What an analyst decided, and not only noted: a note alone leaves a story in the queue.
CREATE VIEW decided AS SELECT url, id FROM review_now
WHERE verdict <> '' OR status <> '' OR roles <> '{}' OR mentions IS NOT NULL;
