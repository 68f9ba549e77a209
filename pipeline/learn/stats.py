"""What the corpus holds, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.learn.check import template_share
from pipeline.learn.corpus import LabelledArticle
from pipeline.places.gazetteer import province_of, region_names
from pipeline.records import Role

_LENGTHS = ((120, "under 120"), (351, "120 to 350"), (901, "351 to 900"))


def _length(article: LabelledArticle) -> str:
    words = len(article.text.split())
    return next((name for limit, name in _LENGTHS if words < limit), "over 900")


def _ordered(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def stats(articles: Sequence[LabelledArticle], splits: Mapping[str, str]) -> dict[str, Any]:
    """Counts of articles by status, split, writer, election, province, year and length; of mentions by
    group and role; of case stories by accused group and by form; of chains with more than one story.
    """
    cases = [article for article in articles if article.flagged]
    chains = Counter(article.chain for article in articles if article.chain)
    mentions = [mention for article in articles for mention in article.mentions or ()]
    return {
        "articles": len(articles),
        "words": sum(len(article.text.split()) for article in articles),
        "by_status": _ordered(Counter(a.status.value for a in articles)),
        "by_split": _ordered(Counter(splits.get(a.id, "none") for a in articles)),
        "by_writer": _ordered(Counter(a.writer for a in articles)),
        "by_election": _ordered(Counter(a.election.value for a in articles if a.election)),
        "by_province": _ordered(Counter(region_names().get(province_of(a.region), a.region) for a in articles)),
        "by_year": _ordered(Counter(str(a.published.year) for a in articles if a.published)),
        "by_length": _ordered(Counter(map(_length, articles))),
        "mentions": len(mentions),
        "mentions_by_group": _ordered(Counter(m.group.value for m in mentions)),
        "mentions_by_role": _ordered(Counter(m.role.value for m in mentions)),
        "terduga_mentions_by_group": _ordered(Counter(m.group.value for m in mentions if m.role is Role.TERDUGA)),
        "case_stories_by_terduga": _ordered(Counter(group.value for a in cases for group in a.terduga or ())),
        "case_stories_by_bentuk": _ordered(Counter(form.value for a in cases for form in a.bentuk or ())),
        "chains": sum(count > 1 for count in chains.values()),
        "chained_articles": sum(count for count in chains.values() if count > 1),
        "outlets": len({article.outlet for article in articles}),
        "template_share": round(template_share(articles), 5),
    }
