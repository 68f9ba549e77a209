from __future__ import annotations

import json

import pytest

ROW = {"title": "T", "text": "Camat itu dilaporkan."}


def _write(path, statuses, role, text=ROW["text"]):
    mention = {"start": 0, "end": 5, "text": "Camat", "group": "ASN", "role": role}
    rows = [ROW | {"id": f"a{n}", "text": text, "status": s, "mentions": [mention]} for n, s in enumerate(statuses)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_two_labellers(tmp_path, run):
    pytest.importorskip("nltk", reason="the extra notebooks is not installed")
    one = _write(tmp_path / "a.jsonl", ["dugaan", "imbauan", "dugaan", "rekap"], "terduga")
    other = _write(tmp_path / "b.jsonl", ["dugaan", "imbauan", "imbauan", "rekap"], "lain")
    result = run("agreement", one, other, "--out", tmp_path / "c.csv")
    assert result.exit_code == 0 and "| status | 4 | 0.750 | 0.636 |" in result.stdout, result.output
    assert "(5 to settle)" in result.stdout
    assert "a2,T,status,,dugaan,imbauan," in (tmp_path / "c.csv").read_text(encoding="utf-8-sig")
    changed = _write(tmp_path / "d.jsonl", ["dugaan"], "lain", "Camat itu pergi.")
    assert "not the same in both" in run("agreement", one, changed).stderr
