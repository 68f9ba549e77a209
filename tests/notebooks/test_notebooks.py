"""The notebooks run from top to bottom on a small sample, and are kept without output."""

from __future__ import annotations

import json
import re

import pytest

from pipeline.assess import load_model
from pipeline.store import Store
from tests.conftest import ROOT
from tests.review.conftest import db  # noqa: F401

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def code_of(name: str) -> list[str]:
    cells = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def play(name: str, **values: object) -> None:
    """Run the code of a notebook, with these values in the place of its own."""
    space = dict(values)
    for cell in code_of(name):
        lines = (line for line in cell.split("\n") if re.split(r"[ ,]", line)[0] not in values)
        exec("\n".join(lines), space)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_kept_without_output(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in cells)


def test_labelling_keeps_each_decision_and_resumes(db, model):  # noqa: F811
    from pipeline.review.notebook import Labeller

    queue = Labeller(db, model, "ani")
    assert "Camat" in queue.show()
    first = queue.story[0].url
    with pytest.raises(ValueError, match="entah"):
        queue.decide("entah")
    queue.decide("salah", status="imbauan", roles={0: "lain"}, note="x")
    with Store(db) as store:
        kept = store.review_of(first)
    assert (kept.verdict, kept.status, kept.origin) == ("salah", "imbauan", "notebook") and kept.roles
    assert Labeller(db, model, "budi").story[0].url == queue.story[0].url != first
    queue.back()
    assert queue.story[0].url == first
    queue.decide("benar")
    queue.decide("benar")
    assert queue.story is None and "Tidak ada lagi" in queue.show()


def test_the_label_notebook(db, capsys):  # noqa: F811
    play("01_label", DB=db)
    assert "Camat" in capsys.readouterr().out
    with Store(db) as store:
        assert len(list(store.reviews())) == 1


def test_the_others(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    play("02_train", OUT=tmp_path / "mine", LABELS=tmp_path / "none", EVERY=14)
    assert load_model(tmp_path / "mine").name.startswith("mine-")
    play("04_compare", OLD=None, NEW=tmp_path / "mine", EVERY=6)
    play("03_errors", EVERY=40)
    out = capsys.readouterr().out
    assert "flagged_f1" in out and "flagged, but no case" in out and "labelled" in out
