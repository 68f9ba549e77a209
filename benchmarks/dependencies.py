"""What is built on, as installed: ``python benchmarks/dependencies.py > docs/dependencies.md``; every licence: ``… --licences``.

Why each is there stands in ``dependencies.toml`` beside this file; versions, licences and sizes come from what is installed.
A test fails where a direct dependency has no line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path

from command import options

ROOT = Path(__file__).parents[1]
_COPYLEFT = re.compile(r"(?<!L)(?<!Lesser )\b(A?GPL|(GNU )?(Affero )?General Public)", re.I)
_HEAD = """# What it is built on

Written by `python benchmarks/dependencies.py`; `tests/test_dependencies.py` fails where a direct dependency is missing. MB are what its own
files take once installed, without what it needs in turn. When a version was released, its metadata does not tell.

Every licence of what is pinned and installed: `python benchmarks/dependencies.py --licences`. Known vulnerabilities: `pip-audit --no-deps --disable-pip -r constraints.txt`
(needs pypi.org); what is known of them is in [reliability.md](reliability.md#supply).

`pip install netralitas` installs {many} packages with everything they need in turn, {megabytes} MB.

"""


def wanted() -> dict[str, list[str]]:
    """Each direct dependency with the extras that ask for it; ``""`` stands for no extra."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: dict[str, list[str]] = {}
    for extra, requirements in {"": told["dependencies"], **told["optional-dependencies"]}.items():
        for name in map(name_of, requirements):
            if name != "netralitas":
                found.setdefault(name, []).append(extra)
    return found


def name_of(requirement: str) -> str:
    """The name in a requirement or a pin, as packages are told apart."""
    return re.split(r"[<>=!~; \[(]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def reasons() -> dict[str, str]:
    """Why each is there."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def licence(package: Distribution) -> str:
    """As its metadata tells it; empty where that tells nothing."""
    told = package.metadata
    classified = [c.rpartition("::")[2].strip() for c in told.get_all("Classifier") or () if c.startswith("License ::")]
    return (told.get("License-Expression") or ", ".join(classified) or told.get("License") or "").strip().split("\n")[0]


def licences() -> dict[str, str]:
    """Of everything that is pinned and installed."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {name_of(line) for line in lines if line and not line.startswith("#")}
    found = {name_of(package.metadata["Name"]): licence(package) for package in distributions()}
    return {name: told for name, told in sorted(found.items()) if name in pinned}


def copyleft() -> dict[str, str]:
    """Of what is installed and pinned, the packages whose licence is the GPL or the AGPL."""
    return {name: told for name, told in licences().items() if _COPYLEFT.search(told)}


def size(package: Distribution) -> float:
    """Megabytes of its files."""
    return sum(file.size or 0 for file in package.files or ()) / 1e6


def needed() -> dict[str, Distribution]:
    """Everything that is installed without extras, direct or in turn."""
    found: dict[str, Distribution] = {}
    waiting = [name for name, extras in wanted().items() if "" in extras]
    while waiting:
        name = waiting.pop()
        if name not in found:
            try:
                found[name] = distribution(name)
            except PackageNotFoundError:  # for another system or another Python
                continue
            waiting += [name_of(one) for one in found[name].requires or () if "extra ==" not in one]
    return found


def lines() -> Iterator[str]:
    """The page."""
    every = needed()
    yield _HEAD.format(many=len(every), megabytes=round(sum(map(size, every.values()))))
    yield "| package | extra | version | licence | MB | why |\n|---|---|---|---|---|---|\n"
    why = reasons()
    for name, extras in wanted().items():
        try:
            package = distribution(name)
            facts = f"{package.version} | {licence(package) or 'not told'} | {size(package):.1f}"
        except PackageNotFoundError:
            facts = "not installed | | "
        yield f"| {name} | {', '.join(filter(None, extras))} | {facts} | {why[name]} |\n"
    yield f"| htmx | (in `pipeline/review/static`) | 2.0.8 | 0BSD | 0.1 | {why['htmx']} |\n"


if __name__ == "__main__":
    parser = options(__doc__)
    parser.add_argument(
        "--licences", action="store_true", help="the licence of everything that is pinned and installed"
    )
    told = (f"{name}: {its or 'not told'}\n" for name, its in licences().items())
    print("".join(told if parser.parse_args().licences else lines()), end="")
