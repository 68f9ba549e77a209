"""The references of commands and of Python are those of the code."""

from __future__ import annotations

import re
import sys

import pytest

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "docs"))
import reference


@pytest.mark.parametrize("name", reference.PAGES)
def test_it_is_fresh(name):
    page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert page == reference.PAGES[name](), "stale; run: python docs/reference.py"


def test_all_that_is_offered_is_told():
    for name in reference.pipeline.__all__:
        if callable(getattr(reference.pipeline, name)):
            assert getattr(reference.pipeline, name).__doc__, name


def test_every_key_of_a_source_is_told_with_what_to_write():
    from pipeline.collect.sources import EXAMPLES, Source

    assert EXAMPLES.keys() == Source.model_fields.keys()
    assert [key for key, field in Source.model_fields.items() if not field.description] == []


def test_every_variable_of_the_environment_is_told_in_the_reference_and_in_help(run):
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    named = set(re.findall(r"\bNETRALITAS_[A-Z]+", code))
    page = reference.commands()
    assert named and [name for name in named if f"| `{name}` |" not in page] == []
    helped = run("--help").output
    assert [name for name in named if name not in helped] == []


def test_every_exit_code_is_told_in_the_readme_in_help_and_with_advice(run):
    from pipeline.cli import exits

    codes = sorted(value for name, value in vars(exits).items() if name.isupper() and isinstance(value, int))
    assert codes == sorted(exits.MEANINGS) == sorted(exits.ADVICE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", readme.split("| exit code | means |")[1].split("\n\n")[0], re.M)
    assert rows == [(str(code), told) for code, told in exits.MEANINGS.items()]
    helped = " ".join(run("--help").output.split())
    assert [code for code in codes if f"{code} " not in helped.split("Exit codes:")[1]] == []
