"""Labelled articles, as people write them: a few header lines, an empty line, the text.

A mention stands inline, where a person can read and mend it in a diff::

    id: k-001
    title: Camat Sungai Lala Dilaporkan ke Bawaslu
    date: 2024-10-14
    outlet: Lintas Inhu
    region: 14.02 Kabupaten Indragiri Hulu, Riau
    election: pilkada
    status: dugaan
    bentuk: mobilisasi

    RENGAT – Seorang warga melaporkan [[Camat Sungai Lala|ASN|terduga|Darlis]] Darlis …

A file holds many articles, parted by lines of ``=====``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pipeline.errors import CorpusError
from pipeline.language.normal import normalise
from pipeline.records import FLAGGED, Bentuk, Group, Mention, Pemilihan, Role, Status, text_hash

_PARTING = re.compile(r"^=====[ \t]*$\n?", re.M)
_MARKUP = re.compile(r"\[\[([^\[\]|]+)\|([^\[\]|]+)\|([^\[\]|]+)(?:\|([^\[\]|]+))?\]\]")
_BROKEN = re.compile(r".{0,30}(?:\[\[|\]\]).{0,30}")
_REQUIRED = ("id", "title", "date", "outlet", "region", "election", "status")
_E = TypeVar("_E", bound=StrEnum)
_KNOWN = frozenset(_REQUIRED) | {"bentuk", "chain", "note"}


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article with its labels. Offsets of ``mentions`` are into ``text``.

    ``bentuk``, ``mentions``, ``terduga`` are ``None`` where nobody said them. ``partial``: the mentions are only those whose role somebody decided.
    ``region``: official code and name. ``chain``: shared by the stories of one case. ``note``: why the
    labels are right where they look wrong. ``writer``: whose hand it is, or where the labels come from.
    ``labeller``, ``labelled_at``: who labelled it and when, ISO 8601, where that is told. ``where``: the file and the line it was read from.
    """

    id: str
    title: str
    text: str
    status: Status
    bentuk: frozenset[Bentuk] | None = frozenset()
    mentions: tuple[Mention, ...] | None = None
    terduga: frozenset[Group] | None = frozenset()
    published: date | None = None
    outlet: str = ""
    region: str = ""
    election: Pemilihan | None = None
    chain: str | None = None
    note: str = ""
    writer: str = ""
    labeller: str = ""
    labelled_at: str = ""
    partial: bool = False
    where: str = field(default="", compare=False)

    @property
    def flagged(self) -> bool:
        return self.status in FLAGGED

    @property
    def origin(self) -> str:
        """Where its labels come from: ``corpus`` where it is written as one is, which tells the election, else as they say themselves."""
        return "corpus" if self.election else self.writer or "elsewhere"

    @property
    def text_hash(self) -> str:
        """See :func:`pipeline.records.text_hash`."""
        return text_hash(self.text)

    def role_of(self, found: Mention) -> Role | None:
        """The role a person gave to the mention found here; ``None`` where nobody marked one."""
        for mention in self.mentions or ():
            if mention.group is found.group and mention.start < found.end and found.start < mention.end:
                return mention.role
        return None


def member(kind: type[_E], value: object, where: str) -> _E:
    """The label of this name. Raises :class:`CorpusError` with the place, the value and those there are."""
    try:
        return kind(str(value))
    except ValueError:
        raise CorpusError(f"{where}: the {kind.__name__.lower()} {value!r} is not one of {', '.join(kind)}.") from None


def _header(block: str, where: str) -> tuple[dict[str, str], str]:
    head, _, text = block.strip("\n").partition("\n\n")
    fields = {}
    for line in head.split("\n"):
        key, colon, value = line.partition(":")
        if not colon or key not in _KNOWN:
            raise CorpusError(
                f"{where}: header line {line!r} should be one of {', '.join(sorted(_KNOWN))}, a colon, a value."
            )
        fields[key] = value.strip()
    if missing := [key for key in _REQUIRED if not fields.get(key)]:
        raise CorpusError(f"{where}: the header lacks {', '.join(missing)}.")
    return fields, text


def read_markup(marked: str, where: str = "text") -> tuple[str, tuple[Mention, ...]]:
    """The text without its markup, normalised, and the mentions with offsets into it."""
    marked = normalise(marked)
    parts: list[str] = []
    mentions: list[Mention] = []
    length = done = 0
    for match in _MARKUP.finditer(marked):
        before = marked[done : match.start()]
        start = length + len(before)
        text, group, role, person = match.groups()
        mentions.append(
            Mention(text, start, start + len(text), member(Group, group, where), member(Role, role, where), person)
        )
        parts += [before, text]
        length, done = start + len(text), match.end()
    plain = "".join([*parts, marked[done:]])
    if broken := _BROKEN.search(plain):
        raise CorpusError(f"{where}: broken markup near {broken.group(0)!r}; write [[span|GROUP|role]].")
    return plain, tuple(mentions)


def parse_article(block: str, where: str, writer: str = "") -> LabelledArticle:
    """One article from its written form. Raises :class:`CorpusError` with what to mend."""
    fields, marked = _header(block, where)
    place, where = where, f"{where} ({fields['id']})"
    text, mentions = read_markup(marked, where)
    try:
        published = date.fromisoformat(fields["date"])
    except ValueError:
        raise CorpusError(f"{where}: date {fields['date']!r} should be YYYY-MM-DD.") from None
    article = LabelledArticle(
        id=fields["id"],
        title=normalise(fields["title"]),
        text=text,
        status=member(Status, fields["status"], where),
        bentuk=frozenset(
            member(Bentuk, form.strip(), where) for form in fields.get("bentuk", "").split(",") if form.strip()
        ),
        mentions=mentions,
        terduga=frozenset(mention.group for mention in mentions if mention.role is Role.TERDUGA),
        published=published,
        outlet=fields["outlet"],
        region=fields["region"],
        election=member(Pemilihan, fields["election"], where),
        chain=fields.get("chain"),
        note=fields.get("note", ""),
        writer=writer,
        where=place,
    )
    _check_rules(article, where)
    return article


def _check_rules(article: LabelledArticle, where: str) -> None:
    if article.flagged and not article.terduga:
        raise CorpusError(f"{where}: a {article.status} story needs a mention with the role terduga.")
    if article.flagged and not article.bentuk:
        raise CorpusError(f"{where}: a {article.status} story needs at least one form in 'bentuk:'.")
    if article.bentuk and not article.flagged:
        raise CorpusError(f"{where}: 'bentuk:' belongs to case stories only; take it out.")


def read_file(path: Path, writer: str = "") -> Iterator[LabelledArticle]:
    """The articles of one file, in order."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CorpusError(f"{path.name} is no UTF-8 text. Save it as UTF-8.") from None
    for number, block in enumerate(_PARTING.split(text), start=1):
        if block.strip():
            yield parse_article(block, f"{path.name}, article {number}", writer)


def read_corpus(folder: Path) -> list[LabelledArticle]:
    """Every article under ``folder/WRITER/*.txt``. Raises :class:`CorpusError` where there is none, or at the first that breaks the scheme."""
    if not folder.is_dir():
        raise CorpusError(
            f"There is no folder {folder}. The corpus lies in the checkout, not in the installed package: call this there, or name another with --corpus."
        )
    articles = [
        article for path in sorted(folder.rglob("*.txt")) for article in read_file(path, writer=path.parent.name)
    ]
    if not articles:
        raise CorpusError(f"{folder} holds no articles; give a folder with .txt files of labelled articles.")
    _check_ids(articles)
    return articles


def _check_ids(articles: Iterable[LabelledArticle]) -> None:
    seen: set[str] = set()
    for article in articles:
        if article.id in seen:
            raise CorpusError(f"The id {article.id} stands twice; every article needs its own.")
        seen.add(article.id)
