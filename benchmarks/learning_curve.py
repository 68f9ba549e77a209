"""Does more of the corpus help? Models trained on parts of it, asked about the test split and about real articles.

    python benchmarks/learning_curve.py REAL.jsonl FIGURE.svg [DRAWS]

prints a Markdown table and draws the figure (``pip install -e '.[bench]'``). Each part is drawn ``DRAWS`` times (5 unless given) by
chain, without looking at writer or status; the whole is trained once. The threshold is the one the shipped model uses.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np
from command import options, there

from pipeline.assess.model import Model
from pipeline.assess.reading import Reading, read
from pipeline.learn.corpus import LabelledArticle, read_corpus
from pipeline.learn.evaluate import Answer, Evaluation
from pipeline.learn.labelled import read_labelled
from pipeline.learn.splits import only, read_splits, split_file
from pipeline.learn.train import Sample, sample, train_on

CORPUS = Path("corpus/articles")
PARTS = (0.10, 0.25, 0.50, 0.75, 1.0)
MEASURES = ("average precision", "flagged F1", "status macro F1")
Read = list[tuple[LabelledArticle, Reading]]


def _read(articles: Sequence[LabelledArticle]) -> Read:
    return [(article, read(article.title, article.text)) for article in articles]


def _measure(model: Model, yardstick: Read) -> tuple[float, ...]:
    answers = [Answer.of(model.assess_reading(reading)) for _, reading in yardstick]
    found = Evaluation("model", answers, [article for article, _ in yardstick])
    return found.average_precision, found.flagged.f1, found.macro_f1


def _draw(samples: Sequence[Sample], part: float, rng: np.random.Generator) -> list[Sample]:
    chains = sorted({s.article.chain or s.article.id for s in samples})
    kept = set(rng.choice(chains, round(part * len(chains)), replace=False))
    return [s for s in samples if (s.article.chain or s.article.id) in kept]


def curve(samples: Sequence[Sample], yardsticks: dict[str, Read], draws: int) -> dict[float, dict[str, np.ndarray]]:
    """For each part and yardstick the measures, float64, (draws, measures)."""
    rng = np.random.default_rng(0)
    found: dict[float, dict[str, np.ndarray]] = {}
    for part in PARTS:
        scores: dict[str, list[tuple[float, ...]]] = {name: [] for name in yardsticks}
        for _ in range(1 if part == 1 else draws):
            model = train_on(_draw(samples, part, rng))
            for name, yardstick in yardsticks.items():
                scores[name].append(_measure(model, yardstick))
        found[part] = {name: np.array(rows) for name, rows in scores.items()}
        print(f"{part:.0%} done", file=sys.stderr)
    return found


def as_table(found: dict[float, dict[str, np.ndarray]], articles: int) -> str:
    """Median over the draws, with the lowest and highest in brackets."""
    names = list(next(iter(found.values())))
    header = ["articles", *(f"{name}: {measure}" for name in names for measure in MEASURES)]
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    for part, scores in found.items():
        cells = [
            f"{median(column):.2f} ({column.min():.2f}–{column.max():.2f})" if len(column) > 1 else f"{column[0]:.2f}"
            for name in names
            for column in scores[name].T
        ]
        lines.append(f"| {round(part * articles)} ({part:.0%}) | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def draw(found: dict[float, dict[str, np.ndarray]], articles: int, path: Path) -> None:
    """One panel a measure, one line a yardstick, a band from the lowest to the highest draw."""
    from matplotlib import pyplot

    pyplot.rcParams["svg.hashsalt"] = "netralitas"
    figure, panels = pyplot.subplots(1, len(MEASURES), figsize=(11, 3.4), sharey=True)
    sizes = [part * articles for part in found]
    for number, (panel, measure) in enumerate(zip(panels, MEASURES, strict=True)):
        for name in next(iter(found.values())):
            columns = [scores[name][:, number] for scores in found.values()]
            panel.plot(sizes, [median(column) for column in columns], marker="o", label=name)
            panel.fill_between(sizes, [c.min() for c in columns], [c.max() for c in columns], alpha=0.2)
        panel.set(title=measure, xlabel="articles trained on", ylim=(0, 1))
        panel.grid(alpha=0.3)
    panels[0].legend(loc="lower right")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Print the table, draw the figure."""
    parser = options(__doc__)
    parser.add_argument("real", type=there, metavar="REAL.jsonl")
    parser.add_argument("figure", type=Path, metavar="FIGURE.svg")
    parser.add_argument("draws", nargs="?", type=int, default=5)
    given = parser.parse_args()
    corpus, splits = read_corpus(CORPUS), read_splits(split_file(CORPUS))
    samples = [sample(article) for article in only(corpus, splits, ("train", "dev"))]
    yardsticks = {
        "test split": _read(only(corpus, splits, ("test",))),
        "real articles": _read(read_labelled(given.real)),
    }
    found = curve(samples, yardsticks, given.draws)
    print(as_table(found, len(samples)))
    draw(found, len(samples), given.figure)


if __name__ == "__main__":
    main()
