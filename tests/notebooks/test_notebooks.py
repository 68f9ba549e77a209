"""The notebooks run from top to bottom on a small sample, as Jupyter runs them, and are kept without output."""

from __future__ import annotations

import os
import shutil

import pytest

from pipeline.assess import load_model
from pipeline.assess.promoted import LOG, Step, add
from pipeline.store import Store
from tests.conftest import ROOT
from tests.review.conftest import db  # noqa: F401

nbformat = pytest.importorskip("nbformat", reason="the extra dev is not installed")
nbclient = pytest.importorskip("nbclient", reason="the extra dev is not installed")
pytest.importorskip("ipykernel", reason="the extra notebooks is not installed")

NOTEBOOKS = [
    path for path in sorted((ROOT / "notebooks").glob("*.ipynb")) if not path.stem.endswith("_done")
]  # as docs/retraining.md runs them


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder laid out as a checkout, where notebooks may write."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
    monkeypatch.delenv("NETRALITAS_MODELS")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    shutil.copytree(ROOT / "models" / "default", tmp_path / "models" / "default")
    return tmp_path


def play(place, name, *, cells=None, **values):
    """Run a notebook in its own folder, with these values in the place of its own; returns what it printed and showed."""
    book = nbformat.read(place / "notebooks" / f"{name}.ipynb", as_version=4)
    book.cells = [cell for cell in book.cells if cell.cell_type == "code"]
    book.cells = [book.cells[i] for i in cells] if cells else book.cells
    for cell in book.cells:
        for old, new in values.items():
            cell.source = cell.source.replace(old, new)
    nbclient.NotebookClient(
        book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(place / "notebooks")}}
    ).execute()
    shown = (output for cell in book.cells for output in cell.outputs)
    return "\n".join(output.get("text") or str(output.get("data")) for output in shown)


def every(number):
    return {"EVERY = 1": f"EVERY = {number}"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_kept_without_output(path):
    cells = nbformat.read(path, as_version=4).cells
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in cells)


def test_the_label_notebook_keeps_what_is_decided_and_no_more(db, place):  # noqa: F811
    (place / "out").mkdir()
    shutil.copy(db, place / "out")
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="write your own name there"):
        play(place, "01_label")
    ani = {'"nama Anda"': '"Ani"'}
    assert "Camat" in play(place, "01_label", **ani)
    with Store(place / "out" / "netralitas.db") as store:
        assert list(store.reviews()) == [], "running all cells decides nothing"
    filled = {'verdict=""': 'verdict="benar"'}
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="Run the cell without a verdict to see the story"):
        play(place, "01_label", **ani, **filled)
    play(place, "01_label", **ani, **filled, **{"queue.decide(": "queue.show(); queue.decide("})
    with Store(place / "out" / "netralitas.db") as store:
        assert [(one.verdict, one.reviewer) for one in store.reviews()] == [("benar", "Ani")]


def test_train_compare_and_look_at_errors(place):
    trained = play(place, "02_train", **every(14))
    assert "no labels of yours" in trained and "flagged_f1" in trained and "iframe" in trained
    assert load_model(place / "models" / "mine").name.startswith("mine-")
    compared = play(place, "04_compare", **every(6))
    assert "flagged_f1" in compared and "chances moved most" in compared and "    new: " in compared
    (place / "models" / "promoted").mkdir()
    add(place / "models", Step("promote", "own", "2024-10-14", "ani"))
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="No model in models/promoted/own"):
        play(place, "03_errors", cells=(0,))  # the model that counts is asked, as commands ask it
    (place / "models" / "promoted" / LOG).unlink()
    assert "flagged, but no case" in play(place, "03_errors", **every(40))


def test_without_cleanlab_errors_says_what_is_missing_and_how_to_get_it(place):
    blocked = {"import os\n": "import os, sys\nsys.modules['cleanlab'] = sys.modules['cleanlab.filter'] = None\n"}
    shown = play(place, "03_errors", **every(40), **blocked)
    assert "cleanlab is not installed" in shown and "pip install 'netralitas[notebooks]'" in shown
    assert ", seems " in shown.partition("cleanlab is not installed")[2]


def test_two_models_that_say_the_same_are_told_so(place):
    compared = play(place, "04_compare", **every(40), **{"models/mine": "models/default"})
    assert "Both models flag the same of the" in compared and "No other chance moved" in compared


@pytest.mark.parametrize(
    ("name", "cells", "words"),
    [
        ("01_label", (2,), "Run the cell at the top first"),
        ("02_train", (1,), "Run the cell above first; it reads the articles"),
        ("03_errors", (1,), "Run the cell above first"),
        ("04_compare", (1,), "Run the cell above first"),
        ("01_label", (0,), "Make one with 'netralitas run'"),
        ("04_compare", (0,), "Train one with 'netralitas train'"),
    ],
)
def test_out_of_order_it_says_what_comes_first(place, name, cells, words):
    with pytest.raises(nbclient.exceptions.CellExecutionError, match=words):
        play(place, name, cells=cells)
