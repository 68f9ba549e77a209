"""What the documents tell a reader to type works.

Each README is gone through from top to bottom, in one folder: every line of its shell blocks is run, then its Python, then the
commands of its running text. Only ``NOT_RUN`` is not. Cheap stand-ins: the embedded newsroom for other people's sites, a small
corpus for ours, a desk that closes as soon as it would wait for a browser. The commands of all other documents are parsed whole,
with the values of their options, but not run.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import click
import pytest
from openpyxl import load_workbook

from tests.conftest import CASE, REMINDER, ROOT
from tests.told import PAGES, READMES, Told, blocks, commands, inline, lines

NOT_RUN = {
    "make test": "this very suite",
    ". .venv/bin/activate": "the program is called in this process",
    "netralitas db forget": "the page only names it: what is to be forgotten has to be said",
}
REFUSED = {'netralitas models promote models/mine --because "verdicts of this week"': "measured on other articles"}
"""Commands that end with 2 here, and the reason that they give: the floors of the model hold for the whole corpus, not for a small one."""


def _rows(*stories):
    labelled = ({"id": f"s-{n}", "title": t, "text": x, "status": s} for n, (t, x, s) in enumerate(stories))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in labelled)


WRITER = "k"
"""Whose articles stand for the whole corpus: training on all takes minutes."""
STORIES = ((*CASE, "dugaan"), (*REMINDER, "imbauan"))


class Reader:
    """Somebody who types what a page says, in a folder of their own, and fills in the tables in between."""

    def __init__(self, run, port: int):
        self.run, self.port = run, port

    def types(self, line: str) -> None:
        line = re.sub(r"\s+#.*", "", line)
        if line in NOT_RUN:
            return
        if line.startswith("make "):
            self.makes(line.split()[1])
            return
        assert line.startswith("netralitas "), f"neither run nor said why not: {line}"
        told = Told("", line, True)
        self._prepares(told)
        result = self.run(*self._here(told.words))
        reason = REFUSED.get(line)
        assert result.exit_code == (2 if reason else 0), f"{line}\n{result.output}\n{result.exception!r}"
        assert not reason or reason in result.output
        if told.output:
            Path(told.output).write_text(result.stdout, encoding="utf-8")

    def makes(self, target: str) -> None:
        """Do what a target of the Makefile does once everything is set up, in a fresh folder."""
        recipe = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
        assert recipe, f"the Makefile has no target {target}"
        shutil.rmtree("out", ignore_errors=True)
        Path("out").mkdir()
        Path("out/newsroom.port").write_text(str(self.port))
        for line in recipe[1].splitlines():
            self.types(line.strip().removeprefix("$(BIN)/"))

    def _prepares(self, told: Told) -> None:
        """Do what the page leaves to the reader before this command: fill in tables."""
        for word in told.words:
            if word.endswith("flagged.xlsx"):
                _fill_workbook(Path(word))
            elif word == "out/flagged.csv":
                _fill_table(Path(word))
            elif word == "flagged.csv":
                shutil.copy("out/flagged.csv", word)
                _fill_table(Path(word))
        if told.words == ["estimate"]:
            _fill_table(Path("sample.csv"))
            assert self.run("review", "import", "sample.csv").exit_code == 0

    def _here(self, words: list[str]) -> list[str]:
        """The same words with addresses of the newsroom for those of the page."""
        outlet = f"http://127.0.0.1:{self.port}/suara-batang-hulu/"
        story = json.loads(Path("story.json").read_text())
        return [{"https://…": story, "https://kabar-anu.example/": outlet}.get(word, word) for word in words]


def _fill_table(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = ";" if ";" in file.readline() else ","
        file.seek(0)
        rows = list(csv.DictReader(file, delimiter=delimiter))
    assert rows, path
    for row in rows:
        row["putusan_analis"] = "benar"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def _fill_workbook(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    [column] = [cell.column for cell in sheet[1] if cell.value == "putusan_analis"]
    sheet.cell(2, column).value = "benar"
    book.save(path)


@pytest.fixture
def reader(run, tmp_path, monkeypatch):
    """A reader with a source file, a small corpus, some stories and labels, beside a running newsroom."""
    from pipeline.demo import newsroom

    folder = tmp_path / "here"
    shutil.copytree(ROOT / "corpus" / "articles" / WRITER, folder / "corpus" / "articles" / WRITER)
    shutil.copy(ROOT / "corpus" / "splits.csv", folder / "corpus")
    shutil.copytree(ROOT / "models" / "default", folder / "models" / "default")
    (folder / "berita").mkdir()
    (tmp_path / "shared" / "real").mkdir(parents=True)
    for name in ("labelled.jsonl", "ani.jsonl", "budi.jsonl", "../shared/real/articles.jsonl"):
        (folder / name).write_text(_rows(*STORIES), encoding="utf-8")
    for name in ("feed.jsonl", "berita.jsonl", "berita/1.jsonl"):
        (folder / name).write_text(_rows(*STORIES * 6), encoding="utf-8")
    (folder / "berita.txt").write_text("\n\n".join(CASE), encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NETRALITAS_MODELS", "models")
    monkeypatch.setattr("uvicorn.Server.run", lambda self, sockets: None)
    with newsroom() as room:
        tables = (one.model_dump(mode="json", exclude_defaults=True) for one in room.sources)
        (folder / "sources.toml").write_text("".join(map(_as_toml, tables)), encoding="utf-8")
        (folder / "story.json").write_text(json.dumps(next(iter(room.stories))), encoding="utf-8")
        monkeypatch.setattr("pipeline.demo.newsroom", lambda port: _open(room))
        yield Reader(run, room.port)


def _open(room):
    from contextlib import nullcontext

    return nullcontext(room)


def _as_toml(table: dict[str, object]) -> str:
    return "[[source]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())


@pytest.mark.parametrize("page", READMES)
def test_a_reader_can_type_the_whole_page(reader, page):
    for line in lines(page):
        reader.types(line)
    for block in blocks(page, "python"):
        exec(compile(block, page, "exec"), {})  # our own page
    for line in inline(page):
        reader.types(line)


def test_the_lines_for_spacy_run():
    [block] = blocks("docs/spacy.md", "python")
    exec(compile(block, "docs/spacy.md", "exec"), {})  # our own page


def test_the_sample_of_a_source_file_is_accepted_as_it_stands(tmp_path, monkeypatch):
    from contextlib import closing

    from pipeline.collect import collect, read_sources

    monkeypatch.delenv("NETRALITAS_CONTACT", raising=False)
    monkeypatch.setattr("pipeline.collect.child.crawl", lambda *_, **__: iter(()))
    for page in PAGES:
        for number, block in enumerate(blocks(str(page.relative_to(ROOT)), "toml")):
            if "[[source]]" not in block:
                continue
            path = tmp_path / f"{page.stem}-{number}.toml"
            path.write_text(block, encoding="utf-8")
            with closing(collect(read_sources(path))) as outcomes:  # refused where it names no contact
                assert {one.code for one in outcomes} <= {"no-such-file"}


def test_every_target_of_make_that_is_told_exists():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    told = {
        name
        for page in PAGES
        for name in re.findall(r"(?:^|`|&& )make ([\w-]+)", page.read_text(encoding="utf-8"), re.M)
    }
    assert {"run", "test", "check", "bench"} <= told <= targets


@pytest.mark.parametrize("told", commands(), ids=lambda told: f"{told.page}: {told.line}")
def test_a_command_that_is_told_is_one(told, monkeypatch):
    """Its options are known and their values of the right kind; the files are the reader's and need not be here."""
    monkeypatch.setattr(click.Path, "convert", lambda self, value, *_: Path(value))
    monkeypatch.setattr(click.File, "convert", lambda self, value, *_: value)
    monkeypatch.setattr(click.Command, "invoke", lambda self, context: None)  # groups go on to what they hold
    from pipeline.cli import main

    try:
        main.main(told.words, "netralitas", standalone_mode=False)
    except click.UsageError as mistake:
        cut_short = isinstance(mistake, click.MissingParameter) or "requires an argument" in mistake.message
        assert cut_short and not told.whole, mistake.message


def test_the_check_would_see_a_wrong_command(monkeypatch):
    for line in (
        "netralitas rum",
        "netralitas run --sorces x",
        "netralitas run --jobs many",
        "netralitas db forget --before 2024-13-01",
    ):
        with pytest.raises(AssertionError):
            test_a_command_that_is_told_is_one(Told("", line, True), monkeypatch)
