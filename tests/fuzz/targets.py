"""What reads bytes that strangers send. Each takes any bytes at all, and raises nothing but an error of ours."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from pipeline.errors import NetralitasError
from pipeline.records import Article, Page

NOW = datetime(2024, 10, 14, tzinfo=UTC)
SECTOR = 4096
SHEET = "xl/worksheets/sheet1.xml"
URL = "https://contoh.id/2024/10/14/berita"


@cache
def _model():
    from pipeline.assess import load_model

    return load_model("models/default")


def _said(data: bytes) -> str:
    return data.decode("utf-8", errors="surrogateescape").encode("utf-8", "replace").decode()


def _judge(article: Article) -> None:
    assessment = _model().assess_article(article)
    for part in (*assessment.mentions, *assessment.evidence):
        assert article.text[part.start : part.end] == part.text


def text(data: bytes) -> None:
    """A text, judged."""
    from pipeline.extract import text_article

    article = text_article(_said(data), title="Camat Dilaporkan", url=URL, source="x")
    if isinstance(article, Article):
        _judge(article)


def sentences(data: bytes) -> None:
    """A text, in words and sentences; none of it is lost."""
    from pipeline.language import normalise, parse

    said = normalise(_said(data))
    doc = parse(said)
    assert doc.text == said == "".join(sentence.text_with_ws for sentence in doc.sents)


def mentions(data: bytes) -> None:
    """Who is named in a text."""
    from pipeline.language import normalise, parse
    from pipeline.mentions import tag

    said, end = normalise(_said(data)), 0
    for mention in tag(parse(said)):
        assert end <= mention.start < mention.end and said[mention.start : mention.end] == mention.text
        end = mention.end


def page(data: bytes) -> None:
    """A page, as it came over the wire, read and judged."""
    from pipeline.extract import extract

    found = extract(Page(URL, "x", "X", "Asia/Jakarta", NOW, (data.decode("latin-1"),)))
    if isinstance(found, Article):
        _judge(found)


def gate(data: bytes) -> None:
    """The quick look at a page."""
    from pipeline.gate import off_topic

    off_topic(Page(URL, "x", "X", "Asia/Jakarta", NOW, (data.decode("latin-1"),)))


def feed(data: bytes) -> None:
    """RSS and Atom."""
    from pipeline.collect.listings import read_feed

    _listing(lambda: read_feed(data, URL))


def sitemap(data: bytes) -> None:
    """A sitemap or index, gzipped or not."""
    from pipeline.collect.listings import read_sitemap

    _listing(lambda: read_sitemap(data, URL, 1_000_000))


def posts(data: bytes) -> None:
    """A page of WordPress REST."""
    from pipeline.collect.listings import read_posts

    _listing(lambda: read_posts(data))


def _listing(read: Callable[[], object]) -> None:
    from pipeline.collect.trouble import Trouble

    with suppress(Trouble):
        read()


def table(data: bytes) -> None:
    """A reviewed CSV or workbook."""
    from pipeline.review.sheets import read_reviews

    with _file(data, "x.csv") as path:
        read_reviews(path, {URL: "m"}, "ani", "b", NOW)


def workbook(data: bytes) -> None:
    """The sheet of a reviewed workbook, packed as a program would pack it."""
    from pipeline.review.sheets import read_reviews

    packed = BytesIO()
    with ZipFile(BytesIO(book())) as read, ZipFile(packed, "w") as written:
        for name in read.namelist():
            written.writestr(name, data if name == SHEET else read.read(name))
    with _file(packed.getvalue(), "x.xlsx") as path:
        read_reviews(path, {URL: "m"}, "ani", "b", NOW)


@cache
def book() -> bytes:
    from openpyxl import Workbook

    book, packed = Workbook(), BytesIO()
    for row in (["tautan", "putusan_analis", "catatan"], [URL, "benar", "x"]):
        book.active.append(row)
    book.save(packed)
    return packed.getvalue()


def tasks(data: bytes) -> None:
    """The export of a label tool."""
    from pipeline.review.label_tools import read_annotations

    article, assessment = _story()
    with _file(data, "x.jsonl") as path:
        read_annotations(path, lambda url: (article, assessment), "ani", "b", NOW)


@cache
def _story():
    from pipeline.extract import article_from_text

    article = article_from_text("Camat Sungai Lala, Darlis, dilaporkan ke Bawaslu karena ikut kampanye.", url=URL)
    return article, _model().assess_article(article)


def labels(data: bytes) -> None:
    """Labelled articles as JSON lines."""
    from pipeline.learn.labelled import read_labelled

    with _file(data, "x.jsonl") as path:
        read_labelled(path)


def corpus(data: bytes) -> None:
    """A file of the corpus."""
    from pipeline.learn.labelled import read_labelled

    with _file(data, "x.txt") as path:
        read_labelled(path)


def sources(data: bytes) -> None:
    """A list of outlets."""
    from pipeline.collect.sources import read_sources

    with _file(data, "sources.toml") as path:
        read_sources(path)


def shard(data: bytes) -> None:
    """A shard of a batch: JSON lines or a WARC, by its first byte."""
    from pipeline.batch.reading import CutShort, read_shard
    from pipeline.batch.shards import Shard, ShardKind

    kind, name = (ShardKind.WARC, "x.warc") if data[:1] == b"W" else (ShardKind.JSONL, "x.jsonl")
    with _file(data, name) as path, suppress(CutShort):
        for _ in read_shard(Shard(str(path), name, kind, len(data), "")):
            pass


def model(data: bytes) -> None:
    """A model whose arrays somebody exchanged."""
    from pipeline.assess import load_model

    manifest = json.loads(Path("models/default/manifest.json").read_text(encoding="utf-8"))
    with _file(data, "model.npz") as path:
        manifest["sha256"] = sha256(data).hexdigest()  # who exchanges the one exchanges the other
        (path.parent / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        load_model(path.parent)


def store(data: bytes) -> None:
    """A store of which one page was exchanged: the first byte tells which, the others are what stands there."""
    from pipeline.store import Sieve, Store

    with _file(exchanged(data), "x.db") as path, suppress(sqlite3.Error, MemoryError), Store(path) as opened:
        opened.problems()
        for name in opened.models():
            list(opened.assessed(name))
            opened.queue(name, Sieve(reviewed=""))
        list(opened.review_log())
        opened.forget(opened.naming("Darlis") + opened.naming_beside("Rahmat"))


def exchanged(data: bytes) -> bytes:
    """A small store of which one page was exchanged."""
    whole, (number, changed) = stored(), (data[0] if data else 0, data[1 : SECTOR + 1])
    where = number * SECTOR % len(whole)
    return whole[:where] + changed + whole[where + len(changed) :]


@cache
def stored() -> bytes:
    """A small store, with a story and a decision on it."""
    from pipeline.records import Page, Review, Verdict
    from pipeline.store import Store

    article, assessment = _story()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "netralitas.db"
        with Store(path) as store:
            store.keep(Page(URL, "x", "X", "Asia/Jakarta", NOW, (f"<p>{article.text}",)), article)
            store.keep_assessment(URL, assessment)
            store.decide(Review(URL, _model().name, Verdict.BENAR, "ani", NOW, note="Rahmat"), None)
            store.vacuum()
        return path.read_bytes()


class _file:
    """Bytes as a file, and errors of ours swallowed."""

    def __init__(self, data: bytes, name: str):
        self._folder, self._data, self._name = TemporaryDirectory(), data, name

    def __enter__(self) -> Path:
        path = Path(self._folder.name) / self._name
        path.write_bytes(self._data)
        return path

    def __exit__(self, kind: type | None, *_: object) -> bool:
        self._folder.cleanup()
        return kind is not None and issubclass(kind, NetralitasError)


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one
    for one in (
        text,
        sentences,
        mentions,
        page,
        gate,
        feed,
        sitemap,
        posts,
        table,
        workbook,
        tasks,
        labels,
        corpus,
        sources,
        shard,
        model,
        store,
    )
}
