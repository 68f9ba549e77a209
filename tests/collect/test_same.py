"""One story under several addresses is one article; a page that is wrong about its own address swallows none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.address import key_told
from pipeline.collect import collect
from pipeline.collect.sources import Source
from pipeline.run import Summary, run
from pipeline.store import Store
from tests.collect.conftest import Site, Watcher

TEXT = "Bawaslu menerima laporan dugaan pelanggaran netralitas seorang camat yang ikut kampanye calon bupati. " * 8
STORY = "https://kabar.id/2024/10/camat-diperiksa-bawaslu/"


def document(title: str, head: str, day: int = 14) -> str:
    published = f'<meta property="article:published_time" content="2024-10-{day}T03:00:00+00:00">'
    return (
        f"<html><head><title>{title}</title>{published}{head}</head><body><h1>{title}</h1><p>{TEXT}</p></body></html>"
    )


def canonical(address: str) -> str:
    return f'<link rel="canonical" href="{address}">'


def read(store: Store, site: Site, *paths: str) -> Summary:
    listed = store.path.with_name("daftar.txt")
    listed.write_text("\n".join(site.base + path for path in paths))
    return run([Source(id="a", outlet="A", kind="urls", path=listed, own_network=True)], store, None, Watcher())


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://kabar.id/?p=123", STORY),
        ("https://amp.kabar.id/2024/10/camat-diperiksa-bawaslu/", STORY),
        ("https://m.kabar.id/read/4711", "http://www.kabar.id/2024/10/camat-diperiksa-bawaslu"),
        ("https://daerah.kabar.id/read/4711", f"{STORY}?utm_source=amp"),
        (STORY, "/2024/10/camat-diperiksa-bawaslu/amp/"),
        ("file:simpanan/a.html", STORY),
        (STORY, "https://kabar.id/"),
        (STORY, "https://kabar.id/tag/pilkada-2024"),
        (STORY, "https://lain.id/2024/10/kades-diperiksa-bawaslu/"),
        (STORY, "http://["),
        (STORY, ""),
    ],
)
def test_what_a_page_says_of_its_address(url: str, told: str) -> None:
    assert key_told(url, [told]) == "kabar.id/2024/10/camat-diperiksa-bawaslu"


@pytest.mark.parametrize("first", [True, False])
def test_two_addresses_of_one_story_are_one_article(site: Site, tmp_path: Path, first: bool) -> None:
    slug = f"/dua/{first}/camat-diperiksa-bawaslu/"
    paths = (slug, f"/?p={4711 + first}")
    for path in paths:
        site.put(path, document("Camat Diperiksa Bawaslu", canonical(site.base + slug)))
    with Store(tmp_path / "x.db") as store:
        summary = read(store, site, *(paths if first else reversed(paths)))
        assert (summary.articles, summary.failures) == (1, {"same-story": 1})
        site.asked.clear()
        assert read(store, site, *paths).failures == {} and site.asked[paths[0]] == site.asked[paths[1]] == 0


@pytest.mark.parametrize("wrong", ["/", "/daerah/", "/satu/1/camat-diperiksa-bawaslu"])
def test_a_wrong_address_swallows_no_story(site: Site, tmp_path: Path, wrong: str) -> None:
    titles = [
        "Camat Diperiksa Bawaslu",
        "Kades Diperiksa Bawaslu",
        "Jadwal Kampanye Hari Ini",
        "Jadwal Kampanye Hari Ini",
    ]
    paths = [f"/satu/{n}/{title.lower().replace(' ', '-')}" for n, title in enumerate(titles, 1)]
    for day, (path, title) in enumerate(zip(paths, titles, strict=True), 14):
        site.put(path, document(title, canonical(site.base + wrong), day))
    with Store(tmp_path / "x.db") as store:
        summary = read(store, site, *paths)
        assert (summary.articles, summary.failures) == (4, {})


def test_a_copy_in_another_outlet_stays_one_of_its_own(site: Site, tmp_path: Path) -> None:
    paths = ("/salin/1/camat-diperiksa-bawaslu", "/salin/2/camat-diperiksa-bawaslu")
    for path in paths:
        site.put(path, document("Camat Diperiksa Bawaslu", canonical(STORY)))
    with Store(tmp_path / "x.db") as store:
        assert read(store, site, *paths).articles == 2


def test_a_saved_page_is_known_by_the_address_it_was_saved_from(tmp_path: Path) -> None:
    (tmp_path / "simpanan").mkdir()
    for name, head, told in (
        ("a", "<!-- saved from url=(0047)https://kabar.id/2024/10/kades-diperiksa-bawaslu/ -->", STORY),
        (
            "b",
            "<!--\n Page saved with SingleFile \n url: https://m.kabar.id/2024/10/camat-diperiksa-bawaslu/ \n-->",
            STORY,
        ),
        ("c", "", STORY),
    ):
        title = "Kades Diperiksa Bawaslu" if name == "a" else "Camat Diperiksa Bawaslu"
        (tmp_path / "simpanan" / f"{name}.html").write_text(head + document(title, canonical(told)), encoding="utf-8")
    source = Source(id="s", outlet="A", kind="folder", path=tmp_path / "simpanan")
    with Store(tmp_path / "x.db") as store:
        summary = run([source], store, None, Watcher())
        assert (summary.articles, summary.failures) == (2, {"same-story": 1})
        assert {article.url for article in store.unassessed("m")} == {
            "https://kabar.id/2024/10/kades-diperiksa-bawaslu/",
            "https://m.kabar.id/2024/10/camat-diperiksa-bawaslu/",
        }


@pytest.mark.parametrize(
    "wrong",
    ["https://kabar.id/", "https://kabar.id/daerah/", "https://kabar.id/tag/pilkada-2024/", STORY],
)
@pytest.mark.parametrize("names", ["abcd", "dcba"])
def test_a_saved_page_with_a_wrong_address_takes_none_from_another(tmp_path: Path, wrong: str, names: str) -> None:
    titles = ["Camat Diperiksa Bawaslu", "Kades Diperiksa Bawaslu", "Jadwal Kampanye Hari Ini", "Lurah Ikut Kampanye"]
    source = Source(id="s", outlet="A", kind="folder", path=tmp_path / "simpanan")
    source.path.mkdir()
    with Store(tmp_path / "x.db") as store:
        for held, (name, title) in enumerate(zip(names, titles, strict=True), 1):
            told = STORY if title == titles[0] else wrong
            (source.path / f"{name}.html").write_text(document(title, canonical(told)), encoding="utf-8")
            summary = run([source], store, None, Watcher())
            assert (summary.articles, summary.failures, store.counts("")[0]) == (1, {}, held)
        assert run([source], store, None, Watcher()).pages == 0
        urls = {article.title: article.url for article in store.unassessed("m")}
    assert urls == {titles[0]: STORY} | {
        title: f"file:s/{name}.html" for name, title in zip(names[1:], titles[1:], strict=True)
    }


def test_a_saved_page_keeps_the_address_that_shortens_its_headline(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(document("Camat di Tanjung Diperiksa Bawaslu Usai Kampanye", canonical(STORY)))
    (page,) = collect([Source(id="s", outlet="A", kind="folder", path=tmp_path)])
    assert page.url == STORY
