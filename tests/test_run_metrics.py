from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.run import Summary, Tally
from pipeline.run_metrics import write_metrics


def test_prometheus_reads_the_figures_of_a_run(tmp_path):
    parser = pytest.importorskip("prometheus_client.parser", reason="the extra metrics is not installed")
    begun = datetime(2024, 10, 14, tzinfo=UTC)
    summary = Summary(
        begun, begun + timedelta(minutes=2), "m", pages=7, flagged=2, not_collected=Counter({"http-403": 3})
    )
    summary.sources = {'kabar "anu"': Tally(new=4, done=True), "lain": Tally()}
    summary.answers = {"kabar.example": [1.0, 4.0, 2.0]}
    path = tmp_path / "deep" / "netralitas.prom"
    write_metrics(summary, path)
    families = parser.text_string_to_metric_families(path.read_text(encoding="utf-8"))
    found = {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}
    assert found["netralitas_pages",] == 7 and found["netralitas_flagged",] == 2
    assert found["netralitas_duration_seconds",] == 120 and found["netralitas_failures", "http-403"] == 3
    assert found["netralitas_source_new", 'kabar "anu"'] == 4 and found["netralitas_source_listed", "lain"] == 0
    assert found["netralitas_host_answer_seconds_median", "kabar.example"] == 2
    assert list(path.parent.iterdir()) == [path]


def test_a_missing_extra_is_said_before_anything_is_collected(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    told = run("run", "--demo", "--out", tmp_path, "--metrics", tmp_path / "x.prom")
    assert told.exit_code == 2 and "netralitas[metrics]" in told.output and not (tmp_path / "netralitas.db").exists()
