from __future__ import annotations

import shutil
from importlib import metadata

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
    for words in ("cannot be used as the store", "Write WIB, WITA, WIT", "Mend its last line", "make room"):
        assert words in result.stdout


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
