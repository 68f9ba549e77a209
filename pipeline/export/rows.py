"""Assessed articles as rows: one cell of text for each column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.assess.doubt import meaning
from pipeline.assess.law import legal_basis
from pipeline.mentions.repeats import persons, repeats
from pipeline.places import Region, region_of_article
from pipeline.records import FLAGGED, ZONE, Article, Assessment, Mention, Review, Role, Status

REVIEW = ("putusan_analis", "status_koreksi", "catatan", "peninjau", "tanggal_tinjau")
CaseOf = Callable[[str], tuple[str, tuple[str, ...], Review | None]]
"""From an address to its case, the addresses of the same text elsewhere, and the decision that stands."""

_HASH_LENGTH = 12
_TOLD_BY = {"dateline": "dateline", "text": "teks", "outlet": "media"}


def read_version(text: str) -> tuple[str, int | None]:
    """The first signs of the text's hash and the id of the decision in a :attr:`Lead.version`; empty and ``None`` where it is none."""
    found = re.fullmatch(rf"v([0-9a-f]{{{_HASH_LENGTH}}})-(\d{{1,18}})", text)
    return (found[1], int(found[2])) if found else ("", None)


NO_CASE = "bukan kasus, menurut peninjau"
_STATUS_WORDS = {
    Status.DUGAAN: "dugaan, belum diputus",
    Status.TERBUKTI: "diberitakan terbukti atau disanksi",
    Status.TIDAK_TERBUKTI: "diberitakan tidak terbukti",
}


def status_words(status: Status) -> str:
    """A status as people are told it: what is reported, not what is so."""
    return _STATUS_WORDS.get(status, status.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Lead:
    """One assessed article with its case.

    ``also_in``: where else the same text stands. ``review``: the analyst's decision that stands.
    """

    article: Article
    assessment: Assessment
    case: str = ""
    also_in: tuple[str, ...] = ()
    review: Review | None = None

    @property
    def version(self) -> str:
        """By which a reviewed table shows on which text and after which decision it was made; see :func:`read_version`."""
        return f"v{self.article.text_hash[:_HASH_LENGTH]}-{self.review.id if self.review else 0}"

    @property
    def decided(self) -> Status | None:
        """The status an analyst decided on; ``None`` where nobody did, or it stays open."""
        return self.review.status_of(self.assessment) if self.review else None

    @property
    def dismissed(self) -> bool:
        """Whether an analyst decided that the story reports no case."""
        return bool(self.review and self.review.dismisses(self.assessment))

    @property
    def status_words(self) -> str:
        """The status that stands, as people are told it; that an analyst found no case, where none was put in its place."""
        status = self.standing.status
        return NO_CASE if self.dismissed and status in FLAGGED else status_words(status)

    @property
    def standing(self) -> Assessment:
        """The assessment as it stands: with the status, the roles and the forms that an analyst decided on."""
        if not self.review:
            return self.assessment
        said, stands = self.assessment, self.review.laid_over(self.assessment)
        gone = set(map(_role_told, said.mentions)) - set(map(_role_told, stands.mentions))
        evidence = (replace(e, reasons=tuple(one for one in e.reasons if one not in gone)) for e in said.evidence)
        flagged = (said.flagged or self.decided in FLAGGED) and not self.dismissed
        return replace(stands, flagged=flagged, evidence=tuple(evidence))

    @property
    def region(self) -> Region | None:
        return region_of_article(self.article)

    @property
    def day(self) -> str:
        """Day of publication in Jakarta, ISO 8601; empty where unknown."""
        return day_of(self.article.published_at)

    @property
    def reviewed_on(self) -> str:
        """Day of the decision that stands, in Jakarta; empty where there is none."""
        return day_of(self.review.decided_at if self.review else None)


def day_of(moment: datetime | None) -> str:
    """The day in Jakarta, ISO 8601; empty for no moment."""
    return moment.astimezone(ZONE).date().isoformat() if moment else ""


def percent(chance: float) -> str:
    """For people: nothing is certain."""
    return "lebih dari 99 %" if chance > 0.99 else f"{100 * chance:.0f} %"


def _role_told(mention: Mention) -> str:
    """As the reasons of a sentence tell it."""
    return f"{mention.role}: {mention.text}"


def leads(assessed: Iterable[tuple[Article, Assessment]], cases: CaseOf) -> Iterator[Lead]:
    """Leads with their cases."""
    for article, assessment in assessed:
        yield Lead(article, assessment, *cases(article.url))


def likeliest(ordered: Iterable[Lead], most: int) -> Iterator[Lead]:
    """The first ``most`` leads that wait to be looked at; those decided already that stand among them come along, and take no place."""
    for lead in ordered:
        yield lead
        most -= not (lead.review and lead.review.decides)
        if not most:
            break


def accused(text: str, mentions: Sequence[Mention]) -> list[str]:
    """Each accused once, as ``post (name)``, by the fullest the text tells; a bare word that begins a fuller post is left to it."""
    told: dict[str, str] = {}
    for named in persons(text, mentions):
        if any(mention.role is Role.TERDUGA for mention in named):
            post = max((mention.text for mention in named), key=len)
            name = max((mention.person or "" for mention in named), key=len)
            one = post.removesuffix(f" ({name})") + f" ({name})" if name else post
            told.setdefault(one.casefold(), one)
    return [one for key, one in told.items() if not any(other.startswith(f"{key} ") for other in told)]


def _groups(assessment: Assessment, role: Role) -> str:
    return "; ".join(sorted({mention.group for mention in assessment.mentions if mention.role is role}))


def _shared(lead: Lead) -> dict[str, str]:
    article, assessment, region = lead.article, lead.assessment, lead.region
    return {
        "tanggal": lead.day,
        "media": article.outlet,
        "judul": article.title,
        "tautan": article.url,
        "tempat": article.place or "",
        "kode_wilayah": f"ID-{region.code}"
        if region and region.code
        else "",  # a bare 12.10 becomes 12.1 in a spreadsheet
        "wilayah": region.name if region else "",
        "asal_wilayah": _TOLD_BY[region.source] if region else "",
        "pemilihan": assessment.pemilihan,
        "status": assessment.status,
        "peluang_kasus": f"{assessment.flagged_probability:.3f}",
        "ragu": "; ".join(map(meaning, assessment.doubts)),
        "kelompok_terduga": _groups(lead.standing, Role.TERDUGA),
    }


def _decision(lead: Lead) -> dict[str, str]:
    """The cells of what was decided, so that nobody decides over it unseen."""
    review = lead.review
    if review is None:
        return dict.fromkeys(("status_dinilai", *REVIEW), "")
    cells = (review.verdict or "", review.status or "", review.note, review.decider, lead.reviewed_on)
    judged = review.judged if review.verdict and review.judged not in (None, lead.assessment.status) else ""
    return {"status_dinilai": judged or "", **dict(zip(REVIEW, cells, strict=True))}


def article_row(lead: Lead) -> dict[str, str]:
    """One line of ``articles.csv``."""
    article, assessment = lead.article, lead.assessment
    return _shared(lead) | {
        "penulis": article.author or "",
        "peluang": f"{assessment.probability:.3f}",
        "ditandai": "ya" if assessment.flagged else "tidak",
        "kelompok_diimbau": _groups(lead.standing, Role.DIIMBAU),
        "jumlah_kata": str(len(article.text.split())),
        "sumber": article.source,
        "model": assessment.model,
        "versi": lead.version,
        **_decision(lead),
    }


def lead_row(lead: Lead) -> dict[str, str]:
    """One line of ``flagged.csv``; the analyst's cells are empty where nobody decided yet. A story that is
    no lead, as below the threshold, accuses nobody unless an analyst says so."""
    article, assessment = lead.article, lead.standing
    reasons = {reason.casefold(): reason for part in assessment.evidence for reason in part.reasons}
    rules = legal_basis(assessment, article.published_at.date() if article.published_at else None)
    accusing = {
        "terduga": "; ".join(accused(article.text, assessment.mentions)),
        "bentuk": "; ".join(assessment.bentuk),
        "dasar_hukum": "\n".join(f"mungkin berlaku: {rule}" for rule in rules),
    }
    if not (assessment.flagged or (lead.review and lead.review.decides)):
        accusing = dict.fromkeys((*accusing, "kelompok_terduga"), "")
    return (
        _shared(lead)
        | accusing
        | {
            "kasus": lead.case,
            "bukti": "\n".join(part.text for part in assessment.evidence),
            "alasan": "; ".join(reasons.values()),
            "pertimbangan": "; ".join(f"({reason.weight:+.1f}) {reason.text}" for reason in assessment.considerations),
            "pasal_disebut": "; ".join(assessment.pasal),
            "bantahan": "ya" if assessment.bantahan else "",
            "juga_dimuat": "; ".join(lead.also_in),
            "versi": lead.version,
            **_decision(lead),
        }
    )


def mention_rows(lead: Lead) -> Iterator[dict[str, str]]:
    """The lines of ``mentions.csv`` of one article; a mention of somebody named before has the name as well."""
    mentions, stands = lead.standing.mentions, lead.status_words
    for mention, first in zip(mentions, repeats(lead.article.text, mentions), strict=True):
        known = mentions[first].person if first is not None else None
        yield {
            "tautan": lead.article.url,
            "sebutan": mention.text,
            "awal": str(mention.start),
            "akhir": str(mention.end),
            "kelompok": mention.group,
            "peran": mention.role,
            "nama": mention.person or known or "",
            "yang_berlaku": stands,
        }
