"""Terminal escape codes in what strangers wrote: none reaches the terminal."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime

import pytest

from pipeline.cases.grouping import group_new
from pipeline.extract import article_from_text
from pipeline.records import Page, Review, Verdict
from pipeline.store import Store, Visited

ESCAPE = "\x1b]0;milik saya\x07\x1b[2J\x9b31m\u202e"
NOW = datetime(2024, 10, 14, 5, tzinfo=UTC)
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@pytest.fixture
def bad_store(tmp_path, model, case):
    title, text = case
    url = f"https://kabar.id/2024/{ESCAPE}"
    article = article_from_text(
        text, title=title + ESCAPE, url=url, source=f"a{ESCAPE}", outlet=f"Kabar{ESCAPE}", published_at=NOW
    )
    path = tmp_path / "netralitas.db"
    with Store(path) as store:
        store.keep(Page(url, article.source, "Kabar", "Asia/Jakarta", NOW, ("<p>x",)), article)
    return path


def test_titles_addresses_and_outlets_move_no_cursor(bad_store, run):
    commands = [("reassess",), ("cases", "list"), ("db", "forget", "--person", "Darlis")]
    for command in commands:
        told = run(*command, "--db", str(bad_store))
        assert not UNSEEN.search(told.output), command
    assert "milik saya" in told.output  # it was shown, without what makes it work


def test_a_table_that_is_refused_moves_no_cursor(bad_store, run, tmp_path):
    with (tmp_path / "x.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["tautan", "putusan_analis", "catatan"], [f"https://x.id/{ESCAPE}", ESCAPE, ""]])
    told = run("review", "--db", str(bad_store), "import", str(tmp_path / "x.csv"))
    assert "https://x.id/" in told.output and not UNSEEN.search(told.output)


def test_a_text_is_shown_without_them(run, case):
    told = run("classify", "-", input="".join(f"{ESCAPE}{part}" for part in case[1].split(" ")))
    assert "chance of a case" in told.output and not UNSEEN.search(told.output)


@pytest.mark.parametrize(
    "command", ["review log", "review labels", "cases list --json", "drift --json", "drift", "sources status"]
)
def test_nothing_a_store_holds_moves_a_cursor_and_json_is_read_back_as_it_was(bad_store, model, run, command):
    with Store(bad_store) as store:
        [article] = store.unassessed(model.name)
        store.keep_assessment(article.url, model.assess_article(article))
        store.decide(Review(article.url, model.name, Verdict.BENAR, ESCAPE, NOW, note=ESCAPE), None)
        store.keep_visit(Visited(f"a{ESCAPE}", NOW, NOW, True, 1, 1, 0, 0, {ESCAPE: 1}))
        group_new(store, model.name)
    name, *words = command.split()
    told = run(name, "--db", bad_store, *words) if name == "review" else run(name, *words, "--db", bad_store)
    assert told.exit_code == 0 and "milik saya" in told.output and not UNSEEN.search(told.output)
    if told.output.startswith("{"):
        assert json.dumps(ESCAPE)[1:-1] in json.dumps(json.loads(told.output.splitlines()[0]))


def test_brackets_in_the_name_of_an_outlet_are_shown(run, tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text(
        '[[source]]\nid = "x"\noutlet = "Kabar [red]Anu"\nkind = "feed"\naddress = "https://x.id/f"\ntimezone = "WIB"\n'
    )
    assert "Kabar [red]Anu" in run("sources", "list", "--sources", path).output
