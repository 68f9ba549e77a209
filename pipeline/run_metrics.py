"""What a run did, as a text file that Prometheus' node exporter reads (textfile collector)."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from pipeline.errors import NetralitasError

if TYPE_CHECKING:
    from pipeline.run import Summary

_COUNTS = {
    "pages": "Pages collected in the last run.",
    "off_topic": "Pages the gate set aside in the last run.",
    "articles": "New or changed articles of the last run.",
    "assessed": "Articles assessed in the last run.",
    "flagged": "Articles flagged in the last run.",
    "held": "Articles in the store.",
    "held_flagged": "Flagged articles in the store.",
}


def require_metrics() -> None:
    """Raises :class:`NetralitasError` without prometheus_client: better before a run than after it."""
    try:
        import prometheus_client  # noqa: F401
    except ImportError:
        raise NetralitasError(
            "--metrics needs the package prometheus_client. Install it with: pip install 'netralitas[metrics]'"
        ) from None


def write_metrics(summary: Summary, path: Path) -> None:
    """Write the figures of a run, put in place only when whole. Raises as :func:`require_metrics`."""
    require_metrics()
    from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

    registry = CollectorRegistry()

    def gauge(name: str, about: str, labels: tuple[str, ...] = ()) -> Gauge:
        return Gauge(f"netralitas_{name}", about, labels, registry=registry)

    for name, about in _COUNTS.items():
        gauge(name, about).set(getattr(summary, name))
    gauge("finished_timestamp_seconds", "When the last run ended, Unix time.").set(summary.finished.timestamp())
    gauge("duration_seconds", "How long it took.").set((summary.finished - summary.started).total_seconds())
    gauge("stopped", "1 where it was stopped before its end.").set(summary.stopped)
    failures = gauge("failures", "Failures of the last run, by code.", ("code",))
    for code, count in summary.failures.items():
        failures.labels(code).set(count)
    answers = gauge(
        "host_answer_seconds_median", "What half of a host's answers in the last run took at most.", ("host",)
    )
    for host, seconds in summary.answers.items():
        answers.labels(host).set(median(seconds))
    listed = gauge("source_listed", "1 where the last run read the source's list to its end.", ("source",))
    new = gauge("source_new", "New articles of the last run, by source.", ("source",))
    for source, tally in summary.sources.items():
        listed.labels(source).set(tally.done)
        new.labels(source).set(tally.new)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_to_textfile(str(path), registry)
