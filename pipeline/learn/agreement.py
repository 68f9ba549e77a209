"""How far two labellers agree who labelled the same articles: Cohen's kappa, Krippendorff's alpha, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import CorpusError, NetralitasError
from pipeline.learn.corpus import LabelledArticle
from pipeline.records import Role, Status

Pairs = Sequence[tuple[str, str]]
"""What the first and the second labeller said of the same things."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """``name``: what was labelled. Kappa and alpha, -1 to 1, are None where only one label was ever given."""

    name: str
    number: int
    same: float
    kappa: float | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing two people labelled otherwise. ``what``: ``status`` or ``role``; ``place``: the mention, with its offset."""

    article: str
    title: str
    what: str
    place: str
    first: str
    second: str


def measure(name: str, pairs: Pairs) -> Agreement:
    """The figures over these pairs."""
    try:
        from nltk.metrics.agreement import AnnotationTask
    except ImportError:
        raise NetralitasError(
            "Agreement needs the package nltk. Install it with: pip install 'netralitas[notebooks]'"
        ) from None
    from sklearn.metrics import cohen_kappa_score

    same = sum(one == other for one, other in pairs) / len(pairs)
    if len({label for pair in pairs for label in pair}) < 2:
        return Agreement(name, len(pairs), same, None, None)
    said = [(who, item, label) for item, pair in enumerate(pairs) for who, label in zip("ab", pair, strict=True)]
    first, second = zip(*pairs, strict=True)
    return Agreement(name, len(pairs), same, float(cohen_kappa_score(first, second)), AnnotationTask(said).alpha())


def agreement(
    first: Sequence[LabelledArticle], second: Sequence[LabelledArticle]
) -> tuple[list[Agreement], list[Disagreement]]:
    """Over the articles both labelled and the mentions both marked: the whole, and each label against all others.

    Raises :class:`CorpusError` where they share no article, or one that has changed between them.
    """
    others = {article.id: article for article in second}
    both = [(article, others[article.id]) for article in first if article.id in others]
    if not both:
        raise CorpusError("The two files share no article; give two files that label the same ones, by id.")
    if changed := [one.id for one, other in both if one.text != other.text]:
        raise CorpusError(f"The text of {', '.join(changed[:5])} is not the same in both; label the newer one again.")
    found = [Disagreement(a.id, a.title, "status", "", a.status, b.status) for a, b in both if a.status != b.status]
    roles: list[tuple[str, str]] = []
    for one, other in both:
        marked = {(m.start, m.end, m.group): m.role for m in other.mentions or ()}
        for mention in one.mentions or ():
            role = marked.get((mention.start, mention.end, mention.group))
            if role:
                roles.append((mention.role, role))
                if role != mention.role:
                    place = f"{mention.start}: {mention.text}"
                    found.append(Disagreement(one.id, one.title, "role", place, mention.role, role))
    statuses = [(one.status, other.status) for one, other in both]
    return [*_each("status", statuses, Status), *_each("role", roles, Role)], found


def _each(name: str, pairs: Pairs, labels: type[Status] | type[Role]) -> list[Agreement]:
    if not pairs:
        return []
    alone = [(label, [(str(a == label), str(b == label)) for a, b in pairs]) for label in labels]
    return [measure(name, pairs), *(measure(f"{name} {label}", told) for label, told in alone)]
