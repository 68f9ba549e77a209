"""In how many articles each trap and each ambiguous word of ``traps.toml`` stands, in case stories and in others.

    python benchmarks/traps.py

prints Markdown; fewer than five on a side is printed in bold.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from command import options

from pipeline.learn.corpus import read_corpus

PATTERNS = Path(__file__).with_name("traps.toml")
LEAST = 5


def holds(text: str, patterns: list[str]) -> bool:
    """Whether every pattern is found, and none that starts with ``!``."""
    return all(
        bool(re.search(pattern.removeprefix("!"), text, re.I)) != pattern.startswith("!") for pattern in patterns
    )


def main() -> None:
    """Print one table for the words and one for the traps."""
    options(__doc__).parse_args()
    articles = [(f"{a.title}\n{a.text}", a.flagged) for a in read_corpus(Path("corpus/articles"))]
    for kind, traps in tomllib.loads(PATTERNS.read_text(encoding="utf-8")).items():
        print(f"\n| {kind} | case stories | other articles |\n|---|---|---|")
        for name, patterns in traps.items():
            found = [flagged for text, flagged in articles if holds(text, patterns)]
            cells = [sum(found), len(found) - sum(found)]
            print(f"| {name} | " + " | ".join(str(n) if n >= LEAST else f"**{n}**" for n in cells) + " |")


if __name__ == "__main__":
    main()
