"""How long reading takes: an ordinary article step by step, and hostile text at 1, 10 and 100 times 2,000 characters.

    python benchmarks/speed.py [PYTHON]

prints Markdown; processor time, medians of five rounds, everything warm. The taggers of others stand beside it on ``FEW`` of
the same articles, each in a process of its own, the second of two rounds. ``PYTHON`` is the interpreter of an environment that has nlp_id beside spaCy.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from command import options
from path import user_build

from pipeline.assess import load_model
from pipeline.assess.reading import read
from pipeline.language import normalise, parse
from pipeline.learn.corpus import read_corpus
from pipeline.mentions import tag
from pipeline.places import region_of

STORY = "Camat Marau, Darlis, dilaporkan ke Bawaslu Kabupaten Ketapang karena diduga ikut kampanye. "
FEW = 30
HOSTILE = {
    "ordinary sentences": STORY,
    "no sentence ends": STORY.replace(".", ""),
    "all capitals": STORY.upper(),
    "one bracket": "(",
    "one slash": "/",
    "slashes between groups": "TNI/Polri ",
    "heads only": "Kepala Bidang ",
    "acronyms": "Bidang (Propam) ",
    "names only": "Darlis ",
}


def per_article(step: Callable, items: Iterable) -> float:
    """Milliseconds an item takes, the median of five rounds over all."""
    items = list(items)
    rounds = []
    for _ in range(6):
        begun = time.process_time()
        for item in items:
            step(item)
        rounds.append((time.process_time() - begun) / len(items) * 1000)
    return statistics.median(rounds[1:])


def _hostile(text: str, step: Callable[[str], object]) -> list[float]:
    times = []
    for factor in (1, 10, 100):
        long = normalise(text * (2000 * factor // len(text)))
        begun = time.process_time()
        step(long)
        times.append((time.process_time() - begun) * 1000)
    return times


def others(texts: list[str], python: str) -> dict[str, float]:
    """Milliseconds a text takes the taggers of others."""
    taggers = {"spaCy blank, sentencizer": "spacy_blank", "spaCy blank, entity ruler of our lexicon": "spacy_rules"}
    if python != sys.executable:
        taggers["nlp_id, parts of speech"] = "nlp_id"
    pages = [("", text) for text in texts[:FEW]]
    return {name: 1000 / user_build(python, "none", tagger, pages) for name, tagger in taggers.items()}


def main() -> None:
    """Print the tables."""
    parser = options(__doc__)
    parser.add_argument("python", nargs="?", default=sys.executable)
    python = parser.parse_args().python
    articles = [a for a in read_corpus(Path("corpus/articles")) if 250 <= len(a.text.split()) <= 350][:200]
    words = statistics.mean(len(a.text.split()) for a in articles)
    model, docs = load_model(), [parse(article.text) for article in articles]
    readings = [read(article.title, article.text) for article in articles]
    steps = {
        "tokens and sentences": per_article(lambda a: parse(a.text), articles),
        "mentions and persons": per_article(tag, docs),
        "region": per_article(lambda a: region_of(a.title, a.text), articles),
        "read: furniture, tokens, mentions, cues": per_article(lambda a: read(a.title, a.text), articles),
        "assess what was read": per_article(model.assess_reading, readings),
    }
    print(f"| {len(articles)} articles of {words:.0f} words | ms an article |\n|---|---|")
    for name, took in steps.items():
        print(f"| {name} | {took:.2f} |")
    for name, took in others([article.text for article in articles], python).items():
        print(f"| {name} | {took:.2f} |")
    ways = {
        "tokens, sentences, mentions of": lambda t: tag(parse(t)),
        "the whole assessment of": lambda t: model.assess(f"Berita. {t}"),
    }
    for way, step in ways.items():
        print(f"\n| {way} | 2,000 characters | 20,000 | 200,000 |\n|---|---|---|---|")
        for name, text in HOSTILE.items():
            print(f"| {name} | " + " | ".join(f"{took:.0f} ms" for took in _hostile(text, step)) + " |")


if __name__ == "__main__":
    main()
