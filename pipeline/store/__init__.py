"""Everything kept between runs: one SQLite file in WAL mode, so that a reader never waits for a writer.

The tables are described where they are made, in ``schema/``. Times are ISO 8601 in UTC; lists are JSON.
"""

from __future__ import annotations

from pipeline.store.activity import Activities, Activity
from pipeline.store.addresses import Visited
from pipeline.store.copies import Copies
from pipeline.store.drift import Drift
from pipeline.store.forgetting import Forgetting
from pipeline.store.news import Kept
from pipeline.store.proposals import Proposal, Refused, Taken, contradiction, one_for_each, signed_note
from pipeline.store.queue import Place, Sieve
from pipeline.store.samples import Candidate, Samples
from pipeline.store.upkeep import Upkeep

__all__ = [
    "Activity", "Candidate", "Kept", "Place", "Proposal", "Refused", "Sieve", "Store", "Taken", "Visited",
    "contradiction", "one_for_each", "signed_note",
]  # fmt: skip


class Store(Copies, Activities, Samples, Drift, Upkeep, Forgetting):
    """Every question the program asks of its database; each base holds those of a few tables."""
