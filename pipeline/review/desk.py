"""The desk: a queue of leads, one story beside its reasons, a verdict with one key."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from sqlite3 import OperationalError
from urllib.parse import urlencode

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
from pipeline.export.rows import Lead, accused, percent
from pipeline.places.gazetteer import province_of, region_names
from pipeline.records import FLAGGED, ZONE, Article, Assessment, Evidence, Group, Mention, Review, Role, Status, Verdict
from pipeline.review.forms import (
    SAVE,
    UNDO,
    Form,
    meanwhile,
    read_form,
    read_number,
    read_review,
    read_seen,
    read_sieve,
    refilled,
    says_nothing_new,
    signed,
    write_sieve,
)
from pipeline.review.guard import Doorkeeper, Guard
from pipeline.store import Place, Sieve, Store, contradiction
from pipeline.store.queue import MOST_COUNTED

_PAGE, _MOST_TOLD = 50, 12
_CONTRADICTION = "putusan dan status koreksi saling bertentangan: 'benar' berarti status dari program tepat"
_BUSY = "Penyimpanan sedang dipakai atau tidak dapat ditulisi. Coba sebentar lagi."
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
    parts: tuple[Mention | Evidence, ...] = (*mentions, *said.evidence)
    cuts = {0, len(text)} | {edge for part in parts for edge in (part.start, part.end)}
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
            edition=_edition(),
            region_names=region_names(),
            statuses=list(Status),
            flagged=FLAGGED,
            groups=list(Group),
            roles=list(Role),
            verdicts=list(Verdict),
            percent=percent,
            most_told=_MOST_TOLD,
        )

    def _page(self, name: str, code: int = 200, **values: object) -> HTMLResponse:
        return HTMLResponse(self.templates.get_template(name).render(**values), code)

    def queue(self, request: Request) -> Response:
        """The cases that wait, the most urgent first, a page at a time."""
        query = dict(request.query_params)
        sieve = read_sieve(query)
        after = (
            Place(read_number(query["desakan"]), query["setelah"]) if {"desakan", "setelah"} <= query.keys() else None
        )
        with Store(self.db) as store:
            rows = store.queue(self.model, sieve, after, _PAGE + 1)
            shown = [self._listed(store, *row) for row in rows[:_PAGE]]
            waiting, outlets = store.waiting(self.model, sieve), store.outlets()
            regions = _by_province(store.lead_regions())
            last = store.place(self.model, rows[_PAGE - 1][0].url) if len(rows) > _PAGE else None
            decided = self._just_decided(store, request)
        further = last and urlencode(write_sieve(sieve) | {"desakan": repr(last.urgency), "setelah": last.url})
        return self._page(
            "queue.html", leads=shown, decided=decided, sieve=sieve, kept=urlencode(write_sieve(sieve)), sieve_fields=write_sieve(sieve).items(),
            waiting=waiting, most_counted=MOST_COUNTED, outlets=outlets, regions=regions,
            further=further, accused=accused, reviewer=self.keeper.reviewer(request),
        )  # fmt: skip

    def _listed(self, store: Store, article: Article, assessment: Assessment) -> tuple[Lead, int]:
        """A lead of the queue with the decision that stands, and how many more stories its case has."""
        lead = Lead(article, assessment, store.case_of(article.url) or "", review=store.review_of(article.url))
        stories = store.case_size(lead.case, self.model) if lead.case else 1
        return lead, stories - 1

    def _just_decided(self, store: Store, request: Request) -> tuple[Article, Review] | None:
        """The story this reviewer came from by deciding it, while that decision stands."""
        url = request.query_params.get("diputus", "")
        review = store.review_of(url)
        if review is None or review.reviewer != self.keeper.reviewer(request):
            return None
        article, _ = store.story(review.model, url)
        return article, review

    def story(self, request: Request) -> Response:
        """One story with its reasons, and the form for the verdict."""
        query = dict(request.query_params)
        return self._story(request, query.get("u", ""), read_sieve(query))

    def _story(
        self,
        request: Request,
        url: str,
        sieve: Sieve,
        refused: Form | None = None,
        said: Review | None = None,
        problem: str = "",
    ) -> Response:
        """The page of a story. ``refused``: a form that could not be kept; what it ``said`` stays filled in, beside what stands."""
        reviewer = self.keeper.reviewer(request)
        with Store(self.db) as store:
            try:
                article, assessment = store.story(self.model, url)
            except InputError:
                raise HTTPException(404, "Berita itu tidak ada di penyimpanan.") from None
            case, also_in = store.case_of(url), store.also_in(url)
            fellows = [a for a, _ in store.stories_of(case, self.model) if a.url != url] if case else []
            review = store.review_of(url)
            history = [
                (one, undone, _roles_told(store, one, article, assessment)) for one, undone in store.history(url)
            ]
            following = store.queue(self.model, sieve, store.place(self.model, url), 1)
            decided = self._just_decided(store, request)
            changes = [problem] if problem else []
            changes += meanwhile(store, refused, article, review, reviewer) if refused else []
        lead = Lead(article, assessment, case or "", tuple(also_in))
        shown = refilled(refused, said, article) if refused and said else review
        mentions = shown.marked(assessment) if shown else assessment.mentions
        told = {mention.start: mention.role for mention in (shown and shown.mentions) or assessment.mentions}
        changed = [m for m in review.marked(assessment) if m.start in dict(review.roles)] if review else []
        published = article.published_at.date() if article.published_at else None
        return self._page(
            "story.html", 409 if refused else 200, lead=lead, stretches=list(stretches(lead, mentions)), mentions=mentions, review=review,
            shown=shown, unsaved=shown is not review, meanwhile=changes, decided=decided, told=told, changed=changed, history=history, roles=dict(shown.roles) if shown else {},
            rules=legal_basis(assessment, published), doubts=list(map(meaning, assessment.doubts)), accused=accused, fellows=fellows,
            kept=urlencode(write_sieve(sieve)), sieve_fields=write_sieve(sieve).items(), following=following[0][0].url if following else None,
            zone=ZONE, reviewer=reviewer, taken_back="diurungkan" in request.query_params,
        )  # fmt: skip

    def decide(self, request: Request, form: Form) -> Response:
        """Keep a verdict and go on to the next story; or keep the rest without one, or take a decision back, and stay."""
        url, sieve, reviewer = form.get("u", ""), read_sieve(form), self.keeper.reviewer(request)
        review = None
        with Store(self.db) as store:
            try:
                _, assessment = store.story(self.model, url)
                following = store.queue(self.model, sieve, store.place(self.model, url), 1)
                seen = read_seen(form)
                standing = store.review_of(url)
                review = None if form["verdict"] == UNDO else read_review(form, self.model, reviewer, standing)
                if form.get("by", reviewer) != reviewer:
                    raise ConflictError("Another reviewer came in through the same browser.")
                if review is None:
                    store.undo(url, reviewer, datetime.now(UTC), seen)
                    return _to_story(url, sieve, diurungkan="1")
                if contradiction(review, assessment.status):
                    return self._story(request, url, sieve, form, review, _CONTRADICTION)
                if form["verdict"] != SAVE or not says_nothing_new(review, standing):
                    store.decide(signed(review, standing, form["verdict"] != SAVE), seen, form.get("text", ""))
            except ConflictError:
                return self._story(request, url, sieve, form, review)
            except (InputError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                raise HTTPException(400, "Isian tidak dapat dibaca. Muat ulang halaman dan coba lagi.") from None
        if form["verdict"] == SAVE:
            return _to_story(url, sieve)
        if following:
            return _to_story(following[0][0].url, sieve, diputus=url)
        return RedirectResponse(f"/?{urlencode({'diputus': url} | write_sieve(sieve))}", 303)


def _edition() -> str:
    """A mark of what lies in ``static``, so that a browser may keep it until it changes."""
    files = sorted((_HERE / "static").iterdir())
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def _roles_told(store: Store, review: Review, article: Article, assessment: Assessment) -> list[str]:
    """The roles a decision changed, each with the phrase where it was decided on the text that is shown."""
    known = store.decided_on(review) if review.roles else None
    mentions = review.marked(assessment) if known and known.text == article.text else ()
    phrases = {mention.start: mention.text for mention in mentions}
    return [f"{phrases[start]}: {role}" if start in phrases else role for start, role in review.roles]


def _by_province(codes: Iterable[str]) -> dict[str, list[str]]:
    """The codes under that of their province, which stands among them or not."""
    found: dict[str, list[str]] = {}
    for code in sorted(codes):
        found.setdefault(province_of(code), []).extend([code] if code != province_of(code) else [])
    return found


def _to_story(url: str, sieve: Sieve, **told: str) -> Response:
    """``told``: what the page of the story is to say of what was done before."""
    return RedirectResponse(f"/berita?{urlencode({'u': url} | told | write_sieve(sieve))}", 303)


def build(db: Path, model: str, keeper: Doorkeeper) -> Starlette:
    """The desk as an ASGI application."""
    desk = Desk(db, model, keeper)

    async def decide(request: Request) -> Response:
        return await run_in_threadpool(desk.decide, request, await read_form(request))

    async def failed(request: Request, problem: HTTPException) -> Response:
        return desk._page("problem.html", problem.status_code, problem=problem.detail)

    async def busy(request: Request, problem: OperationalError) -> Response:
        return desk._page("problem.html", 503, problem=f"{_BUSY} ({problem})")

    return Starlette(
        routes=[
            Route("/", desk.queue),
            Route("/berita", desk.story),
            Route("/berita", decide, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ],
        middleware=[Middleware(Guard, keeper=keeper)],
        exception_handlers={HTTPException: failed, OperationalError: busy},  # type: ignore[dict-item]  # one kind each
    )
