"""The list of sources a user keeps: one TOML file, read and checked as a whole.

::

    [collect]                     # optional: values that all sources below share
    contact = "redaksi@contoh.id"

    [[source]]
    id = "kabar-anu"
    outlet = "Kabar Anu"
    kind = "wordpress"            # feed, sitemap, wordpress, blogger, urls, folder or warc
    address = "https://kabar-anu.id/"
    timezone = "WITA"
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from pipeline.address import is_address, is_loopback
from pipeline.errors import SourceFileError, unknown_key
from pipeline.places.gazetteer import NATIONAL, region_names
from pipeline.zones import outlet_at, zone_named, zone_of_region

NEWEST = 200
PAUSE = 1.0


class Kind(StrEnum):
    """How a source tells us its stories."""

    FEED = "feed"
    SITEMAP = "sitemap"
    WORDPRESS = "wordpress"
    BLOGGER = "blogger"
    URLS = "urls"
    FOLDER = "folder"
    WARC = "warc"

    @property
    def local(self) -> bool:
        """Whether the list of stories lies on this machine, under ``path``."""
        return self in (Kind.URLS, Kind.FOLDER, Kind.WARC)


class Standing(StrEnum):
    """What is known of a source: seen alive, fallen silent, refusing us, or not looked at yet."""

    ACTIVE = "active"
    QUIET = "quiet"
    BLOCKED = "blocked"
    UNVERIFIED = "unverified"


class Source(BaseModel):
    """One source of one outlet. ``path`` is taken from the folder of the source file."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        description="Letters, digits, dot, dash and underscore; every source has its own.",
    )
    outlet: str = Field(min_length=1, description="As it stands in the tables.")
    kind: Kind = Field(description="How its stories are found, see below.")
    address: str | None = Field(
        default=None, description="Needed by feed, sitemap, wordpress and blogger; of the last two the home page."
    )
    path: Path | None = Field(
        default=None, description="Needed by urls, folder and warc; taken from the folder of the source file."
    )
    timezone: str = Field(
        description="For dates printed without one. Needed unless the region tells it, or the list of outlets for the host of the address."
    )
    region: str | None = Field(
        default=None,
        description="Its code in `pipeline/data/regions.csv`. Stories that name no region count as of this one, from when they are collected.",
    )
    limit: int | None = Field(
        default=None,
        ge=1,
        description=f"How many stories are looked at in a run, newest first; unless given {NEWEST}, and of urls, folder and warc all.",
    )
    since: date | None = Field(
        default=None, description="Older entries of a sitemap, feed or REST answer are left out."
    )
    delay: float | None = Field(
        default=None,
        ge=0,
        le=600,
        description=f"Between two requests to a host; unless given {PAUSE}, on this machine 0, and what robots.txt asks for if that is more. 0: one after the other, as fast as it goes.",
    )
    timeout: float = Field(default=30.0, gt=0, le=600, description="What an answer may take from first to last byte.")
    max_bytes: int = Field(default=5_000_000, ge=1_000, description="The largest page that is read.")
    contact: str | None = Field(
        default=None,
        description="By which an outlet reaches you; sent with every request, and needed for every source on another machine. Best in `[collect]`, or by `--contact` or NETRALITAS_CONTACT.",
    )
    own_network: bool = Field(
        default=False, description="Whether the host lies inside your own network, or is this very machine, on purpose."
    )
    check_certificate: bool = Field(
        default=True,
        description="`false` reads a site of whose certificate nobody can vouch: what comes may then have been changed on the way.",
    )
    status: Standing = Field(default=Standing.UNVERIFIED, description="What you know of it.")
    note: str = Field(default="", description="Free text; begin it with a date.")

    @field_validator("contact")
    @classmethod
    def _reachable(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+|https?://\S+", value):
            raise ValueError(f"contact = {value!r} reaches nobody. Write an e-mail address or a web address")
        return value

    @field_validator("region")
    @classmethod
    def _official(cls, value: str | None) -> str | None:
        if value is not None and value not in region_names().keys() - {NATIONAL}:
            raise ValueError(
                f"region = {value!r} is no region. Write {EXAMPLES['region']}; pipeline/data/regions.csv lists them"
            )
        return value

    @field_validator("timezone")
    @classmethod
    def _iana(cls, value: str) -> str:
        return zone_named(value).key

    @field_validator("address")
    @classmethod
    def _http(cls, value: str | None) -> str | None:
        if value is not None and not is_address(value):
            raise ValueError(f"{value!r} is no web address. Write it whole, from http:// or https:// on")
        return value

    @field_validator("path")
    @classmethod
    def _beside_the_file(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        folder = (info.context or {}).get("folder")
        return folder / value if folder and value else value

    @model_validator(mode="before")
    @classmethod
    def _zone_unless_given(cls, values: dict[str, object]) -> dict[str, object]:
        return {"timezone": _zone_known(values) or "WIB"} | values

    @model_validator(mode="after")
    def _place(self) -> Source:
        wanted, other = ("path", "address") if self.kind.local else ("address", "path")
        if getattr(self, wanted) is None:
            raise ValueError(f"a source of kind {self.kind} needs {wanted!r}")
        if getattr(self, other) is not None:
            raise ValueError(f"a source of kind {self.kind} has no {other!r}. Write {wanted!r} instead")
        return self

    @property
    def url(self) -> str:
        """The address of a source that is read over the network."""
        if self.address is None:
            raise ValueError(f"a source of kind {self.kind} has no address")
        return self.address

    @property
    def file(self) -> Path:
        """The file or folder of a source that lies on this machine."""
        if self.path is None:
            raise ValueError(f"a source of kind {self.kind} has no path")
        return self.path

    @property
    def place(self) -> str:
        """Where its stories are listed, fit to be shown: never an absolute path of this machine."""
        return self.address or f"file:{self.file.name}"

    @property
    def newest(self) -> int | None:
        """How many stories are looked at in a run, the newest first; None means all.

        Without ``limit`` it is 200, but all of what the user listed or saved.
        """
        return self.limit or (None if self.kind.local else NEWEST)

    @property
    def is_remote(self) -> bool:
        """Whether it is read over the network from a host that is not this very machine."""
        return not self.kind.local and not is_loopback(self.url)

    def pause(self, url: str) -> float:
        """Seconds between two requests to the host of ``url``. This machine needs no mercy unless asked for."""
        if self.delay is not None:
            return self.delay
        return 0.0 if is_loopback(url) else PAUSE


def _zone_known(values: Mapping[str, object]) -> str | None:
    """The zone that the region of a source tells, or the list of outlets for its host."""
    listed = outlet_at(str(values.get("address") or ""))
    return zone_of_region(str(values.get("region") or "")) or (listed.zone if listed else None)


_TOKEN = re.compile(r"""#[^\n]*|"{3}(?:\\.|[^\\])*?"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*""", re.DOTALL)
"""Comments and texts of a TOML file."""

EXAMPLES = {
    "id": 'a short name of its own, such as id = "kabar-anu"',
    "outlet": 'the outlet\'s name, such as outlet = "Kabar Anu"',
    "kind": f"one of {', '.join(Kind)}",
    "address": 'the whole of it, such as address = "https://kabar-anu.example/"',
    "path": 'a file or folder, such as path = "simpanan"',
    "timezone": 'timezone = "WIB", "WITA" or "WIT", or a name such as "Asia/Makassar"',
    "region": 'a code in quotes, such as region = "63" or "64.71"',
    "limit": "a whole number from 1 on, such as limit = 200",
    "since": "a date, such as since = 2024-08-01",
    "delay": "seconds, from 0 to 600, such as delay = 1.5",
    "timeout": "seconds, above 0 and up to 600, such as timeout = 30",
    "max_bytes": "a whole number of bytes from 1000 on, such as max_bytes = 5_000_000",
    "contact": 'an e-mail or web address, such as contact = "redaksi@contoh.id"',
    "own_network": "true or false",
    "check_certificate": "true or false",
    "status": f"one of {', '.join(Standing)}",
    "note": "a text in quotes",
}
"""What to write for each key."""


_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Cannot redefine", "Duplicate inline")
"""How the library's messages begin that tell of something set twice."""
_NO_ZONE = (
    "'timezone' is missing, and no region tells it: its dates could be hours off. "
    'Write timezone = "WIB", "WITA" or "WIT"'
)


def read_sources(path: str | Path, contact: str | None = None) -> list[Source]:
    """Read a source file. ``contact`` is for the sources that name none.

    Raises:
        SourceFileError: with every mistake of the file, the line and the source it is in, and what to write instead.
    """
    path = Path(path)
    document, lines = _parse(path)
    unknown = [key for key in document if key not in ("collect", "source")]
    mistakes = [f"{_line(lines, key)}{unknown_key(key, ['collect', 'source'])}" for key in unknown]
    tables, shared = document.get("source", []), document.get("collect", {})
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        mistakes.append("'source' is no list of tables. Begin every source with a line [[source]]")
        tables = []
    elif not tables:
        mistakes.append("it lists no source. Begin every source with a line [[source]]")
    if not isinstance(shared, dict):
        mistakes.append("'collect' is no table. Begin it with a line [collect]")
        shared = {}
    for key in [key for key in shared if key not in Source.model_fields]:
        line = _line(lines, key, *_span(lines, "collect"))
        mistakes.append(f"{line}'collect': {unknown_key(key, list(Source.model_fields))}")
        del shared[key]
    shared = {"contact": contact} | shared if contact else shared
    sources = []
    for number, table in enumerate(tables, 1):
        read = _read(shared | table, path.parent)
        if isinstance(read, Source):
            sources.append(read)
            continue
        for key, mistake in read.items():
            if key in shared and key not in table:
                line = _line(lines, key, *_span(lines, "collect"))  # none for a contact that stands in no file
                mistakes.append(f"{line}'collect': {mistake}" if line else mistake)
            else:
                span = _span(lines, "source", number)
                line = _line(lines, key if key in table else "id", *span) or _line(lines, "source", *span)
                mistakes.append(f"{line}{_name(table, number)}: {mistake}")
    mistakes += _shared_ids(tables, lines)
    mistakes = list(dict.fromkeys(mistakes))  # what all sources share is told once
    if mistakes:
        raise SourceFileError(f"{path}: {len(mistakes)} to mend.\n" + "\n".join(f"- {mistake}" for mistake in mistakes))
    return sources


def _read(values: Mapping[str, object], folder: Path) -> Source | dict[str, str]:
    """A source; where it cannot be used, what to write instead for each key that is wrong."""
    told = "timezone" in values or _zone_known(values)
    mistakes = {} if told else {"timezone": _NO_ZONE}
    try:
        source = Source.model_validate(values, context={"folder": folder})
    except ValidationError as error:
        return mistakes | dict(_explain(error))
    return mistakes or source


def _parse(path: Path) -> tuple[dict[str, object], list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text), _TOKEN.sub(_one_line, text.replace("\r\n", "\n")).split("\n")
    except OSError as error:
        raise SourceFileError(
            f"{path}: cannot be read ({error.strerror}). Check the name of the source file."
        ) from error
    except UnicodeDecodeError as error:
        raise SourceFileError(f"{path}: is no UTF-8 text. Save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceFileError(f"{path}: is no TOML: {_no_toml(error)}") from error


def _no_toml(error: Exception) -> str:
    """Where a text stops being TOML, what is wrong there, and how it is written; the library's own words know no Indonesian."""
    if isinstance(error, RecursionError):
        return "lists in it stand too deep within each other"
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    if str(error).startswith(_TWICE):
        line = f"line {place[1]}" if place else "its last line"
        return f"{line} sets again what is set before. Every key stands once in its table, every table once."
    where = (
        f"line {place[1]}, column {place[2]} cannot be read"
        if place
        else "it breaks off at its end, where something is still open"
    )
    return f'{where}. Texts stand in quotes: outlet = "Kabar Anu".'


def _shared_ids(tables: Iterable[Mapping[str, object]], lines: list[str]) -> Iterator[str]:
    """What to say of ids that several sources have: on which lines, and that each needs its own."""
    places: dict[str, list[int]] = defaultdict(list)
    for number, table in enumerate(tables, 1):
        if "id" in table:
            places[str(table["id"])].append(number)
    for name, numbers in places.items():
        if len(numbers) > 1:
            where = ", ".join(
                _line(lines, "id", *_span(lines, "source", number)).removesuffix(": ") for number in numbers
            )
            yield f"{where}: {len(numbers)} sources have the id {name!r}. Give each its own"


def _one_line(token: re.Match[str]) -> str:
    """A text of several lines as lines on which nothing stands, so that no line of it looks like a key or a table."""
    return '""' + "\n" * token[0].count("\n") if "\n" in token[0] else token[0]


def _line(lines: list[str], key: str, begin: int = 0, end: int | None = None) -> str:
    """``line 2: `` for the first of these lines that sets a key, or begins a table of this name; empty where none does."""
    numbered = enumerate(lines[begin:end], begin + 1)
    return next((f"line {number}: " for number, line in numbered if _begins(key, line) or _sets(key, line)), "")


def _span(lines: list[str], name: str, number: int = 1) -> tuple[int, int]:
    """Where the so-manyth table of this name begins, and ends by another one or the end of the file; no line where there is none."""
    starts = [index for index, line in enumerate(lines) if _begins(name, line)]
    begin, end = [*starts[number - 1 : number + 1], len(lines), len(lines)][:2]
    return begin, end


def _as_written(key: str) -> str:
    """A pattern for a key, which may stand in quotes."""
    return rf"[\"']?{re.escape(key)}[\"']?"


def _sets(key: str, line: str) -> bool:
    return bool(re.match(rf"\s*{_as_written(key)}\s*[=.]", line))


def _begins(key: str, line: str) -> bool:
    return bool(re.match(rf"\s*\[{{1,2}}\s*{_as_written(key)}\s*[\].]", line))


def _name(table: Mapping[str, object], number: int) -> str:
    return f"source {table['id']!r}" if table.get("id") else f"source number {number}"


def _explain(error: ValidationError) -> Iterator[tuple[str, str]]:
    """For each mistake the key, or an empty text, and what to write instead."""
    for item in error.errors():
        key = str(item["loc"][0]) if item["loc"] else ""
        if item["type"] == "extra_forbidden":
            yield key, unknown_key(key, list(Source.model_fields))
        elif item["type"] == "value_error":
            yield key, str(item["ctx"]["error"])
        elif item["type"] == "missing":
            yield key, f"{key!r} is missing. Write {EXAMPLES[key]}"
        else:
            yield key, f"{key} = {item['input']!r} cannot be used. Write {EXAMPLES[key]}"
