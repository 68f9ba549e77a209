"""How well mentions are found, on one split of the corpus.

    python benchmarks/mentions.py [SPLIT] [FAULTS]

prints Markdown for ``train``, ``dev`` or ``test`` (``dev`` unless given), then that many faults of each kind.
Mend by looking at train and dev; test only measures. ``blind`` measures on articles of the test split as somebody marked them who
saw neither the marks of the corpus nor those of the tagger.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from command import options

from pipeline.learn.corpus import LabelledArticle, read_markup
from pipeline.learn.splits import articles_of
from pipeline.learn.tagging import Fault, Tagging, score_tagging

CORPUS, BLIND = Path("corpus/articles"), Path("corpus/blind_marks.txt")


def _articles(split: str) -> list[LabelledArticle]:
    if split != "blind":
        return articles_of(CORPUS, split)
    blocks = (block.split("\n\n", 1) for block in BLIND.read_text(encoding="utf-8").split("=====\n"))
    marked = {head.removeprefix("id: "): read_markup(body.strip("\n")) for head, body in blocks}
    test = (article for article in articles_of(CORPUS, "test") if article.id in marked)
    return [replace(a, text=marked[a.id][0], mentions=marked[a.id][1]) for a in test]


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
    parser = options(__doc__)
    parser.add_argument("split", nargs="?", choices=["train", "dev", "test", "blind"], default="dev")
    parser.add_argument("faults", nargs="?", type=int, default=0)
    given = parser.parse_args()
    articles = {a.id: a for a in _articles(given.split)}
    found = score_tagging(list(articles.values()))
    print(as_markdown(found))
    for kind in ("missed", "wrong", "edges", "person"):
        faults = [fault for fault in found.faults if fault.kind == kind]
        print(f"\n{kind}: {len(faults)}")
        for fault in faults[: given.faults]:
            print(_show(fault, articles[fault.article]))


if __name__ == "__main__":
    main()
