"""How well the text of a story is taken out of its page: ours beside other extractors.

    python benchmarks/extraction.py [STORIES]

prints Markdown: precision, recall and F1 over words on pages of 24 families of news sites (``tests/extract/themes``), with so many
stories each (5), and pages a second. Needs ``pip install -e '.[bench]'``; what is not installed is left out and named.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.extract import extract
from pipeline.records import Article
from tests.extract.pages import Made, make, overlap, themes

Extractor = Callable[[Made], str]


def ours(made: Made) -> str:
    """This project, with title, date, author and place as well."""
    found = extract(made.page)
    return found.text if isinstance(found, Article) else ""


def trafilatura(made: Made) -> str:
    """trafilatura as it comes."""
    import trafilatura

    return trafilatura.extract(made.page.html[0], include_comments=False) or ""


def trafilatura_precision(made: Made) -> str:
    """trafilatura, precision preferred."""
    import trafilatura

    return trafilatura.extract(made.page.html[0], include_comments=False, favor_precision=True) or ""


def newspaper(made: Made) -> str:
    """newspaper4k."""
    import newspaper

    article = newspaper.Article(made.page.url, language="id")
    article.download(input_html=made.page.html[0])
    article.parse()
    return article.text


def news_please(made: Made) -> str:
    """news-please."""
    from newsplease import NewsPlease

    return NewsPlease.from_html(made.page.html[0], url=made.page.url).maintext or ""


def readability(made: Made) -> str:
    """readability-lxml."""
    from lxml import html
    from readability import Document

    return html.fromstring(Document(made.page.html[0]).summary()).text_content()


EXTRACTORS: dict[str, Extractor] = {
    "**ours**": ours,
    "trafilatura": trafilatura,
    "trafilatura, precision": trafilatura_precision,
    "newspaper4k": newspaper,
    "news-please": news_please,
    "readability": readability,
}


def _scored(pages: list[Made], extractor: Extractor) -> tuple[float, float, float, float]:
    """Precision, recall, F1 over all words, and milliseconds a page in the median."""
    right = said = true = 0
    times = []
    for made in pages:
        begun = perf_counter()
        text = extractor(made)
        times.append(1000 * (perf_counter() - begun))
        for line in (made.title, made.caption):  # neither counts for or against
            text = text.replace(line, " ", 1)
        one = overlap(text, made.text)
        right, said, true = right + one[0], said + one[1], true + one[2]
    precision, recall = right / max(1, said), right / max(1, true)
    return precision, recall, 2 * right / max(1, said + true), median(times)


def main() -> None:
    """One line for each extractor."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    pages = [make(theme, n) for theme in themes() for n in range(number)]
    print(f"{len(pages)} pages\n\n| | precision | recall | F1 | ms a page |\n|---|---|---|---|---|")
    for name, extractor in EXTRACTORS.items():
        try:
            extractor(pages[0])
        except ImportError as missing:
            print(f"| {name}: {missing.name} is not installed | | | | |")
            continue
        precision, recall, f1, each = _scored(pages, extractor)
        print(f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {each:.1f} |")


if __name__ == "__main__":
    main()
