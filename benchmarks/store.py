"""How long the store takes to answer as it grows.

    python benchmarks/store.py [ARTICLES …]

fills a store with invented articles (one in fifty flagged, over all regencies and three years) and prints Markdown:
milliseconds for each question, and bytes an article. 1,000, 10,000 and 100,000 unless given.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from command import options

from pipeline.assess import Model, load_model
from pipeline.cases.copies import WINDOW, band_keys, shingles
from pipeline.cases.grouping import case, find_original, group_new
from pipeline.cases.rule import shipped_rule
from pipeline.cases.traits import keys_of, make_traits
from pipeline.learn.corpus import LabelledArticle, read_corpus
from pipeline.places.gazetteer import region_names
from pipeline.records import Article, Page
from pipeline.store import Store

FLAGGED_EVERY = 50
DAYS = 3 * 365
TIMES = 30


def invented(stories: list[LabelledArticle], number: int, words: list[str]) -> tuple[Article, str]:
    """A story of the corpus with two words in three of its text exchanged, and its region."""
    story = stories[number % len(stories)]
    text = " ".join(word if random.random() < 0.34 else random.choice(words) for word in story.text.split())
    region = random.choice([code for code in region_names() if len(code) > 2])
    when = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=random.random() * DAYS)
    url = f"https://outlet{number % 300}.example/{number}"
    return Article(url, "contoh", story.outlet, story.title, text, when), region


def fill(store: Store, articles: int, model: Model) -> None:
    """Keep articles as a run does, but with assessments of the corpus stories in place of the model's work."""
    stories = [article for article in read_corpus(Path("corpus/articles")) if article.flagged][:200]
    told = [replace(model.assess(story.text, story.title), flagged=True) for story in stories]
    words = [word for story in stories for word in story.text.split()]
    store._db.execute("PRAGMA synchronous = OFF")
    for number in range(articles):
        article, region = invented(stories, number, words)
        page = Page(article.url, "contoh", "Contoh", "Asia/Jakarta", article.published_at, ("<p></p>",))
        assessment = replace(told[number % len(told)], flagged=number % FLAGGED_EVERY == 0)
        store.keep(page, article)
        store.keep_fingerprint(article.url, band_keys(shingles(article.text)), None)
        store.keep_assessment(article.url, assessment)
        if assessment.flagged:
            day = article.published_at.date()
            traits = make_traits(article.text, day, region, assessment.mentions, assessment.bentuk)
            store.keep_story(article.url, traits, keys_of(traits), None)


def took(question: Callable[[int], object]) -> float:
    """The median of milliseconds over several askings."""
    times = []
    for turn in range(TIMES):
        begun = perf_counter()
        question(turn)
        times.append(1000 * (perf_counter() - begun))
    return median(times)


def questions(store: Store, model: str) -> dict[str, Callable[[int], object]]:
    """Each question a run, a table or a desk asks."""
    urls = [url for (url,) in store._db.execute("SELECT url FROM article ORDER BY random() LIMIT 30")]
    held = [next(store.assessed(model, flagged_only=True))] * TIMES
    cases = store.case_ids(model)
    keys = [band_keys(shingles(article.text)) for article, _ in held]
    traits = make_traits(
        held[0][0].text, held[0][0].published_at.date(), "14.02", held[0][1].mentions, held[0][1].bentuk
    )
    window = shipped_rule().window
    return {
        "copies of one article": lambda i: store.also_in(urls[i]),
        "case of one article": lambda i: store.case_of(urls[i]),
        "is it a copy": lambda i: find_original(held[i][0], store),
        "likely originals": lambda i: store.likely_originals(held[i][0], keys[i], WINDOW),
        "stories near one": lambda i: store.near_stories(traits.day, keys_of(traits), window),
        "one case with its stories": lambda i: case(store, cases[i % len(cases)], model),
        "all case ids": lambda i: store.case_ids(model),
        "first 50 flagged": lambda i: list(islice(store.assessed(model, flagged_only=True), 50)),
        "nothing new to group": lambda i: group_new(store, model),
        "nothing new to compare": lambda i: list(store.uncompared()),
        "nothing new to assess": lambda i: list(store.unassessed(model)),
        "held and flagged": lambda i: store.counts(model),
    }


def as_markdown(columns: dict[int, dict[str, float]]) -> str:
    """A line for each question, a column for each size."""
    names: Iterable[str] = next(iter(columns.values()))
    rows = [f"| {name} | " + " | ".join(f"{c[name]:,.2f}" for c in columns.values()) + " |" for name in names]
    head = " | ".join(f"{size:,} articles" for size in columns)
    return "\n".join([f"| ms | {head} |", "|---" * (len(columns) + 1) + "|", *rows])


def main() -> None:
    """Fill and ask."""
    parser = options(__doc__)
    parser.add_argument("articles", nargs="*", type=int, default=[1000, 10_000, 100_000])
    given = parser.parse_args()
    random.seed(1)
    model = load_model()
    columns = {}
    for size in given.articles:
        with TemporaryDirectory() as folder, Store(Path(folder) / "netralitas.db") as store:
            begun = perf_counter()
            fill(store, size, model)
            each = 1000 * (perf_counter() - begun) / size
            columns[size] = {name: took(question) for name, question in questions(store, model.name).items()}
            columns[size] |= {"to keep an article": each, "kB an article": store.path.stat().st_size / size / 1000}
    print(as_markdown(columns))


if __name__ == "__main__":
    main()
