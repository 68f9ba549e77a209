"""Where an outlet is at home, as its source or the shipped list of outlets has it: what is left where a story names no region."""

from __future__ import annotations

from functools import cache

from pipeline.places.region import Region, region_of
from pipeline.records import Article
from pipeline.shipped import read_toml


@cache
def _homes() -> dict[str, str]:
    """Region codes by the id of the source and by the outlet's name, in lower case."""
    listed = read_toml("sources.toml")["source"]
    placed = [source for source in listed if source.get("region")]
    return {source[key].lower(): source["region"] for key in ("outlet", "id") for source in placed}


def home_of(article: Article) -> str | None:
    """The region code of the outlet an article stands in; None where neither its source nor the shipped list tells it."""
    homes = _homes()
    return article.home or homes.get(article.source.lower()) or homes.get(article.outlet.lower())


def region_of_article(article: Article) -> Region | None:
    """The region of an article: what title, dateline and text tell, else the outlet's own; see ``Region.source``."""
    return region_of(article.title, article.text, article.place, home_of(article))
