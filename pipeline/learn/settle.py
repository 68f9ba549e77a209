"""What two labellers differed on, settled in a table, as one file of labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime

from pipeline.errors import CorpusError
from pipeline.learn.agreement import (
    FORMS,
    MENTION,
    NONE,
    STATUS,
    Both,
    Disagreement,
    differences,
    label_of,
    paired_mentions,
    place_of,
    shared,
)
from pipeline.learn.corpus import LabelledArticle, member
from pipeline.learn.labelled import accuse_otherwise, by_text
from pipeline.records import FLAGGED, Bentuk, Group, Mention, Role, Status

ORIGIN = "settled"

Key = tuple[str, str, str]
"""SHA-256 of the text, what, and place."""
HEADING = (*(field.name for field in fields(Disagreement)), "settled")


@dataclass(frozen=True)
class Settled:
    """``articles``: all labels of both, those that differed as they were settled. ``open``: ids left out, not settled yet."""

    articles: tuple[LabelledArticle, ...]
    open: tuple[str, ...]


def rows_of(found: Iterable[Disagreement]) -> list[tuple[str, ...]]:
    """The table to settle, under :data:`HEADING`."""
    return [(*astuple(one), "") for one in found]


def read_settled(rows: Iterable[Sequence[str]], where: str) -> dict[Key, str]:
    """What a filled table says. Raises :class:`CorpusError` with the row that is wrong."""
    cleaned = ([cell.strip().lstrip("'") for cell in row] for row in rows)
    heading = next(cleaned, [])
    if missing := [name for name in HEADING if name not in heading]:
        raise CorpusError(f"{where} lacks the columns {', '.join(missing)}. Keep the heading as it was written.")
    found = {}
    for number, row in enumerate(cleaned, start=2):
        cells = dict(zip(heading, row, strict=False))
        if said := cells.get("settled"):
            said = _plain(said)
            _check(cells["what"], said, f"{where}, row {number}")
            found[cells["sha256"], cells["what"], cells["place"]] = said
    return found


def _plain(said: str) -> str:
    return ":".join(map(str.strip, said.split(":")))


def _check(what: str, said: str, where: str) -> None:
    if what == STATUS:
        member(Status, said, where)
    elif what == FORMS:
        _forms(said, f"{where} (forms with commas between them, or {NONE} for none)")
    elif said != NONE:
        group, _, role = said.partition(":")
        member(Group, group, f"{where} (GROUP:role, or {NONE} for no mention)")
        member(Role, role, where)


def _forms(said: str, where: str = "") -> frozenset[Bentuk]:
    return frozenset(member(Bentuk, form.strip(), where) for form in said.split(",") if said != NONE)


def settle(
    first: Sequence[LabelledArticle],
    second: Sequence[LabelledArticle],
    said: Mapping[Key, str],
    by: str,
    now: datetime,
) -> Settled:
    """One label for each text that either labelled.

    Raises :class:`CorpusError` where the table speaks of what the two do not differ on.
    """
    both = {one.text_hash: (one, other) for one, other in shared(first, second)}
    differing = {key: {_key(found): found for found in differences(*pair)} for key, pair in both.items()}
    if strange := said.keys() - {key for found in differing.values() for key in found}:
        _, what, place = sorted(strange)[0]
        raise CorpusError(
            f"The table settles a {what} ({place or 'of an article'}) the two files do not differ on. Give the files in the order in which the table was written, or write it anew."
        )
    unsettled = {key for key, found in differing.items() if found.keys() - said.keys()}
    labels = by_text(second) | by_text(first)
    for key, found in differing.items():
        one, other = both[key]
        if not found and accuse_otherwise(one, other):
            unsettled.add(key)  # accused groups without mentions, which no row can settle
            continue
        labels[key] = _settled(both[key], said, by, now) if found else by_text([one, _edges_as(one, other)])[key]
    return Settled(
        tuple(article for key, article in labels.items() if key not in unsettled),
        tuple(both[key][0].id for key in differing if key in unsettled),
    )


def _key(found: Disagreement) -> Key:
    return found.sha256, found.what, found.place


def _edges_as(one: LabelledArticle, other: LabelledArticle) -> LabelledArticle:
    """The other label with the edges of the first, where both mean the same mention."""
    if one.mentions is None or other.mentions is None:
        return other
    edges = {mention: first or mention for first, mention in paired_mentions(one, other) if mention}
    return replace(other, mentions=tuple(edges[mention] for mention in other.mentions))


def _settled(pair: Both, said: Mapping[Key, str], by: str, now: datetime) -> LabelledArticle:
    one, other = pair
    status = Status(said.get((one.text_hash, STATUS, ""), one.status))
    nearer, farther = sorted(pair, key=lambda article: article.status is not status)
    mentions = nearer.mentions if farther.mentions is None else farther.mentions
    if None not in (one.mentions, other.mentions):
        decided = (_decided(a, b, said, one.text_hash) for a, b in paired_mentions(one, other))
        mentions = tuple(sorted(filter(None, decided), key=lambda m: m.start))
    settled = replace(
        nearer,
        status=status,
        mentions=mentions,
        partial=mentions is not None and all(article.partial or article.mentions is None for article in pair),
        writer=ORIGIN,
        labeller=by,
        labelled_at=now.isoformat(),
    )
    if status not in FLAGGED:
        return replace(settled, bentuk=frozenset(), terduga=frozenset())
    cases = [article for article in (nearer, farther) if article.flagged]
    forms = next((article.bentuk for article in cases if article.bentuk is not None), None)
    if written := said.get((one.text_hash, FORMS, "")):
        forms = _forms(written)
    if mentions is None or any(article.terduga is None for article in cases):
        return replace(settled, bentuk=forms, terduga=None)
    accused = frozenset(mention.group for mention in mentions if mention.role is Role.TERDUGA)
    return replace(settled, bentuk=forms, terduga=accused)


def _decided(one: Mention | None, other: Mention | None, said: Mapping[Key, str], text: str) -> Mention | None:
    mention = one or other
    if mention is None:
        return None
    label = said.get((text, MENTION, place_of(mention)), label_of(mention))
    if label == NONE:
        return None
    group, _, role = label.partition(":")
    return replace(mention, group=Group(group), role=Role(role))
