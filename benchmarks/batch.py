"""How fast ``netralitas batch`` goes over shards of text and of pages, on one process and on two.

    python benchmarks/batch.py [ARTICLES]

prints Markdown: rows a second over eight shards of the corpus' own articles (600 in all unless given), as JSON lines of text and as WARC
of pages with menus, by joblib with one and two processes; the start of the processes is in it.
"""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from command import options
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.batch import find_shards, run_batch
from pipeline.learn.corpus import LabelledArticle, read_corpus

CORPUS, SHARDS = Path("corpus/articles"), 8
_FURNITURE = "<nav>" + "<a href='/x'>Pemilu Polri ASN Nasional</a>" * 300 + "</nav>"


def _page(article: LabelledArticle) -> bytes:
    paragraphs = "".join(f"<p>{part}</p>" for part in article.text.split("\n\n"))
    head = f"<title>{article.title}</title><meta property='article:published_time' content='2024-10-14T10:00:00+07:00'>"
    body = f"{_FURNITURE}<article><h1>{article.title}</h1>{paragraphs}</article>{_FURNITURE}"
    return f"<!DOCTYPE html><html lang=id><head>{head}</head><body>{body}</body></html>".encode()


def _write(folder: Path, articles: list[LabelledArticle]) -> None:
    for number in range(SHARDS):
        part = articles[number::SHARDS]
        lines = (json.dumps({"id": a.id, "title": a.title, "text": a.text}, ensure_ascii=False) for a in part)
        (folder / "text").mkdir(exist_ok=True)
        (folder / "text" / f"{number}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (folder / "pages").mkdir(exist_ok=True)
        with (folder / "pages" / f"{number}.warc.gz").open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for place, article in enumerate(part):
                headers = StatusAndHeaders(
                    "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
                )
                record = writer.create_warc_record(
                    f"https://contoh.id/{number}-{place}", "response", payload=io.BytesIO(_page(article)), http_headers=headers
                )  # fmt: skip
                writer.write_record(record)


def main() -> None:
    """Write shards, run, print."""
    parser = options(__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=600)
    given = parser.parse_args()
    articles = list(itertools.islice(itertools.cycle(read_corpus(CORPUS)), given.articles))
    print("| shards | processes | rows | assessed | seconds | rows a second |\n|---|---|---|---|---|---|")
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, articles)
        for kind, jobs in itertools.product(("text", "pages"), (1, 2)):
            shards, _ = find_shards([str(folder / kind)])
            begun = perf_counter()
            done = run_batch(shards, str(folder / f"out-{kind}-{jobs}"), jobs=jobs)
            seconds = perf_counter() - begun
            print(
                f"| {kind} | {jobs} | {done.rows_in} | {done.rows_out} | {seconds:.1f} | {done.rows_in / seconds:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
