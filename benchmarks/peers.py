"""Other extractors over pages on standard input; run by ``extraction.py``, needs nothing of this project.

    python benchmarks/peers.py trafilatura < pages.json

``pages.json`` is a list of ``{"url", "html"}``; printed is a list of ``{"text", "ms"}``, on the last line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from time import perf_counter

from command import options


def trafilatura(url: str, html: str) -> str:
    """trafilatura as it comes."""
    import trafilatura

    return trafilatura.extract(html, include_comments=False) or ""


def trafilatura_precision(url: str, html: str) -> str:
    """trafilatura, precision preferred."""
    import trafilatura

    return trafilatura.extract(html, include_comments=False, favor_precision=True) or ""


def newspaper4k(url: str, html: str) -> str:
    """newspaper4k, told that the page is Indonesian."""
    import newspaper

    article = newspaper.Article(url, language="id", fetch_images=False)
    article.download(input_html=html)
    article.parse()
    return article.text


def news_please(url: str, html: str) -> str:
    """news-please."""
    from newsplease import NewsPlease

    return NewsPlease.from_html(html, url=url, fetch_images=False).maintext or ""


def readability(url: str, html: str) -> str:
    """readability-lxml."""
    from lxml import html as markup
    from readability import Document

    return markup.fromstring(Document(html).summary()).text_content()


PEERS: dict[str, Callable[[str, str], str]] = {
    one.__name__: one for one in (trafilatura, trafilatura_precision, newspaper4k, news_please, readability)
}


def _timed(peer: Callable[[str, str], str], page: dict) -> dict:
    begun = perf_counter()
    try:
        text = peer(page["url"], page["html"])
    except ImportError:
        raise
    except Exception as error:
        print(f"{page['url']}: {error!r}", file=sys.stderr)
        text = ""
    return {"text": text, "ms": 1000 * (perf_counter() - begun)}


if __name__ == "__main__":
    parser = options(__doc__)
    parser.add_argument("peer", choices=PEERS)
    peer = PEERS[parser.parse_args().peer]
    print("\n" + json.dumps([_timed(peer, page) for page in json.load(sys.stdin)]))
