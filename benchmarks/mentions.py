"""How well mentions are found, on one split of the corpus.

    python benchmarks/mentions.py [SPLIT] [FAULTS]

prints Markdown for ``train``, ``dev`` or ``test`` (``dev`` unless given), then that many faults of each kind.
Mend by looking at train and dev; test only measures.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.splits import articles_of
from pipeline.learn.tagging import Fault, Tagging, score_tagging

CORPUS = Path("corpus/articles")


def as_markdown(found: Tagging) -> str:
    """One line a group, then all, exact edges, persons."""
    rows = [
        *found.groups.items(),
        ("**all**", found.overall),
        ("exact edges", found.exact),
        ("person beside the post", found.person),
    ]
    lines = ["| | marked | precision | recall | F1 |", "|---|---|---|---|---|"]
    return "\n".join(
        lines + [f"| {n} | {s.support} | {s.precision:.3f} | {s.recall:.3f} | {s.f1:.3f} |" for n, s in rows]
    )


def _show(fault: Fault, article: LabelledArticle) -> str:
    mention = fault.marked or fault.found
    around = article.text[max(0, mention.start - 60) : mention.end + 60].replace("\n", "⏎")
    found, marked = (f"{m.text!r} {m.group} {m.person}" if m else "–" for m in (fault.found, fault.marked))
    return f"{fault.article} {fault.kind}: found {found}; marked {marked}\n    …{around}…"


def main() -> None:
    """Print scores and faults."""
    split, shown = (sys.argv + ["dev", "0"][len(sys.argv) - 1 :])[1:3]
    articles = {a.id: a for a in articles_of(CORPUS, split)}
    found = score_tagging(list(articles.values()))
    print(as_markdown(found))
    for kind in ("missed", "wrong", "edges", "person"):
        faults = [fault for fault in found.faults if fault.kind == kind]
        print(f"\n{kind}: {len(faults)}")
        for fault in faults[: int(shown)]:
            print(_show(fault, articles[fault.article]))


if __name__ == "__main__":
    main()
