"""What a run did, for a program (``run.json``) and for a person (``run.md``)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
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


def write_report(summary: Summary, plan: Plan, store: Store, folder: Path) -> list[Path]:
    """Write both files into ``folder``, each put in place only when it is whole. Returns their paths."""
    told = as_dict(summary, store.shares_flagged(summary.started - timedelta(weeks=WEEKS)))
    told["plan"] = asdict(plan)
    files = {
        "run.json": json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n",
        "run.md": as_markdown(told),
    }
    for name, text in files.items():
        with whole(folder / name) as unfinished:
            unfinished.write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def as_dict(summary: Summary, runs: list[tuple[str, int, int]]) -> dict[str, Any]:
    """The figures of a run. ``runs``: beginning, new articles and flagged of each run, this one among them."""
    started = summary.started.isoformat()
    earlier = [run for run in runs if run[0] != started]
    return {
        "started": started,
        "finished": summary.finished.isoformat(),
        "minutes": int((summary.finished - summary.started).total_seconds()) // 60,
        "model": summary.model,
        "stopped": summary.stopped,
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
        "failures": _ordered(summary.failures),
    }


def as_markdown(told: dict[str, Any]) -> str:
    """One page for a person, from what :func:`as_dict` gives."""
    lines = [f"# Run of {told['started'][:16].replace('T', ' ')} UTC", ""]
    lines += [
        f"It took {age(told['minutes'])}"
        + (f", with the model {told['model']}." if told["model"] else ", without a model.")
    ]
    if told["stopped"]:
        lines += ["", "**It was stopped.** What it had read is kept and in the tables; the next run reads the rest."]
    lines += ["", "| stage | in | out | left out |", "|---|---|---|---|"]
    for name, stage in told["stages"].items():
        reasons = ", ".join(f"{reason} {count}" for reason, count in stage["reasons"].items())
        lines.append(f"| {name} | {stage['in']} | {stage['out']} | {reasons} |")
    lines += [
        "",
        f"Flagged: {_share(told['flagged'])}. {_before(told['earlier'])}. Held in all: {_share(told['held'])}.",
    ]
    if told["quiet_sources"]:
        lines += ["", f"Sources with nothing new: {', '.join(told['quiet_sources'])}."]
    waiting = {name: told["waits_until"] for name, told in told["sources"].items() if told["waits_until"]}
    if waiting:
        until = (f"{name} until {time[:16].replace('T', ' ')} UTC" for name, time in waiting.items())
        lines += ["", f"Left alone, as their hosts asked or need it: {', '.join(until)}."]
    lines += ["", *(f"- `{code}` {count}: {hint(code)}" for code, count in told["failures"].items())]
    return "\n".join(lines).rstrip() + "\n"


def _before(earlier: dict[str, int]) -> str:
    weeks = f"of the last {earlier['weeks']} weeks"
    if not earlier["runs"]:
        return f"It is the first run {weeks}"
    return f"In {counted(earlier['runs'], 'earlier run')} {weeks}: {_share(earlier)}"


def _source(tally: Tally) -> dict[str, Any]:
    counts = {name: getattr(tally, name) for name in ("found", "new", "changed", "unchanged", "done")}
    until = tally.waits_until and tally.waits_until.isoformat()
    return counts | {"failures": dict(tally.failures), "waits_until": until}


def _stages(summary: Summary) -> dict[str, dict[str, Any]]:
    cases = summary.new_cases + summary.joined
    return {
        "collect": _stage(summary.pages + summary.not_collected.total(), summary.pages, summary.not_collected),
        "gate": _stage(summary.pages, summary.pages - summary.off_topic, {"off-topic": summary.off_topic}),
        "extract": _stage(summary.pages - summary.off_topic, summary.articles, summary.not_extracted),
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
