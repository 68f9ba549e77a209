from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.collect.plan import ALL_NEW
from pipeline.collect.sources import Kind, Source
from pipeline.run import reassess, run
from pipeline.run_report import as_dict, as_markdown, write_report
from pipeline.store import Store
from tests.conftest import CASE, REMINDER


class Quiet:
    """A watcher that says nothing."""

    def found(self, source, stories):
        pass

    def done(self, source, failure):
        pass


class Stopped(Quiet):
    """A watcher whose user presses Ctrl-C after the first story."""

    def done(self, source, failure):
        raise KeyboardInterrupt


def _page(title: str, text: str) -> str:
    body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    return f"<html><title>{title}</title><body><article><h1>{title}</h1>{body}</article></body></html>"


@pytest.fixture
def sources(tmp_path):
    """Two folders: one with a case, a reminder, a copy of the case and a photo page, and one that is empty."""
    full, empty = tmp_path / "penuh", tmp_path / "kosong"
    full.mkdir(), empty.mkdir()
    pages = {"a": CASE, "b": REMINDER, "c": ("Judul Lain", CASE[1]), "d": ("Foto", "Foto.")}
    for name, (title, text) in pages.items():
        (full / f"{name}.html").write_text(_page(title, text), encoding="utf-8")
    return [Source(id=p.name, outlet=p.name, kind=Kind.FOLDER, path=p) for p in (full, empty)]


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "netralitas.db") as opened:
        yield opened


def test_every_stage_is_counted_by_reason(sources, store, model, tmp_path):
    summary = run(sources, store, model, Quiet())
    write_report(summary, ALL_NEW, store, tmp_path)
    told = json.loads((tmp_path / "run.json").read_text())
    assert told["stages"]["gate"] == {"in": 4, "out": 4, "reasons": {}}
    assert told["stages"]["extract"] == {"in": 4, "out": 3, "reasons": {"too-short": 1}}
    assert told["stages"]["compare"] == {"in": 3, "out": 2, "reasons": {"copies": 1}}
    assert told["stages"]["assess"] == {"in": 2, "out": 1, "reasons": {"not flagged": 1}}
    assert told["stages"]["group"] == {"in": 1, "out": 1, "reasons": {}}
    assert told["quiet_sources"] == ["kosong"] and told["stopped"] is False
    page = (tmp_path / "run.md").read_text()
    assert (
        "Flagged: 1 of 2 articles (50.0%). It is the first run of the last 4 weeks. Held" in page
        and "Sources with nothing new: kosong." in page
    )


def test_the_next_run_is_set_beside_the_earlier_ones(sources, store, model, tmp_path):
    run(sources, store, model, Quiet())
    write_report(run(sources, store, model, Quiet()), ALL_NEW, store, tmp_path)
    told = json.loads((tmp_path / "run.json").read_text())
    assert told["earlier"] == {"weeks": 4, "runs": 1, "articles": 2, "flagged": 1}
    assert told["stages"]["assess"]["in"] == 0
    assert "In 1 earlier run of the last 4 weeks: 1 of 2 articles (50.0%)." in (tmp_path / "run.md").read_text()


def test_what_was_held_and_what_had_failed_are_told_apart(sources, store, model, tmp_path):
    run(sources, store, model, Quiet())
    summary = run(sources, store, model, Quiet())
    full = summary.sources["penuh"]
    assert (full.found, full.unchanged, full.passed_over) == (4, 3, 1)
    write_report(summary, ALL_NEW, store, tmp_path)
    told = json.loads((tmp_path / "run.json").read_text())
    assert told["listed"] == {"found": 4, "unchanged": 3, "passed_over": 1}
    page = (tmp_path / "run.md").read_text()
    assert "Of 4 stories that the sources listed, 3 are held as they are. Not asked for again, as it had failed" in page


def test_a_saved_page_that_was_edited_is_read_again(sources, store, model, tmp_path):
    run(sources, store, model, Quiet())
    folder = tmp_path / "penuh"
    title, text = CASE
    (folder / "a.html").write_text(_page(title, text + "\n\nPanwaslu menjadwalkan klarifikasi pekan depan."))
    (folder / "b.html").touch()
    (folder / "d.html").write_text(_page("Foto", text.replace("Camat", "Lurah") + "\n\nFoto menyusul kemudian."))
    summary = run(sources, store, model, Quiet())
    write_report(summary, ALL_NEW, store, tmp_path)
    full = summary.sources["penuh"]
    assert (full.changed, full.unchanged, full.new, full.passed_over) == (1, 2, 1, 0)
    assert len(store.versions("file:penuh/a.html")) == 1
    assert json.loads((tmp_path / "run.json").read_text())["stages"]["extract"]["reasons"] == {"unchanged": 1}
    assert run(sources, store, model, Quiet()).pages == 0


def test_a_run_after_this_one_is_no_earlier_one(sources, store, model):
    summary = run(sources, store, model, Quiet())
    store.keep_run(summary.started + timedelta(days=1), summary.finished + timedelta(days=1), model.name, 4, 3, 2, {})
    assert as_dict(summary, store.shares_flagged(summary.started - timedelta(days=28)))["earlier"]["runs"] == 0


def test_slow_hosts_are_named(sources, store, model):
    summary = run(sources, store, model, Quiet())
    summary.answers = {"lambat.example": [1.0, 4.25, 9.5], "cepat.example": [0.1, 9.0, 0.2]}
    told = as_dict(summary, [])
    assert told["hosts"]["lambat.example"] == {"answers": 3, "median": 4.25, "longest": 9.5}
    assert (
        "Slow hosts, of whose answers half took more than 3 s: lambat.example (median 4.2 s, longest 9.5 s).\n"
        in as_markdown(told)
    )
    summary.answers.pop("lambat.example")
    assert "Slow" not in as_markdown(as_dict(summary, []))


def test_stopped_by_hand_what_is_done_is_kept_and_the_rest_follows(sources, store, model, tmp_path):
    summary = run(sources, store, model, Stopped())
    write_report(summary, ALL_NEW, store, tmp_path)
    assert summary.stopped and summary.held == 1
    assert "It was stopped" in (tmp_path / "run.md").read_text()
    summary = run(sources, store, model, Quiet())
    assert not summary.stopped and (summary.held, summary.held_flagged) == (3, 1)
    assert summary.assessed == 2 and summary.copies == 1


def test_another_model_reads_what_is_stored(sources, store, model):
    run(sources, store, model, Quiet())
    strict = _renamed(model, threshold=1.1)
    done = Counter()
    assert reassess(store, strict, lambda: done.update(calls=1)).assessed == done["calls"] == 2
    changes = list(store.changes(model.name, strict.name))
    assert [(row["old_status"], row["old_flagged"], row["new_flagged"]) for row in changes] == [("dugaan", 1, 0)]
    assert store.models() == [strict.name, model.name]
    assert reassess(store, strict).assessed == 0


def test_reassessing_does_not_count_as_an_earlier_run(sources, store, model):
    started = run(sources, store, model, Quiet()).started
    reassess(store, _renamed(model, threshold=1.1))
    assert len(store.shares_flagged(started - timedelta(days=1))) == 1


def _renamed(model, threshold: float):
    """The same model under another name and threshold."""
    calibration = replace(model.calibration, threshold=threshold)
    return replace(model, calibration=calibration, manifest=model.manifest | {"name": "lain"})
