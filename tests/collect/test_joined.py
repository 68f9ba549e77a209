"""Stories of several pages in archives and folders: one story where the pages are there, however they are ordered."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from io import BytesIO
from itertools import permutations
from pathlib import Path
from random import randbytes

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.collect import collect, parts
from pipeline.collect.parts import Parts
from pipeline.collect.sources import Source
from pipeline.listings import Past
from pipeline.records import Failure, Page
from pipeline.run import run
from pipeline.store import Store
from tests.collect.conftest import Site, Watcher

STORY = "https://k.id/701/camat-diduga-tidak-netral"
SLUG = "https://k.id/2024/10/camat-diduga-tidak-netral/"
TEXT = "Bawaslu menerima laporan dugaan pelanggaran netralitas seorang camat yang ikut kampanye calon bupati. " * 8


def document(number: int, last: int = 3, head: str = "", address: str = "?page={}") -> str:
    links = " ".join(f'<a href="{address.format(n)}">{n}</a>' for n in range(1, last + 1) if n != number)
    return f"<html><head>{head}</head><body><p>Bagian {number}. {TEXT}</p><p>Halaman: {links}</p></body></html>"


def page(url: str, html: str) -> Page:
    return Page(url, "w", "W", "WIB", datetime(2024, 10, 14, tzinfo=UTC), (html,))


def archive(path: Path, pages: dict[str, str]) -> list[Page | Failure]:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for url, html in pages.items():
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            record = writer.create_warc_record(url, "response", payload=BytesIO(html.encode()), http_headers=headers)
            writer.write_record(record)
    return list(collect([Source(id="w", outlet="W", kind="warc", path=path)]))


def parts_in(page: Page) -> list[int]:
    return [int(html.partition("Bagian ")[2][0]) for html in page.html]


@pytest.mark.parametrize("order", permutations([1, 2, 3]))
def test_pages_in_any_order_are_one_story(tmp_path: Path, order: tuple[int, ...]) -> None:
    pages = {STORY + (f"?page={n}" if n > 1 else ""): document(n) for n in order}
    (story,) = archive(tmp_path / "a.warc.gz", pages)
    assert (story.url, parts_in(story)) == (STORY, [1, 2, 3])


@pytest.mark.parametrize("order", permutations([0, 15, 30]))
def test_pages_numbered_by_their_lines_are_one_story(tmp_path: Path, order: tuple[int, ...]) -> None:
    def written(start: int) -> str:
        on = f"<a rel='next' href='{STORY}/{start + 15}'>»</a>" if start < 30 else ""
        return f"<html><body><p>Bagian {start // 15}. {TEXT}</p>{on}</body></html>"

    (story,) = archive(tmp_path / "a.warc.gz", {STORY + (f"/{n}" if n else ""): written(n) for n in order})
    assert (story.url, parts_in(story)) == (STORY, [0, 1, 2])


def test_wordpress_pages_are_one_story(tmp_path: Path) -> None:
    (story,) = archive(
        tmp_path / "a.warc.gz", {SLUG: document(1, 2, address=SLUG + "{}/"), f"{SLUG}2/": document(2, 2)}
    )
    assert parts_in(story) == [1, 2]


def test_a_missing_page_is_told_after_what_there_is(tmp_path: Path) -> None:
    found = archive(
        tmp_path / "a.warc.gz", {STORY: document(1), f"{STORY}?page=3": document(3), "https://k.id/x": "<p>X</p>"}
    )
    other, story, half = found
    assert other.url == "https://k.id/x" and parts_in(story) == [1]
    assert (half.code, half.url, half.detail) == ("half-story", STORY, f"{STORY}?page=2 is not there")


def test_a_page_without_its_story_is_no_story(tmp_path: Path) -> None:
    (lone,) = archive(tmp_path / "a.warc.gz", {f"{STORY}?page=2": document(2)})
    assert (lone.code, lone.url) == ("half-story", f"{STORY}?page=2")


def test_pages_without_links_are_joined_in_the_end(tmp_path: Path) -> None:
    plain = "<html><p>Bagian {}.</p></html>"
    addresses = (f"{STORY}?page=2", STORY, f"{STORY}/page/3/")
    (story,) = archive(
        tmp_path / "a.warc.gz", {url: plain.format(n) for n, url in zip((2, 1, 3), addresses, strict=True)}
    )
    assert parts_in(story) == [1, 2, 3]


@pytest.mark.parametrize("first", [True, False])
def test_all_pages_in_one_stand_for_the_others(tmp_path: Path, first: bool) -> None:
    parted = {STORY: document(1), f"{STORY}?page=2": document(2)}
    whole = {f"{STORY}?page=all": document(0)}
    (story,) = archive(tmp_path / "a.warc.gz", whole | parted if first else parted | whole)
    assert parts_in(story) == [0]


def test_a_cut_archive_still_gives_what_waits(tmp_path: Path) -> None:
    archive(tmp_path / "a.warc.gz", {STORY: document(1), "https://k.id/x": "<p>X</p>"})
    (tmp_path / "b.warc.gz").write_bytes((tmp_path / "a.warc.gz").read_bytes()[:-20])
    found = list(collect([Source(id="w", outlet="W", kind="warc", path=tmp_path / "b.warc.gz")]))
    assert STORY in [getattr(one, "url", "") for one in found] and found[-1].code == "broken-archive"


@pytest.mark.parametrize("first", [True, False])
def test_pages_far_apart_are_one_story(tmp_path: Path, first: bool) -> None:
    between = {
        f"https://k.id/{n}/kades-tidak-netral": document(1, 2, address=f"/{n}/kades-tidak-netral?page={{}}")
        for n in range(1000, 1600)
    }
    ends = [(STORY, document(1, 2)), (f"{STORY}?page=2", document(2, 2))]
    start, end = ends if first else reversed(ends)
    found = archive(tmp_path / "a.warc.gz", dict([start]) | between | dict([end]))
    assert [parts_in(one) for one in found if one.url == STORY] == [[1, 2]]
    assert len(found) == 1 + 2 * len(between)


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("address", [SLUG + "{}/", SLUG + "?halaman={}"])
def test_a_later_page_that_only_its_address_shows_waits_for_the_first(
    tmp_path: Path, address: str, plain: bool
) -> None:
    def written(number: int) -> str:
        return f"<p>Bagian {number}. {TEXT}</p>" if plain else document(number, 2, address=address)

    (story,) = archive(tmp_path / "a.warc.gz", {address.format(2): written(2), SLUG: written(1)})
    assert (story.url, parts_in(story)) == (SLUG, [1, 2])


def test_what_looks_like_a_later_page_of_none_is_a_story(tmp_path: Path) -> None:
    pages = {f"https://k.id/berita-kota/{n}": document(n) for n in (7, 8)}
    assert [one.url for one in archive(tmp_path / "a.warc.gz", pages)] == list(pages)
    found = archive(tmp_path / "b.warc.gz", pages | {"https://k.id/berita-kota": "<p>Daftar</p>"})
    assert {one.url for one in found} == {"https://k.id/berita-kota", *pages}


def test_pages_that_wait_take_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "IN_MEMORY", 100_000)
    waiting = Parts()
    tracemalloc.start()
    for n in range(1000, 1200):
        filling = randbytes(30_000).hex()
        assert waiting.take(page(f"https://k.id/{n}/camat-tidak-netral", document(1) + filling)) == []
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 2_000_000 < 200 * 30_000
    assert [len(one.html[0]) > 60_000 for one in waiting.rest() if isinstance(one, Page)] == [True] * 200


def folder(path: Path, **files: str) -> Source:
    path.mkdir(exist_ok=True)
    for name, html in files.items():
        (path / f"{name}.html").write_text(html, encoding="utf-8")
    return Source(id="simpanan", outlet="Kabar", kind="folder", path=path)


def test_saved_pages_are_joined_by_what_they_say_of_themselves(tmp_path: Path) -> None:
    head = f"<link rel='canonical' href='{STORY}'>"
    titled = f"<title>Camat Diduga Tidak Netral - Halaman 2</title>{head}"
    third = f"<link rel='canonical' href='{STORY}?page=3'>"
    (story,) = collect(
        [folder(tmp_path, c=document(1, head=head), b=document(2, head=titled), a=document(3, head=third))]
    )
    assert (story.url, parts_in(story)) == (STORY, [1, 2, 3])


@pytest.mark.parametrize("address", ["?page={}", "kisah%3Fpage={}.html"])
@pytest.mark.parametrize("mark", "?@")
def test_pages_that_only_their_file_names_tell_apart_are_joined(tmp_path: Path, address: str, mark: str) -> None:
    head = f"<link rel='canonical' href='{STORY}'>"
    names = {1: "kisah", 2: f"kisah{mark}page=2", 3: f"kisah{mark}page=3"}
    pages = {name: document(number, 3, head, address) for number, name in names.items()}
    (story,) = collect([folder(tmp_path, **pages)])
    assert (story.url, parts_in(story)) == (STORY, [1, 2, 3])


def test_the_rest_saved_later_makes_half_a_story_whole(tmp_path: Path) -> None:
    head = "<title>Camat Diduga Tidak Netral</title><link rel='canonical' href='{}'>"
    source = folder(tmp_path / "simpanan", a=document(1, 2, head.format(STORY)))
    with Store(tmp_path / "x.db") as store:
        assert run([source], store, None, Watcher()).failures == {"half-story": 1}
        assert run([source], store, None, Watcher()).failures == {"half-story": 1}
        folder(source.path, b=document(2, 2, head.format(f"{STORY}?page=2")))
        summary = run([source], store, None, Watcher())
        assert summary.failures == {} and summary.sources["simpanan"].changed == 1
        assert "Bagian 2" in next(store.unassessed("m")).text
        again = run([source], store, None, Watcher())
        assert (again.pages, again.failures, store.past(datetime.now(UTC)).halves) == (0, {}, frozenset())


def test_half_a_story_is_asked_for_once_more(site: Site, tmp_path: Path) -> None:
    path = "/separuh/701/camat-diduga-tidak-netral"
    site.put(path, document(1, 2))
    feed = Source(
        id="f", outlet="F", kind="feed", address=site.put_feed("/separuh/feed", [site.base + path]), own_network=True
    )

    def later(store: Store) -> None:
        store._db.execute("UPDATE address SET next_try = discovered_at WHERE next_try IS NOT NULL")

    with Store(tmp_path / "x.db") as store:
        for _ in range(4):
            run([feed], store, None, Watcher())
            later(store)
        assert site.asked[path] == site.asked[f"{path}?page=2"] == 2
        assert store.counts("")[0] == 1
        assert isinstance(store.past(datetime.now(UTC)), Past)
        store._db.execute("UPDATE address SET tries = 1, next_try = discovered_at")
        site.put(f"{path}?page=2", document(2, 2))
        assert run([feed], store, None, Watcher()).sources["f"].changed == 1


def test_a_saved_story_changes_with_its_later_pages(tmp_path: Path) -> None:
    source = Source(id="s", outlet="S", kind="folder", path=tmp_path)
    for number in (1, 2):
        saved_from = f"<!-- saved from url=(0045){STORY}{f'?page={number}' if number > 1 else ''} -->"
        (tmp_path / f"{number}.html").write_text(saved_from + document(number, last=2))
    (story,) = collect([source])
    had = Past(known={STORY: story.changed})
    assert list(collect([source], had)) == []
    (tmp_path / "2.html").write_text((tmp_path / "2.html").read_text().replace("Bagian 2.", "Bagian 9."))
    (edited,) = collect([source], had)
    assert (edited.url, parts_in(edited)) == (STORY, [1, 9])
