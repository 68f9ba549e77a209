"""The tagger as a spaCy component, for any spaCy program: ``nlp.add_pipe("netralitas_mentions")``.

Mentions land in ``doc.spans["netralitas"]``: the label is the group, ``span._.person`` the name beside it, and with
``config={"roles": True}`` ``span._.role`` is the role the default model gives it. They are those of the normal form of the text
(``pipeline.language.normalise``), put back where they stand in the text itself. The tokens may be anybody's: a mention
that starts or ends inside a token is widened to it. With ``config={"names": True}`` every name of a person in the text, beside a
post or not, lands in ``doc.spans["netralitas_names"]`` with the label ``PER``.

spaCy loads this module whenever it looks up any component, so it imports nothing heavy by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import accumulate

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.records import Mention, Role

SPANS_KEY, NAMES_KEY = "netralitas", "netralitas_names"
COLORS = {Role.TERDUGA: "#f4a6a0", Role.DIIMBAU: "#f6dd8a", Role.LAIN: "#d8dee6"}


class MentionTagger:
    """Callable on a ``Doc``; see the module."""

    def __init__(self, roles: bool, names: bool = False):
        from pipeline.assess import load_model

        self.names = names
        self.model = load_model() if roles else None
        for name in ("role", "person"):
            if not Span.has_extension(name):
                Span.set_extension(name, default=None)

    def _mentions(self, text: str) -> Iterable[Mention]:
        from pipeline.assess.reading import read
        from pipeline.language import parse
        from pipeline.mentions import tag

        if not text:
            return ()
        return self.model.assess_reading(read("", text)).mentions if self.model else tag(parse(text))

    def __call__(self, doc: Doc) -> Doc:
        from pipeline.language import normalise, span_at

        spans = []
        normal = normalise(doc.text)
        original = _originals(doc.text, normal)
        for mention in self._mentions(normal):
            span = span_at(doc, *original(mention.start, mention.end), mention.group.value)
            span._.person = mention.person
            span._.role = mention.role.value if self.model else None
            spans.append(span)
        doc.spans[SPANS_KEY] = spans
        if self.names:
            doc.spans[NAMES_KEY] = [span_at(doc, *original(*at), "PER") for at in _names(normal)]
        return doc


def _originals(text: str, normal: str) -> Callable[[int, int], tuple[int, int]]:
    """What tells where a stretch of the normal form of a text, from one visible character to another, stands in the text."""
    if text == normal:
        return lambda start, end: (start, end)
    from pipeline.language import places_in

    places = places_in(text)
    visible = list(accumulate((not char.isspace() for char in normal), initial=0))
    return lambda start, end: (places[visible[start]][0], places[visible[end] - 1][1])


def _names(text: str) -> Iterable[tuple[int, int]]:
    from pipeline.language import parse
    from pipeline.mentions.names import Names

    own = parse(text)
    return [(own[start].idx, own[end - 1].idx + len(own[end - 1])) for start, end in Names(own).all()]


@Language.factory("netralitas_mentions", assigns=["doc.spans"], default_config={"roles": False, "names": False})
def make(nlp: Language, name: str, roles: bool, names: bool) -> MentionTagger:
    """The factory spaCy finds by its entry point."""
    return MentionTagger(roles, names)


def render(doc: Doc) -> str:
    """HTML of a tagged text: each mention with its group, its role where known, and a colour for the role."""
    from spacy import displacy

    marks = [
        {
            "start": span.start_char,
            "end": span.end_char,
            "label": f"{span.label_} {span._.role}" if span._.role else span.label_,
        }
        for span in doc.spans[SPANS_KEY]
    ]
    colors = {mark["label"]: COLORS[Role(mark["label"].partition(" ")[2] or Role.LAIN)] for mark in marks}
    return displacy.render(
        {"text": doc.text, "ents": marks},
        style="ent",
        manual=True,
        page=True,
        jupyter=False,
        options={"colors": colors},
    )
