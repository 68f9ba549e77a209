from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.learn.check import near_copies, problems, template_share
from pipeline.learn.corpus import read_corpus
from pipeline.learn.regions import region_problem
from pipeline.learn.splits import assign, crossing, read_splits, split_file, write_splits
from pipeline.learn.stats import stats
from pipeline.records import Status
from tests.conftest import ROOT

CORPUS = ROOT / "corpus" / "articles"


@pytest.fixture(scope="module")
def articles():
    return read_corpus(CORPUS)


def test_the_corpus_passes_its_own_check():
    result = CliRunner().invoke(main, ["corpus", "check", "--corpus", str(CORPUS)])
    assert result.exit_code == 0, result.output


def test_nobody_wrote_from_a_template(articles):
    assert template_share(articles) < 0.01


def test_no_chain_crosses_the_splits_and_every_article_has_one(articles):
    parts = read_splits(split_file(CORPUS))
    assert {article.id for article in articles} == set(parts)
    assert crossing(articles, parts) == []
    shares = [list(parts.values()).count(part) / len(parts) for part in ("train", "dev", "test")]
    assert shares[0] > 0.6 and min(shares) > 0.1


def test_splits_are_frozen_and_new_articles_join_their_chain(articles, tmp_path):
    chained = next(article for article in articles if article.chain)
    known = {article.id: "train" for article in articles}
    new = replace(chained, id="new-1")
    assert assign([*articles, new], known) == known | {"new-1": "train"}
    write_splits(tmp_path / "splits.csv", known)
    assert read_splits(tmp_path / "splits.csv") == known


def test_stats_count_what_the_command_prints(articles):
    result = CliRunner().invoke(main, ["corpus", "stats", "--corpus", str(CORPUS), "--json"])
    counts = json.loads(result.stdout)
    assert counts == stats(articles, read_splits(split_file(CORPUS)))
    for part in ("by_status", "by_split", "by_province", "by_year", "by_length", "by_writer"):
        assert sum(counts[part].values()) == counts["articles"] == len(articles)


@pytest.mark.parametrize(
    ("region", "problem"),
    [
        ("64.71 Kota Balikpapan, Kalimantan Timur", None),
        ("00 Indonesia", None),
        ("31 DKI Jakarta", None),
        ("64.71 Kota Samarinda, Kalimantan Timur", "region code 64.71 is Kota Balikpapan, not Kota Samarinda"),
        ("Kota Balikpapan", "region 'Kota Balikpapan' should begin with an official code"),
    ],
)
def test_regions(region, problem):
    found = region_problem(region)
    assert found is None if problem is None else found.startswith(problem)


def test_mistakes_are_found(articles):
    case = next(article for article in articles if article.flagged and not article.chain)
    wrong = [
        replace(case, status=Status.IMBAUAN, bentuk=frozenset(), note=""),
        replace(case, id="copy-of-it"),
        replace(case, id="elsewhere", region="99 Negeri Dongeng", text="Pendek sekali.", mentions=()),
    ]
    found = " | ".join(problems(wrong))
    assert "a terduga mention in a imbauan article" in found
    assert "alike but in no common chain" in found
    assert "official code" in found and "fewer than 30 words" in found and "lacks" in found


def test_copies_are_found_by_words_not_by_form(articles):
    one = articles[0]
    other = replace(one, id="copy", text=one.text.upper())
    assert [round(likeness, 2) for *_, likeness in near_copies([one, other])] == [1.0]
