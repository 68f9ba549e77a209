"""The model: a handful of linear models and a threshold. ``archive`` keeps it in files.

What is flagged is decided in two steps: first whether a story tells a case at all, then which stage the case has
reached, or which kind of other story it is.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from pipeline.assess.doubt import decision_doubts, text_doubts
from pipeline.assess.evidence import evidence
from pipeline.assess.facts import cited_articles, denial, election
from pipeline.assess.forms import form_features
from pipeline.assess.linear import Linear, log_odds
from pipeline.assess.reading import Reading, read
from pipeline.assess.roles import mention_features
from pipeline.assess.status import status_features
from pipeline.assess.story import decide_roles, spare_relatives, story_features
from pipeline.assess.why import considerations
from pipeline.assess.words import MaskedTokens, word_counts
from pipeline.errors import InputError
from pipeline.language import normalise
from pipeline.records import FLAGGED, Article, Assessment, Bentuk, Status

MOST_CHARACTERS = 1_000_000
STRANGE = 0.01
"""The share of training articles that would seem unlike all others; ``Calibration.least_known`` is set by it."""
PARTS = ("words", "roles", "story_roles", "case", "stage", "other")


@dataclass(frozen=True)
class Calibration:
    """How the chance of a case is read from the model's score, and from where on a story is flagged.

    ``slope`` and ``shift`` act on the log-odds; 1 and 0 leave them as the corpus taught them. ``threshold``: the least
    chance that is flagged. ``least_known``: stories with a smaller share of known words are unlike the corpus.
    """

    threshold: float
    least_known: float
    slope: float = 1.0
    shift: float = 0.0

    def chance(self, score: float) -> float:
        """The chance of a case for these log-odds."""
        return 1 / (1 + math.exp(-max(-500.0, min(500.0, self.slope * score + self.shift))))


@dataclass(frozen=True)
class Model:
    """``words``: status from words alone; ``roles``: of one mention by itself; ``story_roles``: in its story;
    ``case``: whether it is a case story; ``stage`` and ``other``: which one of those statuses; ``forms``: for each form of
    breach a yes or no. ``manifest``: where the model comes from and how good it was.
    """

    words: Linear
    roles: Linear
    story_roles: Linear
    case: Linear
    stage: Linear
    other: Linear
    forms: dict[Bentuk, Linear]
    calibration: Calibration
    manifest: dict[str, Any]

    @property
    def threshold(self) -> float:
        """The least chance of a case that is flagged."""
        return self.calibration.threshold

    @property
    def learned(self) -> frozenset[str]:
        """The texts it was trained on beside the corpus, by the beginnings of their hashes."""
        told = self.manifest.get("learned")
        return frozenset(one for one in told if isinstance(one, str)) if isinstance(told, list) else frozenset()

    @cached_property
    def name(self) -> str:
        """Name and version, as kept beside every assessment."""
        digest = hashlib.sha256(json.dumps(asdict(self.calibration), sort_keys=True).encode())
        for part, linear in sorted(self.linears().items()):
            for name, array in sorted(linear.arrays().items()):
                digest.update(f"{part}.{name}".encode() + array.tobytes())
        return f"{self.manifest['name']}-{digest.hexdigest()[:8]}"

    def linears(self) -> dict[str, Linear]:
        """Every part by its name, those of the forms as ``form-…``."""
        return {part: getattr(self, part) for part in PARTS} | {f"form-{f}": m for f, m in self.forms.items()}

    def role_chances(self, reading: Reading, masked: MaskedTokens) -> list[dict[str, float]]:
        """For each mention, looked at by itself, the probability of each role."""
        return spare_relatives(reading, map(self.roles.probabilities, mention_features(reading, masked.text)))

    def assess(self, text: str, title: str = "") -> Assessment:
        """Assess one article. Mentions and evidence hold offsets into the normalised text.

        Raises :class:`InputError` for text without words or beyond a million characters.
        """
        return self.assess_reading(read(normalise(title), checked(text)))

    def assess_article(self, article: Article) -> Assessment:
        """The same for an :class:`Article`, whose text is normalised already."""
        return self.assess(article.text, article.title)

    def assess_many(self, articles: Iterable[tuple[str, str]]) -> Iterator[Assessment]:
        """Assess ``(title, text)`` pairs one by one, in order."""
        return (self.assess(text, title) for title, text in articles)

    def case_score(self, features: dict[str, float]) -> float:
        """The log-odds of a case, before calibration."""
        return float(self.case.scores(features)[0])

    def score(self, text: str, title: str = "") -> float:
        """The same for an article. Raises as ``assess`` does."""
        reading = read(normalise(title), checked(text))
        masked = MaskedTokens.of(reading)
        words = self.words.probabilities(word_counts(reading, masked))
        return self.case_score(status_features(reading, self.role_chances(reading, masked), words))

    def _probabilities(self, features: dict[str, float], chance: float) -> dict[Status, float]:
        found = {status: chance * p for status, p in self.stage.probabilities(features).items()}
        found |= {status: (1 - chance) * p for status, p in self.other.probabilities(features).items()}
        return {status: found.get(status, 0.0) for status in Status}

    def assess_reading(self, reading: Reading) -> Assessment:
        """The same for an article that was read already."""
        masked = MaskedTokens.of(reading)
        alone, counts = self.role_chances(reading, masked), word_counts(reading, masked)
        words = self.words.probabilities(counts)
        features = status_features(reading, alone, words)
        chance = self.calibration.chance(self.case_score(features))
        probabilities = self._probabilities(features, chance)
        flagged = chance >= self.threshold
        status = max((s for s in Status if (s in FLAGGED) == flagged), key=probabilities.__getitem__)
        samples = story_features(reading, alone, words)
        chances = spare_relatives(reading, map(self.story_roles.probabilities, samples))
        mentions = decide_roles(reading, chances, status)
        distance = log_odds(chance) - log_odds(self.threshold)
        known = self.words.known(counts)
        return Assessment(
            status=status,
            probabilities=probabilities,
            flagged=flagged,
            flagged_probability=chance,
            bentuk=self._forms(reading, masked) if flagged else (),
            mentions=mentions,
            evidence=evidence(reading, chances, mentions, status),
            pemilihan=election(reading),
            pasal=cited_articles(reading.text),
            bantahan=denial(reading),
            model=self.name,
            considerations=considerations(self.case, features),
            doubts=(
                *text_doubts(reading, known, self.calibration.least_known),
                *decision_doubts(distance, probabilities, flagged),
            ),
            unknown=1 - known,
        )

    def _forms(self, reading: Reading, masked: MaskedTokens) -> tuple[Bentuk, ...]:
        features = form_features(reading, masked)
        told = {form: model.probabilities(features)["ya"] for form, model in self.forms.items()}
        return tuple(form for form in Bentuk if told.get(form, 0.0) >= 0.5)


def checked(text: str) -> str:
    """The normalised text, or :class:`InputError` where there is nothing to assess."""
    text = normalise(text)
    if not any(char.isalpha() for char in text):
        raise InputError("empty-page", "There is no text to assess. Give the text of one article.")
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            "too-big",
            f"The text has {len(text):,} characters; an article of more than {MOST_CHARACTERS:,} is not read. Split it.",
        )
    return text
