"""The promises of the project's own files."""

from __future__ import annotations

import json
import re
import sqlite3
import tomllib
from contextlib import closing

from tests.conftest import ROOT
from tests.told import PAGES

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~; \[]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_every_dependency_is_pinned_by_name_and_version():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.+!]+", pin) for pin in pins)
    extras = PYPROJECT["project"]["optional-dependencies"]
    wanted = [
        *PYPROJECT["project"]["dependencies"],
        *(one for name in extras if name not in {"bench", "browser"} for one in extras[name]),
    ]
    assert {_name(requirement) for requirement in wanted} <= {_name(pin) for pin in pins} | {"netralitas"}


def test_the_model_and_its_floors_ship():
    shipped = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert {"models/default", "models/floors.toml"} <= shipped.keys() and all(
        (ROOT / path).exists() for path in shipped
    )


_MADE_BY_THE_READER = ("OUT/", "out/", "hasil/", "articles/WRITER/", "models/promoted/")
_BESIDE = ("", "pipeline", "pipeline/data", "pipeline/extract", "tests")
"""Where a document's short paths begin."""


def test_every_path_and_link_that_is_told_exists():
    missing, seen = [], 0
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        linked = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]+)", text)
        missing += [(page.name, path) for path in linked if not (page.parent / path).exists()]
        named = re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.[a-z]+|[\w-]+\.py)`", text)
        named += re.findall(r"\b(?:tests|benchmarks)/[\w/.-]*\w", text)
        named = [path for path in named if not path.startswith(_MADE_BY_THE_READER)]
        folders = [page.parent, *(ROOT / folder for folder in _BESIDE)]
        missing += [(page.name, path) for path in named if not any((folder / path).exists() for folder in folders)]
        seen += len(linked) + len(named)
    assert seen > 200 and missing == []


def test_the_two_commands_stand_on_the_first_screen_of_the_readme():
    first = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40]
    assert any("make run" in line for line in first) and any("make test" in line for line in first)


def _quality(page: str) -> list[list[str]]:
    """The rows of a page's table of quality, without their names: those on real news."""
    rows = [line.strip("|").split("|") for line in (ROOT / page).read_text(encoding="utf-8").splitlines()]
    return [[cell.strip() for cell in row[-4:]] for row in rows if re.fullmatch(r" *\d[.,]\d\d \(.*\) *", row[-1])]


def test_all_pages_tell_the_same_quality():
    told = _quality("README.md")
    assert len(told) == 10 and _quality("docs/judgement.md") == told
    assert _quality("README.id.md") == [[cell.replace(".", ",") for cell in row] for row in told]


def test_every_failure_code_is_in_the_troubleshooting_page():
    from pipeline.failures import failure_codes, hint

    page = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    assert [code for code in failure_codes() if f"| `{code}` |" not in page or hint(code) not in page] == []


def test_every_code_that_is_raised_is_a_failure_code():
    from pipeline.failures import failure_codes

    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    raised = set(re.findall(r'(?:InputError|_[rR]efused|Trouble)\(\s*"([a-z0-9-]+)"', code))
    assert len(raised) > 20 and raised <= failure_codes().keys()


def test_every_command_that_ends_in_its_own_way_says_so():
    for path in (ROOT / "pipeline" / "cli").glob("*.py"):
        code = path.read_text(encoding="utf-8")
        if "sys.exit(" in code and "@" in code and re.search(r"WITH_FAILURES|NOTHING_DONE", code):
            assert re.search(r"\bEnds\s+with\s+\d", code) or path.name == "collecting.py", path.name


def test_every_key_of_a_source_is_documented():
    from pipeline.collect.sources import Source

    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    assert [key for key in Source.model_fields if f"| `{key}` |" not in page] == []


def test_every_kind_of_source_is_read_and_documented():
    from pipeline.collect.kinds import READERS
    from pipeline.collect.sources import Kind

    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    assert [kind for kind in Kind if f"| `{kind}` |" not in page] == []
    assert READERS.keys() == {kind for kind in Kind if not kind.local}


def test_every_status_has_its_evidence_and_may_be_chosen():
    from pipeline.assess.evidence import SPEAKING
    from pipeline.export.columns import columns
    from pipeline.records import Status

    [corrected] = [column for column in columns("leads") if column.key == "status_koreksi"]
    assert set(corrected.choices) == SPEAKING.keys() == set(Status)
    batch = (ROOT / "pipeline" / "data" / "batch_columns.toml").read_text(encoding="utf-8")
    assert [status for status in Status if f"[p_{status}]" not in batch] == []


def test_every_room_and_file_of_the_package_is_on_the_map():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = [path.name for path in (ROOT / "pipeline").iterdir() if not path.name.startswith(("_", "."))]
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", page)] == []


def test_every_command_is_in_the_readme():
    from pipeline.cli import main

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in main.list_commands(None) if f"netralitas {name}" not in readme] == []


def _store_tables(tmp_path) -> set[str]:
    from pipeline.store import Store

    with Store(tmp_path / "netralitas.db") as store:
        return {name for name in store.sizes() if not name.startswith("sqlite_")}


def test_every_table_is_documented(tmp_path):
    page = (ROOT / "docs" / "store.md").read_text(encoding="utf-8")
    assert [table for table in _store_tables(tmp_path) if f"| `{table}` |" not in page] == []


def test_the_datasette_metadata_fits_the_schema(tmp_path):
    told = json.loads((ROOT / "docs" / "datasette.json").read_text(encoding="utf-8"))["databases"]["netralitas"]
    tables = _store_tables(tmp_path)
    assert set(told["tables"]) == tables
    with closing(sqlite3.connect(tmp_path / "netralitas.db")) as database:
        for name, about in told["tables"].items():
            columns = {row[1] for row in database.execute(f"PRAGMA table_info({name})")}
            named = {*about.get("facets", ()), about.get("sort_desc"), about.get("label_column")} - {None}
            assert named <= columns, name
        for query in told["queries"].values():
            database.execute(query["sql"], {"case_id": "k"}).fetchall()
