-- What each source brought, by day, is told from the index alone: without it 'sources status' reads every article.
CREATE INDEX article_source ON article(source, published_at);
