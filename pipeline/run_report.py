"""What a run did, for a program (``run.json``) and for a person (``run.md``)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from pipeline.counted import counted
from pipeline.failures import hint
from pipeline.files import whole
from pipeline.lock import age

if TYPE_CHECKING:
    from pipeline.collect import Plan
    from pipeline.run import Summary, Tally
    from pipeline.store import Store

WEEKS = 4
SLOW = 3.0
"""A host is called slow where half of its answers took longer than so many seconds."""
Wording = Callable[[str], str]


def write_report(summary: Summary, plan: Plan, store: Store, folder: Path, worded: Wording = str) -> list[Path]:
    """Write both files into ``folder``, each put in place only when it is whole. Returns their paths.

    ``worded`` puts a message into the language of who reads ``run.md``.
    """
    told = as_dict(summary, store.shares_flagged(summary.started - timedelta(weeks=WEEKS)))
    told["plan"] = asdict(plan)
    files = {
        "run.json": json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n",
        "run.md": as_markdown(told, worded),
    }
    for name, text in files.items():
        with whole(folder / name) as unfinished:
            unfinished.write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def as_dict(summary: Summary, runs: list[tuple[str, int, int]]) -> dict[str, Any]:
    """The figures of a run. ``runs``: beginning, new articles and flagged of other runs and this one; later ones, by a clock set back, do not count."""
    started = summary.started.isoformat()
    earlier = [run for run in runs if run[0] < started]
    return {
        "started": started,
        "finished": summary.finished.isoformat(),
        "minutes": int((summary.finished - summary.started).total_seconds()) // 60,
        "model": summary.model,
        "stopped": summary.stopped,
        "listed": {name: summary.total(name) for name in ("found", "unchanged", "passed_over")},
        "stages": _stages(summary),
        "flagged": {"articles": summary.assessed, "flagged": summary.flagged},
        "earlier": {
            "weeks": WEEKS,
            "runs": len(earlier),
            "articles": sum(articles for _, articles, _ in earlier),
            "flagged": sum(flagged for *_, flagged in earlier),
        },
        "held": {"articles": summary.held, "flagged": summary.held_flagged},
        "sources": {name: _source(tally) for name, tally in summary.sources.items()},
        "quiet_sources": sorted(name for name, tally in summary.sources.items() if not tally.new),
        "hosts": {host: _answers(seconds) for host, seconds in sorted(summary.answers.items())},
        "failures": _ordered(summary.failures),
    }


def as_markdown(told: dict[str, Any], worded: Wording = str) -> str:
    """One page for a person, from what :func:`as_dict` gives."""
    model = f", with the model {told['model']}." if told["model"] else ", without a model."
    lines = [worded(f"# Run of {_minute(told['started'])} UTC"), "", worded(f"It took {age(told['minutes'])}{model}")]
    if told["stopped"]:
        stopped = "**It was stopped.** What it had read is kept and in the tables; the next run reads the rest."
        lines += ["", worded(stopped)]
    lines += ["", " ".join(map(worded, _listed(**told["listed"])))]
    lines += ["", worded("| stage | in | out | left out |"), "|---|---|---|---|"]
    for name, stage in told["stages"].items():
        reasons = ", ".join(worded(f"{reason} {count}") for reason, count in stage["reasons"].items())
        lines.append(worded(f"| {name} | {stage['in']} | {stage['out']} | {reasons} |"))
    shares = (
        f"Flagged: {_share(told['flagged'])}.",
        _before(told["earlier"]),
        f"Held in all: {_share(told['held'])}.",
    )
    lines += ["", " ".join(map(worded, shares))]
    if told["quiet_sources"]:
        lines += ["", worded(f"Sources with nothing new: {', '.join(told['quiet_sources'])}.")]
    if slow := _slow(told["hosts"], worded):
        lines += ["", worded(f"Slow hosts, of whose answers half took more than {SLOW:g} s: {slow}.")]
    waiting = {name: told["waits_until"] for name, told in told["sources"].items() if told["waits_until"]}
    if waiting:
        until = ", ".join(worded(f"{name} until {_minute(time)} UTC") for name, time in waiting.items())
        lines += ["", worded(f"Left alone, as their hosts asked or need it: {until}.")]
    lines += ["", *(f"- `{code}` {count}: {worded(hint(code))}" for code, count in told["failures"].items())]
    return "\n".join(lines).rstrip() + "\n"


def _minute(time: str) -> str:
    return time[:16].replace("T", " ")


def _listed(found: int, unchanged: int, passed_over: int) -> list[str]:
    return [
        f"Of {counted(found, 'story', 'stories')} that the sources listed, {unchanged} are held as they are.",
        *(
            [f"Not asked for again, as it had failed, was off topic or forgotten: {passed_over}."]
            if passed_over
            else []
        ),
    ]


def _slow(hosts: dict[str, dict[str, float]], worded: Wording) -> str:
    """The slow hosts, the slowest first."""
    slow = sorted((-told["median"], host) for host, told in hosts.items() if told["median"] > SLOW)
    return ", ".join(
        worded(f"{host} (median {-middle:.1f} s, longest {hosts[host]['longest']:.1f} s)") for middle, host in slow
    )


def _before(earlier: dict[str, int]) -> str:
    weeks = f"of the last {earlier['weeks']} weeks"
    if not earlier["runs"]:
        return f"It is the first run {weeks}."
    return f"In {counted(earlier['runs'], 'earlier run')} {weeks}: {_share(earlier)}."


def _source(tally: Tally) -> dict[str, Any]:
    names = ("found", "new", "changed", "unchanged", "passed_over", "done")
    counts = {name: getattr(tally, name) for name in names}
    until = tally.waits_until and tally.waits_until.isoformat()
    return counts | {"failures": dict(tally.failures), "waits_until": until}


def _answers(seconds: list[float]) -> dict[str, float]:
    return {"answers": len(seconds), "median": round(median(seconds), 3), "longest": max(seconds)}


def _stages(summary: Summary) -> dict[str, dict[str, Any]]:
    cases = summary.new_cases + summary.joined
    return {
        "collect": _stage(summary.pages + summary.not_collected.total(), summary.pages, summary.not_collected),
        "gate": _stage(summary.pages, summary.pages - summary.off_topic, {"off-topic": summary.off_topic}),
        "extract": _stage(
            summary.pages - summary.off_topic,
            summary.articles,
            {"unchanged": summary.total("same")} | summary.not_extracted,
        ),
        "compare": _stage(summary.compared, summary.compared - summary.copies, {"copies": summary.copies}),
        "assess": _stage(
            summary.assessed + summary.not_assessed.total(),
            summary.flagged,
            {"not flagged": summary.assessed - summary.flagged} | summary.not_assessed,
        ),
        "group": _stage(cases, summary.new_cases, {"joined a case": summary.joined}),
    }


def _stage(taken: int, given: int, reasons: Counter[str] | dict[str, int]) -> dict[str, Any]:
    return {"in": taken, "out": given, "reasons": {name: n for name, n in _ordered(reasons).items() if n}}


def _ordered(counts: Counter[str] | dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _share(told: dict[str, Any]) -> str:
    share = f" ({told['flagged'] / told['articles']:.1%})" if told["articles"] else ""
    return f"{told['flagged']} of {told['articles']} articles{share}"
