from __future__ import annotations

import json

import numpy as np
import pytest

from pipeline.assess import load_model
from pipeline.errors import CorpusError
from pipeline.extract import article_from_text
from pipeline.learn.calibrate import StoryOfFeed, calibrate, feed_remarks, fit_to, shift_to, threshold_for
from pipeline.learn.labelled import read_labelled, read_stories
from pipeline.records import learned_mark


@pytest.fixture(scope="module")
def scores():
    """Log-odds that are right where cases are as common as other stories."""
    rng = np.random.default_rng(1)
    truth = rng.random(4000) < 0.5
    return rng.normal(np.where(truth, 1.0, -1.0) * 1.5, np.sqrt(3)), truth


def test_rarer_cases_move_the_chances_by_their_odds(scores):
    values, truth = scores
    keep = ~truth | (np.arange(len(truth)) % 9 == 0)  # about one in ten is a case
    shift = shift_to(values[keep], 0.5)
    share = truth[keep].mean()
    assert shift == pytest.approx(np.log(share / (1 - share)), abs=0.25)


def test_many_labels_decide_and_few_are_held_back(scores):
    values, truth = scores
    slope, shift = fit_to(values, truth, -3.0)
    assert slope == pytest.approx(1.0, abs=0.1) and shift == pytest.approx(0.0, abs=0.2)
    slope, shift = fit_to(values[:3], truth[:3], -3.0)
    assert slope == pytest.approx(1.0, abs=0.2) and -3.0 < shift < -0.3


def test_the_threshold_keeps_the_recall_that_was_asked_for():
    chances, truth = np.array([0.9, 0.8, 0.7, 0.6, 0.1]), np.array([1.0, 0.0, 1.0, 1.0, 1.0])
    assert threshold_for(chances, truth, 0.75) == 0.6
    assert threshold_for(chances, truth, 1.0) == 0.1


def test_a_model_is_fitted_to_labelled_stories_and_keeps_its_weights(model, case, reminder):
    stories = [StoryOfFeed(*case, True)] * 6 + [StoryOfFeed(*reminder, False)] * 20
    fitted = calibrate(model, stories)
    assert fitted.name != model.name and fitted.case is model.case
    assert fitted.assess(case[1], case[0]).flagged and not fitted.assess(reminder[1], reminder[0]).flagged
    assert fitted.manifest["calibrated_on"] == {"stories": 26, "labelled": 26, "cases": 6, "recall": 0.95}


def test_what_it_learned_from_is_known_by_the_text_as_the_store_keeps_it(run, tmp_path, case, reminder):
    title, text = case
    windows = text.replace("\n", "\r\n") + "\r\n"
    rows = [{"title": title, "text": windows, "status": "dugaan"}] * 5
    rows += [{"text": reminder[1] + " Selesai.", "status": "imbauan"}, {"text": reminder[1]}]
    path = tmp_path / "feed.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run("calibrate", "--data", path, "--out", tmp_path / "mine").exit_code == 0
    kept = article_from_text(text, title=title)
    labelled = read_labelled_line(tmp_path, rows[0])
    marks = {
        kept.text_hash[:12],
        labelled.text_hash[:12],
        learned_mark(kept.text),
        learned_mark(article_from_text(rows[5]["text"]).text),
    }
    assert load_model(tmp_path / "mine").learned - load_model(None).learned == marks


def read_labelled_line(folder, row):
    (folder / "one.jsonl").write_text(json.dumps(row), encoding="utf-8")
    return read_labelled(folder / "one.jsonl")[0]


def test_too_few_stories_are_refused(model, case):
    with pytest.raises(CorpusError, match="too few"):
        calibrate(model, [StoryOfFeed(*case, True)] * 3)


def test_the_command_makes_a_model_that_loads(run, tmp_path, case, reminder):
    rows = [{"title": case[0], "text": case[1], "status": "dugaan"}] * 5
    rows += [{"title": reminder[0], "text": reminder[1], "status": "imbauan"}, {"text": reminder[1]}]
    path = tmp_path / "feed.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [story.flagged for story in read_stories(path)] == [True] * 5 + [False, None]
    result = run("calibrate", "--data", path, "--out", tmp_path / "mine")
    assert result.exit_code == 0 and "from 7 stories, 6 of them labelled; about" in result.stdout
    assert "4 labels repeat a text that was labelled before; each counts." in result.stderr
    assert load_model(tmp_path / "mine").calibration.shift != 0


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{}", "needs a text"),
        ('{"text": " "}', "needs a text"),
        ('{"text": 5}', "'text' holds 5; write it in quotes"),
        ('{"text": "x", "status": "y"}', "'y'"),
        ('{"text": "x", "status": false}', "'status' holds False; write it in quotes"),
        ('{"text": "x", "Status": "dugaan"}', "'Status' is not known here. Write it 'status'"),
        ('{"text": "x", "label": "dugaan"}', "'label' is not known here, and may hold labels"),
        ('{"text": "x", "nilai": "dugaan"}', "'nilai' is not known here, and may hold labels"),
        ('{"text": "x", "terduga": ["ASN"]}', "the field 'status' is missing"),
        ('{"text": "x", "status": "dugaan", "sha256": "0"}', "has changed since it was labelled"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, row, message):
    path = tmp_path / "feed.jsonl"
    path.write_text('{"text": "x"}\n' + row, encoding="utf-8")
    with pytest.raises(CorpusError, match=f"line 2.*{message}"):
        read_stories(path)


def test_what_a_feed_tells_beside_its_texts_is_no_label(tmp_path):
    path = tmp_path / "feed.jsonl"
    path.write_text(
        '{"text": "x", "tags": ["pilkada"], "url": "https://a.example/1", "status": null, "mentions": null}'
    )
    assert read_stories(path) == [StoryOfFeed("", "x")]


def test_one_text_with_two_labels_is_refused(tmp_path, run):
    rows = [{"text": "x", "status": "dugaan", "id": "a1"}, {"text": "x", "status": "imbauan", "id": "a2"}]
    path = tmp_path / "feed.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    refused = run("calibrate", "--data", path, "--out", tmp_path / "mine")
    assert refused.exit_code == 2 and "a2 is labelled twice, dugaan by" in refused.stderr


def test_labels_of_one_kind_are_told(model, case, reminder):
    with pytest.raises(CorpusError, match="All 6 labelled stories are cases"):
        calibrate(model, [StoryOfFeed(*case, True)] * 6 + [StoryOfFeed(*reminder)] * 3)
    others = [StoryOfFeed(*reminder, False), StoryOfFeed(*case)]
    assert next(feed_remarks(others)).startswith("1 label, 0 of them cases: with fewer than 5")
    assert not list(feed_remarks([StoryOfFeed(*case)] * 2))
