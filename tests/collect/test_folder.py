from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.collect import collect
from pipeline.collect.folder import read_list
from pipeline.collect.sources import Source
from pipeline.listings import Past


def saved(path: Path, **changes: object) -> Source:
    return Source(**{"id": "simpanan", "outlet": "Kabar", "kind": "folder", "path": path} | changes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "halaman"
    (folder / "dalam").mkdir(parents=True)
    (folder / "a.html").write_text(
        '<link rel="canonical" href="https://K.id/a?utm_source=x"><p>A</p>', encoding="utf-8"
    )
    (folder / "b.htm").write_text('<meta property="og:url" content="https://k.id/b"><p>B</p>', encoding="utf-8")
    (folder / "c d.html").write_bytes("<p>“C”</p>".encode("cp1252"))
    (folder / "dalam/e.HTML").write_text('<link rel="canonical" href="https://k.id/"><p>E</p>', encoding="utf-8")
    (folder / "dalam/f.html").write_text('<link rel="canonical" href="https://k.id/a"><p>F</p>', encoding="utf-8")
    (folder / "catatan.txt").write_text("bukan halaman", encoding="utf-8")
    return folder


def test_saved_pages(folder: Path) -> None:
    found = []
    pages = list(collect([saved(folder)], on_found=lambda *args: found.append(args)))
    assert [page.url for page in pages] == [
        "https://k.id/a",
        "https://k.id/b",
        "file:simpanan/c%20d.html",
        "file:simpanan/dalam/e.HTML",
        "file:simpanan/dalam/f.html",
    ]
    assert "“C”" in pages[2].html[0]
    assert (pages[0].source, pages[0].outlet, pages[0].timezone) == ("simpanan", "Kabar", "Asia/Jakarta")
    assert pages[0].fetched_at.tzinfo and pages[0].home is None
    assert found == [("simpanan", 5)]
    assert str(folder) not in repr(pages)


def test_pages_tell_the_region_of_their_source(folder: Path) -> None:
    assert {page.home for page in collect([saved(folder, region="64.71")])} == {"64.71"}


def test_known_pages_are_left_out(folder: Path) -> None:
    first = [page.url for page in collect([saved(folder)])]
    assert list(collect([saved(folder)], first)) == []
    assert [page.url for page in collect([saved(folder)], first[1:])] == first[:1]


def test_bad_files(tmp_path: Path) -> None:
    (tmp_path / "kosong.html").write_bytes(b" \n")
    (tmp_path / "gambar.html").write_bytes(b"\x89PNG\r\n\x00")
    (tmp_path / "besar.html").write_bytes(b"x" * 2000)
    failures = collect([saved(tmp_path, max_bytes=1000)])
    assert {failure.url: failure.code for failure in failures} == {
        "file:simpanan/kosong.html": "empty-page",
        "file:simpanan/gambar.html": "not-html",
        "file:simpanan/besar.html": "too-big",
    }


def test_no_folder_and_empty_folder(tmp_path: Path) -> None:
    (failure,) = collect([saved(tmp_path / "tidak-ada")])
    assert (failure.code, failure.url) == ("no-such-file", "file:tidak-ada")
    (failure,) = collect([saved(tmp_path)])
    assert failure.code == "empty-source"


def test_list_of_addresses(tmp_path: Path) -> None:
    path = tmp_path / "daftar.txt"
    path.write_text(
        "# berita\nhttps://k.id/a\n\n  https://k.id/b#c  # komentar\nkabar tanpa alamat\n", encoding="utf-8"
    )
    good, bad = read_list(Source(id="d", outlet="D", kind="urls", path=path))
    assert good == ["https://k.id/a", "https://k.id/b#c"]
    assert [(failure.code, failure.url, failure.detail) for failure in bad] == [
        ("bad-address", "kabar tanpa alamat", "line 5 of daftar.txt")
    ]
    assert len(read_list(Source(id="d", outlet="D", kind="urls", path=path, limit=1))[0]) == 1


def test_list_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "kosong.txt").write_text("# kosong\n", encoding="utf-8")
    (tmp_path / "biner.txt").write_bytes(b"\xff\xff")
    sources = [
        Source(id=name, outlet="D", kind="urls", path=tmp_path / f"{name}.txt") for name in ("tiada", "kosong", "biner")
    ]
    assert [failure.code for failure in collect(sources)] == ["no-such-file", "empty-source", "unreadable"]


def test_equal_names_in_two_folders_stay_apart(tmp_path: Path) -> None:
    for name in ("satu", "dua"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.html").write_text("<p>Isi</p>")
    urls = [page.url for name in ("satu", "dua") for page in collect([saved(tmp_path / name, id=name)])]
    assert urls == ["file:satu/a.html", "file:dua/a.html"]


def test_pages_that_changed_since_they_were_had_are_given_again(folder: Path) -> None:
    had = {page.url: page.changed for page in collect([saved(folder)])}
    assert list(collect([saved(folder)], Past(known=had))) == []
    held: list[int] = []
    long_ago = {url: datetime(2024, 1, 1, tzinfo=UTC) for url in list(had)[:2]}
    pages = collect([saved(folder)], Past(known=had | long_ago), on_held=lambda _, stories: held.append(stories))
    assert [page.url for page in pages] == list(long_ago)
    assert sum(held) == 3
    failed = {url: None for url in long_ago}
    past = Past(known=had | failed, failed=long_ago, lacking=frozenset(had))
    assert [
        page.url for page in collect([saved(folder)], past, on_held=lambda _, stories: held.append(stories))
    ] == list(long_ago)
    assert sum(held) == 3
