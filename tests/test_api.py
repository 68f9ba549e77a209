from __future__ import annotations

import subprocess
import sys

import pipeline


def test_one_and_many(case, reminder):
    one = pipeline.classify(case[1], title=case[0])
    assert one.flagged and one.status == "dugaan"
    assert next(iter(pipeline.classify_many([case, reminder]))) == one


def test_many_are_assessed_as_they_are_asked_for(case):
    def endless():
        while True:
            yield case

    assert next(pipeline.classify_many(endless())).flagged


def test_a_frame(case, reminder):
    frame = pipeline.to_frame(pipeline.classify_many([case, reminder]))
    assert list(frame["status"]) == ["dugaan", "imbauan"]
    assert frame.loc[0, "terduga"] and "Darlis" in frame.loc[0, "persons"]
    assert {f"p_{status}" for status in pipeline.Status} <= set(frame.columns)


def test_importing_is_quick_because_nothing_heavy_comes_along():
    code = "import sys, pipeline; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"spacy", "numpy", "pandas", "sklearn", "scrapy"} & set(loaded)


def test_everything_public_is_documented():
    for name in pipeline.__all__:
        assert getattr(pipeline, name).__doc__ or name == "FLAGGED", name
