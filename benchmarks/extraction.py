"""How well the text of a story is taken out of its page: ours beside other extractors.

    python benchmarks/extraction.py [--stories 5] [--gold FOLDER --html FOLDER] [--peers PYTHON]

prints Markdown: precision, recall and F1 over words, on pages made of 24 families' themes with so many stories each
(``tests/extract/themes``), on saved pages written as a reader sees them (``tests/extract/press``), and on real pages with
hand-made text, where ``--gold`` (or NETRALITAS_GOLD) names a folder of JSON files like those in ``tests/extract/press`` and
``--html`` the folder of their pages. ``PYTHON`` is the interpreter of an environment that has trafilatura, newspaper4k,
news-please and readability-lxml, this one if not given; what it has not is left out and named.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from command import options, there

from benchmarks.peers import PEERS
from pipeline.extract import extract
from pipeline.records import Article, Page
from tests.extract.pages import make, overlap, themes
from tests.extract.saved import Saved, saved_pages

Answers = list[tuple[str, float]]
"""The text of each page, and the milliseconds it took."""


@dataclass(frozen=True)
class Gold:
    """A page and the text of its story. ``neutral``: lines that count neither way: headline and captions."""

    page: Page
    text: str
    neutral: tuple[str, ...]


def made(stories: int) -> list[Gold]:
    """Pages made of themes and stories."""
    pages = [make(theme, number) for theme in themes() for number in range(stories)]
    return [Gold(one.page, one.text, (one.title, one.caption)) for one in pages]


def saved(pages: list[Saved]) -> list[Gold]:
    """Saved pages with their expected text."""
    return [Gold(one.page, one.expected["text"], _neutral(one.expected)) for one in pages]


def _neutral(expected: dict) -> tuple[str, ...]:
    captions = expected.get("captions") or [expected.get("caption") or ""]
    return (expected["title"], *captions)


def ours(pages: list[Gold]) -> Answers:
    """This project, with title, date, author, place and caption as well."""
    answers = []
    for gold in pages:
        begun = perf_counter()
        found = extract(gold.page)
        text = found.text if isinstance(found, Article) else ""
        answers.append((text, 1000 * (perf_counter() - begun)))
    return answers


def peers(pages: list[Gold], name: str, python: str) -> Answers | None:
    """What another extractor gives for the documents of each page, joined; None where it is not installed."""
    asked = [{"url": gold.page.url, "html": html} for gold in pages for html in gold.page.html]
    command = [python, Path(__file__).with_name("peers.py"), name]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True)
    if done.returncode:
        return None
    given = iter(json.loads(done.stdout.splitlines()[-1]))
    return [_joined([next(given) for _ in gold.page.html]) for gold in pages]


def _joined(parts: list[dict]) -> tuple[str, float]:
    return "\n".join(part["text"] for part in parts), sum(part["ms"] for part in parts)


def scored(pages: list[Gold], answers: Answers) -> tuple[float, float, float, float]:
    """Precision, recall, F1 over all words, and milliseconds a page in the median."""
    right = said = true = 0
    for gold, (text, _) in zip(pages, answers, strict=True):
        one = overlap(_without(text, gold.neutral), gold.text)
        right, said, true = right + one[0], said + one[1], true + one[2]
    spent = median(each for _, each in answers)
    return right / max(1, said), right / max(1, true), 2 * right / max(1, said + true), spent


def _without(text: str, neutral: tuple[str, ...]) -> str:
    """A text without the lines that count neither way; a long one is taken out wherever it stands."""
    lines = [line for line in text.split("\n") if " ".join(line.split()) not in neutral]
    text = "\n".join(lines)
    for line in neutral:
        text = text.replace(line, " ", 1) if len(line.split()) > 4 else text
    return text


def main() -> None:
    """A table for each set of pages."""
    parser = options(__doc__)
    parser.add_argument("--stories", type=int, default=5)
    parser.add_argument("--gold", type=Path, default=os.environ.get("NETRALITAS_GOLD"))
    parser.add_argument("--html", type=there)
    parser.add_argument("--peers", default=sys.executable)
    given = parser.parse_args()
    sets = {"made pages": made(given.stories), "saved pages": saved(saved_pages())}
    if given.gold:
        sets["real pages"] = saved(saved_pages(Path(given.gold), given.html))
    heads = " | ".join(f"{len(pages)} {name}: P | R | F1 | ms" for name, pages in sets.items())
    print(f"| | {heads} |\n|{'---|' * (1 + 4 * len(sets))}")
    for name in ("**ours**", *PEERS):
        cells = []
        for pages in sets.values():
            answers = ours(pages) if name == "**ours**" else peers(pages, name, given.peers)
            cells += ["not installed", "", "", ""] if answers is None else _cells(*scored(pages, answers))
        print(f"| {name.replace('_', '-')} | {' | '.join(cells)} |", flush=True)


def _cells(precision: float, recall: float, f1: float, spent: float) -> list[str]:
    return [f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}", f"{spent:.1f}"]


if __name__ == "__main__":
    main()
