"""The references of commands and of Python are those of the code."""

from __future__ import annotations

import sys

import pytest

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "docs"))
import reference


@pytest.mark.parametrize("name", ["commands", "python"])
def test_it_is_fresh(name):
    page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert page == getattr(reference, name)(), "stale; run: python docs/reference.py"


def test_all_that_is_offered_is_told():
    for name in reference.pipeline.__all__:
        if callable(getattr(reference.pipeline, name)):
            assert getattr(reference.pipeline, name).__doc__, name
