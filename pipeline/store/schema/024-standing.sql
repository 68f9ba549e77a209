-- What is told of a story where a person's decision goes over the model's, as the report and the tables tell it.
-- dismissed: a person found that it reports no case.
CREATE VIEW standing AS SELECT
    url, model, flagged, flagged_probability, coalesce(decided, said) AS status, verdict, reviewer,
    coalesce(iif(decided IS NULL, flagged AND verdict = 'salah' AND judged IN ('', said), decided NOT IN ('dugaan', 'terbukti', 'tidak_terbukti')), 0)
        AS dismissed
FROM (
    SELECT
        url, assessment.model, flagged, flagged_probability, assessment.status AS said, verdict, judged, reviewer,
        coalesce(nullif(review_now.status, ''), iif(verdict = 'benar', coalesce(nullif(judged, ''), assessment.status), NULL)) AS decided
    FROM assessment LEFT JOIN review_now USING (url)
);

-- Whom a story accuses, in the roles and by the phrases that a person gave them, where one did.
CREATE VIEW accused AS SELECT mention.url, mention.model, mention.person, mention."group"
FROM mention LEFT JOIN review_now USING (url)
WHERE review_now.mentions IS NULL
AND coalesce(json_extract(review_now.roles, '$."' || mention.start || '"'), mention.role) = 'terduga'
UNION ALL SELECT url, assessment.model, json_extract(value, '$[5]'), json_extract(value, '$[2]')
FROM review_now JOIN assessment USING (url) JOIN json_each(review_now.mentions)
WHERE review_now.mentions IS NOT NULL
AND coalesce(json_extract(review_now.roles, '$."' || json_extract(value, '$[0]') || '"'), json_extract(value, '$[3]')) = 'terduga';
