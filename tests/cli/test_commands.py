from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta

import pandas
import pytest

from pipeline.assess import save_model
from pipeline.assess.promoted import shipped_folder
from pipeline.language import normalise
from pipeline.records import ZONE, learned_mark
from tests.conftest import ROOT

KEYS = {"status", "probabilities", "flagged", "bentuk", "mentions", "evidence"}


def test_help_imports_nothing_slow():
    code = "import sys; from pipeline.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "classify" in printed
    assert not {"spacy", "sklearn", "pandas", "scrapy", "trafilatura", "numpy", "lxml"} & set(printed.split())


COMMANDS = (
    "run", "collect", "reassess", "sources", "cases", "db", "classify", "export", "review", "train", "desk", "evaluate",
    "calibrate", "corpus", "sample", "estimate", "models", "agreement", "batch", "drift",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run, command):
    assert run(command, "--help").exit_code == 0


def test_one_text_as_json(run, tmp_path, case):
    path = tmp_path / "berita.txt"
    path.write_text(case[1], encoding="utf-8")
    result = run("classify", path, "--title", case[0], "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0 and set(found) >= KEYS
    assert found["status"] == "dugaan" and found["flagged"] is True
    for mention in found["mentions"]:
        assert set(mention) == {"text", "start", "end", "group", "role", "person"}
        assert case[1][mention["start"] : mention["end"]] == mention["text"]


def test_one_text_from_standard_input_for_a_reader(run, reminder):
    result = run("classify", "-", input=reminder[1])
    assert result.exit_code == 0
    assert "imbauan" in result.stdout and "not flagged" in result.stdout and "diimbau" in result.stdout


def test_an_html_file(run, tmp_path, case):
    path = tmp_path / "berita.html"
    body = "".join(f"<p>{part}</p>" for part in case[1].split("\n\n"))
    path.write_text(f"<html><head><title>{case[0]}</title></head><body><h1>{case[0]}</h1>{body}</body></html>")
    found = json.loads(run("classify", path, "--json").stdout)
    assert found["status"] == "dugaan" and found["title"] == case[0]


@pytest.mark.parametrize(
    ("printed", "at", "zone"),
    [("10:00 WIT", "2024-10-14T01:00:00+00:00", "stated"), ("10:00", "2024-10-14T03:00:00+00:00", "assumed")],
)
def test_an_html_file_keeps_the_zone_it_prints(run, tmp_path, case, printed, at, zone):
    path = tmp_path / "berita.html"
    body = "".join(f"<p>{part}</p>" for part in case[1].split("\n\n"))
    path.write_text(f"<html><body><h1>{case[0]}</h1><span>Senin, 14 Oktober 2024 {printed}</span>{body}</body></html>")
    found = json.loads(run("classify", path, "--json").stdout)
    assert (found["published_at"], found["zone_source"]) == (at, zone)


def test_many_texts_in_order_with_their_mistakes(run, case, reminder):
    rows = [
        json.dumps({"id": "a", "title": case[0], "text": case[1]}),
        "{broken",
        json.dumps({"id": "b"}),
        "",
        json.dumps({"id": "c", "title": reminder[0], "text": reminder[1]}),
        json.dumps({"id": "d", "text": " "}),
    ]
    result = run("classify", "--jsonl", "-", input="\n".join(rows))
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in found] == ["a", 2, "b", "c", "d"]
    assert [row.get("status") for row in found] == ["dugaan", None, None, "imbauan", None]
    assert [row["error"]["code"] for row in found if "error" in row] == ["bad-line", "bad-line", "empty-page"]
    assert result.exit_code == 3


ENGLISH = (
    "The mayor opened the new bridge on Monday and thanked the workers who had finished it two months early. "
    "Hundreds of people came to watch the ceremony, which was followed by a parade through the old town. "
    "Officials said the bridge would shorten the way to the harbour by half an hour for most of them."
)
WRONG = {
    "empty": (b"", "empty-page"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not-text"),
    "pdf without a NUL": (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj endobj stream isi berkas endstream", "not-text"),
    "bytes without a NUL": (bytes(range(128, 256)) * 20, "not-text"),
    "english": (ENGLISH.encode(), "not-indonesian"),
    "five megabytes": (b"Bawaslu mengingatkan ASN. " * 200_000, "too-big"),
    "blank": (b" \n\t ", "empty-page"),
}


@pytest.mark.parametrize(("data", "code"), WRONG.values(), ids=WRONG)
def test_wrong_input_has_a_code_and_advice(run, tmp_path, data, code):
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    result = run("classify", path, "--json")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"netralitas: {code}: ") and result.stderr.rstrip().endswith(".")
    assert str(tmp_path) not in result.stderr


def test_a_missing_file_is_said(run):
    result = run("classify", "no/such.txt")
    assert result.exit_code == 2 and "no-such-file" in result.stderr


def test_a_folder_is_no_missing_file(run, tmp_path):
    result = run("classify", tmp_path)
    assert result.exit_code == 2 and "is a folder. Give one file of it; 'netralitas run'" in result.stderr


def test_an_unreachable_address_is_said(run):
    result = run("classify", "http://127.0.0.1:9/berita")
    assert result.exit_code == 2 and "unreachable" in result.stderr


def test_the_demo_collects_once(run, tmp_path):
    first = run("run", "--demo", "--out", tmp_path)
    assert first.exit_code == 0, first.output
    tables = {name: (tmp_path / name).read_bytes() for name in ("flagged.csv", "articles.csv")}
    second = run("run", "--demo", "--out", tmp_path)
    assert second.exit_code == 0
    assert {name: (tmp_path / name).read_bytes() for name in tables} == tables
    assert "new articles         │ 28" in first.stdout and "new articles         │ 0" in second.stdout
    flagged = pandas.read_csv(tmp_path / "flagged.csv")
    assert 8 <= len(flagged) <= 16
    assert len(pandas.read_csv(tmp_path / "articles.csv")) == 28


SOURCES = """
[collect]
timezone = "WIB"

[[source]]
id = "mati"
outlet = "Mati"
kind = "feed"
address = "http://127.0.0.1:9/feed"
own_network = true

[[source]]
id = "simpanan"
outlet = "Simpanan"
kind = "folder"
path = "pages"
"""


def test_the_run_goes_on_past_a_dead_source(run, tmp_path, case):
    (tmp_path / "pages").mkdir()
    body = "".join(f"<p>{part}</p>" for part in case[1].split("\n\n"))
    (tmp_path / "pages" / "a.html").write_text(f"<html><title>{case[0]}</title><body><article>{body}</article></body>")
    (tmp_path / "sources.toml").write_text(SOURCES)
    result = run("run", "--sources", tmp_path / "sources.toml", "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "unreachable" in result.stdout and "Check the address" in result.stdout
    assert len(pandas.read_csv(tmp_path / "out" / "flagged.csv")) == 1


def test_the_report_tells_the_last_days_and_the_tables_everything(run, tmp_path, case):
    (tmp_path / "pages").mkdir()
    body = "".join(f"<p>{part}</p>" for part in case[1].split("\n\n"))
    day = datetime.now(ZONE) - timedelta(days=8)
    head = f'<title>{case[0]}</title><meta property="article:published_time" content="{day.isoformat()}">'
    (tmp_path / "pages" / "a.html").write_text(f"<html>{head}<body><article>{body}</article></body></html>")
    defaults, _, folder = SOURCES.split("[[source]]")
    (tmp_path / "sources.toml").write_text(f"{defaults}[[source]]{folder}")
    out = tmp_path / "out"
    for days, cases in (((), 0), (("--report-days", "9"), 1), (("--report-days", "0"), 1)):
        result = run("run", "--sources", tmp_path / "sources.toml", "--out", out, *days)
        assert result.exit_code == 0 and f"report.html  ({cases} cases)" in result.stdout
        assert len(pandas.read_csv(out / "flagged.csv")) == 1
        page = (out / "report.html").read_text(encoding="utf-8")
        assert ("periode sebelumnya" in page) == (days != ("--report-days", "0"))
        assert ("the report is empty: 1 flagged story in flagged.csv" in result.stderr) == (cases == 0)
        assert ("--report-days 0" in result.stderr) == ("Di luar periode ini ada 1 berita" in page) == (cases == 0)


def test_nothing_done_at_all(run, tmp_path):
    (tmp_path / "sources.toml").write_text(SOURCES.split('[[source]]\nid = "simpanan"')[0])
    assert run("run", "--sources", tmp_path / "sources.toml", "--out", tmp_path / "out").exit_code == 4


def test_a_typo_in_the_source_file_is_named(run, tmp_path):
    (tmp_path / "sources.toml").write_text(SOURCES.replace("address", "adress"))
    result = run("run", "--sources", tmp_path / "sources.toml", "--out", tmp_path / "out")
    assert result.exit_code == 2 and "Did you mean 'address'?" in result.stderr
    assert not (tmp_path / "out").exists()


def test_demo_or_sources(run):
    assert run("run").exit_code == 2
    assert run("run", "--demo", "--sources", "x.toml").exit_code == 2


def test_evaluate_prints_model_and_keywords(run, tmp_path, case, reminder):
    rows = [
        {"title": case[0], "text": case[1], "status": "dugaan", "terduga": ["ASN"]},
        {"title": reminder[0], "text": reminder[1], "status": "imbauan"},
    ]
    path = tmp_path / "data.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    result = run("evaluate", "--data", path)
    assert result.exit_code == 0
    assert "| **flagged** | 1 | 1.00 | 1.00 | 1.00 (" in result.stdout
    assert "| keywords: **flagged** | 1 | 0.50 | 1.00 | 0.67 (" in result.stdout
    model, keywords = json.loads(run("evaluate", "--data", path, "--json").stdout)["data.jsonl"]
    assert model["figures"]["flagged_f1"] == 1.0 and keywords["figures"]["flagged_precision"] == 0.5


def test_evaluate_writes_a_report_that_trusts_no_text(run, tmp_path, case):
    row = {"title": "<script>alert(1)</script>", "text": case[1], "status": "imbauan"}
    path = tmp_path / "data.jsonl"
    path.write_text(json.dumps(row))
    assert run("evaluate", "--data", path, "--report", tmp_path / "report").exit_code == 0
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page and "<script>" not in page and "default-src 'none'" in page
    assert "| imbauan | 1 | 0 |" in (tmp_path / "report" / "report.md").read_text(encoding="utf-8")


def test_evaluate_puts_several_sets_side_by_side(run, tmp_path, case):
    row = json.dumps({"title": case[0], "text": case[1], "status": "dugaan", "terduga": ["ASN"]})
    for name in ("one.jsonl", "two.jsonl"):
        (tmp_path / name).write_text(row)
    result = run("evaluate", "--data", tmp_path / "one.jsonl", "--data", tmp_path / "two.jsonl")
    assert "one.jsonl: cases" in result.stdout and "two.jsonl: cases" in result.stdout
    (tmp_path / "later").mkdir()
    alike = (tmp_path / "one.jsonl").rename(tmp_path / "later" / "two.jsonl")
    result = run("evaluate", "--data", alike, "--data", tmp_path / "two.jsonl")
    assert f"{alike}: cases" in result.stdout and f"{tmp_path / 'two.jsonl'}: cases" in result.stdout


def test_what_makes_figures_worthless_is_told_before_them(run, tmp_path, model, case, reminder):
    path, knows = tmp_path / "data.jsonl", tmp_path / "knows"
    save_model(replace(model, manifest=model.manifest | {"learned": [learned_mark(normalise(reminder[1]))]}), knows)
    reminded = {"title": reminder[0], "text": reminder[1], "status": "imbauan"}

    def told(*rows):
        path.write_text("\n".join(map(json.dumps, rows)))
        asked = run("evaluate", "--data", path, "--model", knows)
        compared = run("models", "compare", shipped_folder(), knows, "--data", path)
        assert (asked.exit_code, asked.stderr) == (compared.exit_code, compared.stderr)
        return asked

    said = told(reminded, reminded)
    assert "data.jsonl: 1 label repeats a text that was labelled before; each text counts once." in said.stderr
    assert "data.jsonl holds no case" in said.stderr and "data.jsonl: 1 articles" in said.stdout
    assert "data.jsonl: 1 of 1 text was learned by starter-" in said.stderr
    assert "labelled twice" in told(reminded, reminded | {"status": "rekap"}).stderr
    assert not told({"text": case[1], "status": "dugaan"}).stderr


def test_a_folder_that_cannot_be_made_is_said(run, tmp_path):
    (tmp_path / "file").write_text("in the way")
    result = run("run", "--demo", "--out", tmp_path / "file" / "out")
    assert result.exit_code == 2 and "Check the name" in result.stderr


def test_several_processes_answer_as_one_does_and_in_order(run, tmp_path, case, reminder):
    rows = [{"id": n, "title": story[0], "text": story[1]} for n, story in enumerate([case, reminder] * 70)]
    path = tmp_path / "berita.jsonl"
    path.write_text("\n".join([*map(json.dumps, rows), "{", ""]), encoding="utf-8")
    one, two = (run("classify", "--jsonl", path, "--jobs", jobs) for jobs in (1, 2))
    assert one.exit_code == two.exit_code == 3
    assert one.stdout == two.stdout and len(one.stdout.splitlines()) == 141


@pytest.mark.parametrize("name", ["default", "promoted"])
def test_training_writes_over_no_model_that_is_not_ones_own(run, name):
    refused = run("train", "--name", name)
    assert refused.exit_code == 2 and "is not yours to write" in refused.stderr


def test_what_ships_or_was_promoted_is_not_written_over(run, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.learn.train.train", lambda *_, **__: pytest.fail("trained"))
    monkeypatch.setattr("pipeline.learn.calibrate.calibrate", lambda *_, **__: pytest.fail("calibrated"))
    monkeypatch.setenv("NETRALITAS_MODELS", str(tmp_path))
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"text": "x"}')
    for out in (shipped_folder(), tmp_path / "promoted" / "mine-1"):
        for command in (("calibrate", "--data", feed), ("train",)):
            refused = run(*command, "--out", out)
            assert refused.exit_code == 2 and f"{out} is not yours to write" in refused.stderr


def test_who_maintains_the_model_that_ships_writes_it(run, model, monkeypatch):
    written = []
    monkeypatch.setattr("pipeline.learn.train.train", lambda *_, **__: model)
    monkeypatch.setattr("pipeline.assess.save_model", lambda _, out: written.append(out))
    assert (
        run("train", "--name", "starter", "--out", shipped_folder(), "--corpus", ROOT / "corpus" / "articles").exit_code
        == 0
    )
    assert written == [shipped_folder()]


@pytest.mark.parametrize("given", [("--weight", "desk", "nan"), ("--weight", "desk", "inf"), ("--threshold", "nan")])
def test_what_is_no_number_is_told_before_anything_is_trained(run, tmp_path, given):
    refused = run("train", "--out", tmp_path / "own", *given)
    assert refused.exit_code == 2 and f"'{given[-1]}' is not" in refused.stderr and not (tmp_path / "own").exists()


def test_a_name_that_is_none_is_told_before_anything_is_trained(run, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.learn.train.train", lambda *_, **__: pytest.fail("trained"))
    refused = run("train", "--name", "a/b", "--out", tmp_path / "m")
    assert refused.exit_code == 2 and "'a/b' is no name for a model" in refused.stderr
