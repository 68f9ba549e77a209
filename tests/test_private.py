from __future__ import annotations

import re
import sqlite3
import tomllib
import zlib
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from pipeline.extract import article_from_text
from pipeline.private import HIDDEN, hide_private, without_remarks
from pipeline.records import Page
from pipeline.store import Store

PATTERNS = tomllib.loads((files("pipeline.data") / "private.toml").read_text(encoding="utf-8"))["pattern"]


@pytest.mark.parametrize("text", [text for one in PATTERNS for text in one["examples"]])
@pytest.mark.parametrize("around", ["{}", "Hubungi {}, kata dia.", "({})"])
def test_what_is_private_is_hidden_and_the_text_stays_as_long(text, around):
    hidden = hide_private(around.format(text))
    assert HIDDEN in hidden and len(hidden) == len(around.format(text)) and len(re.findall(r"\d", hidden)) <= 3


@pytest.mark.parametrize("text", [text for one in PATTERNS for text in one["not"]])
def test_what_is_not_stays(text):
    assert hide_private(text) == text


@pytest.mark.parametrize("text", ["0812-3456-7890 ", "1", "rumah di jalan a ", "tinggal di RT ", "0 8", "•", "no. 1 "])
def test_hostile_text_comes_to_an_end(text):
    long = (text * 200_000)[:200_000]
    assert len(hide_private(long)) == len(long)


def test_an_article_holds_none():
    article = article_from_text("Hubungi 0812-3456-7890. NIK 6471031204780003.", title="Telepon 081234567890", url="x")
    assert "7890" not in article.text + article.title and "0003" not in article.text


REMARKS = [
    '<div id="comments"><article class="comment-body">Sebut Darlis saja</article></div>',
    '<ul class="x commentlist"><li>Sebut Darlis saja</li></ul>',
    '<section class="komentar"><p>Sebut Darlis saja</p></section>',
    "<div id=disqus_thread>Sebut Darlis saja</div>",
]


@pytest.mark.parametrize("remark", REMARKS)
def test_what_readers_wrote_is_not_kept(remark, tmp_path):
    html = f"<html><body><h1>Judul</h1><article><p>Isi berita.</p></article>{remark}<footer>Kaki</footer></body></html>"
    with Store(tmp_path / "x.db") as store:
        store.keep(
            Page("https://k.id/1", "k", "K", "Asia/Jakarta", datetime.now(UTC), (html,)),
            article_from_text("Isi berita.", title="Judul", url="https://k.id/1"),
        )
    with closing(sqlite3.connect(tmp_path / "x.db")) as db:
        kept = zlib.decompress(db.execute("SELECT html FROM page").fetchone()[0]).decode()
    assert "Sebut" not in kept and "Isi berita." in kept and "Kaki" in kept


@pytest.mark.parametrize(
    "html",
    [
        "<p>Komentar camat: comments</p>",
        "<body class='comments'><h1>J</h1><p>Isi",
        "",
        "comments",
        "<div class=komentar><h1>J</h1>Isi</div>",
    ],
)
def test_a_story_is_never_taken_for_a_remark(html):
    kept = without_remarks(html)
    assert ("Isi" in kept) is ("Isi" in html) and ("camat" in kept) is ("camat" in html)
