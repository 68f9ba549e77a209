"""Terminal escape codes in what strangers wrote: none reaches the terminal."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime

import pytest

from pipeline.extract import article_from_text
from pipeline.records import Page
from pipeline.store import Store

ESCAPE = "\x1b]0;milik saya\x07\x1b[2J\x9b31m\u202e"
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@pytest.fixture
def bad_store(tmp_path, model, case):
    title, text = case
    url = f"https://kabar.id/2024/{ESCAPE}"
    article = article_from_text(text, title=title + ESCAPE, url=url, source="a", outlet=f"Kabar{ESCAPE}")
    path = tmp_path / "netralitas.db"
    with Store(path) as store:
        store.keep(Page(url, "a", "Kabar", "Asia/Jakarta", datetime.now(UTC), ("<p>x",)), article)
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
    assert "terduga" in told.output and not UNSEEN.search(told.output.replace("\u202e", ""))
