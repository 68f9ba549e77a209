"""The gate drops nothing that the full path would flag, or in which it would accuse somebody, and keeps count of what it drops."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.collect.sources import Kind, Source
from pipeline.gate import off_topic, on_topic
from pipeline.judge import OFF_TOPIC, Judge, Judged
from pipeline.learn.corpus import read_corpus
from pipeline.records import Failure, Role
from pipeline.run import Way, run
from pipeline.store import Store
from tests.conftest import ROOT
from tests.extract.pages import dress, make, themes
from tests.extract.test_pages import FIXTURES, REAL, fixture_page, real_articles
from tests.extract.test_themes import REFUSED
from tests.test_run import Quiet, _page

ORDINARY = (
    "Harga Cabai Naik Menjelang Musim Hujan",
    "\n\n".join(
        f"Pedagang {name} di pasar induk mengatakan harga cabai rawit naik sejak pekan lalu karena pasokan dari petani "
        "berkurang akibat hujan. Polisi mengatur lalu lintas di depan pasar yang padat oleh pembeli dan pedagang sayur."
        for name in ("Sumarni", "Wagiyo", "Tukinem", "Sarjono", "Partini")
    ),
)
MENU = (
    "<nav><a href='/pilkada'>Pilkada</a><a href='/x'>Bawaslu Periksa Camat yang Dukung Paslon</a></nav><aside><ul>"
    + ("<li><a href='/y'>ASN Tidak Netral Dilaporkan ke Bawaslu</a></li></ul></aside>")
)


def _finds(assessment) -> bool:
    return assessment.flagged or any(mention.role is Role.TERDUGA for mention in assessment.mentions)


def _is_set_aside(page) -> bool:
    found = Judge(None)(page)
    return isinstance(found, Failure) and found.code == OFF_TOPIC


@pytest.fixture(scope="module")
def found(model):
    """The articles of the corpus that the full path flags, or in which it accuses somebody."""
    articles = read_corpus(ROOT / "corpus" / "articles")
    return [article for article in articles if _finds(model.assess(article.text, article.title))]


def test_it_drops_nothing_of_the_corpus(found):
    assert len(found) > 600
    assert [article.title for article in found if not on_topic(f"{article.title}\n{article.text}")] == []


def test_it_drops_nothing_of_the_corpus_in_the_markup_of_news_sites(found):
    every = themes()
    pages = [dress(every[n % len(every)], article, n).page for n, article in enumerate(found)]
    assert [page.url for page in pages if _is_set_aside(page)] == []


def _pages_at_hand():
    yield from (make(theme, number).page for theme in themes() for number in range(2))
    yield from (fixture_page(json.loads(path.read_text("utf-8"))) for path in sorted(FIXTURES.glob("*.json")))
    for row in real_articles():
        html = (REAL / row["file"]).read_text("utf-8", errors="replace")
        yield replace(make("astra", 0).page, url=row["file"], html=(html,))


def test_it_drops_nothing_of_other_pages(model):
    whole = Judge(model, gate=False)
    aside = [page for page in _pages_at_hand() if _is_set_aside(page)]
    judged = [(page.url, whole(page)) for page in aside]
    assert [url for url, one in judged if not isinstance(one, Failure) and _finds(one.assessment)] == []


def test_menus_and_other_headlines_do_not_open_it():
    page = replace(make("astra", 0).page, html=(_page(*ORDINARY).replace("<article>", f"{MENU}<article>"),))
    assert on_topic(page.html[0]) and off_topic(page)


@pytest.mark.parametrize(
    "text",
    [
        "Ketua&nbsp;RT dan A&#83;N ikut k&#97;mpanye",
        "KEPALA\u00a0DESA HADIR DI KAMPANYE",
        "Ca\u00admat dan pem\u00adilu",
        "Ca\u200cmat dan pem\u200dilu",
        "Oknum TNI-Polri, #Pilkada2024",
        "Camat dipanggil Bawslu",
        "Guru diperiksa tim pemeriksa DKPP",
    ],
)
def test_words_are_found_however_they_are_written(text):
    filler = ORDINARY[1].replace("Polisi", "Petugas")
    page = replace(make("astra", 0).page, html=(_page("Judul", f"{filler}\n\n{text}."),))
    assert not off_topic(page)
    assert off_topic(replace(page, html=(_page("Judul", filler),)))


@pytest.mark.parametrize(
    "around",
    [
        "<ul><li>{}</li></ul>",
        "<dl><dd>{}</dd></dl>",
        '<div style="display:none" id="more"><p>{}</p></div><a href="#">Baca selengkapnya</a>',
        '<div class="share-box"><p>{}</p></div>',
    ],
)
def test_a_story_in_a_place_for_other_things_is_seen(around, case):
    """Resiliparse leaves it out of the main text; the full path reads it."""
    story = around.format(case[1].replace("\n", "<br>"))
    html = f"<html><body><article><h1>Kabar</h1><p>{ORDINARY[1]}</p>{story}</article></body></html>"
    page = replace(make("astra", 0).page, html=(html,))
    assert on_topic(case[1]) and not off_topic(page)


def test_teams_that_examine_are_of_any_trade():
    filler = ORDINARY[1].replace("Polisi", "Tim pemeriksa kesehatan memeriksa pegawai, dan petugas")
    assert off_topic(replace(make("astra", 0).page, html=(_page("Judul", filler),)))


def test_a_story_beside_headlines_of_others_is_set_aside_once_it_is_read():
    others = "<p>Baca juga: <a href='/y'>ASN Tidak Netral Dilaporkan ke Bawaslu</a></p>"
    page = replace(make("astra", 0).page, html=(_page(*ORDINARY).replace("</article>", f"{others}</article>"),))
    assert not off_topic(page)
    assert Judge(None)(page) == Failure(OFF_TOPIC, page.url, page.source)
    assert isinstance(Judge(None, gate=False)(page), Judged)


def test_short_stories_are_assessed_whatever_they_speak_of():
    text = " ".join(ORDINARY[1].split()[:60]) + "."
    assert isinstance(Judge(None)(replace(make("astra", 0).page, html=(_page("Judul", text),))), Judged)


@pytest.mark.parametrize("name", REFUSED)
def test_pages_that_are_no_story_keep_their_own_reason(name):
    html, code = REFUSED[name]
    found = Judge(None)(replace(make("astra", 0).page, html=(html,)))
    assert isinstance(found, Failure) and found.code == code


def test_broken_characters_are_left_to_the_full_path():
    assert not off_topic(replace(make("astra", 0).page, html=("<p>" + "kata \ud800 " * 500 + "</p>",)))


@pytest.fixture
def folder(tmp_path, case):
    (tmp_path / "berita").mkdir()
    for name, (title, text) in {"a": case, "b": ORDINARY}.items():
        (tmp_path / "berita" / f"{name}.html").write_text(_page(title, text), encoding="utf-8")
    return Source(id="berita", outlet="Berita", kind=Kind.FOLDER, path=tmp_path / "berita")


def test_what_is_set_aside_is_counted_kept_and_not_read_again(folder, model, tmp_path):
    with Store(tmp_path / "netralitas.db") as store:
        summary = run([folder], store, model, Quiet())
        assert (summary.off_topic, summary.articles, summary.needs_mending) == (1, 1, False)
        assert summary.failures.total() == 0
        assert run([folder], store, model, Quiet()).pages == 0
    with Store(tmp_path / "all.db") as store:
        assert run([folder], store, model, Quiet(), way=Way(gate=False)).articles == 2


def test_a_story_that_is_held_is_read_again_whatever_it_says_now(folder, case, model, tmp_path, monkeypatch):
    page = replace(make("astra", 0).page, source="berita", html=(_page(*case),))
    with Store(tmp_path / "netralitas.db") as store:
        for html in (page.html, (_page(*ORDINARY),)):
            now = replace(page, html=html)
            monkeypatch.setattr("pipeline.run.collect", lambda *_, now=now, **__: (one for one in [now]))
            summary = run([folder], store, model, Quiet())
            assert (summary.articles, summary.off_topic) == (1, 0)
        assert len(store.versions(page.url)) == 1
