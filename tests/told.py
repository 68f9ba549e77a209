"""The commands that the documents tell, as they stand there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from tests.conftest import ROOT

READMES = ("README.md", "README.id.md")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("*/README.md"), ROOT / "models/default/CARD.md"]
_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.S | re.M)
_COMMAND = re.compile(r"(?:^|&& |ExecStart=)[\w./]*\b(netralitas .*)")
_CALLED = re.compile(r"\$\(date [^)]*\)")
_ENDS = {">", ">>", "2>", "|", "&&"}


@dataclass(frozen=True, slots=True)
class Told:
    """One command of a page. ``whole``: on a line of its own, to be typed; else named in the running text."""

    page: str
    line: str
    whole: bool

    @property
    def words(self) -> list[str]:
        """What follows the name of the program, up to a pipe or the file its output goes to."""
        words = shlex.split(_CALLED.sub("2024-01-31", self.line), comments=True)[1:]
        end = next((number for number, word in enumerate(words) if word in _ENDS), len(words))
        return words[:end]

    @property
    def output(self) -> str | None:
        """The file that its output is sent to."""
        words = shlex.split(self.line, comments=True)
        return words[words.index(">") + 1] if ">" in words else None


def blocks(page: str, *languages: str) -> list[str]:
    """The fenced blocks of a page in one of these languages, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [block for language, block in _BLOCK.findall(text) if language in languages]


def lines(page: str) -> list[str]:
    """What a reader would type, line by line: the shell blocks of a page without comments."""
    typed = (line.strip() for block in blocks(page, "sh", "cron", "ini") for line in block.splitlines())
    return [line for line in typed if line and not line.startswith("#")]


def inline(page: str) -> list[str]:
    """The commands named in the running text of a page; those quoted within a block are in :func:`quoted`."""
    prose = _BLOCK.sub("", (ROOT / page).read_text(encoding="utf-8"))
    return re.findall(r"`(netralitas [^`]+)`", prose)


def quoted(page: str) -> list[str]:
    """The commands that comments and messages quote: 'netralitas doctor'."""
    return re.findall(r"'(netralitas [a-z][^'\n]*)'", (ROOT / page).read_text(encoding="utf-8"))


def commands() -> Iterator[Told]:
    """Every call of the program in every document, but the reference that is made from the code."""
    for path in PAGES:
        page = str(path.relative_to(ROOT))
        if page == "docs/commands.md":
            continue
        for line in lines(page):
            if found := _COMMAND.search(line):
                yield Told(page, found[1], True)
        yield from (Told(page, line, False) for line in [*inline(page), *quoted(page)])
