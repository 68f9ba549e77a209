"""How far two labellers agree who labelled the same articles: Cohen's kappa, Krippendorff's alpha, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.errors import CorpusError, NetralitasError
from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.labelled import by_text
from pipeline.records import Bentuk, Group, Mention, Role, Status

Pairs = Sequence[tuple[str, str]]
"""What the first and the second labeller said of the same things."""
Both = tuple[LabelledArticle, LabelledArticle]
STATUS, FORMS, MENTION = "status", "bentuk", "mention"
NONE = "-"
"""How it is written that there is no form, and where no mention is right."""


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
    """One thing two people labelled otherwise. ``what``: ``status``, ``bentuk`` or ``mention``; ``place``: the mention, with its edges.

    ``first``, ``second``: a status, the forms with commas between them, ``-`` for none, or a mention as ``GROUP:role``, empty where that labeller
    marked none.
    """

    id: str
    sha256: str
    title: str
    what: str
    place: str
    first: str
    second: str


@dataclass(frozen=True)
class Compared:
    """``differing``: in the order of the articles. ``one_sided``: how many mentions only one of them marked; they stand in
    ``differing``, not in the figures. ``unanswered``: how many one changed of which the other said nothing; in neither. ``changed``: ids of articles whose texts differ, which are compared nowhere."""

    figures: tuple[Agreement, ...]
    differing: tuple[Disagreement, ...]
    one_sided: int
    unanswered: int
    changed: tuple[str, ...]


def measure(name: str, pairs: Pairs) -> Agreement:
    """The figures over these pairs."""
    try:
        from nltk.metrics.agreement import AnnotationTask
    except ImportError:
        raise NetralitasError(
            "Agreement needs the package nltk. Install it with: pip install 'netralitas[notebooks]'"
        ) from None

    same = sum(one == other for one, other in pairs) / len(pairs)
    said = [(who, item, label) for item, pair in enumerate(pairs) for who, label in zip("ab", pair, strict=True)]
    chance_corrected = kappa(pairs)
    alpha = None if chance_corrected is None else AnnotationTask(said).alpha()
    return Agreement(name, len(pairs), same, chance_corrected, alpha)


def kappa(pairs: Pairs) -> float | None:
    """Cohen's kappa; ``None`` where only one label was ever given."""
    from sklearn.metrics import cohen_kappa_score

    first, second = zip(*pairs, strict=True)
    return None if len({*first, *second}) < 2 else float(cohen_kappa_score(first, second))


def shared(first: Sequence[LabelledArticle], second: Sequence[LabelledArticle]) -> list[Both]:
    """The texts that both labelled; another text is another article, whatever its id.

    Raises :class:`CorpusError` where there are none, or where one labeller stands on both sides.
    """
    others = by_text(second)
    both = [(one, others[key]) for key, one in by_text(first).items() if key in others]
    if not both:
        moved = len(changed_between(first, second))
        why = f"; of {moved} the text has changed in between, label the newer one again" if moved else ""
        raise CorpusError(
            f"The two files share no article (by its text){why}. Give two files that label the same ones."
        )
    for one, other in both:
        if one.labeller and one.labeller == other.labeller:
            raise CorpusError(
                f"{one.labeller} labelled {one.id} in both files. Agreement is between two people: give one file of each."
            )
    return both


def changed_between(first: Sequence[LabelledArticle], second: Sequence[LabelledArticle]) -> tuple[str, ...]:
    """The ids that stand in both with different texts."""
    texts = {article.id: article.text for article in second}
    return tuple(article.id for article in first if texts.get(article.id, article.text) != article.text)


def compare_labels(first: Sequence[LabelledArticle], second: Sequence[LabelledArticle]) -> Compared:
    """Figures over the texts both labelled, the cases of which both said the forms, and the mentions both marked: the whole, and each label
    against all others.

    Raises as :func:`shared` does.
    """
    both = shared(first, second)
    paired = [pair for one, other in both for pair in paired_mentions(one, other)]
    marked = [(one, other) for one, other in paired if one and other]
    one_sided = [
        found
        for pair in both
        for found in differences(*pair)
        if found.what == MENTION and not (found.first and found.second)
    ]
    return Compared(
        figures=(
            *_each("status", [(one.status, other.status) for one, other in both], Status),
            *_each_form([forms for pair in both if (forms := _forms_of_both(*pair))]),
            *_each("role", [(one.role, other.role) for one, other in marked], Role),
            *_each("group", [(one.group, other.group) for one, other in marked], Group),
        ),
        differing=tuple(found for pair in both for found in differences(*pair)),
        one_sided=len(one_sided),
        unanswered=len(paired) - len(marked) - len(one_sided),
        changed=changed_between(first, second),
    )


def _each(name: str, pairs: Pairs, labels: type[Status] | type[Role] | type[Group]) -> list[Agreement]:
    if not pairs:
        return []
    alone = [(label, [(str(a == label), str(b == label)) for a, b in pairs]) for label in labels]
    return [measure(name, pairs), *(measure(f"{name} {label}", told) for label, told in alone)]


def _forms_of_both(one: LabelledArticle, other: LabelledArticle) -> tuple[frozenset[Bentuk], frozenset[Bentuk]] | None:
    """The forms of a case; ``None`` where one of them says none."""
    if one.bentuk is None or other.bentuk is None or not (one.flagged and other.flagged):
        return None
    return one.bentuk, other.bentuk


def _each_form(pairs: Sequence[tuple[frozenset[Bentuk], frozenset[Bentuk]]]) -> list[Agreement]:
    """Over each form of each case, told or not; then for each form that either ever told."""
    if not pairs:
        return []
    told = {form: [(str(form in a), str(form in b)) for a, b in pairs] for form in Bentuk}
    alone = [measure(f"{FORMS} {form}", found) for form, found in told.items() if any("True" in pair for pair in found)]
    return [measure(FORMS, [pair for found in told.values() for pair in found]), *alone]


def _overlap(one: Mention, other: Mention) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def paired_mentions(one: LabelledArticle, other: LabelledArticle) -> Iterator[tuple[Mention | None, Mention | None]]:
    """The mentions of both that lie over each other, and ``None`` beside those only one marked.

    Nothing where one of them marked no mentions at all, as in a table of statuses.
    """
    if one.mentions is None or other.mentions is None:
        return
    left = list(other.mentions)
    for mention in one.mentions:
        match = max(left, key=lambda candidate: _overlap(mention, candidate), default=None)
        if match and _overlap(mention, match) > 0:
            left.remove(match)
            yield mention, match
        else:
            yield mention, None
    yield from ((None, mention) for mention in left)


def place_of(mention: Mention) -> str:
    """How a mention is named in a table."""
    return f"{mention.start}-{mention.end}: {mention.text}"


def label_of(mention: Mention | None) -> str:
    """Group and role as they are written in a table; empty for none."""
    return f"{mention.group}:{mention.role}" if mention else ""


def written_forms(forms: frozenset[Bentuk]) -> str:
    """Forms as they are written in a table."""
    return ", ".join(sorted(forms)) or NONE


def differences(one: LabelledArticle, other: LabelledArticle) -> Iterator[Disagreement]:
    """What two labels of one text do not agree on."""
    about = one.id, one.text_hash, one.title
    if one.status is not other.status:
        yield Disagreement(*about, STATUS, "", one.status, other.status)
    forms = _forms_of_both(one, other)
    if forms and forms[0] != forms[1]:
        yield Disagreement(*about, FORMS, "", written_forms(forms[0]), written_forms(forms[1]))
    for a, b in paired_mentions(one, other):
        left_open = (a is None and one.partial) or (b is None and other.partial)
        if (marked := a or b) and label_of(a) != label_of(b) and not left_open:
            yield Disagreement(*about, MENTION, place_of(marked), label_of(a), label_of(b))
