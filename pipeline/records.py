"""The nouns of the pipeline. Every room speaks in these records and nothing else.

Offsets are characters into the normalised text of the article, and every span keeps the
promise ``article.text[span.start:span.end] == span.text``. Times are aware and in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Jakarta")
"""Where the days are counted that people see."""

_LISTED = re.compile(r",? (?:dan|serta) |, ")


def text_hash(text: str) -> str:
    """SHA-256 of a normalised text, by which what was said of it is never laid on another version."""
    return sha256(text.encode()).hexdigest()


def learned_mark(text: str) -> str:
    """The beginning of the same, by which the manifest of a model tells what it learned from beside the corpus."""
    return text_hash(text)[:12]


class Status(StrEnum):
    """What an article reports, exactly one."""

    DUGAAN = "dugaan"
    TERBUKTI = "terbukti"
    TIDAK_TERBUKTI = "tidak_terbukti"
    IMBAUAN = "imbauan"
    REKAP = "rekap"
    TIDAK_RELEVAN = "tidak_relevan"


FLAGGED = frozenset({Status.DUGAAN, Status.TERBUKTI, Status.TIDAK_TERBUKTI})
"""The statuses that need an analyst."""


class Group(StrEnum):
    """Who is bound, or watched, by the duty of neutrality."""

    ASN = "ASN"
    NON_ASN = "NON_ASN"
    TNI = "TNI"
    POLRI = "POLRI"
    PEJABAT_NEGARA = "PEJABAT_NEGARA"
    PEJABAT_DAERAH = "PEJABAT_DAERAH"
    KEPALA_DESA = "KEPALA_DESA"
    PENYELENGGARA = "PENYELENGGARA"
    BUMN = "BUMN"


class Role(StrEnum):
    """What a mention is in its story."""

    TERDUGA = "terduga"
    DIIMBAU = "diimbau"
    LAIN = "lain"


class Bentuk(StrEnum):
    """Forms of breach; an article may have several."""

    MEDSOS = "medsos"
    HADIR = "hadir"
    DUKUNGAN = "dukungan"
    MENDEKATI_PARTAI = "mendekati_partai"
    MOBILISASI = "mobilisasi"
    FASILITAS = "fasilitas"
    KEBIJAKAN = "kebijakan"
    ALAT_PERAGA = "alat_peraga"
    TIMSES = "timses"
    POLITIK_UANG = "politik_uang"


class Pemilihan(StrEnum):
    """The election an article speaks of."""

    PILKADA = "pilkada"
    PEMILU = "pemilu"
    PILKADES = "pilkades"
    LAIN = "lain"


class Doubt(StrEnum):
    """Why an assessment is uncertain; ``data/doubts.toml`` tells what each means."""

    BUKAN_INDONESIA = "bukan-indonesia"
    TERLALU_PENDEK = "terlalu-pendek"
    TERPOTONG = "terpotong"
    BUKAN_BERITA = "bukan-berita"
    ASING = "asing"
    AMBANG = "ambang"
    TAHAP = "tahap"


@dataclass(frozen=True, slots=True)
class Page:
    """One story as it came from an outlet: its HTML, and what the feed or REST answer said of it.

    ``html`` holds one document for each page the story is spread over, in reading order.
    ``title``, ``published`` and ``author`` are the words of the feed or REST answer, unparsed. ``changed`` is
    when the outlet says it last changed the story, or of a saved page when its file last changed; ``final`` is the address the site led us on to, if another.
    ``timezone`` is that of the outlet, empty where nobody knows it; ``home`` the code of the region that its source says it is of.
    """

    url: str
    source: str
    outlet: str
    timezone: str
    fetched_at: datetime
    html: tuple[str, ...]
    title: str | None = None
    published: str | None = None
    author: str | None = None
    changed: datetime | None = None
    final: str | None = None
    home: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """The text of one story and the facts around it.

    ``date_source`` says where ``published_at`` was read: ``page``, ``feed``, ``text`` or ``url``.
    ``zone_source`` says whose time zone it is in: ``stated`` (by the date itself), ``outlet``, or ``assumed`` (Jakarta).
    ``place`` is the place of the dateline as printed. ``updated_at``: when the story is said to have last changed,
    ``updated_source`` where: ``page``, ``text`` or ``feed``.
    ``caption``: what stands below the main picture, which is no part of the text.
    ``removed``: the lines that were taken out of the story, in order.
    ``story``: what the addresses of this one story share, as the page tells it; see ``address.key_told``.
    ``home``: the code of the region that the source says its outlet is of.
    """

    url: str
    source: str
    outlet: str
    title: str
    text: str
    published_at: datetime | None = None
    date_source: str | None = None
    author: str | None = None
    place: str | None = None
    updated_at: datetime | None = None
    removed: tuple[str, ...] = ()
    caption: str | None = None
    zone_source: str | None = None
    story: str = ""
    home: str | None = None
    updated_source: str | None = None

    @property
    def text_hash(self) -> str:
        """See :func:`text_hash`."""
        return text_hash(self.text)


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase that names a covered group, or a member of it by post or rank.

    ``person``: who is named beside it, as printed; several where it says so: "SW dan HK".
    """

    text: str
    start: int
    end: int
    group: Group
    role: Role = Role.LAIN
    person: str | None = None

    @property
    def persons(self) -> tuple[str, ...]:
        """Each person named beside it."""
        return tuple(_LISTED.split(self.person)) if self.person else ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that helped to decide, and the cues in it that did."""

    text: str
    start: int
    end: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Consideration:
    """One reason for or against flagging, and how much it weighs: log-odds, positive towards a case."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the model thinks of one article. A lead for a person to check, never a finding.

    ``probabilities`` holds every status and sums to 1. ``flagged_probability`` is the calibrated
    chance that the story reports a case; ``flagged`` says it reaches the model's threshold.
    ``pasal``: the articles of law the story itself cites, as cited. ``bantahan``: it reports a denial.
    ``considerations``: what weighed most for and against a case. ``doubts``: why this is to be trusted less.
    ``unknown``: the share of its words and pairs of words the model never saw in training; ``None`` where that was not kept.
    """

    status: Status
    probabilities: dict[Status, float]
    flagged: bool
    flagged_probability: float
    bentuk: tuple[Bentuk, ...]
    mentions: tuple[Mention, ...]
    evidence: tuple[Evidence, ...]
    pemilihan: Pemilihan
    pasal: tuple[str, ...]
    bantahan: bool
    model: str
    considerations: tuple[Consideration, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unknown: float | None = None

    @property
    def uncertain(self) -> bool:
        """Whether there is any reason to doubt."""
        return bool(self.doubts)

    @property
    def probability(self) -> float:
        """The probability of ``status``."""
        return self.probabilities[self.status]


class Verdict(StrEnum):
    """What an analyst thinks of a lead."""

    BENAR = "benar"
    SALAH = "salah"
    RAGU = "ragu"


@dataclass(frozen=True, slots=True)
class Review:
    """What one analyst decided about one story.

    ``status``: the right one, where the analyst says so. ``roles``: the right role of mentions, by the offset of their
    start. ``mentions``: all of them, where an annotator marked other phrases than the program did. ``bentuk``: the right forms, where
    the analyst says them. ``origin``: where it was decided: ``desk``, ``csv``, ``xlsx``. ``id`` is 0 until the store gives one.
    ``judged``: the status the verdict is about. ``judge``: who decided what the reviewer left as it stood.
    """

    url: str
    model: str
    verdict: Verdict | None
    reviewer: str
    decided_at: datetime
    status: Status | None = None
    roles: tuple[tuple[int, Role], ...] = ()
    note: str = ""
    origin: str = "desk"
    batch: str | None = None
    id: int = 0
    mentions: tuple[Mention, ...] | None = None
    bentuk: tuple[Bentuk, ...] | None = None
    judged: Status | None = None
    judge: str = ""

    @property
    def decider(self) -> str:
        """Who decided what stands: the reviewer, unless they only added to what another decided."""
        return self.judge or self.reviewer

    @property
    def decides(self) -> bool:
        """Whether it says more than a note."""
        return bool(self.verdict or self.status or self.roles) or (self.mentions, self.bentuk) != (None, None)

    def marked(self, assessment: Assessment) -> tuple[Mention, ...]:
        """The mentions as the analyst has them: those of the assessment, unless others were marked, in their right roles."""
        roles = dict(self.roles)
        base = assessment.mentions if self.mentions is None else self.mentions
        return tuple(replace(mention, role=roles.get(mention.start, mention.role)) for mention in base)

    def laid_over(self, assessment: Assessment) -> Assessment:
        """The assessment with the status, the roles and the forms that the analyst decided on."""
        bentuk = assessment.bentuk if self.bentuk is None else self.bentuk
        status = self.status_of(assessment) or assessment.status
        return replace(assessment, status=status, mentions=self.marked(assessment), bentuk=bentuk)

    def dismisses(self, assessment: Assessment) -> bool:
        """Whether the analyst decided that the story reports no case."""
        if decided := self.status_of(assessment):
            return decided not in FLAGGED
        return self.verdict is Verdict.SALAH and assessment.flagged and self.judged in (None, assessment.status)

    def status_of(self, assessment: Assessment | None) -> Status | None:
        """The status the analyst means: the corrected one, the one judged right; ``None`` where it stays open.

        ``assessment``: of the text it was decided on, where that is still known.
        """
        judged = self.judged or (assessment.status if assessment else None)
        return self.status or (judged if self.verdict is Verdict.BENAR else None)

    def agrees(self, other: Review) -> bool:
        """Whether both say the same, whoever said it."""
        told = ("verdict", "status", "note", "roles", "mentions", "bentuk")
        return all(getattr(self, name) == getattr(other, name) for name in told)


@dataclass(frozen=True, slots=True)
class Traits:
    """What a flagged story is recognised by: when and where it plays, who is accused of what, and its telling words.

    ``day`` is None where no date is known, ``region`` is the official code and None for the whole country.

    ``persons`` and ``posts``: the words of the names and posts of the accused, in lower case, without those of
    the region's name. ``words``: the most telling words of title and text with their weights, of Euclidean length 1.
    """

    day: date | None
    region: str | None
    persons: frozenset[str]
    posts: frozenset[str]
    groups: frozenset[str]
    bentuk: frozenset[str]
    words: dict[str, float]


@dataclass(frozen=True, slots=True)
class CaseStory:
    """A story of a case. ``status``: the stage it reports. ``copies``: the addresses that carry the same text.
    ``dismissed``: an analyst found that it reports no case."""

    url: str
    title: str
    outlet: str
    published_at: datetime | None
    status: Status
    copies: tuple[str, ...] = ()
    dismissed: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Stories of one case over time and outlets, in order of time; those without a date come last.

    ``id`` stays the same from run to run. ``title`` is that of the first story. ``stage`` is the latest outcome
    a story reports, ``dugaan`` where none does. ``place`` is the region's name, None for the whole country.
    """

    id: str
    title: str
    stories: tuple[CaseStory, ...]
    stage: Status
    persons: tuple[str, ...]
    place: str | None
    bentuk: tuple[Bentuk, ...]
    first: datetime | None
    last: datetime | None

    @property
    def dismissed(self) -> bool:
        """Whether an analyst found that none of its stories reports a case."""
        return all(story.dismissed for story in self.stories)


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that was asked for and could not be had. Counted and kept, never swallowed.

    ``code`` is one of the codes in ``data/failures.toml``, which holds the advice for each. ``changed`` is when the
    list of its source says that the story was last changed.
    """

    code: str
    url: str
    source: str
    detail: str = ""
    changed: datetime | None = None
