"""The desk: a queue of leads, one story beside its reasons, a verdict with one key."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, PackageLoader
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.assess.doubt import meaning
from pipeline.assess.law import legal_basis
from pipeline.errors import ConflictError, InputError
from pipeline.export.rows import Lead, accused
from pipeline.records import FLAGGED, ZONE, Group, Mention, Review, Role, Status, Verdict
from pipeline.review.guard import Doorkeeper, Guard
from pipeline.store import Place, Sieve, Store
from pipeline.store.queue import MOST_COUNTED

_PAGE = 50
_MOST_NOTE = 2_000
_MOST_BYTES = 1_000_000
_CHANGED = "Sementara itu orang lain memutuskan berita ini, atau teksnya berubah. Periksa sebelum memutuskan lagi."
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the text; ``mention`` where it names somebody, ``evidence`` where it decided."""

    text: str
    mention: Mention | None = None
    evidence: bool = False


def stretches(lead: Lead, mentions: Sequence[Mention]) -> Iterator[Stretch]:
    """The whole text in order, cut at mentions and at the ends of evidence."""
    text, said = lead.article.text, lead.assessment
    cuts = {0, len(text)} | {edge for part in (*mentions, *said.evidence) for edge in (part.start, part.end)}
    edges = sorted(cut for cut in cuts if cut <= len(text))
    at = {mention.start: mention for mention in mentions}
    until = 0
    for start, end in itertools.pairwise(edges):
        if start < until:
            continue
        mention = at.get(start)
        until = mention.end if mention else end
        inside = any(part.start <= start < part.end for part in said.evidence)
        yield Stretch(text[start:until], mention, inside)


class Desk:
    """The pages, over one store and one model. Each request opens the store for itself."""

    def __init__(self, db: Path, model: str, keeper: Doorkeeper):
        self.db, self.model, self.keeper = db, model, keeper
        self.templates = Environment(
            loader=PackageLoader("pipeline.review"), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self.templates.globals.update(
            statuses=list(Status), flagged=FLAGGED, groups=list(Group), roles=list(Role), verdicts=list(Verdict)
        )

    def _page(self, name: str, code: int = 200, **values: object) -> HTMLResponse:
        return HTMLResponse(self.templates.get_template(name).render(**values), code)

    def queue(self, request: Request) -> Response:
        """The cases that wait, the most urgent first, a page at a time."""
        query = dict(request.query_params)
        sieve = _sieve(query)
        after = Place(_number(query["desakan"]), query["setelah"]) if {"desakan", "setelah"} <= query.keys() else None
        with Store(self.db) as store:
            rows = store.queue(self.model, sieve, after, _PAGE + 1)
            shown = [self._listed(store, Lead(*row, store.case_of(row[0].url) or "")) for row in rows[:_PAGE]]
            waiting, outlets = store.waiting(self.model, sieve), store.outlets()
            last = store.place(self.model, rows[_PAGE - 1][0].url) if len(rows) > _PAGE else None
        further = last and urlencode(_kept(sieve) | {"desakan": repr(last.urgency), "setelah": last.url})
        return self._page(
            "queue.html", leads=shown, sieve=sieve, kept=urlencode(_kept(sieve)), waiting=waiting, most_counted=MOST_COUNTED, outlets=outlets,
            further=further, accused=accused, reviewer=self.keeper.reviewer(request),
        )  # fmt: skip

    def _listed(self, store: Store, lead: Lead) -> tuple[Lead, Review | None, int]:
        """A lead of the queue, the decision that stands, and how many more stories its case has."""
        stories = store.case_size(lead.case, self.model) if lead.case else 1
        return lead, store.review_of(lead.article.url), stories - 1

    def story(self, request: Request) -> Response:
        """One story with its reasons, and the form for the verdict."""
        query = dict(request.query_params)
        return self._story(request, query.get("u", ""), _sieve(query))

    def _story(self, request: Request, url: str, sieve: Sieve, warning: str = "", code: int = 200) -> Response:
        with Store(self.db) as store:
            try:
                article, assessment = store.story(self.model, url)
            except InputError:
                raise HTTPException(404, "Berita itu tidak ada di penyimpanan.") from None
            case, also_in = store.case_of(url), store.also_in(url)
            fellows = [a for a, _ in store.stories_of(case, self.model) if a.url != url] if case else []
            review, history = store.review_of(url), store.history(url)
            following = store.queue(self.model, sieve, store.place(self.model, url), 1)
        lead = Lead(article, assessment, case or "", tuple(also_in))
        mentions = review.marked(assessment) if review else assessment.mentions
        roles = dict(review.roles) if review else {}
        published = article.published_at.date() if article.published_at else None
        return self._page(
            "story.html", code, lead=lead, stretches=list(stretches(lead, mentions)), mentions=mentions, review=review, history=history,
            rules=legal_basis(assessment, published), doubts=list(map(meaning, assessment.doubts)), accused=accused, fellows=fellows,
            kept=urlencode(_kept(sieve)), sieve_fields=_kept(sieve).items(), following=following[0][0].url if following else None, warning=warning,
            changed=json.dumps({str(start): role for start, role in roles.items()}), zone=ZONE,
            reviewer=self.keeper.reviewer(request),
        )  # fmt: skip

    def decide(self, request: Request, form: dict[str, str]) -> Response:
        """Keep a verdict or take one back, and go on to the next story."""
        url, sieve, reviewer = form.get("u", ""), _sieve(form), self.keeper.reviewer(request)
        with Store(self.db) as store:
            try:
                store.story(self.model, url)
                following = store.queue(self.model, sieve, store.place(self.model, url), 1)
                seen = int(form["seen"]) if form.get("seen") else None
                if form.get("verdict") == "urung":
                    store.undo(url, reviewer, datetime.now(UTC), seen)
                    return _to_story(url, sieve)
                store.decide(_review(form, url, self.model, reviewer, store.review_of(url)), seen, form.get("text", ""))
            except ConflictError:
                return self._story(request, url, sieve, _CHANGED, 409)
            except (InputError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                raise HTTPException(400, "Isian tidak dapat dibaca. Muat ulang halaman dan coba lagi.") from None
        return (
            _to_story(following[0][0].url, sieve)
            if following
            else RedirectResponse(f"/?{urlencode(_kept(sieve))}", 303)
        )


def _to_story(url: str, sieve: Sieve) -> Response:
    return RedirectResponse(f"/berita?{urlencode({'u': url} | _kept(sieve))}", 303)


def _review(form: dict[str, str], url: str, model: str, reviewer: str, standing: Review | None) -> Review:
    roles = json.loads(form.get("roles") or "{}")
    return Review(
        url=url,
        model=model,
        verdict=Verdict(form["verdict"]) if form.get("verdict") else None,
        reviewer=reviewer,
        decided_at=datetime.now(UTC),
        status=Status(form["status"]) if form.get("status") else None,
        roles=tuple(sorted((int(start), Role(role)) for start, role in roles.items())),
        note=form.get("note", "")[:_MOST_NOTE].strip(),
        mentions=standing.mentions if standing else None,
        bentuk=standing.bentuk if standing else None,
    )


def _sieve(values: dict[str, str]) -> Sieve:
    known = {field.name for field in fields(Sieve)}
    sieve = Sieve(**{name: values[f"f_{name}"].strip() for name in known if f"f_{name}" in values})
    try:
        sieve.clauses()
    except ValueError:
        raise HTTPException(400, "Tanggal saringan tidak dapat dibaca. Tulis sebagai 2024-10-14.") from None
    return sieve


def _kept(sieve: Sieve) -> dict[str, str]:
    return {f"f_{name}": value for name, value in asdict(sieve).items()}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise HTTPException(400, "Alamat halaman tidak dapat dibaca.") from None


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise HTTPException(413, "Isian terlalu panjang.")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def build(db: Path, model: str, keeper: Doorkeeper) -> Starlette:
    """The desk as an ASGI application."""
    desk = Desk(db, model, keeper)

    async def decide(request: Request) -> Response:
        return await run_in_threadpool(desk.decide, request, await _form(request))

    async def failed(request: Request, problem: HTTPException) -> Response:
        return desk._page("problem.html", problem.status_code, problem=problem.detail)

    return Starlette(
        routes=[
            Route("/", desk.queue),
            Route("/berita", desk.story),
            Route("/berita", decide, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ],
        middleware=[Middleware(Guard, keeper=keeper)],
        exception_handlers={HTTPException: failed},
    )
