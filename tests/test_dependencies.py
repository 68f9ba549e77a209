"""Every direct dependency is justified, and none forbids what the licence allows."""

from __future__ import annotations

import re
import sys

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
import dependencies

EXCEPTIONS = {"tld": "its user may choose the MPL 1.1 or the LGPL instead"}
"""Packages under the GPL or the AGPL that are used all the same, and why that is allowed."""


def test_every_direct_dependency_has_its_line_and_none_is_left_over():
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| ([\w-]+) \|", page, re.M)) - {"package"}
    wanted = dependencies.wanted().keys() | {"htmx"}
    assert named == wanted == dependencies.reasons().keys()


def test_the_versions_told_are_those_that_are_pinned():
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {dependencies.name_of(line): line.partition("==")[2] for line in lines if "==" in line}
    told = dict(re.findall(r"^\| ([\w-]+) \| [^|]* \| (\S+) \|", page, re.M))
    told = {name: version for name, version in told.items() if version[0].isdigit()}
    assert told == {name: pins.get(name, version) for name, version in told.items()}


def test_nothing_pinned_is_under_the_gpl_or_agpl():
    assert dependencies.copyleft().keys() <= EXCEPTIONS.keys()


def test_the_htmx_that_ships_is_the_one_told():
    static = ROOT / "pipeline" / "review" / "static"
    [script] = [file for file in static.iterdir() if "htmx" in file.name]
    assert "2.0.8" in script.read_text(encoding="utf-8")
