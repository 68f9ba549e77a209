-- Whether a story is of the days the desk shows, from the index alone: in the table its date lies behind its text.
CREATE INDEX article_day ON article(url, published_at);
