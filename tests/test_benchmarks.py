"""What 'make bench' runs, and what the page of the benchmarks says of it."""

from __future__ import annotations

import sys

import pytest

from tests.conftest import ROOT

FOLDER = ROOT / "benchmarks"
sys.path.insert(0, str(FOLDER))

import bench  # noqa: E402

SCRIPTS = {path.name for path in FOLDER.glob("*.py")} - {"command.py"}
RUN_BY_OTHERS = {"bench.py", "dependencies.py", "peers.py", "user_build.py"}


def test_make_bench_runs_every_benchmark() -> None:
    assert {run["command"].split()[0] for run in bench.runs()} == SCRIPTS - RUN_BY_OTHERS


def test_every_script_is_told_of_and_helps() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert sorted(name for name in SCRIPTS - {"user_build.py"} if name not in page) == []
    assert sorted(name for name in SCRIPTS if "options(__doc__)" not in (FOLDER / name).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("run", "lacks"),
    [
        ({"command": "gate.py {real}/articles.jsonl"}, "{real}/articles.jsonl"),
        ({"command": "desk.py", "packages": ["tidak_ada"]}, "the package tidak_ada"),
        ({"command": "desk.py", "commands": ["tidak-ada"]}, "the command tidak-ada"),
    ],
)
def test_what_lacks_something_is_skipped_and_says_what(monkeypatch, capsys, tmp_path, run, lacks) -> None:
    monkeypatch.setattr(bench, "REAL", tmp_path)
    monkeypatch.setattr(bench, "runs", lambda: [run | {"question": "desk"}])
    monkeypatch.setattr(sys, "argv", ["bench.py"])
    bench.main()
    assert f"skipped, needs {lacks}" in capsys.readouterr().out


def test_one_that_fails_keeps_none_of_the_others_from_running(monkeypatch, tmp_path, capfd) -> None:
    (tmp_path / "bad.py").write_text("raise SystemExit(3)")
    (tmp_path / "good.py").write_text("print('| 1 |')")
    monkeypatch.setattr(bench, "HERE", tmp_path)
    monkeypatch.setattr(
        bench, "runs", lambda: [{"question": "gate", "command": name} for name in ("bad.py", "good.py")]
    )
    monkeypatch.setattr(sys, "argv", ["bench.py", "gate"])
    with pytest.raises(SystemExit, match=r"failed: bad\.py"):
        bench.main()
    told = capfd.readouterr().out
    assert "failed with exit code 3" in told and "| 1 |" in told


def test_a_question_that_is_none_is_refused(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["bench.py", "quark"])
    with pytest.raises(SystemExit):
        bench.main()
    assert "unknown: quark. Known are quality," in capsys.readouterr().err
