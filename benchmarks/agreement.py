"""How far two readers agree: the labels of the corpus and a second, blind reading by somebody who saw only the guidelines.

    python benchmarks/agreement.py [list]

``list`` shows each disagreement in its sentence. Reads ``corpus/second_reading.jsonl``: for each article ``status`` and for each of its ``mentions`` (by offsets) ``role`` and
``group``, both as [first, second], as they stood before the disagreements were settled. Prints Markdown.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from command import options

from pipeline.learn.agreement import Pairs, kappa
from pipeline.learn.corpus import read_corpus

SECOND = Path("corpus/second_reading.jsonl")


def interval(by_article: Sequence[Pairs], rounds: int = 1000) -> tuple[float, float]:
    """The 95 % bootstrap interval of kappa, articles drawn with return, fixed seed."""
    drawn = np.random.default_rng(0).integers(0, len(by_article), (rounds, len(by_article)))
    kappas = [kappa([pair for i in row for pair in by_article[i]]) for row in drawn]
    return float(np.quantile(kappas, 0.025)), float(np.quantile(kappas, 0.975))


def _row(name: str, by_article: Sequence[Pairs]) -> str:
    pairs = [pair for article in by_article for pair in article]
    same = sum(one == other for one, other in pairs) / len(pairs)
    low, high = interval(by_article)
    return f"| {name} | {len(pairs)} | {same:.3f} | {kappa(pairs):.3f} ({low:.2f} to {high:.2f}) |"


def _show(rows: Sequence[dict]) -> None:
    texts = {article.id: article.text for article in read_corpus(Path("corpus/articles"))}
    for row in rows:
        for mention in row["mentions"]:
            start, end, text = mention["start"], mention["end"], texts[row["id"]]
            for what in ("role", "group"):
                if mention[what][0] != mention[what][1]:
                    around = f"{text[max(0, start - 80) : start]}[{text[start:end]}]{text[end : end + 60]}"
                    print(f"{row['id']} {what} {' / '.join(mention[what])}: …{around}…".replace("\n", " "))


def main() -> None:
    """Print kappas, then what was confused with what."""
    parser = options(__doc__)
    parser.add_argument("show", nargs="?", choices=["list"])
    given = parser.parse_args()
    rows = [json.loads(line) for line in SECOND.read_text(encoding="utf-8").splitlines()]
    read = {
        "status": [[tuple(row["status"])] for row in rows],
        "role": [[tuple(m["role"]) for m in row["mentions"]] for row in rows],
        "group": [[tuple(m["group"]) for m in row["mentions"]] for row in rows],
    }
    flagged = [
        [tuple("case" if s in {"dugaan", "terbukti", "tidak_terbukti"} else "no case" for s in row["status"])]
        for row in rows
    ]
    print(f"{len(rows)} articles\n\n| | read | agreement | kappa (95 % interval) |\n|---|---|---|---|")
    for name, by_article in (read | {"case story or not": flagged}).items():
        print(_row(name, by_article))
    for name, by_article in read.items():
        confused = Counter(pair for article in by_article for pair in article if pair[0] != pair[1])
        print(f"\n{name}, first / second: " + "; ".join(f"{a} / {b} {n}" for (a, b), n in confused.most_common(12)))
    if given.show:
        _show(rows)


if __name__ == "__main__":
    main()
