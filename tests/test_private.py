from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from pipeline.extract import article_from_text
from pipeline.private import HIDDEN, hide_private

PATTERNS = tomllib.loads((files("pipeline.data") / "private.toml").read_text(encoding="utf-8"))["pattern"]


@pytest.mark.parametrize("text", [text for one in PATTERNS for text in one["examples"]])
@pytest.mark.parametrize("around", ["{}", "Hubungi {}, kata dia.", "({})"])
def test_what_is_private_is_hidden_and_the_text_stays_as_long(text, around):
    hidden = hide_private(around.format(text))
    assert HIDDEN in hidden and len(hidden) == len(around.format(text)) and len(re.findall(r"\d", hidden)) <= 3


@pytest.mark.parametrize("text", [text for one in PATTERNS for text in one["not"]])
def test_what_is_not_stays(text):
    assert hide_private(text) == text


@pytest.mark.parametrize("text", ["0812-3456-7890 ", "1", "rumah di jalan a ", "tinggal di RT ", "0 8", "•", "no. 1 "])
def test_hostile_text_comes_to_an_end(text):
    long = (text * 200_000)[:200_000]
    assert len(hide_private(long)) == len(long)


def test_an_article_holds_none():
    article = article_from_text("Hubungi 0812-3456-7890. NIK 6471031204780003.", title="Telepon 081234567890", url="x")
    assert "7890" not in article.text + article.title and "0003" not in article.text
