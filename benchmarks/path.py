"""The whole path from HTML in memory to an assessment: how many pages a second, and where the time goes.

    python benchmarks/path.py rates HTML_FOLDER [PYTHON]  pages a second on two processes, beside others
    python benchmarks/path.py quiet HTML_FOLDER [SECONDS]  the same of trafilatura and ours, of rounds in which nothing else ran
    python benchmarks/path.py stages HTML_FOLDER      milliseconds a page by stage
    python benchmarks/path.py shares HTML_FOLDER      processor time of a mixed stream by stage, beside trafilatura
    python benchmarks/path.py batches HTML_FOLDER     pages a second by how many pages travel together
    python benchmarks/path.py growth [PAGES …]        time a page and peak memory as a run grows

each prints Markdown. ``HTML_FOLDER`` holds saved pages of ordinary news, listed in ``index.tsv``. ``rates`` repeats its rounds in turn and gives medians;
``PYTHON`` is the interpreter of an environment that has news-please, nlp_id and spaCy beside trafilatura and scikit-learn.
"""

from __future__ import annotations

import json
import math
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from command import options, there

from benchmarks.gate import real_pages, set_aside
from pipeline.assess import load_model
from pipeline.extract import extract
from pipeline.gate import off_topic, quick_look, story_off_topic
from pipeline.judge import Judge, died
from pipeline.learn.corpus import read_corpus
from pipeline.records import Article, Page
from pipeline.workers import BATCH, spread
from tests.extract.pages import dress, themes

ROUNDS, PAGES, JOBS = 3, 100, 2
QUIET = 0.1
BUILDS = (("trafilatura", "spacy_rules"), ("news_please", "spacy_rules"), ("trafilatura", "nlp_id"))
"""Extractors and taggers of ``user_build.py``; the later two need packages that this project has no use for."""


def ordinary(folder: Path) -> list[Page]:
    """The saved pages that hold a story; fronts are left out."""
    return [page for page in real_pages(folder, ("article",)) if isinstance(extract(page), Article)]


def mixed(folder: Path, number: int) -> list[Page]:
    """One page in fifty on topic, the others ordinary news."""
    plain, told = ordinary(folder), [a for a in read_corpus(Path("corpus/articles")) if a.flagged]
    on_topic = (dress(themes()[n % len(themes())], told[n * 7 % len(told)], n).page for n in range(number))
    return [next(on_topic) if n % 50 == 25 else plain[n % len(plain)] for n in range(number)]


def _timed(way: Callable[[list[Page]], int], pages: list[Page]) -> Callable[[], float]:
    """A call that goes that way and gives pages a second."""

    def rate() -> float:
        begun = perf_counter()
        return way(pages) / (perf_counter() - begun)

    return rate


def _median_rates(ways: dict[str, Callable[[], float]]) -> dict[str, float]:
    """Pages a second of each way, the median of rounds in turn; the first round of each is not counted."""
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS + 1):
        for name, way in ways.items():
            rates[name].append(way())
    return {name: statistics.median(values[1:]) for name, values in rates.items()}


class Warm:
    """The whole path on processes that are running: what a long run has."""

    def __init__(self, judge: Judge, jobs: int, batch: int = BATCH):
        from pipeline.workers import _Spread

        self._spread, self._judge, self._jobs = _Spread(judge, jobs, died, batch), judge, jobs

    def __call__(self, pages: list[Page]) -> int:
        if self._jobs == 1:
            return sum(1 for _ in spread(self._judge, pages, 1, died))
        return sum(1 for _ in self._spread._stream(iter(pages)))

    def close(self) -> None:
        self._spread._all.close()


def _trafilatura(pages: list[Page]) -> int:
    import trafilatura

    for page in pages:
        trafilatura.extract(page.html[0], with_metadata=True)
    return len(pages)


def user_build(python: str, extractor: str, tagger: str, pages: Iterable[tuple[str, str]]) -> float:
    """Pages a second of what a user would put together, by ``user_build.py`` in a process of its own; ``pages``: address and content."""
    from pipeline.mentions.lexicon import lexicon

    given = {
        "pages": [{"url": url, "html": html} for url, html in pages],
        "learned": [(article.text, str(article.status)) for article in read_corpus(Path("corpus/articles"))],
        "patterns": [{"label": str(t.group), "pattern": p} for p, t in lexicon().terms.items() if t],
    }
    command = [python, Path(__file__).with_name("user_build.py"), extractor, tagger]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def rates(folder: Path, python: str = sys.executable) -> None:
    """Pages a second beside trafilatura and what a user would put together, and their ratios to trafilatura."""
    model = load_model()
    for name, pages in {
        "ordinary pages": (ordinary(folder) * PAGES)[:PAGES],
        "2 % on topic": mixed(folder, PAGES),
        "light pages, all on topic": [
            dress(themes()[n % 24], a, n).page for n, a in enumerate(read_corpus(Path("corpus/articles"))[:PAGES])
        ],
    }.items():
        warm = {
            f"ours, {jobs} process{'es' * (jobs > 1)}, {'gate' if gate else 'no gate'}": Warm(Judge(model, gate), jobs)
            for gate in (False, True)
            for jobs in (1, JOBS)
        }
        told = [(page.url, page.html[0]) for page in pages]
        ways = {"trafilatura with metadata alone": _timed(_trafilatura, pages)}
        for built in BUILDS if python != sys.executable else BUILDS[:1]:
            ways[f"{', '.join(built)}, scikit-learn"] = partial(user_build, python, *built, told)
        ways |= {label: _timed(way, pages) for label, way in warm.items()}
        found = _median_rates(ways)
        size = sum(len(page.html[0]) for page in pages) / len(pages) / 1000
        aside = sum(map(set_aside, pages))
        print(f"| {name}, {size:.0f} kB, {aside} of {len(pages)} set aside | pages a second | ratio |\n|---|---|---|")
        base = found["trafilatura with metadata alone"]
        for label, rate in found.items():
            print(f"| {label} | {rate:.1f} | {rate / base:.2f} |", flush=True)
        print()
        for way in warm.values():
            way.close()


def _spent() -> tuple[float, float]:
    """Processor seconds that this machine has spent on everything, and on this process and its children."""
    machine = [int(ticks) for ticks in Path("/proc/stat").read_text("ascii").split("\n")[0].split()[1:]]
    ours = 0
    for told in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            facts = told.read_text("utf-8", errors="replace").rpartition(")")[2].split()
            ours += sum(map(int, facts[11:13])) if os.getpid() in (int(told.parent.name), int(facts[1])) else 0
    idle = sum(machine[3:5])
    return (sum(machine) - idle) / os.sysconf("SC_CLK_TCK"), ours / os.sysconf("SC_CLK_TCK")


def quiet(folder: Path, seconds: int) -> None:
    """Pages a second of rounds in turn for so long; counted are those in which all else took a tenth of one core at most."""
    model = load_model()
    streams = {"ordinary pages": (ordinary(folder) * PAGES)[:PAGES], "2 % on topic": mixed(folder, PAGES)}
    warm = {f"ours, {jobs} process{'es' * (jobs > 1)}, gate": Warm(Judge(model), jobs) for jobs in (1, JOBS)}
    warm |= {f"ours, {JOBS} processes, no gate": Warm(Judge(model, gate=False), JOBS)}
    ways: dict[str, Callable[[list[Page]], int]] = {"trafilatura with metadata alone": _trafilatura, **warm}
    rounds: dict[tuple[str, str], list[float]] = {(name, way): [] for name in streams for way in ways}
    all_rounds, end = -1, perf_counter() + seconds
    while all_rounds < 1 or perf_counter() < end:
        for name, way in rounds:
            told = streams[name] * (4 if way.endswith(", gate") else 1)  # long enough to tell
            (machine, ours), rate = _spent(), _timed(ways[way], told)()
            now = _spent()
            others = (now[0] - machine - now[1] + ours) * rate / len(told)
            if all_rounds >= 0 and others <= QUIET:
                rounds[name, way].append(rate)
        all_rounds += 1
    for name in streams:
        print(f"| {name} | rounds of {all_rounds} | pages a second | ratio |\n|---|---|---|---|")
        base = statistics.median(rounds[name, "trafilatura with metadata alone"] or [math.nan])
        for way in ways:
            rate = statistics.median(rounds[name, way] or [math.nan])
            print(f"| {way} | {len(rounds[name, way])} | {rate:.1f} | {rate / base:.2f} |")
        print()
    for running in warm.values():
        running.close()


def stages(folder: Path) -> None:
    """Milliseconds a page by stage, on real pages and on light ones."""
    from pipeline.assess.reading import read
    from pipeline.cases.copies import band_keys, shingles

    model = load_model()
    columns = {
        "real pages": ordinary(folder),
        "light pages": [
            dress(themes()[n % 24], a, n).page for n, a in enumerate(read_corpus(Path("corpus/articles"))[:72])
        ],
    }
    table: dict[str, list[float]] = {}
    for pages in columns.values():
        articles = [article for page in pages if isinstance(article := extract(page), Article)]
        readings = [read(article.title, article.text) for article in articles]
        steps: dict[str, tuple[Callable, list]] = {
            "gate": (off_topic, pages),
            "extract": (extract, pages),
            "compare: fingerprint": (lambda article: band_keys(shingles(article.text)), articles),
            "assess: read (furniture, tokens, mentions, cues)": (lambda a: read(a.title, a.text), articles),
            "assess: judge": (model.assess_reading, readings),
        }
        for name, (step, items) in steps.items():
            rounds = []
            for _ in range(ROUNDS + 1):
                begun = perf_counter()
                for item in items:
                    step(item)
                rounds.append((perf_counter() - begun) / len(items) * 1000)
            table.setdefault(name, []).append(statistics.median(rounds[1:]))
    print("| ms a page | " + " | ".join(columns) + " |\n|---|---|---|")
    for name, values in table.items():
        print(f"| {name} | " + " | ".join(f"{value:.2f}" for value in values) + " |")


def shares(folder: Path) -> None:
    """Processor time of each stage of a mixed stream in one process, medians of rounds in turn, and trafilatura's."""
    pages, model = mixed(folder, PAGES), load_model()
    through = [page for page in pages if not off_topic(page)]
    read = [article for page in through if isinstance(article := extract(page), Article)]
    left = [article for article in read if not story_off_topic(article)]
    steps: dict[str, tuple[Callable, list]] = {
        "trafilatura with metadata alone": (lambda page: _trafilatura([page]), pages),
        "ours, gate": (Judge(model), pages),
        "of it the text by resiliparse": (quick_look, pages),
        "of it the first look, with that": (off_topic, pages),
        "of it extract": (extract, through),
        "of it the second look": (story_off_topic, read),
        "of it assess": (model.assess_article, left),
    }
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS + 1):
        for name, (step, items) in steps.items():
            begun = process_time()
            for item in items:
                step(item)
            times[name].append((process_time() - begun) / len(pages) * 1000)
    found = {name: statistics.median(values[1:]) for name, values in times.items()}
    print("| 2 % on topic | pages of 100 | ms a page of all | share |\n|---|---|---|---|")
    for name, value in found.items():
        share = value / found["ours, gate"]
        print(f"| {name} | {len(steps[name][1]) * 100 // len(pages)} | {value:.2f} | {share:.2f} |")


def batches(folder: Path) -> None:
    """Pages a second by how many pages travel together."""
    pages, judge = (ordinary(folder) * PAGES)[:PAGES], Judge(load_model(), gate=False)
    warm = {size: Warm(judge, JOBS, size) for size in (1, 4, 16, 32)}
    found = _median_rates({str(size): _timed(way, pages) for size, way in warm.items()})
    print("| pages together | pages a second |\n|---|---|")
    for size, rate in found.items():
        print(f"| {size} | {rate:.1f} |")
    for way in warm.values():
        way.close()


def growth(sizes: list[int]) -> None:
    """A run over folders of light pages into a new store, each in a process of its own."""
    print(
        "| pages | seconds | ms a page | peak of the main process, MB | of the largest other, MB |\n|---|---|---|---|---|"
    )
    for size in sizes:
        command = [sys.executable, __file__, "one-run", str(size)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="", flush=True)


def one_run(size: int) -> None:
    """One run of that many pages, all different, all on topic, as one line of the table."""
    from pipeline import run as batch
    from pipeline.collect.sources import Kind, Source
    from pipeline.store import Store

    class Quiet:
        def found(self, source, stories): ...
        def done(self, source, failure): ...

    articles, names, model = read_corpus(Path("corpus/articles")), themes(), load_model()

    def made(*_, **__) -> Iterator[Page]:
        for n in range(size):
            article = articles[n * 7 % len(articles)]
            words = article.text.split(" ")
            shift = n // len(articles) * 5 % len(words)  # another text each time, or it would be a copy
            told = replace(article, text=" ".join(words[shift:] + words[:shift]))
            page = dress(names[n % len(names)], told, n).page
            yield replace(page, url=f"https://kabartepian.example/{n}", source="banyak")

    batch.collect = made
    with TemporaryDirectory() as folder, Store(Path(folder) / "netralitas.db") as store:
        source = Source(id="banyak", outlet="Banyak", kind=Kind.FOLDER, path=Path(folder))
        begun = perf_counter()
        batch.run([source], store, model, Quiet(), way=batch.Way(JOBS))
        took = perf_counter() - begun
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(f"| {size} | {took:.0f} | {took / size * 1000:.2f} | {peaks[0]:.0f} | {peaks[1]:.0f} |")


def main() -> None:
    """The benchmark that the first argument names."""
    parser = options(__doc__)
    ways = parser.add_subparsers(required=True)
    for name, way in {"rates": rates, "quiet": quiet, "stages": stages, "shares": shares, "batches": batches}.items():
        told = ways.add_parser(name)
        told.add_argument("folder", type=there, metavar="HTML_FOLDER")
        told.set_defaults(way=way)
    ways.choices["rates"].add_argument("python", nargs="?", default=sys.executable)
    ways.choices["quiet"].add_argument("seconds", nargs="?", type=int, default=300)
    grown = ways.add_parser("growth")
    grown.add_argument("sizes", nargs="*", type=int, metavar="PAGES", default=[1000, 10_000, 100_000])
    grown.set_defaults(way=growth)
    one = ways.add_parser("one-run")  # what ``growth`` starts
    one.add_argument("pages", type=int)
    one.set_defaults(way=one_run)
    given = vars(parser.parse_args())
    given.pop("way")(*given.values())


if __name__ == "__main__":
    main()
