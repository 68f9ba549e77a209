from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import doctor, main
from pipeline.store import Store

SOURCE = """
[[source]]
id = "kabar-anu"
outlet = "Kabar Anu"
kind = "wordpress"
address = "https://kabar-anu.example/"
timezone = "WITA"
"""


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """Call it in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(doctor, "_terminal", lambda: iter(()))
    monkeypatch.delenv("NETRALITAS_CONTACT", raising=False)
    return lambda *arguments: CliRunner().invoke(main, ["doctor", *arguments])


def test_before_the_first_run_nothing_is_wrong(ask):
    result = ask()
    assert result.exit_code == 0 and "everything is in place" in result.stdout
    assert "none at out/netralitas.db yet; 'netralitas run' makes one" in result.stdout
    assert "none at sources.toml" in result.stdout


def test_what_is_there_is_told(ask, tmp_path, model):
    (tmp_path / "out").mkdir()
    with Store(tmp_path / "out" / "netralitas.db"):
        pass
    (tmp_path / "sources.toml").write_text(SOURCE)
    result = ask("--contact", "redaksi@contoh.id")
    assert result.exit_code == 0 and model.name in result.stdout
    assert "out/netralitas.db: 0 articles" in result.stdout and "sources.toml: 1 source" in result.stdout


def test_each_thing_that_is_wrong_comes_with_its_mend(ask, tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "netralitas.db").write_text("ini bukan basis data, melainkan catatan belanja kantor")
    (tmp_path / "sources.toml").write_text(SOURCE.replace("WITA", "WITTA"))
    models = tmp_path / "models"
    (models / "promoted").mkdir(parents=True)
    (models / "promoted" / "log.jsonl").write_text("{")
    monkeypatch.setenv("NETRALITAS_MODELS", str(models))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 0))
    result = ask()
    assert result.exit_code == 3 and "4 things to mend" in result.stdout
    for words in ("cannot be used as the store", "Write WIB, WITA, WIT", "line 1 is no promotion", "make room"):
        assert words in result.stdout


@pytest.mark.parametrize("package", ["numpy", "packaging", "pydantic"])
def test_a_main_package_that_is_missing_is_told_and_the_rest_is_looked_at(tmp_path, package):
    """In a process of its own, to which nothing is imported yet."""
    (tmp_path / "sources.toml").write_text(SOURCE)
    program = f"import sys; sys.modules[{package!r}] = None; from pipeline.cli import main; main(['doctor'])"
    said = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert said.returncode == 3 and "Traceback" not in said.stderr
    assert f"{package} is missing" in said.stdout and "install the program anew" in said.stdout
    for part in ("python", "packages", "model", "store", "disk", "sources"):
        assert f" {part} " in said.stdout


def test_a_check_that_breaks_is_a_problem_itself(ask, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: 1 / 0)
    result = ask()
    assert result.exit_code == 3 and "! disk             cannot be looked at (ZeroDivisionError" in result.stdout
    assert "none at sources.toml" in result.stdout and "1 thing to mend" in result.stdout


def test_where_nothing_can_be_written(ask, tmp_path):
    (tmp_path / "out").write_text("")
    assert (result := ask()).exit_code == 3
    assert "nothing can be written to out" in result.stdout and "check the name and the rights" in result.stdout


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no folder here that refuses even root")
def test_a_folder_that_takes_no_file(ask):
    assert "nothing can be written to /proc" in ask("--db", "/proc/netralitas.db").stdout


def test_a_source_file_that_was_named_has_to_be_there(ask):
    result = ask("--sources", "lain.toml")
    assert result.exit_code == 3 and "none at lain.toml" in result.stdout and "check the name" in result.stdout


@pytest.mark.parametrize("at", [0, 30_000])
def test_a_damaged_store_calls_for_a_backup(ask, tmp_path, at):
    db = tmp_path / "store.db"
    with Store(db):
        pass
    data = bytearray(db.read_bytes())
    data[at : at + 60_000] = b"?" * 60_000
    db.write_bytes(data)
    result = ask("--db", str(db))
    assert result.exit_code == 3 and "go back to a backup" in result.stdout


def test_a_source_far_away_needs_a_contact(ask, tmp_path):
    (tmp_path / "sources.toml").write_text(SOURCE)
    result = ask()
    assert result.exit_code == 3 and "write contact =" in result.stdout


def test_packages_that_are_missing_or_too_old_are_named(ask, monkeypatch):
    there = metadata.version
    other = {"click": "7.0", "cleanlab": None}

    def version(name: str) -> str:
        found = other.get(name, there(name))
        if found is None:
            raise metadata.PackageNotFoundError(name)
        return found

    monkeypatch.setattr(doctor, "version", version)
    result = ask()
    assert result.exit_code == 3 and "missing: click>=8.1 (there is 7.0)" in result.stdout
    assert "not installed (pip install 'netralitas[notebooks]')" in result.stdout


def test_it_does_not_open_what_is_not_there(ask, tmp_path):
    ask()
    assert list(tmp_path.iterdir()) == []
