"""Labelled articles → model.

Most parts read what the word and role models say of an article. So that they learn from
what these say of articles they never saw, both are trained again for each fold, with the articles of
some writers left out; no writer stands in two folds, so that a model never leans on whose hand it is.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple, Required, TypedDict

import numpy as np

from pipeline.assess.forms import form_features
from pipeline.assess.linear import Linear
from pipeline.assess.model import STRANGE, Calibration, Model
from pipeline.assess.reading import Reading, read
from pipeline.assess.roles import mention_features
from pipeline.assess.status import status_features
from pipeline.assess.story import story_features
from pipeline.assess.words import MaskedTokens, word_counts
from pipeline.errors import CorpusError
from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.fit import fit
from pipeline.learn.resume import Steps
from pipeline.places.gazetteer import province_of
from pipeline.records import FLAGGED, Bentuk, Role, Status, learned_mark


class How(TypedDict, total=False):
    """How a part is fitted; see :func:`pipeline.learn.fit.fit`."""

    strength: Required[float]
    least: int
    words: bool
    spread: bool
    balanced: bool


WORDS: How = {"strength": 10.0, "least": 2, "words": True}
ROLES: How = {"strength": 0.3, "least": 2}
STORY_ROLES: How = {"strength": 0.1, "least": 2, "spread": True}
STATUS: How = {"strength": 0.01, "least": 3, "spread": True}
FORMS: How = {"strength": 3.0, "least": 2, "words": True, "balanced": True}
# Articles are flagged from this chance of a case on. Chances are lower on real news than on the corpus, so it was
# chosen by looking at real articles (see README), where it keeps nearly every case; it cannot come from the corpus.
THRESHOLD = 0.33
FEWEST = 5
_LEAST_FORMS = 8
_MOST_FOLDS = 6
Say = Callable[[str], None]
NOTHING_KEPT = Steps(None, "")


@dataclass(frozen=True)
class Sample:
    """An article read for training: its features, the labelled role of each mention found, and how much it counts."""

    article: LabelledArticle
    reading: Reading
    words: dict[str, float]
    mentions: list[dict[str, float]]
    roles: list[Role | None] = field(repr=False)
    weight: float = 1.0


def sample(article: LabelledArticle, weight: float = 1.0) -> Sample:
    """Read one labelled article."""
    reading = read(article.title, article.text)
    masked = MaskedTokens.of(reading)
    return Sample(
        article=article,
        reading=reading,
        words=word_counts(reading, masked),
        mentions=mention_features(reading, masked.text),
        roles=[article.role_of(placed.mention) for placed in reading.mentions],
        weight=weight,
    )


def folds(articles: Sequence[LabelledArticle]) -> list[np.ndarray]:
    """Up to six parts of the articles, as indices, no writer in two of them.

    Under three writers there are five parts instead, which keep chains whole.
    """
    writers = sorted({article.writer for article in articles})
    if len(writers) >= 3:
        part_of = {writer: number % _MOST_FOLDS for number, writer in enumerate(writers)}
        parts = np.array([part_of[article.writer] for article in articles])
        return [np.flatnonzero(parts == part) for part in sorted(set(part_of.values()))]
    from sklearn.model_selection import StratifiedGroupKFold

    chains = [article.chain or article.id for article in articles]
    split = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    return [test for _, test in split.split(chains, [article.flagged for article in articles], chains)]


def _weights(samples: Sequence[Sample]) -> list[float]:
    return [s.weight for s in samples]


def _fit_words(samples: Sequence[Sample]) -> Linear:
    return fit([s.words for s in samples], [s.article.status for s in samples], weights=_weights(samples), **WORDS)


def _fit_roles(samples: Sequence[Sample]) -> Linear:
    return _fit_marked(samples, [s.mentions for s in samples], ROLES)


def _fit_marked(samples: Sequence[Sample], features: Sequence[list[dict[str, float]]], how: How) -> Linear:
    """From features of every mention, those a person gave a role."""
    marked = [
        (f, role, s.weight)
        for s, found in zip(samples, features, strict=True)
        for f, role in zip(found, s.roles, strict=True)
        if role
    ]
    found, roles, weights = zip(*marked, strict=True)
    return fit(found, roles, weights=weights, **how)


class Opinion(NamedTuple):
    """What models that never saw an article say of it: see ``status.status_features`` and ``Linear.known``."""

    roles: list[dict[str, float]]
    words: dict[str, float]
    known: float


def _opinion(words: Linear, roles: Linear, s: Sample) -> Opinion:
    chances = [roles.probabilities(features) for features in s.mentions]
    return Opinion(chances, words.probabilities(s.words), words.known(s.words))


def _without(samples: Sequence[Sample], held_out: np.ndarray) -> list[Sample]:
    held = set(held_out.tolist())
    return [s for i, s in enumerate(samples) if i not in held]


def outside_opinions(samples: Sequence[Sample], say: Say, steps: Steps = NOTHING_KEPT) -> list[Opinion]:
    """What models that never saw an article say of its words and its mentions. Folds that ``steps`` holds are not done again."""
    opinions: dict[int, Opinion] = {}
    parts = folds([s.article for s in samples])
    for number, held_out in enumerate(parts, start=1):
        kept = steps.get(number)
        say(f"fold {number} of {len(parts)}{', done before' if kept else ''}")
        if kept is None:
            rest = _without(samples, held_out)
            words, roles = _fit_words(rest), _fit_roles(rest)
            kept = [_opinion(words, roles, samples[i]) for i in held_out]
            steps.put(number, kept)
        for i, opinion in zip(held_out, kept, strict=True):
            opinions[i] = Opinion(*opinion)
    return [opinions[i] for i in range(len(samples))]


def _fit_story_roles(samples: Sequence[Sample], opinions: Sequence[Opinion]) -> Linear:
    features = [story_features(s.reading, o.roles, o.words) for s, o in zip(samples, opinions, strict=True)]
    return _fit_marked(samples, features, STORY_ROLES)


def _fit_status(samples: Sequence[Sample], opinions: Sequence[Opinion]) -> dict[str, Linear]:
    """The parts ``case``, ``stage`` and ``other``, from the same features."""
    features = [status_features(s.reading, o.roles, o.words) for s, o in zip(samples, opinions, strict=True)]
    flagged = [s.article.flagged for s in samples]
    statuses = [s.article.status for s in samples]
    weights = _weights(samples)

    def part(wanted: bool) -> Linear:
        chosen = [i for i, is_case in enumerate(flagged) if is_case is wanted]
        return fit(
            [features[i] for i in chosen], [statuses[i] for i in chosen], weights=[weights[i] for i in chosen], **STATUS
        )

    case = fit(
        features, ["ya" if is_case else "tidak" for is_case in flagged], explained=True, weights=weights, **STATUS
    )
    return {"case": case, "stage": part(True), "other": part(False)}


def _fit_forms(samples: Sequence[Sample]) -> dict[Bentuk, Linear]:
    cases = [s for s in samples if s.article.flagged and s.article.bentuk is not None]
    features = [form_features(s.reading, MaskedTokens.of(s.reading)) for s in cases]
    models = {}
    for form in Bentuk:
        told = ["ya" if form in (s.article.bentuk or ()) else "tidak" for s in cases]
        if told.count("ya") >= _LEAST_FORMS and told.count("tidak"):
            models[form] = fit(features, told, weights=_weights(cases), **FORMS)
    return models


def corpus_digest(articles: Sequence[LabelledArticle]) -> str:
    """SHA-256 over the ids, statuses and texts of the articles, in the order of their ids."""
    digest = hashlib.sha256()
    for article in sorted(articles, key=lambda a: a.id):
        digest.update(f"{article.id}\t{article.status}\t{article.title}\n{article.text}\n".encode())
    return digest.hexdigest()


def _enough(articles: Sequence[LabelledArticle]) -> None:
    found = {
        f"case stories ({', '.join(s for s in Status if s in FLAGGED)})": sum(a.flagged for a in articles),
        f"other stories ({', '.join(s for s in Status if s not in FLAGGED)})": sum(not a.flagged for a in articles),
        "stories with marked mentions": sum(bool(a.mentions) for a in articles),
    }
    for what, number in found.items():
        if number < FEWEST:
            raise CorpusError(
                f"{number} {what} are too few to learn from, at least {FEWEST} are needed. Label more of them, or train with the corpus."
            )


def seen(articles: Sequence[LabelledArticle]) -> dict[str, int]:
    """In how many articles each group and each province (by its code) stands."""
    counts: Counter[str] = Counter()
    for article in articles:
        counts.update({mention.group.value for mention in article.mentions or ()} | (article.terduga or set()))
        counts.update([province_of(article.region)] if article.region else [])
    return {str(name): count for name, count in sorted(counts.items())}


def train(
    articles: Sequence[LabelledArticle],
    *,
    name: str = "starter",
    threshold: float = THRESHOLD,
    say: Say = lambda _: None,
    weights: Mapping[str, float] | None = None,
    resume: Path | None = None,
) -> Model:
    """Train a model. Deterministic: the same articles in the same order give the same weights; in another order the fit ends a little elsewhere.

    ``weights``: by writer or origin (``LabelledArticle.writer``) how much an article counts; 1 where none is told. Words of an article that counts for little are
    known all the same: to leave one out, leave it out. ``resume``: a
    folder that keeps what is done until the training ends, so that one that was stopped goes on from there.

    Raises :class:`CorpusError` where there is too little to learn from.
    """
    _enough(articles)
    samples = [sample(article, (weights or {}).get(article.writer, 1.0)) for article in articles]
    say(f"{len(samples)} articles read")
    return train_on(samples, name=name, threshold=threshold, say=say, resume=resume)


def train_on(
    samples: Sequence[Sample],
    *,
    name: str = "starter",
    threshold: float = THRESHOLD,
    say: Say = lambda _: None,
    resume: Path | None = None,
) -> Model:
    """The same from articles that were read already."""
    articles = [s.article for s in samples]
    steps = Steps(resume, f"{_labels_digest(articles)} {_weights(samples)}")
    opinions = outside_opinions(samples, say, steps)
    say("fitting on everything")
    model = Model(
        words=_fit_words(samples),
        roles=_fit_roles(samples),
        story_roles=_fit_story_roles(samples, opinions),
        **_fit_status(samples, opinions),
        forms=_fit_forms(samples),
        calibration=Calibration(threshold, float(np.quantile([o.known for o in opinions], STRANGE))),
        manifest={
            "name": name,
            "articles": len(articles),
            "origins": dict(sorted(Counter(article.origin for article in articles).items())),
            "share_of_cases": round(sum(article.flagged for article in articles) / len(articles), 4),
            "corpus_sha256": corpus_digest(articles),
            "seen": seen(articles),
            "learned": sorted({learned_mark(a.text) for a in articles if a.origin != "corpus"}),
            "versions": {package: version(package) for package in ("spacy", "scikit-learn", "numpy")},
        },
    )
    steps.clear()
    return model


def _labels_digest(articles: Sequence[LabelledArticle]) -> str:
    """SHA-256 over everything that was labelled, in order; not of where it was read."""
    told = json.dumps(
        [asdict(replace(article, where="")) for article in articles],
        default=lambda one: sorted(one) if isinstance(one, frozenset) else str(one),
    )
    return hashlib.sha256(told.encode()).hexdigest()
