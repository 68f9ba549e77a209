"""The whole loop once: news comes in, an analyst corrects a table, a model is trained on it, promoted, and judges again."""

from __future__ import annotations

import csv
import json
import shutil

import pytest

from tests.conftest import ROOT

CORPUS = ROOT / "corpus"


@pytest.fixture
def corpus(tmp_path):
    """Two of the corpus' writers, with their splits."""
    folder = tmp_path / "corpus" / "articles"
    for writer in ("k", "v"):
        shutil.copytree(CORPUS / "articles" / writer, folder / writer)
    shutil.copy(CORPUS / "splits.csv", folder.parent)
    return folder


def _corrected(table):
    """Fill in the verdicts: all right but for the least likely lead, which is an ordinary story. Returns its address."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["putusan_analis"] = "benar"
    rows[-1] |= {"putusan_analis": "salah", "status_koreksi": "tidak_relevan", "catatan": "bukan soal netralitas"}
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return rows[-1]["tautan"], len(rows)


def test_from_the_news_to_a_model_that_knows_better(run, tmp_path, corpus):
    out, models, labels = tmp_path / "out", tmp_path / "models", tmp_path / "labels.jsonl"
    db = out / "netralitas.db"

    def done(*arguments):
        result = run(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    done("run", "--demo", "--out", out, "--jobs", 1)
    url, leads = _corrected(out / "flagged.csv")
    assert f"{leads} decisions taken, 0 with nothing new, 0 rows refused" in done(
        "review", "--db", db, "import", out / "flagged.csv", "--by", "ani"
    )
    labels.write_text(done("review", "--db", db, "labels"), encoding="utf-8")
    assert len(labels.read_text(encoding="utf-8").splitlines()) == leads
    done(
        "train",
        "--corpus",
        corpus,
        "--labels",
        labels,
        "--weight",
        "csv",
        10,
        "--out",
        models / "mine",
        "--name",
        "mine",
    )
    assert "flagged_f1" in done("models", "compare", ROOT / "models" / "default", models / "mine", "--corpus", corpus)
    told = ("--models", models, "--corpus", corpus, "--force", "--because", "percobaan")
    kept = done("models", "promote", models / "mine", *told).split("counts now (")[1].split(")")[0]
    changed = {
        row["url"]: row for row in map(json.loads, done("reassess", "--db", db, "--model", kept, "--json").splitlines())
    }
    assert changed[url]["old_flagged"] and not changed[url]["new_flagged"]
    assert "percobaan" in done("models", "list", "--models", models)
