"""The source file as something that is written: entries as TOML, and what a check found, put into a file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pipeline.collect.sources import Source, Standing
from pipeline.files import whole
from pipeline.shipped import DATA
from pipeline.zones import ZONES

SHIPPED = DATA / "sources.toml"
"""The list of local outlets that comes with the program."""

REFUSALS = frozenset({"http-403", "http-429", "robots-disallowed"})
KEYS = ("id", "outlet", "kind", "address", "region", "timezone", "own_network", "status", "note")
SHORT = {zone: name for name, zone in ZONES.items()}


ZONE_UNKNOWN = '# timezone = "WIB"            # fill in WIB, WITA or WIT: the site does not tell'


def entry(source: Source, zoned: bool = True) -> str:
    """One ``[[source]]`` as it stands in a file; keys without a value are left out, a zone that is not known is asked for."""
    values = {key: getattr(source, key) for key in KEYS}
    values["timezone"] = SHORT.get(source.timezone, source.timezone)
    lines = {key: f"{key} = {_written(value)}" for key, value in values.items() if value}
    lines |= {} if zoned else {"timezone": ZONE_UNKNOWN}
    return "\n".join(["[[source]]", *lines.values()]) + "\n"


def mark(path: Path, found: Mapping[str, tuple[Standing, str]]) -> None:
    """Write status and note of the sources in ``found``, by their ids, into a source file; the rest stays as it is."""
    head, *blocks = re.split(r"(?m)^(?=[ \t]*\[\[[ \t]*source[ \t]*\]\])", path.read_text(encoding="utf-8-sig"))
    with whole(path) as unfinished:
        unfinished.write_text(head + "".join(_marked(block, found) for block in blocks), encoding="utf-8")


def standing(listed: int, code: str | None) -> tuple[Standing, str]:
    """Status and dated note for a source that was asked for its list: how much it listed, or else the failure."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    if listed:
        return Standing.ACTIVE, f"{today}: lists {listed} stories"
    return Standing.BLOCKED if code in REFUSALS else Standing.UNVERIFIED, f"{today}: {code or 'lists nothing'}"


def _marked(block: str, found: Mapping[str, tuple[Standing, str]]) -> str:
    id = re.search(r"""(?m)^[ \t]*id[ \t]*=[ \t]*["']([^"']+)["']""", block)
    if not id or id[1] not in found:
        return block
    status, note = found[id[1]]
    for key, value in (("note", note), ("status", status)):
        line = f"{key} = {_quoted(value)}".replace("\\", r"\\")
        block, changed = re.subn(rf"(?m)^[ \t]*{key}[ \t]*=.*$", line, block, count=1)
        if not changed:
            block = re.sub(r"(?m)^([ \t]*id[ \t]*=.*)$", rf"\1\n{line}", block, count=1)
    return block


def _written(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else _quoted(str(value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
