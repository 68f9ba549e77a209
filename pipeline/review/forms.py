"""What the desk's pages send: which stories to show, and what an analyst says of one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from pipeline.records import Article, Review, Role, Status, Verdict
from pipeline.store import Sieve, Store, signed_note

Form = dict[str, str]
SAVE, UNDO = "simpan", "urung"
"""What a form may carry in the place of a verdict."""

_MOST_NOTE = 20_000
"""Signs of a note; a cell of a workbook holds 32,767."""
_MOST_BYTES = 1_000_000


async def read_form(request: Request) -> Form:
    """The fields of a form. Raises :class:`HTTPException` where it is too long."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise HTTPException(413, "Isian terlalu panjang.")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def read_sieve(values: Form) -> Sieve:
    """The filters in an address or a form. Raises :class:`HTTPException` for what is no date or region."""
    known = {field.name for field in fields(Sieve)}
    try:
        return Sieve(**{name: values[f"f_{name}"].strip() for name in known if f"f_{name}" in values})
    except ValueError:
        raise HTTPException(400, "Saringan tidak dapat dibaca. Tulis tanggal sebagai 2024-10-14.") from None


def write_sieve(sieve: Sieve) -> Form:
    """The filters as fields of an address or a form."""
    return {f"f_{name}": value for name, value in asdict(sieve).items()}


def read_number(text: str) -> float:
    """A number in an address. Raises :class:`HTTPException` where it is none."""
    try:
        return float(text)
    except ValueError:
        raise HTTPException(400, "Alamat halaman tidak dapat dibaca.") from None


def read_seen(form: Form) -> int | None:
    """The id of the decision that the page showed; ``None`` where there was none. Raises :class:`ValueError` for what is none."""
    if not form.get("seen"):
        return None
    seen = int(form["seen"])
    if not 0 <= seen < 2**63:
        raise ValueError(f"{seen} is no id")
    return seen


def read_review(form: Form, model: str, reviewer: str, standing: Review | None) -> Review:
    """What an analyst says of a story. Saved without a verdict, the one that stands is kept."""
    roles = json.loads(form.get("roles") or "{}")
    kept = standing.verdict if standing else None
    return Review(
        url=form["u"],
        model=model,
        verdict=kept if form["verdict"] == SAVE else Verdict(form["verdict"]),
        reviewer=reviewer,
        decided_at=datetime.now(UTC),
        status=Status(form["status"]) if form.get("status") else None,
        roles=tuple(sorted((int(start), Role(role)) for start, role in roles.items())),
        note=_note(form.get("note", ""), standing.note if standing else ""),
        mentions=standing.mentions if standing else None,
        bentuk=standing.bentuk if standing else None,
    )


def _note(written: str, standing: str) -> str:
    """A note as it was typed; the one that stands where nobody touched it, for browsers write the ends of its lines anew.

    Raises :class:`HTTPException` where it is too long.
    """
    note, before = (re.sub("\r\n?", "\n", text).strip() for text in (written, standing))
    if note == before:
        return standing
    if len(note) > _MOST_NOTE:
        raise HTTPException(
            413, f"Catatan ini {len(note)} huruf, paling banyak {_MOST_NOTE}. Ringkaskan, lalu tekan lagi."
        )
    return note


def signed(review: Review, standing: Review | None, pressed: bool) -> Review:
    """A review with the names of those who decided, or noted, what it leaves as it stands. ``pressed``: a verdict was."""
    if standing is None:
        return review
    if standing.note and review.note.startswith(standing.note):
        added = review.note.removeprefix(standing.note)
        review = replace(review, note=signed_note(standing.note, standing.reviewer, review.reviewer) + added)
    told = ("verdict", "status", "roles", "mentions", "bentuk")
    if pressed or not standing.decides or any(getattr(review, name) != getattr(standing, name) for name in told):
        return review
    note = signed_note(review.note, review.reviewer, standing.decider)
    return replace(review, note=note, judge=standing.decider, judged=standing.judged)


def says_nothing_new(review: Review, standing: Review | None) -> bool:
    """Whether a review leaves everything as it stands."""
    nothing = Review(review.url, review.model, None, review.reviewer, review.decided_at)
    return review.agrees(standing or nothing)


def refilled(form: Form, review: Review, article: Article) -> Review:
    """What a refused form said, to be shown again; roles belong to places in the text and fall with it."""
    return review if form.get("text") == article.text_hash else replace(review, roles=())


def meanwhile(store: Store, form: Form, article: Article, standing: Review | None, reviewer: str) -> Iterator[str]:
    """What happened since the page with this form was opened."""
    seen = read_seen(form) or 0
    if form.get("by", reviewer) != reviewer:
        yield f"{reviewer} masuk di peramban ini menggantikan {form['by']}"
    if form.get("text", article.text_hash) != article.text_hash:
        fallen = form.get("roles", "{}") not in ("", "{}")
        yield f"media mengubah teks berita ini{', sehingga peran yang Anda ubah harus diubah lagi' if fallen else ''}"
    if standing and standing.id > seen:
        did = "menambah catatan pada putusan" if standing.judge else "memutuskan"
        yield f"{standing.reviewer} {did} {standing.verdict or 'tanpa putusan'}"
    elif by := store.undone_by(seen):
        yield f"{by} mengurungkan putusan yang Anda lihat"
