"""How often the region of an article is found, on one split of the corpus.

    python benchmarks/regions.py [SPLIT] [FAULTS]

prints Markdown for ``train``, ``dev`` or ``test`` (``dev`` unless given), then that many faults. The outlets of the corpus are
invented: the second table tells each its home, the region that most other articles of it in the train split have. "Stated": the name of the labelled region, a short form of it, its seat or a district
of it stands in title, text or dateline. Mend by looking at train and dev; test only measures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from command import options

from pipeline.extract.dateline import place_of
from pipeline.learn.corpus import LabelledArticle, read_corpus
from pipeline.learn.splits import read_splits, split_file
from pipeline.places import Region, region_of
from pipeline.places.gazetteer import NATIONAL, codes_of_key, province_of
from pipeline.places.naming import WORD

CORPUS = Path("corpus/articles")
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """The labelled code of an article, the code found (``00`` for the country), and whether it is stated."""

    article: LabelledArticle
    code: str
    found: str
    stated: bool


def stated(article: LabelledArticle, code: str, place: str | None) -> bool:
    """Whether the article writes a name of the region, or of a district in it where it is no province."""
    words = [word.lower() for word in WORD.findall(f"{article.title}\n{place or ''}\n{article.text}")]
    forms = {"".join(words[i : i + n]) for n in range(1, _LONGEST + 1) for i in range(len(words))}
    codes = {found for form in forms for found in codes_of_key(form)}
    return code in codes or (len(code) > 2 and any(found.startswith(code) for found in codes))


def homes(articles: Sequence[LabelledArticle]) -> dict[str, Counter[str]]:
    """How often each outlet writes from each region."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        counts[article.outlet][article.region.split()[0]] += 1
    return counts


def home(article: LabelledArticle, counts: dict[str, Counter[str]]) -> str | None:
    """The region of most other articles of the outlet."""
    others = counts.get(article.outlet, Counter()) - Counter([article.region.split()[0]])
    return others.most_common(1)[0][0] if others else None


def answer(article: LabelledArticle, outlet_region: str | None = None) -> Answer:
    """Ask for the region of one article."""
    place = place_of(article.text, article.outlet)
    region: Region | None = region_of(article.title, article.text, place, outlet_region)
    code = article.region.split()[0]
    return Answer(article, code, (region and region.code) or NATIONAL, stated(article, code, place))


def _row(name: str, hits: Sequence[bool]) -> str:
    return f"| {name} | {len(hits)} | {sum(hits)} | {sum(hits) / max(len(hits), 1):.3f} |"


def as_markdown(answers: Sequence[Answer]) -> str:
    """Accuracy by exact code and by province, with and without a region stated; the country taken for a region."""
    local = [a for a in answers if a.code != NATIONAL]
    told = [a for a in local if a.stated]
    country = [a for a in answers if a.code == NATIONAL]
    rows = [
        _row("region stated, exact code", [a.found == a.code for a in told]),
        _row("region stated, province", [province_of(a.found) == province_of(a.code) for a in told]),
        _row("all with a region, exact code", [a.found == a.code for a in local]),
        _row("all with a region, province", [province_of(a.found) == province_of(a.code) for a in local]),
        _row("region not stated, exact code", [a.found == a.code for a in local if not a.stated]),
        _row("whole country, yet given a region", [a.found != NATIONAL for a in country]),
    ]
    return "\n".join(["| | articles | of these | share |", "|---|---|---|---|", *rows])


def _show(a: Answer) -> str:
    return (
        f"{a.article.id}: {a.article.region}; found {a.found}{'' if a.stated else ', not stated'} | {a.article.title}"
    )


def main() -> None:
    """Print scores, speed and faults."""
    parser = options(__doc__)
    parser.add_argument("split", nargs="?", choices=["train", "dev", "test"], default="dev")
    parser.add_argument("faults", nargs="?", type=int, default=0)
    given = parser.parse_args()
    parts = read_splits(split_file(CORPUS))
    articles = [article for article in read_corpus(CORPUS) if parts.get(article.id) == given.split]
    answers = [answer(article) for article in articles]
    print(as_markdown(answers))
    counts = homes([article for article in read_corpus(CORPUS) if parts.get(article.id) == "train"])
    told = [(article, found) for article in articles if (found := home(article, counts))]
    print(f"\nwith the home of the outlet told, {len(told)} articles of outlets that have one; without and with:\n")
    print(as_markdown([answer(article) for article, _ in told]))
    print()
    print(as_markdown([answer(article, found) for article, found in told]))
    begun = perf_counter()
    for article in articles:
        region_of(article.title, article.text)
    print(f"\n{1000 * (perf_counter() - begun) / len(articles):.2f} ms an article")
    wrong = [a for a in answers if a.found != a.code]
    print("\n".join(map(_show, wrong[: given.faults])))


if __name__ == "__main__":
    main()
