"""Assessed articles as rows, and rows as CSV that a spreadsheet opens with a double click."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.places import region_of
from pipeline.records import Article, Assessment, Mention, Role

ZONE = ZoneInfo("Asia/Jakarta")
REVIEW = ("putusan_analis", "status_koreksi", "catatan", "peninjau", "tanggal_tinjau")
ARTICLE_COLUMNS = (
    "tanggal", "media", "judul", "tautan", "tempat", "kode_wilayah", "wilayah", "penulis", "pemilihan", "status", "peluang", "ditandai",
    "peluang_kasus", "kelompok_terduga", "kelompok_diimbau", "jumlah_kata", "sumber", "model",
)  # fmt: skip
FLAGGED_COLUMNS = (
    "tanggal", "media", "judul", "tautan", "tempat", "kode_wilayah", "wilayah", "pemilihan", "status", "peluang_kasus", "kelompok_terduga",
    "terduga", "bentuk", "bukti", "alasan", "bantahan", "pasal_disebut", *REVIEW,
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def _accused(mentions: Iterable[Mention]) -> list[str]:
    """Each accused once, as ``post (name)``; a bare word that begins a fuller post is left to it."""
    told: dict[str, str] = {}
    for mention in mentions:
        if mention.role is Role.TERDUGA:
            one = f"{mention.text} ({mention.person})" if mention.person else mention.text
            told.setdefault(one.casefold(), one)
    return [one for key, one in told.items() if not any(other.startswith(f"{key} ") for other in told)]


def _groups(assessment: Assessment, role: Role) -> str:
    return "; ".join(sorted({mention.group for mention in assessment.mentions if mention.role is role}))


def _shared(article: Article, assessment: Assessment) -> dict[str, str]:
    region = region_of(article.title, article.text, article.place)
    day = article.published_at.astimezone(ZONE).date().isoformat() if article.published_at else ""
    return {
        "tanggal": day,
        "media": article.outlet,
        "judul": article.title,
        "tautan": article.url,
        "tempat": article.place or "",
        "kode_wilayah": region.code or "" if region else "",
        "wilayah": region.name if region else "",
        "pemilihan": assessment.pemilihan,
        "status": assessment.status,
        "peluang_kasus": f"{assessment.flagged_probability:.3f}",
        "kelompok_terduga": _groups(assessment, Role.TERDUGA),
    }


def article_row(article: Article, assessment: Assessment) -> dict[str, str]:
    """One line of ``articles.csv``."""
    return _shared(article, assessment) | {
        "penulis": article.author or "",
        "peluang": f"{assessment.probability:.3f}",
        "ditandai": "ya" if assessment.flagged else "tidak",
        "kelompok_diimbau": _groups(assessment, Role.DIIMBAU),
        "jumlah_kata": str(len(article.text.split())),
        "sumber": article.source,
        "model": assessment.model,
    }


def flagged_row(article: Article, assessment: Assessment) -> dict[str, str]:
    """One line of ``flagged.csv``, with empty cells for the analyst."""
    reasons = {reason.casefold(): reason for part in assessment.evidence for reason in part.reasons}
    return _shared(article, assessment) | {
        "terduga": "; ".join(_accused(assessment.mentions)),
        "bentuk": "; ".join(assessment.bentuk),
        "bukti": "\n".join(part.text for part in assessment.evidence),
        "alasan": "; ".join(reasons.values()),
        "bantahan": "ya" if assessment.bantahan else "",
        "pasal_disebut": "; ".join(assessment.pasal),
        **dict.fromkeys(REVIEW, ""),
    }


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def write_csv(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, str]]) -> int:
    """Write UTF-8 with BOM, as RFC 4180 asks, and put it in place only when it is whole. Returns the rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    written = 0
    with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_harmless(row[column]) for column in columns])
            written += 1
    os.replace(unfinished, path)
    return written
