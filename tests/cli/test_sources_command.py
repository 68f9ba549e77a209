from __future__ import annotations

import csv
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.collect import Plan, collect, read_sources
from pipeline.collect.crawl import settings
from pipeline.collect.discover import discover, zone_of
from pipeline.collect.register import SHIPPED, entry, mark
from pipeline.collect.sources import Source, Standing
from pipeline.demo import newsroom
from pipeline.errors import SourceFileError
from pipeline.records import Failure, Page
from pipeline.zones import ZONES
from tests.conftest import ROOT

WIT = {"81", "82", "91", "92", "93", "94", "95", "96"}
WITA = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def room():
    with newsroom() as room:
        yield room


def test_the_list_that_ships_covers_every_province() -> None:
    sources = read_sources(SHIPPED)
    with (ROOT / "pipeline/data/regions.csv").open(encoding="utf-8") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert len(sources) >= 100
    assert {source.region for source in sources} <= codes
    assert {source.region[:2] for source in sources} == {code for code in codes if len(code) == 2}
    assert {source.status for source in sources} == {Standing.UNVERIFIED}
    assert all(source.note for source in sources)
    assert max(Counter(source.address for source in sources).values()) == 1


def test_every_outlet_that_ships_has_the_zone_of_its_province() -> None:
    for source in read_sources(SHIPPED):
        province = source.region[:2]
        zone = "WIT" if province in WIT else "WITA" if province in WITA else "WIB"
        assert source.timezone == ZONES[zone], source.id


def test_list_by_region_and_as_toml(run, tmp_path) -> None:
    assert "Tribun Manado" in run("sources", "list", "--region", "71").output
    text = run("sources", "list", "--region", "71", "--toml").output
    (tmp_path / "mine.toml").write_text(text)
    assert {source.region[:2] for source in read_sources(tmp_path / "mine.toml")} == {"71"}
    assert run("sources", "list", "--region", "sulawesi utara", "--toml").output == text
    assert run("sources", "list", "--region", "99").exit_code == 2


def sources_of(room, folder):
    path = folder / "sources.toml"
    dead = '\n[[source]]\nid = "mati"\noutlet = "Mati"\nkind = "feed"\naddress = "http://127.0.0.1:9/feed"\ntimezone = "WIB"\nown_network = true\nnote = "lama"\n'
    path.write_text("# mine\n" + "\n".join(map(entry, room.sources)) + dead)
    return path


def test_check_tells_and_writes_who_is_alive(run, room, tmp_path) -> None:
    path = sources_of(room, tmp_path)
    result = run("sources", "check", "--sources", path, "--write")
    assert result.exit_code == 3
    assert "4 of 5 answer" in result.output and "unreachable" in result.output
    marked = {source.id: source for source in read_sources(path)}
    assert marked["warta-ombilin"].status is Standing.ACTIVE and marked["warta-ombilin"].note.endswith(
        "lists 6 stories"
    )
    assert marked["mati"].status is Standing.UNVERIFIED and marked["mati"].note.endswith("unreachable")
    assert path.read_text().startswith("# mine\n")


def test_check_looks_at_the_file_that_lies_here(run, room, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources.toml").write_text("[collect]\n", encoding="utf-8")
    told = run("sources", "check", "--contact", "a@b.id")
    assert "sources.toml" in told.stderr and told.exit_code == 2


def test_check_of_ours_needs_a_contact_and_a_file_to_write_to(run) -> None:
    assert "no contact" in run("sources", "check", "--region", "94").output
    assert run("sources", "check", "--write").exit_code == 2


def test_mark_adds_what_is_missing_and_changes_nothing_else(tmp_path) -> None:
    path = tmp_path / "s.toml"
    path.write_text('[[source]]\nid = "a"\noutlet = "A"\n\n[[source]]\nid = "b" # ya\nstatus = "quiet"\n')
    mark(path, {"a": (Standing.ACTIVE, 'x "y"'), "b": (Standing.BLOCKED, "z")})
    first, second = tomllib.loads(path.read_text())["source"]
    assert first == {"id": "a", "status": "active", "note": 'x "y"', "outlet": "A"}
    assert second == {"id": "b", "status": "blocked", "note": "z"}
    assert 'id = "b" # ya' in path.read_text()


def test_discover_proposes_rest_first(run, room) -> None:
    result = run("sources", "discover", f"{room.base}/suara-batang-hulu/")
    assert result.exit_code == 0, result.output
    tables = tomllib.loads(result.output)["source"]
    assert tables[0]["kind"] == "wordpress" and tables[0]["outlet"] == "Suara Batang Hulu"
    assert "# lists 8 stories" in result.output
    assert all(table["own_network"] is True for table in tables)


def test_what_discover_proposes_can_be_read_once_its_zone_is_filled_in(run, room, tmp_path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(run("sources", "discover", f"{room.base}/suara-batang-hulu/").output)
    if "# timezone" in path.read_text():
        with pytest.raises(SourceFileError, match="timezone"):
            read_sources(path)
        path.write_text(path.read_text().replace("# timezone", "timezone"))
    assert isinstance(next(collect(read_sources(path)[:1])), Page)


@pytest.mark.parametrize(
    ("url", "html", "zone"),
    [
        ("https://kaltim.antaranews.com/", "", "WITA"),
        ("https://kabar.example/", "<time datetime='2024-09-02T10:00:00+08:00'>", "WITA"),
        ("https://kabar.example/", "<i>Senin, 10.00 WIT</i><i>Minggu, 20.15 WIT</i>", "WIT"),
        ("https://kabar.example/", "<title>Kabar Papua | Berita</title>", "WIT"),
        ("https://kabar.example/", "<title>Suara Kalsel</title>", "WITA"),
        ("https://kabar.example/", "<title>Suara Kalsel</title><time datetime='2024-09-02T10:00:00+07:00'>", "WIB"),
        ("https://kabar.example/", "<i>10.00 WIT</i><i>10.00 WIB</i>", None),
        ("https://kabar.example/", "<title>Kabar Tepian</title><time datetime='2024-09-02T10:00:00+00:00'>", None),
        ("https://kabar.example/", "<title>Kabar Tepian</title>", None),
        ("https://kabar.example/", "<!-- sedang disiapkan -->", None),
    ],
)
def test_the_zone_of_a_site_is_told_or_asked_for(url, html, zone) -> None:
    assert zone_of(url, html) == zone
    source = Source(id="a", outlet="A", kind="feed", address="https://kabar.example/feed", timezone=zone or "WIB")
    written = tomllib.loads(entry(source, zone is not None))["source"][0]
    assert written.get("timezone") == zone and "own_network" not in written


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ({"timezone_string": "Asia/Makassar", "gmt_offset": 8}, "WITA"),
        ({"timezone_string": "Asia/Pontianak"}, "WIB"),
        ({"timezone_string": "", "gmt_offset": "9"}, "WIT"),
        ({"timezone_string": "", "gmt_offset": 0}, None),
        ({"timezone_string": "Asia/Tidak_Ada", "gmt_offset": 7.5}, None),
        ([], None),
    ],
)
def test_a_wordpress_is_asked_for_the_zone_it_is_set_to(monkeypatch, told, zone) -> None:
    home = "https://kabar.example/"
    page = Page(home, "address", "K", "", datetime(2024, 9, 2, tzinfo=UTC), ("<link href='/wp-content/x.css'>",))
    asked = []

    def answer(url: str, plan: Plan = Plan(), contact: str | None = None) -> Page | Failure:  # noqa: B008
        assert contact == "redaksi@contoh.id"
        asked.append(url)
        if url == home:
            return page
        return replace(page, html=(json.dumps(told),)) if plan.any_text else Failure("http-404", url, "address")

    monkeypatch.setattr("pipeline.collect.discover.fetch", answer)
    monkeypatch.setattr("pipeline.collect.discover._is_inside", lambda host: False)
    listed = lambda sources, on_listed, **_: [on_listed(one.id, 3, []) for one in sources] and []  # noqa: E731
    monkeypatch.setattr("pipeline.collect.discover.collect", listed)
    found, _ = discover(home, "redaksi@contoh.id")
    assert f"{home}wp-json/?_fields=timezone_string,gmt_offset" in asked
    assert (found[0].zoned, found[0].source.timezone) == (zone is not None, ZONES[zone or "WIB"])


@pytest.mark.parametrize("command", [("sources", "discover"), ("classify",)])
def test_no_site_is_asked_without_a_contact(run, monkeypatch, command: tuple[str, ...]) -> None:
    asked = []

    def crawl(sources, past, urls, *_: object) -> Iterator[Failure]:
        asked.append(settings(sources, urls)["USER_AGENT"])
        yield Failure("unreachable", "https://kabar.example/", "address")

    monkeypatch.setattr("pipeline.collect.child.crawl", crawl)
    monkeypatch.delenv("NETRALITAS_CONTACT", raising=False)
    result = run(*command, "https://kabar.example/")
    assert result.exit_code == 2 and "--contact" in result.output and not asked
    assert run(*command, "https://kabar.example/", "--contact", "redaksi@contoh.id").exit_code in (2, 4)
    assert asked == ["netralitas (+redaksi@contoh.id)"]


def test_discover_says_what_failed(run) -> None:
    result = run("sources", "discover", "http://127.0.0.1:9/")
    assert result.exit_code == 4 and "unreachable" in result.output


def test_status_shows_what_runs_have_found(run, room, tmp_path) -> None:
    path = sources_of(room, tmp_path)
    result = run("collect", "--sources", path, "--out", tmp_path / "out")
    assert result.exit_code == 3, result.output
    report = json.loads((tmp_path / "out" / "run.json").read_text())
    assert report["sources"]["warta-ombilin"] | {"done": True} == report["sources"]["warta-ombilin"]
    assert report["sources"]["mati"]["failures"] == {"unreachable": 1}
    shown = run("sources", "status", "--db", tmp_path / "out" / "netralitas.db").output
    assert "gone quiet" in shown and "unreachable 1" in shown
    assert "never visited" in run("sources", "status", "--region", "94", "--db", tmp_path / "out/netralitas.db").output


def test_bounds_of_a_run_leave_the_rest_for_the_next(run, room, tmp_path) -> None:
    path = sources_of(room, tmp_path)
    first = run("collect", "--sources", path, "--out", tmp_path / "out", "--max-stories", 3)
    assert "run-limit" in first.output
    run("collect", "--sources", path, "--out", tmp_path / "out")
    report = json.loads((tmp_path / "out" / "run.json").read_text())
    assert sum(tally["new"] for tally in report["sources"].values()) in range(24, 28)
