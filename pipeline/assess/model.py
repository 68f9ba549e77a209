"""The model: four linear models and a threshold, stored as plain numbers and read without running anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from pipeline.assess.evidence import evidence
from pipeline.assess.facts import cited_articles, denial, election
from pipeline.assess.forms import form_features
from pipeline.assess.linear import Linear
from pipeline.assess.reading import Reading, read
from pipeline.assess.roles import Lift, decide_roles, mention_features
from pipeline.assess.status import status_features
from pipeline.assess.words import masked_tokens, word_counts
from pipeline.errors import InputError, ModelError
from pipeline.language import normalise
from pipeline.records import FLAGGED, Article, Assessment, Bentuk, Role, Status

FORMAT = 1
MOST_CHARACTERS = 1_000_000
_PARTS = ("words", "roles", "status")
_ARRAYS, _MANIFEST = "model.npz", "manifest.json"


@dataclass(frozen=True)
class Model:
    """``words``: status from words alone; ``roles``: of one mention; ``status``: from everything;
    ``forms``: for each form of breach a yes or no. ``role_lift``: see ``roles``. ``threshold``: from which flagged probability an
    article is flagged. ``manifest``: where the model comes from and how good it was.
    """

    words: Linear
    roles: Linear
    status: Linear
    forms: dict[Bentuk, Linear]
    role_lift: Lift
    threshold: float
    manifest: dict

    @cached_property
    def name(self) -> str:
        """Name and version, as kept beside every assessment."""
        digest = hashlib.sha256()
        for name, array in sorted(self._arrays().items()):
            digest.update(name.encode() + array.tobytes())
        return f"{self.manifest['name']}-{digest.hexdigest()[:8]}"

    def _linears(self) -> dict[str, Linear]:
        return {part: getattr(self, part) for part in _PARTS} | {f"form-{f}": m for f, m in self.forms.items()}

    def _arrays(self) -> dict[str, np.ndarray]:
        return {name: array for part, linear in self._linears().items() for name, array in _pack(part, linear).items()}

    def role_chances(self, reading: Reading) -> list[dict[str, float]]:
        """For each mention the probability of each role."""
        words = masked_tokens(reading.doc, reading.mentions)
        return [self.roles.probabilities(mention_features(reading, placed, words)) for placed in reading.mentions]

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

    def assess_reading(self, reading: Reading) -> Assessment:
        """The same for an article that was read already."""
        chances = self.role_chances(reading)
        words = self.words.probabilities(word_counts(reading))
        found = self.status.probabilities(status_features(reading, chances, words))
        probabilities = {status: found.get(status, 0.0) for status in Status}
        chance = sum(probabilities[status] for status in FLAGGED)
        flagged = chance >= self.threshold
        status = max((s for s in Status if (s in FLAGGED) == flagged), key=probabilities.__getitem__)
        mentions = decide_roles(reading, chances, status, probabilities, self.role_lift)
        return Assessment(
            status=status,
            probabilities=probabilities,
            flagged=flagged,
            flagged_probability=chance,
            bentuk=self._forms(reading, chances) if flagged else (),
            mentions=mentions,
            evidence=evidence(reading, chances, mentions, status),
            pemilihan=election(reading),
            pasal=cited_articles(reading.doc.text),
            bantahan=denial(reading),
            model=self.name,
        )

    def _forms(self, reading: Reading, chances: list[dict[str, float]]) -> tuple[Bentuk, ...]:
        features = form_features(reading, chances)
        told = {form: model.probabilities(features)["ya"] for form, model in self.forms.items()}
        return tuple(form for form in Bentuk if told.get(form, 0.0) >= 0.5)

    def save(self, folder: Path) -> None:
        """Write ``model.npz`` and ``manifest.json`` into ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(folder / _ARRAYS, allow_pickle=False, **self._arrays())
        manifest = self.manifest | {
            "format": FORMAT,
            "sha256": hashlib.sha256((folder / _ARRAYS).read_bytes()).hexdigest(),
            "threshold": self.threshold,
            "role_lift": self.role_lift,
            "parts": {
                part: {"classes": linear.classes, "normalise": linear.normalise, "sublinear": linear.sublinear}
                for part, linear in self._linears().items()
            },
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
        (folder / _MANIFEST).write_text(text + "\n", encoding="utf-8")


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


def _pack(part: str, linear: Linear) -> dict[str, np.ndarray]:
    names = np.frombuffer("\n".join(linear.features).encode(), dtype=np.uint8)
    return {
        f"{part}.features": names,
        f"{part}.weights": linear.weights,
        f"{part}.bias": linear.bias,
        f"{part}.scale": linear.scale,
    }


def _unpack(part: str, arrays: dict[str, np.ndarray], about: dict) -> Linear:
    features = tuple(arrays[f"{part}.features"].tobytes().decode().split("\n"))
    linear = Linear(
        classes=tuple(about["classes"]),
        features=features,
        weights=arrays[f"{part}.weights"],
        bias=arrays[f"{part}.bias"],
        scale=arrays[f"{part}.scale"],
        normalise=about["normalise"],
        sublinear=about["sublinear"],
    )
    if linear.weights.shape != (len(linear.classes), len(features)) or linear.scale.shape != (len(features),):
        raise ModelError(f"The part {part!r} of the model does not fit together; fetch or train it again.")
    return linear


def _default_folder() -> Path:
    packaged = Path(str(files("pipeline"))) / "models" / "default"
    return packaged if packaged.is_dir() else Path(str(files("pipeline"))).parent / "models" / "default"


def load_model(folder: Path | str | None = None) -> Model:
    """Read a model: the one that ships, or the one in ``folder``.

    Raises :class:`ModelError` where it is missing, altered since it was written, or of another format.
    """
    folder = Path(folder) if folder else _default_folder()
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        data = (folder / _ARRAYS).read_bytes()
    except FileNotFoundError as missing:
        raise ModelError(
            f"No model in {folder}: {Path(missing.filename).name} is missing. Train one with 'netralitas train'."
        ) from None
    except ValueError as broken:
        raise ModelError(f"The manifest of the model in {folder} cannot be read: {broken}.") from None
    if manifest.get("format") != FORMAT:
        raise ModelError(
            f"The model in {folder} has format {manifest.get('format')!r}, this version reads {FORMAT}. Train it again."
        )
    if hashlib.sha256(data).hexdigest() != manifest.get("sha256"):
        raise ModelError(f"The model in {folder} is not the one its manifest describes. Fetch or train it again.")
    try:
        with np.load(folder / _ARRAYS, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        parts = {part: _unpack(part, arrays, about) for part, about in manifest["parts"].items()}
    except (ValueError, KeyError, OSError, BadZipFile) as broken:
        raise ModelError(f"The model in {folder} is damaged ({broken}). Fetch or train it again.") from None
    return Model(
        **{part: parts[part] for part in _PARTS},
        forms={
            Bentuk(part.removeprefix("form-")): linear for part, linear in parts.items() if part.startswith("form-")
        },
        threshold=manifest["threshold"],
        role_lift={Status(s): {Role(r): lift for r, lift in row.items()} for s, row in manifest["role_lift"].items()},
        manifest=manifest,
    )
