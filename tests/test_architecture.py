"""The house is as docs/architecture.md tells: which room imports which is read from the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

PACKAGE = ROOT / "pipeline"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ORDER = [room for line in re.findall(r"^> (.+)$", PAGE, re.M) for room in re.findall(r"`(\w+)`", line)]
SMALL = re.findall(r"`(\w+)\.py`", next(line for line in PAGE.splitlines() if "one small thing each" in line))


def room_of(file: Path) -> str:
    """The room a file belongs to; ``""`` for the front door, the package's own ``__init__.py``."""
    first = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imported(file: Path) -> Iterator[str]:
    """The rooms a file imports, also late, or for its types."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            modules = [f"{node.module}.{name.name}" for name in node.names]
        else:
            modules = [name.name for name in node.names] if isinstance(node, ast.Import) else []
        yield from (module.split(".")[1] for module in modules if module.startswith("pipeline."))


def imports() -> list[tuple[str, str, Path]]:
    """Room, what it imports, and the file in which it does."""
    files = sorted(PACKAGE.rglob("*.py"))
    found = ((room_of(file), other, file.relative_to(ROOT)) for file in files for other in set(imported(file)))
    return [(room, other, file) for room, other, file in found if room != other]


def test_a_room_imports_only_rooms_that_stand_before_it() -> None:
    place = {"records": -1} | dict.fromkeys(SMALL, -1) | {room: at for at, room in enumerate(ORDER)} | {"": len(ORDER)}
    against = [
        f"{file}: {room} imports {other}"
        for room, other, file in imports()
        if room not in SMALL and place[other] >= place[room]
    ]
    assert not against


def test_records_import_nothing_of_ours_and_small_things_only_each_other() -> None:
    assert not [file for room, _, file in imports() if room == "records"]
    assert not [(file, other) for room, other, file in imports() if room in SMALL and other not in SMALL]


def test_no_small_things_import_each_other_in_a_circle() -> None:
    needs = {name: {other for room, other, _ in imports() if room == name} for name in SMALL}
    while free := [name for name, others in needs.items() if not others & needs.keys()]:
        for name in free:
            del needs[name]
    assert not needs


def test_every_room_has_its_place() -> None:
    rooms = {room_of(file) for file in PACKAGE.rglob("*.py")} - {""}
    assert rooms == {"records", *ORDER, *SMALL} and len(ORDER) == len(set(ORDER))
