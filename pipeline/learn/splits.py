"""Which articles train, which are looked at while building, which only measure: frozen in ``corpus/splits.csv``.

Chains and near-copies stay together. An article that the file does not know yet gets its part from a
hash of its chain or id, so that adding articles never moves another.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import CorpusError
from pipeline.learn.corpus import LabelledArticle, read_corpus

PARTS = ("train", "dev", "test")
_TEST, _DEV = 15, 30


def _part(key: str) -> str:
    place = int(hashlib.sha256(key.encode()).hexdigest(), 16) % 100
    return "test" if place < _TEST else "dev" if place < _DEV else "train"


def assign(articles: Sequence[LabelledArticle], known: Mapping[str, str]) -> dict[str, str]:
    """The part of each article, by id: as ``known``, or with its chain, or by hash."""
    chains = {a.chain: known[a.id] for a in articles if a.chain and a.id in known}
    return {a.id: known.get(a.id) or chains.get(a.chain or "") or _part(a.chain or a.id) for a in articles}


def split_file(corpus: Path) -> Path:
    """Where the splits of a corpus folder are kept: beside it."""
    return corpus.parent / "splits.csv"


def read_splits(path: Path) -> dict[str, str]:
    """Article id to part; empty where there is no such file."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        parts = {row["id"]: row["split"] for row in csv.DictReader(file)}
    if wrong := sorted(set(parts.values()) - set(PARTS)):
        raise CorpusError(f"{path}: {', '.join(wrong)} is none of {', '.join(PARTS)}.")
    return parts


def articles_of(corpus: Path, *parts: str) -> list[LabelledArticle]:
    """The articles of a corpus folder in some of its parts, by its own splits."""
    return only(read_corpus(corpus), read_splits(split_file(corpus)), parts)


def write_splits(path: Path, parts: Mapping[str, str]) -> None:
    """Write the file anew, ordered by id."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("id", "split"))
        writer.writerows(sorted(parts.items()))


def crossing(articles: Sequence[LabelledArticle], parts: Mapping[str, str]) -> list[str]:
    """The chains that stand in more than one part."""
    where: dict[str, set[str]] = {}
    for article in articles:
        if article.chain:
            where.setdefault(article.chain, set()).add(parts[article.id])
    return sorted(chain for chain, found in where.items() if len(found) > 1)


def only(articles: Sequence[LabelledArticle], parts: Mapping[str, str], wanted: Sequence[str]) -> list[LabelledArticle]:
    """The articles of the wanted parts; one without a part counts as ``train``."""
    return [article for article in articles if parts.get(article.id, "train") in wanted]
