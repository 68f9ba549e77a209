"""What a user would put together instead: an extractor, a tagger, a classifier of words, one page at a time.

    python benchmarks/user_build.py EXTRACTOR TAGGER < given.json

``EXTRACTOR`` is one of ``peers.py``, or ``none`` for texts in the place of pages, of which the tagger alone is timed; ``TAGGER`` one of ``TAGGERS``. ``given.json`` holds ``pages``, a list of
``{"url", "html"}``, ``learned``, pairs of text and status for the classifier, and ``patterns`` of the entity ruler. Printed is on the last line
how many pages a second, without loading and after a first page (of texts: after a first round over all, by processor time). Run by ``path.py`` and ``speed.py``; needs nothing of this project.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

from command import options
from peers import PEERS

Tagger = Callable[[str], object]
NLP_ID_SENTENCES = 300
NO_EXTRACTOR = "none"


def spacy_blank(patterns: list[dict[str, str]]) -> Tagger:
    """spaCy for Indonesian as it ships: tokens, and sentences by the plainest rule."""
    import spacy

    nlp = spacy.blank("id")
    nlp.add_pipe("sentencizer")
    return nlp


def spacy_rules(patterns: list[dict[str, str]]) -> Tagger:
    """spaCy for Indonesian, which has no trained pipeline, with an entity ruler."""
    nlp = spacy_blank(patterns)
    nlp.add_pipe("entity_ruler").add_patterns(patterns)
    return nlp


def nlp_id(patterns: list[dict[str, str]]) -> Tagger:
    """The part-of-speech tagger of nlp_id. Its model is a download; here it is trained on sentences that the package carries."""
    import nlp_id as package
    from nlp_id.postag import PosTag
    from nlp_id.tokenizer import Tokenizer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.pipeline import make_pipeline

    told = (Path(package.__file__).parent / "data" / "dataset_postag.txt").read_text(encoding="utf-8")
    blocks = told.strip().split("\n\n")[:NLP_ID_SENTENCES]
    sentences = [
        [pair for line in part.splitlines() if all(pair := line.split("\t")) and len(pair) == 2] for part in blocks
    ]
    tagger = PosTag.__new__(PosTag)  # its constructor downloads
    samples = [(tagger.features([word for word, _ in s], i), tag) for s in sentences for i, (_, tag) in enumerate(s)]
    forest = make_pipeline(DictVectorizer(), RandomForestClassifier(n_jobs=1, random_state=0))
    forest.fit(*zip(*samples, strict=True))
    tokenizer = Tokenizer()

    def tag(text: str) -> object:
        for sentence in re.split(r"(?<=[.!?])\s+|\n", text):  # nltk's splitter is a download too
            words = [word for word in tokenizer.tokenize(sentence) if word]
            if words:
                forest.predict([tagger.features(words, i) for i in range(len(words))])
        return text

    return tag


def text_of(extract: Callable[[str, str], str], page: dict) -> str:
    """The text of a page, empty where the extractor fails on it."""
    try:
        return extract(page["url"], page["html"])
    except ImportError:
        raise
    except Exception:
        return ""


TAGGERS = {one.__name__: one for one in (spacy_blank, spacy_rules, nlp_id)}


def _whole(extractor: str, tag: Tagger, learned: list[tuple[str, str]]) -> Callable[[dict], object]:
    """What is done to one page."""
    if extractor == NO_EXTRACTOR:
        return lambda page: tag(page["html"])
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    classifier = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=300))
    classifier.fit(*zip(*learned, strict=True))

    def whole(page: dict) -> None:
        text = text_of(PEERS[extractor], page)
        tag(text)
        classifier.predict_proba([text])

    return whole


def main() -> None:
    """Build it, run it over the pages, print the rate."""
    parser = options(__doc__)
    parser.add_argument("extractor", choices=[*PEERS, NO_EXTRACTOR])
    parser.add_argument("tagger", choices=TAGGERS)
    asked = parser.parse_args()
    given = json.load(sys.stdin)
    whole = _whole(asked.extractor, TAGGERS[asked.tagger](given["patterns"]), given["learned"])
    alone = asked.extractor == NO_EXTRACTOR
    clock = process_time if alone else perf_counter
    for page in given["pages"] if alone else given["pages"][:1]:  # a tagger alone is timed warm, as ours is beside it
        whole(page)
    begun = clock()
    for page in given["pages"]:
        whole(page)
    print(f"\n{len(given['pages']) / (clock() - begun)}")


if __name__ == "__main__":
    main()
