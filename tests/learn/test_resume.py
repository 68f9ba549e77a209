from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from pipeline.learn.corpus import read_corpus
from pipeline.learn.resume import FOLDER, Steps
from pipeline.learn.train import train
from pipeline.records import Status
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def articles():
    return read_corpus(ROOT / "corpus" / "articles")[::25]


@pytest.fixture(scope="module")
def trained(articles):
    return train(articles)


def test_a_training_that_was_stopped_goes_on_and_gives_the_same(articles, trained, tmp_path):
    def stop(line):
        if line.startswith("fold 3"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(articles, say=stop, resume=tmp_path)
    said: list[str] = []
    resumed = train(articles, say=said.append, resume=tmp_path)
    assert [line.endswith("done before") for line in said if line.startswith("fold")][:3] == [True, True, False]
    assert np.array_equal(resumed.case.weights, trained.case.weights)
    assert not (tmp_path / FOLDER).exists()


def test_another_corpus_and_half_a_file_are_not_taken_up(tmp_path):
    steps = Steps(tmp_path, "a")
    steps.put(1, [1.5])
    assert steps.get(1) == [1.5] and Steps(tmp_path, "b").get(1) is None and Steps(None, "a").get(1) is None
    next(tmp_path.rglob("1.json")).write_text("[1")
    assert steps.get(1) is None


def test_labels_that_weigh_more_pull_more(articles, trained):
    """Reminders that a desk called cases: the more they count, the likelier other reminders seem to be cases."""
    reminders = [a for a in read_corpus(ROOT / "corpus" / "articles") if a.status is Status.IMBAUAN]
    desk = [replace(a, status=Status.DUGAAN, writer="desk", election=None) for a in reminders[:8]]
    asked = [a for a in reminders[8:40] if a not in articles]

    def with_desk(weight):
        return train([*articles, *desk], weights={"desk": weight})

    def mean_chance(model):
        return np.mean([model.assess(a.text, a.title).flagged_probability for a in asked])

    assert mean_chance(trained) < mean_chance(with_desk(0.1)) < mean_chance(with_desk(10))


def test_the_same_articles_give_the_same_numbers_in_another_process(trained):
    """The name of a model holds a digest of its numbers."""
    told = "from pathlib import Path\nfrom pipeline.learn.corpus import read_corpus\nfrom pipeline.learn.train import train\nprint(train(read_corpus(Path('corpus/articles'))[::25]).name)"
    done = subprocess.run(
        [sys.executable, "-c", told],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == trained.name


def test_an_origin_nobody_has_is_told(run, tmp_path):
    result = run("train", "--out", tmp_path / "m", "--weight", "desk", 2)
    assert result.exit_code == 2 and "No article has the origin desk" in result.output


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_training_is_known_again_in_another_process(seed):
    from tests.conftest import ROOT

    told = (
        "from pathlib import Path\nfrom pipeline.learn.corpus import read_file\nfrom pipeline.learn.train import _labels_digest\n"
        "print(_labels_digest(list(read_file(Path('corpus/articles/k/batch-01.txt')))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", told],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    from pipeline.learn.corpus import read_file
    from pipeline.learn.train import _labels_digest

    articles = list(read_file(ROOT / "corpus/articles/k/batch-01.txt"))
    elsewhere = [replace(article, where="b.txt, article 1") for article in articles]
    assert done.stdout.strip() == _labels_digest(articles) == _labels_digest(elsewhere)
