"""The model that ships is as good as it was: floors on the test split, with the digest of the articles."""

from __future__ import annotations

import tomllib

import pytest

from pipeline.learn.card import CARD
from pipeline.learn.evaluate import Evaluation, model_answer
from pipeline.learn.floors import read_floors
from pipeline.learn.splits import articles_of
from tests.conftest import ROOT

FLOORS = tomllib.loads((ROOT / "models" / "floors.toml").read_text(encoding="utf-8"))
CORPUS = ROOT / "corpus" / "articles"


@pytest.fixture(scope="module")
def test_split():
    return articles_of(CORPUS, "test")


@pytest.fixture(scope="module")
def figures(model, test_split):
    return Evaluation("model", [model_answer(model, article) for article in test_split], test_split).figures()


def test_the_floors_were_measured_on_these_articles(test_split):
    assert read_floors(ROOT / "models" / "floors.toml").measured_on(test_split)


@pytest.mark.parametrize("figure", sorted({entry["figure"] for entry in FLOORS["floor"]}))
def test_no_figure_is_below_its_floor(figures, figure):
    assert figures[figure] >= read_floors(ROOT / "models" / "floors.toml").least[figure]


def test_a_lower_floor_says_why():
    before: dict[str, float] = {}
    for entry in FLOORS["floor"]:
        if entry["least"] < before.get(entry["figure"], 0.0):
            assert len(entry["why"]) > 30, f"{entry['figure']}: say why the floor was lowered"
        before[entry["figure"]] = entry["least"]


def test_the_card_describes_the_model_that_ships(model, figures):
    card = (ROOT / "models" / "default" / CARD).read_text(encoding="utf-8")
    assert model.name in card
    assert f"| flagged f1 | {figures['flagged_f1']:.3f} |" in card
