"""The tagger as a spaCy component, for any spaCy program: ``nlp.add_pipe("netralitas_mentions")``.

Mentions land in ``doc.spans["netralitas"]``: the label is the group, ``span._.person`` the name beside it, and with
``config={"roles": True}`` ``span._.role`` is the role the default model gives it. The tokens may be anybody's: a mention
that starts or ends inside a token is widened to it. With ``config={"names": True}`` every name of a person in the text, beside a
post or not, lands in ``doc.spans["netralitas_names"]`` with the label ``PER``.

spaCy loads this module whenever it looks up any component, so it imports nothing heavy by itself.
"""

from __future__ import annotations

from collections.abc import Iterable

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

        return self.model.assess_reading(read("", text)).mentions if self.model else tag(parse(text))

    def __call__(self, doc: Doc) -> Doc:
        from pipeline.language import span_at

        spans = []
        for mention in self._mentions(doc.text) if doc.text.strip() else ():
            span = span_at(doc, mention.start, mention.end, mention.group.value)
            span._.person = mention.person
            span._.role = mention.role.value if self.model else None
            spans.append(span)
        doc.spans[SPANS_KEY] = spans
        if self.names:
            doc.spans[NAMES_KEY] = [span_at(doc, *at, "PER") for at in _names(doc.text)]
        return doc


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
