"""What a user would put together instead: an extractor, a tagger, a classifier of words, one page at a time.

    python benchmarks/user_build.py EXTRACTOR TAGGER < given.json

``EXTRACTOR`` is one of ``peers.py``, ``TAGGER`` one of ``TAGGERS``. ``given.json`` holds ``pages``, a list of
``{"url", "html"}``, ``learned``, pairs of text and status for the classifier, and ``patterns`` of the entity ruler. Printed is on the last line
how many pages a second, without loading and after a first page. Run by ``path.py``; needs nothing of this project.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from command import options
from peers import PEERS

Tagger = Callable[[str], object]
NLP_ID_SENTENCES = 300


def spacy_rules(patterns: list[dict[str, str]]) -> Tagger:
    """spaCy for Indonesian, which has no trained pipeline, with an entity ruler."""
    import spacy

    nlp = spacy.blank("id")
    nlp.add_pipe("sentencizer")
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


TAGGERS = {one.__name__: one for one in (spacy_rules, nlp_id)}


def main() -> None:
    """Build it, run it over the pages, print the rate."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    parser = options(__doc__)
    parser.add_argument("extractor", choices=PEERS)
    parser.add_argument("tagger", choices=TAGGERS)
    asked = parser.parse_args()
    given = json.load(sys.stdin)
    extract, tag = PEERS[asked.extractor], TAGGERS[asked.tagger](given["patterns"])
    classifier = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=300))
    classifier.fit(*zip(*given["learned"], strict=True))

    def whole(page: dict) -> None:
        text = text_of(extract, page)
        tag(text)
        classifier.predict_proba([text])

    whole(given["pages"][0])
    begun = perf_counter()
    for page in given["pages"]:
        whole(page)
    print(f"\n{len(given['pages']) / (perf_counter() - begun)}")


if __name__ == "__main__":
    main()
