"""The command line speaks Indonesian: every message has its line in the catalogue, every line its message, and commands say it."""

from __future__ import annotations

import ast
import errno
import json
import os
import re
import subprocess
import sys
from itertools import count
from pathlib import Path

import click
import pytest

from pipeline.cli.words import Catalogue, Template, catalogue, locale_language
from pipeline.failures import failure_codes
from pipeline.shipped import read_toml
from tests.cli.said import FILLED, TELLING, named, said
from tests.conftest import ROOT

PLACE = re.compile(r"\{(\w+)\}")
MARK = re.compile(r"⟦(\d+)⟧")
CODE = re.compile(r"""'[^']*'|"[^"]*"|\w+ = (?:"[^"]*"|\S+)|--[\w-]+""")
"""What stays as it is wherever it stands: what is quoted, settings, options."""
KEPT = re.compile(r"tanpa judul|HTTP|Indonesia|bentuk|robots\.txt|-wal|netralitas")
KEPT_WHOLE = {"python", "terminal", "model", "disk", "run --metrics", "verdict", "status", "id"}
"""Names that are the same in both languages, or stand in files."""
PUT_TOGETHER = [
    "line 7, line 7: 7 sources have the id '7'. Give each its own",
    "7 has no column 7 nor 7, and these headings are not known: 7, an empty one",
    "7 has no column 7, and these headings are not known: 7, the second 7, the second 7, an empty one",
    "7 has no column 7, and these headings are not known: the second 7",
    "row 7 refused: 7: the verdict '7' is none of 7",
    "row 7 taken: 7 by 7: 7",
    "row 7 taken: note by 7: 7",
    "row 7 taken: roles by 7: 7",
    "row 7 taken: roles, note by 7: 7",
    "row 7 taken: 7, note by 7: 7",
    "row 7 taken: 7, roles by 7: 7",
    "row 7 taken: 7, roles, note by 7: 7",
    "missing: 7 (there is 7); install the program anew ('make run' in a checkout)",
    "* the one that ships  7  7 articles, flags from 7",
    "7, article 7 (7): the header lacks 7.",
    "7 is labelled twice, 7 (7 accused) by 7 and 7 by somebody, with other labels (7; 7). Let 'netralitas agreement' show where two labellers "
    "differ, settle it, and give the settled file (accused groups without mentions: write them alike).",
    "data/lexicon.toml: [7] unknown key '7'. Known are 7",
    "'7' is no day. Write it as 2024-10-14: year, month, day.",
    *(f"| {stage} | 7 | 7 | 7 |" for stage in ("collect", "gate", "extract", "compare", "assess", "group")),
    *(f"{reason} 7" for reason in ("off-topic", "unchanged", "copies", "not flagged", "joined a case")),
    *(f"Flagged: {share}." for share in ("7 of 7 articles", "7 of 7 articles (7)")),
    "Held in all: 7.",
    "after 7 pages, at byte 7 of the unpacked file: the packing is damaged (7)",
    "after 7 page, at byte 7 of the unpacked file: the packed file breaks off",
]
"""Messages whose parts are put together where reading the code does not follow."""
PRINTING = {
    "plain.py": "the door itself",
    "progress.py": "words its line and flushes it",
    "__init__.py": "what click refuses, worded before",
    "classify.py": "JSON lines",
    "evaluate.py": "Markdown for documents",
    "options.py": "the data dictionary, Markdown",
    "sources.py": "TOML entries",
}
"""What prints past the door, and what it prints."""
OF_CLICK = [
    "Usage: 7",
    "Try '7' for help.",
    "Error: No such option '7'. (Did you mean one of: '7'?)",
    "Error: No such command '7'. Did you mean '7'?",
    "Error: Missing option '7'. Choose from:",
    "Error: Missing option '7'.",
    "Error: Missing argument '7'.",
    "Error: No such option '7'.",
    "Error: No such command '7'.",
    "Error: Missing command.",
    "Error: Got unexpected extra argument (7)",
    "Error: Got unexpected extra arguments (7)",
    "Error: Option '7' requires an argument.",
    "Error: Option '7' requires 7 arguments.",
    "Error: Option '7' does not take a value.",
    "Error: Invalid value: a reviewer needs a name",
    "Error: Invalid value for '7': '7' is not one of 7.",
    "Error: Invalid value for '7' (env var: '7'): '7' is not one of 7.",
    *(f"'7' is not a valid {kind}." for kind in ("integer", "float", "integer range", "float range")),
    "7 is not in the range 7.",
    "File '7' does not exist. 'netralitas run' makes one; call this in the same folder, or name yours.",
    "Directory '7' does not exist.",
    "Path '7' is not readable.",
    "File '7' is not writable.",
    "Directory '7' is a file.",
    "File '7' is a directory.",
    "File '7' is a directory. 'netralitas run' makes one; call this in the same folder, or name yours.",
]  # fmt: skip
"""What click says where it refuses; ``test_click_says_what_is_known`` looks whether it still does."""

OF_SYSTEM = [
    *map(os.strerror, (errno.ENOENT, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ENOSPC,
                       errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.EADDRINUSE)),
    "file is not a database", "unable to open database file", "attempt to write a readonly database", "database is locked",
    "database or disk is full", "database disk image is malformed", "disk I/O error",
]  # fmt: skip
"""What Linux and SQLite answer where they refuse."""


def messages() -> dict[str, str]:
    """Every line of the catalogue."""
    return {ours: theirs for part in read_toml("messages_id.toml").values() for ours, theirs in part.items()}


@pytest.fixture(scope="module")
def bare() -> Catalogue:
    """The catalogue with a number for each line instead of its words."""
    number = count()
    return Catalogue(
        **{
            part: {
                ours: f"⟦{next(number)}⟧" + " ".join(f"{{{name}}}" for name in PLACE.findall(ours)) for ours in lines
            }
            for part, lines in read_toml("messages_id.toml").items()
        }
    )


def left(bare: Catalogue, text: str) -> str:
    """What no line of the catalogue words."""
    return KEPT.sub("", CODE.sub("", MARK.sub("", bare.worded(text))))


def has_words(text: str) -> bool:
    return any(map(str.isalpha, text))


def test_every_message_has_its_line(bare):
    """Where this fails: add the message to ``pipeline/data/messages_id.toml``, with a place for every 7."""
    lacking = {
        f'{one.where}: "{one.text.strip()}" = "…"'
        for one in said()
        if one.text.strip() not in KEPT_WHOLE and has_words(left(bare, one.text))
    }
    assert not lacking, "\n".join(sorted(lacking))


@pytest.mark.parametrize(
    "text", [*(about["hint"] for about in failure_codes().values()), *PUT_TOGETHER, *OF_CLICK, *OF_SYSTEM]
)
def test_advice_and_what_is_put_together_has_its_line(bare, text):
    assert not has_words(left(bare, text)), left(bare, text)


@pytest.mark.parametrize(("file", "names"), TELLING.items())
def test_what_is_read_for_messages_is_there(file, names):
    """Where this fails: a function of ``TELLING`` has another name now."""
    assert set(names) <= named(file)


def test_commands_speak_through_one_door():
    printing = {
        path.name
        for path in (ROOT / "pipeline/cli").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if ast.unparse(node) in ("click.echo", "print")
    }
    assert printing == PRINTING.keys()


def test_no_line_is_unused(bare):
    hints = [about["hint"] for about in failure_codes().values()]
    told = [*(one.text for one in said()), *hints, *PUT_TOGETHER, *OF_CLICK, *OF_SYSTEM]
    used = {int(number) for text in told for number in MARK.findall(bare.worded(text))}
    lines = enumerate(messages())
    assert [ours for number, ours in lines if number not in used and has_words(PLACE.sub("", ours))] == []


@pytest.mark.parametrize(("ours", "theirs"), messages().items())
def test_both_sides_have_the_same_places(ours, theirs):
    assert sorted(PLACE.findall(ours)) == sorted(PLACE.findall(theirs))
    assert len(set(PLACE.findall(ours))) == len(PLACE.findall(ours))
    assert not re.match(r"\{(title|url|file|keys|fields|choices)\}", ours), (
        "what stands before the message would not be looked up"
    )
    assert "}{" not in ours, "two places without anything between cannot be told apart"


@pytest.mark.parametrize(("ours", "theirs"), messages().items())
def test_commands_and_options_keep_their_names(ours, theirs):
    names = re.compile(r"'netralitas [a-z ]+|(?<!\w)--[a-z-]+|\b[a-z_]+\.(?:toml|csv|md)\b")
    assert sorted(names.findall(ours)) == sorted(names.findall(theirs))


def test_click_says_what_is_known():
    """Each of the texts that click may say with an option of ours."""
    found = set()
    for name in ("exceptions", "types", "parser"):
        source = (Path(click.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(func=ast.Name(id="_" | "ngettext"), args=[ast.Constant(value=str(text)), *_]):
                    found.add(re.sub(r"\{\w+!?r?\}", FILLED, text))
    known = "\n".join(OF_CLICK).replace("'7'", "7")
    for text in (
        "No such option 7.",
        "No such command 7.",
        "Option 7 requires an argument.",
        "7 is not in the range 7.",
    ):
        assert text in found
        assert text in known


def test_the_message_with_most_letters_counts():
    told = Catalogue(
        {"{what}: {rest}": "{what}: {rest}", "{path} is no shard": "{path} bukan shard", "{n} rows": "{n} baris"}
    )
    assert told.worded("  netralitas: a: b is no shard") == "  netralitas: a: b bukan shard"
    assert told.worded("x: 3 rows") == "x: 3 baris"
    assert told.worded("many rows") == "many rows"


def test_what_others_wrote_stays(monkeypatch):
    told = Catalogue({"also in {url}": "juga di {url}", "row {row} {what}": "baris {row} {what}", "none": "tidak ada"})
    assert told.worded("also in none") == "juga di none"
    assert told.worded("row {what} none") == "baris {what} tidak ada"


@pytest.mark.parametrize(
    "text",
    ["a: " * 100_000, "netralitas: " * 50_000, "{what}" * 100_000, "row 1 refused: " * 50_000, "the 'x' is none of " * 50_000, "(" * 500_000],
    ids=["colons", "names", "places", "rows", "refusals", "brackets"],
)  # fmt: skip
def test_hostile_text_is_said_soon(text, ends):
    assert len(catalogue().worded(text)) > len(text) / 2


def test_no_piece_is_looked_for_twice():
    class Counted(str):
        looked = 0

        def find(self, *where):
            Counted.looked += 1
            return super().find(*where)

    Template.read("{a} of {b} of {c} of {d} end").places(Counted("x of " * 1000 + "end"))
    assert Counted.looked == 3


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LANG": "id"}, "id"),
        ({"LC_ALL": "C.UTF-8", "LANG": "id_ID.UTF-8"}, "en"),
        ({"LC_MESSAGES": "id_ID", "LANG": "en_US.UTF-8"}, "id"),
        ({"LANG": "idk"}, "en"),
    ],
)
def test_the_language_of_the_locale(monkeypatch, environment, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert locale_language() == language


def both(run, *arguments: object) -> tuple[str, str]:
    """What a command says in English and in Indonesian; it ends alike."""
    english, indonesian = (run("--lang", language, *arguments) for language in ("en", "id"))
    assert english.exit_code == indonesian.exit_code
    return english.output, indonesian.output


@pytest.mark.parametrize(
    ("arguments", "english", "indonesian"),
    [
        (("sources", "list", "--wrong"), "No such option '--wrong'.", "Galat: Opsi '--wrong' tidak ada."),
        (("exprt",), "No such command 'exprt'", "Perintah 'exprt' tidak ada."),
        (("export", "--format", "pdf"), "'pdf' is not one of", "'pdf' bukan salah satu dari 'csv'"),
        (("sample", "--db", "none.db"), "File 'none.db' does not exist. 'netralitas run' makes one", "Berkas 'none.db' tidak ada. 'netralitas run' membuatnya"),
        (("sample", "-n", "0"), "0 is not in the range x>=1.", "0 di luar rentang x>=1."),
        (("run",), "Give either --demo or --sources FILE.", "Sebutkan --demo atau --sources BERKAS"),
        (("collect", "--sources", "none.toml"), "none.toml: cannot be read", "netralitas: none.toml: tidak dapat dibaca (berkas atau folder tidak ada)"),
        (("classify", "none.txt"), "no-such-file: none.txt. Give a text", "netralitas: no-such-file: none.txt. Sebutkan berkas teks"),
        (("classify", "http://127.0.0.1:9/"), "(robots.txt: unreachable: no connection): The host did not answer.", "(robots.txt: unreachable: tidak tersambung): Server tidak menjawab."),
        (("sources", "list", "--region", "11.01"), "0 sources", "0 sumber"),
    ],
)  # fmt: skip
def test_refusals_in_both_languages(run, monkeypatch, tmp_path, arguments, english, indonesian):
    monkeypatch.chdir(tmp_path)
    ours, theirs = both(run, *arguments)
    assert english in ours
    assert indonesian in theirs
    assert "Error:" not in theirs


def test_mistakes_of_a_source_file(run, tmp_path):
    file = tmp_path / "sources.toml"
    file.write_text('[[source]]\nid = "a"\noutlet = "A"\nkind = "feed"\naddress = "a.example"\nlimitt = 3\n')
    _, told = both(run, "collect", "--sources", file, "--db", tmp_path / "a.db", "--out", tmp_path)
    assert f"netralitas: {file}: 3 hal yang perlu diperbaiki." in told
    assert (
        "- baris 5: sumber 'a': 'a.example' bukan alamat web. Tulis lengkap, mulai dari http:// atau https://" in told
    )
    assert "- baris 6: sumber 'a': kunci 'limitt' tidak dikenal. Maksud Anda 'limit'?" in told


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A run of the embedded newsroom in Indonesian: what it said, and the folder it wrote into."""
    from click.testing import CliRunner

    from pipeline.cli import main

    out = tmp_path_factory.mktemp("demo")
    told = CliRunner().invoke(main, ["--lang", "id", "run", "--demo", "--out", str(out), "--jobs", "1"])
    return told, out


def test_a_run(demo):
    told, _ = demo
    for line in ("Per sumber", "Kali ini", "halaman diambil", "baru ditandai", "kasus)", "baris)"):
        assert line in told.output
    assert "pages collected" not in told.output
    assert re.search(r"too-short\W+\d+  Teks halamannya terlalu sedikit", told.output)


def test_the_page_of_a_run(demo):
    _, out = demo
    page = (out / "run.md").read_text(encoding="utf-8")
    for line in (
        "# Laporan 2",
        "Dari 32 berita yang didaftar sumber, 0 sudah tersimpan dan tetap.",
        "| pembacaan teks | ",
        ". Ini yang pertama dalam 4 pekan terakhir. Tersimpan seluruhnya: ",
        "- `too-short` 1: Teks halamannya terlalu sedikit",
    ):
        assert line in page
    assert not re.search(r"\b(of|the|held|run|stage)\b", page, re.IGNORECASE)
    assert list(json.loads((out / "run.json").read_text(encoding="utf-8"))["stages"]) == [
        "collect",
        "gate",
        "extract",
        "compare",
        "assess",
        "group",
    ]


def test_an_entry_that_is_proposed(run, monkeypatch):
    from pipeline.collect.discover import FoundSource
    from pipeline.collect.sources import Source

    source = Source(id="a", outlet="A", kind="feed", address="https://a.example/feed")
    monkeypatch.setattr("pipeline.collect.discover.discover", lambda *_: ([FoundSource(source, 124, False)], []))
    ours, theirs = both(run, "sources", "discover", "https://a.example/")
    assert "# fill in WIB, WITA or WIT: the site does not tell" in ours
    assert '# timezone = "WIB"            # isi dengan WIB, WITA, atau WIT: situsnya tidak menyebutkan' in theirs


def test_doctor(run, demo, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, told = both(run, "doctor", "--db", demo[1] / "netralitas.db")
    assert re.search(r"penyimpanan +\S+netralitas.db: \d+ artikel, terakhir dijalankan .* UTC", told)
    assert "sumber           tidak ada di sources.toml; docs/sources.md menjelaskan" in told
    assert "untuk arsip web: " in told


def test_estimate(run, demo):
    _, told = both(run, "estimate", "--db", demo[1] / "netralitas.db")
    assert "pada 0 berita yang diambil acak" in told
    assert "ketepatan tanda (presisi)" in told
    assert "0 dari 0" in told
    assert "Terlalu sedikit untuk dijadikan pegangan" in told


def test_rows_that_are_refused(run, demo, tmp_path):
    table = (demo[1] / "flagged.csv").read_text(encoding="utf-8-sig").splitlines()
    heading = table[0].split(",")
    row = ["" for _ in heading]
    row[heading.index("tautan")], row[heading.index("putusan_analis")] = "https://none.example/", "benar"
    file = tmp_path / "flagged.csv"
    file.write_text("\n".join([",".join(heading), ",".join(row)]), encoding="utf-8")
    _, told = both(run, "review", "--db", demo[1] / "netralitas.db", "import", file)
    assert "baris 2 ditolak: penyimpanan tidak punya berita yang sudah dinilai di https://none.example/" in told
    assert "0 putusan diterima, 0 tanpa hal baru, 1 baris ditolak" in told
    file.write_text("a,b\n1,2\n")
    _, told = both(run, "review", "--db", demo[1] / "netralitas.db", "import", file)
    assert "netralitas: bad-table: flagged.csv tidak punya baris judul kolom" in told


def test_what_programs_read_is_the_same(run, demo):
    db = demo[1] / "netralitas.db"
    for arguments in (
        ("cases", "list", "--json"),
        ("review", "labels"),
        ("drift", "--json"),
        ("corpus", "stats", "--json"),
    ):
        group, *rest = arguments
        where = () if group == "corpus" else ("--db", db)
        words = (group, *where, *rest) if group == "review" else (group, *rest, *where)
        english, indonesian = (run("--lang", language, *words).stdout for language in ("en", "id"))
        assert english == indonesian
        assert all(json.loads(line) is not None for line in english.splitlines() if line.startswith("{"))
    assert (
        run("--lang", "id", "sources", "list", "--toml").output
        == run("--lang", "en", "sources", "list", "--toml").output
    )


def test_the_environment_names_the_language(run, monkeypatch):
    assert "Opsi" in run("run", "--wrong", env={"NETRALITAS_LANG": "id"}).output
    assert "No such option" in run("--lang", "en", "run", "--wrong", env={"NETRALITAS_LANG": "id"}).output


def test_english_reads_no_catalogue():
    code = "import sys; from pipeline.cli import main; from pipeline.cli.words import catalogue, worded; worded('none'); assert not catalogue.cache_info().currsize"
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"NETRALITAS_LANG": "en"})
