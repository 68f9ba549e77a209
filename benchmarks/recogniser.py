"""Whether a trained recogniser finds what the lexicon does not, and at what cost.

    python benchmarks/recogniser.py [SPLIT] [NAMES] [EPOCHS]

trains a small spaCy recogniser (a convolutional network over word shapes, no ready vectors) on the marks of the train split,
then prints Markdown for ``dev`` or ``test``: lexicon, recogniser, and both. ``both`` keeps what the lexicon says, adds what the
recogniser finds apart from it, and takes a name from it where the lexicon has none. NAMES: a file of tokens with tags
B-PER and I-PER, on which names of persons are scored as well.
"""

from __future__ import annotations

import random
import sys
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import spacy
from command import options, there
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import compounding, fix_random_seed, minibatch

from pipeline.extract.furniture import blank_furniture
from pipeline.language import language, parse
from pipeline.learn.corpus import LabelledArticle
from pipeline.learn.names import tagged_sentences
from pipeline.learn.scores import Score
from pipeline.learn.splits import articles_of
from pipeline.learn.tagging import Tagging, score_tagging
from pipeline.mentions import tag
from pipeline.mentions.names import spans
from pipeline.records import Group, Mention

CORPUS = Path("corpus/articles")
PERSON = "PER"
_NEAR, _BESIDE = 80, 3
_MODEL = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 64,
            "rows": [2000, 500, 1000, 500],
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 64,
            "window_size": 1,
            "maxout_pieces": 2,
            "depth": 3,
        },
    },
}


def _entities(doc: Doc, article: LabelledArticle) -> list[Span]:
    """The marks of an article as entities, and the name that stands beside each."""
    spans = []
    for mention in article.mentions or ():
        spans.append(doc.char_span(mention.start, mention.end, mention.group.value, alignment_mode="expand"))
        if mention.person:
            near = article.text.find(mention.person, mention.end, mention.end + _NEAR)
            if near < 0:
                near = article.text.rfind(mention.person, max(0, mention.start - _NEAR), mention.start)
            if near >= 0:
                spans.append(doc.char_span(near, near + len(mention.person), PERSON, alignment_mode="expand"))
    return spacy.util.filter_spans(spans)


def _sentences(article: LabelledArticle) -> Iterator[tuple[Doc, Doc]]:
    """Each sentence with something marked, and every fourth without, bare and with its entities."""
    doc = parse(article.text)
    doc.ents = _entities(doc, article)
    for number, sentence in enumerate(doc.sents):
        if (sentence.ents or number % 4 == 0) and sentence.text.strip():
            marked = sentence.as_doc()
            bare = Doc(doc.vocab, [t.text for t in marked], [bool(t.whitespace_) for t in marked])
            yield bare, marked


def train(articles: Iterable[LabelledArticle], epochs: int) -> Language:
    """A recogniser of groups and persons; the same articles give the same one."""
    fix_random_seed(0)
    shuffled = random.Random(0)
    nlp = Language(language().vocab)
    nlp.add_pipe("ner", config={"model": _MODEL})
    examples = [Example(*pair) for article in articles if article.mentions is not None for pair in _sentences(article)]
    nlp.initialize(lambda: examples)
    optimizer = nlp.create_optimizer()
    for epoch in range(epochs):
        shuffled.shuffle(examples)
        losses: dict[str, float] = {}
        for batch in minibatch(examples, compounding(16.0, 128.0, 1.002)):
            nlp.update(batch, sgd=optimizer, drop=0.2, losses=losses)
        print(f"epoch {epoch + 1}: loss {losses['ner']:.0f}", file=sys.stderr, flush=True)
    return nlp


def _beside(names: Sequence[Span], start: int, end: int) -> str | None:
    """The name right behind the tokens of a mention, or before it with a comma between."""
    starts = [name.start for name in names]
    i = bisect_left(starts, end)
    if i < len(names) and names[i].start - end < _BESIDE:
        return names[i].text
    before = names[i - 1] if i else None
    return before.text if before and 0 < start - before.end < 2 and before.doc[before.end].text == "," else None


def recognised(nlp: Language, text: str) -> list[Mention]:
    """The mentions the recogniser finds, with the names beside them."""
    doc = nlp.get_pipe("ner")(parse(blank_furniture(text)))
    names = [ent for ent in doc.ents if ent.label_ == PERSON]
    return [
        Mention(e.text, e.start_char, e.end_char, Group(e.label_), person=_beside(names, e.start, e.end))
        for e in doc.ents
        if e.label_ != PERSON
    ]


def both(nlp: Language, text: str) -> list[Mention]:
    """What the lexicon finds; where it finds anything, also what the recogniser finds apart from it."""
    known = _lexicon(text)
    if not known:
        return known
    more = recognised(nlp, text)
    persons = {m.start: m.person for m in more}
    named = [replace(m, person=m.person or persons.get(m.start)) for m in known]
    apart = [m for m in more if all(m.end <= k.start or m.start >= k.end for k in known)]
    return sorted([*named, *apart], key=lambda m: m.start)


def _lexicon(text: str) -> list[Mention]:
    return tag(parse(blank_furniture(text)))


def score_names(nlp: Language, path: Path) -> Score:
    """Names of persons in sentences of tokens, exact edges."""
    right = found = true = 0
    for words, labels in tagged_sentences(path):
        persons = set(spans(labels))
        doc = nlp.get_pipe("ner")(Doc(nlp.vocab, words))
        said = {(ent.start, ent.end) for ent in doc.ents if ent.label_ == PERSON}
        right, found, true = right + len(said & persons), found + len(said), true + len(persons)
    return Score.of(right, found, true)


def _row(name: str, tagging: Tagging, took: float) -> str:
    scores = (tagging.overall, tagging.exact, tagging.person)
    return (
        f"| {name} | "
        + " | ".join(f"{s.precision:.3f} | {s.recall:.3f} | {s.f1:.3f}" for s in scores)
        + f" | {took:.1f} |"
    )


def main() -> None:
    """Train, then print how well each way finds mentions."""
    parser = options(__doc__)
    parser.add_argument("split", nargs="?", choices=["dev", "test"], default="dev")
    parser.add_argument("names", nargs="?", type=there)
    parser.add_argument("epochs", nargs="?", type=int, default=8)
    given = parser.parse_args()
    nlp = train(articles_of(CORPUS, "train"), given.epochs)
    print(f"{len(nlp.to_bytes(exclude=['vocab', 'tokenizer'])) / 1e6:.1f} MB\n")
    articles = articles_of(CORPUS, given.split)
    print("| | mentions: P | R | F1 | exact: P | R | F1 | persons: P | R | F1 | ms an article |")
    print("|" + "---|" * 11)
    ways = {"lexicon": _lexicon, "recogniser": lambda t: recognised(nlp, t), "both": lambda t: both(nlp, t)}
    for name, way in ways.items():
        begun = time.perf_counter()
        tagging = score_tagging(articles, way)
        print(_row(name, tagging, (time.perf_counter() - begun) / len(articles) * 1000))
    if given.names:
        score = score_names(nlp, given.names)
        print(
            f"\n{given.names.name}, names of persons: P {score.precision:.3f}, R {score.recall:.3f}, F1 {score.f1:.3f}"
        )


if __name__ == "__main__":
    main()
