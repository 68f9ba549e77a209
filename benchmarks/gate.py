"""Whether the gate drops what the full path would find, and how much it sets aside.

    python benchmarks/gate.py [REAL.jsonl] [HTML_FOLDER]

prints Markdown. Texts are those of the corpus and of ``REAL.jsonl``; pages are every corpus article that is flagged or accuses
somebody in each family of news sites (``tests/extract/themes``), and the real pages of ``HTML_FOLDER`` (listed in its ``index.tsv``).
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from command import options, there

from pipeline.assess import load_model
from pipeline.gate import off_topic, on_topic
from pipeline.judge import OFF_TOPIC, Judge, Judged, read_page
from pipeline.learn.corpus import read_corpus
from pipeline.records import Assessment, Failure, Page, Role
from tests.extract.pages import dress, themes

HEAD = "| | read | found by the full path | set aside | found but set aside |\n|---|---|---|---|---|"


def finds(assessment: Assessment) -> bool:
    """Whether the full path flags a story or accuses somebody in it."""
    return assessment.flagged or any(mention.role is Role.TERDUGA for mention in assessment.mentions)


def set_aside(page: Page) -> bool:
    """Whether the gate sets a page aside, at either look."""
    found = read_page(page)
    return isinstance(found, Failure) and found.code == OFF_TOPIC


def _row(name: str, outcomes: Iterable[tuple[str, bool, bool]]) -> None:
    """One line of the table from (name, found, set aside) of each text or page."""
    outcomes = list(outcomes)
    dropped = [one for one, found, aside in outcomes if found and aside]
    counts = (sum(found for _, found, _ in outcomes), sum(aside for *_, aside in outcomes), len(dropped))
    print(f"| {name} | {len(outcomes)} | " + " | ".join(map(str, counts)) + " |", flush=True)
    for one in dropped:
        print(f"<!-- dropped: {one} -->")


def real_pages(folder: Path, kinds: tuple[str, ...] = ("article", "listing")) -> Iterator[Page]:
    """The saved pages of a folder: stories, and fronts that list them."""
    with (folder / "index.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            if row["file"].endswith(".html") and row["kind"] in kinds:
                html = (folder / row["file"]).read_text("utf-8", errors="replace")
                day = datetime(2026, 1, 1, tzinfo=UTC)
                yield Page(row["url"] or row["file"], "real", row["outlet"], "Asia/Jakarta", day, (html,))


def main() -> None:
    """Print the table, then what a look at a page costs."""
    parser = options(__doc__)
    parser.add_argument("real", nargs="?", type=there, metavar="REAL.jsonl")
    parser.add_argument("html", nargs="?", type=there, metavar="HTML_FOLDER")
    given = parser.parse_args()
    model = load_model()
    articles = read_corpus(Path("corpus/articles"))
    texts = {"corpus, texts": [(article.title, article.text) for article in articles]}
    if given.real:
        with given.real.open(encoding="utf-8") as lines:
            texts["real, texts"] = [(row["title"], row["text"]) for row in map(json.loads, lines)]
    print(HEAD)
    for name, pairs in texts.items():
        _row(name, ((t, finds(model.assess(x, t)), not on_topic(f"{t}\n{x}")) for t, x in pairs))
    found = [article for article in articles if finds(model.assess(article.text, article.title))]
    pages = {theme: [dress(theme, article, n).page for n, article in enumerate(found)] for theme in themes()}
    for theme, made in pages.items():
        _row(f"found in the corpus, as {theme}", ((page.url, True, set_aside(page)) for page in made))
    if given.html:
        real, whole = list(real_pages(given.html)), Judge(model, gate=False)
        judged = [whole(page) for page in real]
        has = [isinstance(one, Judged) and finds(one.assessment) for one in judged]
        _row("real, pages", ((p.url, f, set_aside(p)) for p, f in zip(real, has, strict=True)))
        in_bytes = [not on_topic("\n".join(page.html)) for page in real]
        _row("real, pages, by all their bytes", ((p.url, f, a) for p, f, a in zip(real, has, in_bytes, strict=True)))
        begun = perf_counter()
        for page in real:
            off_topic(page)
        size = sum(len(page.html[0]) for page in real) / len(real) / 1000
        print(f"\n{(perf_counter() - begun) / len(real) * 1000:.2f} ms a real page of {size:.0f} kB")


if __name__ == "__main__":
    main()
