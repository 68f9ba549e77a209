"""New articles find the text they copy, and new flagged stories the case they tell."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.cases.copies import COPY, WINDOW, band_keys, shingles, standing_in
from pipeline.cases.rule import Rule, shipped_rule
from pipeline.cases.traits import keys_of, traits_of
from pipeline.places import region_of
from pipeline.records import Article, Assessment, Bentuk, Case, CaseStory, Role, Status

if TYPE_CHECKING:
    from pipeline.store import Store


def find_original(article: Article, store: Store) -> str | None:
    """Compare an article with the earlier ones, and keep what came of it.

    Returns the address of the text it copies, None where it copies none.
    """
    own = shingles(article.text)
    keys = band_keys(own)
    likely = ((standing_in(own, shingles(a.text)), a.url) for a in store.likely_originals(article, keys, WINDOW))
    share, url = max(likely, default=(0.0, ""))
    original = url if share >= COPY else None
    store.keep_fingerprint(article.url, keys, original)
    return original


def group_new(store: Store, model: str, rule: Rule | None = None) -> tuple[int, int]:
    """Put what a model flags and no case holds yet into a case, oldest first. Returns new cases and joined stories.

    A story goes to the case of the story most like it. What is in a case stays there: the rule never moves a
    story, nor joins two cases, so what analysts joined and split stays joined and split.
    """
    rule = rule or shipped_rule()
    made = joined = 0
    for article, assessment in store.ungrouped(model):
        traits = traits_of(article, assessment)
        keys = keys_of(traits)
        case = rule.choose(traits, store.near_stories(traits.day, keys, rule.window))
        store.keep_story(article.url, traits, keys, case)
        made, joined = made + (case is None), joined + (case is not None)
    return made, joined


def case(store: Store, id: str, model: str) -> Case:
    """A case as a model sees it, and as analysts decided; what they found to be no case tells neither persons nor forms, nor a stage unless nothing else does.

    Raises :class:`NetralitasError` for an id that was never given.
    """
    told = [_standing(store, article, said) for article, said in store.stories_of(id, model)]
    stories = tuple(
        CaseStory(a.url, a.title, a.outlet, a.published_at, said.status, tuple(store.also_in(a.url)), dismissed)
        for a, said, dismissed in told
    )
    days = [story.published_at for story in stories if story.published_at]
    counted = [said for _, said, dismissed in told if not dismissed]
    found = {form for said in counted for form in said.bentuk}
    return Case(
        id=store.standing_id(id),
        title=stories[0].title if stories else "",
        stories=stories,
        stage=stage_of([said.status for said in counted or [said for _, said, _ in told]]),
        persons=_persons(counted),
        place=_place([article for article, *_ in told]),
        bentuk=tuple(form for form in Bentuk if form in found),
        first=min(days, default=None),
        last=max(days, default=None),
    )


def _standing(store: Store, article: Article, said: Assessment) -> tuple[Article, Assessment, bool]:
    """A story with what stands of its assessment after the decision on it, and whether that found no case."""
    review = store.review_of(article.url)
    return (article, review.laid_over(said), review.dismisses(said)) if review else (article, said, False)


def stage_of(statuses: list[Status]) -> Status:
    """The latest outcome among statuses in order of time; ``dugaan`` where there is none."""
    return next((status for status in reversed(statuses) if status is not Status.DUGAAN), Status.DUGAAN)


def _persons(assessments: list[Assessment]) -> tuple[str, ...]:
    """The accused by name, the most often named first; a name that is part of a fuller one is left to it."""
    named = Counter(name for a in assessments for m in a.mentions if m.role is Role.TERDUGA for name in m.persons)
    full = [name for name in named if not any(name != other and f" {name} " in f" {other} " for other in named)]
    return tuple(sorted(full, key=lambda name: (-named[name], name)))


def _place(articles: list[Article]) -> str | None:
    places = Counter(r.name for a in articles if (r := region_of(a.title, a.text, a.place)) and r.code)
    return places.most_common(1)[0][0] if places else None
