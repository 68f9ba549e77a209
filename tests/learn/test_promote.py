"""A model is promoted where it is not worse, over objections only with a reason, and the one before is kept."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.assess import load_model, save_model
from pipeline.assess.promoted import LOG, models_folder, promoted_folder, read_log, shipped_folder
from pipeline.errors import ModelError
from pipeline.learn.card import CARD, write_card
from pipeline.learn.compare import Comparison, Difference
from pipeline.learn.evaluate import evaluate
from pipeline.learn.promote import promote, roll_back, try_model
from pipeline.learn.splits import articles_of
from tests.conftest import ROOT

CORPUS = ROOT / "corpus" / "articles"
STEP = {"kind": "promote", "model": "x", "at": "2026-01-01T00:00:00Z", "by": "ani", "against": []}


@pytest.fixture(scope="module")
def test_split():
    return articles_of(CORPUS, "test")


@pytest.fixture
def models(tmp_path, model):
    """``near``, a hair away from the one that ships; ``strict``, which flags hardly anything."""
    for name, threshold in (("near", 0.3301), ("strict", 0.995)):
        other = replace(model, calibration=replace(model.calibration, threshold=threshold))
        save_model(replace(other, manifest=model.manifest | {"name": name}), tmp_path / name)
    return tmp_path


def test_one_that_is_as_good_counts_until_the_way_back(models, model, test_split):
    trial = try_model(models, models / "near", test_split)
    assert trial.against == ()
    kept = promote(models, models / "near", trial, "ani", "a try")
    assert promoted_folder(models) == kept and load_model(kept).name == trial.name
    assert trial.name in (kept / CARD).read_text(encoding="utf-8")
    shutil.rmtree(models / "near")
    assert load_model(promoted_folder(models)).name == trial.name, "what counts is a copy"
    assert load_model(roll_back(models, "budi")).name == model.name
    assert [(step.kind, step.by) for step in read_log(models)] == [("promote", "ani"), ("rollback", "budi")]
    with pytest.raises(ModelError, match="none before it"):
        roll_back(models, "budi")


def test_the_one_that_counts_is_not_promoted_again(models, model, test_split):
    """Else going back would lead to it."""
    folder = models / "near"
    promote(models, folder, try_model(models, folder, test_split), "ani", "as good")
    with pytest.raises(ModelError, match="counts already"):
        promote(models, folder, try_model(models, folder, test_split), "ani", "again")
    roll_back(models, "ani", "")
    with pytest.raises(ModelError, match="none before it"):
        roll_back(models, "ani", "")


def test_the_card_tells_what_it_was_trained_on(models, model, test_split):
    def card(origins):
        said = {"split test": evaluate(model, test_split[:20])}
        return write_card(replace(model, manifest=model.manifest | {"origins": origins}), said, models).read_text(
            "utf-8"
        )

    both = card({"corpus": 1392, "csv": 31, "notebook": 1})
    assert "cases: 1392 of the corpus, 31 labelled by csv, 1 labelled by notebook.\n" in both
    assert "all people, outlets and incidents are invented" in both and "as their outlets printed them" in both
    assert "as their outlets printed them" not in card({"corpus": 1392})
    assert "invented" not in card({"csv": 31}) and "where they come from was not kept" in card({})


def test_a_worse_one_needs_a_reason_that_is_kept(models, test_split):
    trial = try_model(models, models / "strict", test_split)
    assert any("flagged_recall falls" in one for one in trial.against)
    with pytest.raises(ModelError, match=r"not promoted: .*--because"):
        promote(models, models / "strict", trial, "ani", force=True)
    assert promoted_folder(models) == shipped_folder()
    promote(models, models / "strict", trial, "ani", "only the surest", force=True)
    (step,) = read_log(models)
    assert step.because == "only the surest" and step.against == trial.against


def test_a_bad_model_that_was_forced_keeps_no_better_one_away(models, model, test_split):
    """``strict`` flags hardly anything, and what it flags is right: more precise than any good model."""
    promote(models, models / "strict", try_model(models, models / "strict", test_split), "ani", "a mistake", force=True)
    trial = try_model(models, models / "near", test_split)
    assert any(one.figure == "flagged_precision" and one.worse for one in trial.comparison.differences)
    assert trial.against == ()
    promote(models, models / "near", trial, "ani", "a good one")
    assert any("flagged_f1 falls" in one for one in try_model(models, models / "strict", test_split).against)


def test_a_little_better_than_a_bad_model_is_not_good_enough(models, model, test_split):
    strict = models / "strict"
    promote(models, strict, try_model(models, strict, test_split), "ani", "a mistake", force=True)
    other = replace(model, calibration=replace(model.calibration, threshold=0.97))
    save_model(replace(other, manifest=model.manifest | {"name": "mild"}), models / "mild")
    trial = try_model(models, models / "mild", test_split)
    assert trial.comparison.losses == () and any("its floor" in one for one in trial.against)


def difference(figure, old, new, low, high):
    return Difference(figure, old, new, (low, high))


@pytest.mark.parametrize(
    ("f1", "lost"),
    [((0.95, 0.93), ["flagged_precision"]), ((0.95, 0.95), ["flagged_precision"]), ((0.90, 0.94), [])],
)
def test_precision_may_be_paid_for_with_recall_where_the_whole_is_better(f1, lost):
    differences = (
        difference("flagged_f1", *f1, -0.04, 0.06),
        difference("flagged_precision", 0.99, 0.90, -0.12, -0.04),
        difference("flagged_recall", 0.85, 0.98, 0.05, 0.2),
    )
    assert [one.figure for one in Comparison(None, None, differences, ()).losses] == lost
    assert differences[-1].outcome == "better, more than chance" and not differences[-1].worse
    fallen = (*differences, difference("status_accuracy", 0.95, 0.90, -0.08, -0.02))
    assert [one.figure for one in Comparison(None, None, fallen, ()).losses] == [*lost, "status_accuracy"]


def test_chances_farther_from_the_truth_are_told_but_are_no_loss():
    """Those of a model calibrated to a feed are meant to differ."""
    differences = (difference("flagged_f1", 0.9, 0.9, -0.01, 0.01), difference("brier", 0.03, 0.05, 0.01, 0.03))
    assert differences[1].worse and differences[1].outcome == "worse, more than chance"
    assert Comparison(None, None, differences, ()).losses == ()
    assert difference("brier", 0.05, 0.03, -0.03, -0.01).outcome == "better, more than chance"


def test_the_floors_hold(models, test_split):
    assert "measured on other articles" in try_model(models, models / "near", test_split[::4]).against[0]
    assert try_model(models, models / "near", test_split).against == ()
    assert any("its floor" in one for one in try_model(models, models / "strict", test_split).against)


@pytest.mark.parametrize("line", ["{", "[]", '{"model": "x"}', '{"against": []}', json.dumps(STEP | {"model": 5})])
def test_a_broken_log_is_named_in_plain_words(models, line):
    (models / "promoted").mkdir()
    (models / "promoted" / LOG).write_text(f"{json.dumps(STEP)}\n{line}\n", encoding="utf-8")
    with pytest.raises(
        ModelError, match=r"log\.jsonl cannot be read: line 2 is no promotion as this program writes them\. Mend it"
    ):
        promoted_folder(models)


def test_the_commands(models, run, monkeypatch):
    compared = run("models", "compare", shipped_folder(), models / "strict", "--corpus", CORPUS)
    monkeypatch.chdir(models)
    from_elsewhere = run("models", "compare", "models/default", models / "strict", "--corpus", CORPUS)
    assert from_elsewhere.stdout == compared.stdout, "the one that ships has its name everywhere"
    assert compared.exit_code == 0 and "flagged_recall" in compared.stdout and "more than chance" in compared.stdout
    assert "no longer flagged, wrongly" in compared.stdout
    refused = run("models", "promote", models / "strict", "--models", models, "--corpus", CORPUS)
    assert refused.exit_code == 2 and "is not promoted" in refused.stderr
    assert run("models", "promote", models / "strict", "--models", models, "--force").exit_code == 2
    near = ("models", "promote", models / "near", "--models", models, "--corpus", CORPUS, "--by", "ani")
    assert "counts now" in run(*near).stdout
    listed = run("models", "list", "--models", models).stdout
    assert f"* {models}/promoted/near-" in listed and "  the one that ships" in listed and "by ani" in listed
    assert "default counts now" in run("models", "rollback", "--models", models).stdout
    assert "* the one that ships" in run("models", "list", "--models", models).stdout


def test_what_is_promoted_stays_out_of_the_package(models, model, run, monkeypatch, tmp_path):
    before = sorted(shipped_folder().parent.rglob("*"))
    monkeypatch.delenv("NETRALITAS_MODELS")
    monkeypatch.chdir(models)
    assert models_folder() == Path("models"), "where the command is called"
    promoted = run("models", "promote", "near", "--corpus", CORPUS)
    assert promoted.exit_code == 0 and (tmp_path / "models" / "promoted").is_dir(), promoted.output
    assert load_model().name.startswith("near-")
    monkeypatch.setenv("NETRALITAS_MODELS", str(tmp_path / "others"))
    assert load_model().name == model.name
    assert sorted(shipped_folder().parent.rglob("*")) == before
