"""How the corpus differs from real news, and whether anything but the content tells its classes apart.

    python benchmarks/corpus_report.py REAL.jsonl

prints Markdown: style beside real articles, cue rates by status beside real articles, and two probes.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from command import options, there
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from pipeline.assess.reading import Reading, read
from pipeline.assess.words import MaskedTokens, word_counts
from pipeline.learn.corpus import LabelledArticle, read_corpus
from pipeline.learn.labelled import read_labelled
from pipeline.records import Status

FUNCTION_WORDS = [
    "yang",
    "dan",
    "di",
    "ke",
    "dari",
    "untuk",
    "dengan",
    "pada",
    "dalam",
    "itu",
    "ini",
    "tidak",
    "akan",
    "juga",
    "sudah",
    "telah",
    "oleh",
    "saat",
    "agar",
    "bahwa",
    "para",
    "karena",
    "sebagai",
    "tersebut",
    "adalah",
    "bisa",
    "ada",
    "kami",
    "kita",
    "saya",
    "ia",
    "dia",
    "mereka",
    "namun",
    "serta",
    "atau",
    "hingga",
    "secara",
    "antara",
    "setelah",
    "sebelum",
    "masih",
    "lebih",
]
ATTRIBUTION = re.compile(
    r"\b(?:kata|ujar|tutur|jelas|ungkap|terang|tegas|tambah|imbuh|pungkas|ucap|sebut|papar|beber|tandas)(?:nya)?\b"
    r"|\b(?:mengatakan|menyatakan|menyampaikan|menjelaskan|menuturkan|mengungkapkan|menegaskan|menerangkan|menambahkan)\b",
    re.I,
)
QUOTE = re.compile(r"[“\"]([^“”\"]{15,600})[”\"]")
CUES = {
    "diduga, dugaan, dilaporkan": re.compile(r"\b(?:diduga|dugaan|dilaporkan)\b", re.I),
    "terbukti, sanksi, divonis, dicopot, dipecat": re.compile(
        r"\b(?:terbukti|sanksi|disanksi|divonis|vonis|dicopot|dipecat)\b", re.I
    ),
    "dihentikan, tidak terbukti, tidak memenuhi": re.compile(
        r"\b(?:dihentikan|ti?dak terbukti|tak terbukti|tidak memenuhi|bukan pelanggaran)\b", re.I
    ),
    "netral*": re.compile(r"\bnetral|\bketidaknetral", re.I),
    "imbau*, ingatkan": re.compile(r"\b(?:mengimbau|imbau|imbauan|diimbau|mengingatkan|ingatkan|diingatkan)\b", re.I),
}


def _style(reading: Reading) -> dict[str, float]:
    text = reading.doc.text
    words = re.findall(r"\w+", text)
    lengths = [end - start for start, end in reading.sentences]
    quotes = [len(quote.split()) for quote in QUOTE.findall(text)]
    first = [word.lower() for word in words[:120]]
    return {
        "words": len(words),
        "tokens a sentence": statistics.mean(lengths) if lengths else 0,
        "words a quote": statistics.mean(quotes) if quotes else 0,
        "quotes per 100 words": 100 * len(quotes) / max(len(words), 1),
        "attribution verbs per 100 words": 100 * len(ATTRIBUTION.findall(text)) / max(len(words), 1),
        "type-token ratio of the first 120 words": len(set(first)) / max(len(first), 1),
        "commas per 100 words": 100 * text.count(",") / max(len(words), 1),
        "figures per 100 words": 100 * len(re.findall(r"\b\d", text)) / max(len(words), 1),
        "capitals per 100 letters": 100 * sum(c.isupper() for c in text) / max(sum(c.isalpha() for c in text), 1),
    }


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def style_table(corpus: Sequence[Reading], real: Sequence[Reading]) -> str:
    """Medians of each measure."""
    ours, theirs = ([_style(reading) for reading in readings] for readings in (corpus, real))
    rows = [
        (name, f"{statistics.median(s[name] for s in ours):.2f}", f"{statistics.median(s[name] for s in theirs):.2f}")
        for name in ours[0]
    ]
    return _table(("median of articles", "corpus", "real"), rows)


def cue_table(corpus: Sequence[LabelledArticle], real: Sequence[LabelledArticle]) -> str:
    """The share of articles of a status that say a cue, corpus / real."""

    def share(articles: Sequence[LabelledArticle], status: Status, cue: re.Pattern[str], of: Callable) -> str:
        said = [bool(cue.search(of(article))) for article in articles if article.status is status]
        return f"{100 * sum(said) / len(said):.0f}" if said else "–"

    rows = []
    for where, of in (("title", lambda a: a.title), ("title or text", lambda a: f"{a.title}\n{a.text}")):
        for name, cue in CUES.items():
            cells = [f"{share(corpus, s, cue, of)} / {share(real, s, cue, of)}" for s in Status]
            rows.append((f"{name} in {where}", *cells))
    counts = [f"{sum(a.status is s for a in corpus)} / {sum(a.status is s for a in real)}" for s in Status]
    return _table(("% of articles, corpus / real", *Status), [("articles", *counts), *rows])


def _form_features(article: LabelledArticle) -> dict[str, float]:
    words = re.findall(r"\w+", article.text.lower())
    total = max(len(words), 1)
    features = {f"w:{word}": words.count(word) / total for word in FUNCTION_WORDS}
    features |= {f"p:{mark}": article.text.count(mark) / total for mark in ".,;:!?–-—“”\"'()/…\n"}
    return features | {"words": np.log(total), "title words": len(article.title.split())}


def _status_from_form(articles: Sequence[LabelledArticle], folds: int, groups: Sequence[str] | None) -> tuple[str, str]:
    """Accuracy of telling the status from form alone, and of always saying the most frequent one."""
    statuses = np.array([article.status.value for article in articles])
    form = make_pipeline(DictVectorizer(sparse=False), StandardScaler(), LogisticRegression(C=0.1, max_iter=1000))
    split = GroupKFold(folds) if groups is not None else KFold(folds, shuffle=True, random_state=0)
    told = cross_val_predict(form, [_form_features(a) for a in articles], statuses, groups=groups, cv=split)
    return f"{np.mean(told == statuses):.2f}", f"{max(np.mean(statuses == s) for s in set(statuses)):.2f}"


def probes(articles: Sequence[LabelledArticle], readings: Sequence[Reading], real: Sequence[LabelledArticle]) -> str:
    """How well a writer is told from the words, and a status from form alone, there and in real news."""
    writers = np.array([article.writer for article in articles])
    statuses = np.array([article.status.value for article in articles])
    words = [word_counts(reading, MaskedTokens.of(reading)) for reading in readings]
    by_words = make_pipeline(DictVectorizer(), TfidfTransformer(sublinear_tf=True), LinearSVC(C=1.0))
    told = cross_val_predict(by_words, words, writers, cv=StratifiedKFold(5, shuffle=True, random_state=0))
    majority = max(np.mean(statuses == status) for status in set(statuses))
    by_writer = np.array([max(set(statuses), key=lambda s: np.sum((writers == w) & (statuses == s))) for w in writers])
    rows = [
        (
            "writer, from all words",
            f"{np.mean(told == writers):.2f}",
            f"{max(np.mean(writers == w) for w in set(writers)):.2f}",
        ),
        ("status, from the writer alone", f"{np.mean(by_writer == statuses):.2f}", f"{majority:.2f}"),
        ("status, from length, punctuation and function words", *_status_from_form(articles, 5, writers)),
        ("the same on the real articles", *_status_from_form(real, 5, None)),
    ]
    return _table(("what is told from what", "accuracy", "always the most frequent"), rows)


def main() -> None:
    """Print the report."""
    parser = options(__doc__)
    parser.add_argument("real", type=there, metavar="REAL.jsonl")
    given = parser.parse_args()
    corpus = read_corpus(Path("corpus/articles"))
    real = read_labelled(given.real)
    ours = [read(article.title, article.text) for article in corpus]
    theirs = [read(article.title, article.text) for article in real]
    print(style_table(ours, theirs), cue_table(corpus, real), probes(corpus, ours, real), sep="\n\n")


if __name__ == "__main__":
    main()
