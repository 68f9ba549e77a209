from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from pipeline import lock
from pipeline.errors import NetralitasError
from pipeline.lock import age, one_export, one_run

HOLD = "import sys, os; from pathlib import Path; from pipeline.lock import one_run\nwith one_run(Path(sys.argv[1]), print):\n {}"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "netralitas.db"


@pytest.fixture
def said():
    return []


def test_the_lock_is_free_again_afterwards(path, said):
    for _ in range(2):
        with one_run(path, said.append):
            note = json.loads(path.with_name("netralitas.db.running").read_text())
            assert note["process"] == os.getpid()
    assert said == []


def test_a_second_run_is_refused_and_told_who_holds_it(path, said):
    code = HOLD.format("print('held', flush=True); sys.stdin.read()")
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=-1, stdout=-1, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(NetralitasError, match=rf"process {other.pid}, begun 0 min ago.*--db"), one_run(path, print):
            pass
        other.stdin.close()
        assert other.wait(30) == 0


def test_an_export_waits_a_little_for_another_into_the_same_folder(tmp_path, monkeypatch):
    code = "import sys; from pathlib import Path; from pipeline.lock import one_export\nwith one_export(Path(sys.argv[1])):\n"
    code += " print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdin=-1, stdout=-1, text=True) as other:
        assert other.stdout.readline() == "held\n"
        monkeypatch.setattr(lock, "_PATIENCE", 0)
        told = rf"writes into .*process {other.pid}, begun 0 min ago.*another folder"
        with pytest.raises(NetralitasError, match=told), one_export(tmp_path):
            pass
        monkeypatch.setattr(lock, "_PATIENCE", 30)
        other.stdin.close()
        with one_export(tmp_path):
            assert other.wait(30) == 0


def test_the_lock_of_a_dead_process_is_taken_over(path, said):
    dead = subprocess.run([sys.executable, "-c", HOLD.format("os._exit(9)"), str(path)])
    assert dead.returncode == 9
    with one_run(path, said.append):
        pass
    assert len(said) == 1 and "ended without finishing; taking over" in said[0] and "begun 0 min ago" in said[0]


def test_a_note_that_cannot_be_read_stops_nothing(path, said):
    path.parent.mkdir()
    path.with_name("netralitas.db.running").write_text("{half")
    with one_run(path, said.append):
        pass
    assert "process unknown" in said[0]


@pytest.mark.parametrize(("minutes", "told"), [(0, "0 min"), (200, "3 h 20 min"), (3120, "2 d 4 h")])
def test_age(minutes, told):
    assert age(minutes) == told
