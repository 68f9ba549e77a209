from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.errors import CorpusError
from pipeline.learn.baseline import keyword_groups
from pipeline.learn.corpus import LabelledArticle, read_corpus
from pipeline.learn.evaluate import Answer, Evaluation, cross_validate, evaluate
from pipeline.learn.labelled import read_labelled
from pipeline.learn.scores import Score
from pipeline.learn.splits import only, read_splits, split_file
from pipeline.learn.train import corpus_digest, folds, train
from pipeline.records import Group, Status
from tests.conftest import ROOT

CORPUS = ROOT / "corpus" / "articles"


@pytest.fixture(scope="module")
def articles():
    return read_corpus(CORPUS)


@pytest.fixture(scope="module")
def small(articles):
    writers = sorted({article.writer for article in articles})[:3]
    return [article for writer in writers for article in [a for a in articles if a.writer == writer][:20]]


def test_no_writer_stands_in_two_folds(articles):
    parts = [{articles[i].writer for i in part} for part in folds(articles)]
    assert sum(map(len, parts)) == len(set.union(*parts))
    assert sorted(i for part in folds(articles) for i in part) == list(range(len(articles)))


def test_training_is_repeatable_and_learns(small, case, reminder):
    one, other = train(small), train(small)
    assert one.assess(*reversed(case)).probabilities == other.assess(*reversed(case)).probabilities
    assert (one.words.weights == other.words.weights).all()
    assert one.assess(case[1], case[0]).flagged_probability > one.assess(reminder[1], reminder[0]).flagged_probability


def test_too_little_to_learn_from_is_said(articles):
    with pytest.raises(CorpusError, match="0 case stories"):
        train([article for article in articles if article.status is Status.IMBAUAN][:5])


def test_the_model_that_ships_was_made_from_this_corpus(model, articles):
    trained_on = only(articles, read_splits(split_file(CORPUS)), ("train", "dev"))
    assert model.manifest["corpus_sha256"] == corpus_digest(trained_on), "run 'make train' after changing the corpus"


def test_the_keyword_search_flags_a_reminder(reminder):
    assert keyword_groups(*reminder) >= {Group.ASN, Group.TNI, Group.POLRI}
    assert keyword_groups("Harga beras naik", "ASN berbelanja.") == frozenset()


def test_scores():
    assert Score.of(2, 4, 2) == Score(precision=0.5, recall=1.0, f1=pytest.approx(2 / 3), support=2)
    assert Score.of(0, 0, 0).f1 == 0.0


def test_evaluation_counts(articles):
    cases = [article for article in articles if article.flagged][:3]
    others = [article for article in articles if not article.flagged][:2]
    right = [Answer(a.status, a.flagged, float(a.flagged), a.terduga if a.flagged else frozenset()) for a in cases]
    wrong = [Answer(Status.DUGAAN, True, 0.9, frozenset({Group.ASN})) for _ in others]
    found = Evaluation("x", [*right, *wrong], [*cases, *others])
    assert (found.flagged.precision, found.flagged.recall) == (0.6, 1.0)
    assert found.terduga.recall == 1.0 and found.terduga.precision < 1.0
    assert found.flagged.interval[0] <= found.flagged.f1 <= found.flagged.interval[1]


def test_evaluating_shows_the_keyword_search_beside_the_model(model, small):
    names = [evaluation.name for evaluation in evaluate(model, small[:5])]
    assert names == ["model", "keywords"]


def test_two_articles_of_one_id_are_each_asked_about(model, small, monkeypatch):
    monkeypatch.setattr("pipeline.learn.train.train", lambda _: model)
    case = next(article for article in small if article.flagged)
    other = next(article for article in small if not article.flagged)
    asked, _ = cross_validate([*small, replace(case, id="a1"), replace(other, id="a1")], say=lambda _: None)
    assert [answer.status for answer in asked.answers[-2:]] == [case.status, other.status]


def test_outside_data(tmp_path):
    path = tmp_path / "data.jsonl"
    row = {
        "id": "1",
        "title": "T",
        "text": "Isi\u2028berita",
        "status": "dugaan",
        "terduga": ["ASN"],
        "bentuk": ["medsos"],
    }
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n\n", encoding="utf-8")
    (article,) = read_labelled(path)
    assert isinstance(article, LabelledArticle) and article.terduga == {Group.ASN} and article.mentions is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "no JSON"),
        ('{"text": "x"}', "'status' is missing"),
        ('{"text": "x", "status": "y"}', "the status 'y' is not one of dugaan,"),
    ],
)
def test_wrong_outside_data_is_named_by_line(tmp_path, line, message):
    path = tmp_path / "data.jsonl"
    path.write_text('{"text": "x", "status": "imbauan"}\n' + line, encoding="utf-8")
    with pytest.raises(CorpusError, match="line 2") as problem:
        read_labelled(path)
    assert message in str(problem.value)


def test_mentions_of_outside_labels_are_taken_where_they_stand(tmp_path):
    mention = {"start": 0, "end": 5, "text": "Camat", "group": "ASN", "role": "terduga", "person": None}
    row = {
        "text": "Camat itu dilaporkan.",
        "status": "dugaan",
        "bentuk": ["hadir"],
        "mentions": [mention],
        "origin": "desk",
    }
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    (article,) = read_labelled(path)
    assert article.mentions[0].group is Group.ASN and article.writer == "desk"
    path.write_text(json.dumps(row | {"text": "Ada camat yang dilaporkan."}), encoding="utf-8")
    with pytest.raises(CorpusError, match="has changed since"):
        read_labelled(path)
