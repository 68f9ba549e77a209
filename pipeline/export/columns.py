"""The columns of every table, declared once in ``data/columns.toml``: headings in two languages, meaning, choices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.shipped import read_toml

TABLES = {"leads": "flagged.csv", "articles": "articles.csv", "mentions": "mentions.csv"}


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` is also the Indonesian heading. ``choices``: what an analyst may enter; empty where anything. ``number``, ``date``: holds numbers, days. ``also``: other
    headings that mean it in a table that comes back."""

    key: str
    en: str
    tables: tuple[str, ...]
    arti: str
    meaning: str
    choices: tuple[str, ...] = ()
    number: bool = False
    also: tuple[str, ...] = ()
    date: bool = False

    def heading(self, lang: str) -> str:
        return self.en if lang == "en" else self.key


@cache
def all_columns() -> tuple[Column, ...]:
    """Every column, in order."""
    return tuple(
        Column(
            key,
            entry["en"],
            tuple(entry["tabel"]),
            entry["arti"],
            entry["meaning"],
            tuple(entry.get("pilihan", ())),
            entry.get("angka", False),
            tuple(entry.get("juga", ())),
            entry.get("hari", False),
        )
        for key, entry in read_toml("columns.toml").items()
    )


def columns(table: str) -> tuple[Column, ...]:
    """Those of ``leads``, ``articles`` or ``mentions``."""
    return tuple(column for column in all_columns() if table in column.tables)


def dictionary() -> str:
    """The data dictionary, as Markdown."""
    parts = [
        "# Data dictionary\n\nMade from `pipeline/data/columns.toml` by `netralitas export --dictionary`; a test fails when it is stale.\n"
        "Headings are Indonesian, with `--lang en` English. Every file is UTF-8; lists within a cell are parted by `; `,\n"
        "sentences and rules by line breaks. A text that a program would take for a formula, a number, a date or a missing value begins with `'`;\n"
        "one also stands inside a text before what would begin a formula after `,`, `;`, `|`, a tab or a line break. With `--delimiter semicolon`\n"
        'numbers have a decimal comma; pandas reads such a file with `sep=";", decimal=","`.'
    ]
    for table, name in TABLES.items():
        rows = [f"| `{c.key}` | `{c.en}` | {c.meaning} | {', '.join(c.choices)} |" for c in columns(table)]
        parts.append(
            "\n".join([f"## {name}\n", "| heading | English heading | meaning | choices |", "|---|---|---|---|", *rows])
        )
    return "\n\n".join(parts) + "\n"
