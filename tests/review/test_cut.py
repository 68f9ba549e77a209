"""A note too long for a cell of a workbook, from the store to the sheet and back."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from pipeline.records import Review, Verdict
from tests.review.conftest import FIRST, NOW

LONG = "Catatan panjang. " * 2_500


@pytest.fixture
def filled(db, store, model, run, tmp_path):
    """Imports the workbook of a store with a long note, changed by whoever is given its note and verdict; returns what was said."""
    store.decide(Review(FIRST, model.name, Verdict.BENAR, "budi", NOW, note=LONG), None)
    assert run("export", "--db", db, "--out", tmp_path, "--format", "xlsx").exit_code == 0
    path = tmp_path / "flagged.xlsx"

    def fill(change):
        book = load_workbook(path)
        head, *rows = book.worksheets[0].iter_rows()
        places = {cell.value: number for number, cell in enumerate(head)}
        row = next(row for row in rows if row[places["tautan"]].value == FIRST)
        change(row[places["catatan"]], row[places["putusan_analis"]])
        book.save(path)
        return run("review", "--db", db, "import", path, "--by", "ani").stdout

    return fill


def test_a_note_that_was_cut_says_nothing_new(filled, store):
    kept = store.review_of(FIRST)
    assert f"nothing new: {FIRST}" in filled(lambda note, verdict: None)
    assert store.review_of(FIRST) == kept and kept.note == LONG


def test_it_stays_whole_where_something_else_is_changed_and_again_when_the_file_comes_twice(filled, store):
    def change(note, verdict):
        verdict.value = "salah"

    assert "taken: salah by ani" in filled(change)
    assert store.review_of(FIRST).note == f"[oleh budi] {LONG}"
    assert "0 decisions taken" in filled(change)
    assert store.review_of(FIRST).note == f"[oleh budi] {LONG}"


def test_what_is_written_behind_the_cut_goes_behind_the_whole_note(filled, store):
    def change(note, verdict):
        note.value += " Sudah dicek."

    assert "note by ani" in filled(change)
    assert store.review_of(FIRST).note.endswith(f"{LONG} Sudah dicek.")


def test_a_note_written_anew_takes_its_place(filled, store):
    def change(note, verdict):
        note.value = "Singkat."

    filled(change)
    assert store.review_of(FIRST).note == "[oleh ani] Singkat."
